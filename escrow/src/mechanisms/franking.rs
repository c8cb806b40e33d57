//! Message franking: a safeguard without a door. Whoever received a message can prove to the provider what it said
//! and who sent it; nobody opens anything, the provider neither. Facebook, Messenger Secret Conversations (2016);
//! Grubbs, Lu and Ristenpart, Message Franking via Committing Authenticated Encryption (CRYPTO 2017).
//!
//! ```text
//! inner     franking key 32 ‖ body                        the honest message; the key is fresh for each
//! body      kind 1 ‖ text                                 kind 1
//!           kind 1 ‖ D 32 ‖ SHA-256(file) 32              kind 2: the text is in a file beside the message
//! tag       HMAC-SHA256(franking key, label ‖ body)       commits the sender, tells the relay nothing
//! stamp     HMAC-SHA256(provider's key, label ‖ tag ‖ time 8 ‖ from ‖ to)
//! file      flag ‖ [SHA-256(label ‖ D) 32] ‖ text sealed under D ([`crate::content`])
//! envelope  "DORF" ‖ version 1 ‖ honest envelope behind a 32-bit length ‖ tag 32 ‖ flag ‖ [time 8 ‖ stamp 32] ‖ file
//! report    the tags, stamps, franking keys and bodies of the messages reported, and the file
//! ```
//! The provider keeps nothing but one key. A report shows it the reported message and no other.
//!
//! Franking a file means franking its key: the file is not run through the tag. But ChaCha20-Poly1305 does not commit
//! to its key, as AES-GCM does not. A sender can make one file that opens to two texts and send it twice, each time
//! with another key. The provider takes one file for one text and opens it once, under the key that came first; what
//! the recipient read the second time cannot be reported. Dodis, Grubbs, Ristenpart and Woodage, Fast Message Franking:
//! From Invisible Salamanders to Encryptment (CRYPTO 2018), found that in Facebook's handling of attachments. Their fix
//! is encryption that commits; here, a hash of the key in front of the file, which reader and provider check. (To open
//! a file under every key that came with it would do as well, at a cost that the sender sets.)
//!
//! What franking changes for a sender: to everybody but the provider a message stays as deniable as before, because
//! whoever knows a franking key can make tags. To the provider it is not deniable: its own stamp convinces it. And it
//! alone must be believed, because who has its key can stamp what was never sent.

use hmac::{Hmac, KeyInit, Mac};
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::content::{self, About, ContentKey};
use crate::error::ContentError;
use crate::label;
use honest::address::Address;
use honest::codec::{Reader, Writer};
use honest::device::Device;
use honest::error::{DecodeError, DecryptError, EncryptError};
use honest::primitives::kdf::sha256;
use honest::wire::SessionId;

mod envelope;
mod report;
#[cfg(test)]
mod tests;

pub use envelope::{Envelope, MAGIC, Stamp};
pub use report::{Provider, Receipt, Report, ReportError, Revealed, stamp};

const TEXT: u8 = 1;
const FILE: u8 = 2;

/// Files are of no session: what ties one to its message is its digest in the franked body.
const OF_NO_SESSION: SessionId = SessionId([0; 8]);

/// Why a client did not send or receive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrankingError {
    /// Sealing the message.
    #[error(transparent)]
    Encrypt(#[from] EncryptError),
    /// Opening the message.
    #[error(transparent)]
    Decrypt(#[from] DecryptError),
    /// A layout.
    #[error("message: {0}")]
    Decode(#[from] DecodeError),
    /// The tag is not of this message: it could not be reported, so it is not shown.
    #[error("the franking tag is not of this message")]
    Tag,
    /// The provider did not stamp it: it could not be reported, so it is not shown.
    #[error("the provider has not stamped this message")]
    Unstamped,
    /// The file is not the one that the message names.
    #[error("the file is not the one that the message names")]
    File,
    /// The file does not open.
    #[error("file: {0}")]
    Content(#[from] ContentError),
}

/// A franking key: opens the commitment to one message.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct FrankingKey(pub [u8; 32]);

impl FrankingKey {
    /// A fresh key.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The tag of a body under this key.
    #[must_use]
    pub fn tag(&self, body: &Body) -> [u8; 32] {
        mac(&self.0, &[label::FRANKING, &body.to_bytes()]).finalize().into_bytes().into()
    }

    /// Whether a tag is of a body, in constant time.
    #[must_use]
    pub fn verify(&self, body: &Body, tag: &[u8; 32]) -> bool {
        mac(&self.0, &[label::FRANKING, &body.to_bytes()]).verify_slice(tag).is_ok()
    }
}

impl std::fmt::Debug for FrankingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(_) = self;
        f.write_str("FrankingKey(..)")
    }
}

/// `HMAC-SHA256(key, parts)` (RFC 2104), not finished yet.
fn mac(key: &[u8; 32], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut block = Zeroizing::new([0u8; 64]);
    let (head, _) = block.split_at_mut(32);
    head.copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    parts.iter().for_each(|part| mac.update(part));
    mac
}

/// What is franked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// The text itself.
    Text(Vec<u8>),
    /// The key and the digest of a file that holds the text.
    File {
        /// The key.
        key: ContentKey,
        /// SHA-256 of the file.
        digest: [u8; 32],
    },
}

impl Body {
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut to = Writer::new();
        match self {
            Self::Text(text) => to.u8(TEXT).put(text),
            Self::File { key, digest } => to.u8(FILE).put(key.as_bytes()).put(digest),
        };
        Zeroizing::new(to.finish())
    }

    /// Reads a body.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        match from.u8()? {
            TEXT => Ok(Self::Text(from.rest().to_vec())),
            FILE => {
                let value = DecodeError::Value { what: "key of a file" };
                let key = ContentKey::from_bytes(from.take(32)?).ok_or(value)?;
                let digest = from.array()?;
                from.finish()?;
                Ok(Self::File { key, digest })
            }
            _ => Err(DecodeError::Value { what: "kind of franked body" }),
        }
    }

    /// What it says: the text, or what the file opens to.
    ///
    /// # Errors
    /// [`FrankingError::File`] for another file than the one named, [`FrankingError::Content`] if it does not open.
    pub fn read(
        &self,
        from: &Address,
        to: &Address,
        file: &[u8],
        committed: bool,
    ) -> Result<Vec<u8>, FrankingError> {
        match self {
            Self::Text(_) if !file.is_empty() => Err(FrankingError::File),
            Self::Text(text) => Ok(text.clone()),
            Self::File { digest, .. } if sha256(&[file]) != *digest => Err(FrankingError::File),
            Self::File { key, .. } => open_file(key, from, to, file, committed),
        }
    }
}

/// What an honest message carries: the franking key and the body.
///
/// # Errors
/// [`DecodeError`].
pub fn unpack(carried: &[u8]) -> Result<(FrankingKey, Body), DecodeError> {
    let mut from = Reader::new(carried);
    Ok((FrankingKey(from.array()?), Body::from_bytes(from.rest())?))
}

/// What a file is about.
#[must_use]
pub fn about_file(from: &Address, to: &Address, commitment: Option<[u8; 32]>) -> About {
    About { session: OF_NO_SESSION, number: 0, from: from.clone(), to: to.clone(), commitment }
}

/// The layout of a file whose text is sealed already.
#[must_use]
pub fn file(commitment: Option<&[u8; 32]>, sealed: &[u8]) -> Vec<u8> {
    let mut to = Writer::with_capacity(sealed.len() + 33);
    to.flag(commitment.is_some());
    if let Some(commitment) = commitment {
        to.put(commitment);
    }
    to.put(sealed);
    to.finish()
}

fn open_file(
    key: &ContentKey,
    from: &Address,
    to: &Address,
    file: &[u8],
    committed: bool,
) -> Result<Vec<u8>, FrankingError> {
    let mut reader = Reader::new(file);
    let commitment = if reader.flag()? { Some(reader.array()?) } else { None };
    if committed && commitment.is_none() {
        return Err(ContentError::Commitment.into());
    }
    Ok(content::open(key, &about_file(from, to, commitment), reader.rest())?)
}

/// A message that was read, and what it takes to report it. Who deletes the one deletes the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Which session it came in.
    pub session: SessionId,
    /// What it says.
    pub text: Vec<u8>,
    /// To report it with.
    pub receipt: Receipt,
}

/// One user's messenger.
#[derive(Debug)]
pub struct Client {
    device: Device,
    committed: bool,
}

impl Client {
    /// A device that franks what it sends and shows nothing that it could not report. With `committed`, files must
    /// commit to their key.
    #[must_use]
    pub const fn new(device: Device, committed: bool) -> Self {
        Self { device, committed }
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

    /// Whether its files commit to their key.
    #[must_use]
    pub const fn committed(&self) -> bool {
        self.committed
    }

    /// Sends a text.
    ///
    /// # Errors
    /// [`FrankingError::Encrypt`].
    pub fn send(
        &mut self,
        to: &Address,
        text: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Envelope, FrankingError> {
        self.send_body(to, &Body::Text(text.to_vec()), Vec::new(), rng)
    }

    /// Sends a text in a file beside the message.
    ///
    /// # Errors
    /// [`FrankingError::Content`] if it is too long, [`FrankingError::Encrypt`].
    pub fn send_file(
        &mut self,
        to: &Address,
        text: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Envelope, FrankingError> {
        let key = ContentKey::generate(rng);
        let commitment = self.committed.then(|| key.commitment());
        let sealed = content::seal(&key, &about_file(self.device.address(), to, commitment), text)?;
        let file = file(commitment.as_ref(), &sealed);
        let digest = sha256(&[&file]);
        self.send_body(to, &Body::File { key, digest }, file, rng)
    }

    /// Sends a body and a file as they are: all that a modified client needs to send a file of its own making.
    ///
    /// # Errors
    /// [`FrankingError::Encrypt`].
    pub fn send_body(
        &mut self,
        to: &Address,
        body: &Body,
        file: Vec<u8>,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Envelope, FrankingError> {
        let key = FrankingKey::generate(rng);
        let carried = Zeroizing::new([&key.0[..], &body.to_bytes()].concat());
        let inner = self.device.send(to, &carried)?;
        Ok(Envelope { inner, tag: key.tag(body), stamp: None, file })
    }

    /// Opens a message. What could not be reported is not shown.
    ///
    /// # Errors
    /// [`FrankingError`]. If the honest message inside was read and the rest does not fit it, that message is lost:
    /// its key is spent.
    pub fn receive(
        &mut self,
        envelope: &Envelope,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Received, FrankingError> {
        let received = self.device.receive(&envelope.inner, rng)?;
        let (key, body) = unpack(&Zeroizing::new(received.text))?;
        if !key.verify(&body, &envelope.tag) {
            return Err(FrankingError::Tag);
        }
        let stamp = envelope.stamp.ok_or(FrankingError::Unstamped)?;
        let honest::Envelope { from, to, message: _ } = &envelope.inner;
        let text = body.read(from, to, &envelope.file, self.committed)?;
        let (from, to, tag) = (from.clone(), to.clone(), envelope.tag);
        let receipt = Receipt { from, to, tag, stamp, key, body, file: envelope.file.clone() };
        Ok(Received { session: received.session, text, receipt })
    }

    /// The state as bytes, as a seized phone yields it: the honest device's. Receipts are with the messages.
    #[must_use]
    pub fn export(&self) -> Zeroizing<Vec<u8>> {
        self.device.export()
    }
}
