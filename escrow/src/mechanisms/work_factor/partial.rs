//! Partial key escrow: all of a key but its last c bits lies with trustees, so that whoever opens it must still search
//! for these (Shamir, 1995). Two ways to do it.
//!
//! **[`Registration`]: a key for each user, for good.** `s = x + a` with a short `a`: `x` is dealt out among the trustees
//! verifiably, so `X = x·B` is public, and so is the user's `S = s·B`. Then `S - X = a·B` is public, too. Whoever likes
//! finds `a` before there is any warrant, for everybody, and on the day of the warrant nothing is left to search. That is
//! early recovery, which Bellare and Goldwasser found in proposals of their time (Verifiable Partial Key Escrow, CCS 1997).
//!
//! **[`Delayed`]: a key for each message.** The trustees' field holds the message's key with c bits blotted out. Nothing
//! about them exists before the message, and nothing that tells them can be checked before the field is open. Bellare and
//! Goldwasser keep users' keys and see to it that `a·B` does not show. In both, the search begins with what trustees open.
//!
//! Their proof that a user's `a` is short is not built: users here are honest about it. A search for `a` goes through the
//! points one by one. With a table of 2^(c/2) points, made once for all users, 2^(c/2) steps would do: who escrows part of
//! a discrete logarithm keeps twice the bits back for the same work.

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::Identity;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{Opened, Sealed, Search, WorkError, draw, mask, open_by_search, search, searchable};
use crate::key::{EscrowPublic, EscrowSecret};
use crate::sharing::{Dealing, Scheme, Share};

#[cfg(test)]
mod tests;

/// A user's escrow key as it is registered. All of this is public.
#[derive(Clone, Debug)]
pub struct Registration {
    /// `S`: what messages are sealed to.
    pub public: EscrowPublic,
    /// The dealing of `x`.
    pub dealing: Dealing,
    bits: u32,
}

impl Registration {
    /// Registers a user's key and destroys it: the trustees' shares, and c bits in nobody's hands, are what is left.
    ///
    /// # Errors
    /// [`WorkError`]: a size or a threshold that cannot be.
    pub fn new(bits: u32, k: u8, n: u8, rng: &mut impl CryptoRng) -> Result<(Self, Vec<Share>), WorkError> {
        searchable("unescrowed part", bits)?;
        let escrowed = EscrowSecret::generate(rng);
        let whole = EscrowSecret::from_scalar(escrowed.scalar() + Scalar::from(draw(bits, rng)));
        let public = whole.public();
        let (dealing, shares) = escrowed.deal(Scheme::Feldman, 0, k, n, rng)?;
        Ok((Self { public, dealing, bits }, shares))
    }

    /// `S - X = a·B`, out of public facts: what early recovery searches.
    #[must_use]
    pub fn rest(&self) -> Rest {
        Rest { point: self.public.point() - self.dealing.public.point(), bits: self.bits }
    }

    /// The user's key, of what the trustees opened and the rest.
    ///
    /// # Errors
    /// [`WorkError::Sealed`] if these are not its parts.
    pub fn whole(&self, escrowed: &EscrowSecret, rest: u64) -> Result<EscrowSecret, WorkError> {
        let whole = EscrowSecret::from_scalar(escrowed.scalar() + Scalar::from(rest));
        if whole.public() == self.public { Ok(whole) } else { Err(WorkError::Sealed) }
    }
}

/// The unescrowed part of a user's key, in the exponent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    point: EdwardsPoint,
    bits: u32,
}

impl Rest {
    /// Searches for it. A trial is an addition on the curve and a comparison.
    #[must_use]
    pub fn find(&self) -> Search {
        let step = EdwardsPoint::mul_base(&Scalar::ONE);
        let mut at = EdwardsPoint::identity();
        search(self.bits, |_| {
            let here = at == self.point;
            at += step;
            here
        })
    }
}

/// Partial escrow of each message's own key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delayed {
    bits: u32,
}

impl Delayed {
    /// With so many bits of each key blotted out.
    ///
    /// # Errors
    /// [`WorkError::Size`].
    pub const fn new(bits: u32) -> Result<Self, WorkError> {
        match searchable("unescrowed part", bits) {
            Ok(bits) => Ok(Self { bits }),
            Err(refused) => Err(refused),
        }
    }

    /// Bits that whoever opens the field still searches.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.bits
    }

    /// What goes into the trustees' field: the message's key with its last bits blotted out.
    #[must_use]
    pub fn deposit(self, key: &[u8; 32]) -> Zeroizing<[u8; 32]> {
        self.complete(key, 0)
    }

    /// A key of a deposit and a guess at the rest.
    #[must_use]
    pub fn complete(self, deposit: &[u8; 32], rest: u64) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new(*deposit);
        let (_, last) = key.split_at_mut(24);
        let kept = last.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)) & !mask(self.bits);
        last.copy_from_slice(&(kept | rest & mask(self.bits)).to_be_bytes());
        key
    }

    /// Opens a text with what a field gave, by search.
    ///
    /// # Errors
    /// [`WorkError::Exhausted`] if the deposit is of another message.
    pub fn open(self, deposit: &[u8; 32], sealed: &Sealed, about: &[u8]) -> Result<Opened, WorkError> {
        open_by_search(sealed, about, self.bits, |rest| *self.complete(deposit, rest))
    }
}
