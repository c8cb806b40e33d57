//! Trustee services: each a share behind HTTP, a court it answers to, a log that everybody can check, and a file of its own.
//!
//! | module | what it is |
//! |---|---|
//! | [`service`], [`routes`] | what a trustee does, and who may ask it over HTTP |
//! | [`store`] | its file: an entry is on the disk before anything leaves |
//! | [`log`], [`note`] | the entries' Merkle tree, checkpoints as signed notes |
//! | [`witness`], [`gossip`], [`audit`] | how a log that lies is found: the others, the authority, anybody |
//! | [`client`] | the authority's side |
//! | [`bind`], [`token`] | where it may listen, what the authority shows |
//! | [`standalone`] | starting one, or all of them inside one program |

pub mod admission;
pub mod audit;
pub mod bind;
pub mod client;
pub mod clock;
pub mod error;
pub mod gossip;
pub(crate) mod http;
pub mod limits;
pub mod log;
pub mod note;
pub mod routes;
pub mod service;
pub mod standalone;
pub mod store;
#[cfg(test)]
mod tests;
pub mod token;
mod wire;
pub mod witness;

pub use client::{Opened, Panel, Seat};
pub use clock::Clock;
pub use service::{RequestId, Service, Settings};
pub use standalone::{Options, Running, run_one, start_all};
pub use wire::HealthAnswer;
