//! What a route takes out of a request. Each refuses with a code, and repeats nothing of what it refuses.

use std::collections::HashMap;

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Json, Path, Request};
use axum::http::request::Parts;
use axum::http::{Uri, header};
use serde::de::DeserializeOwned;

use crate::errors::AuthError;
use crate::names::RoomId;
use crate::refusal::{Explain, Refusal};
use crate::relay::Relay;

/// The room in the path.
pub(crate) struct Place(pub(crate) RoomId);

/// The address in the path; not looked at yet.
pub(crate) struct Whose(pub(crate) String);

/// Somebody who showed a token of the room in the path, and has not sent too much.
pub(crate) struct Member {
    pub(crate) room: RoomId,
    pub(crate) address: String,
}

/// A JSON body.
pub(crate) struct JsonBody<T>(pub(crate) T);

async fn parameter(parts: &mut Parts, relay: &Relay, name: &str) -> Option<String> {
    let Path(mut all) = Path::<HashMap<String, String>>::from_request_parts(parts, relay).await.ok()?;
    all.remove(name)
}

impl FromRequestParts<Relay> for Place {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, relay: &Relay) -> Result<Self, Refusal> {
        let room = parameter(parts, relay, "room").await.and_then(|room| room.parse().ok());
        room.map(Self).ok_or_else(|| {
            Refusal::new(404, "no_such_room", "that is not the id of a room", "Check the code of the room.")
        })
    }
}

impl FromRequestParts<Relay> for Whose {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, relay: &Relay) -> Result<Self, Refusal> {
        Ok(Self(parameter(parts, relay, "address").await.unwrap_or_default()))
    }
}

impl FromRequestParts<Relay> for Member {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, relay: &Relay) -> Result<Self, Refusal> {
        let Place(room) = Place::from_request_parts(parts, relay).await?;
        let mut shown = parts.headers.get_all(header::AUTHORIZATION).iter();
        let token = match (shown.next().map(|value| value.to_str()), shown.next()) {
            (Some(Ok(value)), None) => value.strip_prefix("Bearer ").map(str::to_owned),
            _ => None,
        };
        let token = token.ok_or_else(|| AuthError::Missing.refusal())?;
        let address = relay.authenticate(&room, &token).await.map_err(|error| error.refusal())?;
        relay.pace(&room, &address).map_err(|error| error.refusal())?;
        Ok(Self { room, address })
    }
}

impl<T: DeserializeOwned> FromRequest<Relay> for JsonBody<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, relay: &Relay) -> Result<Self, Refusal> {
        match Json::<T>::from_request(request, relay).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(refuse(&rejection)),
        }
    }
}

fn refuse(rejection: &JsonRejection) -> Refusal {
    match rejection {
        JsonRejection::JsonDataError(_) => Refusal::new(
            422,
            "bad_shape",
            "the body is JSON, but not what belongs here",
            "See the description of the interface.",
        ),
        JsonRejection::MissingJsonContentType(_) => Refusal::new(
            415,
            "content_type",
            "the body of a request is JSON here",
            "Send 'Content-Type: application/json'.",
        ),
        JsonRejection::BytesRejection(bytes) if bytes.status() == 413 => {
            Refusal::new(413, "too_long", "the body of the request is too long", "Send less.")
        }
        _ => Refusal::new(400, "bad_json", "the body is not JSON", "Send valid JSON."),
    }
}

/// A number in the query, if it is there.
pub(crate) fn query_number(uri: &Uri, name: &str) -> Result<Option<u64>, Refusal> {
    let value = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))
        .map(|(_, value)| value.parse());
    value.transpose().map_err(|_| {
        Refusal::new(400, "bad_number", "a number in the address is none", "Give a number, or leave it out.")
    })
}
