//! Where a request may come from: this server's own names (against DNS rebinding), and pages of this server (against forged
//! requests and WebSockets of foreign pages).

use std::collections::HashSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, Method, header};
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;

use crate::refusal::Refusal;

/// The names of this server, with port, as browsers send them in `Host`: `192.168.1.5:8080`, `localhost:8080`.
#[derive(Debug, Clone)]
pub struct Hosts {
    names: Arc<HashSet<String>>,
}

impl Hosts {
    /// These names and no others. Upper and lower case are the same.
    pub fn new<I>(names: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        Self { names: Arc::new(names.into_iter().map(|name| name.into().to_ascii_lowercase()).collect()) }
    }

    /// Whether a `Host` is one of them.
    #[must_use]
    pub fn allows_host(&self, host: &str) -> bool {
        self.names.contains(&host.to_ascii_lowercase())
    }

    /// Whether an `Origin` is a page of this server.
    #[must_use]
    pub fn allows_origin(&self, origin: &str) -> bool {
        let origin = origin.to_ascii_lowercase();
        let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        host.is_some_and(|host| self.names.contains(host))
    }
}

/// Lets a request to the router pass only if its `Host` is one of `hosts`, its `Origin` and `Sec-Fetch-Site` (when there are any) are
/// of this server, and its body (when there is one) is JSON, which no form of a foreign page can send.
pub fn same_origin(router: Router, hosts: Hosts) -> Router {
    router.layer(from_fn(move |request: Request, next: Next| {
        let hosts = hosts.clone();
        async move {
            match judge(&request, &hosts) {
                Ok(()) => next.run(request).await,
                Err(refusal) => refusal.into_response(),
            }
        }
    }))
}

const OPEN_HERE: &str = "Open the address that the server shows, in this browser.";

fn judge(request: &Request, hosts: &Hosts) -> Result<(), Refusal> {
    let headers = request.headers();
    let host = only(headers, &header::HOST)
        .or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    if !host.is_some_and(|host| hosts.allows_host(host)) {
        return Err(Refusal::new(
            403,
            "host",
            "this server does not go by the name that was asked for",
            OPEN_HERE,
        ));
    }
    if headers.contains_key(header::ORIGIN)
        && !only(headers, &header::ORIGIN).is_some_and(|origin| hosts.allows_origin(origin))
    {
        return Err(Refusal::new(403, "origin", "the request came from a page of another server", OPEN_HERE));
    }
    let site = HeaderName::from_static("sec-fetch-site");
    if headers.contains_key(&site) {
        let own = matches!(only(headers, &site), Some("same-origin" | "none"));
        // A link on another page may lead here; it must not do anything here.
        let link = request.method() == Method::GET
            && only(headers, &HeaderName::from_static("sec-fetch-mode")) == Some("navigate")
            && only(headers, &HeaderName::from_static("sec-fetch-dest")) == Some("document");
        if !own && !link {
            return Err(Refusal::new(
                403,
                "origin",
                "the request came from a page of another server",
                OPEN_HERE,
            ));
        }
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let empty = !headers.contains_key(header::TRANSFER_ENCODING)
            && only(headers, &header::CONTENT_LENGTH).is_none_or(|length| length == "0");
        let kind = headers.contains_key(header::CONTENT_TYPE);
        if (kind || !empty) && !is_json(headers) {
            return Err(Refusal::new(
                415,
                "content_type",
                "the body of a request is JSON here",
                "Send 'Content-Type: application/json'.",
            ));
        }
    }
    Ok(())
}

/// The value of a header that is there exactly once, as text.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

/// Whether the content type is `application/json`, with or without parameters.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    only(headers, &header::CONTENT_TYPE)
        .and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

#[cfg(test)]
mod tests;
