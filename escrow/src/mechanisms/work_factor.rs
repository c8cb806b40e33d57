//! Access that costs work: the holder of the access may read whatever it searches for, and pays for every reading.
//!
//! | member | what is short | who searches how much | source |
//! |---|---|---|---|
//! | [`lotus`] | a 64-bit key, 24 bits of it sealed to an authority | the authority 2^40, everybody else 2^64 | Lotus Notes R4 (1996) |
//! | [`reduced`] | 32 of 80 bits survive in the cipher's register | whoever knows the specification, 2^32 | TEA1 of TETRA, CVE-2022-24402 |
//! | [`partial`] | all but c bits of a key lie with trustees | whoever has the trustees' part, 2^c | Shamir (1995); Bellare and Goldwasser, Verifiable Partial Key Escrow (CCS 1997) |
//! | [`crumple`] | each text's key, on purpose, for everybody | anybody who pays, 2^c for each message | Wright and Varia, Crypto Crumple Zones (EuroS&P 2018) |
//! | [`export`] | the group of a key exchange, and the same one for all | whoever did the work for the group once | export rules of the 1990s; Adrian et al., Imperfect Forward Secrecy (CCS 2015) |
//!
//! What they share is here: a text sealed under a key that can be searched for, and the search.
//!
//! ```text
//! sealed   salt 12 ‖ ChaCha20-Poly1305(key, nonce = salt, aad = about, mark 8 ‖ padded text)
//! ```
//! The salt is what makes work linear. Texts without one begin with the same bytes under the same key, and then one
//! search, or one table made beforehand, serves all messages at once. SSL's 40-bit suites had one for that reason.
//!
//! A trial is a real decryption that stops early: the block of the key stream over the first bytes of the text, one
//! ChaCha20 block, is held against the mark, as file formats and mail headers give one away. What fits by chance, once
//! in 2^64, meets the tag.
//!
//! **Sizes are scaled down.** A size is a parameter of every member. Ratios and shapes of curves carry over to real
//! sizes; trials, and time, do not.

use chacha20::cipher::array::Array;
use chacha20::cipher::{KeyIvInit, StreamCipherCore};
use chacha20::variants::Ietf;
use chacha20::{ChaChaCore, R20};
use rand_core::CryptoRng;
use thiserror::Error;

use crate::error::{CombineError, DealError, FieldError};
use crate::limits::{MAX_SEALED_TEXT, MAX_SEARCH_BITS};
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::padding;
use honest::primitives::aead;

pub mod crumple;
pub mod export;
pub mod group;
pub mod lotus;
pub mod partial;
pub mod reduced;
#[cfg(test)]
mod tests;

/// What every text begins with: known to all, and enough to tell a right key from a wrong one.
pub const MARK: [u8; 8] = *b"Doormat:";

/// Bytes of the salt.
pub const SALT: usize = 12;

/// Why a member of the family did not seal, open or accept something.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WorkError {
    /// The bytes are malformed.
    #[error("work-factor message: {0}")]
    Decode(#[from] DecodeError),
    /// A size that cannot be searched for, or that hides more bits than there are.
    #[error("{what}: {got} bits; there are 1 to {bound}")]
    Size {
        /// Which.
        what: &'static str,
        /// What was asked for.
        got: u32,
        /// The bound.
        bound: u32,
    },
    /// Wrong key, wrong context, damaged or garbage.
    #[error("the text does not open under this key and context")]
    Sealed,
    /// The part for the authority is missing, damaged, of another message or of another key.
    #[error("the field for the authority is not the one that belongs to this message")]
    Field,
    /// No key of the given size opens the text.
    #[error("none of the keys opens the text: {trials} were tried")]
    Exhausted {
        /// How many were tried.
        trials: u64,
    },
    /// The escrowed part could not be dealt out.
    #[error(transparent)]
    Deal(#[from] DealError),
    /// The trustees' shares do not fit together.
    #[error(transparent)]
    Shares(#[from] CombineError),
    /// The field for the trustees.
    #[error(transparent)]
    AccessField(#[from] FieldError),
    /// What a client can do is not what its owner says of it.
    #[error("the peer's abilities are not the ones that its owner vouches for")]
    Abilities,
    /// A share of a key exchange that is no element of the group, or its identity.
    #[error("{got} is no usable share of this group")]
    Share {
        /// The share.
        got: u64,
    },
}

/// A text under a key that can be searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Fresh for each text, and public.
    pub salt: [u8; SALT],
    /// `ciphertext ‖ tag`.
    pub bytes: Vec<u8>,
}

impl Sealed {
    /// Seals a text, about whatever `about` says.
    pub fn seal(key: &[u8; 32], about: &[u8], text: &[u8], rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut salt = [0; SALT];
        rng.fill_bytes(&mut salt);
        Self::seal_salted(key, salt, about, text)
    }

    /// Seals a text whose key depends on the salt.
    pub(super) fn seal_salted(key: &[u8; 32], salt: [u8; SALT], about: &[u8], text: &[u8]) -> Self {
        let mut bytes = MARK.to_vec();
        padding::pad_onto(&mut bytes, text);
        let tag = aead::seal_with_nonce(key, &salt, about, &mut bytes);
        bytes.extend_from_slice(&tag);
        Self { salt, bytes }
    }

    /// Opens it.
    ///
    /// # Errors
    /// [`WorkError::Sealed`].
    pub fn open(&self, key: &[u8; 32], about: &[u8]) -> Result<Vec<u8>, WorkError> {
        let opened = aead::open_with_nonce(key, &self.salt, about, &self.bytes);
        let opened = opened.map_err(|_| WorkError::Sealed)?;
        let padded = opened.strip_prefix(&MARK).ok_or(WorkError::Sealed)?;
        padding::unpad(padded.to_vec()).map_err(|_| WorkError::Sealed)
    }

    /// One trial: whether this is the key. Costs one ChaCha20 block, and the tag if the mark is there.
    #[must_use]
    pub fn fits(&self, key: &[u8; 32], about: &[u8]) -> bool {
        let Some(seen) = self.bytes.first_chunk::<8>() else { return false };
        let stream = stream(key, &self.salt);
        let marked = stream.iter().zip(seen).zip(&MARK).all(|((stream, byte), mark)| stream ^ byte == *mark);
        marked && self.open(key, about).is_ok()
    }

    /// Appends the layout: `salt 12 ‖ bytes behind their length`.
    pub fn encode(&self, to: &mut Writer) {
        to.put(&self.salt).prefixed(&self.bytes);
    }

    /// Reads the layout.
    ///
    /// # Errors
    /// [`DecodeError`] if it is cut or too long.
    pub fn decode(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let salt = from.array()?;
        let bytes = from.prefixed()?.to_vec();
        if bytes.len() > MAX_SEALED_TEXT {
            let (got, bound) = (bytes.len(), MAX_SEALED_TEXT);
            return Err(DecodeError::TooLong { what: "sealed text", got, bound });
        }
        Ok(Self { salt, bytes })
    }

    /// The layout as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::with_capacity(SALT + 2 + self.bytes.len());
        self.encode(&mut to);
        to.finish()
    }
}

/// The key stream over the first eight bytes of a text.
fn stream(key: &[u8; 32], salt: &[u8; SALT]) -> [u8; 8] {
    // Block 0 keys the authenticator (RFC 8439, section 2.8); the text begins with block 1.
    let mut cipher = ChaChaCore::<R20, Ietf>::new(key.into(), salt.into());
    cipher.set_block_pos(1);
    let mut block = Array::default();
    cipher.write_keystream_block(&mut block);
    let [a, b, c, d, e, f, g, h, ..] = block.0;
    [a, b, c, d, e, f, g, h]
}

/// The cipher's key of a short one: public, free, and nothing is gained by doing it beforehand.
#[must_use]
pub fn stretch(short: u64) -> [u8; 32] {
    let mut key = [0; 32];
    for (to, from) in key.iter_mut().zip(short.to_le_bytes()) {
        *to = from;
    }
    key
}

/// A uniform short key.
pub fn draw(bits: u32, rng: &mut (impl CryptoRng + ?Sized)) -> u64 {
    rng.next_u64() & mask(bits)
}

/// The numbers below 2^bits as a mask.
#[must_use]
pub const fn mask(bits: u32) -> u64 {
    match bits {
        0 => 0,
        1..=63 => (1 << bits) - 1,
        _ => u64::MAX,
    }
}

/// What a search came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// The key, if there is one.
    pub found: Option<u64>,
    /// Keys tried, the right one included. For a uniform key of c bits the mean is (2^c + 1) / 2.
    pub trials: u64,
}

/// Tries the keys below 2^bits in order.
pub fn search(bits: u32, mut fits: impl FnMut(u64) -> bool) -> Search {
    let last = mask(bits);
    let found = (0..=last).find(|key| fits(*key));
    Search { found, trials: found.unwrap_or(last).saturating_add(1) }
}

/// What whoever paid for it reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The text.
    pub text: Vec<u8>,
    /// What it cost.
    pub trials: u64,
}

/// Searches for the key of a text, and opens it; `key` gives the cipher's key of a candidate.
fn open_by_search(
    sealed: &Sealed,
    about: &[u8],
    bits: u32,
    key: impl Fn(u64) -> [u8; 32],
) -> Result<Opened, WorkError> {
    let Search { found, trials } = search(bits, |candidate| sealed.fits(&key(candidate), about));
    let found = found.ok_or(WorkError::Exhausted { trials })?;
    Ok(Opened { text: sealed.open(&key(found), about)?, trials })
}

/// Whether a size is one that can be searched for.
const fn sized(what: &'static str, got: u32, bound: u32) -> Result<u32, WorkError> {
    if got >= 1 && got <= bound { Ok(got) } else { Err(WorkError::Size { what, got, bound }) }
}

/// A size of a key that is searched for on its own.
const fn searchable(what: &'static str, got: u32) -> Result<u32, WorkError> {
    sized(what, got, MAX_SEARCH_BITS)
}
