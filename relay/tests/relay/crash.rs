//! A relay that is killed under load, again and again, keeps what it acknowledged, once.
//!
//! This shows that a killed process loses nothing. It does not show what a machine without power loses; for that the store asks
//! for a flush before each acknowledgement (`synchronous=FULL`).

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use relay::store::SqliteStore;
use relay::{Limits, Relay, ServeLimits, serve};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_tungstenite::tungstenite::Message;

use crate::stand::{b64, id};

const FOLDER: &str = "DOORMAT_RELAY_CRASH";
const PEOPLE: [&str; 4] = ["a", "b", "c", "d"];

/// Not a test by itself: the process that the test below starts and kills. It serves the store in the folder that the environment
/// names until its input ends, and says where it listens.
#[test]
#[ignore = "the server of the tests beside it; without them it has nothing to do"]
fn server() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let folder = Path::new(&folder).to_owned();
    tokio::runtime::Runtime::new().unwrap().block_on(async move {
        let limits = Limits { rate: 1_000_000, burst: 1_000_000, ..Limits::default() };
        let relay = Relay::open(Arc::new(SqliteStore::open(&folder.join("relay.db")).unwrap()), limits)
            .await
            .unwrap();
        let tokens = folder.join("tokens");
        if !tokens.exists() {
            relay.create_room(&id("room")).await.unwrap();
            let mut drawn = Vec::new();
            for person in PEOPLE {
                drawn.push(relay.admit(&id("room"), person).await.unwrap().as_str().to_owned());
            }
            std::fs::write(tokens, drawn.join("\n")).unwrap();
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("\nlistening {}", listener.local_addr().unwrap());
        let end = tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
        serve::run(listener, relay::router(relay.clone()), ServeLimits::default(), async {
            end.await.unwrap().unwrap();
        })
        .await;
        relay.close().await.unwrap();
    });
}

/// Starts it; returns it with where it listens, and what it prints after that.
pub(crate) fn start(folder: &Path) -> (Child, String, BufReader<std::process::ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::server", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .env("RUST_LOG", "trace")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("listening ") {
        line.clear();
        assert!(lines.read_line(&mut line).unwrap() > 0, "the server did not start");
    }
    (child, line.trim_start_matches("listening ").trim().to_owned(), lines)
}

/// A client that comes back: what it sent and was not told of, what it was told of, and what it received.
struct Client {
    own: usize,
    next: u64,
    waiting: BTreeMap<u64, (usize, Vec<u8>)>,
    acknowledged: BTreeMap<u64, (usize, Vec<u8>)>,
    received: Vec<(String, Vec<u8>)>,
}

impl Client {
    fn text(&self, number: u64) -> Message {
        let (to, body) = &self.waiting[&number];
        Message::text(
            json!({ "t": "send", "id": format!("m{number}"), "to": PEOPLE[*to], "body": b64(body) })
                .to_string(),
        )
    }

    /// Sends as fast as it is answered, eight at a time, until `until`; then only listens, until all is answered or the server is
    /// gone.
    async fn run(&mut self, at: &str, token: &str, until: Instant) {
        let url = format!("ws://{at}/api/rooms/room/socket");
        let Ok((mut ws, _)) = tokio_tungstenite::connect_async_with_config(url, None, true).await else {
            return;
        };
        let hello = json!({ "t": "hello", "token": token, "after": self.received.len() });
        let mut outbox = vec![Message::text(hello.to_string())];
        outbox.extend(self.waiting.keys().map(|number| self.text(*number)));
        loop {
            while self.waiting.len() < 8 && Instant::now() < until {
                let to = (self.own + 1 + (self.next % 3) as usize) % PEOPLE.len();
                self.waiting
                    .insert(self.next, (to, format!("{} says {}", PEOPLE[self.own], self.next).into_bytes()));
                outbox.push(self.text(self.next));
                self.next += 1;
            }
            for message in outbox.drain(..) {
                if ws.send(message).await.is_err() {
                    return;
                }
            }
            let heard = tokio::select! {
                heard = ws.next() => heard,
                // Nothing is under way any more when nothing came for so long after the end.
                () = sleep_until(until + Duration::from_secs(2)) => return,
            };
            let Some(Ok(message)) = heard else { return };
            let Message::Text(text) = message else { continue };
            let frame: Value = serde_json::from_str(&text).unwrap();
            match frame["t"].as_str().unwrap() {
                "sent" => {
                    let number = frame["id"].as_str().unwrap()[1..].parse().unwrap();
                    if let Some(sent) = self.waiting.remove(&number) {
                        self.acknowledged.insert(number, sent);
                    }
                }
                "mail" => {
                    // Consecutive, whatever happened in between.
                    assert_eq!(frame["n"].as_u64().unwrap(), self.received.len() as u64 + 1);
                    let body = base64_of(frame["body"].as_str().unwrap());
                    self.received.push((frame["from"].as_str().unwrap().to_owned(), body));
                }
                "welcome" => {}
                other => panic!("{other}: {frame}"),
            }
        }
    }
}

fn base64_of(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_is_killed_under_load_keeps_every_acknowledged_message_once() {
    let rounds = if std::env::var("DOORMAT_THOROUGH").as_deref() == Ok("1") { 20 } else { 3 };
    let folder = tempfile::tempdir().unwrap();
    let mut clients: Vec<Client> = (0..PEOPLE.len())
        .map(|own| Client {
            own,
            next: 0,
            waiting: BTreeMap::new(),
            acknowledged: BTreeMap::new(),
            received: Vec::new(),
        })
        .collect();
    for round in 0..=rounds {
        let (mut child, at, _out) = start(folder.path());
        let tokens = std::fs::read_to_string(folder.path().join("tokens")).unwrap();
        let last = round == rounds;
        // Times that differ, so that the kill meets different moments.
        let until = Instant::now()
            + if last { Duration::ZERO } else { Duration::from_millis(300 + 137 * (round % 5)) };
        let mut running = Vec::new();
        for (mut client, token) in clients.into_iter().zip(tokens.lines()) {
            let (at, token) = (at.clone(), token.to_owned());
            // Clients write on after the kill: what they wrote last is lost or not, and they do not know.
            let stop = until + if last { Duration::ZERO } else { Duration::from_millis(100) };
            running.push(tokio::spawn(async move {
                client.run(&at, &token, stop).await;
                client
            }));
        }
        if !last {
            sleep_until(until).await;
            child.kill().unwrap();
        }
        clients = Vec::new();
        for client in running {
            clients.push(client.await.unwrap());
        }
        drop(child.stdin.take());
        child.wait().unwrap();
        sleep(Duration::from_millis(10)).await;
    }
    let path = folder.path().join("relay.db");
    let check: String = rusqlite::Connection::open(&path)
        .unwrap()
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(check, "ok");
    let relay = Relay::open(Arc::new(SqliteStore::open(&path).unwrap()), Limits::default()).await.unwrap();
    let tape = relay.tape(&id("room")).await.unwrap();
    let orders: Vec<u64> = tape.iter().map(|stored| stored.order).collect();
    assert_eq!(orders, (1..=tape.len() as u64).collect::<Vec<_>>());
    let bodies: BTreeSet<&[u8]> = tape.iter().map(|stored| stored.body.as_slice()).collect();
    assert_eq!(bodies.len(), tape.len(), "something is on the tape twice");
    let acknowledged: usize = clients.iter().map(|client| client.acknowledged.len()).sum();
    assert!(acknowledged > 50, "so few that nothing was tried: {acknowledged}");
    for client in &clients {
        assert!(client.waiting.is_empty(), "unanswered at the end: {}", client.waiting.len());
        for (to, body) in client.acknowledged.values() {
            let arrived = clients[*to].received.iter().filter(|(_, received)| received == body).count();
            assert_eq!(arrived, 1, "{}", String::from_utf8_lossy(body));
            assert!(bodies.contains(body.as_slice()));
        }
    }
    eprintln!("{rounds} kills, {acknowledged} acknowledged, none lost, none twice");
}
