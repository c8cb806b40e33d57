//! The body of a request is read whole before its route runs: so many bytes, in so much time.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body as _;
use tokio::time::timeout;

use crate::refusal::Refusal;

/// Answers 413 to a longer body and 408 to a slower one, for every route of the router.
pub(super) fn bounded(router: Router, most: usize, longest: Duration) -> Router {
    router.layer(from_fn(move |request: Request, next: Next| async move {
        if request.body().is_end_stream() {
            return next.run(request).await;
        }
        // Whoever says beforehand that it is too long need not send it.
        if request.body().size_hint().lower() > most as u64 {
            return closing(too_long());
        }
        let (parts, body) = request.into_parts();
        match timeout(longest, collect(body, most)).await {
            Ok(Ok(bytes)) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
            Ok(Err(refusal)) => closing(refusal),
            Err(_) => closing(Refusal::new(
                408,
                "slow_body",
                "the body of the request took too long",
                "Send it again over a better connection.",
            )),
        }
    }))
}

async fn collect(body: Body, most: usize) -> Result<Bytes, Refusal> {
    match Limited::new(body, most).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_long()),
        Err(_) => Err(Refusal::new(400, "bad_body", "the body of the request broke off", "Send it again.")),
    }
}

fn too_long() -> Refusal {
    Refusal::new(413, "too_long", "the body of the request is too long", "Send less.")
}

/// The rest of the body is not wanted, so the connection ends with the answer.
fn closing(refusal: Refusal) -> Response {
    let mut response = refusal.into_response();
    response.headers_mut().insert(header::CONNECTION, header::HeaderValue::from_static("close"));
    response
}
