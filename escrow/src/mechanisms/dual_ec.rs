//! Dual_EC_DRBG on P-256 (NIST SP 800-90A, 2012, section 10.3.1): a generator whose constants can be a trapdoor.
//!
//! ```text
//! s ◀ x(sP)   output the low 240 bits of x(sQ)        block by block
//! s ◀ x(sP)                                           once more behind each request
//! ```
//! `P` is the base point of the curve. Whoever knows `d` with `P = dQ` turns a block back into a state: the block is
//! `x(sQ)` less 16 bits, so it has about 2^15 possible points `R`, and `x(dR) = x(sP)` is the state that comes next
//! (Shumow and Ferguson 2007). The designer of the constants chooses `d` first and publishes `Q = d⁻¹P`. Nothing
//! in `Q` shows that.
//!
//! The trapdoor of the `Q` in the standard is not public, and whether anybody holds it is not proven. So the miniature
//! has a [`Designer`] of its own, with a `d` of its own. Everything else is the standard's: fed the standard's `Q`
//! it gives the standard's own example output. Left out, as the standard allows: additional input, reseeding, and the
//! derivation of the first state from entropy and a personalisation string (here the state comes as 32 bytes).
//!
//! A [`Product`] is what a vendor ships: the constants in force and the tests that it runs on itself. The constants are
//! data ([`Constants::to_bytes`]); the rest is code. Whoever can write to the data can change whose generator it is.

use std::convert::Infallible;
use std::sync::Arc;

use honest::primitives::kdf::sha256;
use p256::elliptic_curve::Generate;
use p256::elliptic_curve::ops::Invert;
use p256::elliptic_curve::point::{AffineCoordinates, DecompressPoint};
use p256::elliptic_curve::subtle::Choice;
use p256::{AffinePoint, FieldBytes, NonZeroScalar, ProjectivePoint};
use rand_core::{CryptoRng, TryCryptoRng, TryRng};
use zeroize::Zeroizing;

mod client;
mod multiples;
mod self_test;
#[cfg(test)]
mod tests;

pub use client::{Client, Frame, NonceSize, Offer};
use multiples::Multiples;
pub use self_test::SelfTest;

/// Bytes of a block of output: 240 bits of a coordinate of 256.
pub const BLOCK: usize = 30;

/// Bytes of a state, and of a coordinate.
pub const STATE: usize = 32;

/// Where the derivation of a `Q` that nobody chose begins.
const DERIVATION: &[u8] = b"Doormat_DualEC_Q";

/// Constants that no product can run with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConstantsError {
    /// They do not fit in the place of the old ones.
    #[error("constants of this product take {expected} bytes, not {got}")]
    Length {
        /// Bytes that they take.
        expected: usize,
        /// Bytes that came.
        got: usize,
    },
    /// `Q` is no coordinate of a point.
    #[error("no point of P-256 has this coordinate")]
    NotOnCurve,
}

/// How a product says that its `Q` came about. This is part of its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Provenance {
    /// It does not say.
    Stated,
    /// `Q` is derived from a seed beside it, and a self-test derives it again.
    Derived,
}

/// The constants of a product: data, which whoever can write to the product can replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constants {
    provenance: Provenance,
    /// `x(Q)`. The sign of `y` makes no difference to the output, so it is not stored.
    q: [u8; STATE],
    /// The output that the known-answer test expects.
    answer: [u8; BLOCK],
    /// What `Q` is derived from, where it is derived.
    seed: [u8; STATE],
}

impl Constants {
    /// Constants with this `x(Q)`, and the answer that goes with it.
    ///
    /// # Errors
    /// [`ConstantsError::NotOnCurve`].
    pub fn stated(q: [u8; STATE]) -> Result<Self, ConstantsError> {
        Ok(Self::of(&point(&q).ok_or(ConstantsError::NotOnCurve)?))
    }

    fn of(q: &AffinePoint) -> Self {
        let answer = self_test::answer(q);
        Self { provenance: Provenance::Stated, q: q.x().into(), answer, seed: [0; STATE] }
    }

    /// Constants whose `Q` nobody chose: the first digest of the seed and a counter that is the coordinate of a point.
    /// To know its `d` is to have solved a discrete logarithm.
    ///
    /// # Errors
    /// [`ConstantsError::NotOnCurve`] if there is none among the first 2^16.
    pub fn derived(seed: [u8; STATE]) -> Result<Self, ConstantsError> {
        let q = derive(&seed).ok_or(ConstantsError::NotOnCurve)?;
        Ok(Self { provenance: Provenance::Derived, seed, ..Self::stated(q)? })
    }

    /// `x(Q)`.
    #[must_use]
    pub const fn q(&self) -> &[u8; STATE] {
        &self.q
    }

    /// `x(Q) ‖ expected answer`, and in a product that derives its `Q` the seed behind them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { provenance, q, answer, seed } = self;
        let mut bytes = [q.as_slice(), answer].concat();
        if *provenance == Provenance::Derived {
            bytes.extend_from_slice(seed);
        }
        bytes
    }

    /// The same product with these bytes in the place of its constants. What kind of product it is does not change:
    /// that is code.
    ///
    /// # Errors
    /// [`ConstantsError`] if they do not fit, or no point has that coordinate.
    pub fn overwritten(&self, bytes: &[u8]) -> Result<Self, ConstantsError> {
        let expected = self.to_bytes().len();
        let length = ConstantsError::Length { expected, got: bytes.len() };
        if bytes.len() != expected {
            return Err(length);
        }
        let (q, rest) = bytes.split_first_chunk::<STATE>().ok_or(length.clone())?;
        let (answer, rest) = rest.split_first_chunk::<BLOCK>().ok_or(length)?;
        point(q).ok_or(ConstantsError::NotOnCurve)?;
        let seed = rest.first_chunk().copied().unwrap_or_default();
        Ok(Self { provenance: self.provenance, q: *q, answer: *answer, seed })
    }
}

/// The point of this coordinate with even `y`.
fn point(x: &[u8; STATE]) -> Option<AffinePoint> {
    AffinePoint::decompress(&FieldBytes::from(*x), Choice::from(0)).into_option()
}

/// The `Q` of a seed.
fn derive(seed: &[u8; STATE]) -> Option<[u8; STATE]> {
    let digest = |counter: u16| sha256(&[DERIVATION, seed, &counter.to_be_bytes()]);
    (0..=u16::MAX).map(digest).find(|x| point(x).is_some())
}

/// Whoever made the constants of a product, and kept `d`.
///
/// The convention here is `P = dQ`: `d` turns a point `sQ` of the output into the point `sP` of the state. Texts that
/// say `Q = eP` mean `e = d⁻¹`, which opens nothing when it is put in the place of `d`.
pub struct Designer {
    d: Zeroizing<[u8; STATE]>,
    constants: Constants,
}

impl std::fmt::Debug for Designer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { d: _, constants } = self;
        f.debug_struct("Designer").field("constants", constants).finish_non_exhaustive()
    }
}

impl Designer {
    /// Chooses a secret `d` and the constants that go with it.
    #[must_use]
    pub fn new(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let d = Zeroizing::new(NonZeroScalar::generate_from_rng(rng));
        let inverse: Zeroizing<NonZeroScalar> = Zeroizing::new(Invert::invert(&*d));
        let constants = Constants::of(&(ProjectivePoint::GENERATOR * **inverse).to_affine());
        Self { d: Zeroizing::new(d.to_bytes().into()), constants }
    }

    /// The constants: public.
    #[must_use]
    pub const fn constants(&self) -> &Constants {
        &self.constants
    }

    /// What a thief finds with the designer: `d`, big-endian. It opens every product in which these constants are in
    /// force, and none of any other.
    #[must_use]
    pub fn stored(&self) -> Zeroizing<[u8; STATE]> {
        self.d.clone()
    }
}

/// What a vendor ships: the generator with the constants in force.
#[derive(Clone)]
pub struct Product {
    constants: Constants,
    q: Arc<Multiples>,
}

impl std::fmt::Debug for Product {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { constants, q: _ } = self;
        f.debug_struct("Product").field("constants", constants).finish_non_exhaustive()
    }
}

impl Product {
    /// A product in which these constants are in force.
    ///
    /// # Errors
    /// [`ConstantsError::NotOnCurve`].
    pub fn new(constants: Constants) -> Result<Self, ConstantsError> {
        let q = point(&constants.q).ok_or(ConstantsError::NotOnCurve)?;
        Ok(Self { constants, q: Arc::new(Multiples::of(q.into())) })
    }

    /// The constants in force.
    #[must_use]
    pub const fn constants(&self) -> &Constants {
        &self.constants
    }

    /// The same product with other code: it does not say how its `Q` came about, and tests nothing of that.
    #[must_use]
    pub fn without_derivation(mut self) -> Self {
        self.constants.provenance = Provenance::Stated;
        self
    }

    /// A generator that begins with this state.
    #[must_use]
    pub fn generator(&self, state: [u8; STATE]) -> DualEc {
        DualEc { state: Zeroizing::new(state), q: Arc::clone(&self.q) }
    }
}

/// `Dual_EC_DRBG`, seeded.
///
/// Not constant-time: the tables are read at places that depend on the state. It protects nobody.
pub struct DualEc {
    state: Zeroizing<[u8; STATE]>,
    q: Arc<Multiples>,
}

impl std::fmt::Debug for DualEc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { state: _, q: _ } = self;
        f.debug_struct("DualEc").finish_non_exhaustive()
    }
}

impl DualEc {
    /// `s ◀ x(sP)`.
    fn step(&mut self) {
        *self.state = multiples::base().x_times(&self.state);
    }
}

impl TryRng for DualEc {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_be_bytes(bytes))
    }

    /// One request: blocks from the left, the rest of the last one thrown away.
    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for chunk in out.chunks_mut(BLOCK) {
            self.step();
            let r = Zeroizing::new(self.q.x_times(&self.state));
            let low = r.iter().skip(STATE - BLOCK);
            chunk.iter_mut().zip(low).for_each(|(to, from)| *to = *from);
        }
        self.step();
        Ok(())
    }
}

impl TryCryptoRng for DualEc {}
