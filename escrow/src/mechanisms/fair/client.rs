//! One user's messenger: a device for identity and contacts, its own keys, and the certificates it has looked up.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::certificate::{Certificate, Use};
use super::error::LetterError;
use super::letter::{self, Head, Letter, NONCE, Shared};
use crate::key::{EscrowPublic, EscrowSecret};
use crate::label;
use crate::stored_state;
use honest::address::Address;
use honest::codec::{Reader, Writer};
use honest::device::Device;
use honest::error::DecodeError;
use honest::primitives::sign::{SigningPair, SigningPublic};

/// What is known of a peer.
struct Peer {
    verification: SigningPublic,
    encryption: BTreeMap<u32, EscrowPublic>,
    sent: u64,
    seen: u64,
}

/// A user's client.
pub struct Client {
    device: Device,
    signing: SigningPair,
    centre: SigningPublic,
    keys: BTreeMap<u32, EscrowSecret>,
    peers: BTreeMap<Address, Peer>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("device", &self.device)
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client around a device, that believes one centre. It signs with the device's identity key.
    ///
    /// # Errors
    /// [`DecodeError`] if the device does not store its state as documented.
    pub fn new(device: Device, centre: SigningPublic) -> Result<Self, DecodeError> {
        let signing = SigningPair::from_seed(&*seed(&device)?);
        Ok(Self { device, signing, centre, keys: BTreeMap::new(), peers: BTreeMap::new() })
    }

    /// The device.
    #[must_use]
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// The device, to act on.
    pub const fn device_mut(&mut self) -> &mut Device {
        &mut self.device
    }

    /// Its signature key, for whoever registers it.
    ///
    /// # Errors
    /// [`DecodeError`] if the device does not store its state as documented.
    pub fn signing_seed(&self) -> Result<Zeroizing<[u8; 32]>, DecodeError> {
        seed(&self.device)
    }

    /// Takes a key of its own that was certified under a number. The newest is used for what it writes.
    pub fn keep(&mut self, number: u32, secret: EscrowSecret) {
        self.keys.insert(number, secret);
    }

    /// Takes what the directory shows of a peer: one verification key, which is that of the identity seen under the
    /// peer's address, and encryption keys.
    ///
    /// # Errors
    /// [`LetterError`]: a certificate that is not the centre's or not the peer's, or of another identity; nothing is
    /// taken then.
    pub fn learn(&mut self, owner: &Address, certificates: &[Certificate]) -> Result<(), LetterError> {
        let no_key = || LetterError::NoKey { owner: owner.clone() };
        let mut verification = None;
        let mut encryption = BTreeMap::new();
        for certificate in certificates {
            certificate.verify(&self.centre)?;
            let name = &certificate.name;
            if name.owner != *owner {
                return Err(LetterError::Owner { expected: name.owner.clone(), got: owner.clone() });
            }
            match name.purpose {
                Use::Signature => verification = Some(certificate.verification_key()?),
                Use::Encryption => {
                    encryption.insert(name.number, certificate.public);
                }
            }
        }
        let verification = verification.ok_or_else(no_key)?;
        if encryption.is_empty() {
            return Err(no_key());
        }
        if self.device.pinned(owner).is_some_and(|pinned| *pinned.signing() != verification) {
            return Err(LetterError::Identity { owner: owner.clone() });
        }
        let (sent, seen) = self.peers.get(owner).map_or((0, 0), |peer| (peer.sent, peer.seen));
        self.peers.insert(owner.clone(), Peer { verification, encryption, sent, seen });
        Ok(())
    }

    /// Seals and signs a text to a peer, under the newest key of each.
    ///
    /// # Errors
    /// [`LetterError::NoKey`], [`LetterError::TooLong`].
    pub fn send(
        &mut self,
        to: &Address,
        text: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Letter, LetterError> {
        let (head, shared) = self.head(to, rng)?;
        let sealed = head.seal(&shared, text)?;
        Ok(self.sign(head, sealed))
    }

    /// The head of the next letter to a peer, and `Z` of the newest key of each.
    ///
    /// # Errors
    /// [`LetterError::NoKey`].
    pub fn head(
        &mut self,
        to: &Address,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<(Head, Shared), LetterError> {
        let Self { device, keys, peers, .. } = self;
        let from = device.address().clone();
        let (from_key, own) =
            keys.last_key_value().ok_or_else(|| LetterError::NoKey { owner: from.clone() })?;
        let no_key = || LetterError::NoKey { owner: to.clone() };
        let peer = peers.get_mut(to).ok_or_else(no_key)?;
        let (to_key, theirs) = peer.encryption.last_key_value().ok_or_else(no_key)?;
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        peer.sent += 1;
        let (from_key, to_key, number) = (*from_key, *to_key, peer.sent);
        let shared = letter::agree(own, theirs);
        Ok((Head { from, to: to.clone(), from_key, to_key, number, nonce }, shared))
    }

    /// Signs a letter, whatever is sealed in it: a modified client is one that seals something else.
    #[must_use]
    pub fn sign(&self, head: Head, sealed: Vec<u8>) -> Letter {
        let signature = self.signing.sign(label::FAIR_LETTER, &head.signed(&sealed));
        Letter { head, signature, sealed }
    }

    /// Reads a letter: signed by the certified key of its sender, sealed under certified keys, and later than the last
    /// one read.
    ///
    /// # Errors
    /// [`LetterError`]; nothing has changed then.
    pub fn receive(&mut self, letter: &Letter) -> Result<Vec<u8>, LetterError> {
        let Head { from, to, from_key, to_key, number, .. } = &letter.head;
        if to != self.device.address() {
            let (expected, got) = (self.device.address().clone(), to.clone());
            return Err(LetterError::WrongAddress { expected, got });
        }
        let no_key = |owner: &Address| LetterError::NoKey { owner: owner.clone() };
        let peer = self.peers.get_mut(from).ok_or_else(|| no_key(from))?;
        letter.verify(&peer.verification)?;
        if *number <= peer.seen {
            return Err(LetterError::Replayed { from: from.clone(), got: *number, seen: peer.seen });
        }
        let own = self.keys.get(to_key).ok_or_else(|| no_key(to))?;
        let theirs = peer.encryption.get(from_key).ok_or_else(|| no_key(from))?;
        let text = letter.open(&letter::agree(own, theirs))?;
        peer.seen = *number;
        Ok(text)
    }

    /// What it stores beside the device's state, as a seized phone yields it: `count 4 ‖ (number 4 ‖ x 32)…`.
    #[must_use]
    pub fn stored_keys(&self) -> Zeroizing<Vec<u8>> {
        let mut to = Writer::with_capacity(4 + 36 * self.keys.len());
        to.count(self.keys.len());
        for (number, secret) in &self.keys {
            to.u32(*number).put(&secret.to_bytes());
        }
        Zeroizing::new(to.finish())
    }

    /// Reads what [`Client::stored_keys`] wrote.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn read_keys(bytes: &[u8]) -> Result<Vec<(u32, EscrowSecret)>, DecodeError> {
        let mut from = Reader::new(bytes);
        let count = from.u32()?;
        let read = |from: &mut Reader<'_>| {
            let (number, secret) = (from.u32()?, EscrowSecret::from_bytes(from.array()?));
            Ok((number, secret.ok_or(DecodeError::Value { what: "secret key" })?))
        };
        let keys = (0..count).map(|_| read(&mut from)).collect::<Result<_, DecodeError>>()?;
        from.finish()?;
        Ok(keys)
    }
}

/// The seed of the device's identity key, out of its stored state.
fn seed(device: &Device) -> Result<Zeroizing<[u8; 32]>, DecodeError> {
    Ok(stored_state::device(&device.export())?.signing_seed)
}
