//! The intruders: programs that read a recording with stolen goods. They are written from public documents (the
//! handshake's and the ratchet's formulas, the stored state's layout), not from the code they attack.

pub(crate) mod adk;
pub(crate) mod burglar;
pub(crate) mod dual_ec;
pub(crate) mod escrow;
pub(crate) mod fair;
mod forger;
pub(crate) mod franking;
mod hello;
pub(crate) mod leaf;
pub(crate) mod listener;
pub(crate) mod middle;
pub(crate) mod pictures;
pub(crate) mod share_bias;
pub(crate) mod thief;
pub(crate) mod work;
