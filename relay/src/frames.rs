//! The frames of a socket, as JSON.

use std::collections::HashMap;

use axum::extract::ws::Message;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::refusal::Explain;
use crate::store::Stored;

/// What a client sends. It holds a token, so it has no `Debug`.
#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub(crate) enum FromClient {
    Hello(Hello),
    Send { id: String, to: String, body: String },
    Seen { n: u64 },
}

/// The first frame.
#[derive(Deserialize)]
pub(crate) struct Hello {
    pub(crate) token: String,
    #[serde(default)]
    pub(crate) after: u64,
    #[serde(default)]
    pub(crate) boards: HashMap<String, Option<Position>>,
}

/// What a client has of a board.
#[derive(Deserialize)]
pub(crate) struct Position {
    pub(crate) generation: String,
    pub(crate) n: u64,
}

/// What the server sends, boards aside.
#[derive(Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub(crate) enum ToClient<'a> {
    Welcome { address: &'a str, version: &'a str, now: u64 },
    Mail(Mail<'a>),
    Sent { id: &'a str, n: u64, sent: u64 },
    Refused { id: Option<&'a str>, code: &'a str, why: &'a str },
}

/// A message, as its addressee sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Mail<'a> {
    /// Its number in the mailbox.
    pub(crate) n: u64,
    /// Who sent it.
    pub(crate) from: &'a str,
    /// When it was accepted, in seconds since 1970.
    pub(crate) sent: u64,
    /// The bytes, base64url without padding.
    pub(crate) body: String,
}

impl<'a> From<&'a Stored> for Mail<'a> {
    fn from(stored: &'a Stored) -> Self {
        Self { n: stored.n, from: &stored.from, sent: stored.sent, body: encode(&stored.body) }
    }
}

impl ToClient<'_> {
    /// The frame as text.
    pub(crate) fn message(&self) -> Message {
        // Strings and numbers always become JSON; an empty frame, which clients ignore, stands for what cannot happen.
        Message::Text(serde_json::to_string(self).unwrap_or_default().into())
    }
}

/// The frame that refuses.
pub(crate) fn refused(id: &str, error: &impl Explain) -> Message {
    let refusal = error.refusal();
    ToClient::Refused { id: Some(id), code: refusal.code, why: &refusal.why }.message()
}

/// Bytes as base64url without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes from base64url without padding.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
