//! The escrow key: a scalar that opens, and its public point that every client seals to.
//!
//! The secret is a uniform scalar `s` modulo the group order, not a clamped X25519 secret, so that it can be
//! shared and used in parts. The public key on the wire is the X25519 form of `S = s·B`: a sender computes plain
//! X25519 with it, and whoever opens multiplies by the unclamped `s` and gets the same.

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::montgomery::MontgomeryPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity;
use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::error::FieldError;

#[cfg(test)]
mod tests;

/// `s`: opens every field sealed to its public key.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct EscrowSecret(Scalar);

impl EscrowSecret {
    /// A fresh uniform secret.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut wide = [0u8; 64];
        rng.fill_bytes(&mut wide);
        let secret = Self(Scalar::from_bytes_mod_order_wide(&wide));
        wide.zeroize();
        secret
    }

    /// The secret of 32 canonical little-endian bytes; `None` for a value of the group order or more.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Option<Self> {
        Option::from(Scalar::from_canonical_bytes(bytes)).map(Self)
    }

    pub(crate) const fn from_scalar(scalar: Scalar) -> Self {
        Self(scalar)
    }

    pub(crate) const fn scalar(&self) -> &Scalar {
        &self.0
    }

    /// The bytes: what a thief of the key takes away.
    #[must_use]
    pub const fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// `S = s·B`.
    #[must_use]
    pub fn public(&self) -> EscrowPublic {
        EscrowPublic::of(EdwardsPoint::mul_base(&self.0))
    }
}

impl std::fmt::Debug for EscrowSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(_) = self;
        f.write_str("EscrowSecret(..)")
    }
}

/// `S`: what clients seal to. In the prime-order subgroup, not the identity.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EscrowPublic {
    point: EdwardsPoint,
}

impl EscrowPublic {
    pub(crate) const fn of(point: EdwardsPoint) -> Self {
        Self { point }
    }

    pub(crate) const fn point(&self) -> &EdwardsPoint {
        &self.point
    }

    /// Takes a compressed Edwards point.
    ///
    /// # Errors
    /// [`FieldError::Key`] if it is no point, the identity, or has a torsion component.
    pub fn parse(bytes: &[u8; 32]) -> Result<Self, FieldError> {
        let point = CompressedEdwardsY(*bytes).decompress().ok_or(FieldError::Key)?;
        let canonical = point.compress().as_bytes() == bytes;
        if point.is_identity() || !point.is_torsion_free() || !canonical {
            return Err(FieldError::Key);
        }
        Ok(Self { point })
    }

    /// The compressed Edwards point.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.point.compress().to_bytes()
    }

    /// The X25519 public key that senders use.
    #[must_use]
    pub fn x25519(&self) -> [u8; 32] {
        self.point.to_montgomery().to_bytes()
    }
}

impl std::fmt::Debug for EscrowPublic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [a, b, c, d, ..] = self.to_bytes();
        write!(f, "EscrowPublic({a:02x}{b:02x}{c:02x}{d:02x}..)")
    }
}

/// `enc`, the ephemeral X25519 key of a field, lifted to the Edwards point whose sign bit is 0, so that all
/// trustees multiply the same point.
///
/// # Errors
/// [`FieldError::Ephemeral`] if it is on the twist, has low order or a torsion component: multiplying by an
/// unclamped secret would leak its low bits or disagree with what the sender computed.
pub(crate) fn lift(enc: &[u8; 32]) -> Result<EdwardsPoint, FieldError> {
    let point = MontgomeryPoint(*enc).to_edwards(0).ok_or(FieldError::Ephemeral)?;
    let canonical = point.to_montgomery().as_bytes() == enc;
    if point.is_identity() || !point.is_torsion_free() || !canonical {
        return Err(FieldError::Ephemeral);
    }
    Ok(point)
}
