//! `X25519(secret, public)` (RFC 7748, section 5), fallible in the one place that calls it.

use rand_core::CryptoRng;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::error::{DecodeError, NonContributory};

/// The field prime 2^255 - 19, little-endian: the least non-canonical encoding.
const P: [u8; 32] = [
    0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
];

/// Whether a little-endian number is below the field prime.
pub(super) fn is_reduced(bytes: &[u8; 32]) -> bool {
    bytes.iter().rev().lt(P.iter().rev())
}

/// An X25519 public key in its one canonical encoding, 32 bytes.
///
/// Two encodings of one point would compare equal in the curve library and differ in transcripts, so only
/// values below the field prime are let in, and equality here is equality of bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DhPublic([u8; 32]);

impl DhPublic {
    /// Takes a canonical encoding.
    ///
    /// # Errors
    /// [`DecodeError::Key`] for a value of 2^255 - 19 or more.
    pub fn parse(bytes: [u8; 32]) -> Result<Self, DecodeError> {
        if is_reduced(&bytes) { Ok(Self(bytes)) } else { Err(DecodeError::Key { what: "X25519 key" }) }
    }

    /// The encoding.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for DhPublic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "DhPublic({a:02x}{b:02x}{c:02x}{d:02x}..)")
    }
}

/// The 32-byte output of a contributory exchange.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct DhOutput([u8; 32]);

impl DhOutput {
    /// The bytes, to be fed to a KDF.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for DhOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(_) = self;
        f.write_str("DhOutput(..)")
    }
}

/// An X25519 key pair. The public key is kept beside the secret, so that no message pays for deriving it.
pub struct DhPair {
    secret: StaticSecret,
    public: DhPublic,
}

impl DhPair {
    /// A fresh pair.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = [0u8; 32];
        rng.fill_bytes(&mut bytes);
        let pair = Self::from_secret(bytes);
        bytes.zeroize();
        pair
    }

    /// The pair of a stored secret (32 bytes, clamped when used).
    #[must_use]
    pub fn from_secret(bytes: [u8; 32]) -> Self {
        let secret = StaticSecret::from(bytes);
        // A public key computed here is reduced, hence canonical.
        let public = DhPublic(PublicKey::from(&secret).to_bytes());
        Self { secret, public }
    }

    /// The public half.
    #[must_use]
    pub const fn public(&self) -> &DhPublic {
        &self.public
    }

    /// The secret half, for state files.
    #[must_use]
    pub(crate) fn secret_bytes(&self) -> &[u8; 32] {
        self.secret.as_bytes()
    }

    /// `X25519(secret, theirs)`.
    ///
    /// # Errors
    /// [`NonContributory`] if the output is all zero: their key has low order.
    pub fn agree(&self, theirs: &DhPublic) -> Result<DhOutput, NonContributory> {
        let shared = self.secret.diffie_hellman(&PublicKey::from(theirs.0));
        if shared.was_contributory() { Ok(DhOutput(shared.to_bytes())) } else { Err(NonContributory) }
    }
}

impl std::fmt::Debug for DhPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { secret: _, public } = self;
        f.debug_struct("DhPair").field("public", public).finish_non_exhaustive()
    }
}
