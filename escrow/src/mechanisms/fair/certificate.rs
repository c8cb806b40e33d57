//! Names of keys, what a trustee signs when it has checked its piece, and what the centre signs when all have.
//!
//! ```text
//! name         owner ‖ use 1 ‖ number 4
//! approval     Ed25519(trustee, label, name ‖ k 1 ‖ n 1 ‖ P 32 ‖ C_0 32 ‖ … ‖ C_{k-1} 32)
//! certificate  name ‖ P 32 ‖ Ed25519(centre, label, name ‖ P)
//! ```
//! The commitments fix the polynomial, so trustees who were shown different ones have not approved the same thing.

use crate::error::CombineError;
use crate::key::EscrowPublic;
use crate::label;
use crate::sharing::Dealing;
use honest::address::Address;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::primitives::sign::{SIGNATURE, SigningPair, SigningPublic};

use super::error::CertificateError;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    /// Letters are sealed under it.
    Encryption,
    /// Letters are signed with it.
    Signature,
}

impl Use {
    const fn code(self) -> u8 {
        match self {
            Self::Encryption => 1,
            Self::Signature => 2,
        }
    }
}

/// Names a key: whose, for what, and the how-manieth.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName {
    /// Whose.
    pub owner: Address,
    /// For what.
    pub purpose: Use,
    /// The how-manieth, from 0.
    pub number: u32,
}

impl std::fmt::Display for KeyName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { owner, purpose, number } = self;
        let purpose = match purpose {
            Use::Encryption => "encryption",
            Use::Signature => "signature",
        };
        write!(f, "{purpose} key {number} of {owner}")
    }
}

impl KeyName {
    /// Appends the layout.
    pub fn encode(&self, to: &mut Writer) {
        self.owner.encode(to);
        to.u8(self.purpose.code()).u32(self.number);
    }

    /// Reads a name.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn decode(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let owner = Address::decode(from)?;
        let code = from.u8()?;
        let purpose = [Use::Encryption, Use::Signature].into_iter().find(|purpose| purpose.code() == code);
        let purpose = purpose.ok_or(DecodeError::Value { what: "use of a key" })?;
        Ok(Self { owner, purpose, number: from.u32()? })
    }
}

/// A trustee has checked its piece of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The trustee.
    pub index: u8,
    signature: [u8; SIGNATURE],
}

impl Approval {
    pub(super) fn sign(name: &KeyName, dealing: &Dealing, index: u8, trustee: &SigningPair) -> Self {
        Self { index, signature: trustee.sign(label::FAIR_APPROVAL, &statement(name, dealing)) }
    }

    pub(super) fn verify(&self, statement: &[u8], trustee: &SigningPublic) -> bool {
        trustee.verify(label::FAIR_APPROVAL, statement, &self.signature, "approval").is_ok()
    }
}

/// What an approval is about.
pub(super) fn statement(name: &KeyName, dealing: &Dealing) -> Vec<u8> {
    let mut to = Writer::with_capacity(128 + 32 * usize::from(dealing.k));
    name.encode(&mut to);
    to.u8(dealing.k).u8(dealing.n).put(&dealing.public.to_bytes());
    dealing.commitments().iter().flatten().for_each(|commitment| {
        to.put(commitment);
    });
    to.finish()
}

/// A dealing without commitments cannot be checked by those who are dealt to.
pub(super) fn checkable(dealing: &Dealing) -> Result<(), CombineError> {
    if dealing.public_share(1).is_some() {
        Ok(())
    } else {
        Err(CombineError::Mixed { index: 1, what: "scheme" })
    }
}

/// The centre's word that a key is its owner's, and escrowed as the law asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The key's name.
    pub name: KeyName,
    /// `P`: the X25519 form of it agrees on secrets, or its encoding verifies signatures.
    pub public: EscrowPublic,
    signature: [u8; SIGNATURE],
}

impl Certificate {
    pub(super) fn issue(name: KeyName, public: EscrowPublic, centre: &SigningPair) -> Self {
        let signature = centre.sign(label::FAIR_CERTIFICATE, &body(&name, &public));
        Self { name, public, signature }
    }

    /// Whether the centre signed it.
    ///
    /// # Errors
    /// [`CertificateError::Signature`].
    pub fn verify(&self, centre: &SigningPublic) -> Result<(), CertificateError> {
        let Self { name, public, signature } = self;
        let verified = centre.verify(label::FAIR_CERTIFICATE, &body(name, public), signature, "certificate");
        verified.map_err(|_| CertificateError::Signature { name: name.clone() })
    }

    /// The key as one that verifies signatures.
    ///
    /// # Errors
    /// [`DecodeError`] if it is not one.
    pub fn verification_key(&self) -> Result<SigningPublic, DecodeError> {
        SigningPublic::parse(&self.public.to_bytes())
    }

    /// Appends the layout.
    pub fn encode(&self, to: &mut Writer) {
        let Self { name, public, signature } = self;
        to.put(&body(name, public)).put(signature);
    }

    /// Reads a certificate; whether the centre signed it is for [`Certificate::verify`] to say.
    ///
    /// # Errors
    /// [`CertificateError::Decode`], or [`CertificateError::Key`] for a key that is none.
    pub fn decode(from: &mut Reader<'_>) -> Result<Self, CertificateError> {
        let name = KeyName::decode(from)?;
        let public = EscrowPublic::parse(&from.array()?).map_err(|_| CertificateError::Key)?;
        Ok(Self { name, public, signature: from.array()? })
    }

    /// Certificates as the directory hands them out: `count 4 ‖ certificate…`.
    #[must_use]
    pub fn list(certificates: &[Self]) -> Vec<u8> {
        let mut to = Writer::new();
        to.count(certificates.len());
        certificates.iter().for_each(|certificate| certificate.encode(&mut to));
        to.finish()
    }

    /// Reads such a list.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn read_list(bytes: &[u8]) -> Result<Vec<Self>, CertificateError> {
        let mut from = Reader::new(bytes);
        let count = from.u32()?;
        let list = (0..count).map(|_| Self::decode(&mut from)).collect::<Result<_, _>>()?;
        from.finish()?;
        Ok(list)
    }
}

fn body(name: &KeyName, public: &EscrowPublic) -> Vec<u8> {
    let mut to = Writer::with_capacity(128);
    name.encode(&mut to);
    to.put(&public.to_bytes());
    to.finish()
}
