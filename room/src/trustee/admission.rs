//! Who is let in: the names under which a trustee may be called, and the authority's token.

use std::net::SocketAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use relay::guard::Hosts;

use super::service::Service;
use super::wire::ErrorAnswer;

/// The values of `Host` that a trustee on this socket answers to: its address and port, and `localhost` if nobody else can
/// reach it. A page that lets its own name point to 127.0.0.1 brings its own name.
#[must_use]
pub fn hosts(address: SocketAddr) -> Hosts {
    let local = address.ip().is_loopback().then(|| format!("localhost:{}", address.port()));
    Hosts::new([Some(address.to_string()), local].into_iter().flatten())
}

fn turned_away(status: StatusCode, code: &str, why: &str, next: &str) -> Response {
    let (code, why, next) = (code.to_owned(), why.to_owned(), next.to_owned());
    (status, axum::Json(ErrorAnswer { code, why, next, seen: None, notes: Vec::new() })).into_response()
}

/// Lets the authority through.
pub(crate) async fn authority(State(service): State<Service>, request: Request, next: Next) -> Response {
    let mut shown = request.headers().get_all(header::AUTHORIZATION).iter();
    let token =
        shown.next().and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    let Some(token) = token.filter(|_| shown.next().is_none()) else {
        let (why, next) =
            ("this is for the authority", "send Authorization: Bearer and the token of this trustee");
        let mut answer = turned_away(StatusCode::UNAUTHORIZED, "no_token", why, next);
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return answer;
    };
    if !service.token().is_of(token) {
        let (why, next) = ("that is not the token of this trustee", "each trustee has its own token");
        return turned_away(StatusCode::FORBIDDEN, "wrong_token", why, next);
    }
    next.run(request).await
}
