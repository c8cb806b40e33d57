//! A cipher that loses its key on the way in: 80 bits go into the register, 32 arrive (TEA1 of the radio standard TETRA,
//! CVE-2022-24402, found in 2023 after about 25 years of use; GEA-1 of GPRS is the same story with 64 and 40 bits).
//!
//! ```text
//! key        80 random bits, for a session, loaded into the radio
//! register   CRC(key), 32 bits: the function is public here, and was secret there
//! ```
//! **Stand-in:** the real key schedule is another. What is claimed of this one is what is known of that one: it is
//! deterministic, all 2^32 values occur, and no text betrays that there are not 2^80. Of a linear map onto the register
//! every value has the same number of keys.
//!
//! A user has a radio that takes ten bytes and works. It can tell by one test only: among keys that it loads itself, two
//! make the same key stream. For 32 bits that takes some 2^16 keys, for 80 it would take 2^40.

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{Opened, SALT, Sealed, WorkError, open_by_search, searchable, stream, stretch};
use crate::label;
use honest::primitives::kdf::sha256;

#[cfg(test)]
mod tests;

/// Bytes of a key: 80 bits.
pub const KEY: usize = 10;

/// Bits of the register, as it was.
pub const REAL: u32 = 32;

/// What a user loads into the radio.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct RadioKey([u8; KEY]);

impl std::fmt::Debug for RadioKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(_) = self;
        f.write_str("RadioKey(..)")
    }
}

impl RadioKey {
    /// A fresh key, with all its bits.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = [0; KEY];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The key of stored bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.try_into().ok()?))
    }

    /// The bytes, for the peer and for whoever steals a radio.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; KEY] {
        &self.0
    }
}

/// How a radio initialises its cipher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Schedule {
    /// All bits of the key count: the control.
    Full,
    /// So many bits are left of it.
    Reduced(u32),
}

/// A radio. From outside, one schedule looks like the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Radio(Schedule);

impl Radio {
    /// A radio whose cipher keeps so many bits of the key.
    ///
    /// # Errors
    /// [`WorkError::Size`].
    pub const fn reduced(bits: u32) -> Result<Self, WorkError> {
        match searchable("register", bits) {
            Ok(bits) => Ok(Self(Schedule::Reduced(bits))),
            Err(refused) => Err(refused),
        }
    }

    /// A radio whose cipher keeps all of them.
    #[must_use]
    pub const fn full() -> Self {
        Self(Schedule::Full)
    }

    fn cipher_key(self, key: &RadioKey) -> [u8; 32] {
        match self.0 {
            Schedule::Full => sha256(&[label::RADIO, &key.0]),
            Schedule::Reduced(bits) => stretch(register(key, bits)),
        }
    }

    /// The beginning of the key stream: what the owner of a radio sees who sends known words under a known salt.
    #[must_use]
    pub fn stream(self, key: &RadioKey, salt: &[u8; SALT]) -> [u8; 8] {
        stream(&self.cipher_key(key), salt)
    }

    /// Seals a text.
    pub fn seal(
        self,
        key: &RadioKey,
        about: &[u8],
        text: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Sealed {
        Sealed::seal(&self.cipher_key(key), about, text, rng)
    }

    /// Opens a text.
    ///
    /// # Errors
    /// [`WorkError::Sealed`].
    pub fn open(self, key: &RadioKey, sealed: &Sealed, about: &[u8]) -> Result<Vec<u8>, WorkError> {
        sealed.open(&self.cipher_key(key), about)
    }
}

/// The feedback of the stand-in, that of a well-known CRC. Which one is of no importance: with a constant term, the map is
/// onto the register.
const POLYNOMIAL: u64 = 0x04c1_1db7;

/// What is left of a key: the state of a register of so many bits into which all 80 were shifted (a stand-in).
#[must_use]
pub fn register(key: &RadioKey, bits: u32) -> u64 {
    let RadioKey(bytes) = key;
    let top = bits.saturating_sub(1);
    // The lowest term stays, so that the map is onto at every size.
    let taps = (POLYNOMIAL & super::mask(bits)) | 1;
    let shift = |register: u64, bit: u8| {
        let feedback = (register >> top & 1) ^ u64::from(bit);
        ((register << 1) ^ (taps * feedback)) & super::mask(bits)
    };
    let bits_of = |byte: &u8| {
        let byte = *byte;
        (0..8).rev().map(move |place| byte >> place & 1)
    };
    bytes.iter().flat_map(bits_of).fold(0, shift)
}

/// Opens a text with the specification alone: a search over the register.
///
/// # Errors
/// [`WorkError::Exhausted`] if the radio is another.
pub fn open_by_specification(sealed: &Sealed, about: &[u8], bits: u32) -> Result<Opened, WorkError> {
    open_by_search(sealed, about, bits, stretch)
}
