//! A small group for key exchange: the squares modulo a safe prime, as in the export suites and as in crumple zones, of so
//! few bits that its discrete logarithms can be had.
//!
//! ```text
//! p = 2q + 1, both prime; g = 4 generates the q squares; a share is g^x mod p
//! ```
//! **Scaled down, and of another kind of hardness.** A real export group has 512 bits, and its logarithms are found with the
//! number field sieve: days of work for the prime, then little for each share. The group here has few bits, and a table
//! of powers plays the part of the sieve. What carries over is the shape, dear once and cheap for each share; no number
//! carries over to 512 bits.

use rand_core::CryptoRng;

use super::{WorkError, sized};
use crate::limits::MAX_GROUP_BITS;

#[cfg(test)]
mod tests;

/// The square that generates the group.
const GENERATOR: u64 = 4;

/// A group that everybody may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    p: u64,
}

impl Group {
    /// The group that everybody was given: of the largest safe prime of so many bits.
    ///
    /// # Errors
    /// [`WorkError::Size`].
    pub fn shared(bits: u32) -> Result<Self, WorkError> {
        Self::nth(bits, 0)
    }

    /// Another group of the same size for each number: what it would have been to have one's own.
    ///
    /// # Errors
    /// [`WorkError::Size`] if there are not that many.
    pub fn nth(bits: u32, number: usize) -> Result<Self, WorkError> {
        let (what, bound) = ("group", MAX_GROUP_BITS);
        sized(what, bits, bound)?;
        let refused = WorkError::Size { what, got: bits, bound };
        let (least, end) = (1u64 << bits.saturating_sub(1), 1u64 << bits);
        // A safe prime above 7 is 11 modulo 12.
        let primes =
            (least.max(11)..end).rev().filter(|p| p % 12 == 11 && is_prime((p - 1) / 2) && is_prime(*p));
        primes.map(|p| Self { p }).nth(number).ok_or(refused)
    }

    /// The prime.
    #[must_use]
    pub const fn prime(self) -> u64 {
        self.p
    }

    /// The number of elements.
    #[must_use]
    pub const fn order(self) -> u64 {
        (self.p - 1) / 2
    }

    /// The generator.
    #[must_use]
    pub const fn generator(self) -> u64 {
        GENERATOR
    }

    /// `a·b mod p`: the step that searches in this group count.
    #[must_use]
    pub fn times(self, a: u64, b: u64) -> u64 {
        times(a, b, self.p)
    }

    /// `base^exponent mod p`.
    #[must_use]
    pub fn power(self, base: u64, exponent: u64) -> u64 {
        power(base, exponent, self.p)
    }

    /// A secret exponent, not 0.
    pub fn secret(self, rng: &mut (impl CryptoRng + ?Sized)) -> u64 {
        // The bias towards small ones is below 2^-2 at the bound, where nothing is searched, and far less below.
        rng.next_u64() % (self.order() - 1) + 1
    }

    /// `g^secret`.
    #[must_use]
    pub fn share(self, secret: u64) -> u64 {
        self.power(GENERATOR, secret)
    }

    /// `theirs^secret`.
    ///
    /// # Errors
    /// [`WorkError::Share`] for anything but a square other than 1.
    pub fn agree(self, theirs: u64, secret: u64) -> Result<u64, WorkError> {
        let usable = theirs > 1 && theirs < self.p && self.power(theirs, self.order()) == 1;
        if usable { Ok(self.power(theirs, secret)) } else { Err(WorkError::Share { got: theirs }) }
    }
}

fn times(a: u64, b: u64, modulus: u64) -> u64 {
    let product = u128::from(a) * u128::from(b) % u128::from(modulus);
    // A remainder of a 64-bit modulus fits.
    u64::try_from(product).unwrap_or(0)
}

fn power(base: u64, mut exponent: u64, modulus: u64) -> u64 {
    let (mut result, mut square) = (1 % modulus, base % modulus);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = times(result, square, modulus);
        }
        square = times(square, square, modulus);
        exponent >>= 1;
    }
    result
}

/// Miller and Rabin's test to the bases that leave no composite below 2^64 (Sorenson and Webster, 2015).
fn is_prime(n: u64) -> bool {
    const BASES: [u64; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
    if n < 2 {
        return false;
    }
    if let Some(divisor) = BASES.into_iter().find(|base| n.is_multiple_of(*base)) {
        return n == divisor;
    }
    let twos = (n - 1).trailing_zeros();
    let odd = (n - 1) >> twos;
    BASES.into_iter().all(|base| {
        let mut x = power(base, odd, n);
        if x == 1 || x == n - 1 {
            return true;
        }
        (1..twos).any(|_| {
            x = times(x, x, n);
            x == n - 1
        })
    })
}
