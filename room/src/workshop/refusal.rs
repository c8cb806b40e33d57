//! Why somebody does not get what they asked for: what happened, why, and what to do next.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The code on the wall is another.
    #[error("there is no room with that code")]
    Code,
    /// Too many tried to join at once, or somebody is guessing.
    #[error("too many tried to join in this minute")]
    JoinRate,
    /// The room is full.
    #[error("the room has {0} people, and no room for more")]
    Full(usize),
    /// The room is closed.
    #[error("this room is closed")]
    Ended,
    /// Not a token of this room.
    #[error("this token opens nothing here")]
    Token,
    /// Somebody who does not play that part.
    #[error("only a {0} can do that")]
    Role(&'static str),
    /// The time for that is not now.
    #[error("that cannot be done now: {0}")]
    Now(&'static str),
    /// A value that means nothing here.
    #[error("{what} {value:?} is not known here")]
    Unknown {
        /// What.
        what: &'static str,
        /// The value.
        value: String,
    },
    /// Too much of something.
    #[error("{what} has at most {most}")]
    TooMuch {
        /// What.
        what: &'static str,
        /// The bound.
        most: usize,
    },
    /// The relay could not.
    #[error("the relay could not do it: {0}")]
    Relay(String),
    /// A design that cannot be measured, or a lab that stopped.
    #[error("{0}")]
    Sweep(String),
}

impl Refused {
    /// Status, code, and what to do next.
    #[must_use]
    pub const fn answer(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Code => {
                (StatusCode::NOT_FOUND, "no_room", "Look at the wall again: four letters and digits.")
            }
            Self::JoinRate => (StatusCode::TOO_MANY_REQUESTS, "join_rate", "Wait a moment and try again."),
            Self::Full(_) => {
                (StatusCode::INSUFFICIENT_STORAGE, "room_full", "Share a phone with a neighbour.")
            }
            Self::Ended => (StatusCode::GONE, "ended", "Ask the instructor for a new code."),
            Self::Token => (StatusCode::UNAUTHORIZED, "token", "Join again."),
            Self::Role(_) => (StatusCode::FORBIDDEN, "role", "Look at your card for what you can do."),
            Self::Now(_) => (StatusCode::CONFLICT, "not_now", "Wait for the wall."),
            Self::Unknown { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "unknown", "Reload the page."),
            Self::TooMuch { .. } => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "too_much",
                "Make it shorter, or wait until the others are ruled on.",
            ),
            Self::Relay(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "relay",
                "Try again; if it stays, see the terminal of the laptop.",
            ),
            Self::Sweep(_) => (StatusCode::UNPROCESSABLE_ENTITY, "design", "Choose another design."),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, code, next) = self.answer();
        (status, Json(json!({"code": code, "why": self.to_string(), "next": next}))).into_response()
    }
}
