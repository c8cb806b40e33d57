//! The chip: a sealed machine that enciphers for whoever shows it a field that fits.

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::leaf::{Begun, Checkword, FamilyKey, Iv};
use super::skipjack::{Key80, Skipjack};
use super::{Refused, UnitId};

#[cfg(test)]
mod tests;

/// A chip. Nobody reads its keys: there is no way to them but what it does.
///
/// ```compile_fail,E0616
/// fn peel(chip: &escrow::mechanisms::clipper::Chip) {
///     let _ = &chip.unit_key;
/// }
/// ```
pub struct Chip {
    unit: UnitId,
    unit_key: Skipjack,
    family: FamilyKey,
    width: Checkword,
}

impl std::fmt::Debug for Chip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { unit, unit_key: _, family: _, width } = self;
        f.debug_struct("Chip").field("unit", unit).field("width", width).finish_non_exhaustive()
    }
}

impl Chip {
    /// What the programming session puts in.
    pub(super) fn new(unit: UnitId, unit_key: &Key80, family: FamilyKey, width: Checkword) -> Self {
        Self { unit, unit_key: Skipjack::new(unit_key), family, width }
    }

    /// The number on it.
    #[must_use]
    pub const fn unit(&self) -> UnitId {
        self.unit
    }

    /// The width of its checkword, which is public.
    #[must_use]
    pub const fn width(&self) -> Checkword {
        self.width
    }

    /// Begins to send under a session key that the two parties have agreed on by means of their own (the standard does
    /// not say how): the chip chooses an IV and makes the field that must go with it.
    pub fn talk(&self, key: &Key80, rng: &mut (impl CryptoRng + ?Sized)) -> (Iv, Vec<u8>, Session) {
        let mut iv = Iv::default();
        rng.fill_bytes(&mut iv);
        let wrapped = self.unit_key.encrypt_key(key);
        let begun = self.family.begin(key, &iv);
        let leaf = self.family.seal(self.unit, &wrapped, begun, self.width, rng);
        (iv, leaf, Session { cipher: Skipjack::new(key), iv })
    }

    /// Loads a session key and an IV, and waits for the field.
    #[must_use]
    pub fn load(&self, key: &Key80, iv: &Iv) -> Loaded<'_> {
        Loaded { chip: self, begun: self.family.begin(key, iv) }
    }

    /// Whether it would decipher under this key and IV for whoever shows it this field.
    #[must_use]
    pub fn accept(&self, key: &Key80, iv: &Iv, leaf: &[u8]) -> bool {
        self.load(key, iv).accept(leaf)
    }

    /// Begins to receive.
    ///
    /// # Errors
    /// [`Refused`] if the field does not fit: the chip stays mute.
    pub fn listen(&self, key: &Key80, iv: &Iv, leaf: &[u8]) -> Result<Session, Refused> {
        if self.accept(key, iv, leaf) {
            Ok(Session { cipher: Skipjack::new(key), iv: *iv })
        } else {
            Err(Refused { width: self.width })
        }
    }
}

/// A chip with a session key and an IV in it, and no field yet.
pub struct Loaded<'c> {
    chip: &'c Chip,
    begun: Begun,
}

impl std::fmt::Debug for Loaded<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { chip, begun: _ } = self;
        f.debug_struct("Loaded").field("chip", chip).finish_non_exhaustive()
    }
}

impl Loaded<'_> {
    /// Whether the field fits. Whoever owns a chip can ask as often as they like.
    #[must_use]
    pub fn accept(&self, leaf: &[u8]) -> bool {
        let Chip { family, width, .. } = self.chip;
        family.open(leaf, *width).is_ok_and(|fields| family.fits(&fields, self.begun, *width))
    }
}

/// A chip that works: a field of its own, or one that it accepted, is in it. The key stays inside.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Session {
    cipher: Skipjack,
    iv: Iv,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { cipher: _, iv: _ } = self;
        f.write_str("Session(..)")
    }
}

impl Session {
    /// Enciphers or deciphers a text in output feedback mode, from the IV on.
    #[must_use]
    pub fn feedback(&self, text: &[u8]) -> Vec<u8> {
        self.cipher.ofb(u64::from_be_bytes(self.iv), text)
    }

    /// Enciphers one block as it is: the electronic codebook, another mode of the standard.
    #[must_use]
    pub fn codebook(&self, block: [u8; 8]) -> [u8; 8] {
        self.cipher.encrypt(u64::from_be_bytes(block)).to_be_bytes()
    }
}
