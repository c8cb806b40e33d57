//! The intruders: programs that read a recording with stolen goods. They are written from public documents (the
//! handshake's and the ratchet's formulas, the stored state's layout), not from the code they attack.

pub(crate) mod burglar;
pub(crate) mod escrow;
mod forger;
mod hello;
pub(crate) mod listener;
pub(crate) mod middle;
pub(crate) mod thief;
