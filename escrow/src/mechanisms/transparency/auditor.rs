//! The client's side: believes what is listed, watches the log grow, and tells others what it was shown.

use std::collections::BTreeMap;

use honest::address::Address;
use honest::primitives::sign::SigningPublic;
use rand_core::CryptoRng;

use super::{Broken, Equivocation, Inclusion, Listing, LogError, Promise, SignedHead, Update};
use crate::limits::MAX_HEADS;

/// How much a client does about the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habits {
    /// In how many of a thousand messages it tells its head.
    pub gossip_per_mille: u32,
    /// Whether it keeps promises and asks whether they were kept.
    pub keep_promises: bool,
}

/// What one client knows of the log.
#[derive(Clone, Debug)]
pub struct Auditor {
    provider: SigningPublic,
    habits: Habits,
    /// Heads that were shown to this client.
    heads: BTreeMap<u32, SignedHead>,
    /// Heads of epochs that others were shown and this client was not yet.
    ahead: BTreeMap<u32, SignedHead>,
    promises: Vec<Promise>,
}

impl Auditor {
    /// A client that knows the provider's key and has seen nothing.
    #[must_use]
    pub const fn new(provider: SigningPublic, habits: Habits) -> Self {
        Self { provider, habits, heads: BTreeMap::new(), ahead: BTreeMap::new(), promises: Vec::new() }
    }

    /// The same client with another habit of telling its head.
    #[must_use]
    pub const fn gossiping(mut self, per_mille: u32) -> Self {
        self.habits.gossip_per_mille = per_mille;
        self
    }

    /// The provider whose log this is.
    #[must_use]
    pub const fn provider(&self) -> &SigningPublic {
        &self.provider
    }

    /// The newest head.
    #[must_use]
    pub fn head(&self) -> Option<&SignedHead> {
        self.heads.last_key_value().map(|(_, head)| head)
    }

    /// The newest head's epoch.
    #[must_use]
    pub fn epoch(&self) -> Option<u32> {
        self.heads.last_key_value().map(|(epoch, _)| *epoch)
    }

    /// Takes the next head; a proof if this client or somebody else was shown another of that epoch.
    ///
    /// # Errors
    /// [`LogError`]: not signed, or not a continuation of what was shown before; nothing has changed then.
    pub fn advance(&mut self, update: &Update) -> Result<Option<Equivocation>, LogError> {
        let epoch = update.head.head.epoch;
        if let Some(own) = self.heads.get(&epoch) {
            update.head.verify(&self.provider)?;
            return Ok(differ(*own, update.head));
        }
        update.verify(&self.provider, self.head().map(|head| &head.head))?;
        self.heads.insert(epoch, update.head);
        while self.heads.len() > MAX_HEADS {
            self.heads.pop_first();
        }
        let told = self.ahead.remove(&epoch);
        // Of an epoch that was slept through, this client was shown nothing that could be compared.
        self.ahead.retain(|ahead, _| *ahead > epoch);
        Ok(told.and_then(|told| differ(update.head, told)))
    }

    /// Whether a roster may be believed: the newest map lists it.
    ///
    /// # Errors
    /// [`LogError`].
    pub fn check(&self, user: &Address, digest: &[u8; 32], proof: &Inclusion) -> Result<(), LogError> {
        if self.listed(user, proof)?.digest == *digest {
            Ok(())
        } else {
            Err(LogError::NotListed { user: user.to_string() })
        }
    }

    /// What the newest map lists for a user.
    ///
    /// # Errors
    /// [`LogError`].
    pub fn listed<'i>(&self, user: &Address, proof: &'i Inclusion) -> Result<&'i Listing, LogError> {
        proof.verify(&self.head().ok_or(LogError::NoHead)?.head, user)
    }

    /// Whether a roster may be believed: the next map will show it.
    ///
    /// # Errors
    /// [`LogError`].
    pub fn believe(&mut self, user: &Address, digest: &[u8; 32], promise: &Promise) -> Result<(), LogError> {
        promise.verify(&self.provider)?;
        let expected = self.epoch().ok_or(LogError::NoHead)? + 1;
        if promise.epoch != expected {
            return Err(LogError::Epoch { expected, got: promise.epoch });
        }
        if promise.user != *user || promise.digest != *digest {
            return Err(LogError::NotListed { user: user.to_string() });
        }
        if self.habits.keep_promises && !self.promises.contains(promise) {
            self.promises.push(promise.clone());
        }
        Ok(())
    }

    /// Promises for the newest map, given out once: each is to be put to the provider and then to
    /// [`Auditor::settle`].
    #[must_use]
    pub fn due(&mut self) -> Vec<Promise> {
        let newest = self.epoch();
        // Of an epoch that was slept through, nothing can be proven any more.
        self.promises.retain(|promise| newest.is_none_or(|newest| promise.epoch >= newest));
        let due = |promise: &Promise| Some(promise.epoch) == newest;
        let (due, later) = std::mem::take(&mut self.promises).into_iter().partition(due);
        self.promises = later;
        due
    }

    /// What a promise came to; the proof if it was broken.
    ///
    /// # Errors
    /// [`LogError`]: what is shown does not belong to the newest head.
    pub fn settle(&self, promise: Promise, listed: Inclusion) -> Result<Option<Broken>, LogError> {
        let head = *self.head().ok_or(LogError::NoHead)?;
        let kept = listed.verify(&head.head, &promise.user)?.has(&promise.digest);
        Ok((!kept).then_some(Broken { promise, head, listed }))
    }

    /// The head to tell with a message, if this is one of those it is told with.
    pub fn tell(&self, rng: &mut (impl CryptoRng + ?Sized)) -> Option<SignedHead> {
        // A thousand does not divide 2^32: a bias of less than one in four million.
        let told = rng.next_u32() % 1_000 < self.habits.gossip_per_mille;
        self.head().copied().filter(|_| told)
    }

    /// Hears what head somebody else was shown; a proof if this client was shown another of that epoch.
    ///
    /// # Errors
    /// [`LogError::Signature`]: the provider never signed it, so it says nothing about the provider.
    pub fn hear(&mut self, told: &SignedHead) -> Result<Option<Equivocation>, LogError> {
        let epoch = told.verify(&self.provider)?.epoch;
        if let Some(own) = self.heads.get(&epoch) {
            return Ok(differ(*own, *told));
        }
        if self.epoch().is_none_or(|newest| epoch > newest) && self.ahead.len() < MAX_HEADS {
            self.ahead.entry(epoch).or_insert(*told);
        }
        Ok(None)
    }
}

/// The proof that two heads of one epoch make if they differ.
fn differ(one: SignedHead, other: SignedHead) -> Option<Equivocation> {
    (one.head != other.head).then_some(Equivocation { one, other })
}
