//! Whole-system tests, one binary: what no crate can show by itself.
//!
//! - `cli`: the command as its users meet it: output, files, exit codes, bad input.
//! - `absence`: what must not be there: the other rooms in `honest`, more than a few lines of backdoor, secrets.
//! - `events`: random schedules of send, deliver, drop, reorder, duplicate, seize and restore, on both messengers.
//! - `transcripts`: recorded conversations, derived a second time from the specification.
//! - `models`: symbolic models and runs say the same.
//! - `room`: the services as processes: a workshop, its trustees, its record, ends of every kind.
//! - `documents`: what README and docs say is what the program does.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the lint wall is for code that ships, and a test's name is its documentation"
)]

mod absence;
mod cli;
mod documents;
mod events;
mod models;
mod room;
mod transcripts;
