//! The HTTP interface, as one table: a route that is not in it is not mounted, and each says who may use it.

mod extract;

use std::sync::Arc;

use axum::extract::ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Json, Router};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::extract::{JsonBody, Member, Place, Whose, query_number};
use crate::errors::TakeError;
use crate::frames::{Mail, decode, encode};
use crate::limits::REQUEST;
use crate::names::is_address;
use crate::refusal::{Explain, Refusal};
use crate::relay::Relay;
use crate::serve::Seat;
use crate::socket::upgrade;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody.
    Anyone,
    /// Who shows a token of the room, in the header.
    Member,
    /// Everybody may open it; the first frame must hold a token of the room.
    FirstFrame,
}

/// One route.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// The method.
    pub method: &'static str,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Who may use it.
    pub who: Who,
    /// A body that it takes, if it takes one.
    pub example: Option<&'static str>,
    mount: fn() -> MethodRouter<Relay>,
}

/// All routes.
pub const ROUTES: &[Route] = &[
    Route { method: "GET", path: "/health", who: Who::Anyone, example: None, mount: || get(health) },
    Route {
        method: "POST",
        path: "/api/rooms/{room}/bundles",
        who: Who::Member,
        example: Some(r#"{"bundles":["AAAA"],"last":"AAAA"}"#),
        mount: || post(put_bundles),
    },
    Route {
        method: "POST",
        path: "/api/rooms/{room}/people/{address}/bundle",
        who: Who::Member,
        example: None,
        mount: || post(take_bundle),
    },
    Route {
        method: "GET",
        path: "/api/rooms/{room}/mail",
        who: Who::Member,
        example: None,
        mount: || get(mail),
    },
    Route {
        method: "GET",
        path: "/api/rooms/{room}/socket",
        who: Who::FirstFrame,
        example: None,
        mount: || get(socket),
    },
];

/// The routes of participants. It has no fallback, so that it can be merged into a larger router.
pub fn router(relay: Relay) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        router = router.route(route.path, (route.mount)());
    }
    router
        .method_not_allowed_fallback(async || {
            Refusal::new(
                405,
                "method",
                "this address does not take that method",
                "See the description of the interface.",
            )
        })
        .layer(DefaultBodyLimit::max(REQUEST))
        .with_state(relay)
}

/// The answer to a path that does not exist: for `Router::fallback`.
pub async fn not_found() -> Refusal {
    Refusal::new(
        404,
        "not_found",
        "there is nothing at this address",
        "See the description of the interface.",
    )
}

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always true: a server that is not well does not answer.
    ok: bool,
    /// The version of what it serves.
    version: String,
}

#[utoipa::path(get, path = "/health", responses((status = 200, description = "The server answers.", body = Health)))]
pub(crate) async fn health(State(relay): State<Relay>) -> Json<Health> {
    Json(Health { ok: true, version: relay.version() })
}

/// Bundles to be published. Bytes are base64url without padding.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Publication {
    /// Each is handed out once.
    bundles: Vec<String>,
    /// Handed out again and again when the others are used up; replaces the earlier one.
    #[serde(default)]
    last: Option<String>,
    /// Drop what was published before, because the keys are gone.
    #[serde(default)]
    replace: bool,
}

/// How many bundles there are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Left {
    /// The one of last resort is not counted.
    left: u64,
}

#[utoipa::path(
    post, path = "/api/rooms/{room}/bundles", request_body = Publication,
    params(("room" = String, Path, description = "The room.")),
    security(("token" = [])),
    responses(
        (status = 200, description = "Kept.", body = Left),
        (status = 401, description = "No token of this room.", body = Refusal),
        (status = 413, description = "The body or a bundle is too long.", body = Refusal),
        (status = 429, description = "Too many requests.", body = Refusal),
        (status = 507, description = "Too many bundles, or the disk is full.", body = Refusal),
    )
)]
pub(crate) async fn put_bundles(
    State(relay): State<Relay>,
    Member { room, address }: Member,
    JsonBody(publication): JsonBody<Publication>,
) -> Result<Json<Left>, Refusal> {
    let bytes = |text: &String| {
        decode(text).ok_or_else(|| {
            Refusal::new(422, "bad_base64", "a bundle is not base64url without padding", "Encode it anew.")
        })
    };
    let bundles = publication.bundles.iter().map(bytes).collect::<Result<_, _>>()?;
    let last = publication.last.as_ref().map(bytes).transpose()?;
    let left = relay.put_bundles(&room, &address, bundles, last, publication.replace).await;
    left.map(|left| Json(Left { left })).map_err(|error| error.refusal())
}

/// A bundle that was handed out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Bundle {
    /// The bytes, base64url without padding.
    bundle: String,
    /// How many that person has left.
    left: u64,
}

#[utoipa::path(
    post, path = "/api/rooms/{room}/people/{address}/bundle",
    params(("room" = String, Path, description = "The room."), ("address" = String, Path, description = "Whose.")),
    security(("token" = [])),
    responses(
        (status = 200, description = "A bundle, handed out to nobody else.", body = Bundle),
        (status = 401, description = "No token of this room.", body = Refusal),
        (status = 404, description = "Nobody of that address (no_such_person), or none left (no_bundle).", body = Refusal),
        (status = 429, description = "Too many requests.", body = Refusal),
    )
)]
pub(crate) async fn take_bundle(
    State(relay): State<Relay>,
    Member { room, .. }: Member,
    Whose(address): Whose,
) -> Result<Json<Bundle>, Refusal> {
    if !is_address(&address) {
        return Err(TakeError::NoSuchPerson.refusal());
    }
    let taken = relay.take_bundle(&room, &address).await;
    taken
        .map(|(bundle, left)| Json(Bundle { bundle: encode(&bundle), left }))
        .map_err(|error| error.refusal())
}

/// A page of a mailbox.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page {
    /// The messages, by number. When there are 64, there may be more: ask again after the last.
    #[schema(value_type = Vec<Mail<'static>>)]
    mail: Vec<serde_json::Value>,
}

#[utoipa::path(
    get, path = "/api/rooms/{room}/mail",
    params(
        ("room" = String, Path, description = "The room."),
        ("after" = Option<u64>, Query, description = "The number of the last message that is known; 0 when absent."),
    ),
    security(("token" = [])),
    responses(
        (status = 200, description = "What waits, without what was said to be kept safe.", body = Page),
        (status = 401, description = "No token of this room.", body = Refusal),
        (status = 429, description = "Too many requests.", body = Refusal),
    )
)]
pub(crate) async fn mail(
    State(relay): State<Relay>,
    Member { room, address }: Member,
    uri: axum::http::Uri,
) -> Result<Json<Page>, Refusal> {
    let after = query_number(&uri, "after")?.unwrap_or(0);
    let page = relay.mail(&room, &address, after).await.map_err(|error| error.refusal())?;
    let mail = page.iter().filter_map(|stored| serde_json::to_value(Mail::from(stored)).ok()).collect();
    Ok(Json(Page { mail }))
}

#[utoipa::path(
    get, path = "/api/rooms/{room}/socket",
    params(("room" = String, Path, description = "The room.")),
    responses(
        (status = 101, description = "A WebSocket; the first frame is a hello with the token."),
        (status = 400, description = "No upgrade to a WebSocket was asked for.", body = Refusal),
        (status = 404, description = "Not the id of a room.", body = Refusal),
    )
)]
pub(crate) async fn socket(
    State(relay): State<Relay>,
    Place(room): Place,
    seat: Option<Extension<Arc<Seat>>>,
    ws: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    match ws {
        Ok(ws) => upgrade(ws, relay, room, seat.map(|Extension(seat)| seat)),
        Err(_) => {
            Refusal::new(400, "no_upgrade", "this address is a WebSocket", "Open it with a WebSocket client.")
                .into_response()
        }
    }
}
