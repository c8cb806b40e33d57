//! PGP's additional decryption key (ADK): the owner of a certificate asks in it that whoever writes to her seal the
//! content key to a second key, too, her company's. Nobody is compelled: a request that the sender may ignore.
//!
//! ```text
//! envelope  "DORA" ‖ version 1 ‖ honest envelope behind a 32-bit length ‖ count 1 ‖ copy… ‖ sealed text
//! copy      an access field ([`crate::field`]): the content key sealed to one key that was asked for
//! inner     D ‖ SHA-256(label ‖ about ‖ sealed)        the peer's copy, and what ties the text to it
//! ```
//! A [`Certificate`] has a signed part and an unsigned one. PGP 5.5.x to 6.5.3 honoured requests from both, so that
//! anybody on the way could ask in the owner's name and the fingerprint stayed as it was: found by Senderek in August
//! 2000, CERT VU#747124. That is [`Honour::Anywhere`]. The fix of 6.5.8 is [`Honour::Signed`].
//!
//! What is different here, and which way it leans. PGP sealed the peer's copy to a lasting key as well and signed the
//! text; here an `honest` message carries the peer's copy and authenticates it, so that what is measured is the request
//! and not the want of forward secrecy. A request here is the key itself. PGP's was a fingerprint, the sender had to
//! have the key, and its client could show additional keys among the recipients; CERT's note lists conditions. So it
//! is easier to insert a key here than it was there, and [`Client::asked_for`] shows whoever looks as much.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::content::{self, About, ContentKey};
use crate::error::{ContentError, FieldError};
use crate::field::{AccessField, Label};
use crate::key::{EscrowPublic, EscrowSecret};
use crate::limits::MAX_COPIES;
use honest::address::Address;
use honest::codec::{Reader, Writer};
use honest::device::Device;
use honest::error::{DecodeError, DecryptError, EncryptError, InitiateError};
use honest::limits::MAX_WIRE;
use honest::prekeys::Bundle;
use honest::wire::{SessionId, VERSION};

mod certificate;
#[cfg(test)]
mod tests;

pub use certificate::{Area, Certificate, CertificateError, Subpacket, kind};

/// First bytes of an envelope.
pub const MAGIC: [u8; 4] = *b"DORA";

/// Which requests a sender honours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Honour {
    /// Those of the signed and of the unsigned part: PGP 5.5.x to 6.5.3.
    Anywhere,
    /// Those that the owner signed: PGP 6.5.8 and later.
    Signed,
    /// None, as every sender was free to choose.
    Nothing,
}

impl Honour {
    /// The keys that a sender of this kind seals to, besides the peer.
    #[must_use]
    pub fn requests(self, certificate: &Certificate) -> Vec<EscrowPublic> {
        let signed = certificate.signed().requests();
        match self {
            Self::Anywhere => signed.chain(certificate.unsigned.requests()).collect(),
            Self::Signed => signed.collect(),
            Self::Nothing => Vec::new(),
        }
    }
}

/// Why a client did not send or receive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdkError {
    /// The certificate does not stand.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A certificate of another identity than the one known under that address.
    #[error("the certificate of {address} is of another identity than the one known")]
    OtherIdentity {
        /// Whose.
        address: String,
    },
    /// Starting a session.
    #[error(transparent)]
    Initiate(#[from] InitiateError),
    /// Sealing the message that carries the key.
    #[error(transparent)]
    Encrypt(#[from] EncryptError),
    /// Opening the message that carries the key.
    #[error(transparent)]
    Decrypt(#[from] DecryptError),
    /// The layout around it.
    #[error("message: {0}")]
    Decode(#[from] DecodeError),
    /// A copy of the key.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The text.
    #[error(transparent)]
    Content(#[from] ContentError),
}

/// A message as the relay carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The honest message: the peer's copy of the content key.
    pub inner: honest::Envelope,
    /// The copies for those whom the addressee's certificate names. Nothing authenticates them: who is on the way can
    /// take them off, and the peer reads on.
    pub copies: Vec<AccessField>,
    /// The sealed text.
    pub sealed: Vec<u8>,
}

impl Envelope {
    /// The layout.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let inner = self.inner.to_bytes();
        let mut to = Writer::with_capacity(inner.len() + self.sealed.len() + 256 * self.copies.len() + 16);
        to.put(&MAGIC).u8(VERSION).count(inner.len()).put(&inner);
        to.u8(u8::try_from(self.copies.len()).unwrap_or(u8::MAX));
        for copy in self.copies.iter().take(u8::MAX.into()) {
            copy.encode(&mut to);
        }
        to.put(&self.sealed);
        to.finish()
    }

    /// Reads an envelope; nothing in it is authenticated yet.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let bound = 2 * MAX_WIRE;
        if bytes.len() > bound {
            return Err(DecodeError::TooLong { what: "envelope", got: bytes.len(), bound });
        }
        let mut from = Reader::new(bytes);
        if from.array::<4>()? != MAGIC {
            return Err(DecodeError::Magic);
        }
        let got = from.u8()?;
        if got != VERSION {
            return Err(DecodeError::Version { got, expected: VERSION });
        }
        let length = usize::try_from(from.u32()?).unwrap_or(usize::MAX);
        let inner = honest::Envelope::from_bytes(from.take(length)?)?;
        let count = usize::from(from.u8()?);
        if count > MAX_COPIES {
            return Err(DecodeError::TooLong { what: "list of copies", got: count, bound: MAX_COPIES });
        }
        let copies = (0..count).map(|_| AccessField::decode(&mut from)).collect::<Result<_, _>>()?;
        Ok(Self { inner, copies, sealed: from.rest().to_vec() })
    }

    /// What the sealed text is about.
    #[must_use]
    pub fn about(&self, session: SessionId) -> About {
        let (from, to) = (self.inner.from.clone(), self.inner.to.clone());
        About { session, number: 0, from, to, commitment: None }
    }

    /// The text under a content key, however that was come by.
    ///
    /// # Errors
    /// [`ContentError`].
    pub fn text(&self, session: SessionId, key: &ContentKey) -> Result<Vec<u8>, ContentError> {
        content::open(key, &self.about(session), &self.sealed)
    }

    /// The text for the holder of a key that was asked for: the company that recovers, or whoever got its key in.
    ///
    /// # Errors
    /// [`FieldError::Sealed`] if no copy is for this key, [`ContentError`] if the text is not of its copy.
    pub fn recover(&self, secret: &EscrowSecret) -> Result<Vec<u8>, AdkError> {
        let opened = self.copies.iter().find_map(|copy| Some((copy.label.session, copy.open(secret).ok()?)));
        let (session, deposit) = opened.ok_or(FieldError::Sealed)?;
        let key = ContentKey::from_bytes(&deposit).ok_or(ContentError::NoText)?;
        Ok(self.text(session, &key)?)
    }
}

/// One user's messenger.
pub struct Client {
    device: Device,
    honour: Honour,
    known: BTreeMap<Address, Certificate>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { device, honour, known: _ } = self;
        f.debug_struct("Client").field("device", device).field("honour", honour).finish_non_exhaustive()
    }
}

impl Client {
    /// A client around a device. What its owner asks for stands in a [`Certificate`], for others to read.
    #[must_use]
    pub const fn new(device: Device, honour: Honour) -> Self {
        Self { device, honour, known: BTreeMap::new() }
    }

    /// The honest device inside.
    #[must_use]
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// The honest device inside, to act on.
    pub const fn device_mut(&mut self) -> &mut Device {
        &mut self.device
    }

    /// Honours other requests from now on: a sender is free to.
    pub const fn set_honour(&mut self, honour: Honour) {
        self.honour = honour;
    }

    /// Takes somebody's certificate from the directory: verified, and of the identity known under that address.
    ///
    /// # Errors
    /// [`AdkError::Certificate`], [`AdkError::OtherIdentity`].
    pub fn learn(&mut self, certificate: Certificate) -> Result<(), AdkError> {
        certificate.verify()?;
        let owner = certificate.owner();
        if self.device.pinned(owner).is_some_and(|pinned| pinned != certificate.identity()) {
            return Err(AdkError::OtherIdentity { address: owner.to_string() });
        }
        self.known.insert(owner.clone(), certificate);
        Ok(())
    }

    /// The certificate at hand of somebody.
    #[must_use]
    pub fn known(&self, owner: &Address) -> Option<&Certificate> {
        self.known.get(owner)
    }

    /// The keys besides the peer's that this client will seal to: what its list of recipients shows. Nobody asks for
    /// anything in a certificate that was never seen.
    #[must_use]
    pub fn asked_for(&self, peer: &Address) -> Vec<EscrowPublic> {
        self.known.get(peer).map(|certificate| self.honour.requests(certificate)).unwrap_or_default()
    }

    /// Starts a session with the owner of a bundle.
    ///
    /// # Errors
    /// [`AdkError`].
    pub fn begin(
        &mut self,
        peer: &Address,
        bundle: Bundle,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<SessionId, AdkError> {
        let other = |certificate: &Certificate| *certificate.identity() != bundle.identity;
        if self.known.get(peer).is_some_and(other) {
            return Err(AdkError::OtherIdentity { address: peer.to_string() });
        }
        Ok(self.device.begin(peer, bundle, rng)?)
    }

    /// Seals a text to a peer, and its key to whomever the peer's certificate names as far as this client honours it.
    ///
    /// # Errors
    /// [`AdkError`].
    pub fn send(
        &mut self,
        to: &Address,
        text: &[u8],
        sent: u64,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Envelope, AdkError> {
        let about = self.about(to)?;
        let key = ContentKey::generate(rng);
        let sealed = content::seal(&key, &about, text)?;
        let copies = self.copies(&about, &key, sent, rng)?;
        self.send_sealed(&about, &key, copies, sealed)
    }

    /// What a text to a peer is about.
    ///
    /// # Errors
    /// [`AdkError::Encrypt`] if there is no session.
    pub fn about(&self, to: &Address) -> Result<About, AdkError> {
        let none = || EncryptError::NoSession { address: to.to_string() };
        let session = self.device.session(to).ok_or_else(none)?;
        let (from, to) = (self.device.address().clone(), to.clone());
        Ok(About { session, number: 0, from, to, commitment: None })
    }

    /// Copies of a key for whomever the addressee asks for. A modified client puts another key in them.
    ///
    /// # Errors
    /// [`AdkError::Field`] for an unusable key.
    pub fn copies(
        &self,
        about: &About,
        key: &ContentKey,
        sent: u64,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<AccessField>, AdkError> {
        let About { session, from, to, .. } = about.clone();
        let label = Label { epoch: 0, session, sent, from, to };
        let mut copy = |asked| AccessField::seal(asked, label.clone(), key.as_bytes(), false, rng);
        Ok(self.asked_for(&about.to).iter().map(&mut copy).collect::<Result<_, _>>()?)
    }

    /// Sends a sealed text with its key and whatever copies: all that a modified client needs.
    ///
    /// # Errors
    /// [`AdkError::Encrypt`].
    pub fn send_sealed(
        &mut self,
        about: &About,
        key: &ContentKey,
        copies: Vec<AccessField>,
        sealed: Vec<u8>,
    ) -> Result<Envelope, AdkError> {
        let carried = Zeroizing::new([&key.as_bytes()[..], &about.binding(&sealed)].concat());
        let inner = self.device.send(&about.to, &carried)?;
        Ok(Envelope { inner, copies, sealed })
    }

    /// Opens a message. The copies are not looked at: they are there for somebody else.
    ///
    /// # Errors
    /// [`AdkError`]. If the honest message inside was read and the text beside it was not, that message is lost: its
    /// key is spent.
    pub fn receive(
        &mut self,
        envelope: &Envelope,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<honest::Received, AdkError> {
        let mut received = self.device.receive(&envelope.inner, rng)?;
        let carried = Zeroizing::new(std::mem::take(&mut received.text));
        let (key, binding) = carried.split_at_checked(32).ok_or(ContentError::NoText)?;
        let key = ContentKey::from_bytes(key).ok_or(ContentError::NoText)?;
        if envelope.about(received.session).binding(&envelope.sealed) != binding {
            return Err(ContentError::Binding.into());
        }
        received.text = envelope.text(received.session, &key)?;
        Ok(received)
    }

    /// The state as bytes, as a seized phone yields it: the honest device's. Content keys are not kept, certificates
    /// are public.
    #[must_use]
    pub fn export(&self) -> Zeroizing<Vec<u8>> {
        self.device.export()
    }
}
