//! The decrypt device of the police: the family key, and the unit keys that were loaded into it.
//!
//! With the family key alone it names the unit that made a field. For the session key it needs both agents' parts of
//! that unit's key. The rules wanted it to forget them when the order ends; [`DecryptDevice::forget`] does.

use std::collections::BTreeMap;

use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use thiserror::Error;
use zeroize::Zeroizing;

use super::agents::Part;
use super::leaf::{Checkword, FamilyKey, Iv};
use super::skipjack::{Key80, Skipjack};
use super::{FieldError, UnitId};

#[cfg(test)]
mod tests;

/// The device.
pub struct DecryptDevice {
    family: FamilyKey,
    width: Checkword,
    units: BTreeMap<UnitId, Key80>,
}

impl std::fmt::Debug for DecryptDevice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { family: _, width, units } = self;
        f.debug_struct("DecryptDevice")
            .field("width", width)
            .field("units", &units.len())
            .finish_non_exhaustive()
    }
}

/// What opening a field gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The unit that the field names.
    pub unit: UnitId,
    /// The session key.
    pub key: Key80,
    /// Whether the checkword fits the session key: it does in every field that a chip made.
    pub fits: bool,
}

impl Opened {
    /// The text of a ciphertext in output feedback mode.
    #[must_use]
    pub fn text(&self, iv: &Iv, sealed: &[u8]) -> Vec<u8> {
        Skipjack::new(&self.key).ofb(u64::from_be_bytes(*iv), sealed)
    }
}

/// Why a field did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OpenError {
    /// It is no field.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The unit that it names has no key here.
    #[error("the key of unit {:08x} is not loaded", .unit.0)]
    NotLoaded {
        /// The unit named.
        unit: UnitId,
    },
}

/// Why two parts do not make a unit key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("two parts of one unit's key are needed, one from each agent")]
pub struct Mismatched;

impl DecryptDevice {
    /// A device with a family key in it.
    #[must_use]
    pub const fn new(family: FamilyKey, width: Checkword) -> Self {
        Self { family, width, units: BTreeMap::new() }
    }

    /// Which unit made a field: no order and no agent is needed for that.
    ///
    /// # Errors
    /// [`FieldError::Length`].
    pub fn identify(&self, leaf: &[u8]) -> Result<UnitId, FieldError> {
        Ok(self.family.open(leaf, self.width)?.unit)
    }

    /// Loads a unit key: `KU = KU1 ⊕ KU2`.
    ///
    /// # Errors
    /// [`Mismatched`].
    pub fn load(&mut self, one: &Part, other: &Part) -> Result<(), Mismatched> {
        if one.unit != other.unit || one.side == other.side {
            return Err(Mismatched);
        }
        self.units.insert(one.unit, one.value.xor(&other.value));
        Ok(())
    }

    /// Forgets all unit keys.
    pub fn forget(&mut self) {
        self.units.clear();
    }

    /// The units whose keys are loaded.
    pub fn loaded(&self) -> impl Iterator<Item = UnitId> {
        self.units.keys().copied()
    }

    /// Opens a field with the key of the unit that it names.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(&self, iv: &Iv, leaf: &[u8]) -> Result<Opened, OpenError> {
        self.open_for(self.identify(leaf)?, iv, leaf)
    }

    /// Opens a field with the key of a unit whose line it came from, whatever the field says.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open_for(&self, unit: UnitId, iv: &Iv, leaf: &[u8]) -> Result<Opened, OpenError> {
        let fields = self.family.open(leaf, self.width)?;
        let unit_key = self.units.get(&unit).ok_or(OpenError::NotLoaded { unit })?;
        let key = Skipjack::new(unit_key).decrypt_key(fields.wrapped);
        let fits = self.family.fits(&fields, self.family.begin(&key, iv), self.width);
        Ok(Opened { unit: fields.unit, key, fits })
    }

    /// What a thief finds in it: `KF 10 ‖ checkword's bits 4 ‖ count 4 ‖ (unit 4 ‖ KU 10)…`.
    #[must_use]
    pub fn stored(&self) -> Zeroizing<Vec<u8>> {
        let mut to = Writer::with_capacity(18 + 14 * self.units.len());
        to.put(self.family.key().as_bytes()).u32(self.width.bits()).count(self.units.len());
        for (unit, key) in &self.units {
            to.u32(unit.0).put(key.as_bytes());
        }
        Zeroizing::new(to.finish())
    }

    /// Builds one like it out of that.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_stored(stored: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(stored);
        let family = FamilyKey::new(Key80::from_bytes(from.array()?));
        let width = Checkword::of_bits(from.u32()?);
        let mut device = Self::new(family, width.map_err(|_| DecodeError::Value { what: "checkword" })?);
        for _ in 0..from.u32()? {
            let unit = UnitId(from.u32()?);
            device.units.insert(unit, Key80::from_bytes(from.array()?));
        }
        from.finish()?;
        Ok(device)
    }
}
