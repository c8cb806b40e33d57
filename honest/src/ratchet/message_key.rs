//! `MK`: the key of one message.

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::error::DecryptError;
use crate::padding;
use crate::primitives::aead;

/// `MK`, 32 bytes: seals one message or opens one message, and is gone.
///
/// There is no way to read its bytes. Forward secrecy is the deletion of this key, so nothing outside the
/// ratchet can keep a copy of it:
///
/// ```compile_fail,E0616
/// fn keep(key: &honest::ratchet::MessageKey) -> [u8; 32] {
///     key.bytes
/// }
/// ```
/// ```compile_fail,E0624
/// fn keep(key: &honest::ratchet::MessageKey) -> [u8; 32] {
///     *key.state()
/// }
/// ```
/// ```compile_fail,E0308
/// fn keep(key: &honest::ratchet::MessageKey) -> honest::ratchet::MessageKey {
///     key.clone()
/// }
/// ```
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct MessageKey {
    bytes: [u8; 32],
}

/// A message that was refused, and the key unspent: a forgery must not cost the real message its key.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) key: MessageKey,
    pub(super) error: DecryptError,
}

impl MessageKey {
    pub(super) const fn new(bytes: [u8; 32]) -> Self {
        Self { bytes }
    }

    /// The key of a stored state.
    pub(crate) const fn from_state(bytes: [u8; 32]) -> Self {
        Self { bytes }
    }

    /// For the stored state, where a key that was skipped waits for its message.
    pub(crate) const fn state(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// `ENCRYPT(MK, plaintext, AD)`: seals in place and gives the tag.
    pub(super) fn seal(self, aad: &[u8], text: &mut [u8]) -> [u8; aead::TAG] {
        aead::seal_in_place(&self.bytes, aad, text)
    }

    /// `DECRYPT(MK, ciphertext, AD)` and the padding cut off. That is done here, so that an authentic message of
    /// impossible padding is refused while nothing has been written yet, as every other refused message is.
    pub(super) fn open(self, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Refused> {
        let padded = aead::open(&self.bytes, aad, sealed).map_err(DecryptError::from);
        padded.and_then(padding::unpad).map_err(|error| Refused { key: self, error })
    }
}

impl std::fmt::Debug for MessageKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { bytes: _ } = self;
        f.write_str("MessageKey(..)")
    }
}
