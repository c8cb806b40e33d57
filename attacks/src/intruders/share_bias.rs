//! What k - 1 holders of sharks' shares learn when one secret is dealt out again and again (RUSTSEC-2024-0398).
//!
//! Each byte is shared by `f(x) = s + a_1·x + … + a_{k-1}·x^{k-1}` over GF(2^8), and sharks draws every `a_j` from 1
//! to 255. Through k - 1 shares goes one polynomial for each candidate `s'`:
//!
//! ```text
//! f' = f + (s' - s)·L(x)      L(x) = Π (x - x_i)/(-x_i)      L_j = e_{k-1-j}(x_i) / e_{k-1}(x_i)
//! ```
//!
//! so `a_j' = a_j + (s' - s)·L_j`, and the one `s'` that would need `a_j' = 0` is not the secret. A dealing rules
//! out a value for each `L_j` that is not 0, and never the true one. Where the coefficients are uniform the same
//! program rules the true one out, too, and is left with nothing.

use std::collections::{BTreeMap, BTreeSet};

use escrow::EscrowSecret;
use escrow::sharing::{Dealing, Share};

mod search;

pub(crate) use search::search;

/// What fewer than k holders make of all the shares that they were given of one key, which each dealing's public record
/// names: the key, if it was dealt often enough by a biased dealer.
pub(crate) fn pool(shares: &[Share], dealing: &Dealing) -> Option<EscrowSecret> {
    let holders: BTreeSet<u8> = shares.iter().map(|share| share.index).collect();
    if holders.len() >= usize::from(dealing.k) {
        return None;
    }
    let holders: Vec<u8> = holders.into_iter().collect();
    let mut bias = ShareBias::new(&holders)?.of_a_scalar();
    let mut dealings: BTreeMap<[u8; 16], BTreeMap<u8, &[u8; BYTES]>> = BTreeMap::new();
    for share in shares {
        dealings.entry(share.dealing.0).or_default().insert(share.index, share.value.as_bytes());
    }
    for values in dealings.values().filter(|values| values.len() == holders.len()) {
        bias.watch(&values.values().copied().collect::<Vec<_>>());
    }
    search(&bias.candidates(), &dealing.public).key
}

/// Bytes of the secret.
const BYTES: usize = 32;
/// The last byte of a scalar modulo the group order, 2^252 + 2.8·10^37, is at most this.
const LAST_BYTE_OF_A_SCALAR: u8 = 0x10;

/// k - 1 holders who compare what they are dealt.
#[derive(Clone, Debug)]
pub(crate) struct ShareBias {
    /// For each coefficient that rules something out, and each holder: what a byte of its share adds to the value
    /// that is ruled out.
    tables: Vec<Vec<[u8; 256]>>,
    /// What is still possible, byte by byte.
    left: [Candidates; BYTES],
}

impl ShareBias {
    /// Holders of these numbers, one less than the threshold; `None` if there are none, or two of one number, or a
    /// holder of number 0, who would hold the secret itself.
    pub(crate) fn new(holders: &[u8]) -> Option<Self> {
        let distinct: BTreeSet<u8> = holders.iter().copied().collect();
        if holders.is_empty() || distinct.len() != holders.len() || distinct.contains(&0) {
            return None;
        }
        let all = product(holders);
        let constant = all.first().copied()?;
        // The polynomial that is 1 at a holder and 0 at the others and at 0.
        let basis: Vec<Vec<u8>> = holders
            .iter()
            .map(|&own| {
                let others: Vec<u8> = holders.iter().copied().filter(|other| *other != own).collect();
                let at_own = others.iter().fold(own, |value, other| multiply(value, own ^ other));
                let scaled = product(&others).into_iter().map(|e| multiply(e, inverse(at_own)));
                std::iter::once(0).chain(scaled).collect()
            })
            .collect();
        let table = |factor: u8| {
            let mut table = [0; 256];
            table.iter_mut().zip(0..=u8::MAX).for_each(|(slot, byte)| *slot = multiply(factor, byte));
            table
        };
        // L_j; where it is 0 the holders learn a_j itself, and nothing about the secret.
        let telling = (1..).zip(all.iter().skip(1)).filter(|(_, e)| **e != 0);
        let tables = telling
            .map(|(j, e)| {
                let over = multiply(constant, inverse(*e));
                let factors = basis.iter().filter_map(|basis| basis.get::<usize>(j));
                factors.map(|factor| table(multiply(*factor, over))).collect()
            })
            .collect();
        Some(Self { tables, left: [Candidates::ALL; BYTES] })
    }

    /// Uses that the secret is a scalar modulo the group order, as an escrow key is.
    pub(crate) fn of_a_scalar(mut self) -> Self {
        if let Some(last) = self.left.last_mut() {
            (LAST_BYTE_OF_A_SCALAR + 1..=u8::MAX).for_each(|value| last.remove(value));
        }
        self
    }

    /// Coefficients that rule out a value in each dealing: k - 1, less those whose `L_j` vanishes.
    pub(crate) const fn telling(&self) -> usize {
        self.tables.len()
    }

    /// Looks at one dealing: each holder's value, in the order in which the holders were named.
    pub(crate) fn watch(&mut self, values: &[&[u8; BYTES]]) {
        let Self { tables, left } = self;
        for (at, candidates) in left.iter_mut().enumerate() {
            for holders in tables.iter() {
                let parts = holders.iter().zip(values).filter_map(|(table, value)| {
                    let byte = value.get(at)?;
                    table.get(usize::from(*byte))
                });
                candidates.remove(parts.fold(0, |sum, part| sum ^ part));
            }
        }
    }

    /// Bits of the key space that is left; `None` if a byte has no candidate left, so that what was watched is not
    /// one secret dealt by sharks.
    pub(crate) fn bits(&self) -> Option<f64> {
        self.left.iter().try_fold(0.0, |bits, candidates| {
            let count = candidates.count();
            (count > 0).then(|| bits + f64::from(count).log2())
        })
    }

    /// The values that are left, byte by byte.
    pub(crate) fn candidates(&self) -> [Vec<u8>; BYTES] {
        self.left.map(|candidates| candidates.values().collect())
    }
}

/// The values still possible for one byte, as 256 bits.
#[derive(Clone, Copy, Debug)]
struct Candidates([u64; 4]);

impl Candidates {
    const ALL: Self = Self([u64::MAX; 4]);

    fn remove(&mut self, value: u8) {
        let [a, b, c, d] = &mut self.0;
        let word = match value >> 6 {
            0 => a,
            1 => b,
            2 => c,
            _ => d,
        };
        *word &= !(1 << (value & 63));
    }

    fn count(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    fn values(self) -> impl Iterator<Item = u8> {
        let [a, b, c, d] = self.0;
        let words = [a, b, c, d].into_iter().flat_map(|word| (0..64).map(move |bit| word >> bit & 1 == 1));
        (0..=u8::MAX).zip(words).filter_map(|(value, there)| there.then_some(value))
    }
}

/// The coefficients of `Π (x + x_i)`, of `x^0` first: the elementary symmetric polynomials of the `x_i`, highest
/// degree first. Minus is plus here.
fn product(roots: &[u8]) -> Vec<u8> {
    roots.iter().fold(vec![1], |coefficients, root| {
        let shifted = std::iter::once(0).chain(coefficients.iter().copied());
        let scaled = coefficients.iter().map(|c| multiply(*c, *root)).chain([0]);
        shifted.zip(scaled).map(|(one, other)| one ^ other).collect()
    })
}

/// Multiplication in GF(2^8) modulo `x^8 + x^4 + x^3 + x^2 + 1`, the field of sharks and blahaj.
fn multiply(one: u8, other: u8) -> u8 {
    let step = |(sum, power): (u8, u8), bit: u32| {
        let doubled = power << 1 ^ if power & 0x80 == 0 { 0 } else { 0x1d };
        (if other >> bit & 1 == 1 { sum ^ power } else { sum }, doubled)
    };
    (0..8).fold((0, one), step).0
}

/// The inverse, `a^254`; 0 of 0.
fn inverse(of: u8) -> u8 {
    (0..6).fold(multiply(of, of), |power, _| {
        let next = multiply(power, of);
        multiply(next, next)
    })
}

#[cfg(test)]
mod tests;
