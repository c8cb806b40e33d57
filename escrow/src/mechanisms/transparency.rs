//! Key transparency: an append-only log of what a directory answers, so that it cannot tell two people different things
//! about a third without leaving a proof.
//!
//! ```text
//! map     256 leaves, one for each bucket of users; leaf = the bucket's listings, sorted
//! log     leaf e = root of the map of epoch e
//! head    epoch 4 ‖ root of that epoch's map 32 ‖ root of the log 32 ‖ signature 64      132 bytes
//! proof   two heads of one epoch that differ                                             264 bytes
//! ```
//! Once an epoch the provider closes a map of all users' rosters and signs a head over it and over everything before
//! it. Clients check that the new log continues the one they know, look up their own listing, believe a roster only
//! if it is listed, and now and then tell each other their head. A provider that shows the victim one map and the
//! victim's peers another must sign two heads of one epoch; where the two meet, anybody who has the provider's key can
//! verify the [`Equivocation`]. Since every head covers all maps before it, the two logs can never be made one again:
//! a fork of one epoch can be proven in all later ones.
//!
//! Between two heads, changes count at once: who buys a new phone does not wait for the next epoch. The provider signs a
//! [`Promise`] to list them. A listener that comes and goes between two heads is in no map; whether it is found out
//! depends on whether clients keep what they were promised ([`Habits::keep_promises`]).
//!
//! CONIKS (Melara, Blankstein, Bonneau, Felten, Freedman; USENIX Security 2015): maps by epochs, each user watching
//! the own entry, heads compared, signed promises for what comes between (there: temporary bindings). Trees and proofs
//! are those of RFC 6962, section 2.1. Apple ships a design of this family as iMessage Contact Key Verification
//! (security.apple.com, 2023). **Stand-ins:** a bucket of a fixed map where CONIKS has a prefix tree that hides who is
//! in it; heads compared between users alone, not between providers or through auditors.

use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::primitives::sign::{SIGNATURE, SigningPair, SigningPublic};
use thiserror::Error;

use crate::label;

pub mod auditor;
pub mod log;
pub mod promise;
#[cfg(test)]
mod tests;

pub use auditor::{Auditor, Habits};
pub use log::{Inclusion, Listing, Log, Update};
pub use promise::{Broken, Promise};

/// Bytes of a signed head.
pub const HEAD: usize = 132;

/// Why something that a directory showed is not believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LogError {
    /// The bytes are malformed.
    #[error("log: {0}")]
    Decode(#[from] DecodeError),
    /// Not signed by the provider.
    #[error("log: the {what} is not signed by the provider")]
    Signature {
        /// What should be.
        what: &'static str,
    },
    /// The log does not continue the one that this client knows.
    #[error("log: the head of epoch {epoch} does not continue the log that was shown before")]
    NotAppended {
        /// The new head's epoch.
        epoch: u32,
    },
    /// The roster shown is not the one listed.
    #[error("log: what was answered for {user} is not what the log lists")]
    NotListed {
        /// Whose.
        user: String,
    },
    /// An answer of another epoch than that of the client's head.
    #[error("log: an answer for epoch {got}; the head at hand is of epoch {expected}")]
    Epoch {
        /// The client's.
        expected: u32,
        /// The answer's.
        got: u32,
    },
    /// No head yet.
    #[error("log: no head has been seen yet")]
    NoHead,
    /// Two heads of one epoch that agree, or of two epochs, prove nothing.
    #[error("log: these two heads prove nothing")]
    NoProof,
}

/// What a provider commits to in one epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The epoch, counted from 0.
    pub epoch: u32,
    /// Root of the map of this epoch.
    pub map: [u8; 32],
    /// Root of the log of all maps up to this one.
    pub log: [u8; 32],
}

impl Head {
    /// Signs it with the provider's key.
    #[must_use]
    pub fn sign(self, provider: &SigningPair) -> SignedHead {
        SignedHead { head: self, signature: provider.sign(label::HEAD, &self.to_bytes()) }
    }

    fn to_bytes(self) -> Vec<u8> {
        let mut to = Writer::with_capacity(HEAD);
        to.u32(self.epoch).put(&self.map).put(&self.log);
        to.finish()
    }
}

/// A head with the provider's signature, not yet verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedHead {
    /// What is committed to.
    pub head: Head,
    /// The provider's signature.
    pub signature: [u8; SIGNATURE],
}

impl SignedHead {
    /// Whether the provider signed it.
    ///
    /// # Errors
    /// [`LogError::Signature`].
    pub fn verify(&self, provider: &SigningPublic) -> Result<&Head, LogError> {
        let verified = provider.verify(label::HEAD, &self.head.to_bytes(), &self.signature, "head");
        verified.map(|()| &self.head).map_err(|_| LogError::Signature { what: "head" })
    }

    /// The layout, [`HEAD`] bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.head.to_bytes().as_slice(), &self.signature].concat()
    }

    /// Reads a head.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn decode(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let head = Head { epoch: from.u32()?, map: from.array()?, log: from.array()? };
        Ok(Self { head, signature: from.array()? })
    }
}

/// Proof that a provider told two people different things: two heads of one epoch, both signed, that differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Equivocation {
    /// One head.
    pub one: SignedHead,
    /// The other.
    pub other: SignedHead,
}

impl Equivocation {
    /// Whether this proves anything against a provider. It needs nothing but that provider's public key.
    ///
    /// # Errors
    /// [`LogError`].
    pub fn verify(&self, provider: &SigningPublic) -> Result<(), LogError> {
        let (one, other) = (self.one.verify(provider)?, self.other.verify(provider)?);
        if one.epoch == other.epoch && one != other { Ok(()) } else { Err(LogError::NoProof) }
    }

    /// The layout: two heads.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.one.to_bytes(), self.other.to_bytes()].concat()
    }

    /// Reads a proof; nothing of it is verified.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        let (one, other) = (SignedHead::decode(&mut from)?, SignedHead::decode(&mut from)?);
        from.finish()?;
        Ok(Self { one, other })
    }
}
