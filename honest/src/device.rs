//! A device: one user's messenger, with its identity, prekeys, contacts and sessions.
//!
//! ```text
//!             begin(bundle)                      receive(reply)
//! no session ──────────────▶ session, unanswered ─────────────▶ session, answered
//!      │                          │  ▲ both began at once: the smaller session id stays in use,
//!      │  receive(first message)  └──┘ the other is kept for what is still in flight
//!      └────────────────────────────────────────────────────▶ session, answered
//! ```
//! Persist before sending and after receiving: [`Device::export`] gives the state, [`Device::generation`] counts
//! its changes. A device that goes on from an older state seals with keys it has used before, so
//! [`Device::restore`] refuses a generation below the one the caller knows of.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::address::Address;
use crate::error::{AcceptError, BadSignature, DecryptError, EncryptError, InitiateError, RestoreError};
use crate::handshake::Hello;
use crate::identity::{Identity, IdentityPair};
use crate::limits::{MAX_CONTACTS, MAX_SESSIONS};
use crate::prekeys::{Bundle, PrekeyStore, Publication, Suite};
use crate::safety_number::SafetyNumber;
use crate::session::Session;
use crate::wire::{Envelope, Message, SessionId};

#[cfg(test)]
mod tests;

/// A peer: the identity first seen under its address, and the sessions with it, the one in use first.
pub(crate) struct Contact {
    pub(crate) pinned: Identity,
    pub(crate) sessions: Vec<Session>,
}

/// One user's messenger.
pub struct Device {
    pub(crate) address: Address,
    pub(crate) identity: IdentityPair,
    pub(crate) prekeys: PrekeyStore,
    pub(crate) contacts: BTreeMap<Address, Contact>,
    pub(crate) generation: u64,
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { address, identity, prekeys: _, contacts, generation } = self;
        f.debug_struct("Device")
            .field("address", address)
            .field("identity", identity.public())
            .field("contacts", &contacts.keys())
            .field("generation", generation)
            .finish_non_exhaustive()
    }
}

/// Two tasks that use one device at once do not compile:
///
/// ```compile_fail,E0499
/// # fn check(mut device: honest::Device, bob: honest::Address) {
/// std::thread::scope(|tasks| {
///     tasks.spawn(|| device.send(&bob, b"one"));
///     tasks.spawn(|| device.send(&bob, b"two"));
/// });
/// # }
/// ```
/// One after the other they do:
///
/// ```
/// # fn check(mut device: honest::Device, bob: honest::Address) {
/// std::thread::scope(|tasks| tasks.spawn(|| device.send(&bob, b"one").is_ok()).join().is_ok());
/// std::thread::scope(|tasks| tasks.spawn(|| device.send(&bob, b"two").is_ok()).join().is_ok());
/// # }
/// ```
#[cfg(doctest)]
fn p18_two_tasks_cannot_use_one_device_at_once() {}

/// A message that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Who wrote it, authenticated.
    pub from: Address,
    /// Which session it came in.
    pub session: SessionId,
    /// What it says.
    pub text: Vec<u8>,
}

impl Device {
    /// A new device with a fresh identity and no one-time prekeys yet.
    pub fn new(address: Address, suite: Suite, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let identity = IdentityPair::generate(rng);
        Self::with_identity(address, identity, suite, rng)
    }

    /// A new device of an identity that exists already.
    pub fn with_identity(
        address: Address,
        identity: IdentityPair,
        suite: Suite,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Self {
        let prekeys = PrekeyStore::new(suite, rng);
        Self { address, identity, prekeys, contacts: BTreeMap::new(), generation: 0 }
    }

    /// Its address.
    #[must_use]
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// Its public identity.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        self.identity.public()
    }

    /// One-time prekeys that have not been used: when few are left, publish more.
    #[must_use]
    pub fn one_time_left(&self) -> usize {
        self.prekeys.one_time_left()
    }

    /// How often the state has changed.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// Makes up to `count` new one-time prekeys of each kind and says what to hand to the relay.
    pub fn publish(&mut self, count: usize, rng: &mut (impl CryptoRng + ?Sized)) -> Publication {
        self.generation += 1;
        self.prekeys.refill(&self.identity, count, rng)
    }

    /// Rotates the signed prekey and the last-resort prekey; publish afterwards.
    pub fn rotate(&mut self, rng: &mut (impl CryptoRng + ?Sized)) {
        self.generation += 1;
        self.prekeys.rotate(rng);
    }

    /// The identity pinned for an address, if there is one.
    #[must_use]
    pub fn pinned(&self, peer: &Address) -> Option<&Identity> {
        self.contacts.get(peer).map(|contact| &contact.pinned)
    }

    /// The session in use with a peer.
    #[must_use]
    pub fn session(&self, peer: &Address) -> Option<SessionId> {
        self.contacts.get(peer)?.sessions.first().map(Session::id)
    }

    /// The number to compare with a peer over another channel.
    #[must_use]
    pub fn safety_number(&self, peer: &Address) -> Option<SafetyNumber> {
        let theirs = self.pinned(peer)?;
        Some(SafetyNumber::new((&self.address, self.identity()), (peer, theirs)))
    }

    /// Forgets a peer: its pin and its sessions. The next identity seen is pinned anew, so this is what
    /// approving a changed identity means; compare the safety number again.
    pub fn forget(&mut self, peer: &Address) {
        self.generation += 1;
        self.contacts.remove(peer);
    }

    /// Starts a session with the owner of a bundle, pinning its identity if none is pinned yet.
    ///
    /// # Errors
    /// [`InitiateError`]: a bad signature, a changed identity, another suite; nothing has changed then.
    pub fn begin(
        &mut self,
        peer: &Address,
        bundle: Bundle,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<SessionId, InitiateError> {
        if *peer == self.address {
            return Err(InitiateError::Own);
        }
        match self.pin(peer, &bundle.identity) {
            Pin::Changed => return Err(InitiateError::KeyChanged { address: peer.to_string() }),
            Pin::Full => return Err(InitiateError::TooManyContacts { bound: MAX_CONTACTS }),
            Pin::Fits => {}
        }
        let bundle = bundle.verify(self.prekeys.suite())?;
        let session = Session::initiate(&self.identity, &self.address, peer, &bundle, rng)?;
        let id = session.id();
        self.generation += 1;
        self.contact(peer, bundle.get().identity).put_in_use(session);
        Ok(id)
    }

    /// Seals a text to a peer, in the session in use.
    ///
    /// # Errors
    /// [`EncryptError`]: no session, too long; nothing has changed then.
    pub fn send(&mut self, to: &Address, text: &[u8]) -> Result<Envelope, EncryptError> {
        let session = self.contacts.get_mut(to).and_then(|contact| contact.sessions.first_mut());
        let session = session.ok_or_else(|| EncryptError::NoSession { address: to.to_string() })?;
        let message = session.encrypt(text)?;
        self.generation += 1;
        Ok(Envelope { from: self.address.clone(), to: to.clone(), message })
    }

    /// Opens a message, accepting its session if it is a first one.
    ///
    /// # Errors
    /// [`DecryptError`]; nothing has changed then: no key is used up, no session or contact made.
    pub fn receive(
        &mut self,
        envelope: &Envelope,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Received, DecryptError> {
        if envelope.to != self.address {
            let (expected, got) = (self.address.to_string(), envelope.to.to_string());
            return Err(DecryptError::WrongAddress { expected, got });
        }
        if envelope.from == self.address {
            return Err(DecryptError::Reflected);
        }
        let message = Message::parse(&envelope.message)?;
        let known = self.contacts.get_mut(&envelope.from).and_then(|contact| contact.decrypt(&message, rng));
        let text = match known {
            Some(text) => text?,
            None => self.accept(&envelope.from, &message, rng)?,
        };
        self.generation += 1;
        Ok(Received { from: envelope.from.clone(), session: message.session, text })
    }

    /// Accepts a first message.
    fn accept(
        &mut self,
        from: &Address,
        message: &Message<'_>,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, DecryptError> {
        let no_session =
            || DecryptError::NoSession { session: message.session.to_string(), address: from.to_string() };
        let hello: Hello = message.hello().map_err(refused_hello)?.ok_or_else(no_session)?;
        match self.pin(from, &hello.identity) {
            Pin::Changed => return Err(AcceptError::KeyChanged { address: from.to_string() }.into()),
            Pin::Full => return Err(AcceptError::TooManyContacts { bound: MAX_CONTACTS }.into()),
            Pin::Fits => {}
        }
        let (session, text, spent) =
            Session::accept(&self.identity, from, &self.address, &self.prekeys, &hello, message, rng)?;
        self.prekeys.spend(spent);
        self.contact(from, hello.identity).accept(session);
        Ok(text)
    }

    fn pin(&self, peer: &Address, identity: &Identity) -> Pin {
        match self.contacts.get(peer) {
            Some(contact) if contact.pinned == *identity => Pin::Fits,
            Some(_) => Pin::Changed,
            None if self.contacts.len() >= MAX_CONTACTS => Pin::Full,
            None => Pin::Fits,
        }
    }

    fn contact(&mut self, peer: &Address, identity: Identity) -> &mut Contact {
        self.contacts
            .entry(peer.clone())
            .or_insert_with(|| Contact { pinned: identity, sessions: Vec::new() })
    }

    /// The state as bytes, in the layout of [`crate::state`]. Secret: whoever reads it is this device.
    #[must_use]
    pub fn export(&self) -> Zeroizing<Vec<u8>> {
        crate::state::encode(self)
    }

    /// Takes up a stored state.
    ///
    /// # Errors
    /// [`RestoreError`]: malformed, or of a generation below `at_least`.
    pub fn restore(bytes: &[u8], at_least: u64) -> Result<Self, RestoreError> {
        let device = crate::state::decode(bytes)?;
        if device.generation < at_least {
            return Err(RestoreError::RolledBack { got: device.generation, at_least });
        }
        Ok(device)
    }
}

/// Whether an identity may stand for an address.
enum Pin {
    Fits,
    Changed,
    Full,
}

impl Contact {
    /// A session that this device began is used at once.
    fn put_in_use(&mut self, session: Session) {
        self.sessions.insert(0, session);
        self.sessions.truncate(MAX_SESSIONS);
    }

    /// A session that the peer began or wrote in is used from now on, unless this device has begun one too and
    /// not heard back: then both sides settle on the smaller id, and the other stays for what is in flight.
    fn accept(&mut self, session: Session) {
        let crossed = self.sessions.first().filter(|own| !own.answered());
        let place = usize::from(crossed.is_some_and(|own| own.id() < session.id()));
        self.sessions.insert(place, session);
        self.sessions.truncate(MAX_SESSIONS);
    }

    /// Opens a message of a session kept here; `None` if it is of none of them.
    ///
    /// Messages that overtake each other can leave the two sides in different sessions, each of which then carries
    /// one direction only and never heals. So a session that the peer wrote in is taken up as one that it began.
    fn decrypt(
        &mut self,
        message: &Message<'_>,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Option<Result<Vec<u8>, DecryptError>> {
        let place = self.sessions.iter().position(|session| session.id() == message.session)?;
        let text = self.sessions.get_mut(place)?.decrypt(message, rng);
        if text.is_ok() && place > 0 {
            let session = self.sessions.remove(place);
            self.accept(session);
        }
        Some(text)
    }
}

/// A hello that does not decode is a malformed message; one whose binding is wrong is a refused handshake.
fn refused_hello(error: InitiateError) -> DecryptError {
    match error {
        InitiateError::Decode(error) => DecryptError::Decode(error),
        _ => AcceptError::Signature(BadSignature { what: "identity's X25519 key" }).into(),
    }
}
