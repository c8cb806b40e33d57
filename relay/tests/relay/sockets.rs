//! What a hostile or broken client does to a WebSocket.

use std::time::Duration;

use futures_util::SinkExt;
use relay::{Audience, Limits, ServeLimits, limits::FRAME};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

use crate::stand::{LONG, Stand, id};

/// A raw WebSocket, after the handshake.
async fn raw(stand: &Stand) -> TcpStream {
    let mut stream = TcpStream::connect(stand.at).await.unwrap();
    let request = format!(
        "GET /api/rooms/a/socket HTTP/1.1\r\nhost: {}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
        stand.at
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    assert!(head.starts_with(b"HTTP/1.1 101"));
    stream
}

/// A frame with a mask of zeros, as RFC 6455 wants it of a client.
fn frame(first: u8, length: u64, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first, 0x80 | 127];
    frame.extend(length.to_be_bytes());
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

/// The code of the close frame that comes; 0 if the connection just ends.
async fn code(stream: &mut TcpStream) -> u16 {
    let mut all = Vec::new();
    let _reset = tokio::time::timeout(LONG, stream.read_to_end(&mut all)).await.expect("the server closes");
    // No frame before it is as long as 126 bytes here.
    let mut rest = all.as_slice();
    while let [kind, length, more @ ..] = rest {
        let (payload, after) = more.split_at(usize::from(*length).min(more.len()));
        if *kind == 0x88 {
            return payload.first_chunk().map_or(0, |code| u16::from_be_bytes(*code));
        }
        rest = after;
    }
    0
}

#[tokio::test]
async fn a_frame_at_the_bound_is_heard_and_one_byte_more_ends_the_socket() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["a"]).await;
    let mut client = stand.join("a", &tokens[0], 0).await;
    client.ws.send(Message::text("x".repeat(FRAME))).await.unwrap();
    assert_eq!(client.hear().await["code"], "malformed");
    client.ws.send(Message::text("x".repeat(FRAME + 1))).await.unwrap();
    assert_eq!(client.closed().await, 1009);
}

#[tokio::test]
async fn declared_lengths_endless_fragments_and_broken_frames_end_the_socket_at_once() {
    let stand = Stand::open().await;
    stand.room("a", &["a"]).await;
    let mut giant = raw(&stand).await;
    giant.write_all(&frame(0x81, 1 << 30, b"{")).await.unwrap();
    assert_eq!(code(&mut giant).await, 1009, "1 GiB declared");

    let mut endless = raw(&stand).await;
    endless.write_all(&frame(0x01, 1024, &[b'x'; 1024])).await.unwrap();
    for _ in 0..64 {
        // The server may be gone before the last one.
        let _gone = endless.write_all(&frame(0x00, 1024, &[b'x'; 1024])).await;
    }
    assert_eq!(code(&mut endless).await, 1009, "fragments");

    let mut unmasked = raw(&stand).await;
    unmasked.write_all(&[0x81, 2, b'{', b'}']).await.unwrap();
    assert!(matches!(code(&mut unmasked).await, 0 | 1002), "unmasked");

    let mut wrong = raw(&stand).await;
    wrong.write_all(&frame(0x81, 2, &[0xff, 0xfe])).await.unwrap();
    assert!(matches!(code(&mut wrong).await, 0 | 1003 | 1007), "no UTF-8");

    let mut reserved = raw(&stand).await;
    reserved.write_all(&frame(0xf3, 2, b"{}")).await.unwrap();
    assert!(matches!(code(&mut reserved).await, 0 | 1002), "reserved bits");
    // After all of them, somebody else is served.
    assert_eq!(stand.get("/health", &[]).await.status, 200);
}

#[tokio::test]
async fn binary_frames_and_first_frames_that_are_no_hello_end_the_socket() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["a"]).await;
    let mut binary = stand.join("a", &tokens[0], 0).await;
    binary.ws.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert_eq!(binary.closed().await, 1003);
    for first in [
        json!({ "t": "send", "id": "1", "to": "a", "body": "AA" }),
        json!({ "t": "hello" }),
        json!("x"),
        json!({}),
    ] {
        let mut client = stand.socket("a").await;
        client.say(&first).await;
        assert_eq!(client.closed().await, 1008, "{first}");
    }
}

#[tokio::test]
async fn a_socket_that_says_nothing_is_closed_and_gets_nothing_before() {
    let limits = Limits { hello: Duration::from_millis(200), ..Limits::default() };
    let stand = Stand::with(limits, ServeLimits::default()).await;
    stand.room("a", &["a"]).await;
    stand.relay.boards().publish(&id("a"), Audience::All, json!({ "scene": "join" }));
    let mut client = stand.socket("a").await;
    match client.next().await {
        Some(Ok(Message::Close(Some(frame)))) => assert_eq!(u16::from(frame.code), 1008),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn malformed_frames_are_refused_and_the_socket_lives() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["a"]).await;
    let mut client = stand.join("a", &tokens[0], 0).await;
    for bad in [
        "",
        "{",
        "null",
        "[]",
        r#"{"t":"sing"}"#,
        r#"{"t":"seen","n":-1}"#,
        r#"{"t":"seen","n":1e99}"#,
        r#"{"t":"send"}"#,
    ] {
        client.ws.send(Message::text(bad)).await.unwrap();
        assert_eq!(client.hear().await["code"], "malformed", "{bad}");
    }
    for (frame, code) in [
        (json!({ "t": "send", "id": "", "to": "a", "body": "AA" }), "bad_id"),
        (json!({ "t": "send", "id": "x".repeat(65), "to": "a", "body": "AA" }), "bad_id"),
        (json!({ "t": "send", "id": "1", "to": "../a", "body": "AA" }), "no_such_person"),
        (json!({ "t": "send", "id": "1", "to": "a", "body": "" }), "too_long"),
        (json!({ "t": "send", "id": "1", "to": "a", "body": "A+/=" }), "malformed"),
    ] {
        client.say(&frame).await;
        assert_eq!(client.hear().await["code"], code, "{frame}");
    }
    assert_eq!(client.send("1", "a", b"x").await["n"], 1);
}

#[tokio::test]
async fn a_flood_of_pings_slows_its_sender_and_nobody_else() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["a", "b"]).await;
    let flooder = stand.join("a", &tokens[0], 0).await;
    let (mut out, _in) = futures_util::StreamExt::split(flooder.ws);
    let flood =
        tokio::spawn(async move { while out.send(Message::Ping(vec![0; 125].into())).await.is_ok() {} });
    let mut other = stand.join("a", &tokens[1], 0).await;
    for i in 0..30 {
        assert_eq!(other.send(&format!("{i}"), "b", b"x").await["t"], "sent");
    }
    assert!(!flood.is_finished());
    flood.abort();
}

#[tokio::test]
async fn a_reader_who_is_too_slow_is_sent_away_and_nobody_waits_for_them() {
    let limits = Limits { queue: 8, ..Limits::default() };
    let stand = Stand::with(limits, ServeLimits::default()).await;
    let tokens = stand.room("a", &["slow", "quick"]).await;
    let mut slow = stand.join("a", &tokens[0], 0).await;
    let mut quick = stand.join("a", &tokens[1], 0).await;
    let mut round = 0_u64;
    // Boards of 256 KiB, until the slow one's connection and queue are full; the quick one reads each before the next.
    while stand.relay.online(&id("a")) == 2 {
        round += 1;
        assert!(round < 1000, "the slow reader is never sent away");
        let filler = format!("{round}").repeat(64 * 1024);
        stand.relay.boards().publish(&id("a"), Audience::All, json!({ "round": round, "filler": filler }));
        assert_eq!(quick.hear().await["n"], round);
    }
    assert_eq!(slow.closed().await, 1013);
    assert_eq!(quick.send("1", "quick", b"x").await["t"], "sent");
    // They come back, and have the board as it is.
    let mut slow = stand.join("a", &tokens[0], 0).await;
    assert_eq!(slow.hear().await["n"], round);
}

#[tokio::test]
async fn a_client_that_vanishes_without_a_word_is_forgotten() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["a"]).await;
    let client = stand.join("a", &tokens[0], 0).await;
    assert_eq!(stand.relay.online(&id("a")), 1);
    drop(client);
    let gone = async {
        while stand.relay.online(&id("a")) > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(LONG, gone).await.expect("forgotten");
}

#[tokio::test]
async fn a_client_that_answers_no_ping_is_given_up() {
    let limits =
        Limits { ping: Duration::from_millis(50), silence: Duration::from_millis(400), ..Limits::default() };
    let stand = Stand::with(limits, ServeLimits::default()).await;
    let tokens = stand.room("a", &["dead", "alive"]).await;
    // It is not read from, so its pings are not answered.
    let _dead = stand.join("a", &tokens[0], 0).await;
    let mut alive = stand.join("a", &tokens[1], 0).await;
    let reading = tokio::spawn(async move { while let Some(Ok(_)) = alive.next().await {} });
    let gone = async {
        while stand.relay.present(&id("a")).contains(&"dead".to_owned()) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(LONG, gone).await.expect("given up");
    assert_eq!(stand.relay.present(&id("a")), ["alive"]);
    reading.abort();
}
