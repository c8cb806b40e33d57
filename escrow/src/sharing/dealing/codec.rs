//! A dealing as bytes, for trustees on other machines: `scheme 1 ‖ epoch 4 ‖ dealing 16 ‖ k 1 ‖ n 1 ‖ key 32`, then
//! k commitments or n digests of 32 bytes each, as the scheme has it.

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};

use super::{Check, Dealing, DealingId};
use crate::key::EscrowPublic;
use crate::limits::MIN_THRESHOLD;
use crate::sharing::Scheme;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;

#[cfg(test)]
mod tests;

impl Dealing {
    /// The layout. Public: a dealing tells nothing of the shares.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { scheme, epoch, id, k, n, public, check } = self;
        let mut to = Writer::with_capacity(55 + 32 * usize::from(*n));
        to.u8(scheme.code()).u32(*epoch).put(&id.0).u8(*k).u8(*n).put(&public.to_bytes());
        match check {
            Check::Digests(digests) => digests.iter().for_each(|digest| {
                to.put(digest);
            }),
            Check::Commitments(points) => points.iter().for_each(|point| {
                to.put(point.compress().as_bytes());
            }),
        }
        to.finish()
    }

    /// Reads a dealing. Commitments must be points of the prime-order group in their one encoding, and the first of
    /// them the key: otherwise shares could fit the commitments and open another key than the one published.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        let scheme = Scheme::decode(&mut from)?;
        let (epoch, id) = (from.u32()?, DealingId(from.array()?));
        let (k, n) = (from.u8()?, from.u8()?);
        if k < MIN_THRESHOLD || k > n {
            return Err(DecodeError::Value { what: "threshold" });
        }
        let public = EscrowPublic::parse(&from.array()?);
        let public = public.map_err(|_| DecodeError::Key { what: "escrow key" })?;
        let check = if scheme == Scheme::Feldman {
            let points = (0..k).map(|_| commitment(&mut from)).collect::<Result<Vec<_>, _>>()?;
            if points.first() != Some(public.point()) {
                return Err(DecodeError::Key { what: "first commitment" });
            }
            Check::Commitments(points)
        } else {
            Check::Digests((0..n).map(|_| from.array()).collect::<Result<_, _>>()?)
        };
        from.finish()?;
        Ok(Self { scheme, epoch, id, k, n, public, check })
    }
}

fn commitment(from: &mut Reader<'_>) -> Result<EdwardsPoint, DecodeError> {
    let bytes = from.array()?;
    let refused = DecodeError::Key { what: "commitment" };
    let point = CompressedEdwardsY(bytes).decompress().ok_or(refused.clone())?;
    let canonical = point.compress().to_bytes() == bytes;
    if canonical && point.is_torsion_free() { Ok(point) } else { Err(refused) }
}
