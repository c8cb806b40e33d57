//! Skipjack (SKIPJACK and KEA Algorithm Specifications, version 2.0, 29 May 1998): 64-bit blocks, 80-bit keys, 32
//! steps. Classified when Clipper was proposed, declassified in June 1998.
//!
//! Look-ups depend on secrets; a cache can see them, as it could not in the chip.

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

#[cfg(test)]
mod tests;

/// Bytes of a key, the specification's cryptovariable.
pub const KEY: usize = 10;

/// An 80-bit key.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Key80([u8; KEY]);

impl Key80 {
    /// A fresh key.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut key = Self([0; KEY]);
        rng.fill_bytes(&mut key.0);
        key
    }

    /// The key of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; KEY]) -> Self {
        Self(bytes)
    }

    /// The bytes. Secret: they are the key.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; KEY] {
        &self.0
    }

    /// `self ⊕ other`: how two parts make a unit key.
    #[must_use]
    pub fn xor(&self, other: &Self) -> Self {
        let mut key = self.clone();
        key.0.iter_mut().zip(&other.0).for_each(|(to, from)| *to ^= from);
        key
    }
}

impl std::fmt::Debug for Key80 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(_) = self;
        f.write_str("Key80(..)")
    }
}

/// The four key bytes of one step.
type StepKey = [u8; 4];

/// The words w1 to w4.
type Words = [u16; 4];

/// Skipjack under one key.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Skipjack {
    /// The cryptovariable schedule of the 32 steps, in the four runs of eight that alternate rules A and B.
    runs: [[StepKey; 8]; 4],
}

impl std::fmt::Debug for Skipjack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { runs: _ } = self;
        f.write_str("Skipjack(..)")
    }
}

impl Skipjack {
    /// Lays out the schedule: step k uses the key bytes 4k to 4k + 3, modulo 10 (section II.B.6).
    #[must_use]
    pub fn new(key: &Key80) -> Self {
        let mut runs = [[[0; 4]; 8]; 4];
        let places = runs.as_flattened_mut().as_flattened_mut().iter_mut();
        places.zip(key.0.iter().cycle()).for_each(|(to, from)| *to = *from);
        Self { runs }
    }

    /// `E(block)`.
    /// `E(block)`. Kept in one piece: several unrolled copies in a loop crowd each other out of the processor's caches.
    #[must_use]
    #[inline(never)]
    pub fn encrypt(&self, block: u64) -> u64 {
        let [first, second, third, fourth] = &self.runs;
        let words = rule_b(second, 8, rule_a(first, 0, split(block)));
        join(rule_b(fourth, 24, rule_a(third, 16, words)))
    }

    /// `D(block)`.
    #[must_use]
    pub fn decrypt(&self, block: u64) -> u64 {
        let [first, second, third, fourth] = &self.runs;
        let words = undo_a(third, 16, undo_b(fourth, 24, split(block)));
        join(undo_a(first, 0, undo_b(second, 8, words)))
    }

    /// Output feedback, 64 bits wide (FIPS 81; one of the modes that FIPS 185 and the specification's section II.A
    /// name): the same operation both ways.
    #[must_use]
    pub fn ofb(&self, iv: u64, text: &[u8]) -> Vec<u8> {
        let mut register = iv;
        let mut out = text.to_vec();
        for chunk in out.chunks_mut(8) {
            register = self.encrypt(register);
            chunk.iter_mut().zip(register.to_be_bytes()).for_each(|(to, from)| *to ^= from);
        }
        out
    }

    /// `E` over the ten bytes of a key: over the first eight, then over the last eight of the result. A stand-in: how the chip enciphered 80 bits with a 64-bit block is not public.
    #[must_use]
    pub(super) fn encrypt_key(&self, key: &Key80) -> [u8; KEY] {
        let mut bytes = key.0;
        if let Some(head) = bytes.first_chunk_mut() {
            *head = self.encrypt(u64::from_be_bytes(*head)).to_be_bytes();
        }
        if let Some(tail) = bytes.last_chunk_mut() {
            *tail = self.encrypt(u64::from_be_bytes(*tail)).to_be_bytes();
        }
        bytes
    }

    /// The key that [`Self::encrypt_key`] gave.
    #[must_use]
    pub(super) fn decrypt_key(&self, wrapped: [u8; KEY]) -> Key80 {
        let mut key = Key80(wrapped);
        if let Some(tail) = key.0.last_chunk_mut() {
            *tail = self.decrypt(u64::from_be_bytes(*tail)).to_be_bytes();
        }
        if let Some(head) = key.0.first_chunk_mut() {
            *head = self.decrypt(u64::from_be_bytes(*head)).to_be_bytes();
        }
        key
    }
}

/// Eight steps of rule A after `done` others (section II.B.3). The counter runs from 1.
fn rule_a(run: &[StepKey; 8], done: u16, words: Words) -> Words {
    steps(run, done).fold(words, |[w1, w2, w3, w4], (key, counter)| {
        let g = permute(w1, key);
        [g ^ w4 ^ counter, g, w2, w3]
    })
}

/// Eight steps of rule B.
fn rule_b(run: &[StepKey; 8], done: u16, words: Words) -> Words {
    steps(run, done)
        .fold(words, |[w1, w2, w3, w4], (key, counter)| [w4, permute(w1, key), w1 ^ w2 ^ counter, w3])
}

/// Rule A backwards.
fn undo_a(run: &[StepKey; 8], done: u16, words: Words) -> Words {
    steps(run, done)
        .rev()
        .fold(words, |[w1, w2, w3, w4], (key, counter)| [unpermute(w2, key), w3, w4, w1 ^ w2 ^ counter])
}

/// Rule B backwards.
fn undo_b(run: &[StepKey; 8], done: u16, words: Words) -> Words {
    steps(run, done).rev().fold(words, |[w1, w2, w3, w4], (key, counter)| {
        let g = unpermute(w2, key);
        [g, g ^ w3 ^ counter, w4, w1]
    })
}

fn steps(run: &[StepKey; 8], done: u16) -> impl DoubleEndedIterator<Item = (&StepKey, u16)> {
    run.iter().zip(done + 1..done + 9)
}

/// A block as the words w1 to w4.
fn split(block: u64) -> Words {
    let [a, b, c, d, e, f, g, h] = block.to_be_bytes();
    [[a, b], [c, d], [e, f], [g, h]].map(u16::from_be_bytes)
}

fn join(words: Words) -> u64 {
    words.into_iter().fold(0, |block, word| block << 16 | u64::from(word))
}

/// The G permutation: four Feistel rounds on two bytes (section II.B.5).
fn permute(word: u16, [k0, k1, k2, k3]: &StepKey) -> u16 {
    let [mut high, mut low] = word.to_be_bytes();
    high ^= substitute(low ^ k0);
    low ^= substitute(high ^ k1);
    high ^= substitute(low ^ k2);
    low ^= substitute(high ^ k3);
    u16::from_be_bytes([high, low])
}

/// Its inverse.
fn unpermute(word: u16, [k0, k1, k2, k3]: &StepKey) -> u16 {
    let [mut high, mut low] = word.to_be_bytes();
    low ^= substitute(high ^ k3);
    high ^= substitute(low ^ k2);
    low ^= substitute(high ^ k1);
    high ^= substitute(low ^ k0);
    u16::from_be_bytes([high, low])
}

#[expect(clippy::indexing_slicing, reason = "a byte is within a table of 256")]
fn substitute(byte: u8) -> u8 {
    F[usize::from(byte)]
}

/// The F-table (section II.B.7).
#[rustfmt::skip]
const F: [u8; 256] = [
    0xa3, 0xd7, 0x09, 0x83, 0xf8, 0x48, 0xf6, 0xf4, 0xb3, 0x21, 0x15, 0x78, 0x99, 0xb1, 0xaf, 0xf9,
    0xe7, 0x2d, 0x4d, 0x8a, 0xce, 0x4c, 0xca, 0x2e, 0x52, 0x95, 0xd9, 0x1e, 0x4e, 0x38, 0x44, 0x28,
    0x0a, 0xdf, 0x02, 0xa0, 0x17, 0xf1, 0x60, 0x68, 0x12, 0xb7, 0x7a, 0xc3, 0xe9, 0xfa, 0x3d, 0x53,
    0x96, 0x84, 0x6b, 0xba, 0xf2, 0x63, 0x9a, 0x19, 0x7c, 0xae, 0xe5, 0xf5, 0xf7, 0x16, 0x6a, 0xa2,
    0x39, 0xb6, 0x7b, 0x0f, 0xc1, 0x93, 0x81, 0x1b, 0xee, 0xb4, 0x1a, 0xea, 0xd0, 0x91, 0x2f, 0xb8,
    0x55, 0xb9, 0xda, 0x85, 0x3f, 0x41, 0xbf, 0xe0, 0x5a, 0x58, 0x80, 0x5f, 0x66, 0x0b, 0xd8, 0x90,
    0x35, 0xd5, 0xc0, 0xa7, 0x33, 0x06, 0x65, 0x69, 0x45, 0x00, 0x94, 0x56, 0x6d, 0x98, 0x9b, 0x76,
    0x97, 0xfc, 0xb2, 0xc2, 0xb0, 0xfe, 0xdb, 0x20, 0xe1, 0xeb, 0xd6, 0xe4, 0xdd, 0x47, 0x4a, 0x1d,
    0x42, 0xed, 0x9e, 0x6e, 0x49, 0x3c, 0xcd, 0x43, 0x27, 0xd2, 0x07, 0xd4, 0xde, 0xc7, 0x67, 0x18,
    0x89, 0xcb, 0x30, 0x1f, 0x8d, 0xc6, 0x8f, 0xaa, 0xc8, 0x74, 0xdc, 0xc9, 0x5d, 0x5c, 0x31, 0xa4,
    0x70, 0x88, 0x61, 0x2c, 0x9f, 0x0d, 0x2b, 0x87, 0x50, 0x82, 0x54, 0x64, 0x26, 0x7d, 0x03, 0x40,
    0x34, 0x4b, 0x1c, 0x73, 0xd1, 0xc4, 0xfd, 0x3b, 0xcc, 0xfb, 0x7f, 0xab, 0xe6, 0x3e, 0x5b, 0xa5,
    0xad, 0x04, 0x23, 0x9c, 0x14, 0x51, 0x22, 0xf0, 0x29, 0x79, 0x71, 0x7e, 0xff, 0x8c, 0x0e, 0xe2,
    0x0c, 0xef, 0xbc, 0x72, 0x75, 0x6f, 0x37, 0xa1, 0xec, 0xd3, 0x8e, 0x62, 0x8b, 0x86, 0x10, 0xe8,
    0x08, 0x77, 0x11, 0xbe, 0x92, 0x4f, 0x24, 0xc5, 0x32, 0x36, 0x9d, 0xcf, 0xf3, 0xa6, 0xbb, 0xac,
    0x5e, 0x6c, 0xa9, 0x13, 0x57, 0x25, 0xb5, 0xe3, 0xbd, 0xa8, 0x3a, 0x01, 0x05, 0x59, 0x2a, 0x46,
];
