//! A dealing: one escrow key cut into shares once, its public record, and the way back.

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::Identity;
use rand_core::CryptoRng;

use super::{Scheme, Share};
use crate::error::{CombineError, DealError};
use crate::key::{EscrowPublic, EscrowSecret};
use crate::label;
use crate::limits::MIN_THRESHOLD;
use honest::primitives::kdf::sha256;

mod codec;
#[cfg(test)]
mod tests;

/// Names a dealing, so that shares of two dealings of one key never meet.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DealingId(pub [u8; 16]);

impl std::fmt::Debug for DealingId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "DealingId({a:02x}{b:02x}{c:02x}{d:02x}..)")
    }
}

/// The public record of a dealing: enough to check any share of it, and to know the key it gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dealing {
    /// The scheme.
    pub scheme: Scheme,
    /// The epoch of the key.
    pub epoch: u32,
    /// The dealing's name.
    pub id: DealingId,
    /// The threshold.
    pub k: u8,
    /// The trustees.
    pub n: u8,
    /// The public key of what was dealt.
    pub public: EscrowPublic,
    check: Check,
}

/// What a share is checked against.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Check {
    /// `C_0 … C_{k-1}`: the share of trustee i must satisfy `value·B = Σ i^j·C_j`.
    Commitments(Vec<EdwardsPoint>),
    /// SHA-256 of each share, in order. A share has 256 unguessable bits, so its digest does not tell it.
    Digests(Vec<[u8; 32]>),
}

impl EscrowSecret {
    /// Deals the key out among n trustees, any k of whom get it back, and destroys it here.
    ///
    /// # Errors
    /// [`DealError`]: a threshold below two or above n.
    pub fn deal(
        self,
        scheme: Scheme,
        epoch: u32,
        k: u8,
        n: u8,
        rng: &mut dyn CryptoRng,
    ) -> Result<(Dealing, Vec<Share>), DealError> {
        if k < MIN_THRESHOLD {
            return Err(DealError::Threshold { k });
        }
        if k > n {
            return Err(DealError::Unreachable { k, n });
        }
        let mut id = DealingId([0; 16]);
        rng.fill_bytes(&mut id.0);
        let split = scheme.sharing().split(&self.to_bytes(), k, n, rng)?;
        let shares: Vec<Share> = (1..=n)
            .zip(split.values)
            .map(|(index, value)| Share { scheme, epoch, dealing: id, k, n, index, value })
            .collect();
        let check = match split.commitments {
            None => Check::Digests(shares.iter().map(digest).collect()),
            Some(commitments) => {
                let points = commitments.iter().map(|bytes| CompressedEdwardsY(*bytes).decompress());
                let points = points.collect::<Option<_>>();
                Check::Commitments(points.ok_or(DealError::Library { scheme: scheme.name() })?)
            }
        };
        Ok((Dealing { scheme, epoch, id, k, n, public: self.public(), check }, shares))
    }
}

impl Dealing {
    /// Whether a share is the one that this dealing gave to its trustee. With Feldman's scheme a trustee learns at
    /// receipt whether the dealer cheated; with the others only that nobody changed the share since.
    ///
    /// # Errors
    /// [`CombineError`] naming the trustee.
    pub fn verify(&self, share: &Share) -> Result<(), CombineError> {
        let index = share.index;
        let mixed = |what| Err(CombineError::Mixed { index, what });
        if index == 0 || index > self.n {
            return Err(CombineError::Index { index, n: self.n });
        }
        match share {
            Share { scheme, .. } if *scheme != self.scheme => mixed("scheme"),
            Share { epoch, .. } if *epoch != self.epoch => mixed("epoch"),
            Share { dealing, .. } if *dealing != self.id => mixed("dealing"),
            Share { k, n, .. } if (*k, *n) != (self.k, self.n) => mixed("threshold"),
            _ if self.matches(share) => Ok(()),
            _ => Err(CombineError::BadShare { index }),
        }
    }

    fn matches(&self, share: &Share) -> bool {
        match &self.check {
            Check::Digests(digests) => {
                digests.get(usize::from(share.index) - 1).is_some_and(|expected| *expected == digest(share))
            }
            Check::Commitments(_) => {
                let value: Option<Scalar> = Scalar::from_canonical_bytes(share.value.0).into();
                value.is_some_and(|value| {
                    self.public_share(share.index) == Some(EdwardsPoint::mul_base(&value))
                })
            }
        }
    }

    /// `S_i = s_i·B`: the public counterpart of trustee i's share, against which its partial openings are proven.
    /// `None` where the scheme has no commitments or no such trustee.
    #[must_use]
    pub fn public_share(&self, index: u8) -> Option<EdwardsPoint> {
        let Check::Commitments(commitments) = &self.check else { return None };
        if index == 0 || index > self.n {
            return None;
        }
        let x = Scalar::from(index);
        // Horner: C_0 + x·(C_1 + x·(C_2 + …)).
        Some(commitments.iter().rev().fold(EdwardsPoint::identity(), |sum, commitment| sum * x + commitment))
    }

    /// `C_0 … C_{k-1}`, compressed: with them the polynomial is fixed. `None` where the scheme has none.
    pub(crate) fn commitments(&self) -> Option<Vec<[u8; 32]>> {
        let Check::Commitments(commitments) = &self.check else { return None };
        Some(EdwardsPoint::compress_batch_alloc(commitments).iter().map(|point| point.to_bytes()).collect())
    }

    /// The escrow key of at least k shares. Every share is checked, exactly k are used, and the result is the
    /// published key or an error.
    ///
    /// # Errors
    /// [`CombineError`], naming the trustee at fault where there is one.
    pub fn combine(&self, shares: &[Share]) -> Result<EscrowSecret, CombineError> {
        for (place, share) in shares.iter().enumerate() {
            self.verify(share)?;
            if shares.iter().take(place).any(|other| other.index == share.index) {
                return Err(CombineError::Duplicate { index: share.index });
            }
        }
        if shares.len() < usize::from(self.k) {
            return Err(CombineError::NotEnough { got: shares.len(), needed: self.k });
        }
        let points: Vec<_> =
            shares.iter().take(usize::from(self.k)).map(|share| (share.index, &share.value.0)).collect();
        let secret = self.scheme.sharing().combine(self.k, &points)?;
        let secret = EscrowSecret::from_bytes(*secret).ok_or(CombineError::WrongKey)?;
        if secret.public() == self.public { Ok(secret) } else { Err(CombineError::WrongKey) }
    }
}

/// SHA-256 over a share and everything that says which it is.
fn digest(share: &Share) -> [u8; 32] {
    let Share { scheme, epoch, dealing, k, n, index, value } = share;
    let which = [scheme.code(), *k, *n, *index];
    sha256(&[label::SHARE, &which, &epoch.to_be_bytes(), &dealing.0, value.as_bytes()])
}
