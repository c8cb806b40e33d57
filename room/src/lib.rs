//! Trustee services and the workshop: what turns the testbed into a room full of people.
//!
//! | module | what it is |
//! |---|---|
//! | [`trustee`] | services that each hold a share, a record and a log |
//! | [`workshop`] | people, pairs, scenes, the court, the theft and the break |
//! | [`server`], [`bots`], [`replay`] | all of it on one machine; participants without a phone; a record shown again |
//! | [`assets`], [`words`] | the pages and their messages |
//! | [`kit`] | what is printed for a workshop |
//! | [`limits`] | every bound that people could push, with its reason |
//!
//! The break is computed by the intruders of the crate `attacks` on what the relay recorded: the same programs that the
//! command line runs on simulated messengers.

pub mod assets;
pub mod bots;
#[cfg(test)]
mod fixtures;
pub mod kit;
pub mod limits;
pub mod replay;
pub mod server;
pub mod trustee;
pub mod words;
pub mod workshop;
