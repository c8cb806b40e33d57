//! Export-grade keys: a weak exchange, in one group for all, that every client can do because some can do no better; and
//! how two clients agree on which to use.
//!
//! ```text
//! abilities   flag: can do better ‖ share 8 in the small group       in the directory, [signature 64] behind them
//! message     suite 1 ‖ share 8 of the sender ‖ finished 32 ‖ sealed text
//! key         strong: 32 random bytes, which the peer gets in an honest message
//!             export: SHA-256(label ‖ g^(ab)); whoever has the logarithm of one share has it
//! finished    HKDF(key, label ‖ abilities of the addressee as the sender saw them ‖ suite)
//! ```
//! The sender takes the best that both can do. Somebody on the path who strikes "can do better" out of the abilities gets
//! everybody down to the weak exchange. The tag over what was seen, as in TLS up to 1.2, is made under the very key that
//! was agreed on: where that key is weak, whoever struck the line out makes the tag anew (Logjam: Adrian et al., Imperfect
//! Forward Secrecy, CCS 2015; FREAK in the same year did it to RSA). What helps is a signature over the abilities
//! under a key that is not for sale: [`Authentication::Signed`].

use rand_core::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

use super::group::Group;
use super::{Sealed, WorkError};
use crate::label;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::primitives::kdf::{hkdf, sha256};
use honest::primitives::sign::{SIGNATURE, SigningPair, SigningPublic};

#[cfg(test)]
mod tests;

/// What vouches for abilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// The tag under the agreed key alone.
    Finished,
    /// The owner's signature, which the sender checks before it writes; and the tag.
    Signed,
}

/// The two ways to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suite {
    /// The honest one.
    Strong,
    /// The weak one.
    Export,
}

impl Suite {
    const fn code(self) -> u8 {
        match self {
            Self::Strong => 1,
            Self::Export => 2,
        }
    }
}

/// What a client can do, as the directory tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abilities {
    /// Whether it can do better than export grade.
    pub strong: bool,
    /// Its share in the small group.
    pub share: u64,
}

impl Abilities {
    /// The layout: `flag 1 ‖ share 8`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::with_capacity(9);
        to.flag(self.strong).u64(self.share);
        to.finish()
    }

    /// What both can do at best.
    #[must_use]
    pub const fn best_with(&self, other: &Self) -> Suite {
        if self.strong && other.strong { Suite::Strong } else { Suite::Export }
    }
}

/// What the directory keeps of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What the client can do.
    pub abilities: Abilities,
    /// The owner's signature over them, where clients ask for one.
    pub signature: Option<[u8; SIGNATURE]>,
}

impl Record {
    /// The layout: `abilities 9 ‖ flag 1 ‖ [signature 64]`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::with_capacity(74);
        to.put(&self.abilities.to_bytes()).flag(self.signature.is_some());
        if let Some(signature) = &self.signature {
            to.put(signature);
        }
        to.finish()
    }

    /// Reads the layout.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        let abilities = Abilities { strong: from.flag()?, share: from.u64()? };
        let signature = if from.flag()? { Some(from.array()?) } else { None };
        from.finish()?;
        Ok(Self { abilities, signature })
    }
}

/// What travels beside the honest message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Which suite.
    pub suite: Suite,
    /// The sender's share.
    pub share: u64,
    /// The tag over what the sender saw.
    pub finished: [u8; 32],
    /// The text.
    pub sealed: Sealed,
}

impl Message {
    /// The layout: `suite 1 ‖ share 8 ‖ finished 32 ‖ sealed text`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::with_capacity(128);
        to.u8(self.suite.code()).u64(self.share).put(&self.finished);
        self.sealed.encode(&mut to);
        to.finish()
    }

    /// Reads the layout.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        let code = from.u8()?;
        let suite = [Suite::Strong, Suite::Export].into_iter().find(|suite| suite.code() == code);
        let suite = suite.ok_or(DecodeError::Value { what: "suite" })?;
        let (share, finished) = (from.u64()?, from.array()?);
        let sealed = Sealed::decode(&mut from)?;
        from.finish()?;
        Ok(Self { suite, share, finished, sealed })
    }
}

/// One user's part of it.
pub struct Member {
    group: Group,
    authentication: Authentication,
    abilities: Abilities,
    secret: u64,
}

impl Drop for Member {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

impl std::fmt::Debug for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { group, authentication, abilities, secret: _ } = self;
        f.debug_struct("Member")
            .field("group", group)
            .field("authentication", authentication)
            .field("abilities", abilities)
            .finish_non_exhaustive()
    }
}

impl Member {
    /// A client that can do better than export grade, or cannot.
    pub fn new(
        group: Group,
        authentication: Authentication,
        strong: bool,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Self {
        let secret = group.secret(rng);
        Self { group, authentication, abilities: Abilities { strong, share: group.share(secret) }, secret }
    }

    /// What it tells the directory.
    #[must_use]
    pub fn record(&self, identity: &SigningPair) -> Record {
        let sign = || identity.sign(label::SIGN_ABILITIES, &self.abilities.to_bytes());
        let signed = self.authentication == Authentication::Signed;
        Record { abilities: self.abilities, signature: signed.then(sign) }
    }

    /// What it can do.
    #[must_use]
    pub const fn abilities(&self) -> Abilities {
        self.abilities
    }

    /// Its secret exponent: what a thief of the phone takes away.
    #[must_use]
    pub const fn stored(&self) -> u64 {
        self.secret
    }

    /// Takes what the directory says of a peer, whose identity is pinned.
    ///
    /// # Errors
    /// [`WorkError::Abilities`] if a signature is asked for and missing or wrong.
    pub fn learn(&self, record: &Record, owner: &SigningPublic) -> Result<Abilities, WorkError> {
        if self.authentication == Authentication::Signed {
            let signature = record.signature.as_ref().ok_or(WorkError::Abilities)?;
            let body = record.abilities.to_bytes();
            owner
                .verify(label::SIGN_ABILITIES, &body, signature, "abilities")
                .map_err(|_| WorkError::Abilities)?;
        }
        Ok(record.abilities)
    }

    /// Seals a text to a peer of these abilities. The 32 bytes go into the honest message; under export grade they are of
    /// no use to anybody.
    ///
    /// # Errors
    /// [`WorkError::Share`] if the peer's share is unusable.
    pub fn seal(
        &self,
        theirs: &Abilities,
        about: &[u8],
        text: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<(Zeroizing<[u8; 32]>, Message), WorkError> {
        let suite = self.abilities.best_with(theirs);
        let mut carried = Zeroizing::new([0; 32]);
        rng.fill_bytes(carried.as_mut_slice());
        let key = self.key(suite, &carried, theirs.share)?;
        let sealed = Sealed::seal(&key, about, text, rng);
        let finished = finished(&key, theirs, suite);
        Ok((carried, Message { suite, share: self.abilities.share, finished, sealed }))
    }

    /// Reads a text, if its sender saw what this client can do.
    ///
    /// # Errors
    /// [`WorkError::Abilities`] if it saw something else; [`WorkError::Share`], [`WorkError::Sealed`].
    pub fn open(&self, carried: &[u8; 32], message: &Message, about: &[u8]) -> Result<Vec<u8>, WorkError> {
        let key = self.key(message.suite, carried, message.share)?;
        if finished(&key, &self.abilities, message.suite) != message.finished {
            return Err(WorkError::Abilities);
        }
        message.sealed.open(&key, about)
    }

    fn key(&self, suite: Suite, carried: &[u8; 32], theirs: u64) -> Result<Zeroizing<[u8; 32]>, WorkError> {
        match suite {
            Suite::Strong => Ok(Zeroizing::new(*carried)),
            Suite::Export => Ok(Zeroizing::new(export_key(self.group.agree(theirs, self.secret)?))),
        }
    }
}

/// The key of an exchange in the small group, of `g^(ab)`, however that was come by.
#[must_use]
pub fn export_key(agreed: u64) -> [u8; 32] {
    sha256(&[label::EXPORT, &agreed.to_be_bytes()])
}

/// The tag over what a sender saw of its addressee.
#[must_use]
pub fn finished(key: &[u8; 32], seen: &Abilities, suite: Suite) -> [u8; 32] {
    *hkdf(b"", key, &[label::FINISHED, &seen.to_bytes(), &[suite.code()]].concat())
}
