//! Clipper, the chip of the Escrowed Encryption Standard (FIPS 185, 1994; announced in 1993).
//!
//! A sealed chip enciphers with [`skipjack`], then a classified cipher. With every session key goes a field
//! ([`leaf`]) from which two [`agents`], a court and a [`device`] in the hands of the police get that key back. The
//! receiver's [`chip`] deciphers nothing unless the field fits. Unit keys come from a [`programming`] session.
//!
//! How the two parties agree on a session key is outside the standard, and outside this module.
//!
//! | who | holds |
//! |---|---|
//! | a chip | its unit key `KU`, the family key `KF` |
//! | each agent | one part of every unit key, `KU = KU1 ⊕ KU2`, and no family key |
//! | the decrypt device | `KF`, and the unit keys that it was given under orders |
//! | a programming session | two seeds, from which it makes every unit key; told to be discarded at its end |
//!
//! The standard names the field's parts and leaves its method out, which is classified. What stands in for it is said
//! in [`leaf`].

use thiserror::Error;

pub mod agents;
pub mod chip;
pub mod device;
pub mod leaf;
pub mod programming;
pub mod skipjack;
#[cfg(test)]
mod tests;

pub use agents::{Agent, Order, Part, Side, SignedOrder, Withheld};
pub use chip::{Chip, Session};
pub use device::{DecryptDevice, Opened};
pub use leaf::{Checkword, FamilyKey, Iv};
pub use programming::{Programming, Seeds};
pub use skipjack::Key80;

/// The number of a unit: of a chip, and so of whoever bought it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitId(pub u32);

/// Why a field could not be read, or not be laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FieldError {
    /// A width that no checkword has.
    #[error("a checkword of {bits} bits; it has 1 to 64")]
    Checkword {
        /// The width asked for.
        bits: u32,
    },
    /// A field of another length.
    #[error("an access field of {got} bytes where {expected} were expected")]
    Length {
        /// What this checkword's width gives.
        expected: usize,
        /// What came.
        got: usize,
    },
}

/// A chip deciphers nothing: the field does not go with the session key and the IV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the access field does not fit: its checkword of {} bits is wrong", .width.bits())]
pub struct Refused {
    /// The width that was checked.
    pub width: Checkword,
}
