//! One client: sends on a schedule, receives, and keeps count.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::Failure;

/// Bytes of a message: a chat message with its envelope.
const BODY: usize = 300;
/// Messages after which a client says that it keeps them safe.
const SEEN: u64 = 10;

/// What all clients together have not seen yet.
#[derive(Default)]
pub(crate) struct Open {
    /// Answers to what was sent.
    pub(crate) answers: AtomicU64,
    /// Sent and accepted, less received.
    pub(crate) mail: AtomicU64,
}

impl Open {
    pub(crate) fn none(&self) -> bool {
        self.answers.load(Ordering::SeqCst) == 0 && self.mail.load(Ordering::SeqCst) == 0
    }
}

/// Where a client stands, and what it does.
pub(crate) struct Client {
    pub(crate) url: String,
    pub(crate) token: String,
    pub(crate) own: usize,
    pub(crate) to: Vec<usize>,
    pub(crate) first: Instant,
    pub(crate) every: Duration,
    pub(crate) base: Instant,
    pub(crate) open: Arc<Open>,
}

/// What a client saw.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) sent: u64,
    /// Acknowledged, by addressee and number.
    pub(crate) acknowledged: HashSet<(usize, u64)>,
    /// Received, by sender and number.
    pub(crate) received: HashSet<(usize, u64)>,
    pub(crate) duplicates: u64,
    pub(crate) refused: u64,
    pub(crate) reconnects: u64,
    pub(crate) latencies: Vec<Duration>,
    pub(crate) answers: Vec<Duration>,
}

/// A frame of the relay; those that this client has no use for have another `t`.
#[derive(Deserialize)]
struct Frame {
    t: String,
    #[serde(default)]
    n: u64,
    #[serde(default)]
    id: String,
    #[serde(default)]
    body: String,
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

impl Client {
    /// Sends until `sending` is false, receives until `receiving` is false.
    pub(crate) async fn run(
        self,
        sending: watch::Receiver<bool>,
        mut receiving: watch::Receiver<bool>,
    ) -> Result<Seen, Failure> {
        let (mut seen, mut cursor, mut number) = (Seen::default(), 0, 0_u64);
        let mut due = self.first;
        let mut waiting: HashMap<String, (usize, Instant, String)> = HashMap::new();
        let mut socket = self.connect(cursor).await?;
        loop {
            let more = *sending.borrow();
            let heard = tokio::select! {
                biased;
                _ = receiving.wait_for(|receiving| !receiving) => break,
                frame = socket.next() => Some(frame),
                () = sleep_until(due), if more => None,
            };
            let Some(frame) = heard else {
                for to in &self.to {
                    number += 1;
                    let id = format!("{number}");
                    let body = self.body(number, due);
                    let text =
                        json!({ "t": "send", "id": id, "to": format!("p{to}"), "body": body }).to_string();
                    seen.sent += 1;
                    self.open.answers.fetch_add(1, Ordering::SeqCst);
                    waiting.insert(id, (*to, due, text.clone()));
                    // If the socket is gone, the next reading says so, and what waits is sent again.
                    let _gone = socket.send(Message::text(text)).await;
                }
                due += self.every;
                continue;
            };
            match frame {
                Some(Ok(Message::Text(text))) => {
                    let frame: Frame = serde_json::from_str(&text)?;
                    match frame.t.as_str() {
                        "mail" => {
                            let n = frame.n;
                            if n <= cursor {
                                seen.duplicates += 1;
                                continue;
                            }
                            cursor = n;
                            self.received(&frame.body, &mut seen)?;
                            if n.is_multiple_of(SEEN) {
                                let _gone = socket
                                    .send(Message::text(json!({ "t": "seen", "n": n }).to_string()))
                                    .await;
                            }
                        }
                        "sent" => {
                            if let Some((to, at, _)) = waiting.remove(&frame.id) {
                                self.open.mail.fetch_add(1, Ordering::SeqCst);
                                self.open.answers.fetch_sub(1, Ordering::SeqCst);
                                seen.answers.push(at.elapsed());
                                seen.acknowledged.insert((to, frame.id.parse()?));
                            }
                        }
                        "refused" => {
                            seen.refused += 1;
                            self.open.answers.fetch_sub(1, Ordering::SeqCst);
                            waiting.remove(&frame.id);
                        }
                        _ => {}
                    }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => {
                    seen.reconnects += 1;
                    sleep(Duration::from_millis(500)).await;
                    socket = self.connect(cursor).await?;
                    for (_, _, text) in waiting.values() {
                        socket.send(Message::text(text.clone())).await?;
                    }
                }
                Some(Ok(_)) => {}
            }
        }
        // Whoever is asked to end says goodbye; the relay may be gone first.
        let _gone = socket.close(None).await;
        Ok(seen)
    }

    async fn connect(&self, after: u64) -> Result<Socket, Failure> {
        let (mut socket, _) = tokio_tungstenite::connect_async_with_config(&self.url, None, true).await?;
        socket
            .send(Message::text(json!({ "t": "hello", "token": self.token, "after": after }).to_string()))
            .await?;
        Ok(socket)
    }

    fn body(&self, number: u64, due: Instant) -> String {
        let mut body = Vec::with_capacity(BODY);
        body.extend((self.own as u64).to_be_bytes());
        body.extend(number.to_be_bytes());
        body.extend(
            u64::try_from(due.duration_since(self.base).as_nanos()).unwrap_or(u64::MAX).to_be_bytes(),
        );
        body.resize(BODY, 0x2e);
        URL_SAFE_NO_PAD.encode(body)
    }

    fn received(&self, body: &str, seen: &mut Seen) -> Result<(), Failure> {
        let body = URL_SAFE_NO_PAD.decode(body)?;
        let word = |at: usize| -> Result<u64, Failure> {
            Ok(u64::from_be_bytes(body.get(at..at + 8).ok_or("a body that is too short")?.try_into()?))
        };
        let sent = self.base + Duration::from_nanos(word(16)?);
        seen.latencies.push(sent.elapsed());
        if !seen.received.insert((usize::try_from(word(0)?)?, word(8)?)) {
            seen.duplicates += 1;
        } else {
            // Mail may come before the sender is told; then this is 2^64 - 1 for a moment, which is not 0.
            self.open.mail.fetch_sub(1, Ordering::SeqCst);
        }
        Ok(())
    }
}
