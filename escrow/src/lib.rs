//! The same messenger under a mandate for exceptional access. **Deliberately weak: a specimen, not for use.**
//!
//! The backdoor is one statement in [`client`], between the words BACKDOOR begin and BACKDOOR end. Everything else
//! here is what that statement needs in order to be lawful: a key whose secret nobody should hold alone, trustees,
//! warrants, a court, records, epochs. Each is built as its proponents would build it; what each buys is measured
//! in the crate `attacks`.
//!
//! | module | what it is | source |
//! |---|---|---|
//! | [`client`] | the wrapped messenger | Clipper's LEAF, PGP's ADK, data recovery fields: a second copy of a content key |
//! | [`field`], [`content`] | the access field and the text beside it | HPKE, RFC 9180; TDH2 (Shoup and Gennaro 1998) for the label proof |
//! | [`key`], [`sharing`] | the escrow key and its dealing out | Shamir 1979; Feldman 1987 |
//! | [`warrant`], [`trustee`], [`record`] | who may open, who must agree, what is written down | |
//! | [`threshold`] | opening without rebuilding the key | threshold ElGamal with Chaum-Pedersen proofs |
//! | [`mandate`] | the variants | |
//! | [`mechanisms`] | published proposals in miniature | each in its own file |
//! | [`stored_state`] | what a seized phone yields | `honest::state` |
//!
//! `honest` has no hook for any of this and needs none: its message keys cannot be taken out, so the mandate wraps
//! another key around the text and deposits that. A mandate that wanted the message keys themselves would first
//! have to write this into the clean messenger, and it does not compile:
//!
//! ```compile_fail,E0624
//! fn deposit(key: &honest::ratchet::MessageKey) -> [u8; 32] {
//!     *key.state()
//! }
//! ```

pub mod client;
pub mod content;
pub mod error;
pub mod field;
#[cfg(test)]
pub(crate) mod fixtures;
mod hpke;
pub mod key;
pub mod known_answers;
pub mod label;
pub mod limits;
pub mod mandate;
pub mod mechanisms;
pub mod record;
pub mod sharing;
pub mod stored_state;
pub mod threshold;
pub mod trustee;
pub mod warrant;

pub use client::{Client, Envelope};
pub use field::AccessField;
pub use key::{EscrowPublic, EscrowSecret};
pub use mandate::{Deposit, EpochKey, Mandate, Sealing};
