//! Shamir's secret sharing over GF(2^8), byte by byte, by `blahaj`: the repaired fork of sharks.

use blahaj as library;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{SecretSharing, Split, Value};
use crate::error::{CombineError, DealError};

/// The repaired fork.
#[derive(Debug)]
pub(super) struct Blahaj;

impl SecretSharing for Blahaj {
    fn split(
        &self,
        secret: &[u8; 32],
        k: u8,
        n: u8,
        mut rng: &mut dyn CryptoRng,
    ) -> Result<Split, DealError> {
        let dealer = library::Sharks(k).dealer_rng(secret, &mut rng);
        let values =
            dealer.take(usize::from(n)).map(|share| value(&Vec::from(&share))).collect::<Option<_>>();
        Ok(Split { values: values.ok_or(DealError::Library { scheme: "blahaj" })?, commitments: None })
    }

    fn combine(&self, k: u8, points: &[(u8, &[u8; 32])]) -> Result<Zeroizing<[u8; 32]>, CombineError> {
        let refused = CombineError::Library { scheme: "blahaj" };
        let shares: Vec<_> = points
            .iter()
            .filter_map(|point| library::Share::try_from(encode(point).as_slice()).ok())
            .collect();
        let secret = Zeroizing::new(library::Sharks(k).recover(&shares).map_err(|_| refused)?);
        Ok(Zeroizing::new(secret.as_slice().try_into().map_err(|_| refused)?))
    }
}

/// The 32 secret bytes behind the share number of a library's encoding.
pub(super) fn value(encoded: &[u8]) -> Option<Value> {
    Some(Value(encoded.get(1..)?.try_into().ok()?))
}

/// The libraries' encoding: share number, then one byte for each byte of the secret.
pub(super) fn encode((index, value): &(u8, &[u8; 32])) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([&[*index][..], value.as_slice()].concat())
}
