//! A session: one handshake and the ratchet that runs on it.
//!
//! The associated data of every message is `AD ‖ everything before the sealed bytes`, where `AD` is the
//! handshake's hash over both identities, both addresses and the whole transcript.

use rand_core::CryptoRng;

use crate::address::Address;
use crate::codec::Writer;
use crate::error::{DecryptError, EncryptError, InitiateError};
use crate::handshake::{self, Hello, Seed};
use crate::identity::IdentityPair;
use crate::limits::MAX_TEXT;
use crate::padding;
use crate::prekeys::{PrekeyStore, Spent, VerifiedBundle};
use crate::primitives::aead::TAG;
use crate::primitives::kdf::{label, sha256};
use crate::ratchet::Ratchet;
use crate::wire::{Message, SessionId, write_clear};

#[cfg(test)]
mod tests;

/// Bytes of a message before its sealed part, first messages apart: kind, session, header.
const CLEAR: usize = 1 + 8 + 40;

/// One side of a session.
pub struct Session {
    pub(crate) id: SessionId,
    pub(crate) associated: [u8; 32],
    /// At the initiator, until the first reply: what every message must carry for the peer to accept it.
    pub(crate) hello: Option<Vec<u8>>,
    pub(crate) ratchet: Ratchet,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id, associated: _, hello, ratchet } = self;
        f.debug_struct("Session")
            .field("id", id)
            .field("unanswered", &hello.is_some())
            .field("ratchet", ratchet)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// Starts a session towards the owner of a verified bundle.
    ///
    /// # Errors
    /// [`InitiateError::KeyExchange`] if a key of the bundle has low order.
    pub fn initiate(
        own: &IdentityPair,
        from: &Address,
        to: &Address,
        bundle: &VerifiedBundle,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Self, InitiateError> {
        let (hello, seed) = handshake::initiate(own, from, to, bundle, rng)?;
        let ratchet = Ratchet::initiate(&seed, &bundle.get().signed.key, rng)?;
        let mut encoded = Writer::with_capacity(1300);
        hello.encode(&mut encoded);
        Ok(Self {
            id: session_id(&seed),
            associated: seed.associated,
            hello: Some(encoded.finish()),
            ratchet,
        })
    }

    /// Accepts a first message: the session, its first text, and the receipt of the prekeys it used up.
    ///
    /// # Errors
    /// [`DecryptError`]; then nothing was accepted and no prekey is spent.
    pub fn accept(
        own: &IdentityPair,
        from: &Address,
        to: &Address,
        prekeys: &PrekeyStore,
        hello: &Hello,
        message: &Message<'_>,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<(Self, Vec<u8>, Spent), DecryptError> {
        let (spent, seed) = handshake::accept(own, from, to, prekeys, hello)?;
        let signed = prekeys.signed(hello.signed, &hello.base)?;
        let (ratchet, text) = with_associated_data(&seed.associated, message.clear, |aad| {
            Ratchet::respond(&seed, signed, &message.header, aad, message.sealed, rng)
        })?;
        let id = session_id(&seed);
        if id != message.session {
            return Err(DecryptError::NotAuthentic(crate::error::NotAuthentic));
        }
        Ok((Self { id, associated: seed.associated, hello: None, ratchet }, text, spent))
    }

    /// The session's name on the wire.
    #[must_use]
    pub const fn id(&self) -> SessionId {
        self.id
    }

    /// Whether the peer has answered, so that it surely holds the session too.
    #[must_use]
    pub const fn answered(&self) -> bool {
        self.hello.is_none()
    }

    /// Seals a text into a message for the wire.
    ///
    /// # Errors
    /// [`EncryptError::TooLong`] or [`EncryptError::ChainExhausted`]; then nothing has changed.
    pub fn encrypt(&mut self, text: &[u8]) -> Result<Vec<u8>, EncryptError> {
        if text.len() > MAX_TEXT {
            return Err(EncryptError::TooLong { got: text.len(), bound: MAX_TEXT });
        }
        let hello = self.hello.as_deref();
        let clear_len = CLEAR + hello.map_or(0, <[u8]>::len);
        let mut to = Writer::with_capacity(clear_len + padding::bucket(text.len()) + TAG);
        write_clear(&mut to, hello, self.id, &self.ratchet.next_header());
        let mut bytes = to.finish();
        let Self { associated, ratchet, .. } = self;
        padding::pad_onto(&mut bytes, text);
        let (clear, padded) = bytes.split_at_mut(clear_len);
        let tag = with_associated_data(associated, clear, |aad| ratchet.encrypt(aad, padded))?;
        bytes.extend_from_slice(&tag);
        Ok(bytes)
    }

    /// Opens a message of this session.
    ///
    /// # Errors
    /// [`DecryptError`]; then the state is what it was.
    pub fn decrypt(
        &mut self,
        message: &Message<'_>,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, DecryptError> {
        let Self { associated, ratchet, .. } = self;
        let text = with_associated_data(associated, message.clear, |aad| {
            ratchet.decrypt(&message.header, aad, message.sealed, rng)
        })?;
        // It authenticated, so the peer holds the session: the hello has done its work.
        self.hello = None;
        Ok(text)
    }
}

/// First eight bytes of a hash over the transcript: the same on both sides, different for every handshake.
fn session_id(seed: &Seed) -> SessionId {
    let [a, b, c, d, e, f, g, h, ..] = sha256(&[label::SESSION_ID, &seed.associated]);
    SessionId([a, b, c, d, e, f, g, h])
}

/// Lends `AD ‖ clear`. Only first messages, which carry a hello, need more room than the stack holds ready.
fn with_associated_data<T>(associated: &[u8; 32], clear: &[u8], lend: impl FnOnce(&[u8]) -> T) -> T {
    let mut aad = [0; 32 + CLEAR];
    if clear.len() != CLEAR {
        return lend(&[associated, clear].concat());
    }
    let (head, tail) = aad.split_at_mut(associated.len());
    head.copy_from_slice(associated);
    tail.copy_from_slice(clear);
    lend(&aad)
}
