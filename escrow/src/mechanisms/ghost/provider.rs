//! The provider: the directory of rosters, and the way into it.
//!
//! There is one way in for a device that is not its user's, [`Provider::add_listener`]. The lawful process takes it with
//! an order that a court signed; whoever else runs the directory can take it, too, and writes into the journal what
//! it likes.

use std::collections::BTreeMap;

use honest::address::Address;
use honest::error::DecodeError;
use honest::identity::Identity;
use honest::prekeys::{Bundle, Publication};
use honest::primitives::sign::{SigningPair, SigningPublic};
use honest::wire::Envelope;
use rand_core::CryptoRng;

use super::journal::{Change, Kind, NO_ORDER};
use super::transparency::{Inclusion, Listing, Log, Promise, Update};
use super::{Answer, Directory, Entry, Evidence, Order, Roster, SignedOrder, device_address};
use crate::error::WarrantError;
use crate::warrant::WarrantId;

mod listener;

pub use listener::{Heard, Listener};

/// Whom a listener is shown to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tactic {
    /// Everybody, the target too: one more device on the target's roster.
    Roster,
    /// The target's peers see it on the target's roster, the target sees it on every peer's, and each sees the own
    /// roster as it is. Where there is a log, the target is shown one of its own.
    Fork,
    /// The same, between two epochs of the log only: what is promised is then not listed.
    Brief,
}

/// The logs that a provider keeps: one, and one more for each target that is shown another.
struct Logs {
    key: SigningPair,
    public: Log,
    forks: BTreeMap<Address, Log>,
    /// Rosters answered since the last epoch that its map does not list: in whose log, and whose roster.
    promised: BTreeMap<(Option<Address>, Address), Vec<[u8; 32]>>,
}

impl Logs {
    /// The log that somebody is shown.
    fn of(&self, asker: &Address) -> &Log {
        self.forks.get(asker).unwrap_or(&self.public)
    }
}

/// The provider. Its generator makes listeners' keys and nothing else.
pub struct Provider<R> {
    court: SigningPublic,
    rosters: BTreeMap<Address, Roster>,
    supplies: BTreeMap<Address, Publication>,
    served: Vec<Order>,
    listeners: Vec<Listener>,
    journal: Vec<Change>,
    logs: Option<Logs>,
    rng: R,
}

impl<R> std::fmt::Debug for Provider<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { rosters, listeners, journal, .. } = self;
        f.debug_struct("Provider")
            .field("users", &rosters.len())
            .field("listeners", listeners)
            .field("journal", &journal.len())
            .finish_non_exhaustive()
    }
}

impl<R: CryptoRng> Provider<R> {
    /// A provider that answers to a court.
    pub const fn new(court: SigningPublic, rng: R) -> Self {
        Self {
            court,
            rosters: BTreeMap::new(),
            supplies: BTreeMap::new(),
            served: Vec::new(),
            listeners: Vec::new(),
            journal: Vec::new(),
            logs: None,
            rng,
        }
    }

    /// The same with a log that its clients can hold it to.
    #[must_use]
    pub fn with_log(mut self, key: SigningPair) -> Self {
        let (forks, promised) = (BTreeMap::new(), BTreeMap::new());
        self.logs = Some(Logs { key, public: Log::new(), forks, promised });
        self
    }

    /// A user joins with a first device.
    pub fn register(&mut self, user: &Address, first: Identity) {
        self.rosters.insert(user.clone(), Roster { user: user.clone(), first, entries: Vec::new() });
    }

    /// A user's further device joins, at the user's own wish.
    ///
    /// # Errors
    /// [`DecodeError`] if the device can have no name.
    pub fn add_device(
        &mut self,
        user: &Address,
        entry: Entry,
        publication: Publication,
        now: u64,
    ) -> Result<(), DecodeError> {
        let device = device_address(user, &entry.identity)?;
        if let Some(roster) = self.rosters.get_mut(user) {
            roster.entries.push(entry);
        }
        self.supply(&device, publication);
        self.note(now, Kind::Added, NO_ORDER, user, &device);
        Ok(())
    }

    /// A device publishes prekeys.
    pub fn supply(&mut self, device: &Address, publication: Publication) {
        match self.supplies.get_mut(device) {
            Some(supply) => supply.extend(publication),
            None => {
                self.supplies.insert(device.clone(), publication);
            }
        }
    }

    fn note(&mut self, time: u64, kind: Kind, order: WarrantId, user: &Address, device: &Address) {
        let number = u64::try_from(self.journal.len()).unwrap_or(u64::MAX);
        let (user, device) = (user.clone(), device.clone());
        self.journal.push(Change { number, time, kind, order, user, device });
    }

    /// The journal.
    #[must_use]
    pub fn journal(&self) -> &[Change] {
        &self.journal
    }

    /// The lawful process: an order is served. Its listener is added when its window begins, and removed when it ends
    /// ([`Provider::tick`]).
    ///
    /// # Errors
    /// [`WarrantError`]: not signed by the court, or over.
    pub fn serve(&mut self, signed: &SignedOrder, now: u64) -> Result<(), WarrantError> {
        let order = signed.verify(&self.court, now)?.clone();
        self.served.push(order);
        Ok(())
    }

    /// Lets time pass: listeners whose window is over are removed, those whose window has begun are added in the way that
    /// `tactic` chooses.
    pub fn tick(&mut self, now: u64, mut tactic: impl FnMut(&Order) -> Tactic) {
        let over = self.listeners.iter_mut().filter_map(|listener| {
            let name = listener.ends(now).then(|| device_address(listener.target(), listener.identity()))?;
            Some((listener.order(), listener.target().clone(), name.ok()?))
        });
        let over: Vec<(WarrantId, Address, Address)> = over.collect();
        for (order, user, device) in over {
            self.note(now, Kind::Removed, order, &user, &device);
        }
        let (due, later) = std::mem::take(&mut self.served).into_iter().partition(|o| o.window.0 <= now);
        self.served = later;
        let due: Vec<Order> = due;
        for order in due.into_iter().filter(|order| now < order.window.1) {
            let tactic = tactic(&order);
            self.add_listener(&order.target, order.id, order.window.1, tactic, now);
        }
    }

    /// The way in: a device of the provider's own joins a user's roster until some time. Nothing here asks who calls it,
    /// or whether there is an order of that name.
    pub fn add_listener(&mut self, target: &Address, order: WarrantId, until: u64, tactic: Tactic, now: u64) {
        let listener = Listener::new(target.clone(), order, until, tactic, &mut self.rng);
        if let Ok(device) = device_address(target, listener.identity()) {
            self.note(now, Kind::Added, order, target, &device);
        }
        if let Some(Logs { public, forks, .. }) = self.logs.as_mut().filter(|_| tactic == Tactic::Fork) {
            forks.entry(target.clone()).or_insert_with(|| public.clone());
        }
        self.listeners.push(listener);
    }

    /// The listeners so far, in the order in which they were added.
    #[must_use]
    pub fn listeners(&self) -> &[Listener] {
        &self.listeners
    }

    /// Hands a message to the listener that it is addressed to, if there is one: which, and whether it read the message.
    pub fn overhear(&mut self, envelope: &Envelope) -> Option<(usize, bool)> {
        let Self { listeners, rng, .. } = self;
        let mut asked = listeners.iter_mut().enumerate();
        asked.find_map(|(index, listener)| Some((index, listener.hear(envelope, rng)?)))
    }

    /// A user's roster as somebody is shown it, and those listeners on it of a kind.
    fn shown(
        &self,
        asker: Option<&Address>,
        user: &Address,
        kind: impl Fn(&Listener) -> bool,
    ) -> Option<(Roster, Vec<Identity>)> {
        let mut roster = self.rosters.get(user)?.clone();
        let listeners =
            self.listeners.iter().filter(|listener| listener.shown(asker, user) && kind(listener));
        let added: Vec<Identity> = listeners.map(|listener| *listener.identity()).collect();
        roster.entries.extend(added.iter().copied().map(Entry::unsigned));
        Some((roster, added))
    }

    /// Closes an epoch of the log, if there is one. Whoever is shown a log of its own gets a head of its own.
    pub fn close_epoch(&mut self) {
        let Some(mut logs) = self.logs.take() else { return };
        let promised = std::mem::take(&mut logs.promised);
        let listings = |asker: Option<&Address>| -> Vec<Listing> {
            let listing = |user: &Address| {
                let (roster, _) = self.shown(asker, user, |listener| !listener.is_brief())?;
                let promised = promised.get(&(asker.cloned(), user.clone())).cloned().unwrap_or_default();
                Some(Listing { user: user.clone(), digest: roster.digest(), promised })
            };
            self.rosters.keys().filter_map(listing).collect()
        };
        logs.public.close(listings(None).into_iter(), &logs.key);
        for (target, log) in &mut logs.forks {
            log.close(listings(Some(target)).into_iter(), &logs.key);
        }
        self.logs = Some(logs);
    }

    /// What ties an answer to the log that somebody is shown.
    fn evidence(&mut self, asker: &Address, roster: &Roster) -> Option<Evidence> {
        let digest = roster.digest();
        let lawfully = self.shown(Some(asker), &roster.user, |listener| !listener.is_brief())?.0.digest();
        let logs = self.logs.as_mut()?;
        let log = logs.of(asker);
        if log.listing(&roster.user).is_some_and(|listing| listing.digest == digest) {
            return log.prove(&roster.user).map(Evidence::Listed);
        }
        let epoch = log.head().map_or(0, |head| head.head.epoch + 1);
        // A word that will be kept is written down, for the next map to show.
        if digest == lawfully {
            let victim = logs.forks.contains_key(asker).then(|| asker.clone());
            let list = logs.promised.entry((victim, roster.user.clone())).or_default();
            if !list.contains(&digest) {
                list.push(digest);
            }
        }
        Some(Evidence::Promised(Promise::sign(epoch, &roster.user, digest, &logs.key)))
    }
}

impl<R: CryptoRng> Directory for Provider<R> {
    fn answer(&mut self, asker: &Address, user: &Address) -> Option<Answer> {
        let (roster, unmentioned) = self.shown(Some(asker), user, |_| true)?;
        let evidence = self.evidence(asker, &roster);
        Some(Answer { further: roster.entries, unmentioned, evidence })
    }

    fn bundle(&mut self, _: &Address, device: &Address) -> Option<Bundle> {
        let Self { supplies, listeners, rng, .. } = self;
        if let Some(supply) = supplies.get_mut(device) {
            return Some(supply.next_bundle());
        }
        listeners.iter_mut().find_map(|listener| listener.bundle(device, rng))
    }

    fn update(&mut self, asker: &Address, seen: Option<u32>) -> Option<Update> {
        self.logs.as_ref()?.of(asker).update(seen)
    }

    fn prove(&mut self, asker: &Address, user: &Address) -> Option<Inclusion> {
        self.logs.as_ref()?.of(asker).prove(user)
    }
}
