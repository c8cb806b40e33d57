//! The authority's token at one trustee: 256 random bits in base64url. The trustee keeps its SHA-256 alone and compares in
//! constant time.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use honest::primitives::kdf::sha256;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::error::StartError;
use super::limits::{MAX_TOKEN, MIN_TOKEN};

#[cfg(test)]
mod tests;

/// What the authority shows.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

impl Token {
    /// A fresh one.
    ///
    /// # Errors
    /// [`StartError::Randomness`].
    pub fn generate() -> Result<Self, StartError> {
        let bytes = random()?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
    }

    /// One from a file or an option: letters, digits, hyphens and underscores, enough of them.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        ((MIN_TOKEN..=MAX_TOKEN).contains(&text.len()) && plain).then(|| Self(text.to_owned()))
    }

    /// Its text: secret.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn digest(&self) -> Digest {
        Digest(sha256(&[self.0.as_bytes()]))
    }
}

/// What a trustee keeps of a token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Digest([u8; 32]);

impl Digest {
    /// Whether this is the token. Two digests are compared, always all of them.
    pub(crate) fn is_of(&self, shown: &str) -> bool {
        shown.len() <= MAX_TOKEN && bool::from(sha256(&[shown.as_bytes()]).ct_eq(&self.0))
    }
}

/// 32 bytes from the system.
///
/// # Errors
/// [`StartError::Randomness`].
pub(crate) fn random() -> Result<Zeroizing<[u8; 32]>, StartError> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(bytes.as_mut_slice())
        .map_err(|error| StartError::Randomness { reason: error.to_string() })?;
    Ok(bytes)
}
