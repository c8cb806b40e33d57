//! Secret sharing: one trait, three implementations, and what must hold around all of them.
//!
//! | scheme | field | names a bad share by | a dealer who cheats |
//! |---|---|---|---|
//! | [`Scheme::Feldman`] (default) | scalars of the curve | its commitments | is found out at receipt |
//! | [`Scheme::Blahaj`] | GF(2^8), byte by byte | a published digest of each share | is not |
//! | [`Scheme::Sharks`] | GF(2^8), byte by byte | a published digest of each share | is not |
//!
//! Sharks is the package asked for and an exhibit: it draws coefficients that are never zero, so a secret dealt
//! again and again leaks to fewer than k holders (RUSTSEC-2024-0398). Blahaj is its repaired fork. All table
//! lookups of these two depend on secrets; a cache can see them.
//!
//! The libraries answer some questions they should refuse: a share numbered 0 sets the secret, a share given
//! twice, a flipped bit or too low a threshold gives a wrong secret without an error. [`Dealing::combine`] refuses
//! all of that before it asks them, and checks the answer against the public key.

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::error::{CombineError, DealError};

mod blahaj;
mod codec;
mod dealing;
mod feldman;
mod sharks;
#[cfg(test)]
mod tests;

pub use dealing::{Dealing, DealingId};

/// The three schemes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Scheme {
    /// Feldman's verifiable sharing over the curve's scalars (`vsss-rs`).
    #[default]
    Feldman,
    /// Shamir over GF(2^8) with uniform coefficients (`blahaj`).
    Blahaj,
    /// Shamir over GF(2^8) with coefficients that are never zero (`sharks`).
    Sharks,
}

impl Scheme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Feldman, Self::Blahaj, Self::Sharks];

    /// Its implementation.
    #[must_use]
    pub fn sharing(self) -> &'static dyn SecretSharing {
        match self {
            Self::Feldman => &feldman::Feldman,
            Self::Blahaj => &blahaj::Blahaj,
            Self::Sharks => &sharks::Sharks,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Feldman => "feldman",
            Self::Blahaj => "blahaj",
            Self::Sharks => "sharks",
        }
    }

    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Feldman => 1,
            Self::Blahaj => 2,
            Self::Sharks => 3,
        }
    }
}

/// What a scheme does: cut a 32-byte secret into n values of which any k give it back.
///
/// Implementations may assume what [`Dealing`] has checked: `2 <= k <= n`, numbers from 1 to n, each once,
/// exactly k of them, all of one dealing.
pub trait SecretSharing: Sync + std::fmt::Debug {
    /// Values for the holders 1 to n, and what makes them checkable in public.
    ///
    /// # Errors
    /// [`DealError::Library`] if the library refuses.
    fn split(&self, secret: &[u8; 32], k: u8, n: u8, rng: &mut dyn CryptoRng) -> Result<Split, DealError>;

    /// The secret of exactly k values.
    ///
    /// # Errors
    /// [`CombineError::Library`] if the library refuses.
    fn combine(&self, k: u8, points: &[(u8, &[u8; 32])]) -> Result<Zeroizing<[u8; 32]>, CombineError>;
}

/// What splitting gives.
#[derive(Debug)]
pub struct Split {
    /// The values of holders 1, 2, … n.
    pub values: Vec<Value>,
    /// Feldman's commitments `C_j = a_j·B`, compressed, if the scheme has them.
    pub commitments: Option<Vec<[u8; 32]>>,
}

/// One holder's 32 secret bytes.
#[derive(Clone, Zeroize, ZeroizeOnDrop, PartialEq, Eq)]
pub struct Value(pub(crate) [u8; 32]);

impl Value {
    /// The bytes: what a thief of the share takes away.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(_) = self;
        f.write_str("Value(..)")
    }
}

/// What a trustee holds: a value, and everything that says which dealing it is of. A value without that would
/// combine with strangers into silent garbage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The scheme it was dealt with.
    pub scheme: Scheme,
    /// The epoch of the key.
    pub epoch: u32,
    /// Which dealing of that key.
    pub dealing: DealingId,
    /// The threshold.
    pub k: u8,
    /// Trustees of the dealing.
    pub n: u8,
    /// Which trustee, 1 to n.
    pub index: u8,
    /// The secret part.
    pub value: Value,
}
