//! The workshop over HTTP: participants on the listener that phones reach, the console on one that only this machine does.

use std::net::SocketAddr;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, Request, State as From};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use relay::Token;
use serde::Deserialize;
use serde_json::{Value, json};

use super::console::Act;
use super::live::Workshop;
use super::refusal::Refused;
use crate::assets;

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody.
    Anyone,
    /// Somebody who joined.
    Participant,
    /// Somebody who joined and is a trustee.
    Trustee,
    /// The judge.
    Judge,
    /// Somebody who joined and is an attacker.
    Attacker,
    /// The instructor.
    Console,
}

/// A route: method, path, who may call it, and a body that it takes.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The method.
    pub method: &'static str,
    /// The path.
    pub path: &'static str,
    /// Who.
    pub who: Who,
    /// A body that is understood.
    pub body: &'static str,
}

/// The routes of participants.
pub const ROUTES: [Route; 9] = [
    Route { method: "POST", path: "/api/join", who: Who::Anyone, body: r#"{"code":"AAAA"}"# },
    Route {
        method: "POST",
        path: "/api/vote",
        who: Who::Participant,
        body: r#"{"question":"copy","choice":"none"}"#,
    },
    Route { method: "POST", path: "/api/compared", who: Who::Participant, body: r#"{"equal":true}"# },
    Route { method: "POST", path: "/api/propose", who: Who::Participant, body: r#"{"text":"hello"}"# },
    Route { method: "POST", path: "/api/confirm", who: Who::Participant, body: r#"{"right":1,"wrong":0}"# },
    Route { method: "GET", path: "/api/mine", who: Who::Participant, body: "" },
    Route {
        method: "POST",
        path: "/api/trustee",
        who: Who::Trustee,
        body: r#"{"request":"order-1","release":true}"#,
    },
    Route {
        method: "POST",
        path: "/api/judge",
        who: Who::Judge,
        body: r#"{"request":"order-1","grant":true}"#,
    },
    Route { method: "POST", path: "/api/attacker", who: Who::Attacker, body: "{}" },
];

/// The routes of the console.
pub const CONSOLE_ROUTES: [Route; 1] = [Route {
    method: "POST",
    path: "/api/console/act",
    who: Who::Console,
    body: r#"{"act":"freeze","on":false}"#,
}];

/// The pages and actions of participants.
pub fn participants(workshop: Workshop) -> Router {
    Router::new()
        .route("/api/join", post(join))
        .route("/api/vote", post(vote))
        .route("/api/compared", post(compared))
        .route("/api/propose", post(propose))
        .route("/api/confirm", post(confirm))
        .route("/api/mine", get(mine))
        .route("/api/trustee", post(trustee))
        .route("/api/judge", post(judge))
        .route("/api/attacker", post(attacker))
        .fallback(|request: Request| async move { page(&request, false) })
        .with_state(workshop)
}

/// The console's.
#[derive(Clone)]
struct Console {
    workshop: Workshop,
    token: Token,
}

/// The pages and actions of the instructor.
pub fn console(workshop: Workshop, token: Token) -> Router {
    let console = Console { workshop, token };
    let guarded = Router::new()
        .route("/api/console/act", post(act))
        .route_layer(from_fn_with_state(console.clone(), instructor));
    Router::new()
        .merge(guarded)
        .route("/api/console/socket", get(socket))
        .fallback(|request: Request| async move { page(&request, true) })
        .with_state(console)
}

fn page(request: &Request, console: bool) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    assets::serve(request.uri().path(), request.headers(), console)
}

fn bearer(headers: &HeaderMap) -> Result<&str, Refused> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    given.and_then(|value| value.strip_prefix("Bearer ")).ok_or(Refused::Token)
}

async fn instructor(From(console): From<Console>, request: Request, next: Next) -> Response {
    match bearer(request.headers()) {
        Ok(token) if console.token.matches(token) => next.run(request).await,
        _ => Refused::Token.into_response(),
    }
}

type Answer = Result<Json<Value>, Refused>;

/// Finishes what was begun, whether or not anybody still waits for the answer.
async fn finished(work: impl Future<Output = Result<(), Refused>> + Send + 'static) -> Answer {
    match tokio::spawn(work).await {
        Ok(result) => result.and_then(|()| done()),
        Err(error) => Err(Refused::Relay(error.to_string())),
    }
}

fn done() -> Answer {
    Ok(Json(json!({"ok": true})))
}

#[derive(Deserialize)]
struct Join {
    code: String,
    token: Option<String>,
    #[serde(default)]
    bot: bool,
}

async fn join(From(workshop): From<Workshop>, parts: Parts, Json(body): Json<Join>) -> Answer {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map(|peer| peer.0.ip().to_string()).unwrap_or_default();
    let joined = workshop.join(&peer, &body.code, body.token.as_deref(), body.bot).await?;
    Ok(Json(json!({
        "room": workshop.room().as_str(), "address": joined.address, "token": joined.token, "version": *assets::VERSION,
    })))
}

#[derive(Deserialize)]
struct Vote {
    question: String,
    choice: String,
}

async fn vote(From(workshop): From<Workshop>, headers: HeaderMap, Json(body): Json<Vote>) -> Answer {
    let address = workshop.person(bearer(&headers)?).await?;
    workshop.vote(address, &body.question, &body.choice)?;
    done()
}

#[derive(Deserialize)]
struct Compared {
    equal: bool,
}

async fn compared(From(workshop): From<Workshop>, headers: HeaderMap, Json(body): Json<Compared>) -> Answer {
    let address = workshop.person(bearer(&headers)?).await?;
    workshop.compared(address, body.equal);
    done()
}

#[derive(Deserialize)]
struct Propose {
    text: String,
}

async fn propose(From(workshop): From<Workshop>, headers: HeaderMap, Json(body): Json<Propose>) -> Answer {
    let address = workshop.person(bearer(&headers)?).await?;
    let id = workshop.propose(address, &body.text)?;
    Ok(Json(json!({"ok": true, "id": id})))
}

#[derive(Deserialize)]
struct Confirm {
    right: u64,
    wrong: u64,
}

async fn confirm(From(workshop): From<Workshop>, headers: HeaderMap, Json(body): Json<Confirm>) -> Answer {
    let address = workshop.person(bearer(&headers)?).await?;
    workshop.confirm(address, body.right, body.wrong)?;
    done()
}

async fn mine(From(workshop): From<Workshop>, headers: HeaderMap) -> Answer {
    let address = workshop.person(bearer(&headers)?).await?;
    Ok(Json(workshop.mine(&address)))
}

#[derive(Deserialize)]
struct Decision {
    request: String,
    release: bool,
    #[serde(default)]
    reason: String,
}

async fn trustee(From(workshop): From<Workshop>, headers: HeaderMap, Json(body): Json<Decision>) -> Answer {
    let address = workshop.person(bearer(&headers)?).await?;
    // A phone that is locked in the middle of it does not undo it.
    finished(async move { workshop.answer(&address, &body.request, body.release, &body.reason).await }).await
}

#[derive(Deserialize)]
struct Ruling {
    request: String,
    grant: bool,
}

async fn judge(From(workshop): From<Workshop>, headers: HeaderMap, Json(body): Json<Ruling>) -> Answer {
    let address = workshop.person(bearer(&headers)?).await?;
    workshop.judge(&address, &body.request, body.grant)?;
    done()
}

async fn attacker(From(workshop): From<Workshop>, headers: HeaderMap, Json(_): Json<Value>) -> Answer {
    let address = workshop.person(bearer(&headers)?).await?;
    workshop.draw(&address)?;
    done()
}

async fn act(From(console): From<Console>, Json(act): Json<Act>) -> Answer {
    finished(async move { console.workshop.act(act).await }).await
}

async fn socket(From(console): From<Console>, upgrade: WebSocketUpgrade) -> Response {
    let Console { workshop, token } = console;
    let (relay, room) = (workshop.relay().clone(), workshop.room().clone());
    relay::bounded(upgrade)
        .on_upgrade(move |socket| async move { relay::watch(socket, relay, room, token).await })
}

#[cfg(test)]
mod tests;
