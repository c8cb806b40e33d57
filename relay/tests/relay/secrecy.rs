//! What the relay does not have, does not say, and does not do.

use std::io::Read;
use std::process::Command;

use futures_util::SinkExt;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::stand::{Stand, b64, id};

#[test]
fn the_relay_links_no_code_that_could_decrypt_and_no_http_client() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let tree = Command::new(cargo)
        .args([
            "tree",
            "--offline",
            "--locked",
            "-p",
            "relay",
            "-e",
            "normal",
            "--prefix",
            "none",
            "--all-features",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    let crates: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.contains(&"axum") && crates.contains(&"rusqlite"), "the control: {tree}");
    for absent in [
        "honest",
        "escrow",
        "attacks",
        "room",
        "doormat",
        "chacha20poly1305",
        "x25519-dalek",
        "hpke",
        "reqwest",
        "ureq",
        "isahc",
        "curl",
        "hyper-rustls",
        "hyper-tls",
        "tokio-tungstenite-client",
        "rustls",
        "native-tls",
    ] {
        assert!(!crates.contains(&absent), "{absent} is linked");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_at_work_writes_no_body_and_no_token_anywhere_but_into_its_store() {
    const SENTINEL: &str = "sentinel-of-a-body-91d2";
    let folder = tempfile::tempdir().unwrap();
    let (mut child, at, mut out) = crate::crash::start(folder.path());
    let tokens = std::fs::read_to_string(folder.path().join("tokens")).unwrap();
    let token = tokens.lines().next().unwrap();
    let url = format!("ws://{at}/api/rooms/room/socket");
    let (mut ws, _) = tokio_tungstenite::connect_async_with_config(url, None, true).await.unwrap();
    ws.send(Message::text(json!({ "t": "hello", "token": token, "after": 0 }).to_string())).await.unwrap();
    for frame in [
        json!({ "t": "send", "id": "1", "to": "b", "body": b64(SENTINEL.as_bytes()) }),
        json!({ "t": "send", "id": "1", "to": "b", "body": b64(SENTINEL.repeat(2).as_bytes()) }),
        json!({ "t": "send", "id": SENTINEL, "to": SENTINEL, "body": SENTINEL }),
        json!({ "t": SENTINEL, "token": token }),
        json!({ "t": "send", "id": "last", "to": "b", "body": "AA" }),
    ] {
        ws.send(Message::text(frame.to_string())).await.unwrap();
    }
    loop {
        let message = futures_util::StreamExt::next(&mut ws).await.unwrap().unwrap();
        let text = message.into_text().unwrap();
        assert!(!text.contains(token), "{text}");
        if text.contains(r#""id":"last""#) {
            break;
        }
    }
    ws.send(Message::binary(SENTINEL.as_bytes().to_vec())).await.unwrap();
    drop(ws);
    drop(child.stdin.take());
    let mut said = String::new();
    out.read_to_string(&mut said).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    child.wait().unwrap();
    assert!(said.contains("test result: ok"), "the control: what it says is seen: {said}");
    for secret in [SENTINEL, &b64(SENTINEL.as_bytes()), token] {
        assert!(!said.contains(secret), "{said}");
    }
    // It is in the store: the body as it was sent, the token not at all.
    let stored = std::fs::read(folder.path().join("relay.db")).unwrap();
    let holds = |needle: &[u8]| stored.windows(needle.len()).any(|window| window == needle);
    assert!(holds(SENTINEL.as_bytes()));
    assert!(!holds(token.as_bytes()));
}

#[tokio::test]
async fn nothing_that_can_be_printed_shows_a_body_or_a_token() {
    const SENTINEL: &str = "sentinel-of-a-body-77aa";
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["a", "b"]).await;
    let mut accepted = stand.relay.accepted(&id("a"));
    stand.relay.send(&id("a"), "a", "b", "1", SENTINEL.into()).await.unwrap();
    let errors = [
        format!("{:?}", stand.relay.send(&id("a"), "a", "b", "1", "another".into()).await.unwrap_err()),
        format!("{:?}", stand.relay.send(&id("a"), "a", SENTINEL, "1", SENTINEL.into()).await.unwrap_err()),
        format!("{:?}", stand.relay.authenticate(&id("a"), SENTINEL).await.unwrap_err()),
        format!("{:?} {:?}", stand.relay, accepted.recv().await.unwrap()),
    ];
    let token = stand.relay.admit(&id("a"), "c").await.unwrap();
    let shown = format!("{errors:?} {token:?}");
    for secret in [SENTINEL, &tokens[0], token.as_str(), &format!("{:?}", SENTINEL.as_bytes())] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
