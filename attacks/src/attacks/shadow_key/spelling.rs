//! Keys that spell another key.
//!
//! A user who may choose its key tries secrets until the low bits of the public key are the ones it wants. One key
//! says little: `w` bits cost `2^w` attempts, made at home. But keys are renewed, and the directory keeps them in order:
//! so many of them spell the 32 bytes of a key of which nobody was given a piece. Anybody who knows of this reads it
//! out of the directory.
//!
//! ```text
//! chunk t   bits t·w to (t + 1)·w of X', the shadow public key (X25519, little-endian)
//! key t     x_t = r_t + j, the first j for which the low w bits of the encoding of x_t·B are chunk t
//! ```
//! Kilian and Leighton define a shadow key as one that is computed from the certified one. That it is spelled bit by
//! bit is this project's own way to have one where all keys are points of one curve.

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use escrow::{EscrowPublic, EscrowSecret};
use rand_core::CryptoRng;
use zeroize::Zeroize;

/// Points whose encodings are computed together: one inversion serves them all.
const BATCH: usize = 64;

/// Attempts before a search is given up, in multiples of what it takes on average.
const PATIENCE: u64 = 64;

/// How many bits each key says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spelling {
    bits: u32,
}

impl Spelling {
    /// So many bits in each key: a divisor of 256, at most 32.
    pub(crate) const fn new(bits: u32) -> Self {
        Self { bits }
    }

    /// What the rogues of a run use: 8 bits, or 16 where there is time.
    pub(crate) const fn of(thorough: bool) -> Self {
        Self::new(if thorough { 16 } else { 8 })
    }

    pub(crate) const fn bits(self) -> u32 {
        self.bits
    }

    /// Keys that spell 32 bytes.
    pub(crate) const fn keys(self) -> u32 {
        256u32.div_ceil(self.bits)
    }

    /// Attempts that one key takes on average.
    pub(crate) const fn attempts(self) -> u64 {
        1 << self.bits
    }

    /// What each key has to say.
    pub(crate) fn chunks(self, word: &[u8; 32]) -> Vec<u64> {
        let bits: Vec<u64> =
            word.iter().flat_map(|byte| (0..8).map(move |place| u64::from(byte >> place & 1))).collect();
        let width = usize::try_from(self.bits).unwrap_or(1);
        bits.chunks(width).map(|chunk| chunk.iter().rev().fold(0, |sum, bit| sum << 1 | bit)).collect()
    }

    /// What a certified key says.
    pub(crate) fn says(self, encoding: &[u8; 32]) -> u64 {
        let low = encoding.first_chunk().map_or(0, |low| u64::from_le_bytes(*low));
        low & (self.attempts() - 1)
    }

    /// A secret whose public key says a chunk, and how many were tried.
    pub(crate) fn spell(self, chunk: u64, rng: &mut impl CryptoRng) -> Option<(EscrowSecret, u64)> {
        let mut wide = [0u8; 64];
        rng.fill_bytes(&mut wide);
        let start = Scalar::from_bytes_mod_order_wide(&wide);
        wide.zeroize();
        let mut next = EdwardsPoint::mul_base(&start);
        let mut tried = 0u64;
        while tried < PATIENCE * self.attempts() {
            let points: Vec<EdwardsPoint> = std::iter::repeat_with(|| {
                let point = next;
                next += ED25519_BASEPOINT_POINT;
                point
            })
            .take(BATCH)
            .collect();
            for encoding in EdwardsPoint::compress_batch_alloc(&points) {
                if self.says(encoding.as_bytes()) == chunk {
                    let secret = EscrowSecret::from_bytes((start + Scalar::from(tried)).to_bytes())?;
                    return Some((secret, tried + 1));
                }
                tried += 1;
            }
        }
        None
    }

    /// The shadow public key that a directory spells with its last keys; `None` if it shows too few. Whatever keys are
    /// there, something is read: whether anybody has its secret is another matter.
    pub(crate) fn read(self, keys: &[EscrowPublic]) -> Option<[u8; 32]> {
        let first = keys.len().checked_sub(usize::try_from(self.keys()).ok()?)?;
        let says = keys.iter().skip(first).map(|key| self.says(&key.to_bytes()));
        let bits: Vec<u8> = says
            .flat_map(|chunk| (0..self.bits).map(move |place| u8::from(chunk >> place & 1 == 1)))
            .collect();
        let mut word = [0; 32];
        for (byte, bits) in word.iter_mut().zip(bits.chunks(8)) {
            *byte = bits.iter().rev().fold(0, |sum, bit| sum << 1 | bit);
        }
        // An X25519 key has 255 bits.
        if let Some(top) = word.last_mut() {
            *top &= 0x7f;
        }
        Some(word)
    }
}

#[cfg(test)]
mod tests;
