//! How an error reaches a client: a status, a stable code, why, and what to do next. Nothing of the request is repeated in it.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::errors::{
    AdmitError, AuthError, BundlesError, CreateRoomError, ExpelError, MailError, RoomError, SendError,
    TakeError,
};
use crate::store::StoreError;

/// An answer that refuses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Refusal {
    /// The HTTP status.
    #[serde(skip)]
    pub status: u16,
    /// A word for programs; it never changes its meaning.
    #[schema(value_type = String, example = "quota")]
    pub code: &'static str,
    /// What happened.
    pub why: String,
    /// What to do.
    #[schema(value_type = String)]
    pub next: &'static str,
}

impl Refusal {
    /// A refusal.
    #[must_use]
    pub fn new(status: u16, code: &'static str, why: impl Into<String>, next: &'static str) -> Self {
        Self { status, code, why: why.into(), next }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(&self)).into_response();
        if matches!(self.status, 429 | 503) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// What an error says to a client.
pub trait Explain: std::error::Error {
    /// Status and stable code.
    fn code(&self) -> (u16, &'static str);
    /// What to do next.
    fn next(&self) -> &'static str;
    /// The whole answer.
    fn refusal(&self) -> Refusal {
        let (status, code) = self.code();
        // What the system said of its disk is for the operator, not for the room.
        let why = if status >= 500 && status != 507 {
            "the store does not answer".to_owned()
        } else {
            self.to_string()
        };
        Refusal { status, code, why, next: self.next() }
    }
}

const JOIN: &str = "Join the room again.";
const SHORTER: &str = "Send less.";
const CLEAR: &str = "Ask the instructor to clear the mail or to open another room.";

impl Explain for StoreError {
    fn code(&self) -> (u16, &'static str) {
        match self {
            Self::Full => (507, "storage_full"),
            Self::Unavailable { .. } | Self::Corrupt { .. } | Self::Stopped => (503, "store"),
        }
    }

    fn next(&self) -> &'static str {
        match self {
            Self::Full => "Nothing was lost. Free some space on the server, then send again.",
            _ => "Send again in a moment; if it goes on, look at the server.",
        }
    }
}

macro_rules! explain {
    ($($error:ident { $($variant:pat => ($status:literal, $code:literal, $next:expr)),+ $(,)? })+) => {$(
        impl Explain for $error {
            fn code(&self) -> (u16, &'static str) {
                match self {
                    Self::Store(store) => store.code(),
                    $($variant => ($status, $code),)+
                }
            }

            fn next(&self) -> &'static str {
                match self {
                    Self::Store(store) => store.next(),
                    $($variant => $next,)+
                }
            }
        }
    )+};
}

explain! {
    CreateRoomError { Self::Rooms { .. } => (507, "quota", "Close a room first.") }
    AdmitError {
        Self::Address => (400, "bad_address", "Choose another address."),
        Self::NoSuchRoom => (404, "no_such_room", "Check the code of the room."),
        Self::Taken => (409, "taken", "Choose another address."),
        Self::People { .. } => (507, "quota", "Open another room."),
        Self::Random(_) => (503, "random", "Try again; if it goes on, look at the server."),
    }
    ExpelError { Self::NoSuchPerson => (404, "no_such_person", "Nothing to do.") }
    AuthError {
        Self::Missing => (401, "no_token", "Send the token as 'Authorization: Bearer TOKEN'."),
        Self::Token => (401, "bad_token", JOIN),
    }
    BundlesError {
        Self::TooMany { .. } => (507, "quota", "Publish fewer, or replace the old ones."),
        Self::Length { .. } => (413, "too_long", SHORTER),
        Self::NoSuchPerson => (401, "bad_token", JOIN),
    }
    TakeError {
        Self::NoSuchPerson => (404, "no_such_person", "Check the address."),
        Self::NoBundle => (404, "no_bundle", "Ask again when that person is online."),
    }
    SendError {
        Self::NoSuchPerson => (404, "no_such_person", "Check the address."),
        Self::NotInRoom => (401, "bad_token", JOIN),
        Self::Length { .. } => (413, "too_long", SHORTER),
        Self::Id => (400, "bad_id", "Give the message an id of letters and digits."),
        Self::IdReused => (409, "id_reused", "Give every message an id of its own."),
        Self::Messages { .. } | Self::Bytes { .. } => (507, "quota", CLEAR),
        Self::Rate { .. } => (429, "rate", "Wait a moment and send again with the same id."),
    }
    MailError { Self::NoSuchPerson => (401, "bad_token", JOIN) }
    RoomError { Self::NoSuchRoom => (404, "no_such_room", "Check the code of the room.") }
}
