//! Feldman's verifiable secret sharing (FOCS 1987) over the scalars of the curve, by `vsss-rs`.

use curve25519_dalek::edwards::{EdwardsPoint, SubgroupPoint};
use curve25519_dalek::scalar::Scalar;
use rand_core::CryptoRng;
use vsss_rs::{
    DefaultShare, FeldmanVerifierSet, IdentifierPrimeField, ReadableShareSet, ShareVerifierGroup, feldman,
};
use zeroize::Zeroizing;

use super::{SecretSharing, Split, Value};
use crate::error::{CombineError, DealError};

type Element = IdentifierPrimeField<Scalar>;
type LibraryShare = DefaultShare<Element, Element>;
type Commitment = ShareVerifierGroup<SubgroupPoint>;

/// The default scheme.
#[derive(Debug)]
pub(super) struct Feldman;

impl SecretSharing for Feldman {
    fn split(&self, secret: &[u8; 32], k: u8, n: u8, rng: &mut dyn CryptoRng) -> Result<Split, DealError> {
        let refused = DealError::Library { scheme: "feldman" };
        let secret = Element::from(scalar(secret).ok_or(refused)?);
        let (shares, commitments) = feldman::split_secret::<LibraryShare, Commitment>(
            usize::from(k),
            usize::from(n),
            &secret,
            None,
            rng,
        )
        .map_err(|_| refused)?;
        Ok(Split {
            values: shares.iter().map(|share| Value(share.value.0.to_bytes())).collect(),
            commitments: Some(
                FeldmanVerifierSet::<LibraryShare, Commitment>::verifiers(&commitments)
                    .iter()
                    .map(|commitment| EdwardsPoint::from(commitment.0).compress().to_bytes())
                    .collect(),
            ),
        })
    }

    fn combine(&self, _: u8, points: &[(u8, &[u8; 32])]) -> Result<Zeroizing<[u8; 32]>, CombineError> {
        let refused = CombineError::Library { scheme: "feldman" };
        let shares = points
            .iter()
            .map(|(index, value)| {
                let identifier = Element::from(Scalar::from(*index));
                Ok(LibraryShare { identifier, value: Element::from(scalar(value).ok_or(refused)?) })
            })
            .collect::<Result<Vec<_>, _>>()?;
        let secret = shares.combine().map_err(|_| refused)?;
        Ok(Zeroizing::new(secret.0.to_bytes()))
    }
}

fn scalar(bytes: &[u8; 32]) -> Option<Scalar> {
    Option::from(Scalar::from_canonical_bytes(*bytes))
}
