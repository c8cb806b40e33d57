//! The primitives, each in the notation of its standard, each called in exactly one place.

pub mod aead;
pub mod dh;
pub mod kdf;
pub mod kem;
pub mod sign;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod wycheproof_tests;
