//! What one participant may do, at the bound and beyond; and the others meanwhile.

use futures_util::SinkExt;
use relay::limits::{BODY, BUNDLE, HEADERS, REQUEST};
use relay::{Limits, ServeLimits};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::stand::{Stand, b64, id};

#[tokio::test]
async fn a_flood_by_one_is_refused_and_the_others_are_served() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["flooder", "b", "c"]).await;
    let flooder = stand.join("a", &tokens[0], 0).await;
    let (mut out, mut back) = futures_util::StreamExt::split(flooder.ws);
    let flood = tokio::spawn(async move {
        for i in 0_u64.. {
            let frame = json!({ "t": "send", "id": format!("{i}"), "to": "b", "body": "AAAA" }).to_string();
            if out.send(Message::text(frame)).await.is_err() {
                break;
            }
        }
    });
    let mut refused = 0;
    while refused < 20 {
        let Some(Ok(Message::Text(text))) = futures_util::StreamExt::next(&mut back).await else {
            panic!("the flooder is cut")
        };
        refused += usize::from(text.contains(r#""code":"rate""#));
    }
    let mut b = stand.join("a", &tokens[1], 0).await;
    let mut c = stand.join("a", &tokens[2], 0).await;
    for i in 0..30_u64 {
        assert_eq!(b.send(&format!("{i}"), "c", b"x").await["t"], "sent");
        assert_eq!(c.hear().await["n"], i + 1);
    }
    assert!(!flood.is_finished());
    flood.abort();
}

#[tokio::test]
async fn messages_and_requests_share_one_allowance_for_each_participant() {
    let limits = Limits { rate: 1, burst: 6, ..Limits::default() };
    let stand = Stand::with(limits, ServeLimits::default()).await;
    let tokens = stand.room("a", &["a", "b"]).await;
    let mut a = stand.join("a", &tokens[0], 0).await;
    let bearer = |token: &str| format!("Bearer {token}");
    for i in 0..3 {
        assert_eq!(a.send(&format!("{i}"), "b", b"x").await["t"], "sent", "{i}");
        assert_eq!(
            stand.get("/api/rooms/a/mail", &[("authorization", &bearer(&tokens[0]))]).await.status,
            200
        );
    }
    // Six at once, and one a second: far less than these.
    let mut codes = Vec::new();
    for _ in 0..20 {
        codes.push(stand.get("/api/rooms/a/mail", &[("authorization", &bearer(&tokens[0]))]).await);
    }
    let refused = codes.iter().find(|answer| answer.status == 429).expect("a request is refused");
    assert_eq!(refused.code(), "rate");
    assert!(refused.head.to_lowercase().contains("retry-after: 1"));
    assert_eq!(stand.get("/api/rooms/a/mail", &[("authorization", &bearer(&tokens[1]))]).await.status, 200);
}

#[tokio::test]
async fn a_body_at_the_bound_is_kept_and_one_byte_more_is_refused() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["a"]).await;
    let mut a = stand.join("a", &tokens[0], 0).await;
    assert_eq!(a.send("1", "a", &vec![1; BODY]).await["t"], "sent");
    assert_eq!(a.send("2", "a", &vec![1; BODY + 1]).await["code"], "too_long");
    let post = async |length: usize| {
        let body = json!({ "bundles": [b64(&vec![1; length])], "last": null }).to_string();
        stand.post("/api/rooms/a/bundles", &tokens[0], &body).await
    };
    assert_eq!(post(BUNDLE).await.json(), json!({ "left": 1 }));
    let refused = post(BUNDLE + 1).await;
    assert_eq!((refused.status, refused.code().as_str()), (413, "too_long"));
}

#[tokio::test]
async fn a_request_at_the_bound_is_read_and_a_longer_one_is_not_whatever_it_declares() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["a"]).await;
    let path = "/api/rooms/a/bundles";
    let fitting = format!(r#"{{"bundles":[]{}}}"#, " ".repeat(REQUEST - 14));
    assert_eq!(fitting.len(), REQUEST);
    assert_eq!(stand.post(path, &tokens[0], &fitting).await.status, 200);
    let refused = stand.post(path, &tokens[0], &format!("{fitting} ")).await;
    assert_eq!((refused.status, refused.code().as_str()), (413, "too_long"));
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n",
        stand.at, tokens[0]
    );
    // Declared and not sent: refused before it could be.
    let declared = stand.raw(format!("{head}content-length: 1073741824\r\n\r\n").as_bytes()).await;
    assert_eq!((declared.status, declared.code().as_str()), (413, "too_long"));
    // Not declared.
    let mut chunked = format!("{head}transfer-encoding: chunked\r\n\r\n");
    for _ in 0..17 {
        chunked += &format!("1000\r\n{}\r\n", "x".repeat(0x1000));
    }
    let chunked = stand.raw(chunked.as_bytes()).await;
    assert_eq!((chunked.status, chunked.code().as_str()), (413, "too_long"));
    let whole = format!(
        "{head}transfer-encoding: chunked\r\nconnection: close\r\n\r\ne\r\n{{\"bundles\":[]}}\r\n0\r\n\r\n"
    );
    assert_eq!(stand.raw(whole.as_bytes()).await.json(), json!({ "left": 0 }));
    // Compressed bodies are not unpacked at all.
    let bearer = format!("Bearer {}", tokens[0]);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("content-encoding", "gzip"),
    ];
    let packed = stand.ask("POST", path, &headers, Some("\u{1f}\u{8b}")).await;
    assert_eq!(packed.code(), "bad_json");
}

#[tokio::test]
async fn quotas_are_told_with_a_code() {
    let limits = Limits { rooms: 1, people: 2, messages: 2, bundles: 2, ..Limits::default() };
    let stand = Stand::with(limits, ServeLimits::default()).await;
    let tokens = stand.room("a", &["a", "b"]).await;
    use relay::Explain;
    assert_eq!(stand.relay.create_room(&id("b")).await.unwrap_err().code(), (507, "quota"));
    assert_eq!(stand.relay.admit(&id("a"), "c").await.unwrap_err().code(), (507, "quota"));
    assert_eq!(stand.relay.admit(&id("a"), "a").await.unwrap_err().code(), (409, "taken"));
    assert_eq!(stand.relay.admit(&id("a"), "A").await.unwrap_err().code(), (400, "bad_address"));
    let mut a = stand.join("a", &tokens[0], 0).await;
    for i in 0..2 {
        assert_eq!(a.send(&format!("{i}"), "b", b"x").await["t"], "sent");
    }
    assert_eq!(a.send("2", "b", b"x").await["code"], "quota");
    let post = async |body: &str| stand.post("/api/rooms/a/bundles", &tokens[0], body).await;
    assert_eq!(post(r#"{"bundles":["AQ","Ag"]}"#).await.status, 200);
    let full = post(r#"{"bundles":["Aw"]}"#).await;
    assert_eq!((full.status, full.code().as_str()), (507, "quota"));
    assert_eq!(post(r#"{"bundles":["Aw"],"replace":true}"#).await.json(), json!({ "left": 1 }));
}

#[tokio::test]
async fn header_lines_near_the_bound_are_read_and_more_are_not() {
    let stand = Stand::open().await;
    assert_eq!(stand.get("/health", &[("x-much", &"x".repeat(HEADERS - 512))]).await.status, 200);
    assert_eq!(stand.get("/health", &[("x-much", &"x".repeat(2 * HEADERS))]).await.status, 431);
}
