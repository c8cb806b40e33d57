//! Reads crumpled texts: as whoever pays, or with what was stolen.

use std::collections::BTreeMap;

use escrow::mechanisms::work_factor::crumple::{Abraded, Message, Zone};
use escrow::mechanisms::work_factor::mask;

use super::logarithm::Table;
use super::{Means, about_meta, outside, payload_of};
use crate::intruders::burglar::Reader;
use crate::script::Meta;
use crate::system::{Cost, Loot, Place, Plaintext, User};

/// The searcher. It pays for nothing unless it is told to.
pub(crate) struct CrumpleReader {
    zone: Zone,
    /// Baby steps that the first payment buys.
    baby: u64,
    means: Means,
    table: Option<Table>,
    /// What the second exchange of a conversation gave, by its shares.
    abraded: BTreeMap<(u64, u64), Option<Abraded>>,
    /// Stolen exponents, by the user whose phone it was.
    exponents: BTreeMap<User, u64>,
}

impl CrumpleReader {
    pub(crate) fn new(zone: Zone, baby: u64) -> Self {
        Self {
            zone,
            baby,
            means: Means::default(),
            table: None,
            abraded: BTreeMap::new(),
            exponents: BTreeMap::new(),
        }
    }

    /// The table, bought if it is not at hand.
    fn table(&mut self, cost: &mut Cost) -> &Table {
        self.table.get_or_insert_with(|| {
            cost.trials += self.baby;
            Table::new(self.zone.group(), self.baby)
        })
    }

    /// What the two shares of a message agree on.
    fn abraded(&mut self, shares: (u64, u64), cost: &mut Cost) -> Option<Abraded> {
        if let Some(known) = self.abraded.get(&shares) {
            return known.clone();
        }
        let mut steps = 0;
        let logarithm = self.table(cost).logarithm(shares.0, &mut steps);
        cost.trials += steps;
        let agreed = logarithm.map(|exponent| Abraded::of(self.zone.group().power(shares.1, exponent)));
        self.abraded.insert(shares, agreed.clone());
        agreed
    }

    /// The same with an exponent out of a stolen phone.
    fn stolen(&self, meta: &Meta, (ours, theirs): (u64, u64)) -> Option<Abraded> {
        let exponents = [(meta.from, theirs), (meta.to, ours)].into_iter();
        let mut known = exponents.filter_map(|(user, other)| Some((*self.exponents.get(&user)?, other)));
        known.next().map(|(exponent, other)| Abraded::of(self.zone.group().power(other, exponent)))
    }
}

impl Reader for CrumpleReader {
    fn take(&mut self, loot: &Loot) {
        if loot.place == Place::Authority {
            let table = Table::from_bytes(self.zone.group(), &loot.bytes);
            self.table = table.or_else(|| self.table.take());
        }
    }

    fn take_device(&mut self, user: User, stored: &[u8]) {
        if let Ok(exponent) = stored.try_into() {
            self.exponents.insert(user, u64::from_be_bytes(exponent));
        }
    }

    fn read(
        &mut self,
        meta: &Meta,
        frame: &[u8],
        payload: Option<&[u8]>,
        cost: &mut Cost,
    ) -> Option<Plaintext> {
        let (field, sealed) = outside(frame)?;
        let (message, about) = (Message::from_bytes(&[field, sealed].concat()).ok()?, about_meta(meta)?);
        if let Some(d) = payload.and_then(payload_of).and_then(|bytes| bytes.try_into().ok())
            && let Some(abraded) = self.stolen(meta, message.shares)
        {
            cost.openings += 1;
            return self.zone.open_abraded(&abraded, d, &message, &about).ok();
        }
        let all = mask(self.zone.bits()).saturating_add(1);
        if self.means.as_outsider(self.zone.bits()) < all {
            return None;
        }
        let abraded = self.abraded(message.shares, cost)?;
        let opened = self.zone.open_paid(&abraded, &message, &about);
        cost.trials += opened.as_ref().map_or(all, |opened| opened.trials);
        opened.ok().map(|opened| opened.text)
    }

    fn afford(&mut self, trials: u64) {
        self.means = Means::Trials(trials);
    }
}
