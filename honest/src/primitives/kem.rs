//! `ML-KEM-768` (FIPS 203): key generation (7.1), encapsulation (7.2), decapsulation with implicit rejection (7.3).

use ml_kem::Seed;
use ml_kem::kem::{Decapsulate, Encapsulate, KeyExport, TryKeyInit};
use ml_kem::ml_kem_768::{DecapsulationKey, EncapsulationKey};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::error::DecodeError;

/// Bytes of an encapsulation key.
pub const PUBLIC: usize = 1184;
/// Bytes of a ciphertext.
pub const CIPHERTEXT: usize = 1088;
/// Bytes of the seed `d ‖ z` that a key pair is stored as.
pub const SEED: usize = 64;

/// An encapsulation key that passed the modulus check (FIPS 203, section 7.2).
#[derive(Clone, PartialEq, Eq)]
pub struct KemPublic {
    key: EncapsulationKey,
    bytes: Box<[u8; PUBLIC]>,
}

impl KemPublic {
    /// Takes an encoding.
    ///
    /// # Errors
    /// [`DecodeError::Key`] if a coefficient is not reduced.
    pub fn parse(bytes: &[u8; PUBLIC]) -> Result<Self, DecodeError> {
        let key = <EncapsulationKey as TryKeyInit>::new(bytes.into())
            .map_err(|_| DecodeError::Key { what: "ML-KEM-768 key" })?;
        Ok(Self { key, bytes: Box::new(*bytes) })
    }

    /// The encoding.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; PUBLIC] {
        &self.bytes
    }

    /// `(ciphertext, shared secret) = ML-KEM.Encaps(ek)`.
    pub fn encapsulate(
        &self,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> (Box<[u8; CIPHERTEXT]>, Zeroizing<[u8; 32]>) {
        let (ciphertext, shared) = self.key.encapsulate_with_rng(rng);
        (Box::new(ciphertext.into()), Zeroizing::new(shared.into()))
    }
}

impl std::fmt::Debug for KemPublic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [a, b, c, d, ..] = *self.bytes;
        write!(f, "KemPublic({a:02x}{b:02x}{c:02x}{d:02x}..)")
    }
}

/// A decapsulation key and the seed it comes from.
pub struct KemPair {
    key: DecapsulationKey,
    seed: Zeroizing<[u8; SEED]>,
}

impl KemPair {
    /// A fresh pair.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut seed = Zeroizing::new([0u8; SEED]);
        rng.fill_bytes(seed.as_mut_slice());
        Self::from_seed(&seed)
    }

    /// The pair of a stored seed `d ‖ z` (FIPS 203, section 7.1).
    #[must_use]
    pub fn from_seed(seed: &[u8; SEED]) -> Self {
        Self { key: DecapsulationKey::from_seed(Seed::from(*seed)), seed: Zeroizing::new(*seed) }
    }

    /// The seed, for state files.
    #[must_use]
    pub(crate) fn seed(&self) -> &[u8; SEED] {
        &self.seed
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> KemPublic {
        let key = self.key.encapsulation_key().clone();
        let bytes = Box::new(key.to_bytes().into());
        KemPublic { key, bytes }
    }

    /// `shared secret = ML-KEM.Decaps(dk, ciphertext)`. A wrong ciphertext gives a random-looking secret
    /// (implicit rejection), which fails later, at the first authentication.
    #[must_use]
    pub fn decapsulate(&self, ciphertext: &[u8; CIPHERTEXT]) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.key.decapsulate(ciphertext.into()).into())
    }
}

impl std::fmt::Debug for KemPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { key: _, seed: _ } = self;
        f.debug_struct("KemPair").field("public", &self.public()).finish_non_exhaustive()
    }
}
