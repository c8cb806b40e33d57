//! The attacks. One question, one file.

pub mod coalition;
pub mod false_report;
pub mod feedback;
pub mod forge;
pub mod frame;
pub mod garble;
pub mod impersonate;
pub mod insert;
pub mod origin;
pub mod other_key;
pub mod quiet;
pub mod relay;
pub(crate) mod rogue;
pub mod salamander;
pub mod rogue_leaf;
pub mod scope;
pub mod seizure;
pub mod share_bias;
pub mod shadow_key;
pub mod signature_key;
pub mod starve;
pub mod superencrypt;
pub mod swap;
pub mod theft;
pub mod two_keys;
pub mod wire;
