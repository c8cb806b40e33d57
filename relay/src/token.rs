//! What a participant shows to prove who they are: 128 random bits. The store keeps only a digest.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

use crate::names::RoomId;

/// Bytes of a token: 128 bit.
const TOKEN: usize = 16;

/// A token: 128 random bits as base64url text. `Debug` and `Display` of anything that holds one never show it.
#[derive(Clone)]
pub struct Token(String);

/// SHA-256 over the room and the token: what the store keeps. The token has 128 bits of its own, so a slow hash adds nothing.
#[derive(Clone, Copy)]
pub struct TokenDigest([u8; 32]);

impl Token {
    /// Draws one from the system's generator.
    ///
    /// # Errors
    /// If the system gives no random bytes.
    pub fn draw() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; TOKEN];
        getrandom::fill(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Takes what a client sent for a token; only its shape is checked.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == TOKEN).then(|| Self(text.to_owned()))
    }

    /// The text, to hand it to its owner, once.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Compares in constant time.
    #[must_use]
    pub fn matches(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }

    /// What the store keeps of it. The room is hashed in: the same token in two rooms would have two digests.
    pub(crate) fn digest(&self, room: &RoomId) -> TokenDigest {
        let mut hash = Sha256::new();
        hash.update(b"doormat relay token\0");
        hash.update(room.as_str());
        hash.update([0]);
        hash.update(&self.0);
        TokenDigest(hash.finalize().into())
    }
}

impl TokenDigest {
    /// The digest as the store writes it.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads one that a store wrote.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Compares in constant time.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenDigest(..)")
    }
}

#[cfg(test)]
mod tests;
