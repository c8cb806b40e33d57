//! How many connections there are, in all and from one peer.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};

use crate::guard;
use crate::limits::{BUSY_ANSWERS, ServeLimits};
use crate::refusal::Refusal;

/// All seats of a server.
#[derive(Debug)]
pub(super) struct Seats {
    limits: ServeLimits,
    free: Arc<Semaphore>,
    answers: Arc<Semaphore>,
    peers: Arc<Mutex<HashMap<IpAddr, usize>>>,
    stopping: watch::Receiver<bool>,
    alive: mpsc::Sender<()>,
    served: AtomicU64,
    refused: AtomicU64,
    peak: AtomicUsize,
}

/// The seat of one connection. Every request carries it (`Extension<Arc<Seat>>`); a WebSocket keeps it for as long as it lives, so
/// that it counts, and so that it hears of the end.
#[derive(Debug)]
pub struct Seat {
    _permit: OwnedSemaphorePermit,
    _alive: mpsc::Sender<()>,
    stopping: watch::Receiver<bool>,
    peers: Arc<Mutex<HashMap<IpAddr, usize>>>,
    peer: IpAddr,
}

/// There was no seat; perhaps there is a turn to say so.
pub(super) struct Refused {
    pub(super) turn: Option<OwnedSemaphorePermit>,
}

impl Seats {
    pub(super) fn new(limits: ServeLimits, stopping: watch::Receiver<bool>, alive: mpsc::Sender<()>) -> Self {
        Self {
            limits,
            free: Arc::new(Semaphore::new(limits.connections)),
            answers: Arc::new(Semaphore::new(BUSY_ANSWERS)),
            peers: Arc::default(),
            stopping,
            alive,
            served: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            peak: AtomicUsize::new(0),
        }
    }

    pub(super) fn take(&self, peer: IpAddr) -> Result<Seat, Refused> {
        let permit = self.free.clone().try_acquire_owned().ok().filter(|_| {
            let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
            let count = peers.entry(peer).or_insert(0);
            let free = *count < self.limits.per_peer;
            if free {
                *count = count.saturating_add(1);
            }
            free
        });
        let Some(permit) = permit else {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return Err(Refused { turn: self.answers.clone().try_acquire_owned().ok() });
        };
        self.served.fetch_add(1, Ordering::Relaxed);
        self.peak.fetch_max(self.taken(), Ordering::Relaxed);
        Ok(Seat {
            _permit: permit,
            _alive: self.alive.clone(),
            stopping: self.stopping.clone(),
            peers: self.peers.clone(),
            peer,
        })
    }

    pub(super) fn taken(&self) -> usize {
        self.limits.connections.saturating_sub(self.free.available_permits())
    }

    pub(super) fn counts(&self) -> (u64, u64, usize) {
        (
            self.served.load(Ordering::Relaxed),
            self.refused.load(Ordering::Relaxed),
            self.peak.load(Ordering::Relaxed),
        )
    }
}

impl Seat {
    /// Ready when the server stops.
    pub async fn stopping(&self) {
        let mut stopping = self.stopping.clone();
        // An error means that the server is gone altogether.
        let _gone = stopping.wait_for(|stopping| *stopping).await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = peers.get_mut(&self.peer) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                peers.remove(&self.peer);
            }
        }
    }
}

/// Writes the answer "busy", by hand: a server that has no seat spends none on it.
pub(super) async fn busy(mut stream: TcpStream, retry_after: u32) -> std::io::Result<()> {
    let refusal =
        Refusal::new(503, "busy", "the server has no free connection", "Wait a moment and try again.");
    let body = serde_json::to_string(&refusal).unwrap_or_default();
    let mut headers = HeaderMap::new();
    guard::dress(&mut headers);
    let mut answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\ncontent-length: {}\r\nretry-after: {retry_after}\r\n\
         connection: close\r\n",
        body.len()
    );
    for (name, value) in &headers {
        answer.push_str(name.as_str());
        answer.push_str(": ");
        answer.push_str(value.to_str().unwrap_or_default());
        answer.push_str("\r\n");
    }
    answer.push_str("\r\n");
    answer.push_str(&body);
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await?;
    // What they sent must be read, or the system resets the connection before they have read the answer.
    let mut sink = [0; 1024];
    while stream.read(&mut sink).await? > 0 {}
    Ok(())
}
