//! Shamir's secret sharing over GF(2^8), byte by byte, by `sharks`: kept because it was asked for, and because
//! RUSTSEC-2024-0398 is worth seeing. Its coefficients are never zero, so each dealing of one secret rules out
//! values for whoever holds k - 1 shares. Dealt once, that is 0.18 bits of 256; dealt every hour, it is the key.

use rand_core::CryptoRng;
use sharks as library;
use zeroize::Zeroizing;

use super::blahaj::{encode, value};
use super::{SecretSharing, Split};
use crate::error::{CombineError, DealError};

/// The package with the advisory.
#[derive(Debug)]
pub(super) struct Sharks;

impl SecretSharing for Sharks {
    fn split(&self, secret: &[u8; 32], k: u8, n: u8, rng: &mut dyn CryptoRng) -> Result<Split, DealError> {
        let mut rng = Rng06(rng);
        let dealer = library::Sharks(k).dealer_rng(secret, &mut rng);
        let values =
            dealer.take(usize::from(n)).map(|share| value(&Vec::from(&share))).collect::<Option<_>>();
        Ok(Split { values: values.ok_or(DealError::Library { scheme: "sharks" })?, commitments: None })
    }

    fn combine(&self, k: u8, points: &[(u8, &[u8; 32])]) -> Result<Zeroizing<[u8; 32]>, CombineError> {
        let refused = CombineError::Library { scheme: "sharks" };
        let shares: Vec<_> = points
            .iter()
            .filter_map(|point| library::Share::try_from(encode(point).as_slice()).ok())
            .collect();
        let secret = Zeroizing::new(library::Sharks(k).recover(&shares).map_err(|_| refused)?);
        Ok(Zeroizing::new(secret.as_slice().try_into().map_err(|_| refused)?))
    }
}

/// Lends a rand_core 0.10 generator to sharks, which speaks 0.6.
struct Rng06<'a>(&'a mut dyn CryptoRng);

impl rand_core_06::RngCore for Rng06<'_> {
    fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }
    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }
    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core_06::Error> {
        self.0.fill_bytes(bytes);
        Ok(())
    }
}
impl rand_core_06::CryptoRng for Rng06<'_> {}
