//! The text itself: sealed under a key that is fresh, that the peer gets in an honest message, and that is also
//! deposited.
//!
//! ```text
//! D        32 random bytes, fresh for each message (or each session and epoch): what is deposited
//! K        HKDF-SHA256(ikm = D, info = label ‖ number 8)
//! about    session 8 ‖ number 8 ‖ from ‖ to ‖ flag ‖ [commitment 32]
//! sealed   ChaCha20-Poly1305(K, 0, records, aad = about)
//! record   tag 1 ‖ length 2 ‖ bytes        tag 1 is the text; other tags are skipped, so that a later version
//!                                          may add some, and one of them pads to the bucket
//! ```
//! ChaCha20-Poly1305 does not commit to its key: one ciphertext can be made to open under two. So a sender can let
//! its peer read one text and the authority another, both with a valid tag. With a commitment
//! `SHA-256(label ‖ D)` in the clear and in the associated data, checked by both, it cannot.

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::error::ContentError;
use crate::label;
use crate::limits::MAX_TEXT;
use honest::address::Address;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::padding;
use honest::primitives::aead;
use honest::primitives::kdf::{hkdf, sha256};
use honest::wire::SessionId;

#[cfg(test)]
mod tests;

/// Tag of the record that is the text.
pub const TEXT: u8 = 1;
/// Tag of the record that pads.
pub const PAD: u8 = 0;

/// `D`: the deposited key.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct ContentKey([u8; 32]);

impl ContentKey {
    /// A fresh key.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = [0u8; 32];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The key of 32 bytes that came out of a message or a field.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.try_into().ok()?))
    }

    /// The bytes: this key is made to be handed on.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// `K` of one text.
    #[must_use]
    pub fn text_key(&self, number: u64) -> zeroize::Zeroizing<[u8; 32]> {
        hkdf(b"", &self.0, &[label::CONTENT, &number.to_be_bytes()].concat())
    }

    /// `SHA-256(label ‖ D)`.
    #[must_use]
    pub fn commitment(&self) -> [u8; 32] {
        sha256(&[label::COMMITMENT, &self.0])
    }
}

impl std::fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(_) = self;
        f.write_str("ContentKey(..)")
    }
}

/// What a sealed text is about, authenticated with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The session.
    pub session: SessionId,
    /// Its number under the deposited key, from 0.
    pub number: u64,
    /// The sender.
    pub from: Address,
    /// The addressee.
    pub to: Address,
    /// The commitment to the deposited key, where the mandate asks for one.
    pub commitment: Option<[u8; 32]>,
}

impl About {
    /// The associated data.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::with_capacity(128);
        to.put(&self.session.0).u64(self.number);
        self.from.encode(&mut to);
        self.to.encode(&mut to);
        to.flag(self.commitment.is_some());
        if let Some(commitment) = &self.commitment {
            to.put(commitment);
        }
        to.finish()
    }

    /// Ties a sealed text to the message that carries its key: the peer reads no other text with that key.
    #[must_use]
    pub fn binding(&self, sealed: &[u8]) -> [u8; 32] {
        sha256(&[label::BINDING, &self.to_bytes(), sealed])
    }
}

/// Seals a text.
///
/// # Errors
/// [`ContentError::TooLong`].
pub fn seal(key: &ContentKey, about: &About, text: &[u8]) -> Result<Vec<u8>, ContentError> {
    Ok(aead::seal(&key.text_key(about.number), &about.to_bytes(), &records(text)?))
}

/// Opens a text, as peer or authority: the key must be the one committed to, if the message commits to one.
///
/// # Errors
/// [`ContentError`].
pub fn open(key: &ContentKey, about: &About, sealed: &[u8]) -> Result<Vec<u8>, ContentError> {
    if about.commitment.is_some_and(|commitment| commitment != key.commitment()) {
        return Err(ContentError::Commitment);
    }
    let opened = aead::open(&key.text_key(about.number), &about.to_bytes(), sealed);
    text(&opened.map_err(|_| ContentError::Sealed)?)
}

/// The text's record and the one that pads to the bucket.
fn records(text: &[u8]) -> Result<Vec<u8>, ContentError> {
    if text.len() > MAX_TEXT {
        return Err(ContentError::TooLong { got: text.len(), bound: MAX_TEXT });
    }
    const HEAD: usize = 3;
    let used = 2 * HEAD + text.len();
    let padded = padding::bucket(used - 1);
    let mut to = Writer::with_capacity(padded);
    to.u8(TEXT).prefixed(text);
    to.u8(PAD).prefixed(&vec![0; padded - used]);
    Ok(to.finish())
}

/// The first text among the records.
fn text(records: &[u8]) -> Result<Vec<u8>, ContentError> {
    let mut from = Reader::new(records);
    let mut found = None;
    while !from.rest().is_empty() {
        let tag = from.u8().map_err(ContentError::from)?;
        let bytes = from.prefixed().map_err(|error: DecodeError| ContentError::from(error))?;
        if tag == TEXT && found.is_none() {
            found = Some(bytes.to_vec());
        }
    }
    found.ok_or(ContentError::NoText)
}
