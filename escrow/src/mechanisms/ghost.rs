//! The ghost user: a provider that runs the directory adds a device of its own to a user's roster, and the user's
//! messenger says nothing.
//!
//! ```text
//! sender ── looks the addressee up ──▶ directory of rosters, run by the provider
//!    │                                     ▲ a listener, under a court's order
//!    ├── honest session ──▶ the addressee's devices, each with a session of its own
//!    ├── honest session ──▶ the sender's own other devices
//!    └── honest session ──▶ the listener, which is on the roster like any device
//! ```
//! Levy and Robinson, *Principles for a More Informed Exceptional Access Debate* (Lawfare, 29 November 2018): the provider
//! silently adds a participant; everything stays end-to-end encrypted, there is one more end. No key is deposited, no
//! cryptography is weakened, nothing written before is opened, and whoever is not the target is not touched. What it
//! asks of everybody's client is one thing: not to say that a device has joined ([`Policy::silenced`]).
//!
//! Whether anybody notices depends on what clients rest their trust on: on the directory alone, on a number that two people
//! compare ([`Number`]), on the owner's signature over each further device ([`Policy::signed`]), or on a log that
//! shows everybody the same ([`transparency`]).
//!
//! **Stand-ins:** conversations of two people take the place of groups and calls; the mechanism, one more device in the
//! fan-out, is the same. The proposal's text names no protocol, so the directory, the roster and the client are this
//! project's.

use std::collections::{BTreeMap, BTreeSet};

use honest::address::Address;
use honest::device::Device;
use honest::error::DecryptError;
use honest::identity::Identity;
use honest::limits::MAX_CONTACTS;
use honest::wire::{Envelope, Message};

use super::transparency::{self, Auditor};
use crate::limits::MAX_DEVICES;

mod audit;
pub mod directory;
pub mod error;
pub mod journal;
pub mod order;
pub mod payload;
pub mod provider;
pub mod roster;
pub mod said;
#[cfg(test)]
mod tests;

pub use directory::{Answer, Coins, Directory, Evidence};
pub use error::{ReceiveError, SendError};
pub use order::{Order, SignedOrder};
pub use payload::Payload;
pub use provider::{Provider, Tactic};
pub use roster::{Entry, Number, Roster, device_address, user_of};
pub use said::{Alarm, Notice};

/// What a client rests its trust on, and whether it speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Whether a further device counts only with a signature of its owner's first device.
    pub signed: bool,
    /// Whether it leaves unsaid what the directory asks it to.
    pub silenced: bool,
}

/// A message that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Which user wrote it.
    pub from: Address,
    /// To which user: to this one, or, as a copy for this user's other devices, to somebody else.
    pub to: Address,
    /// What it says.
    pub text: Vec<u8>,
}

/// One device of a user, and what it knows of rosters.
pub struct Client {
    user: Address,
    device: Device,
    first: Identity,
    policy: Policy,
    auditor: Option<Auditor>,
    /// The user's further devices that the user linked by hand.
    linked: Vec<Entry>,
    /// Digests of all rosters this user has had.
    own: Vec<[u8; 32]>,
    /// Further devices of others, as last looked up.
    seen: BTreeMap<Address, Vec<Entry>>,
    notices: BTreeSet<Notice>,
    withheld: BTreeSet<Notice>,
    alarms: Vec<Alarm>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { device, policy, linked, notices, alarms, .. } = self;
        f.debug_struct("Client")
            .field("device", device)
            .field("policy", policy)
            .field("linked", &linked.len())
            .field("notices", notices)
            .field("alarms", &alarms.len())
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A user's first device, under the user's own name.
    #[must_use]
    pub fn first(device: Device, policy: Policy) -> Self {
        let first = *device.identity();
        Self::new(device.address().clone(), device, first, policy)
    }

    /// A further device of a user, named by [`device_address`]; link it with [`Client::link`].
    #[must_use]
    pub fn further(device: Device, first: Identity, policy: Policy) -> Self {
        Self::new(user_of(device.address()), device, first, policy)
    }

    fn new(user: Address, device: Device, first: Identity, policy: Policy) -> Self {
        let mut client = Self {
            user,
            device,
            first,
            policy,
            auditor: None,
            linked: Vec::new(),
            own: Vec::new(),
            seen: BTreeMap::new(),
            notices: BTreeSet::new(),
            withheld: BTreeSet::new(),
            alarms: Vec::new(),
        };
        client.own.push(client.own_roster().digest());
        client
    }

    /// The same with an eye on the directory's log.
    #[must_use]
    pub fn with_auditor(mut self, auditor: Auditor) -> Self {
        self.auditor = Some(auditor);
        self
    }

    /// Whose device this is.
    #[must_use]
    pub const fn user(&self) -> &Address {
        &self.user
    }

    /// The honest device inside.
    #[must_use]
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// The honest device inside, to act on.
    pub const fn device_mut(&mut self) -> &mut Device {
        &mut self.device
    }

    /// What it knows of the log.
    #[must_use]
    pub const fn auditor(&self) -> Option<&Auditor> {
        self.auditor.as_ref()
    }

    /// What it has said to its user.
    #[must_use]
    pub const fn notices(&self) -> &BTreeSet<Notice> {
        &self.notices
    }

    /// What it would have said to its user, and was asked not to.
    #[must_use]
    pub const fn withheld(&self) -> &BTreeSet<Notice> {
        &self.withheld
    }

    /// What it can prove or knows for certain, one of each kind.
    #[must_use]
    pub fn alarms(&self) -> &[Alarm] {
        &self.alarms
    }

    /// The user links a further device, by hand.
    pub fn link(&mut self, entry: Entry) {
        if !self.linked.contains(&entry) {
            self.linked.push(entry);
            self.own.push(self.own_roster().digest());
        }
    }

    /// The roster that this user has, as this user knows.
    #[must_use]
    pub fn own_roster(&self) -> Roster {
        Roster { user: self.user.clone(), first: self.first, entries: self.linked.clone() }
    }

    /// The roster of another user, as this client has it: the first device's pinned key and what was last answered
    /// and believed. `None` before the first session.
    #[must_use]
    pub fn roster(&self, user: &Address) -> Option<Roster> {
        let first = *self.device.pinned(user)?;
        Some(Roster { user: user.clone(), first, entries: self.seen.get(user).cloned().unwrap_or_default() })
    }

    /// The number to compare with another user: over the devices this user linked, and those it encrypts to there.
    #[must_use]
    pub fn number(&self, peer: &Address) -> Option<Number> {
        Some(Number::new(&self.own_roster(), &self.roster(peer)?))
    }

    /// Sends a text to a user: to every device on that user's roster and on this user's own, as the directory lists
    /// them. All copies are the same inside; each is sealed in a session of its own.
    ///
    /// # Errors
    /// [`SendError`]; nothing is to be sent then, though sessions may have been begun.
    pub fn send(
        &mut self,
        to: &Address,
        text: &[u8],
        directory: &mut dyn Directory,
        coins: &mut dyn Coins,
    ) -> Result<Vec<Envelope>, SendError> {
        let devices = self.recipients(to, directory, coins)?;
        let head = self.auditor.as_ref().and_then(|auditor| auditor.tell(coins.of(to)));
        let payload = Payload { to: to.clone(), head, text: text.to_vec() }.to_bytes();
        devices.iter().map(|device| Ok(self.device.send(device, &payload)?)).collect()
    }

    /// Makes sure that there is a session with a device.
    fn acquaint(
        &mut self,
        device: &Address,
        directory: &mut dyn Directory,
        coins: &mut dyn Coins,
    ) -> Result<(), SendError> {
        if self.device.session(device).is_none() {
            let unknown = || SendError::Unknown { name: device.to_string() };
            let bundle = directory.bundle(&self.user, device).ok_or_else(unknown)?;
            self.device.begin(device, bundle, coins.of(device))?;
        }
        Ok(())
    }

    /// The devices that a message to a user goes to, each with a session: the addressee's first, then the sender's own.
    fn recipients(
        &mut self,
        to: &Address,
        directory: &mut dyn Directory,
        coins: &mut dyn Coins,
    ) -> Result<Vec<Address>, SendError> {
        let user = self.user.clone();
        let mut devices = vec![to.clone()];
        if *self.device.address() != user {
            devices.push(user.clone());
        }
        for whose in [to, &user] {
            for entry in self.look_up(whose, directory, coins)? {
                let device = device_address(whose, &entry.identity)?;
                if device != *self.device.address() {
                    devices.push(device);
                }
            }
        }
        for device in &devices {
            self.acquaint(device, directory, coins)?;
        }
        Ok(devices)
    }

    /// Looks a user up: the further devices to encrypt to. Of a stranger, the first device is met on the way.
    ///
    /// # Errors
    /// [`SendError`]: no such user, or an answer that this client's policy does not let it believe.
    pub fn look_up(
        &mut self,
        user: &Address,
        directory: &mut dyn Directory,
        coins: &mut dyn Coins,
    ) -> Result<Vec<Entry>, SendError> {
        let own = *user == self.user;
        if !own && self.device.pinned(user).is_none() {
            self.acquaint(user, directory, coins)?;
        }
        let answer = directory.answer(&self.user, user);
        let answer = answer.ok_or_else(|| SendError::Unknown { name: user.to_string() })?;
        let got = answer.further.len();
        if got > MAX_DEVICES {
            return Err(SendError::TooManyDevices { user: user.to_string(), got });
        }
        if self.seen.len() >= MAX_CONTACTS && !self.seen.contains_key(user) {
            return Err(SendError::TooManyContacts);
        }
        let first = if own { Some(self.first) } else { self.device.pinned(user).copied() };
        let first = first.ok_or_else(|| SendError::Unknown { name: user.to_string() })?;
        self.weigh(user, first, &answer)?;
        let mut further = answer.further;
        if self.policy.signed {
            let (signed, unsigned): (Vec<_>, Vec<_>) =
                further.into_iter().partition(|entry| entry.vouched_by(user, &first));
            for entry in unsigned {
                let device = device_address(user, &entry.identity)?;
                self.notices.insert(Notice::Unsigned { device });
            }
            further = signed;
        }
        self.mention(user, &further, &answer.unmentioned)?;
        if !own {
            self.seen.insert(user.clone(), further.clone());
        }
        Ok(further)
    }

    /// Says which devices are new. Of somebody looked up for the first time, none is.
    fn mention(&mut self, user: &Address, now: &[Entry], unmentioned: &[Identity]) -> Result<(), SendError> {
        let own = (*user == self.user).then_some(&self.linked);
        let Some(known) = own.or_else(|| self.seen.get(user)) else { return Ok(()) };
        for entry in now.iter().filter(|entry| !known.iter().any(|known| known.identity == entry.identity)) {
            let notice = Notice::NewDevice { device: device_address(user, &entry.identity)? };
            // What the mandate asks of every client.
            if self.policy.silenced && unmentioned.contains(&entry.identity) {
                self.withheld.insert(notice);
            } else {
                self.notices.insert(notice);
            }
        }
        Ok(())
    }

    /// Opens a message.
    ///
    /// # Errors
    /// [`ReceiveError`].
    pub fn receive(&mut self, envelope: &Envelope, coins: &mut dyn Coins) -> Result<Received, ReceiveError> {
        let from = user_of(&envelope.from);
        self.admit(&from, envelope)?;
        let read = self.device.receive(envelope, coins.of(&envelope.from))?;
        let Payload { to, head, text } = Payload::from_bytes(&read.text)?;
        if to != self.user && from != self.user {
            return Err(ReceiveError::Stray);
        }
        if let (Some(auditor), Some(head)) = (&mut self.auditor, &head)
            && let Ok(Some(proof)) = auditor.hear(head)
        {
            self.raise(Alarm::Equivocation(proof));
        }
        Ok(Received { from, to, text })
    }

    /// A further device speaks for its user if the user's roster lists it under the key that it speaks with.
    fn admit(&self, from: &Address, envelope: &Envelope) -> Result<(), ReceiveError> {
        if *from == envelope.from {
            return Ok(());
        }
        let unlisted = || ReceiveError::Unlisted { device: envelope.from.to_string() };
        let own = (*from == self.user).then_some(&self.linked);
        let listed = own.or_else(|| self.seen.get(from)).ok_or_else(unlisted)?;
        let named = |identity: &Identity| device_address(from, identity).as_ref() == Ok(&envelope.from);
        let entry = listed.iter().find(|entry| named(&entry.identity)).ok_or_else(unlisted)?;
        let hello = Message::parse(&envelope.message).map_err(DecryptError::from)?.hello();
        // A hello that is malformed or badly signed is refused by the device itself.
        match hello {
            Ok(Some(hello)) if hello.identity != entry.identity => Err(unlisted()),
            _ => Ok(()),
        }
    }

    fn raise(&mut self, alarm: Alarm) {
        let kind = std::mem::discriminant(&alarm);
        if self.alarms.iter().all(|raised| std::mem::discriminant(raised) != kind) {
            self.alarms.push(alarm);
        }
    }
}
