//! The safety number: 60 digits that two people compare to know that nobody sits between them.
//!
//! Signal's numeric fingerprint: 5,200 rounds of SHA-512 over each side's identity and address, 30 digits of
//! each, the smaller first. The two sides compute the same number exactly if they hold the same two identities.

use sha2::{Digest, Sha512};

use crate::address::Address;
use crate::identity::Identity;

#[cfg(test)]
mod tests;

/// Rounds of SHA-512: the cost of searching for an identity whose digits come close.
const ROUNDS: u32 = 5_200;
/// Version of the construction, two bytes.
const VERSION: [u8; 2] = [0, 0];

/// 60 digits in twelve groups of five.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafetyNumber(String);

impl SafetyNumber {
    /// The number of two identities under their addresses; the order of the two sides does not matter.
    #[must_use]
    pub fn new(one: (&Address, &Identity), other: (&Address, &Identity)) -> Self {
        let half = |(address, identity): (&Address, &Identity)| {
            digits(&identity.to_bytes(), address.as_str().as_bytes())
        };
        let (one, other) = (half(one), half(other));
        Self(if one <= other { one + &other } else { other + &one })
    }

    /// The 60 digits without spaces.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for SafetyNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, digit) in self.0.chars().enumerate() {
            if place > 0 && place % 5 == 0 {
                f.write_str(" ")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

/// 30 digits of one side: `h = SHA-512(version ‖ key ‖ id ‖ key)`, then `h = SHA-512(h ‖ key)`, six 40-bit
/// chunks of the result modulo 100,000.
fn digits(key: &[u8], id: &[u8]) -> String {
    let mut hash =
        Sha512::new().chain_update(VERSION).chain_update(key).chain_update(id).chain_update(key).finalize();
    for _ in 1..ROUNDS {
        hash = Sha512::new().chain_update(hash).chain_update(key).finalize();
    }
    let chunk = |chunk: &[u8]| chunk.iter().fold(0u64, |sum, &byte| (sum << 8) | u64::from(byte)) % 100_000;
    hash.chunks_exact(5).take(6).map(|bytes| format!("{:05}", chunk(bytes))).collect()
}
