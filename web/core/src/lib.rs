//! The two messengers for the browser: the crates `honest` and `escrow`, unchanged, behind a plain C interface.
//!
//! An instance of the WebAssembly is one user's messenger. The page calls `call(op, bytes)` and gets bytes; layouts are
//! those of [`honest::codec`], and [`ops`] documents each. Whether the messenger is the clean or the escrowed one is
//! decided by the mandate that the page hands in when it makes or restores it, and by nothing else.
//!
//! Everything but `abi` is safe code and runs on any machine: tests run the committed `web/pkg/core.wasm` and this
//! crate on the same randomness, and compare every answer.

#[cfg(target_arch = "wasm32")]
mod abi;
pub mod limits;
pub mod messenger;
pub mod ops;

pub use messenger::Messenger;
pub use ops::answer;
