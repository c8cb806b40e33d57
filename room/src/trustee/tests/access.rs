//! E21: every route and every role; names, foreign pages, forms.

use super::fixtures::*;
use super::raw;
use crate::trustee::client::Seat;
use crate::trustee::routes::{ROUTES, Who};

/// What a caller shows as `Authorization`, and what becomes of it where the authority's token is needed.
fn roles(house: &House) -> Vec<(&'static str, Vec<String>, Option<u16>)> {
    let token = |index: usize| house.panel().seats()[index].token.as_str().to_owned();
    let bearer = |token: String| vec![format!("Bearer {token}")];
    let mut cut = token(0);
    cut.pop();
    vec![
        ("nothing", vec![], Some(401)),
        ("an empty token", bearer(String::new()), Some(401)),
        ("another scheme", vec![format!("Basic {}", token(0))], Some(401)),
        ("the token without a scheme", vec![token(0)], Some(401)),
        ("two tokens", [bearer(token(0)), bearer(token(0))].concat(), Some(401)),
        ("a wrong token", bearer("wrong-token-wrong-token".to_owned()), Some(403)),
        ("the token less a letter", bearer(cut), Some(403)),
        ("the token and a letter", bearer(format!("{}A", token(0))), Some(403)),
        ("a token as long as a header", bearer("A".repeat(4_000)), Some(403)),
        ("the token of another trustee", bearer(token(1)), Some(403)),
        ("the token", bearer(token(0)), None),
    ]
}

fn host(seat: &Seat) -> String {
    seat.address.to_string()
}

#[tokio::test]
async fn e21_every_route_lets_through_whom_the_table_says_and_nobody_else() {
    let house = House::of(2, 3).await;
    let seat = &house.panel().seats()[0];
    for route in ROUTES {
        for (role, shown, turned_away) in roles(&house) {
            let host = host(seat);
            let mut headers = vec![("Host", host.as_str()), ("Content-Type", "application/json")];
            headers.extend(shown.iter().map(|value| ("Authorization", value.as_str())));
            let (status, body) =
                raw::send(seat.address, &raw::request(route.method, route.path, &headers, "{}")).await;
            let expected = turned_away.filter(|_| route.who == Who::Authority);
            let answered = matches!(status, 200 | 400);
            assert!(
                expected.map_or(answered, |expected| status == expected),
                "{} as {role}: {status} {body}",
                route.path
            );
        }
    }
    assert_eq!(house.panel().health(1).await.unwrap().log_size, 1, "and nothing came of any of it");
}

#[tokio::test]
async fn e21_the_table_names_every_route_and_only_those() {
    let house = House::of(2, 3).await;
    let seat = &house.panel().seats()[0];
    let (host, bearer) = (host(seat), format!("Bearer {}", seat.token.as_str()));
    let headers = [("Host", host.as_str()), ("Content-Type", "application/json"), ("Authorization", &bearer)];
    for route in ROUTES {
        let other = if route.method == "GET" { "POST" } else { "GET" };
        for (method, allowed) in [(route.method, true), (other, false), ("PUT", false), ("DELETE", false)] {
            let (status, _) =
                raw::send(seat.address, &raw::request(method, route.path, &headers, "{}")).await;
            assert_eq!(status != 405, allowed, "{method} {}: {status}", route.path);
        }
    }
    for path in [
        "/",
        "/shares",
        "/share/",
        "/log",
        "/Assist",
        "/..",
        "//assist",
        "/trustee.sqlite",
        "/authority.token",
    ] {
        let (status, _) = raw::send(seat.address, &raw::request("GET", path, &headers, "")).await;
        assert_eq!(status, 404, "{path}");
    }
}

#[tokio::test]
async fn e21_a_name_that_is_not_the_trustee_s_own_is_turned_away_even_with_the_token() {
    let house = House::of(2, 3).await;
    let seat = &house.panel().seats()[0];
    let (own, port) = (host(seat), seat.address.port());
    let bearer = format!("Bearer {}", seat.token.as_str());
    let names: Vec<(Vec<String>, bool)> = vec![
        (vec![own.clone()], true),
        (vec![format!("localhost:{port}")], true),
        (vec![format!("LOCALHOST:{port}")], true),
        (vec![], false),
        (vec![String::new()], false),
        (vec!["localhost".to_owned()], false),
        (vec![format!("127.0.0.1:{}", port - 1)], false),
        (vec![format!("rebound.example:{port}")], false),
        (vec![format!("{own}.rebound.example")], false),
        (vec![format!("user@{own}")], false),
        (vec![own.clone(), format!("rebound.example:{port}")], false),
    ];
    for (names, allowed) in names {
        for path in ["/health", "/log/checkpoint"] {
            let mut headers = vec![("Authorization", bearer.as_str())];
            headers.extend(names.iter().map(|name| ("Host", name.as_str())));
            let (status, _) = raw::send(seat.address, &raw::request("GET", path, &headers, "")).await;
            assert_eq!(status == 200, allowed, "{names:?}: {status}");
            assert!(allowed || matches!(status, 400 | 403), "{names:?}: {status}");
        }
    }
}

#[tokio::test]
async fn e21_a_page_of_another_site_and_a_form_are_turned_away_even_with_the_token() {
    let house = House::of(2, 3).await;
    let seat = &house.panel().seats()[0];
    let (own, bearer) = (host(seat), format!("Bearer {}", seat.token.as_str()));
    let json = ("Content-Type", "application/json");
    let table = [
        ("no page at all: the control", vec![json], 400),
        ("another origin", vec![json, ("Origin", "http://elsewhere.example")], 403),
        ("the origin of a file", vec![json, ("Origin", "null")], 403),
        ("another port of this machine", vec![json, ("Origin", "http://127.0.0.1:1")], 403),
        ("a page of another site, told by the browser", vec![json, ("Sec-Fetch-Site", "cross-site")], 403),
        ("a page of another port, told by the browser", vec![json, ("Sec-Fetch-Site", "same-site")], 403),
        ("a form", vec![("Content-Type", "application/x-www-form-urlencoded")], 415),
        ("plain text", vec![("Content-Type", "text/plain")], 415),
        ("a form with a file", vec![("Content-Type", "multipart/form-data; boundary=x")], 415),
        ("no type", vec![], 415),
    ];
    for (what, more, expected) in table {
        for path in ["/share", "/assist", "/refuse", "/destroy", "/witness"] {
            let mut headers = vec![("Host", own.as_str()), ("Authorization", bearer.as_str())];
            headers.extend(&more);
            let (status, _) = raw::send(seat.address, &raw::request("POST", path, &headers, "{}")).await;
            assert_eq!(status, expected, "{path}, {what}");
        }
    }
}

#[tokio::test]
async fn e21_no_answer_holds_a_token_or_lets_a_foreign_page_read_it() {
    let house = House::of(2, 3).await;
    let seat = &house.panel().seats()[0];
    let (own, bearer) = (host(seat), format!("Bearer {}", seat.token.as_str()));
    let headers =
        [("Host", own.as_str()), ("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    for route in ROUTES {
        let request = raw::request(route.method, route.path, &headers, "{}");
        let answer = raw::whole(seat.address, &request).await.to_lowercase();
        assert!(!answer.contains(&seat.token.as_str().to_lowercase()), "{}", route.path);
        assert!(!answer.contains("access-control-"), "{}", route.path);
        assert!(answer.contains("cache-control: no-store") && answer.contains("nosniff"), "{}", route.path);
    }
}
