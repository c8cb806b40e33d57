//! `ChaCha20-Poly1305(key, nonce, plaintext, aad)` (RFC 8439, section 2.8).
//!
//! Every key of this project seals exactly one message, so every nonce is zero: the type that holds such a
//! key is consumed by sealing. A key that could seal twice has no business here.

use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::{AeadInOut, ChaCha20Poly1305, KeyInit};

use crate::error::NotAuthentic;

/// Bytes of the authentication tag.
pub const TAG: usize = 16;

/// The nonce of a key that is used once.
const ONCE: [u8; 12] = [0; 12];

/// `(ciphertext, tag) = ChaCha20-Poly1305(key, 0, text, aad)` under a key used once; the text is overwritten.
#[must_use]
pub fn seal_in_place(key: &[u8; 32], aad: &[u8], text: &mut [u8]) -> [u8; TAG] {
    seal_with_nonce(key, &ONCE, aad, text)
}

/// `ciphertext ‖ tag` under a key used once.
#[must_use]
pub fn seal(key: &[u8; 32], aad: &[u8], text: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(text.len() + TAG);
    sealed.extend_from_slice(text);
    let tag = seal_in_place(key, aad, &mut sealed);
    sealed.extend_from_slice(&tag);
    sealed
}

/// The plaintext of `ciphertext ‖ tag` under a key used once.
///
/// # Errors
/// [`NotAuthentic`] if the tag is missing or does not verify; nothing is released then.
pub fn open(key: &[u8; 32], aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, NotAuthentic> {
    open_with_nonce(key, &ONCE, aad, sealed)
}

/// Sealing under any nonce, for the published vectors and for protocols that bring their own.
///
/// # Panics
/// For a text of 256 GiB or more, the bound of RFC 8439.
#[must_use]
#[expect(clippy::expect_used, reason = "the only error is a text of 256 GiB, beyond every bound")]
pub fn seal_with_nonce(key: &[u8; 32], nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> [u8; TAG] {
    let cipher = ChaCha20Poly1305::new(key.into());
    let text = InOutBuf::from(text);
    cipher.encrypt_inout_detached(nonce.into(), aad, text).expect("a text within the bounds").into()
}

/// Opening under any nonce.
///
/// # Errors
/// [`NotAuthentic`] if the tag is missing or does not verify.
pub fn open_with_nonce(
    key: &[u8; 32],
    nonce: &[u8; 12],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, NotAuthentic> {
    let (ciphertext, tag) = sealed.split_last_chunk::<TAG>().ok_or(NotAuthentic)?;
    let cipher = ChaCha20Poly1305::new(key.into());
    let mut plaintext = ciphertext.to_vec();
    cipher
        .decrypt_inout_detached(nonce.into(), aad, InOutBuf::from(plaintext.as_mut_slice()), tag.into())
        .map_err(|_| NotAuthentic)?;
    Ok(plaintext)
}
