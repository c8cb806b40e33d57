//! What stands before every route: headers of the answers, where a request may come from, and how many somebody may send.

mod buckets;
mod origin;

pub use buckets::Buckets;
pub use origin::{Hosts, same_origin};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;

/// The content security policy: scripts and styles from here only, no inline ones, no frames, no forms; WebAssembly may be
/// compiled, and pictures may be `data:` addresses, because the charts are.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// What every answer carries.
const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), display-capture=(), \
         browsing-topics=()",
    ),
    ("x-frame-options", "DENY"),
];

/// Sets the headers of every answer of the router, errors and 404 included. There is no CORS header, so no foreign page reads one.
/// `Cache-Control` is `no-store` unless the answer says otherwise.
pub fn headers(router: Router) -> Router {
    router.layer(from_fn(async |request: Request, next: Next| -> Response {
        let mut response = next.run(request).await;
        dress(response.headers_mut());
        response
    }))
}

/// Sets them on one answer.
pub(crate) fn dress(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
