//! An accept loop for an open network: every connection has a time limit for its headers, its body and its reader, and there are
//! only so many of them.
//!
//! axum's own loop has none of these: silent connections stay for ever.

mod body;
mod seats;
mod stall;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

pub use seats::Seat;
use seats::{Refused, Seats};
use stall::Stalls;

use crate::guard;
use crate::limits::{HEADERS, REQUEST, ServeLimits};
use crate::refusal::Refusal;

/// What happened between start and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Connections that were served.
    pub served: u64,
    /// Connections that were turned away because there were too many.
    pub refused: u64,
    /// The most at one time.
    pub peak: usize,
    /// Connections that did not end in time when the server stopped.
    pub cut: usize,
}

/// Serves `app` on `listener` until `shutdown` is ready, then stops accepting and gives what is open [`ServeLimits::drain`] to end.
/// Every answer carries the headers of [`guard::headers`]; a panic in a route is an answer of 500, and the others go on.
pub async fn run(
    listener: TcpListener,
    app: Router,
    limits: ServeLimits,
    shutdown: impl Future<Output = ()>,
) -> Summary {
    let app =
        guard::headers(body::bounded(app.layer(CatchPanicLayer::custom(panicked)), REQUEST, limits.body));
    let (stop, stopping) = watch::channel(false);
    let (alive, mut ended) = mpsc::channel(1);
    let seats = Arc::new(Seats::new(limits, stopping, alive));
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => match seats.take(peer.ip()) {
                    Ok(seat) => {
                        connections.spawn(connection(stream, peer, app.clone(), limits, Arc::new(seat)));
                    }
                    Err(refused) => turn_away(stream, refused, limits, &mut connections),
                },
                // Out of descriptors, or the peer is gone already: the next one may do better.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    // Whoever waits for it ends now; if nobody does, there is nobody.
    let _nobody = stop.send(true);
    let (served, refused, peak) = seats.counts();
    let left = Arc::downgrade(&seats);
    drop(seats);
    // All senders are in seats: when the last seat is given back, the channel ends.
    let drained = timeout(limits.drain, async {
        while connections.join_next().await.is_some() {}
        let _ended: Option<()> = ended.recv().await;
    });
    let cut = if drained.await.is_err() { left.upgrade().map_or(1, |seats| seats.taken()) } else { 0 };
    connections.shutdown().await;
    Summary { served, refused, peak, cut }
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    // What a panic says may hold what somebody sent.
    Refusal::new(
        500,
        "internal",
        "the server failed at this request",
        "Try again; if it goes on, tell the instructor.",
    )
    .into_response()
}

async fn connection(
    stream: TcpStream,
    peer: std::net::SocketAddr,
    app: Router,
    limits: ServeLimits,
    seat: Arc<Seat>,
) {
    // Chat is small frames; if the system refuses, they are slower and nothing else.
    let _slower = stream.set_nodelay(true);
    let given = seat.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(given.clone());
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().oneshot(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.headers).max_buf_size(HEADERS).half_close(false);
    let io = TokioIo::new(Stalls::new(stream, limits.stall));
    let mut served = pin!(http.serve_connection(io, service).with_upgrades());
    // How a connection ends is the peer's business; there is nobody to tell.
    tokio::select! {
        _ended = served.as_mut() => return,
        () = seat.stopping() => served.as_mut().graceful_shutdown(),
    }
    let _ended = served.await;
}

/// Says "busy" to one who finds no seat, if it can be said without waiting for them.
fn turn_away(stream: TcpStream, refused: Refused, limits: ServeLimits, connections: &mut JoinSet<()>) {
    let Some(turn) = refused.turn else { return };
    connections.spawn(async move {
        let _turn = turn;
        let _gone = timeout(Duration::from_secs(1), seats::busy(stream, limits.retry_after)).await;
    });
}

#[cfg(test)]
mod tests;
