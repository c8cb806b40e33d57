//! The secret halves of a device's prekeys, and when each is deleted.

use std::collections::{BTreeMap, BTreeSet};

use rand_core::CryptoRng;

use super::{Kind, Prekey, Publication, Suite};
use crate::error::AcceptError;
use crate::identity::IdentityPair;
use crate::limits::{MAX_ONE_TIME, MAX_SEEN};
use crate::primitives::dh::{DhPair, DhPublic};
use crate::primitives::kem::KemPair;

/// A signed prekey, the last-resort KEM prekey of the same age, and the handshakes seen under them.
#[derive(Debug)]
pub(crate) struct Rotating {
    pub(crate) id: u32,
    pub(crate) pair: DhPair,
    pub(crate) last_resort: Option<(u32, KemPair)>,
    /// Base keys of accepted handshakes: what refuses their replay (X3DH section 4.2).
    pub(crate) seen: BTreeSet<DhPublic>,
}

/// The secret halves of all prekeys that may still be used.
#[derive(Debug)]
pub struct PrekeyStore {
    pub(crate) suite: Suite,
    pub(crate) next_id: u32,
    pub(crate) current: Rotating,
    pub(crate) previous: Option<Rotating>,
    pub(crate) one_time: BTreeMap<u32, DhPair>,
    pub(crate) kem_one_time: BTreeMap<u32, KemPair>,
}

/// Which prekeys a handshake used up. Nothing is deleted until its first message has authenticated:
/// a forged first message must not cost a prekey.
#[derive(Debug)]
#[must_use = "the prekeys stay usable until this is given back to the store"]
pub struct Spent {
    pub(crate) signed: u32,
    pub(crate) one_time: Option<u32>,
    pub(crate) kem_one_time: Option<u32>,
    pub(crate) base: DhPublic,
}

impl PrekeyStore {
    /// A store with a signed prekey (and a last-resort KEM prekey) and no one-time prekeys yet.
    pub fn new(suite: Suite, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut next_id = 1;
        let current = Rotating::generate(suite, &mut next_id, rng);
        let (one_time, kem_one_time) = (BTreeMap::new(), BTreeMap::new());
        Self { suite, next_id, current, previous: None, one_time, kem_one_time }
    }

    /// The suite whose prekeys these are.
    #[must_use]
    pub const fn suite(&self) -> Suite {
        self.suite
    }

    /// One-time X25519 prekeys that are left.
    #[must_use]
    pub fn one_time_left(&self) -> usize {
        self.one_time.len()
    }

    /// Makes up to `count` one-time prekeys of each kind, within [`MAX_ONE_TIME`], and says what to publish.
    pub fn refill(
        &mut self,
        identity: &IdentityPair,
        count: usize,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Publication {
        let signer = identity.signing();
        let mut one_time = Vec::new();
        for _ in 0..count.min(MAX_ONE_TIME.saturating_sub(self.one_time.len())) {
            let (id, pair) = (take_id(&mut self.next_id), DhPair::generate(rng));
            one_time.push(Prekey::sign(Kind::OneTime, id, *pair.public(), signer));
            self.one_time.insert(id, pair);
        }
        let mut kem_one_time = Vec::new();
        let kem_room = MAX_ONE_TIME.saturating_sub(self.kem_one_time.len());
        let kem_count = if self.suite == Suite::Hybrid { count.min(kem_room) } else { 0 };
        for _ in 0..kem_count {
            let (id, pair) = (take_id(&mut self.next_id), KemPair::generate(rng));
            kem_one_time.push(Prekey::sign(Kind::KemOneTime, id, pair.public(), signer));
            self.kem_one_time.insert(id, pair);
        }
        let Rotating { id, pair, last_resort, seen: _ } = &self.current;
        Publication {
            identity: *identity.public(),
            signed: Prekey::sign(Kind::Signed, *id, *pair.public(), signer),
            one_time,
            kem_one_time,
            kem_last_resort: last_resort
                .as_ref()
                .map(|(id, pair)| Prekey::sign(Kind::KemLastResort, *id, pair.public(), signer)),
        }
    }

    /// Puts a new signed prekey and a new last-resort prekey in use. The ones in use until now stay for
    /// messages in flight; the ones before them are destroyed.
    pub fn rotate(&mut self, rng: &mut (impl CryptoRng + ?Sized)) {
        let fresh = Rotating::generate(self.suite, &mut self.next_id, rng);
        self.previous = Some(std::mem::replace(&mut self.current, fresh));
    }

    /// The signed prekey of an id, unless this very handshake was accepted under it before.
    pub(crate) fn signed(&self, id: u32, base: &DhPublic) -> Result<&DhPair, AcceptError> {
        let unknown = AcceptError::UnknownPrekey { kind: Kind::Signed.name(), id };
        let rotating = self.rotating().find(|rotating| rotating.id == id).ok_or(unknown)?;
        if rotating.seen.contains(base) {
            return Err(AcceptError::Replayed);
        }
        if rotating.seen.len() >= MAX_SEEN {
            return Err(AcceptError::SeenFull { bound: MAX_SEEN });
        }
        Ok(&rotating.pair)
    }

    /// A one-time prekey of an id.
    pub(crate) fn one_time(&self, id: u32) -> Result<&DhPair, AcceptError> {
        let unknown = AcceptError::UnknownPrekey { kind: Kind::OneTime.name(), id };
        self.one_time.get(&id).ok_or(unknown)
    }

    /// A KEM prekey of a kind and an id.
    pub(crate) fn kem(&self, kind: Kind, id: u32) -> Result<&KemPair, AcceptError> {
        let unknown = AcceptError::UnknownPrekey { kind: kind.name(), id };
        if kind == Kind::KemOneTime {
            return self.kem_one_time.get(&id).ok_or(unknown);
        }
        let last_resorts = self.rotating().filter_map(|rotating| rotating.last_resort.as_ref());
        last_resorts.filter(|(held, _)| *held == id).map(|(_, pair)| pair).next().ok_or(unknown)
    }

    /// Deletes what a handshake used up and remembers that it happened.
    pub(crate) fn spend(&mut self, spent: Spent) {
        let Spent { signed, one_time, kem_one_time, base } = spent;
        if let Some(id) = one_time {
            self.one_time.remove(&id);
        }
        if let Some(id) = kem_one_time {
            self.kem_one_time.remove(&id);
        }
        let held = [Some(&mut self.current), self.previous.as_mut()];
        for rotating in held.into_iter().flatten().filter(|rotating| rotating.id == signed) {
            rotating.seen.insert(base);
        }
    }

    fn rotating(&self) -> impl Iterator<Item = &Rotating> {
        std::iter::once(&self.current).chain(self.previous.as_ref())
    }
}

impl Rotating {
    fn generate(suite: Suite, next_id: &mut u32, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let (id, pair) = (take_id(next_id), DhPair::generate(rng));
        let last_resort = (suite == Suite::Hybrid).then(|| (take_id(next_id), KemPair::generate(rng)));
        Self { id, pair, last_resort, seen: BTreeSet::new() }
    }
}

/// Ids count up and wrap; by then the prekeys of that id are long gone.
fn take_id(next: &mut u32) -> u32 {
    let id = *next;
    *next = next.wrapping_add(1);
    id
}
