//! `RK`: the root key.

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::ChainKey;
use crate::handshake::Seed;
use crate::primitives::dh::DhOutput;
use crate::primitives::kdf::{hkdf_pair, label};

/// `RK`, 32 bytes. Advancing consumes it, and the old one is wiped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct RootKey([u8; 32]);

impl RootKey {
    /// `RK = SK`.
    pub(crate) fn from_seed(seed: &Seed) -> Self {
        Self(*seed.secret)
    }

    /// The key of a stored state.
    pub(crate) const fn from_state(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// For the stored state.
    pub(crate) const fn state(&self) -> &[u8; 32] {
        &self.0
    }

    /// `(RK, CK) = KDF_RK(RK, DH)`: HKDF-SHA256 with `RK` as salt, 64 bytes out
    /// (Double Ratchet, section 7.2).
    #[must_use]
    pub fn advance(self, output: &DhOutput) -> (Self, ChainKey) {
        let (root, chain) = hkdf_pair(&self.0, output.as_bytes(), label::ROOT);
        (Self(*root), ChainKey::new(*chain))
    }

    /// A copy to compute on while the message is not yet authentic.
    pub(super) const fn fork(&self) -> Self {
        Self(self.0)
    }
}

impl std::fmt::Debug for RootKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(_) = self;
        f.write_str("RootKey(..)")
    }
}
