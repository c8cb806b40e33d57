//! A trustee that answers what it likes.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use escrow::AccessField;
use escrow::record::MemoryStore;
use escrow::sharing::Share;
use escrow::threshold::PartialOpening;
use escrow::trustee::Trustee;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::fixtures::{NOW, court, rng, warrant};
use crate::trustee::client::Seat;
use crate::trustee::wire;

/// It ends when it is dropped.
pub(crate) struct Evil {
    pub(crate) address: SocketAddr,
    _tasks: JoinSet<()>,
}

impl Evil {
    /// Answers every request to `path` so; other paths are not found.
    pub(crate) async fn new(answer: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let answer = Arc::new(answer);
        let app = Router::new().fallback(move |request: Request| {
            let answer = answer.clone();
            async move { answer(&request) }
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, _tasks: tasks }
    }

    /// In the place of a trustee.
    pub(crate) fn seat(&self, seat: &Seat) -> Seat {
        Seat { address: self.address, ..seat.clone() }
    }
}

/// The parts that a share gives, by a trustee that keeps no record.
pub(crate) fn parts(share: &Share, fields: &[AccessField]) -> Vec<PartialOpening> {
    let held = vec![share.clone()];
    let mut trustee = Trustee::open(share.index, court().public(), held, MemoryStore::default()).unwrap();
    trustee.assist(&warrant(1), fields, NOW, &mut rng(77)).unwrap()
}

/// An answer with these parts.
pub(crate) fn released(parts: &[PartialOpening]) -> Response {
    let partials = parts.iter().map(wire::partial_bytes).collect();
    axum::Json(wire::AssistAnswer { partials, entry: 1 }).into_response()
}
