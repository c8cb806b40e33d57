//! The Law Enforcement Access Field: who, and under which key.
//!
//! ```text
//! unit 4 ‖ E_KU(K) 10 ‖ checkword ‖ filler        all of it enciphered under the family key
//! ```
//! With a checkword of 16 bits these are 128 bits and there is no filler: the width that NIST's fact sheet of 1994
//! gives, in the three parts that were spoken of at the time (32, 80 and 16 bits).
//!
//! **Stand-ins.** The mode of the family key, the checkword's function, the order of the fields, the way 80 bits go
//! through a 64-bit cipher and the filler are not public. Here the field is enciphered as one wide block by LION
//! (Anderson and Biham, FSE 1996) with Skipjack inside, and the checkword is the beginning of a Skipjack CBC-MAC over
//! IV, session key and unit. What is claimed is width and behaviour: a field fits one key and one IV, and a field
//! that was changed or made up fits with the odds of the checkword's width and no others.

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::skipjack::{KEY, Key80, Skipjack};
use super::{FieldError, UnitId};

#[cfg(test)]
mod tests;

/// Bytes of an initialisation vector.
pub const IV: usize = 8;

/// An initialisation vector. It is public, and the chip chooses it.
pub type Iv = [u8; IV];

/// Blocks of the longest field.
const MOST: usize = 3;

/// A field as blocks of Skipjack; those behind its end are not used.
type Blocks = [u64; MOST];

/// Bytes before the checkword.
const BEFORE_CHECKWORD: usize = 4 + KEY;

/// How many bits of a checkword are checked. The standard has 16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkword(u32);

impl Checkword {
    /// As built: 16 bits, and a field of 128.
    pub const STANDARD: Self = Self(16);

    /// As wide as a block of Skipjack: 64 bits. The field grows to 192.
    pub const WIDE: Self = Self(64);

    /// Another width, from 1 to 64 bits.
    ///
    /// # Errors
    /// [`FieldError::Checkword`].
    pub const fn of_bits(bits: u32) -> Result<Self, FieldError> {
        if bits == 0 || bits > 64 { Err(FieldError::Checkword { bits }) } else { Ok(Self(bits)) }
    }

    /// Its bits.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Bytes of a field with this checkword: whole blocks of Skipjack.
    #[must_use]
    pub const fn field_bytes(self) -> usize {
        8 * self.blocks()
    }

    const fn blocks(self) -> usize {
        if self.0 <= 16 { 2 } else { MOST }
    }

    /// The bits of `tag` that are checked, and nothing else.
    const fn cut(self, tag: u64) -> u64 {
        tag & (u64::MAX << (64 - self.0))
    }
}

/// The family key: one for all chips of a family, in every chip and in the decrypt device.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct FamilyKey {
    key: Key80,
    cipher: Skipjack,
}

impl std::fmt::Debug for FamilyKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { key: _, cipher: _ } = self;
        f.write_str("FamilyKey(..)")
    }
}

/// Where the parts of a field's protection begin, so that no block of one stands for a block of another.
mod place {
    /// First round of the wide block.
    pub(super) const FIRST: u64 = 1;
    /// Second round.
    pub(super) const SECOND: u64 = 2;
    /// Third round.
    pub(super) const THIRD: u64 = 3;
    /// The checkword.
    pub(super) const CHECKWORD: u64 = 4;
}

/// What a field says once the family key has opened it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) unit: UnitId,
    pub(super) wrapped: [u8; KEY],
    checkword: u64,
}

/// A checkword half computed: the IV and the session key are in, the unit is not.
#[derive(Clone, Copy)]
pub(super) struct Begun {
    state: u64,
    last: [u8; 2],
}

impl FamilyKey {
    /// A fresh one.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self::new(Key80::generate(rng))
    }

    /// The family key of these bits: for a decrypt device, or for whoever stole them.
    #[must_use]
    pub fn new(key: Key80) -> Self {
        let cipher = Skipjack::new(&key);
        Self { key, cipher }
    }

    /// The key. Secret: it names the sender of every message.
    #[must_use]
    pub const fn key(&self) -> &Key80 {
        &self.key
    }

    /// Begins the checkword for a session key and an IV.
    pub(super) fn begin(&self, key: &Key80, iv: &Iv) -> Begun {
        let [k0, k1, k2, k3, k4, k5, k6, k7, k8, k9] = *key.as_bytes();
        let state = self.cipher.encrypt(place::CHECKWORD ^ u64::from_be_bytes(*iv));
        let state = self.cipher.encrypt(state ^ u64::from_be_bytes([k0, k1, k2, k3, k4, k5, k6, k7]));
        Begun { state, last: [k8, k9] }
    }

    /// The bits that are checked of `CBC-MAC(IV ‖ K ‖ unit ‖ width)`.
    fn checkword(&self, begun: Begun, unit: UnitId, width: Checkword) -> u64 {
        let Begun { state, last: [k8, k9] } = begun;
        let [u0, u1, u2, u3] = unit.0.to_be_bytes();
        let [.., w0, w1] = width.0.to_be_bytes();
        let block = u64::from_be_bytes([k8, k9, u0, u1, u2, u3, w0, w1]);
        width.cut(self.cipher.encrypt(state ^ block))
    }

    /// The field for a session key that is already wrapped under the unit key.
    pub(super) fn seal(
        &self,
        unit: UnitId,
        wrapped: &[u8; KEY],
        begun: Begun,
        width: Checkword,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Vec<u8> {
        let mut field = vec![0; width.field_bytes()];
        // Bits of the checkword's bytes that are not checked are filler like what follows them.
        rng.fill_bytes(&mut field);
        let tag = self.checkword(begun, unit, width) | (rng.next_u64() & !width.cut(u64::MAX));
        let used = BEFORE_CHECKWORD + usize::try_from(width.0.div_ceil(8)).unwrap_or(0);
        let fields = unit.0.to_be_bytes().into_iter().chain(*wrapped).chain(tag.to_be_bytes());
        field.iter_mut().take(used).zip(fields).for_each(|(to, from)| *to = from);
        let mut blocks = read(&field);
        self.encipher(blocks.get_mut(..width.blocks()).unwrap_or_default());
        field.iter_mut().zip(blocks.map(u64::to_be_bytes).as_flattened()).for_each(|(to, from)| *to = *from);
        field
    }

    /// Opens a field. Anything of the right length opens to something.
    pub(super) fn open(&self, field: &[u8], width: Checkword) -> Result<Fields, FieldError> {
        if field.len() != width.field_bytes() {
            return Err(FieldError::Length { expected: width.field_bytes(), got: field.len() });
        }
        let mut blocks = read(field);
        self.decipher(blocks.get_mut(..width.blocks()).unwrap_or_default());
        let [first, second, third] = blocks.map(u64::to_be_bytes);
        let [u0, u1, u2, u3, k0, k1, k2, k3] = first;
        let [k4, k5, k6, k7, k8, k9, c0, c1] = second;
        let [c2, c3, c4, c5, c6, c7, ..] = third;
        Ok(Fields {
            unit: UnitId(u32::from_be_bytes([u0, u1, u2, u3])),
            wrapped: [k0, k1, k2, k3, k4, k5, k6, k7, k8, k9],
            checkword: width.cut(u64::from_be_bytes([c0, c1, c2, c3, c4, c5, c6, c7])),
        })
    }

    /// Whether a field's checkword is the one for its unit, the session key and the IV.
    pub(super) fn fits(&self, fields: &Fields, begun: Begun, width: Checkword) -> bool {
        self.checkword(begun, fields.unit, width) == fields.checkword
    }

    /// LION: the rest under a stream from the head, the head under a hash of the rest, the rest once more.
    fn encipher(&self, field: &mut [u64]) {
        let Some((head, rest)) = field.split_first_mut() else { return };
        self.stream(*head ^ place::FIRST, rest);
        *head ^= self.hash(rest);
        self.stream(*head ^ place::THIRD, rest);
    }

    /// The same rounds backwards.
    fn decipher(&self, field: &mut [u64]) {
        let Some((head, rest)) = field.split_first_mut() else { return };
        self.stream(*head ^ place::THIRD, rest);
        *head ^= self.hash(rest);
        self.stream(*head ^ place::FIRST, rest);
    }

    /// `rest ⊕= OFB(seed)`.
    fn stream(&self, seed: u64, rest: &mut [u64]) {
        let mut register = seed;
        for block in rest {
            register = self.cipher.encrypt(register);
            *block ^= register;
        }
    }

    /// `CBC-MAC(rest)`, which is whole blocks.
    fn hash(&self, rest: &[u64]) -> u64 {
        rest.iter().fold(place::SECOND, |state, block| self.cipher.encrypt(state ^ block))
    }
}

/// The blocks of a field.
fn read(field: &[u8]) -> Blocks {
    let mut blocks = Blocks::default();
    let (whole, _) = field.as_chunks();
    blocks.iter_mut().zip(whole).for_each(|(to, from)| *to = u64::from_be_bytes(*from));
    blocks
}
