//! The HTTP of a trustee. Who may call what is in one table, from which the router is built.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes as Body;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use relay::guard::{Hosts, same_origin};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;

use super::admission::authority;
use super::error::{Denial, WitnessError};
use super::limits::{MAX_AT_ONCE, MAX_PAGE, MAX_REQUEST, SERVE_DEADLINE};
use super::service::{RequestId, Service};
use super::wire::{self, Bytes};

#[cfg(test)]
mod tests;

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody who reaches it: the log is public.
    Anyone,
    /// Who shows the authority's token at this trustee.
    Authority,
}

/// What a route does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Health,
    Checkpoint,
    Entries,
    Inclusion,
    Consistency,
    Witness,
    Share,
    Assist,
    Refuse,
    Destroy,
}

/// One route.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its path.
    pub path: &'static str,
    /// Who may call it.
    pub who: Who,
    act: Act,
}

const fn route(method: &'static str, path: &'static str, who: Who, act: Act) -> Route {
    Route { method, path, who, act }
}

/// All routes of a trustee.
pub const ROUTES: [Route; 10] = [
    route("GET", "/health", Who::Anyone, Act::Health),
    route("GET", "/log/checkpoint", Who::Anyone, Act::Checkpoint),
    route("GET", "/log/entries", Who::Anyone, Act::Entries),
    route("GET", "/log/inclusion", Who::Anyone, Act::Inclusion),
    route("GET", "/log/consistency", Who::Anyone, Act::Consistency),
    route("POST", "/witness", Who::Anyone, Act::Witness),
    route("POST", "/share", Who::Authority, Act::Share),
    route("POST", "/assist", Who::Authority, Act::Assist),
    route("POST", "/refuse", Who::Authority, Act::Refuse),
    route("POST", "/destroy", Who::Authority, Act::Destroy),
];

/// A trustee at work.
#[derive(Clone, Debug)]
struct Desk {
    service: Service,
    readers: Arc<Semaphore>,
    authority: Arc<Semaphore>,
    deadline: Duration,
}

impl Desk {
    fn new(service: Service) -> Self {
        let places = || Arc::new(Semaphore::new(MAX_AT_ONCE));
        Self { service, readers: places(), authority: places(), deadline: SERVE_DEADLINE }
    }

    /// Does something that may wait for the disk, beside the threads that serve. If it takes too long the asker is told so;
    /// what was begun is still finished and written, so that the same request can be repeated.
    async fn work<T: Send + 'static>(
        &self,
        who: Who,
        work: impl FnOnce(&Service) -> Result<T, Denial> + Send + 'static,
    ) -> Result<T, Denial> {
        // Places of their own: whoever reads the log all day keeps no warrant waiting.
        let places = match who {
            Who::Anyone => &self.readers,
            Who::Authority => &self.authority,
        };
        let place = Arc::clone(places).try_acquire_owned();
        let place = place.map_err(|_| Denial::Busy { at_once: MAX_AT_ONCE })?;
        let service = self.service.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            work(&service)
        });
        match tokio::time::timeout(self.deadline, done).await {
            Ok(Ok(done)) => done,
            Ok(Err(error)) => {
                Err(Denial::Store(super::error::StoreError::Failed { reason: error.to_string() }))
            }
            Err(_) => Err(Denial::Deadline { after: self.deadline }),
        }
    }
}

/// The routes of a trustee, for who reaches it under one of these names.
pub fn router(service: Service, hosts: Hosts) -> Router {
    let desk = Desk::new(service.clone());
    let mount = |router: Router<Desk>, route: &Route| {
        let handler: MethodRouter<Desk> = match route.act {
            Act::Health => get(health),
            Act::Checkpoint => get(checkpoint),
            Act::Entries => get(entries),
            Act::Inclusion => get(inclusion),
            Act::Consistency => get(consistency),
            Act::Witness => post(witness),
            Act::Share => post(share),
            Act::Assist => post(assist),
            Act::Refuse => post(refuse),
            Act::Destroy => post(destroy),
        };
        let handler = match route.who {
            Who::Anyone => handler,
            Who::Authority => handler.route_layer(from_fn_with_state(service.clone(), authority)),
        };
        router.route(route.path, handler)
    };
    let routes =
        ROUTES.iter().fold(Router::new(), mount).with_state(desk).layer(DefaultBodyLimit::max(MAX_REQUEST));
    same_origin(routes, hosts)
}

impl IntoResponse for Denial {
    fn into_response(self) -> Response {
        let (status, code) = self.code();
        let (mut seen, mut notes) = (None, Vec::new());
        match &self {
            Self::Witness(WitnessError::Fork { size, seen: first, given, .. }) => {
                (seen, notes) = (Some(*size), vec![first.clone(), given.clone()]);
            }
            Self::Witness(
                WitnessError::Rollback { seen: size, note, .. }
                | WitnessError::Inconsistent { seen: size, note, .. },
            ) => (seen, notes) = (Some(*size), vec![note.clone()]),
            _ => {}
        }
        let (code, why, next) = (code.to_owned(), self.to_string(), self.next().to_owned());
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, axum::Json(wire::ErrorAnswer { code, why, next, seen, notes })).into_response()
    }
}

type Answer<T> = Result<axum::Json<T>, Denial>;

fn answer<T: Serialize>(value: T) -> Answer<T> {
    Ok(axum::Json(value))
}

fn read<T: DeserializeOwned>(body: &Body) -> Result<T, Denial> {
    serde_json::from_slice(body).map_err(|error| Denial::Malformed { what: "body", why: error.to_string() })
}

/// What stands behind the `?`, read by hand for an error of the same form as all others.
fn query<T>(query: Result<Query<T>, axum::extract::rejection::QueryRejection>) -> Result<T, Denial> {
    query
        .map(|Query(query)| query)
        .map_err(|error| Denial::Malformed { what: "query", why: error.body_text() })
}

type Asked<T> = Result<Query<T>, axum::extract::rejection::QueryRejection>;

async fn health(State(desk): State<Desk>) -> (StatusCode, axum::Json<wire::HealthAnswer>) {
    let super::service::Health { index, log_size, writable, clock } = desk.service.health();
    let ok = writable && clock;
    let status = if ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, axum::Json(wire::HealthAnswer { ok, index, log_size, writable, clock }))
}

async fn checkpoint(State(desk): State<Desk>) -> Answer<wire::CheckpointAnswer> {
    let checkpoint = desk.work(Who::Anyone, Service::checkpoint).await?;
    answer(wire::CheckpointAnswer { checkpoint })
}

async fn entries(State(desk): State<Desk>, range: Asked<wire::Range>) -> Answer<wire::EntriesAnswer> {
    let wire::Range { from, to } = query(range)?;
    let to = to.min(from.saturating_add(MAX_PAGE));
    let page = desk
        .work(Who::Anyone, move |service| Ok(service.store().read(|log| log.entries(from, to).to_vec())?))
        .await?;
    answer(wire::EntriesAnswer { from, entries: page.into_iter().map(Bytes).collect() })
}

async fn inclusion(State(desk): State<Desk>, place: Asked<wire::Place>) -> Answer<wire::ProofAnswer> {
    let wire::Place { index, size } = query(place)?;
    let proof = desk
        .work(Who::Anyone, move |service| Ok(service.store().read(|log| log.inclusion(index, size))??))
        .await?;
    answer(wire::ProofAnswer { proof: wire::hashes(&proof) })
}

async fn consistency(State(desk): State<Desk>, range: Asked<wire::Range>) -> Answer<wire::ProofAnswer> {
    let wire::Range { from, to } = query(range)?;
    let proof = desk
        .work(Who::Anyone, move |service| Ok(service.store().read(|log| log.consistency(from, to))??))
        .await?;
    answer(wire::ProofAnswer { proof: wire::hashes(&proof) })
}

async fn witness(State(desk): State<Desk>, body: Body) -> Answer<wire::WitnessAnswer> {
    let wire::WitnessBody { checkpoint, proof } = read(&body)?;
    let why = "every hash has 32 bytes".to_owned();
    let proof = wire::proof(&proof).ok_or(Denial::Malformed { what: "proof", why })?;
    let line = desk.work(Who::Anyone, move |service| service.witness(&checkpoint, &proof)).await?;
    answer(wire::WitnessAnswer { cosignature: line.to_string() })
}

async fn share(State(desk): State<Desk>, body: Body) -> Answer<serde_json::Value> {
    let body: wire::ShareBody = read(&body)?;
    desk.work(Who::Authority, move |service| service.receive(&body.dealing.0, &body.share.0)).await?;
    answer(serde_json::json!({ "held": true }))
}

async fn assist(State(desk): State<Desk>, body: Body) -> Answer<wire::AssistAnswer> {
    let wire::AssistBody { request, warrant, fields } = read(&body)?;
    let (request, warrant) = (RequestId::new(&request)?, wire::warrant(&warrant)?);
    let field = |(place, bytes)| {
        let why = |error| Denial::Malformed { what: "fields", why: format!("field {place}: {error}") };
        wire::field(bytes).map_err(why)
    };
    let fields = fields.iter().enumerate().map(field).collect::<Result<Vec<_>, _>>()?;
    let assistance =
        desk.work(Who::Authority, move |service| service.assist(&request, &warrant, &fields)).await?;
    let partials = assistance.partials.iter().map(wire::partial_bytes).collect();
    answer(wire::AssistAnswer { partials, entry: assistance.entry })
}

async fn refuse(State(desk): State<Desk>, body: Body) -> Answer<serde_json::Value> {
    let wire::RefuseBody { warrant, reason } = read(&body)?;
    let warrant = wire::warrant(&warrant)?;
    desk.work(Who::Authority, move |service| service.refuse(&warrant, &reason)).await?;
    answer(serde_json::json!({ "refused": true }))
}

async fn destroy(State(desk): State<Desk>, body: Body) -> Answer<wire::DestroyAnswer> {
    let wire::DestroyBody { epoch } = read(&body)?;
    let destroyed = desk.work(Who::Authority, move |service| service.destroy(epoch)).await?;
    answer(wire::DestroyAnswer { destroyed })
}
