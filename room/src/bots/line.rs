//! A bot's connection: the relay's socket, and its boards kept up to date.

use std::collections::HashMap;
use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

/// Something that came.
#[derive(Debug)]
pub(super) enum Came {
    /// A message.
    Mail { n: u64, from: String, body: Vec<u8> },
    /// A board changed.
    Board,
    /// Anything else.
    Other,
    /// The line is cut.
    Cut,
    /// Nobody is wanted here any more.
    Gone,
}

/// The socket and the boards.
pub(super) struct Line {
    socket: WebSocketStream<TcpStream>,
    boards: HashMap<String, (u64, Value)>,
    /// The relay's clock when the socket was opened, and ours.
    clock: (u64, tokio::time::Instant),
}

impl Line {
    /// Connects and says hello.
    pub(super) async fn open(address: SocketAddr, room: &str, token: &str, after: u64) -> Option<Self> {
        let stream = TcpStream::connect(address).await.ok()?;
        let url = format!("ws://{address}/api/rooms/{room}/socket");
        let (socket, _) = tokio_tungstenite::client_async(url, stream).await.ok()?;
        let mut line = Self { socket, boards: HashMap::new(), clock: (0, tokio::time::Instant::now()) };
        line.say(&json!({"t": "hello", "token": token, "after": after, "boards": {}})).await?;
        Some(line)
    }

    pub(super) async fn say(&mut self, frame: &Value) -> Option<()> {
        self.socket.send(Message::text(frame.to_string())).await.ok()
    }

    /// The relay's time, in seconds.
    pub(super) fn now(&self) -> u64 {
        self.clock.0 + self.clock.1.elapsed().as_secs()
    }

    pub(super) fn board(&self, name: &str) -> &Value {
        self.boards.get(name).map_or(&Value::Null, |(_, board)| board)
    }

    pub(super) async fn next(&mut self) -> Came {
        match self.socket.next().await {
            Some(Ok(Message::Text(text))) => {
                serde_json::from_str(&text).map_or(Came::Other, |frame| self.take(&frame))
            }
            // The token is not valid any more, or the room is closed.
            Some(Ok(Message::Close(Some(close)))) if [4401, 4410].contains(&u16::from(close.code)) => {
                Came::Gone
            }
            Some(Ok(Message::Close(_)) | Err(_)) | None => Came::Cut,
            Some(Ok(_)) => Came::Other,
        }
    }

    fn take(&mut self, frame: &Value) -> Came {
        let text = |name: &str| frame.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let n = frame.get("n").and_then(Value::as_u64).unwrap_or(0);
        match frame.get("t").and_then(Value::as_str) {
            Some("welcome") => {
                self.clock =
                    (frame.get("now").and_then(Value::as_u64).unwrap_or(0), tokio::time::Instant::now());
                Came::Other
            }
            Some("mail") => {
                let body = crate::workshop::state::decode(&text("body")).unwrap_or_default();
                Came::Mail { n, from: text("from"), body }
            }
            Some("board") => {
                self.boards.insert(text("name"), (n, frame.get("state").cloned().unwrap_or_default()));
                Came::Board
            }
            Some("delta") => {
                let Some((had, board)) = self.boards.get_mut(&text("name")) else { return Came::Cut };
                // A change that does not follow the last one: come back for the whole.
                if n != *had + 1 {
                    return Came::Cut;
                }
                *had = n;
                merge(board, frame.get("patch").unwrap_or(&Value::Null));
                Came::Board
            }
            _ => Came::Other,
        }
    }
}

/// RFC 7396.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    let Some(fields) = target.as_object_mut() else { return };
    for (name, change) in changes {
        if change.is_null() {
            fields.remove(name);
        } else {
            merge(fields.entry(name.clone()).or_insert(Value::Null), change);
        }
    }
}
