//! Who is let in: the names under which a trustee may be called, no web pages, and the authority's token.

use std::net::SocketAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::service::Service;
use super::wire::ErrorAnswer;

/// The values of `Host` that are answered. A page that lets its own name point to 127.0.0.1 brings its own name.
#[derive(Clone, Debug)]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// Those of a socket: its address and port, and `localhost` if nobody else can reach it.
    #[must_use]
    pub fn of(address: SocketAddr) -> Self {
        let local = address.ip().is_loopback().then(|| format!("localhost:{}", address.port()));
        Self([Some(address.to_string()), local].into_iter().flatten().collect())
    }

    fn allow(&self, headers: &HeaderMap) -> bool {
        let mut shown = headers.get_all(header::HOST).iter();
        let host = shown.next().and_then(|host| host.to_str().ok());
        let once = shown.next().is_none();
        once && host.is_some_and(|host| self.0.iter().any(|allowed| host.eq_ignore_ascii_case(allowed)))
    }
}

fn turned_away(status: StatusCode, code: &str, why: &str, next: &str) -> Response {
    let (code, why, next) = (code.to_owned(), why.to_owned(), next.to_owned());
    (status, axum::Json(ErrorAnswer { code, why, next, seen: None, notes: Vec::new() })).into_response()
}

/// Turns away other names, every request of a web page, and bodies that are not JSON.
pub(crate) async fn visitors(State(hosts): State<Hosts>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if !hosts.allow(headers) {
        let (why, next) = ("this trustee is not called that", "call it by the address that it listens on");
        return turned_away(StatusCode::MISDIRECTED_REQUEST, "host", why, next);
    }
    // A trustee has no page of its own, so that no page's request is its own.
    if headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site") {
        let (why, next) = ("a web page asks, and none may", "use a program, for example curl");
        return turned_away(StatusCode::FORBIDDEN, "web_page", why, next);
    }
    let json = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes() == b"application/json");
    if request.method() == Method::POST && !json {
        let (why, next) = ("the body is not said to be JSON", "send Content-Type: application/json");
        return turned_away(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", why, next);
    }
    next.run(request).await
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

/// Nothing here is kept by anybody on the way, or taken for a page.
pub(crate) async fn plain(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}
