//! Whoever lets the server wait is let go; and the server itself goes in order.

use std::time::{Duration, Instant};

use relay::{Limits, ServeLimits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::stand::{Answer, LONG, Stand, id};

const SHORT: Duration = Duration::from_millis(300);

fn impatient() -> ServeLimits {
    ServeLimits { headers: SHORT, body: SHORT, ..ServeLimits::default() }
}

#[test]
fn the_times_are_those_that_are_documented() {
    let serve = ServeLimits::default();
    assert_eq!((serve.headers, serve.body), (Duration::from_secs(5), Duration::from_secs(10)));
    assert!(serve.drain <= Duration::from_secs(5) && serve.per_peer >= 250);
    let limits = Limits::default();
    assert_eq!(
        (limits.hello, limits.ping, limits.queue),
        (Duration::from_secs(5), Duration::from_secs(15), 256)
    );
    assert_eq!((limits.rate, limits.burst), (20, 40));
}

/// Writes a byte again and again, until the server closes; what it said, and how long that took.
async fn dribble(stand: &Stand, start: &str) -> (Answer, Duration) {
    let (stream, began) = (TcpStream::connect(stand.at).await.unwrap(), Instant::now());
    let (mut read, mut write) = stream.into_split();
    write.write_all(start.as_bytes()).await.unwrap();
    let writing = tokio::spawn(async move {
        while write.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let mut said = Vec::new();
    let _reset = tokio::time::timeout(LONG, read.read_to_end(&mut said)).await.expect("the server closes");
    writing.abort();
    let text = String::from_utf8_lossy(&said).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (Answer { status, head: head.into(), body: body.into() }, began.elapsed())
}

#[tokio::test]
async fn silent_and_dribbling_connections_are_closed_in_time_and_a_plain_one_is_served() {
    let stand = Stand::with(Limits::default(), impatient()).await;
    let tokens = stand.room("a", &["a"]).await;
    assert_eq!(stand.get("/health", &[]).await.status, 200);

    let began = Instant::now();
    let mut silent = TcpStream::connect(stand.at).await.unwrap();
    assert_eq!(Answer::read(&mut silent).await.status, 0);
    assert!(began.elapsed() >= SHORT);

    let (answer, took) = dribble(&stand, "GET /health HTTP/1.1\r\nx: ").await;
    assert!(matches!(answer.status, 0 | 408) && took >= SHORT, "{answer:?} {took:?}");

    let head = format!(
        "POST /api/rooms/a/bundles HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n",
        stand.at, tokens[0]
    );
    let (answer, took) = dribble(&stand, &format!("{head}content-length: 60000\r\n\r\n")).await;
    assert_eq!((answer.status, answer.code().as_str()), (408, "slow_body"));
    assert!(took >= SHORT, "{took:?}");

    // A connection that is kept alive and then silent is closed, too.
    let mut idle = TcpStream::connect(stand.at).await.unwrap();
    idle.write_all(format!("GET /health HTTP/1.1\r\nhost: {}\r\n\r\n", stand.at).as_bytes()).await.unwrap();
    assert_eq!(Answer::read(&mut idle).await.status, 200);
}

#[tokio::test]
async fn a_socket_outlives_the_time_for_headers() {
    let stand = Stand::with(Limits::default(), impatient()).await;
    let tokens = stand.room("a", &["a"]).await;
    let mut client = stand.join("a", &tokens[0], 0).await;
    tokio::time::sleep(SHORT * 3).await;
    assert_eq!(client.send("1", "a", b"x").await["t"], "sent");
}

#[tokio::test]
async fn one_connection_too_many_is_told_to_come_back_and_those_inside_are_served() {
    for limits in [
        ServeLimits { connections: 3, ..ServeLimits::default() },
        ServeLimits { per_peer: 3, ..ServeLimits::default() },
    ] {
        let stand = Stand::with(Limits::default(), limits).await;
        let tokens = stand.room("a", &["a", "b", "c"]).await;
        let mut inside = Vec::new();
        for token in &tokens {
            inside.push(stand.join("a", token, 0).await);
        }
        let busy = stand.get("/health", &[]).await;
        assert_eq!((busy.status, busy.code().as_str()), (503, "busy"));
        let head = busy.head.to_lowercase();
        assert!(head.contains("retry-after: 2") && head.contains("content-security-policy:"), "{head}");
        assert_eq!(inside[0].send("1", "b", b"x").await["t"], "sent");
        assert_eq!(inside[1].hear().await["n"], 1);
        drop(inside.pop());
        let came_in = async {
            while stand.get("/health", &[]).await.status != 200 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(LONG, came_in).await.expect("a place that was given back is free");
    }
}

#[tokio::test]
async fn a_server_that_stops_says_goodbye_to_sockets_and_ends_in_order() {
    let mut stand = Stand::open().await;
    let tokens = stand.room("a", &["a", "b"]).await;
    let mut client = stand.join("a", &tokens[0], 0).await;
    assert_eq!(client.send("1", "b", b"x").await["t"], "sent");
    stand.stop();
    assert_eq!(client.closed().await, 1001);
    drop(client);
    let (at, relay) = (stand.at, stand.relay.clone());
    let summary = stand.ended().await;
    assert_eq!((summary.served, summary.peak, summary.refused, summary.cut), (1, 1, 0, 0));
    assert!(TcpStream::connect(at).await.is_err());
    assert_eq!(relay.tape(&id("a")).await.unwrap().len(), 1);
    relay.close().await.unwrap();
}

#[tokio::test]
async fn a_client_that_will_not_go_is_cut_when_the_time_for_it_is_over() {
    let limits = ServeLimits { drain: SHORT, ..ServeLimits::default() };
    let mut stand = Stand::with(Limits::default(), limits).await;
    let mut stubborn = TcpStream::connect(stand.at).await.unwrap();
    stubborn.write_all(b"POST /health HTTP/1.1\r\ncontent-length: 9\r\n\r\n").await.unwrap();
    // Another request that was answered: so the first one was accepted.
    assert_eq!(stand.get("/health", &[]).await.status, 200);
    stand.stop();
    let summary = stand.ended().await;
    assert_eq!(summary.cut, 1);
}
