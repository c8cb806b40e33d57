//! Random schedules of send, deliver, drop, reorder, duplicate, seize and restore, on both messengers.
//!
//! - `schedule`: the events, made from any bytes: property tests draw these, a fuzzer may hand in its own.
//! - `messenger`: what is under test, in two shapes: the honest device, and the client under the mandate.
//! - `world`: people, mailboxes between them, and the model: what was sent, read, lost, seized.
//! - `theft`: what each seized state must open and must not, known beforehand from ratchet keys alone.
//! - `properties`: what holds on every schedule. `exhibit`: the same theft on both messengers, step by step.

mod exhibit;
mod messenger;
mod properties;
mod schedule;
mod theft;
mod world;
