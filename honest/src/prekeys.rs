//! Prekeys: what a device leaves with the relay so that others can write to it while it sleeps
//! (X3DH section 3.2, PQXDH section 3.2).
//!
//! | prekey | key | lives | when it runs out |
//! |---|---|---|---|
//! | signed | X25519 | until rotated, and one rotation more for messages in flight | never: it is always there |
//! | one-time | X25519 | deleted by the first message that uses it | the handshake does three exchanges, not four |
//! | one-time KEM | ML-KEM-768 | deleted by the first message that uses it | the last-resort prekey steps in |
//! | last-resort KEM | ML-KEM-768 | as the signed prekey | never: it is always there |
//!
//! Without one-time keys a first message stays readable to who seizes the device before the signed prekey is
//! rotated out; that is why a relay that hands out fewer of them gains something, and why it is an attack here.
//! All are signed, each under a label of its kind, so that one kind cannot stand for another.

use crate::codec::{Reader, Writer};
use crate::error::{BadSignature, DecodeError, InitiateError};
use crate::identity::Identity;
use crate::limits::MAX_ONE_TIME;
use crate::primitives::dh::DhPublic;
use crate::primitives::kdf::label;
use crate::primitives::kem::KemPublic;
use crate::primitives::sign::{SIGNATURE, SigningPair};

mod store;
#[cfg(test)]
mod tests;

pub(crate) use store::Rotating;
pub use store::{PrekeyStore, Spent};

/// What the two devices of a conversation must agree on beforehand; it is no matter of negotiation, so there is
/// nothing to downgrade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Suite {
    /// X25519 and ML-KEM-768 (PQXDH).
    #[default]
    Hybrid,
    /// X25519 alone (X3DH), to measure what the KEM costs and what it buys.
    Classical,
}

impl Suite {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hybrid => "X25519+ML-KEM-768",
            Self::Classical => "X25519",
        }
    }

    /// Its number on the wire.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Hybrid => 1,
            Self::Classical => 2,
        }
    }

    /// The suite of a number.
    ///
    /// # Errors
    /// [`DecodeError::Value`] for any other number.
    pub const fn from_code(code: u8) -> Result<Self, DecodeError> {
        match code {
            1 => Ok(Self::Hybrid),
            2 => Ok(Self::Classical),
            _ => Err(DecodeError::Value { what: "suite" }),
        }
    }
}

/// The four kinds of prekey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// X25519, in use until rotated.
    Signed,
    /// X25519, used once.
    OneTime,
    /// ML-KEM-768, used once.
    KemOneTime,
    /// ML-KEM-768, for when the one-time ones are gone.
    KemLastResort,
}

impl Kind {
    /// Its name in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::OneTime => "one-time",
            Self::KemOneTime => "one-time KEM",
            Self::KemLastResort => "last-resort KEM",
        }
    }

    const fn label(self) -> &'static [u8] {
        match self {
            Self::Signed => label::SIGN_SIGNED_PREKEY,
            Self::OneTime => label::SIGN_ONE_TIME_PREKEY,
            Self::KemOneTime => label::SIGN_ONE_TIME_KEM,
            Self::KemLastResort => label::SIGN_LAST_RESORT_KEM,
        }
    }
}

/// A public prekey with its id and its owner's signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prekey<K> {
    /// The owner's number for it.
    pub id: u32,
    /// The key.
    pub key: K,
    /// Over the kind's label and the key.
    pub signature: [u8; SIGNATURE],
}

/// An encoded public key of either sort.
pub trait KeyBytes: Sized {
    /// The encoding.
    fn bytes(&self) -> &[u8];
    /// Reads an encoding.
    ///
    /// # Errors
    /// [`DecodeError`] if it is cut or no canonical key.
    fn read(from: &mut Reader<'_>) -> Result<Self, DecodeError>;
}

impl KeyBytes for DhPublic {
    fn bytes(&self) -> &[u8] {
        self.as_bytes()
    }
    fn read(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Self::parse(from.array()?)
    }
}

impl KeyBytes for KemPublic {
    fn bytes(&self) -> &[u8] {
        self.as_bytes()
    }
    fn read(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Self::parse(&from.array()?)
    }
}

impl<K: KeyBytes> Prekey<K> {
    fn sign(kind: Kind, id: u32, key: K, signer: &SigningPair) -> Self {
        let signature = signer.sign(kind.label(), key.bytes());
        Self { id, key, signature }
    }

    fn verify(&self, kind: Kind, owner: &Identity) -> Result<(), BadSignature> {
        owner.signing().verify(kind.label(), self.key.bytes(), &self.signature, kind.name())
    }

    fn encode(&self, to: &mut Writer) {
        to.u32(self.id).put(self.key.bytes()).put(&self.signature);
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { id: from.u32()?, key: K::read(from)?, signature: from.array()? })
    }
}

/// What a device hands to the relay: its identity and a supply of prekeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Whose they are.
    pub identity: Identity,
    /// The signed prekey in use.
    pub signed: Prekey<DhPublic>,
    /// One-time prekeys, oldest first.
    pub one_time: Vec<Prekey<DhPublic>>,
    /// One-time KEM prekeys, oldest first; none in the classical suite.
    pub kem_one_time: Vec<Prekey<KemPublic>>,
    /// The last-resort KEM prekey; none in the classical suite.
    pub kem_last_resort: Option<Prekey<KemPublic>>,
}

impl Publication {
    /// What an honest relay answers to somebody who wants to write: each one-time prekey goes out once.
    pub fn next_bundle(&mut self) -> Bundle {
        let take = |keys: &mut Vec<_>| if keys.is_empty() { None } else { Some(keys.remove(0)) };
        let kem = match self.kem_one_time.is_empty() {
            false => Some((Kind::KemOneTime, self.kem_one_time.remove(0))),
            true => self.kem_last_resort.clone().map(|key| (Kind::KemLastResort, key)),
        };
        Bundle {
            identity: self.identity,
            signed: self.signed.clone(),
            one_time: take(&mut self.one_time),
            kem,
        }
    }

    /// Adds what the device published later: new one-time prekeys behind the old, the newer signed prekey
    /// in place of the older.
    pub fn extend(&mut self, newer: Self) {
        let room = |have: usize| MAX_ONE_TIME.saturating_sub(have);
        self.identity = newer.identity;
        self.signed = newer.signed;
        self.one_time.extend(newer.one_time.into_iter().take(room(self.one_time.len())));
        self.kem_one_time.extend(newer.kem_one_time.into_iter().take(room(self.kem_one_time.len())));
        self.kem_last_resort = newer.kem_last_resort;
    }
}

/// What the relay hands to somebody who wants to write: one of each. Its signatures are not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Who will be written to, as the relay says.
    pub identity: Identity,
    /// The signed prekey.
    pub signed: Prekey<DhPublic>,
    /// A one-time prekey, if there is one left.
    pub one_time: Option<Prekey<DhPublic>>,
    /// A KEM prekey, one-time or of last resort.
    pub kem: Option<(Kind, Prekey<KemPublic>)>,
}

impl Bundle {
    /// The layout: identity, signed prekey, flag and one-time prekey, byte and KEM prekey
    /// (0 none, 1 one-time, 2 last resort).
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::with_capacity(1700);
        self.identity.encode(&mut to);
        self.signed.encode(&mut to);
        to.flag(self.one_time.is_some());
        if let Some(key) = &self.one_time {
            key.encode(&mut to);
        }
        match &self.kem {
            None => {
                to.u8(0);
            }
            Some((kind, key)) => {
                to.u8(if *kind == Kind::KemOneTime { 1 } else { 2 });
                key.encode(&mut to);
            }
        }
        to.finish()
    }

    /// Reads a bundle and verifies the identity's own binding.
    ///
    /// # Errors
    /// [`InitiateError::Decode`] or [`InitiateError::Signature`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InitiateError> {
        let mut from = Reader::new(bytes);
        let identity = Identity::decode(&mut from)?;
        let signed = Prekey::decode(&mut from)?;
        let one_time = if from.flag()? { Some(Prekey::decode(&mut from)?) } else { None };
        let kem = match from.u8()? {
            0 => None,
            1 => Some((Kind::KemOneTime, Prekey::decode(&mut from)?)),
            2 => Some((Kind::KemLastResort, Prekey::decode(&mut from)?)),
            _ => return Err(DecodeError::Value { what: "kind of KEM prekey" }.into()),
        };
        from.finish()?;
        Ok(Self { identity, signed, one_time, kem })
    }

    /// Verifies every signature against the identity in the bundle, and the suite. Whether that identity is the
    /// right one is for the pin and the safety number to say.
    ///
    /// # Errors
    /// [`InitiateError::Signature`] or [`InitiateError::Suite`].
    pub fn verify(self, suite: Suite) -> Result<VerifiedBundle, InitiateError> {
        let got = if self.kem.is_some() { Suite::Hybrid } else { Suite::Classical };
        if got != suite {
            return Err(InitiateError::Suite { expected: suite.name(), got: got.name() });
        }
        self.signed.verify(Kind::Signed, &self.identity)?;
        if let Some(key) = &self.one_time {
            key.verify(Kind::OneTime, &self.identity)?;
        }
        if let Some((kind, key)) = &self.kem {
            key.verify(*kind, &self.identity)?;
        }
        Ok(VerifiedBundle(self))
    }
}

/// A bundle whose signatures verify: the only thing that a handshake starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedBundle(Bundle);

impl VerifiedBundle {
    /// The bundle.
    #[must_use]
    pub const fn get(&self) -> &Bundle {
        &self.0
    }
}
