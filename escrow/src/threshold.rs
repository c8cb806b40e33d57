//! Threshold opening: k trustees open one field together, and the escrow key is never rebuilt.
//!
//! ```text
//! trustee i   P_i = s_i·E              E the field's ephemeral point, s_i the share
//!             proof that log_B(S_i) = log_E(P_i)     (Chaum-Pedersen), S_i public from Feldman's commitments
//! combiner    s·E = Σ λ_i·P_i          Lagrange coefficients at 0
//! ```
//! What one opening leaves behind is the deposit of that one field. A wrong partial result is found by its proof,
//! and its trustee named.

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::Identity;
use rand_core::CryptoRng;
use sha2::{Digest, Sha512};
use zeroize::{Zeroize, Zeroizing};

use crate::error::{CombineError, FieldError, OpenError};
use crate::field::AccessField;
use crate::key::lift;
use crate::label;
use crate::sharing::{Dealing, Share};

#[cfg(test)]
mod tests;

/// One trustee's part in opening one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartialOpening {
    /// The trustee.
    pub index: u8,
    /// `P_i`, compressed.
    pub point: [u8; 32],
    /// The Chaum-Pedersen proof: challenge and response.
    pub proof: [[u8; 32]; 2],
}

impl PartialOpening {
    /// `P_i = s_i·E` and its proof, for a field whose label is proven.
    pub(crate) fn new(
        share: &Share,
        field: &AccessField,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Self, FieldError> {
        let base = field.verify_label()?;
        let mut secret = Scalar::from_bytes_mod_order(share.value.0);
        let point = base * secret;
        let mut wide = [0u8; 64];
        rng.fill_bytes(&mut wide);
        let mut nonce = Scalar::from_bytes_mod_order_wide(&wide);
        let public = EdwardsPoint::mul_base(&secret);
        let challenge = challenge(&base, &public, &point, &EdwardsPoint::mul_base(&nonce), &(base * nonce));
        let response = nonce + challenge * secret;
        wide.zeroize();
        nonce.zeroize();
        secret.zeroize();
        let proof = [challenge.to_bytes(), response.to_bytes()];
        Ok(Self { index: share.index, point: point.compress().to_bytes(), proof })
    }

    /// `P_i`, if its proof holds for this trustee of this dealing and this field.
    fn verify(&self, dealing: &Dealing, base: &EdwardsPoint) -> Result<EdwardsPoint, CombineError> {
        let bad = CombineError::BadShare { index: self.index };
        let public = dealing.public_share(self.index);
        let public = public.ok_or(CombineError::Index { index: self.index, n: dealing.n })?;
        let point = CompressedEdwardsY(self.point).decompress().ok_or(bad)?;
        if !point.is_torsion_free() {
            return Err(bad);
        }
        let [challenged, response] =
            self.proof.map(|bytes| Option::from(Scalar::from_canonical_bytes(bytes)));
        let (challenged, response): (Scalar, Scalar) = (challenged.ok_or(bad)?, response.ok_or(bad)?);
        let first = EdwardsPoint::mul_base(&response) - challenged * public;
        let second = base * response - challenged * point;
        if challenge(base, &public, &point, &first, &second) == challenged { Ok(point) } else { Err(bad) }
    }
}

/// Opens a field out of at least k partial results, each checked, exactly k used.
///
/// # Errors
/// [`OpenError`]: too few, given twice, wrong (naming the trustee), or a field that does not open.
pub fn open(
    dealing: &Dealing,
    field: &AccessField,
    partials: &[PartialOpening],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let base = lift(&field.enc)?;
    let mut points: Vec<(u8, EdwardsPoint)> = Vec::with_capacity(partials.len());
    for partial in partials {
        if points.iter().any(|(index, _)| *index == partial.index) {
            return Err(CombineError::Duplicate { index: partial.index }.into());
        }
        points.push((partial.index, partial.verify(dealing, &base)?));
    }
    if points.len() < usize::from(dealing.k) {
        return Err(CombineError::NotEnough { got: points.len(), needed: dealing.k }.into());
    }
    points.truncate(usize::from(dealing.k));
    let term = |(index, point): &(u8, EdwardsPoint)| {
        point * lagrange(*index, points.iter().map(|(index, _)| *index))
    };
    let shared = points.iter().map(term).fold(EdwardsPoint::identity(), |sum, term| sum + term);
    Ok(field.open_shared(&dealing.public, &shared)?)
}

/// `λ_i = Π_{j≠i} j / (j - i)`: the weight of point i in the value at 0. The numbers are distinct and not zero, so
/// no denominator vanishes.
fn lagrange(own: u8, all: impl Iterator<Item = u8>) -> Scalar {
    let own_scalar = Scalar::from(own);
    let (top, bottom) = all
        .filter(|&other| other != own)
        .map(Scalar::from)
        .fold((Scalar::ONE, Scalar::ONE), |(top, bottom), other| {
            (top * other, bottom * (other - own_scalar))
        });
    top * bottom.invert()
}

fn challenge(
    base: &EdwardsPoint,
    public: &EdwardsPoint,
    point: &EdwardsPoint,
    first: &EdwardsPoint,
    second: &EdwardsPoint,
) -> Scalar {
    let mut hash = Sha512::new().chain_update(label::PARTIAL_PROOF);
    for part in [base, public, point, first, second] {
        hash.update(part.compress().as_bytes());
    }
    Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
}
