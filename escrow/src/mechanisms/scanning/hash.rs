//! The perceptual hash that scanning compares: 96 signs of a projection.
//!
//! NeuralHash ends in a projection of 128 numbers onto 96 and takes the signs. Here the 128 numbers are the means of
//! 128 blocks of the picture, in place of a network's output, and the projection is drawn from a public seed.
//! **Stand-in:** a network is trained to give like pictures like numbers; block means are not trained at all. What
//! holds of both is the last stage: it is a set of half-spaces, and everybody who has the client has all of them.

use honest::primitives::kdf::hkdf;

use super::picture::{PIXELS, Picture};
use crate::label;

/// Bits of a picture hash.
pub const BITS: usize = 96;
/// Numbers that are projected.
pub const FEATURES: usize = 128;
/// Pixels across a block.
pub const BLOCK_WIDTH: usize = 4;
/// Pixels down a block.
pub const BLOCK_HEIGHT: usize = 8;

/// The hash of a picture. Two pictures match if their hashes are equal: private set intersection knows no nearness.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PictureHash(pub [u8; BITS / 8]);

impl PictureHash {
    /// The bits, each as a sign: 1 or -1.
    pub fn signs(&self) -> impl Iterator<Item = i64> {
        self.0.iter().flat_map(|byte| (0..8).map(move |bit| if byte >> bit & 1 == 1 { 1 } else { -1 }))
    }

    /// In how many bits two hashes differ.
    #[must_use]
    pub fn distance(&self, other: &Self) -> u32 {
        self.0.iter().zip(other.0).map(|(one, other)| (one ^ other).count_ones()).sum()
    }
}

impl std::fmt::Debug for PictureHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The hash of a private picture says a good deal about it.
        let Self(_) = self;
        f.write_str("PictureHash(..)")
    }
}

/// `W`: 96 rows of 128 numbers, each row of sum zero, so that a brighter picture has the same hash.
#[derive(Clone, PartialEq, Eq)]
pub struct Projection {
    rows: Vec<[i64; FEATURES]>,
}

impl std::fmt::Debug for Projection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Projection").field("rows", &self.rows.len()).finish_non_exhaustive()
    }
}

impl Projection {
    /// The projection of a public seed.
    #[must_use]
    pub fn new(seed: &[u8]) -> Self {
        let row = |number: u8| {
            let drawn = hkdf::<FEATURES>(&[number], seed, label::PROJECTION);
            let sum: i64 = drawn.iter().map(|byte| i64::from(*byte)).sum();
            drawn.map(|byte| 128 * i64::from(byte) - sum)
        };
        Self { rows: (0..96).map(row).collect() }
    }

    /// The rows. Clients carry them, so everybody has them.
    #[must_use]
    pub fn rows(&self) -> &[[i64; FEATURES]] {
        &self.rows
    }

    /// `x`: the block sums of a picture, row by row, 16 across and 8 down.
    #[must_use]
    pub fn features(picture: &Picture) -> Vec<i64> {
        const { assert!(FEATURES * BLOCK_WIDTH * BLOCK_HEIGHT == PIXELS) };
        picture.block_sums(BLOCK_WIDTH, BLOCK_HEIGHT)
    }

    /// `sign(Wx)`, zero counting as positive.
    #[must_use]
    pub fn hash(&self, picture: &Picture) -> PictureHash {
        let features = Self::features(picture);
        let mut hash = PictureHash([0; BITS / 8]);
        for (byte, rows) in hash.0.iter_mut().zip(self.rows.chunks(8)) {
            for (bit, row) in rows.iter().enumerate() {
                let value: i64 = row.iter().zip(&features).map(|(weight, feature)| weight * feature).sum();
                *byte |= u8::from(value >= 0) << bit;
            }
        }
        hash
    }
}
