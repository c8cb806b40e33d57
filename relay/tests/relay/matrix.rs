//! Every route by every role, out of the table of routes: a route without a rule does not pass.

use relay::{ROUTES, Who};
use serde_json::json;

use crate::stand::{Stand, id};

/// What somebody has who knocks.
const ROLES: [&str; 9] = [
    "nobody",
    "not a token",
    "a guessed token",
    "a member of another room",
    "somebody who was expelled",
    "a member of a closed room",
    "a member, with the token in the address",
    "a member, with two tokens",
    "a member",
];

#[tokio::test]
async fn every_route_is_open_to_those_whom_the_table_names_and_to_nobody_else() {
    let stand = Stand::open().await;
    let here = stand.room("here", &["a", "gone"]).await;
    let elsewhere = stand.room("elsewhere", &["a"]).await;
    let closed = stand.room("closed", &["a"]).await;
    stand.relay.expel(&id("here"), "gone").await.unwrap();
    stand.relay.close_room(&id("closed")).await.unwrap();
    let mut tried = 0;
    for route in ROUTES {
        for (role, name) in ROLES.iter().enumerate() {
            let token = match role {
                0 | 6 => None,
                1 => Some("sesame".to_owned()),
                2 => Some("AAAAAAAAAAAAAAAAAAAAAA".to_owned()),
                3 => Some(elsewhere[0].clone()),
                4 => Some(here[1].clone()),
                5 => Some(closed[0].clone()),
                _ => Some(here[0].clone()),
            };
            let room = if role == 5 { "closed" } else { "here" };
            let mut path = route.path.replace("{room}", room).replace("{address}", "a");
            assert!(!path.contains('{'), "{path} has a parameter that this test does not know");
            if role == 6 {
                path += &format!("?token={}", here[0]);
            }
            let bearer = token.map(|token| format!("Bearer {token}"));
            let mut headers: Vec<(&str, &str)> =
                bearer.iter().map(|bearer| ("authorization", bearer.as_str())).collect();
            if role == 7 {
                headers.push(("authorization", "Bearer sesame"));
            }
            headers.push(("content-type", "application/json"));
            let answer = stand.ask(route.method, &path, &headers, route.example).await;
            let allowed = match route.who {
                Who::Anyone => answer.status == 200,
                // Served: with what was asked for, or with the reason why there is none.
                Who::Member if role == 8 => matches!(answer.status, 200) || answer.code() == "no_bundle",
                Who::Member => {
                    answer.status == 401 && ["no_token", "bad_token"].contains(&answer.code().as_str())
                }
                // No upgrade was asked for; what the first frame does is below.
                Who::FirstFrame => answer.code() == "no_upgrade",
            };
            assert!(allowed, "{} {path} by {name}: {answer:?}", route.method);
            tried += 1;
        }
    }
    assert_eq!(tried, ROUTES.len() * ROLES.len());
    for (role, token, room) in [
        ("guessed", "AAAAAAAAAAAAAAAAAAAAAA", "here"),
        ("not a token", "sesame", "here"),
        ("of another room", &elsewhere[0], "here"),
        ("expelled", &here[1], "here"),
        ("of a closed room", &closed[0], "closed"),
    ] {
        let mut client = stand.socket(room).await;
        client.say(&json!({ "t": "hello", "token": token })).await;
        assert_eq!(client.closed().await, 4401, "{role}");
    }
    stand.join("here", &here[0], 0).await;
}

#[test]
fn the_description_of_the_interface_is_the_committed_one_and_names_the_routes_of_the_table() {
    let described: serde_json::Value = serde_json::from_str(&relay::openapi()).unwrap();
    let mut named: Vec<String> = Vec::new();
    for (path, methods) in described["paths"].as_object().unwrap() {
        named.extend(
            methods.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())),
        );
    }
    let mut table: Vec<String> =
        ROUTES.iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    named.sort();
    table.sort();
    assert_eq!(named, table);
    for route in ROUTES {
        let described = &described["paths"][route.path][route.method.to_lowercase()];
        assert_eq!(described.get("security").is_some(), route.who == Who::Member, "{}", route.path);
        assert_eq!(described.get("requestBody").is_some(), route.example.is_some(), "{}", route.path);
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    if std::env::var("DOORMAT_WRITE").as_deref() == Ok("1") {
        std::fs::write(path, relay::openapi()).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(
        committed == relay::openapi(),
        "relay/openapi.json is not what the code says; write it with DOORMAT_WRITE=1"
    );
}
