//! What the directory hands out about somebody: a signed part, and one that is not.
//!
//! ```text
//! certificate  body behind its length ‖ signature 64 ‖ unsigned area behind its length
//! body         owner behind its length ‖ identity 128 ‖ signed area behind its length
//! area         (kind 1 ‖ bytes behind their length)…         numbered as in RFC 9580, section 5.2.3.7
//! signature    Ed25519(owner's identity, label ‖ body)
//! fingerprint  SHA-256(label ‖ body)
//! ```
//! Both areas have one form and one reader, as OpenPGP's hashed and unhashed subpackets do. The unsigned one is for
//! hints that need no vouching; that a request counts only in the other is for the reader of the request to know.
//!
//! OpenPGP's fingerprint covers less than this one: the key alone, not what its owner signed about it. Covering more
//! does not help against what is added where nothing is covered.

use crate::error::FieldError;
use crate::key::EscrowPublic;
use crate::label;
use crate::limits::MAX_AREA;
use honest::address::Address;
use honest::codec::{Reader, Writer};
use honest::error::{BadSignature, DecodeError, InitiateError};
use honest::identity::{Identity, IdentityPair};
use honest::primitives::kdf::sha256;
use honest::primitives::sign::SIGNATURE;

/// What kinds of subpacket mean something here.
pub mod kind {
    /// A key to seal to as well. RFC 9580 reserves the number; PGP used it for this.
    pub const ADDITIONAL_KEY: u8 = 10;
    /// The first 8 bytes of the owner's fingerprint: a hint for looking things up.
    pub const ISSUER: u8 = 16;
}

/// Why a certificate does not stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// The bytes are malformed.
    #[error("certificate: {0}")]
    Decode(#[from] DecodeError),
    /// Not signed by the identity it names, or that identity is not whole.
    #[error("certificate: {0}")]
    Signature(#[from] BadSignature),
    /// The identity in it is unusable.
    #[error("certificate: {0}")]
    Identity(InitiateError),
    /// More than an area carries.
    #[error("certificate: an area of {got} bytes; it carries {bound}")]
    TooLong {
        /// Its size.
        got: usize,
        /// The bound of `limits`.
        bound: usize,
    },
}

impl From<InitiateError> for CertificateError {
    fn from(error: InitiateError) -> Self {
        match error {
            InitiateError::Decode(error) => Self::Decode(error),
            InitiateError::Signature(error) => Self::Signature(error),
            other => Self::Identity(other),
        }
    }
}

/// One statement about a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subpacket {
    /// What kind, see [`kind`]. Others are stepped over.
    pub kind: u8,
    /// What it says.
    pub bytes: Vec<u8>,
}

/// Statements about a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Area(Vec<Subpacket>);

impl Area {
    /// Adds a statement.
    ///
    /// # Errors
    /// [`CertificateError::TooLong`]; the area is what it was then.
    pub fn add(&mut self, subpacket: Subpacket) -> Result<(), CertificateError> {
        self.0.push(subpacket);
        let got = self.0.iter().map(|subpacket| 3 + subpacket.bytes.len()).sum();
        if got > MAX_AREA {
            self.0.pop();
            return Err(CertificateError::TooLong { got, bound: MAX_AREA });
        }
        Ok(())
    }

    /// Adds a request to seal to a key.
    ///
    /// # Errors
    /// [`CertificateError::TooLong`].
    pub fn ask(&mut self, key: &EscrowPublic) -> Result<(), CertificateError> {
        self.add(Subpacket { kind: kind::ADDITIONAL_KEY, bytes: key.to_bytes().to_vec() })
    }

    /// The statements.
    #[must_use]
    pub fn subpackets(&self) -> &[Subpacket] {
        &self.0
    }

    /// The keys asked for here. A request for what is no key is stepped over.
    pub fn requests(&self) -> impl Iterator<Item = EscrowPublic> {
        let asking = self.0.iter().filter(|subpacket| subpacket.kind == kind::ADDITIONAL_KEY);
        asking.filter_map(|subpacket| {
            let bytes = subpacket.bytes.as_slice().try_into().map_err(|_| FieldError::Key);
            bytes.and_then(EscrowPublic::parse).ok()
        })
    }

    fn encode(&self, to: &mut Writer) {
        let mut area = Writer::new();
        for Subpacket { kind, bytes } in &self.0 {
            area.u8(*kind).prefixed(bytes);
        }
        to.prefixed(area.as_slice());
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let area = from.prefixed()?;
        if area.len() > MAX_AREA {
            return Err(DecodeError::TooLong {
                what: "area of a certificate",
                got: area.len(),
                bound: MAX_AREA,
            });
        }
        let mut from = Reader::new(area);
        let mut subpackets = Vec::new();
        while !from.rest().is_empty() {
            subpackets.push(Subpacket { kind: from.u8()?, bytes: from.prefixed()?.to_vec() });
        }
        Ok(Self(subpackets))
    }
}

/// What the directory hands out about somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    owner: Address,
    identity: Identity,
    pub(super) signed: Area,
    signature: [u8; SIGNATURE],
    /// The part that nobody vouches for: whoever the certificate passes can write here.
    pub unsigned: Area,
}

impl Certificate {
    /// Issues a certificate that asks for these keys, with the one hint that needs no vouching.
    ///
    /// # Errors
    /// [`CertificateError::TooLong`].
    pub fn issue(
        pair: &IdentityPair,
        owner: Address,
        asks: &[EscrowPublic],
    ) -> Result<Self, CertificateError> {
        let mut signed = Area::default();
        asks.iter().try_for_each(|key| signed.ask(key))?;
        let (identity, signature, unsigned) = (*pair.public(), [0; SIGNATURE], Area::default());
        let mut certificate = Self { owner, identity, signed, signature, unsigned };
        certificate.signature = pair.signing().sign(label::CERTIFICATE, &certificate.body());
        let [a, b, c, d, e, f, g, h, ..] = certificate.fingerprint();
        certificate.unsigned.add(Subpacket { kind: kind::ISSUER, bytes: vec![a, b, c, d, e, f, g, h] })?;
        Ok(certificate)
    }

    /// Whose it is.
    #[must_use]
    pub const fn owner(&self) -> &Address {
        &self.owner
    }

    /// The keys of its owner.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// What its owner signed.
    #[must_use]
    pub const fn signed(&self) -> &Area {
        &self.signed
    }

    /// What people compare over another channel.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        sha256(&[label::FINGERPRINT, &self.body()])
    }

    /// Verifies the owner's signature. About the unsigned part that says nothing.
    ///
    /// # Errors
    /// [`BadSignature`].
    pub fn verify(&self) -> Result<(), CertificateError> {
        let signer = self.identity.signing();
        Ok(signer.verify(label::CERTIFICATE, &self.body(), &self.signature, "certificate")?)
    }

    fn body(&self) -> Vec<u8> {
        let mut to = Writer::with_capacity(256);
        self.owner.encode(&mut to);
        self.identity.encode(&mut to);
        self.signed.encode(&mut to);
        to.finish()
    }

    /// The layout.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::with_capacity(512);
        to.prefixed(&self.body()).put(&self.signature);
        self.unsigned.encode(&mut to);
        to.finish()
    }

    /// Reads a certificate; [`Certificate::verify`] says whether it stands.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CertificateError> {
        let mut from = Reader::new(bytes);
        let mut body = Reader::new(from.prefixed()?);
        let owner = Address::decode(&mut body)?;
        let identity = Identity::decode(&mut body)?;
        let signed = Area::decode(&mut body)?;
        body.finish()?;
        let signature = from.array()?;
        let unsigned = Area::decode(&mut from)?;
        from.finish()?;
        Ok(Self { owner, identity, signed, signature, unsigned })
    }
}
