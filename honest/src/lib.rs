//! A clean end-to-end encrypted messenger, complete in itself and without I/O.
//!
//! Two people whose devices run this crate are the only ones who can read what they write. There is no third key
//! anywhere in it, and no place where one would go: message keys have no accessor, are used once, and are wiped.
//!
//! | module | what it is | specification |
//! |---|---|---|
//! | [`identity`] | Ed25519 and X25519 identity keys, the first signing the second | X3DH rev. 1 section 2.1 (two keys instead of XEdDSA) |
//! | [`prekeys`] | signed, one-time, KEM and last-resort prekeys | PQXDH rev. 3 section 3.2 |
//! | [`handshake`] | the key agreement | PQXDH rev. 3 section 3.3; X3DH rev. 1 section 3.3 |
//! | [`ratchet`] | root, chain and message keys | Double Ratchet rev. 3 (2025-09-26) section 3 |
//! | [`session`] | a handshake and its ratchet; associated data | Double Ratchet section 3.4, X3DH section 4.8 |
//! | [`device`] | contacts, pinning, several sessions | |
//! | [`safety_number`] | what two people compare | Signal's numeric fingerprint |
//! | [`state`] | the stored state, documented to the byte | |
//! | [`wire`], [`padding`] | what the relay carries and sees | |
//! | [`limits`] | every bound, with its reason | |
//! | [`primitives`] | X25519, Ed25519, ChaCha20-Poly1305, HKDF, ML-KEM-768 | RFC 7748, 8032, 8439, 5869, FIPS 203 |
//!
//! **Protects** what is written from the relay and everyone else on the wire, recorded or active, now and (for
//! messages deleted on both ends) after both devices are seized later; from a thief of one device's state as soon
//! as both sides have written again.
//! **Does not protect** against a device that is being read while it is in use, against a relay that swaps
//! identity keys of people who never compare safety numbers, or who-talks-to-whom: addresses travel in the clear.
//!
//! Randomness is injected: the same seed gives the same bytes. A generator that can fail is refused by the types;
//! deal with the failure before calling.
//!
//! ```compile_fail,E0271
//! # use honest::{address::Address, device::Device, prekeys::Suite};
//! struct Failing;
//! impl rand_core::TryRng for Failing {
//!     type Error = std::fmt::Error;
//!     fn try_next_u32(&mut self) -> Result<u32, Self::Error> { Err(std::fmt::Error) }
//!     fn try_next_u64(&mut self) -> Result<u64, Self::Error> { Err(std::fmt::Error) }
//!     fn try_fill_bytes(&mut self, _: &mut [u8]) -> Result<(), Self::Error> { Err(std::fmt::Error) }
//! }
//! impl rand_core::TryCryptoRng for Failing {}
//! Device::new(Address::new("alice").unwrap(), Suite::Hybrid, &mut Failing);
//! ```

pub mod address;
pub mod codec;
pub mod device;
pub mod error;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod handshake;
pub mod identity;
pub mod known_answers;
pub mod limits;
pub mod padding;
pub mod prekeys;
pub mod primitives;
pub mod ratchet;
pub mod safety_number;
pub mod session;
pub mod state;
pub mod wire;

pub use address::Address;
pub use device::{Device, Received};
pub use prekeys::Suite;
pub use wire::Envelope;
