//! The workshop: people in a room, a controlled experiment on what they write, and the scenes that show it.
//!
//! Everything that happens is an [`event::Event`]; the [`state::State`] is what the events add up to, and the boards are
//! views of it. The server never holds a key of a chat: it knows the relay's recording, and the shares it dealt out. What
//! opens is computed by [`attempt`], with the intruders of the crate `attacks`.

pub mod attempt;
pub mod boards;
pub mod chart;
pub mod config;
pub mod console;
pub mod court;
pub mod custody;
pub mod event;
pub mod live;
pub mod names;
pub mod record;
pub mod refusal;
pub mod routes;
pub mod scene;
pub mod state;
pub mod sweep;

mod actions;
