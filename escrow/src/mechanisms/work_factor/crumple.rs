//! Crumple zones: every text's key gives way to whoever pays, and nobody holds a key for it (Wright and Varia, Crypto
//! Crumple Zones, EuroS&P 2018).
//!
//! ```text
//! D          32 random bytes, fresh for each message; the peer gets them in an honest message
//! crumpled   the first c bits of SHA-256(label ‖ D ‖ salt)
//! abrasion   h = g^(ab): a second exchange, in a small group, once for a conversation; its shares are in the clear
//! key        SHA-256(label ‖ SHA-256(label ‖ h) ‖ salt ‖ crumpled)
//! ```
//! The peer needs no search: it has `D`. Anybody else first needs `h`, a discrete logarithm in a group of which the first
//! one is dear, and then tries 2^c crumpled keys for each message, at one hash of two blocks and one block of the cipher. The
//! first cost is what the authors call abrasion. It is paid once for the group, and what it buys, a table, can be copied.
//!
//! **Scaled down:** the authors choose both costs in money; here they are bits (see [`super::group`]). No authority appears
//! in the code, because none appears in the proposal: the government is whoever pays.

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::group::Group;
use super::{Opened, SALT, Sealed, WorkError, mask, open_by_search, searchable};
use crate::label;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::primitives::kdf::sha256;

#[cfg(test)]
mod tests;

/// What everybody's client is told: the two costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    bits: u32,
    group: Group,
}

/// `a` and `g^a`: a user's part of the second exchange.
pub struct AbrasionPair {
    secret: u64,
    share: u64,
}

impl Drop for AbrasionPair {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

impl std::fmt::Debug for AbrasionPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { secret: _, share } = self;
        f.debug_struct("AbrasionPair").field("share", share).finish_non_exhaustive()
    }
}

impl AbrasionPair {
    /// A fresh pair.
    pub fn generate(zone: Zone, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let secret = zone.group.secret(rng);
        Self { secret, share: zone.group.share(secret) }
    }

    /// What the other side, and everybody, is told.
    #[must_use]
    pub const fn share(&self) -> u64 {
        self.share
    }

    /// The secret: what a thief of the phone takes away.
    #[must_use]
    pub const fn stored(&self) -> u64 {
        self.secret
    }

    /// What both sides agree on.
    ///
    /// # Errors
    /// [`WorkError::Share`].
    pub fn agree(&self, zone: Zone, theirs: u64) -> Result<Abraded, WorkError> {
        Ok(Abraded::of(zone.group.agree(theirs, self.secret)?))
    }
}

/// What the second exchange gave: needed before any search begins.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Abraded([u8; 32]);

impl Abraded {
    /// Of `h`, however it was come by.
    #[must_use]
    pub fn of(h: u64) -> Self {
        Self(sha256(&[label::ABRASION, &h.to_be_bytes()]))
    }
}

impl std::fmt::Debug for Abraded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(_) = self;
        f.write_str("Abraded(..)")
    }
}

/// What travels beside the honest message: the shares of the second exchange, and the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The sender's share and the addressee's, as the sender used them.
    pub shares: (u64, u64),
    /// The text.
    pub sealed: Sealed,
}

impl Message {
    /// The layout: `share 8 ‖ share 8 ‖ sealed text`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::with_capacity(128);
        to.u64(self.shares.0).u64(self.shares.1);
        self.sealed.encode(&mut to);
        to.finish()
    }

    /// Reads the layout.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        let message = Self { shares: (from.u64()?, from.u64()?), sealed: Sealed::decode(&mut from)? };
        from.finish()?;
        Ok(message)
    }
}

impl Zone {
    /// With so many bits to search for each message, in this group.
    ///
    /// # Errors
    /// [`WorkError::Size`].
    pub const fn new(bits: u32, group: Group) -> Result<Self, WorkError> {
        match searchable("crumpled key", bits) {
            Ok(bits) => Ok(Self { bits, group }),
            Err(refused) => Err(refused),
        }
    }

    /// Bits to search for each message.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.bits
    }

    /// The group of the second exchange.
    #[must_use]
    pub const fn group(self) -> Group {
        self.group
    }

    /// Seals a text: `D` for the peer, and what travels beside it.
    ///
    /// # Errors
    /// [`WorkError::Share`] if the peer's share is unusable.
    pub fn seal(
        self,
        own: &AbrasionPair,
        theirs: u64,
        about: &[u8],
        text: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<([u8; 32], Message), WorkError> {
        let abraded = own.agree(self, theirs)?;
        let (mut d, mut salt) = ([0; 32], [0; SALT]);
        rng.fill_bytes(&mut d);
        rng.fill_bytes(&mut salt);
        let key = text_key(&abraded, &salt, self.crumpled(&d, &salt));
        let sealed = Sealed::seal_salted(&key, salt, about, text);
        Ok((d, Message { shares: (own.share, theirs), sealed }))
    }

    /// Reads a text as the peer.
    ///
    /// # Errors
    /// [`WorkError`]: an unusable share, or a text that was not crumpled as everybody's is.
    pub fn open(
        self,
        own: &AbrasionPair,
        d: &[u8; 32],
        message: &Message,
        about: &[u8],
    ) -> Result<Vec<u8>, WorkError> {
        let abraded = own.agree(self, message.shares.0)?;
        self.open_abraded(&abraded, d, message, about)
    }

    /// Reads a text with what both exchanges gave: the peer, or whoever stole it.
    ///
    /// # Errors
    /// [`WorkError::Sealed`].
    pub fn open_abraded(
        self,
        abraded: &Abraded,
        d: &[u8; 32],
        message: &Message,
        about: &[u8],
    ) -> Result<Vec<u8>, WorkError> {
        let salt = &message.sealed.salt;
        message.sealed.open(&text_key(abraded, salt, self.crumpled(d, salt)), about)
    }

    fn crumpled(self, d: &[u8; 32], salt: &[u8; SALT]) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = sha256(&[label::CRUMPLE, d, salt]);
        u64::from_be_bytes([a, b, c, d, e, f, g, h]) & mask(self.bits)
    }

    /// Opens a text as whoever has paid for `h`: a search.
    ///
    /// # Errors
    /// [`WorkError::Exhausted`] if this is another conversation's `h`.
    pub fn open_paid(self, abraded: &Abraded, message: &Message, about: &[u8]) -> Result<Opened, WorkError> {
        let salt = &message.sealed.salt;
        open_by_search(&message.sealed, about, self.bits, |crumpled| text_key(abraded, salt, crumpled))
    }
}

fn text_key(abraded: &Abraded, salt: &[u8; SALT], crumpled: u64) -> [u8; 32] {
    sha256(&[label::CRUMPLED_TEXT, &abraded.0, salt, &crumpled.to_be_bytes()])
}
