//! Answers: headers of all of them, codes of those that refuse.

use relay::{Limits, ROUTES, ServeLimits};

use crate::stand::{Answer, Stand};

/// The head without what differs from answer to answer.
fn lasting(answer: &Answer) -> Vec<String> {
    let mut lines: Vec<String> = answer.head.lines().skip(1).map(str::to_lowercase).collect();
    let moving =
        ["date:", "content-length:", "content-type:", "connection:", "allow:", "retry-after:", "vary:"];
    lines.retain(|line| !moving.iter().any(|name| line.starts_with(name)));
    lines.sort();
    lines
}

#[tokio::test]
async fn every_answer_carries_the_same_strict_headers_errors_included() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["a"]).await;
    let bearer = format!("Bearer {}", tokens[0]);
    let mut answers = Vec::new();
    for route in ROUTES {
        let path = route.path.replace("{room}", "a").replace("{address}", "a");
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        answers.push(stand.ask(route.method, &path, &headers, route.example).await);
        answers.push(stand.ask("DELETE", &path, &headers, None).await);
        answers.push(stand.ask("OPTIONS", &path, &[("origin", &format!("http://{}", stand.at))], None).await);
    }
    answers.push(stand.get("/nowhere", &[]).await);
    answers.push(stand.get("/health", &[("host", "evil.example")]).await);
    answers.push(stand.get("/health", &[("origin", "http://evil.example")]).await);
    answers.push(stand.post("/api/rooms/a/bundles", &tokens[0], &"x".repeat(70_000)).await);
    answers.push(stand.post("/api/rooms/a/bundles", &tokens[0], "{").await);
    answers.push(stand.post("/api/rooms/a/bundles", "sesame", "{}").await);
    let statuses: std::collections::BTreeSet<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), [200, 400, 401, 403, 404, 405, 413]);
    let first = lasting(&answers[0]);
    insta::assert_snapshot!(first.join("\n"));
    for answer in &answers {
        assert_eq!(lasting(answer), first, "{answer:?}");
        assert!(!answer.head.to_lowercase().contains("access-control-"), "{answer:?}");
    }
}

#[tokio::test]
async fn malformed_requests_have_stable_codes_and_are_not_repeated_in_the_answer() {
    let stand =
        Stand::with(Limits { rate: 1000, burst: 1000, ..Limits::default() }, ServeLimits::default()).await;
    let tokens = stand.room("a", &["a"]).await;
    let path = "/api/rooms/a/bundles";
    let deep = format!(r#"{{"x":{}"#, "[".repeat(20_000));
    #[rustfmt::skip]
    let table: &[(&str, u16, &str)] = &[
        ("", 400, "bad_json"),
        ("{", 400, "bad_json"),
        ("sentinel<script>", 400, "bad_json"),
        (&deep, 400, "bad_json"),
        (r#"{"bundles":[NaN]}"#, 400, "bad_json"),
        (r#"{"bundles":[1e999999]}"#, 400, "bad_json"),
        (r#"{"bundles":["\ud800"]}"#, 400, "bad_json"),
        (r#"{"bundles":[]} {}"#, 400, "bad_json"),
        ("null", 422, "bad_shape"),
        (r#"[]"#, 422, "bad_shape"),
        (r#"{"bundles":"sentinel<script>"}"#, 422, "bad_shape"),
        (r#"{"bundles":[1]}"#, 422, "bad_shape"),
        (r#"{"bundles":[],"bundles":[]}"#, 422, "bad_shape"),
        (r#"{"bundles":["sentinel<script>"]}"#, 422, "bad_base64"),
        (r#"{"bundles":["AA=="]}"#, 422, "bad_base64"),
        (r#"{"bundles":[""]}"#, 413, "too_long"),
    ];
    for (body, status, code) in table {
        let answer = stand.post(path, &tokens[0], body).await;
        let shown: String = body.chars().take(40).collect();
        assert_eq!((answer.status, answer.code().as_str()), (*status, *code), "{shown}: {answer:?}");
        assert!(!answer.body.contains("sentinel") && !answer.body.contains("<script"), "{answer:?}");
        let json = answer.json();
        assert!(
            json["why"].as_str().is_some_and(|why| !why.is_empty()) && json["next"].is_string(),
            "{json}"
        );
    }
    let bearer = format!("Bearer {}", tokens[0]);
    let with = |kind: &'static str| {
        let bearer = bearer.clone();
        let stand = &stand;
        async move {
            stand.ask("POST", path, &[("authorization", &bearer), ("content-type", kind)], Some("{}")).await
        }
    };
    assert_eq!(with("text/plain").await.code(), "content_type");
    assert_eq!(with("application/cbor").await.status, 415);
    // Bytes that are no UTF-8, in the body and in the path.
    let mut raw = format!(
        "POST {path} HTTP/1.1\r\nhost: {}\r\nauthorization: {bearer}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: 3\r\n\r\n",
        stand.at
    )
    .into_bytes();
    raw.extend([b'"', 0xff, b'"']);
    assert_eq!(stand.raw(&raw).await.code(), "bad_json");
    for number in ["-1", "1.5", "99999999999999999999", "x", ""] {
        let answer =
            stand.get(&format!("/api/rooms/a/mail?after={number}"), &[("authorization", &bearer)]).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "bad_number"), "{number}");
    }
}

#[tokio::test]
async fn no_path_leads_anywhere_but_to_the_routes() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["a"]).await;
    let bearer = format!("Bearer {}", tokens[0]);
    for room in [
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e",
        "a%00",
        "a%2fmail",
        "%2fetc",
        "A",
        "a%20",
        "%ff%fe",
        "a%5c..",
        "%c0%ae%c0%ae",
        "%E2%80%AEa",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ".",
        "a;b",
        "a?b",
        "%EF%BC%8E",
    ] {
        let answer = stand.get(&format!("/api/rooms/{room}/mail"), &[("authorization", &bearer)]).await;
        assert_eq!(answer.status, 404, "{room}: {answer:?}");
    }
    for path in [
        "/../etc/passwd",
        "/api/../health",
        "//health",
        "/health/",
        "/api/rooms//mail",
        "/.git/config",
        "/api/rooms/a",
    ] {
        assert_eq!(stand.get(path, &[]).await.status, 404, "{path}");
    }
    for address in ["..%2f", "A", "%00", "x".repeat(33).as_str()] {
        let answer = stand.post(&format!("/api/rooms/a/people/{address}/bundle"), &tokens[0], "").await;
        assert_eq!((answer.status, answer.code().as_str()), (404, "no_such_person"), "{address}");
    }
}

#[tokio::test]
async fn foreign_pages_and_names_are_refused_over_the_wire() {
    let stand = Stand::open().await;
    let own = format!("http://{}", stand.at);
    assert_eq!(stand.get("/health", &[("origin", &own)]).await.status, 200);
    for (name, value, code) in [
        ("host", "evil.example", "host"),
        ("origin", "http://evil.example", "origin"),
        ("origin", "null", "origin"),
        ("sec-fetch-site", "cross-site", "origin"),
    ] {
        let answer = stand.get("/health", &[(name, value)]).await;
        assert_eq!((answer.status, answer.code().as_str()), (403, code), "{name}: {value}");
    }
    // A WebSocket of a foreign page is refused before it is one; of an own page it is opened.
    for (origin, status) in [("http://evil.example", 403), (own.as_str(), 101)] {
        let request = format!(
            "GET /api/rooms/a/socket HTTP/1.1\r\nhost: {}\r\norigin: {origin}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
            stand.at
        );
        let mut stream = tokio::net::TcpStream::connect(stand.at).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, request.as_bytes()).await.unwrap();
        let mut start = [0; 12];
        tokio::io::AsyncReadExt::read_exact(&mut stream, &mut start).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&start), format!("HTTP/1.1 {status}"), "{origin}");
    }
}
