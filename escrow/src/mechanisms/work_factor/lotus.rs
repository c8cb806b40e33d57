//! Differential work factor: a 64-bit key for each message, 24 bits of it sealed to one authority, so that 40 are left for
//! it to search and 64 for everybody else (Lotus Notes R4, international edition, 1996: the workfactor reduction field).
//!
//! ```text
//! key      64 random bits, fresh for each message; the peer gets them in an honest message
//! reduced  the upper 24 of them
//! field    enc 32 ‖ ChaCha20-Poly1305(HKDF(X25519(e, authority)), 0, aad = SHA-256(about ‖ sealed), reduced 8)
//! ```
//! The field is bound to the text beside it, and an honest receiver refuses a message whose field was disturbed, as
//! gateways of Notes did. How these checked is not public; here the sender tells the receiver, inside the honest message,
//! the coin `e` that the field was made with. The receiver makes the field again and compares. So neither an outsider nor
//! a lone dishonest sender gets a message past an honest receiver without the 24 bits that belong to it. Two who are both
//! dishonest leave the field out and agree.

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{Opened, Sealed, WorkError, draw, mask, open_by_search, sized, stretch};
use crate::label;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::primitives::aead;
use honest::primitives::dh::{DhPair, DhPublic};
use honest::primitives::kdf::{hkdf, sha256};

#[cfg(test)]
mod tests;

/// How a key's bits are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Division {
    key: u32,
    reduced: u32,
}

impl Division {
    /// As it was: 64 bits, 24 of them for the authority.
    pub const REAL: Self = Self { key: 64, reduced: 24 };

    /// A key of `key` bits, `reduced` of them for the authority.
    ///
    /// # Errors
    /// [`WorkError::Size`] for more than 64 bits, or if the authority would be left nothing or everything to do.
    pub const fn new(key: u32, reduced: u32) -> Result<Self, WorkError> {
        if let Err(refused) = sized("key", key, 64) {
            return Err(refused);
        }
        if reduced >= key {
            return Err(WorkError::Size { what: "reduction", got: reduced, bound: key - 1 });
        }
        Ok(Self { key, reduced })
    }

    /// Bits that an outsider searches.
    #[must_use]
    pub const fn outsider(self) -> u32 {
        self.key
    }

    /// Bits that the authority searches.
    #[must_use]
    pub const fn holder(self) -> u32 {
        self.key - self.reduced
    }
}

/// Whoever holds the key that fields are sealed to.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Authority([u8; 32]);

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(_) = self;
        f.write_str("Authority(..)")
    }
}

impl Authority {
    /// A fresh one.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut secret = [0; 32];
        rng.fill_bytes(&mut secret);
        Self(secret)
    }

    /// The authority of stored, or stolen, bytes.
    #[must_use]
    pub const fn from_stored(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// What a thief of the authority's key takes away.
    #[must_use]
    pub const fn stored(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key that fields are sealed to: in every copy of the program.
    #[must_use]
    pub fn public(&self) -> DhPublic {
        *DhPair::from_secret(self.0).public()
    }

    /// The reduced bits of a message, in their place in the key.
    ///
    /// # Errors
    /// [`WorkError::Field`] if the field is not one for this message.
    pub fn reduce(&self, message: &Message, about: &[u8]) -> Result<u64, WorkError> {
        let Message { field: Field { enc, sealed }, sealed: text } = message;
        let pair = DhPair::from_secret(self.0);
        let shared = pair.agree(enc).map_err(|_| WorkError::Field)?;
        let key = field_key(shared.as_bytes(), enc, pair.public());
        let opened = aead::open(&key, &binding(about, text), sealed).map_err(|_| WorkError::Field)?;
        Ok(u64::from_be_bytes(opened.try_into().map_err(|_| WorkError::Field)?))
    }

    /// The lawful opening of one message: what the field gives, and a search for the rest.
    ///
    /// # Errors
    /// [`WorkError`]: the field is not one for this message, or it lied.
    pub fn open(&self, division: Division, message: &Message, about: &[u8]) -> Result<Opened, WorkError> {
        let reduced = self.reduce(message, about)?;
        open_by_search(&message.sealed, about, division.holder(), |rest| stretch(reduced | rest))
    }
}

/// What the peer gets in an honest message: the key, and the coin that the field was made with.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Carried {
    key: u64,
    coin: [u8; 32],
}

impl std::fmt::Debug for Carried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { key: _, coin: _ } = self;
        f.write_str("Carried(..)")
    }
}

impl Carried {
    /// The layout: `key 8 ‖ coin 32`. Secret.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut to = Writer::with_capacity(40);
        to.u64(self.key).put(&self.coin);
        Zeroizing::new(to.finish())
    }

    /// Reads the layout.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        let carried = Self { key: from.u64()?, coin: from.array()? };
        from.finish()?;
        Ok(carried)
    }

    /// The cipher's key: what a thief of the peer's device reads this message with.
    #[must_use]
    pub fn cipher_key(&self) -> [u8; 32] {
        stretch(self.key)
    }
}

/// The workfactor reduction field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The sender's ephemeral key.
    pub enc: DhPublic,
    /// The reduced bits, sealed.
    pub sealed: Vec<u8>,
}

/// What travels beside the honest message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// For the authority.
    pub field: Field,
    /// The text.
    pub sealed: Sealed,
}

impl Message {
    /// The layout: `enc 32 ‖ field behind its length ‖ sealed text`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::with_capacity(128);
        to.put(self.field.enc.as_bytes()).prefixed(&self.field.sealed);
        self.sealed.encode(&mut to);
        to.finish()
    }

    /// Reads the layout.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        let field = Field { enc: DhPublic::parse(from.array()?)?, sealed: from.prefixed()?.to_vec() };
        let sealed = Sealed::decode(&mut from)?;
        from.finish()?;
        Ok(Self { field, sealed })
    }
}

/// A copy of the program, as it was exported.
#[derive(Clone, Copy, Debug)]
pub struct Edition {
    /// The authority's key in it.
    pub authority: DhPublic,
    /// How keys are divided.
    pub division: Division,
}

impl Edition {
    /// Seals a text under a fresh key: what the peer gets in an honest message, and what travels beside it.
    ///
    /// # Errors
    /// [`WorkError::Field`] if the authority's key is unusable.
    pub fn seal(
        &self,
        about: &[u8],
        text: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<(Carried, Message), WorkError> {
        let mut carried = Carried { key: draw(self.division.key, rng), coin: [0; 32] };
        rng.fill_bytes(&mut carried.coin);
        let sealed = Sealed::seal(&carried.cipher_key(), about, text, rng);
        let field = self.field(&carried, about, &sealed)?;
        Ok((carried, Message { field, sealed }))
    }

    /// The field that belongs to a key and a text.
    fn field(&self, carried: &Carried, about: &[u8], sealed: &Sealed) -> Result<Field, WorkError> {
        let ephemeral = DhPair::from_secret(carried.coin);
        let shared = ephemeral.agree(&self.authority).map_err(|_| WorkError::Field)?;
        let key = field_key(shared.as_bytes(), ephemeral.public(), &self.authority);
        let reduced = carried.key & !mask(self.division.holder());
        let sealed = aead::seal(&key, &binding(about, sealed), &reduced.to_be_bytes());
        Ok(Field { enc: *ephemeral.public(), sealed })
    }

    /// Reads a message, if its field is the one that belongs to it.
    ///
    /// # Errors
    /// [`WorkError::Field`] if the field was disturbed; [`WorkError::Sealed`].
    pub fn open(&self, carried: &Carried, message: &Message, about: &[u8]) -> Result<Vec<u8>, WorkError> {
        if self.field(carried, about, &message.sealed)? != message.field {
            return Err(WorkError::Field);
        }
        message.sealed.open(&carried.cipher_key(), about)
    }
}

/// The key that seals one field.
fn field_key(shared: &[u8; 32], enc: &DhPublic, authority: &DhPublic) -> Zeroizing<[u8; 32]> {
    hkdf(b"", shared, &[label::REDUCTION_FIELD, enc.as_bytes(), authority.as_bytes()].concat())
}

/// What a field is bound to.
fn binding(about: &[u8], sealed: &Sealed) -> [u8; 32] {
    let length = u32::try_from(about.len()).unwrap_or(u32::MAX);
    sha256(&[label::REDUCTION_BINDING, &length.to_be_bytes(), about, &sealed.to_bytes()])
}
