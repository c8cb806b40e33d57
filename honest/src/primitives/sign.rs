//! `Ed25519(secret, message)` (RFC 8032, section 5.1), always over a label and a body, verified strictly.
//!
//! The signed bytes are `len(label) ‖ label ‖ body` with a two-byte length. A signature made under one label
//! never verifies under another, so a one-time prekey cannot be passed off as a signed prekey.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use rand_core::CryptoRng;
use zeroize::Zeroize;

use super::dh::is_reduced;
use crate::codec::Writer;
use crate::error::{BadSignature, DecodeError};

/// Bytes of a signature.
pub const SIGNATURE: usize = 64;

/// An Ed25519 public key, 32 bytes, not of low order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SigningPublic(VerifyingKey);

impl SigningPublic {
    /// Takes an encoding.
    ///
    /// # Errors
    /// [`DecodeError::Key`] if it is no point, is not canonical, or has low order.
    pub fn parse(bytes: &[u8; 32]) -> Result<Self, DecodeError> {
        let refused = DecodeError::Key { what: "Ed25519 key" };
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| refused.clone())?;
        // The top bit is the sign of x; the rest is y, which must be reduced. The two points with x = 0 also
        // have a second encoding, by their sign bit; they have low order.
        let mut y = *bytes;
        if let Some(top) = y.last_mut() {
            *top &= 0x7f;
        }
        if key.is_weak() || !is_reduced(&y) {
            return Err(refused);
        }
        Ok(Self(key))
    }

    /// The encoding.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Verifies a signature over `label` and `body`, refusing malleable and low-order forms (`verify_strict`).
    ///
    /// # Errors
    /// [`BadSignature`] naming `what`.
    pub fn verify(
        &self,
        label: &[u8],
        body: &[u8],
        signature: &[u8; SIGNATURE],
        what: &'static str,
    ) -> Result<(), BadSignature> {
        self.verify_raw(&message(label, body), signature).map_err(|()| BadSignature { what })
    }

    /// Strict verification of the bare message: what the published vectors test.
    pub(crate) fn verify_raw(&self, message: &[u8], signature: &[u8; SIGNATURE]) -> Result<(), ()> {
        self.0.verify_strict(message, &Signature::from_bytes(signature)).map_err(|_| ())
    }
}

impl std::fmt::Debug for SigningPublic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [a, b, c, d, ..] = self.0.as_bytes();
        write!(f, "SigningPublic({a:02x}{b:02x}{c:02x}{d:02x}..)")
    }
}

/// An Ed25519 key pair. Wiped on drop by the library.
pub struct SigningPair(SigningKey);

impl SigningPair {
    /// A fresh pair.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut seed = [0u8; 32];
        rng.fill_bytes(&mut seed);
        let pair = Self::from_seed(&seed);
        seed.zeroize();
        pair
    }

    /// The pair of a stored 32-byte seed.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> SigningPublic {
        SigningPublic(self.0.verifying_key())
    }

    /// The seed, for state files.
    #[must_use]
    pub(crate) fn seed(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Signs `label` and `body`.
    #[must_use]
    pub fn sign(&self, label: &[u8], body: &[u8]) -> [u8; SIGNATURE] {
        self.sign_raw(&message(label, body))
    }

    /// Signs the bare message: what the published vectors test.
    #[must_use]
    pub(crate) fn sign_raw(&self, message: &[u8]) -> [u8; SIGNATURE] {
        self.0.sign(message).to_bytes()
    }
}

impl std::fmt::Debug for SigningPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(key) = self;
        f.debug_struct("SigningPair")
            .field("public", &SigningPublic(key.verifying_key()))
            .finish_non_exhaustive()
    }
}

/// `len(label) ‖ label ‖ body`.
fn message(label: &[u8], body: &[u8]) -> Vec<u8> {
    let mut bytes = Writer::with_capacity(2 + label.len() + body.len());
    bytes.prefixed(label).put(body);
    bytes.finish()
}
