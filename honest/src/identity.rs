//! Identities: an Ed25519 key that signs and an X25519 key that agrees, the first signing the second.
//!
//! Two keys rather than one converted to the other: each is used for one purpose, and the binding signature
//! makes them one identity. This differs from X3DH, which uses one key with XEdDSA (`docs/protocol.md`).

use rand_core::CryptoRng;

use crate::codec::{Reader, Writer};
use crate::error::{DecodeError, InitiateError};
use crate::primitives::dh::{DhPair, DhPublic};
use crate::primitives::kdf::label;
use crate::primitives::sign::{SIGNATURE, SigningPair, SigningPublic};

/// Bytes of an encoded identity: signing key 32, agreement key 32, binding signature 64.
pub const IDENTITY: usize = 128;

/// `IK`: the public identity of a device, its binding signature verified.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    signing: SigningPublic,
    agreement: DhPublic,
    binding: [u8; SIGNATURE],
}

impl Identity {
    /// The Ed25519 key that signs prekeys.
    #[must_use]
    pub const fn signing(&self) -> &SigningPublic {
        &self.signing
    }

    /// The X25519 key of the handshake.
    #[must_use]
    pub const fn agreement(&self) -> &DhPublic {
        &self.agreement
    }

    /// Appends the layout: signing key, agreement key, binding signature.
    pub fn encode(&self, to: &mut Writer) {
        to.put(self.signing.as_bytes()).put(self.agreement.as_bytes()).put(&self.binding);
    }

    /// The layout as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Writer::with_capacity(IDENTITY);
        self.encode(&mut bytes);
        bytes.finish()
    }

    /// Reads an identity and verifies that its signing key vouches for its agreement key.
    ///
    /// # Errors
    /// [`InitiateError::Decode`] or [`InitiateError::Signature`].
    pub fn decode(from: &mut Reader<'_>) -> Result<Self, InitiateError> {
        let identity = Self::decode_unverified(from)?;
        identity.signing.verify(
            label::SIGN_IDENTITY,
            identity.agreement.as_bytes(),
            &identity.binding,
            "identity's X25519 key",
        )?;
        Ok(identity)
    }

    /// Reads an identity that was verified before it was stored.
    pub(crate) fn decode_unverified(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let signing = SigningPublic::parse(&from.array()?)?;
        let agreement = DhPublic::parse(from.array()?)?;
        Ok(Self { signing, agreement, binding: from.array()? })
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { signing, agreement, binding: _ } = self;
        f.debug_struct("Identity").field("signing", signing).field("agreement", agreement).finish()
    }
}

/// The secret halves of an identity.
pub struct IdentityPair {
    signing: SigningPair,
    agreement: DhPair,
    public: Identity,
}

impl IdentityPair {
    /// A fresh identity.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self::from_parts(SigningPair::generate(rng), DhPair::generate(rng))
    }

    /// The identity of two stored secrets: Ed25519 seed and X25519 secret, 32 bytes each.
    ///
    /// Whoever holds these two can act as their owner: that is what makes them worth stealing.
    #[must_use]
    pub fn from_secrets(signing_seed: &[u8; 32], agreement_secret: [u8; 32]) -> Self {
        Self::from_parts(SigningPair::from_seed(signing_seed), DhPair::from_secret(agreement_secret))
    }

    fn from_parts(signing: SigningPair, agreement: DhPair) -> Self {
        let binding = signing.sign(label::SIGN_IDENTITY, agreement.public().as_bytes());
        let public = Identity { signing: signing.public(), agreement: *agreement.public(), binding };
        Self { signing, agreement, public }
    }

    /// The public identity.
    #[must_use]
    pub const fn public(&self) -> &Identity {
        &self.public
    }

    /// The signing pair.
    #[must_use]
    pub const fn signing(&self) -> &SigningPair {
        &self.signing
    }

    /// The agreement pair.
    #[must_use]
    pub const fn agreement(&self) -> &DhPair {
        &self.agreement
    }
}

impl std::fmt::Debug for IdentityPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { signing: _, agreement: _, public } = self;
        f.debug_struct("IdentityPair").field("public", public).finish_non_exhaustive()
    }
}
