//! `CK`: a chain key and its place in the chain.

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::MessageKey;
use crate::primitives::kdf::hmac_pair;

/// Input of the HMAC that gives a message key (Double Ratchet, section 7.2).
const MESSAGE: &[u8] = &[0x01];
/// Input of the HMAC that gives the next chain key.
const CHAIN: &[u8] = &[0x02];

/// `CK`, 32 bytes, with the number of the message it gives next. A step overwrites it.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct ChainKey {
    key: [u8; 32],
    number: u32,
}

impl ChainKey {
    /// The first of a chain.
    pub(crate) const fn new(key: [u8; 32]) -> Self {
        Self { key, number: 0 }
    }

    /// The key of a stored state.
    pub(crate) const fn from_state(key: [u8; 32], number: u32) -> Self {
        Self { key, number }
    }

    /// For the stored state.
    pub(crate) const fn state(&self) -> &[u8; 32] {
        &self.key
    }

    /// Number of the message whose key comes next.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// `(CK, MK) = KDF_CK(CK)`: `MK = HMAC(CK, 0x01)`, `CK = HMAC(CK, 0x02)`. There is no way back.
    pub(super) fn step(&mut self) -> MessageKey {
        let (message, chain) = hmac_pair(&self.key, MESSAGE, CHAIN);
        self.key = chain;
        self.number = self.number.wrapping_add(1);
        MessageKey::new(message)
    }

    /// A copy to compute on while the message is not yet authentic.
    pub(super) const fn fork(&self) -> Self {
        Self { key: self.key, number: self.number }
    }
}

impl std::fmt::Debug for ChainKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { key: _, number } = self;
        f.debug_struct("ChainKey").field("number", number).finish_non_exhaustive()
    }
}
