//! The jobs: search programs over messages on the bench.

use escrow::AccessField;
use escrow::EscrowSecret;
use escrow::mechanisms::work_factor::crumple::{self, Abraded, Zone};
use escrow::mechanisms::work_factor::export::export_key;
use escrow::mechanisms::work_factor::group::Group;
use escrow::mechanisms::work_factor::partial::Registration;
use escrow::mechanisms::work_factor::{Sealed, mask};

use super::bench::{Job, float, uniform_sum};
use super::logarithm::Table;
use super::{hunt, hunted};

/// A text on the bench.
#[derive(Clone)]
pub(crate) struct Text {
    pub(crate) sealed: Sealed,
    pub(crate) about: Vec<u8>,
}

impl Text {
    fn opens(&self, key: &[u8; 32]) -> bool {
        self.sealed.open(key, &self.about).is_ok()
    }
}

/// The cipher's key of a candidate for a text.
pub(crate) type KeyOf = Box<dyn Fn(usize, u64) -> [u8; 32]>;

/// Each text has a key of its own, of so many bits.
pub(crate) struct EachItsKey {
    pub(crate) texts: Vec<Text>,
    pub(crate) bits: u32,
    pub(crate) key: KeyOf,
}

impl Job for EachItsKey {
    fn beforehand(&mut self) -> u64 {
        0
    }

    fn open(&mut self, index: usize) -> (u64, bool) {
        let Self { texts, bits, key } = self;
        let Some(text) = texts.get(index) else { return (0, false) };
        let most = mask(*bits).saturating_add(1);
        let search = hunted(most, |candidate| text.sealed.fits(&key(index, candidate), &text.about));
        (search.trials, search.found.is_some_and(|found| text.opens(&key(index, found))))
    }

    fn foretold(&self, messages: usize) -> (f64, f64) {
        uniform_sum(messages, mask(self.bits).saturating_add(1))
    }
}

/// All texts have one key: what opened the last is tried first.
pub(crate) struct OneKey {
    pub(crate) texts: EachItsKey,
    pub(crate) found: Option<u64>,
}

impl Job for OneKey {
    fn beforehand(&mut self) -> u64 {
        0
    }

    fn open(&mut self, index: usize) -> (u64, bool) {
        let EachItsKey { texts, bits, key } = &self.texts;
        let Some(text) = texts.get(index) else { return (0, false) };
        let mut trials = 0;
        if let Some(found) = self.found {
            trials += 1;
            if text.opens(&key(index, found)) {
                return (trials, true);
            }
        }
        let most = mask(*bits).saturating_add(1);
        self.found = hunt(most, &mut trials, |guess| text.sealed.fits(&key(index, guess), &text.about));
        (trials, self.found.is_some_and(|found| text.opens(&key(index, found))))
    }

    fn foretold(&self, messages: usize) -> (f64, f64) {
        let (low, high) = self.texts.foretold(1);
        let (more, _) = uniform_sum(messages - 1, 1);
        (low + more, high + more)
    }
}

/// Early recovery for one user: the search is over when the trustees open.
pub(crate) struct Early {
    pub(crate) registration: Registration,
    pub(crate) bits: u32,
    /// What the trustees open under the warrant.
    pub(crate) escrowed: EscrowSecret,
    /// Fields to the user.
    pub(crate) fields: Vec<AccessField>,
    pub(crate) texts: Vec<Text>,
    pub(crate) rest: Option<u64>,
}

impl Job for Early {
    fn beforehand(&mut self) -> u64 {
        let search = self.registration.rest().find();
        self.rest = search.found;
        search.trials
    }

    fn open(&mut self, index: usize) -> (u64, bool) {
        let opened = (|| {
            let whole = self.registration.whole(&self.escrowed, self.rest?).ok()?;
            let key: [u8; 32] = self.fields.get(index)?.open(&whole).ok()?.as_slice().try_into().ok()?;
            self.texts.get(index).filter(|text| text.opens(&key))
        })();
        (0, opened.is_some())
    }

    fn foretold(&self, _: usize) -> (f64, f64) {
        uniform_sum(1, mask(self.bits).saturating_add(1))
    }
}

/// Crumpled texts, for whoever pays for the group or copies what was paid for.
pub(crate) struct Crumpled {
    pub(crate) zone: Zone,
    pub(crate) messages: Vec<(crumple::Message, Vec<u8>)>,
    /// Baby steps that are paid for.
    pub(crate) baby: u64,
    /// By whom: a thief finds the table made.
    pub(crate) copied: bool,
    pub(crate) table: Option<Table>,
    pub(crate) conversation: Option<((u64, u64), Abraded)>,
    /// Messages of one conversation.
    pub(crate) run: usize,
}

impl Job for Crumpled {
    fn beforehand(&mut self) -> u64 {
        if self.copied {
            return 0;
        }
        let table = Table::new(self.zone.group(), self.baby);
        let work = table.work();
        self.table = Some(table);
        work
    }

    fn open(&mut self, index: usize) -> (u64, bool) {
        let (Some(table), Some((message, about))) = (&self.table, self.messages.get(index)) else {
            return (0, false);
        };
        let mut trials = 0;
        if self.conversation.as_ref().is_none_or(|(shares, _)| *shares != message.shares) {
            let (ours, theirs) = message.shares;
            let logarithm = table.logarithm(ours, &mut trials);
            let agreed = logarithm.map(|exponent| self.zone.group().power(theirs, exponent));
            self.conversation = agreed.map(|agreed| (message.shares, Abraded::of(agreed)));
        }
        let Some((_, abraded)) = &self.conversation else { return (trials, false) };
        match self.zone.open_paid(abraded, message, about) {
            Ok(opened) => (trials + opened.trials, true),
            Err(_) => (trials + mask(self.zone.bits()).saturating_add(1), false),
        }
    }

    fn foretold(&self, messages: usize) -> (f64, f64) {
        let (low, high) = uniform_sum(messages, mask(self.zone.bits()).saturating_add(1));
        let giant = self.zone.group().order() / self.baby.max(1) + 1;
        let (least, most) = uniform_sum(messages.div_ceil(self.run), giant);
        let once = float(if self.copied { 0 } else { self.baby });
        (once + low + least, once + high + most)
    }
}

/// Conversations of export grade, each with one text.
pub(crate) struct Conversations {
    /// The group of each, the sender's share, the addressee's, the text.
    pub(crate) each: Vec<(Group, u64, u64, Text)>,
    /// Baby steps that are made once for the group that all share; none where each has its own.
    pub(crate) baby: Option<u64>,
    pub(crate) table: Option<Table>,
}

impl Job for Conversations {
    fn beforehand(&mut self) -> u64 {
        let (Some(baby), Some((group, ..))) = (self.baby, self.each.first()) else { return 0 };
        let table = Table::new(*group, baby);
        let work = table.work();
        self.table = Some(table);
        work
    }

    fn open(&mut self, index: usize) -> (u64, bool) {
        let Some((group, ours, theirs, text)) = self.each.get(index) else { return (0, false) };
        let mut trials = 0;
        let own;
        let table = match &self.table {
            Some(shared) => shared,
            None => {
                own = Table::for_one(*group);
                trials += own.work();
                &own
            }
        };
        let logarithm = table.logarithm(*ours, &mut trials);
        let agreed = logarithm.map(|exponent| group.power(*theirs, exponent));
        (trials, agreed.is_some_and(|agreed| text.opens(&export_key(agreed))))
    }

    fn foretold(&self, messages: usize) -> (f64, f64) {
        let order = self.each.first().map_or(1, |(group, ..)| group.order());
        match self.baby {
            Some(baby) => {
                let (low, high) = uniform_sum(messages, order / baby + 1);
                (float(baby) + low, float(baby) + high)
            }
            None => {
                let baby = order.isqrt() + 1;
                let (low, high) = uniform_sum(messages, order / baby + 1);
                let made = float(baby.saturating_mul(u64::try_from(messages).unwrap_or(u64::MAX)));
                // Groups of one size differ a little in their order.
                ((made + low) * 0.98, (made + high) * 1.02)
            }
        }
    }
}
