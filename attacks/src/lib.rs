//! Every attack on every messenger.
//!
//! How to read a result: a [`system::System`] is a whole messenger under test; an [`attack::Attack`] is one question
//! with a prediction made before the run; what an intruder claims to have read is compared with what was said by the
//! scorer alone. "Opened" is always a real decryption with stolen goods. A verdict is HELD if the attack got nothing
//! and BROKEN if it got something, and either is "as expected" or "contradicted": on a messenger with a backdoor,
//! BROKEN is what is expected.
//!
//! Absence of success proves nothing alone: an attack that fails says that this attack failed, at this size.

pub mod attack;
pub mod catalogue;
mod intruders;
pub mod lab;
pub mod parameters;
pub mod properties;
pub mod recording;
pub mod report;
pub mod script;
pub mod stage;
pub mod system;
pub mod systems;

#[allow(clippy::module_inception)]
pub mod attacks;
pub mod claims;

pub use catalogue::{ATTACKS, CLAIMS, SYSTEMS};
pub use parameters::Parameters;
