//! A letter: sealed under the secret of two certified keys, signed with the sender's certified signature key.
//!
//! ```text
//! head    "DORF" ‖ version 1 ‖ from ‖ to ‖ sender's key 4 ‖ addressee's key 4 ‖ number 8 ‖ nonce 16
//! K       HKDF-SHA256(ikm = Z, info = label ‖ head)        Z the X25519 form of x_A·P_B
//! sealed  ChaCha20-Poly1305(K, 0, padded text, aad = head)
//! letter  head ‖ Ed25519(sender, label, head ‖ sealed) 64 ‖ sealed
//! ```
//! `Z` is the same from either side, so either user's key opens what the two wrote to each other, in both directions.

use zeroize::Zeroizing;

use super::error::LetterError;
use crate::key::{EscrowPublic, EscrowSecret};
use crate::label;
use crate::limits::MAX_TEXT;
use honest::address::Address;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::limits::MAX_WIRE;
use honest::padding;
use honest::primitives::aead;
use honest::primitives::kdf::hkdf;
use honest::primitives::sign::{SIGNATURE, SigningPublic};
use honest::wire::VERSION;

/// First bytes of a letter.
pub const MAGIC: [u8; 4] = *b"DORF";
/// Bytes of the nonce.
pub const NONCE: usize = 16;

/// `Z`: what two certified keys agree on.
pub type Shared = Zeroizing<[u8; 32]>;

/// `Z` of one's own secret and the other's certified key: fair Diffie-Hellman.
#[must_use]
pub fn agree(own: &EscrowSecret, theirs: &EscrowPublic) -> Shared {
    Zeroizing::new((theirs.point() * own.scalar()).to_montgomery().to_bytes())
}

/// What stands in front of a letter, in the clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The sender.
    pub from: Address,
    /// The addressee.
    pub to: Address,
    /// Number of the sender's encryption key.
    pub from_key: u32,
    /// Number of the addressee's.
    pub to_key: u32,
    /// Number of the letter among those of this sender to this addressee, from 1.
    pub number: u64,
    /// Fresh for each letter.
    pub nonce: [u8; NONCE],
}

impl Head {
    /// The layout.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { from, to: addressee, from_key, to_key, number, nonce } = self;
        let mut to = Writer::with_capacity(96);
        to.put(&MAGIC).u8(VERSION);
        from.encode(&mut to);
        addressee.encode(&mut to);
        to.u32(*from_key).u32(*to_key).u64(*number).put(nonce);
        to.finish()
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if from.array::<4>()? != MAGIC {
            return Err(DecodeError::Magic);
        }
        let got = from.u8()?;
        if got != VERSION {
            return Err(DecodeError::Version { got, expected: VERSION });
        }
        let (sender, to) = (Address::decode(from)?, Address::decode(from)?);
        let (from_key, to_key, number) = (from.u32()?, from.u32()?, from.u64()?);
        Ok(Self { from: sender, to, from_key, to_key, number, nonce: from.array()? })
    }

    fn key(&self, shared: &Shared) -> Zeroizing<[u8; 32]> {
        hkdf(b"", shared.as_slice(), &[label::FAIR_LETTER_KEY, &self.to_bytes()].concat())
    }

    /// A text sealed under `Z` behind this head.
    ///
    /// # Errors
    /// [`LetterError::TooLong`].
    pub fn seal(&self, shared: &Shared, text: &[u8]) -> Result<Vec<u8>, LetterError> {
        if text.len() > MAX_TEXT {
            return Err(LetterError::TooLong { got: text.len(), bound: MAX_TEXT });
        }
        let mut padded = Zeroizing::new(Vec::with_capacity(padding::bucket(text.len())));
        padding::pad_onto(&mut padded, text);
        Ok(aead::seal(&self.key(shared), &self.to_bytes(), &padded))
    }

    /// What the sender signs, under [`label::FAIR_LETTER`].
    #[must_use]
    pub fn signed(&self, sealed: &[u8]) -> Vec<u8> {
        [self.to_bytes().as_slice(), sealed].concat()
    }
}

/// A letter as the relay carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// What stands in front.
    pub head: Head,
    /// The sender's signature.
    pub signature: [u8; SIGNATURE],
    /// The sealed text.
    pub sealed: Vec<u8>,
}

impl Letter {
    /// The layout.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { head, signature, sealed } = self;
        [head.to_bytes().as_slice(), signature, sealed].concat()
    }

    /// Reads a letter; nothing in it is authenticated yet.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() > MAX_WIRE {
            return Err(DecodeError::TooLong { what: "letter", got: bytes.len(), bound: MAX_WIRE });
        }
        let mut from = Reader::new(bytes);
        let head = Head::decode(&mut from)?;
        Ok(Self { head, signature: from.array()?, sealed: from.rest().to_vec() })
    }

    /// Whether its sender signed it.
    ///
    /// # Errors
    /// [`LetterError::Signature`].
    pub fn verify(&self, sender: &SigningPublic) -> Result<(), LetterError> {
        let Self { head, signature, sealed } = self;
        let verified = sender.verify(label::FAIR_LETTER, &head.signed(sealed), signature, "letter");
        verified.map_err(|_| LetterError::Signature { from: head.from.clone() })
    }

    /// The text, for whoever has `Z`: sender, addressee, or an authority with the key of one of them.
    ///
    /// # Errors
    /// [`LetterError::Sealed`], or [`LetterError::Padding`] from a sender that pads in another way.
    pub fn open(&self, shared: &Shared) -> Result<Vec<u8>, LetterError> {
        let Self { head, sealed, .. } = self;
        let opened = aead::open(&head.key(shared), &head.to_bytes(), sealed);
        Ok(padding::unpad(opened.map_err(|_| LetterError::Sealed)?)?)
    }
}
