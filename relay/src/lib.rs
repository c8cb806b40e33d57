//! Prekey directory and store-and-forward for many rooms: bytes only.
//!
//! The relay keeps who is in a room, the prekey bundles they publish, and the messages they send, all of which it takes for
//! opaque bytes. It links neither `honest` nor `escrow`: a server that cannot decrypt because it does not have the code. It makes no
//! request of its own to anyone.
//!
//! [`Relay`] is what a program holds; [`router`] is its HTTP and WebSocket interface; [`serve::run`] is an accept loop with the
//! time limits that a server on an open network needs; [`guard`] refuses what comes from a foreign page and sets the headers of
//! every answer. [`store`] is where it is all kept: one SQLite file, or PostgreSQL with the feature `postgres`.
//!
//! Every bound is in [`limits`], with its reason.

mod boards;
mod clock;
mod describe;
mod errors;
mod frames;
pub mod guard;
mod hub;
pub mod limits;
mod names;
mod refusal;
mod relay;
mod routes;
pub mod serve;
mod socket;
pub mod store;
mod token;

pub use boards::{Audience, Boards};
pub use describe::openapi;
pub use errors::{
    AdmitError, AuthError, BundlesError, CreateRoomError, ExpelError, MailError, RelayError, RoomError,
    SendError, TakeError,
};
pub use limits::{Limits, ServeLimits};
pub use names::{RoomId, RoomIdError};
pub use refusal::{Explain, Refusal};
pub use relay::Relay;
pub use routes::{ROUTES, Route, Who, not_found, router};
pub use socket::{bounded, watch};
pub use store::{Letter, Store, StoreError, Stored};
pub use token::Token;
