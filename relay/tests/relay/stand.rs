//! A relay on a loopback port, and clients of it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use relay::store::SqliteStore;
use relay::{Limits, Relay, RoomId, ServeLimits, Store, guard, serve};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// Far longer than anything here takes, so that a test that waits for it has failed.
pub(crate) const LONG: Duration = Duration::from_secs(60);

pub(crate) struct Stand {
    pub(crate) relay: Relay,
    pub(crate) at: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<serve::Summary>,
}

impl Stand {
    pub(crate) async fn open() -> Self {
        Self::with(Limits::default(), ServeLimits::default()).await
    }

    pub(crate) async fn with(limits: Limits, serve: ServeLimits) -> Self {
        Self::over(Arc::new(SqliteStore::memory().unwrap()), limits, serve).await
    }

    pub(crate) async fn over(store: Arc<dyn Store>, limits: Limits, serve: ServeLimits) -> Self {
        let relay = Relay::open(store, limits).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let app = relay::router(relay.clone()).fallback(relay::not_found);
        let app = guard::same_origin(app, guard::Hosts::new([at.to_string()]));
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(serve::run(listener, app, serve, async {
            let _dropped = stopped.await;
        }));
        Self { relay, at, stop: Some(stop), served }
    }

    /// A room with people; their tokens in the order of the names.
    pub(crate) async fn room(&self, room: &str, people: &[&str]) -> Vec<String> {
        let room = id(room);
        self.relay.create_room(&room).await.unwrap();
        let mut tokens = Vec::new();
        for person in people {
            tokens.push(self.relay.admit(&room, person).await.unwrap().as_str().to_owned());
        }
        tokens
    }

    pub(crate) async fn socket(&self, room: &str) -> Client {
        Client::connect(self.at, room).await
    }

    /// A socket that has said hello and was welcomed.
    pub(crate) async fn join(&self, room: &str, token: &str, after: u64) -> Client {
        let mut client = self.socket(room).await;
        client.say(&json!({ "t": "hello", "token": token, "after": after, "boards": {} })).await;
        let welcome = client.hear().await;
        assert_eq!(welcome["t"], "welcome", "{welcome}");
        client
    }

    /// Sends raw bytes and returns all that comes until the server closes.
    pub(crate) async fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.at).await.unwrap();
        // The server may close before it has read all.
        let _closed = stream.write_all(request).await;
        Answer::read(&mut stream).await
    }

    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask("GET", path, headers, None).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        self.ask(
            "POST",
            path,
            &[("authorization", &bearer), ("content-type", "application/json")],
            Some(body),
        )
        .await
    }

    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "host") {
            request += &format!("host: {}\r\n", self.at);
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        if let Some(body) = body {
            request += &format!("content-length: {}\r\n\r\n{body}", body.len());
        } else {
            request += "\r\n";
        }
        self.raw(request.as_bytes()).await
    }

    pub(crate) fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    pub(crate) async fn ended(self) -> serve::Summary {
        tokio::time::timeout(LONG, self.served).await.expect("the server ends").unwrap()
    }
}

pub(crate) fn id(room: &str) -> RoomId {
    room.parse().unwrap()
}

/// An HTTP answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        let _reset =
            tokio::time::timeout(LONG, stream.read_to_end(&mut bytes)).await.expect("the server closes");
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Self { status, head: head.to_owned(), body: body.to_owned() }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// A WebSocket client.
pub(crate) struct Client {
    pub(crate) ws: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Client {
    pub(crate) async fn connect(at: SocketAddr, room: &str) -> Self {
        let url = format!("ws://{at}/api/rooms/{room}/socket");
        let (ws, _) = tokio_tungstenite::connect_async_with_config(url, None, true).await.unwrap();
        Self { ws }
    }

    pub(crate) async fn say(&mut self, frame: &Value) {
        self.ws.send(Message::text(frame.to_string())).await.unwrap();
    }

    /// The next frame, pings left out.
    pub(crate) async fn hear(&mut self) -> Value {
        loop {
            match self.next().await {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("the socket gave {other:?}"),
            }
        }
    }

    pub(crate) async fn next(&mut self) -> Option<Result<Message, Error>> {
        tokio::time::timeout(LONG, self.ws.next()).await.expect("the server says something")
    }

    /// The code with which the server closes; 0 if it just goes.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            match self.next().await {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(Message::Close(None)) | Err(_)) | None => return 0,
                Some(Ok(_)) => {}
            }
        }
    }

    /// Sends a message and returns the answer to it; mail that comes before is left aside.
    pub(crate) async fn send(&mut self, id: &str, to: &str, body: &[u8]) -> Value {
        self.say(&json!({ "t": "send", "id": id, "to": to, "body": b64(body) })).await;
        loop {
            let frame = self.hear().await;
            if frame["t"] == "sent" || frame["t"] == "refused" {
                return frame;
            }
        }
    }
}

pub(crate) fn b64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}
