//! The attacks. One question, one file.

pub mod coalition;
pub mod forge;
pub mod garble;
pub mod ghost;
pub mod impersonate;
pub mod other_key;
pub mod quiet;
pub mod relay;
pub(crate) mod rogue;
pub mod scope;
pub mod seizure;
pub mod starve;
pub mod superencrypt;
pub mod swap;
pub mod theft;
pub mod two_keys;
pub mod wire;
