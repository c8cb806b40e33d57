//! Reads under partial escrow: with what k trustees hold, and a search for the part that nobody holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use escrow::mechanisms::work_factor::Sealed;
use escrow::mechanisms::work_factor::partial::{Delayed, Registration};
use escrow::sharing::{Dealing, Share};
use escrow::{AccessField, EscrowSecret};
use honest::codec::{Reader as Bytes, Writer};
use honest::error::DecodeError;

use super::{Means, about_meta, hunt, outside, payload_of};
use crate::intruders::burglar::Reader;
use crate::script::Meta;
use crate::system::{Cost, Loot, Place, Plaintext, User};
use crate::systems::access_loot::AccessLoot;

/// What a trustee holds of every user's key: `count 4 ‖ share…`, users in order.
pub(crate) fn write_shares<'s>(shares: impl ExactSizeIterator<Item = &'s Share>) -> Vec<u8> {
    let mut to = Writer::new();
    to.count(shares.len());
    for share in shares {
        to.put(&share.to_bytes());
    }
    to.finish()
}

/// What the authority kept: `count 4 ‖ (user 4 ‖ key 32)…`.
pub(crate) fn write_keys(keys: &BTreeMap<User, EscrowSecret>) -> Vec<u8> {
    let mut to = Writer::new();
    to.count(keys.len());
    for (user, key) in keys {
        to.count(*user).put(&key.to_bytes());
    }
    to.finish()
}

/// The two fields of a message, sealed to the sender's registered key and to the addressee's.
pub(crate) fn fields(bytes: &[u8]) -> Option<[AccessField; 2]> {
    let mut from = Bytes::new(bytes);
    let fields = [AccessField::decode(&mut from).ok()?, AccessField::decode(&mut from).ok()?];
    from.finish().ok()?;
    Some(fields)
}

/// The text of a message whose key is known.
pub(crate) fn text_of(sealed: &[u8], key: &[u8], about: &[u8]) -> Option<Plaintext> {
    Sealed::decode(&mut Bytes::new(sealed)).ok()?.open(key.try_into().ok()?, about).ok()
}

/// The searcher where every user has a registered key.
pub(crate) struct EarlyReader {
    registered: Arc<Vec<Registration>>,
    bits: u32,
    means: Means,
    shares: BTreeMap<User, Vec<Share>>,
    /// Rests that were found, and those of whom a search within the means found none.
    rests: BTreeMap<User, Option<u64>>,
    keys: BTreeMap<User, EscrowSecret>,
}

impl EarlyReader {
    pub(crate) fn new(registered: Arc<Vec<Registration>>, bits: u32) -> Self {
        Self {
            registered,
            bits,
            means: Means::default(),
            shares: BTreeMap::new(),
            rests: BTreeMap::new(),
            keys: BTreeMap::new(),
        }
    }

    /// The rest of a user's key, out of public facts: searched whole or not at all.
    fn rest(&mut self, user: User, cost: &mut Cost) -> Option<u64> {
        if let Some(known) = self.rests.get(&user) {
            return *known;
        }
        if self.means.as_holder(self.bits) < Means::Holder.as_holder(self.bits) {
            return None;
        }
        let search = self.registered.get(user)?.rest().find();
        cost.trials += search.trials;
        self.rests.insert(user, search.found);
        search.found
    }

    /// A user's whole key, if the loot gives the escrowed part.
    fn key(&mut self, user: User, cost: &mut Cost) -> Option<&EscrowSecret> {
        if !self.keys.contains_key(&user) {
            let registration = self.registered.get(user)?;
            let escrowed = registration.dealing.combine(self.shares.get(&user)?).ok()?;
            let rest = self.rest(user, cost)?;
            let whole = self.registered.get(user)?.whole(&escrowed, rest).ok()?;
            self.keys.insert(user, whole);
        }
        self.keys.get(&user)
    }

    fn take_bytes(&mut self, loot: &Loot) -> Result<(), DecodeError> {
        let mut from = Bytes::new(&loot.bytes);
        let users = usize::try_from(from.u32()?).unwrap_or(usize::MAX);
        for user in 0..users {
            match loot.place {
                Place::Trustee(_) => {
                    self.shares.entry(user).or_default().push(Share::decode(&mut from)?);
                }
                _ => {
                    let owner = usize::try_from(from.u32()?).unwrap_or(usize::MAX);
                    self.keys.extend(EscrowSecret::from_bytes(from.array()?).map(|key| (owner, key)));
                }
            }
        }
        from.finish()
    }
}

impl Reader for EarlyReader {
    fn take(&mut self, loot: &Loot) {
        if matches!(loot.place, Place::Trustee(_) | Place::Authority) && self.take_bytes(loot).is_err() {
            // Loot of this system reads to its end; what did not is none.
            self.shares.clear();
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
        let about = about_meta(meta)?;
        cost.openings += 1;
        if let Some(text) = payload.and_then(payload_of).and_then(|key| text_of(&sealed, key, &about)) {
            return Some(text);
        }
        let fields = fields(&field)?;
        [meta.from, meta.to].into_iter().zip(&fields).find_map(|(user, field)| {
            let key = self.key(user, cost)?;
            let deposit = field.open(key).ok()?;
            cost.agreements += 1;
            cost.openings += 2;
            text_of(&sealed, &deposit, &about)
        })
    }

    fn afford(&mut self, trials: u64) {
        self.means = Means::Trials(trials);
    }

    fn beforehand(&mut self, cost: &mut Cost) {
        for user in 0..self.registered.len() {
            self.rest(user, cost);
        }
    }
}

/// The searcher where every message has its own key, of which the field lacks some bits.
pub(crate) struct DelayedReader {
    delayed: Delayed,
    dealing: Vec<Dealing>,
    means: Means,
    shares: Vec<Share>,
    secret: Option<EscrowSecret>,
    deposits: Vec<[u8; 32]>,
}

impl DelayedReader {
    pub(crate) fn new(delayed: Delayed, dealing: Vec<Dealing>) -> Self {
        Self {
            delayed,
            dealing,
            means: Means::default(),
            shares: Vec::new(),
            secret: None,
            deposits: Vec::new(),
        }
    }

    fn complete(
        &self,
        deposit: &[u8; 32],
        sealed: &Sealed,
        about: &[u8],
        cost: &mut Cost,
    ) -> Option<Plaintext> {
        let most = self.means.as_holder(self.delayed.bits());
        let key = |rest: u64| self.delayed.complete(deposit, rest);
        let rest = hunt(most, &mut cost.trials, |rest| sealed.fits(&key(rest), about))?;
        sealed.open(&key(rest), about).ok()
    }
}

impl Reader for DelayedReader {
    fn take(&mut self, loot: &Loot) {
        if !matches!(loot.place, Place::Trustee(_) | Place::Authority) {
            return;
        }
        let Ok(held) = AccessLoot::from_bytes(&loot.bytes) else { return };
        self.shares.extend(held.shares);
        self.secret = self.dealing.iter().find_map(|dealing| dealing.combine(&self.shares).ok());
        let deposits = held.deposits.iter().map(|deposit| <[u8; 32]>::try_from(deposit.as_slice()));
        self.deposits.extend(deposits.filter_map(Result::ok));
    }

    fn read(
        &mut self,
        meta: &Meta,
        frame: &[u8],
        payload: Option<&[u8]>,
        cost: &mut Cost,
    ) -> Option<Plaintext> {
        let (field, sealed) = outside(frame)?;
        let about = about_meta(meta)?;
        cost.openings += 1;
        if let Some(text) = payload.and_then(payload_of).and_then(|key| text_of(&sealed, key, &about)) {
            return Some(text);
        }
        let sealed = Sealed::decode(&mut Bytes::new(&sealed)).ok()?;
        let field = AccessField::decode(&mut Bytes::new(&field)).ok()?;
        let opened = self.secret.as_ref().and_then(|secret| {
            cost.agreements += 1;
            <[u8; 32]>::try_from(field.open(secret).ok()?.as_slice()).ok()
        });
        match opened {
            Some(deposit) => self.complete(&deposit, &sealed, &about, cost),
            None => self.deposits.iter().find_map(|deposit| self.complete(deposit, &sealed, &about, cost)),
        }
    }

    fn afford(&mut self, trials: u64) {
        self.means = Means::Trials(trials);
    }
}
