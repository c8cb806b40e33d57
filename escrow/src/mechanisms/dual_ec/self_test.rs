//! What a product tests of itself: a known answer, the statistics of FIPS 140-1 (1994, section 4.11.1), and the
//! derivation of `Q` where it is derived.
//!
//! FIPS 140-1 and not the narrower bounds of its successor: these let a good generator pass all but always, so that a
//! test that fails says something.

use honest::primitives::kdf::sha256;
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::point::AffineCoordinates;
use p256::{AffinePoint, FieldBytes, ProjectivePoint, Scalar};
use rand_core::Rng;

use super::{BLOCK, Constants, Product, Provenance, STATE, derive};

/// Bytes that the statistical tests look at: 20,000 bits.
const SAMPLE: usize = 2_500;

/// A test that a product runs when it starts, and its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SelfTest {
    /// Its name.
    pub name: &'static str,
    /// Whether it passed.
    pub passed: bool,
}

/// The state that the tests begin with.
fn state() -> [u8; STATE] {
    sha256(&[b"Doormat_DualEC_self-test"])
}

/// The first block with this `Q`, out of the state of the tests: what the known-answer test expects.
pub(super) fn answer(q: &AffinePoint) -> [u8; BLOCK] {
    let s = super::multiples::base().x_times(&state());
    let s = <Scalar as Reduce<FieldBytes>>::reduce(&s.into());
    let [_, _, low @ ..]: [u8; STATE] = (ProjectivePoint::from(*q) * s).to_affine().x().into();
    low
}

impl Product {
    /// Runs every test.
    #[must_use]
    pub fn self_tests(&self) -> Vec<SelfTest> {
        let Constants { provenance, q, answer, seed } = &self.constants;
        let mut sample = vec![0; SAMPLE];
        self.generator(state()).fill_bytes(&mut sample);
        let mut tests = vec![
            SelfTest { name: "known answer", passed: sample.starts_with(answer) },
            SelfTest { name: "monobit", passed: monobit(&sample) },
            SelfTest { name: "poker", passed: poker(&sample) },
            SelfTest { name: "runs", passed: runs(&sample) },
            SelfTest { name: "long run", passed: long_run(&sample) },
        ];
        if *provenance == Provenance::Derived {
            tests.push(SelfTest { name: "derivation of Q", passed: derive(seed).as_ref() == Some(q) });
        }
        tests
    }
}

/// Ones among 20,000 bits: more than 9,654 and fewer than 10,346.
fn monobit(sample: &[u8]) -> bool {
    let ones: u32 = sample.iter().map(|byte| byte.count_ones()).sum();
    (9_655..10_346).contains(&ones)
}

/// `16/5000 · Σ f² - 5000`, where `f` counts each value among 5,000 groups of four bits, is above 1.03 and below 57.4:
/// the sum of squares is from 1,562,822 to 1,580,437.
fn poker(sample: &[u8]) -> bool {
    let mut counts = [0u64; 16];
    for byte in sample {
        for nibble in [byte >> 4, byte & 15] {
            if let Some(count) = counts.get_mut(usize::from(nibble)) {
                *count += 1;
            }
        }
    }
    let squares: u64 = counts.iter().map(|count| count * count).sum();
    (1_562_822..=1_580_437).contains(&squares)
}

/// Runs of each length from 1 to 6 and more, of ones and of zeros, are within the standard's bounds.
fn runs(sample: &[u8]) -> bool {
    const BOUNDS: [std::ops::RangeInclusive<usize>; 6] =
        [2_267..=2_733, 1_079..=1_421, 502..=748, 223..=402, 90..=223, 90..=223];
    let lengths = run_lengths(sample);
    [true, false].into_iter().all(|of| {
        BOUNDS.iter().zip(1usize..).all(|(bound, length)| {
            let fits = |run: &&(bool, usize)| run.0 == of && run.1.min(BOUNDS.len()) == length;
            bound.contains(&lengths.iter().filter(fits).count())
        })
    })
}

/// No run is of 34 bits or more.
fn long_run(sample: &[u8]) -> bool {
    run_lengths(sample).iter().all(|(_, length)| *length < 34)
}

/// The runs of equal bits, in order: of what, and how long.
fn run_lengths(sample: &[u8]) -> Vec<(bool, usize)> {
    let mut runs: Vec<(bool, usize)> = Vec::new();
    for bit in sample.iter().flat_map(|byte| (0..8).rev().map(move |place| byte >> place & 1 == 1)) {
        match runs.last_mut() {
            Some((of, length)) if *of == bit => *length += 1,
            _ => runs.push((bit, 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests;
