//! The command as its users meet it: what it prints, what it writes, how it ends. See `whole.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what these tests share is test code, too"
)]

mod answers;
mod conversations;
mod desk;
mod files;
mod formats;
mod interrupts;
mod privacy;
mod refusals;
mod seeds;
