//! The messenger under the mandate: an `honest` device, wrapped through its public API, and the deposit.
//!
//! ```text
//! envelope  "DORE" ‖ version 1 ‖ honest envelope behind a 32-bit length ‖ flag ‖ [access field]
//!           ‖ flag ‖ [commitment 32] ‖ number 8 ‖ sealed text
//! ```
//! Where the content key is deposited, the honest message carries `D ‖ [binding 32]` and the text is sealed beside
//! it; otherwise the honest message is the text and nothing follows it. Either way the honest message is an
//! ordinary one, and a message stripped of its access field reads the same for the peer: the field is there for
//! nobody in the conversation.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::content::{self, About, ContentKey};
use crate::error::{ClientError, ContentError, FieldError};
use crate::field::{AccessField, Label};
use crate::mandate::{Deposit, EpochKey, Mandate, Sealing};
use crate::stored_state;
use honest::address::Address;
use honest::codec::{Reader, Writer};
use honest::device::Device;
use honest::error::DecodeError;
use honest::identity::IdentityPair;
use honest::limits::MAX_WIRE;
use honest::prekeys::{Bundle, Publication, Suite};
use honest::wire::{SessionId, VERSION};

#[cfg(test)]
mod tests;

/// First bytes of an envelope under the mandate.
pub const MAGIC: [u8; 4] = *b"DORE";

/// A message under the mandate, as the relay carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The honest message.
    pub inner: honest::Envelope,
    /// What is attached for the authority.
    pub field: Option<AccessField>,
    /// The commitment to the deposited key.
    pub commitment: Option<[u8; 32]>,
    /// The text's number under the deposited key.
    pub number: u64,
    /// The sealed text; empty where the honest message is the text.
    pub sealed: Vec<u8>,
}

impl Envelope {
    /// The layout.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let inner = self.inner.to_bytes();
        let mut to = Writer::with_capacity(inner.len() + self.sealed.len() + 512);
        to.put(&MAGIC).u8(VERSION).count(inner.len()).put(&inner).flag(self.field.is_some());
        if let Some(field) = &self.field {
            field.encode(&mut to);
        }
        to.flag(self.commitment.is_some());
        if let Some(commitment) = &self.commitment {
            to.put(commitment);
        }
        to.u64(self.number).put(&self.sealed);
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
        let field = if from.flag()? { Some(AccessField::decode(&mut from)?) } else { None };
        let commitment = if from.flag()? { Some(from.array()?) } else { None };
        let number = from.u64()?;
        Ok(Self { inner, field, commitment, number, sealed: from.rest().to_vec() })
    }

    /// What the sealed text is about.
    #[must_use]
    pub fn about(&self, session: SessionId) -> About {
        let (from, to) = (self.inner.from.clone(), self.inner.to.clone());
        About { session, number: self.number, from, to, commitment: self.commitment }
    }
}

/// The key of a session and epoch that is sealed once and used for many texts.
struct SessionKey {
    epoch: u32,
    key: ContentKey,
    next: u64,
    field: AccessField,
}

/// One user's messenger under the mandate.
pub struct Client {
    device: Device,
    mandate: Mandate,
    key: EpochKey,
    /// The identity's secrets, sealed at registration.
    identity: Option<AccessField>,
    /// Session states sealed at their start, until the peer has answered.
    roots: BTreeMap<SessionId, AccessField>,
    /// Content keys that serve a whole session and epoch.
    session_keys: BTreeMap<SessionId, SessionKey>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { device, mandate, key, identity: _, roots: _, session_keys: _ } = self;
        f.debug_struct("Client")
            .field("device", device)
            .field("mandate", mandate)
            .field("key", key)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A new client under the mandate.
    ///
    /// # Errors
    /// [`FieldError`] if the deposit cannot be sealed.
    pub fn new(
        address: Address,
        suite: Suite,
        mandate: Mandate,
        key: EpochKey,
        sent: u64,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Self, ClientError> {
        let mut secrets = Zeroizing::new([0u8; 64]);
        rng.fill_bytes(secrets.as_mut_slice());
        let (device, identity) = match (mandate.deposit, secrets.split_first_chunk::<32>()) {
            (Deposit::IdentityKey, Some((seed, rest))) => {
                let mut agreement = [0; 32];
                agreement.copy_from_slice(rest);
                let pair = IdentityPair::from_secrets(seed, agreement);
                let about = Label {
                    epoch: key.epoch,
                    session: SessionId([0; 8]),
                    sent,
                    from: address.clone(),
                    to: address.clone(),
                };
                let field = deposit(mandate, key, about, secrets.as_slice(), rng)?;
                (Device::with_identity(address, pair, suite, rng), Some(field))
            }
            _ => (Device::new(address, suite, rng), None),
        };
        let (roots, session_keys) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { device, mandate, key, identity, roots, session_keys })
    }

    /// Goes on with a device that was stored, under a mandate of which nothing else has to be stored.
    ///
    /// # Errors
    /// [`ClientError::NotTheWhole`] if a client under this mandate keeps more than its device: content keys of
    /// sessions, fields sealed at their start or at registration.
    pub fn resume(device: Device, mandate: Mandate, key: EpochKey) -> Result<Self, ClientError> {
        if mandate.deposit != Deposit::ContentKey(Sealing::EachMessage) {
            return Err(ClientError::NotTheWhole { deposit: mandate.deposit });
        }
        let (roots, session_keys) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { device, mandate, key, identity: None, roots, session_keys })
    }

    /// The honest device inside. A modified client is one that uses it differently.
    pub const fn device_mut(&mut self) -> &mut Device {
        &mut self.device
    }

    /// The honest device inside.
    #[must_use]
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// The identity's secrets as they were sealed at registration, where the mandate asks for them.
    #[must_use]
    pub const fn deposited_identity(&self) -> Option<&AccessField> {
        self.identity.as_ref()
    }

    /// Seals to another key from now on.
    pub const fn set_epoch_key(&mut self, key: EpochKey) {
        self.key = key;
    }

    /// Makes prekeys to hand to the relay.
    pub fn publish(&mut self, count: usize, rng: &mut (impl CryptoRng + ?Sized)) -> Publication {
        self.device.publish(count, rng)
    }

    /// Starts a session with the owner of a bundle.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn begin(
        &mut self,
        peer: &Address,
        bundle: Bundle,
        sent: u64,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<SessionId, ClientError> {
        let session = self.device.begin(peer, bundle, rng)?;
        if self.mandate.deposit == Deposit::SessionRoot {
            let state = self.device.export();
            let root = stored_state::session_bytes(&state, session)?;
            let about = self.label(peer, session, sent);
            let field = deposit(self.mandate, self.key, about, root, rng)?;
            self.roots.insert(session, field);
        }
        Ok(session)
    }

    /// Seals a text to a peer, and its key to the authority.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn send(
        &mut self,
        to: &Address,
        text: &[u8],
        sent: u64,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Envelope, ClientError> {
        let session = self.session(to)?;
        let Deposit::ContentKey(sealing) = self.mandate.deposit else {
            let inner = self.device.send(to, text)?;
            let field = self.roots.get(&session).cloned();
            return Ok(Envelope { inner, field, commitment: None, number: 0, sealed: Vec::new() });
        };
        let about = self.label(to, session, sent);
        let (key, number, field) = self.content_key(sealing, about, rng)?;
        self.send_under(to, session, &key, number, field, text)
    }

    /// The content key of the next text, its number under that key, and the field it is sealed in.
    fn content_key(
        &mut self,
        sealing: Sealing,
        about: Label,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<(ContentKey, u64, AccessField), FieldError> {
        let (session, epoch) = (about.session, about.epoch);
        if sealing == Sealing::OncePerSession
            && let Some(kept) = self.session_keys.get_mut(&session).filter(|kept| kept.epoch == epoch)
        {
            kept.next += 1;
            return Ok((kept.key.clone(), kept.next, kept.field.clone()));
        }
        let key = ContentKey::generate(rng);
        let field = deposit(self.mandate, self.key, about, key.as_bytes(), rng)?;
        if sealing == Sealing::OncePerSession {
            let kept = SessionKey { epoch, key: key.clone(), next: 0, field: field.clone() };
            self.session_keys.insert(session, kept);
        }
        Ok((key, 0, field))
    }

    /// Sends a text under a given key with a given field: what follows once the key is deposited, and all that a
    /// modified client needs to deposit another one.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn send_under(
        &mut self,
        to: &Address,
        session: SessionId,
        key: &ContentKey,
        number: u64,
        field: AccessField,
        text: &[u8],
    ) -> Result<Envelope, ClientError> {
        let about = self.about(to, session, key, number);
        let sealed = content::seal(key, &about, text)?;
        self.send_sealed(to, key, &about, field, sealed)
    }

    /// Sends bytes that are sealed already.
    ///
    /// # Errors
    /// [`ClientError::Encrypt`].
    pub fn send_sealed(
        &mut self,
        to: &Address,
        key: &ContentKey,
        about: &About,
        field: AccessField,
        sealed: Vec<u8>,
    ) -> Result<Envelope, ClientError> {
        let mut carried = Zeroizing::new(key.as_bytes().to_vec());
        if self.mandate.bound {
            carried.extend_from_slice(&about.binding(&sealed));
        }
        let inner = self.device.send(to, &carried)?;
        Ok(Envelope { inner, field: Some(field), commitment: about.commitment, number: about.number, sealed })
    }

    /// What a text of this client under a key is about.
    #[must_use]
    pub fn about(&self, to: &Address, session: SessionId, key: &ContentKey, number: u64) -> About {
        let commitment = self.mandate.committed.then(|| key.commitment());
        About { session, number, from: self.device.address().clone(), to: to.clone(), commitment }
    }

    /// The label of a field about a message to a peer.
    #[must_use]
    pub fn label(&self, to: &Address, session: SessionId, sent: u64) -> Label {
        Label { epoch: self.key.epoch, session, sent, from: self.device.address().clone(), to: to.clone() }
    }

    /// The session in use with a peer.
    ///
    /// # Errors
    /// [`ClientError::Encrypt`] if there is none.
    pub fn session(&self, peer: &Address) -> Result<SessionId, ClientError> {
        let none = || honest::error::EncryptError::NoSession { address: peer.to_string() };
        Ok(self.device.session(peer).ok_or_else(none)?)
    }

    /// Opens a message. The access field is not looked at: it is there for somebody else.
    ///
    /// # Errors
    /// [`ClientError`]. If the honest message inside was read and the text beside it was not, that message is
    /// lost: its key is spent.
    pub fn receive(
        &mut self,
        envelope: &Envelope,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<honest::Received, ClientError> {
        let mut received = self.device.receive(&envelope.inner, rng)?;
        self.roots.remove(&received.session);
        if !matches!(self.mandate.deposit, Deposit::ContentKey(_)) {
            return Ok(received);
        }
        let carried = Zeroizing::new(std::mem::take(&mut received.text));
        let (key, binding) = carried.split_at_checked(32).ok_or(ContentError::NoText)?;
        let key = ContentKey::from_bytes(key).ok_or(ContentError::NoText)?;
        let about = envelope.about(received.session);
        if self.mandate.bound && about.binding(&envelope.sealed) != binding {
            return Err(ContentError::Binding.into());
        }
        if self.mandate.committed && about.commitment.is_none() {
            return Err(ContentError::Commitment.into());
        }
        received.text = content::open(&key, &about, &envelope.sealed)?;
        Ok(received)
    }

    /// The state as bytes: the honest device behind its length, then the content keys of sessions
    /// (id 8 ‖ epoch 4 ‖ D 32), as a seized phone yields them.
    #[must_use]
    pub fn export(&self) -> Zeroizing<Vec<u8>> {
        let device = self.device.export();
        let mut to = Writer::with_capacity(device.len() + 64 + self.session_keys.len() * 44);
        to.count(device.len()).put(&device).count(self.session_keys.len());
        for (session, kept) in &self.session_keys {
            to.put(&session.0).u32(kept.epoch).put(kept.key.as_bytes());
        }
        Zeroizing::new(to.finish())
    }
}

/// Gives the authority its copy. Everything else in this crate is what this needs in order to be lawful, and what
/// it costs is the subject of the testbed.
fn deposit(
    mandate: Mandate,
    key: EpochKey,
    about: Label,
    secret: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<AccessField, FieldError> {
    // BACKDOOR begin
    AccessField::seal(&key.public, about, secret, mandate.proven, rng)
    // BACKDOOR end
}
