use axum::body::Body;

use super::*;

/// A row: method, headers, and the code of the refusal, if it is refused.
type Row = (&'static str, &'static [(&'static str, &'static str)], Result<(), &'static str>);

fn judged(method: &str, headers: &[(&str, &str)]) -> Result<(), &'static str> {
    let mut request = Request::builder().method(method).uri("/x");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let hosts = Hosts::new(["192.168.1.5:8080", "localhost:8080"]);
    let Ok(request) = request.body(Body::empty()) else { return Err("no request") };
    judge(&request, &hosts).map_err(|refusal| refusal.code)
}

#[test]
fn hosts_and_origins_are_this_servers_or_refused() {
    const HERE: (&str, &str) = ("host", "192.168.1.5:8080");
    const JSON: (&str, &str) = ("content-type", "application/json");
    #[rustfmt::skip]
    let table: &[Row] = &[
        ("GET", &[HERE], Ok(())),
        ("GET", &[("host", "LOCALHOST:8080")], Ok(())),
        ("GET", &[], Err("host")),
        ("GET", &[("host", "evil.example:8080")], Err("host")),
        ("GET", &[("host", "192.168.1.5")], Err("host")),
        ("GET", &[("host", "192.168.1.5:8080.evil.example")], Err("host")),
        ("GET", &[HERE, ("host", "evil.example")], Err("host")),
        ("GET", &[HERE, ("origin", "http://192.168.1.5:8080")], Ok(())),
        ("GET", &[HERE, ("origin", "http://localhost:8080")], Ok(())),
        ("GET", &[HERE, ("origin", "http://192.168.1.5:8081")], Err("origin")),
        ("GET", &[HERE, ("origin", "http://evil.example")], Err("origin")),
        ("GET", &[HERE, ("origin", "null")], Err("origin")),
        ("GET", &[HERE, ("origin", "")], Err("origin")),
        ("GET", &[HERE, ("origin", "file://192.168.1.5:8080")], Err("origin")),
        ("GET", &[HERE, ("origin", "http://192.168.1.5:8080"), ("origin", "http://evil.example")], Err("origin")),
        ("GET", &[HERE, ("sec-fetch-site", "same-origin")], Ok(())),
        ("GET", &[HERE, ("sec-fetch-site", "none")], Ok(())),
        ("GET", &[HERE, ("sec-fetch-site", "cross-site")], Err("origin")),
        ("GET", &[HERE, ("sec-fetch-site", "same-site")], Err("origin")),
        ("GET", &[HERE, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")], Ok(())),
        ("GET", &[HERE, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")], Err("origin")),
        ("POST", &[HERE, JSON, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")], Err("origin")),
        ("POST", &[HERE, JSON], Ok(())),
        ("POST", &[HERE, ("content-type", "Application/JSON; charset=utf-8"), ("content-length", "2")], Ok(())),
        ("POST", &[HERE], Ok(())),
        ("POST", &[HERE, ("content-length", "2")], Err("content_type")),
        ("POST", &[HERE, ("transfer-encoding", "chunked")], Err("content_type")),
        ("POST", &[HERE, ("content-type", "text/plain")], Err("content_type")),
        ("POST", &[HERE, ("content-type", "application/x-www-form-urlencoded")], Err("content_type")),
        ("POST", &[HERE, ("content-type", "application/jsonp")], Err("content_type")),
        ("POST", &[HERE, JSON, ("content-type", "text/plain")], Err("content_type")),
        ("DELETE", &[HERE, ("content-type", "text/plain")], Err("content_type")),
    ];
    for (method, headers, expected) in table {
        assert_eq!(judged(method, headers), *expected, "{method} {headers:?}");
    }
}
