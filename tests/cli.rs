//! The command as its users meet it: what it prints, what it writes, how it ends. See `whole.rs`.

mod answers;
mod conversations;
mod desk;
mod files;
mod formats;
mod interrupts;
mod privacy;
mod refusals;
mod seeds;
