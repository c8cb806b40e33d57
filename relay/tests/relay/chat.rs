//! What a client sees of mail, boards and bundles.

use relay::{Audience, ServeLimits, Token};
use serde_json::json;

use crate::stand::{Client, Stand, b64, id};

#[tokio::test]
async fn a_message_goes_from_one_to_the_other_once_however_often_it_is_sent() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["teal-otter", "red-lynx"]).await;
    let mut otter = stand.join("a", &tokens[0], 0).await;
    let mut lynx = stand.join("a", &tokens[1], 0).await;
    let first = otter.send("c1", "red-lynx", b"hello").await;
    assert_eq!((first["t"].as_str(), first["n"].as_u64()), (Some("sent"), Some(1)), "{first}");
    let mail = lynx.hear().await;
    assert_eq!(
        mail,
        json!({ "t": "mail", "n": 1, "from": "teal-otter", "sent": first["sent"], "body": b64(b"hello") })
    );
    assert_eq!(otter.send("c1", "red-lynx", b"hello").await, first);
    assert_eq!(otter.send("c1", "red-lynx", b"other").await["code"], "id_reused");
    assert_eq!(otter.send("c2", "red-lynx", b"again").await["n"], 2);
    assert_eq!(lynx.hear().await["n"], 2);
    assert_eq!(stand.relay.tape(&id("a")).await.unwrap().len(), 2);
}

#[tokio::test]
async fn who_comes_back_with_a_cursor_gets_what_waits_and_no_more() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["teal-otter", "red-lynx"]).await;
    let mut otter = stand.join("a", &tokens[0], 0).await;
    let mut otter_heard = stand.relay.accepted(&id("a"));
    otter.send("first", "red-lynx", b"1").await;
    // More than two pages of the store.
    for i in 2..=150 {
        stand.relay.send(&id("a"), "teal-otter", "red-lynx", &format!("c{i}"), vec![i]).await.unwrap();
    }
    for order in 1..=150 {
        assert_eq!(otter_heard.recv().await.unwrap().order, order);
    }
    let mut lynx = stand.join("a", &tokens[1], 10).await;
    for n in 11..=150 {
        assert_eq!(lynx.hear().await["n"], n);
    }
    lynx.say(&json!({ "t": "seen", "n": 125 })).await;
    // An answered frame after it: the one before was handled.
    lynx.send("x", "teal-otter", b".").await;
    let mut lynx = stand.join("a", &tokens[1], 0).await;
    assert_eq!(lynx.hear().await["n"], 126);
    assert_eq!(stand.relay.tape(&id("a")).await.unwrap().len(), 151);
}

#[tokio::test]
async fn a_board_comes_whole_then_in_changes_and_after_an_absence_in_the_missing_changes() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["teal-otter"]).await;
    let boards = stand.relay.boards();
    boards.publish(
        &id("a"),
        Audience::All,
        json!({ "scene": "join", "people": 1, "notice": null, "much": "x".repeat(200) }),
    );
    let mut otter = stand.join("a", &tokens[0], 0).await;
    let whole = otter.hear().await;
    assert_eq!(
        (whole["t"].as_str(), whole["name"].as_str(), whole["n"].as_u64()),
        (Some("board"), Some("all"), Some(1))
    );
    assert_eq!(whole["state"]["people"], 1);
    assert!(whole["state"].get("notice").is_none());
    boards.publish(&id("a"), Audience::All, json!({ "scene": "chat", "people": 1, "much": "x".repeat(200) }));
    assert_eq!(
        otter.hear().await,
        json!({ "t": "delta", "name": "all", "n": 2, "patch": { "scene": "chat" } })
    );
    boards.publish(&id("a"), Audience::Person("teal-otter".into()), json!({ "nickname": "Teal Otter" }));
    assert_eq!(otter.hear().await["name"], "own");
    drop(otter);
    boards.publish(
        &id("a"),
        Audience::All,
        json!({ "scene": "predict", "people": 1, "much": "x".repeat(200) }),
    );
    boards.publish(&id("a"), Audience::Stage, json!({ "secret": true }));
    let mut otter = stand.socket("a").await;
    let has = json!({ "all": { "generation": whole["generation"], "n": 2 } });
    otter.say(&json!({ "t": "hello", "token": tokens[0], "after": 0, "boards": has })).await;
    assert_eq!(otter.hear().await["t"], "welcome");
    assert_eq!(
        otter.hear().await,
        json!({ "t": "delta", "name": "all", "n": 3, "patch": { "scene": "predict" } })
    );
    assert_eq!(otter.hear().await["name"], "own");
    // Nothing of the stage: the next frame answers this one.
    otter.say(&json!({ "t": "send", "id": "1", "to": "nobody", "body": "AA" })).await;
    assert_eq!(otter.hear().await["code"], "no_such_person");
}

#[tokio::test]
async fn the_second_socket_of_a_person_takes_over_and_a_dead_token_or_room_closes() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["teal-otter", "red-lynx"]).await;
    let mut first = stand.join("a", &tokens[0], 0).await;
    let mut second = stand.join("a", &tokens[0], 0).await;
    assert_eq!(first.closed().await, 4409);
    stand.relay.expel(&id("a"), "teal-otter").await.unwrap();
    assert_eq!(second.closed().await, 4401);
    let mut third = stand.socket("a").await;
    third.say(&json!({ "t": "hello", "token": tokens[0] })).await;
    assert_eq!(third.closed().await, 4401);
    let mut lynx = stand.join("a", &tokens[1], 0).await;
    assert_eq!(stand.relay.online(&id("a")), 1);
    stand.relay.close_room(&id("a")).await.unwrap();
    assert_eq!(lynx.closed().await, 4410);
}

#[tokio::test]
async fn bundles_are_handed_out_once_each_and_the_last_one_again_and_again() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["teal-otter", "red-lynx"]).await;
    let (post, take) = ("/api/rooms/a/bundles", "/api/rooms/a/people/teal-otter/bundle");
    assert_eq!(stand.post(take, &tokens[1], "").await.code(), "no_bundle");
    assert_eq!(
        stand.post(post, &tokens[0], r#"{"bundles":["AQ","Ag"],"last":"_w"}"#).await.json(),
        json!({ "left": 2 })
    );
    for (bundle, left) in [("AQ", 1), ("Ag", 0), ("_w", 0), ("_w", 0)] {
        assert_eq!(stand.post(take, &tokens[1], "").await.json(), json!({ "bundle": bundle, "left": left }));
    }
    let mail =
        stand.get("/api/rooms/a/mail?after=0", &[("authorization", &format!("Bearer {}", tokens[0]))]).await;
    assert_eq!(mail.json(), json!({ "mail": [] }));
    stand.relay.set_version("ab12cd34");
    assert_eq!(stand.get("/health", &[]).await.json(), json!({ "ok": true, "version": "ab12cd34" }));
}

#[tokio::test]
async fn a_burst_that_waits_for_no_answer_is_kept_and_answered_in_order() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["teal-otter", "red-lynx"]).await;
    let mut otter = stand.join("a", &tokens[0], 0).await;
    for i in 1..=40 {
        otter.say(&json!({ "t": "send", "id": format!("c{i}"), "to": "red-lynx", "body": "AA" })).await;
    }
    for i in 1..=40 {
        let sent = otter.hear().await;
        assert_eq!(
            (&sent["t"], &sent["id"], &sent["n"]),
            (&json!("sent"), &json!(format!("c{i}")), &json!(i))
        );
    }
}

#[tokio::test]
async fn the_stage_sees_its_board_with_its_token_only_and_no_mail() {
    let stand = Stand::open().await;
    let tokens = stand.room("a", &["teal-otter"]).await;
    let token = Token::draw().unwrap();
    let (relay, expected) = (stand.relay.clone(), token.clone());
    let open = move |ws: axum::extract::ws::WebSocketUpgrade| {
        let (relay, token) = (relay.clone(), expected.clone());
        async move { relay::bounded(ws).on_upgrade(move |ws| relay::watch(ws, relay, id("a"), token)) }
    };
    // As a console mounts it, on a listener of its own.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let app = axum::Router::new().route("/api/rooms/{room}/socket", axum::routing::get(open));
    let served =
        tokio::spawn(relay::serve::run(listener, app, ServeLimits::default(), std::future::pending()));
    let boards = stand.relay.boards();
    boards.publish(&id("a"), Audience::Stage, json!({ "scene": "join", "log": ["x".repeat(99)] }));
    for wrong in [tokens[0].as_str(), "", "AAAAAAAAAAAAAAAAAAAAAA"] {
        let mut nobody = Client::connect(at, "a").await;
        nobody.say(&json!({ "t": "hello", "token": wrong, "boards": {} })).await;
        assert_eq!(nobody.closed().await, 4401, "{wrong}");
    }
    let mut stage = Client::connect(at, "a").await;
    stage.say(&json!({ "t": "hello", "token": token.as_str(), "boards": {} })).await;
    let whole = stage.hear().await;
    assert_eq!((&whole["t"], &whole["name"]), (&json!("board"), &json!("stage")));
    boards.publish(&id("a"), Audience::All, json!({ "scene": "chat" }));
    stand.relay.send(&id("a"), "teal-otter", "teal-otter", "1", vec![1]).await.unwrap();
    boards.publish(&id("a"), Audience::Stage, json!({ "scene": "chat", "log": ["x".repeat(99)] }));
    assert_eq!(
        stage.hear().await,
        json!({ "t": "delta", "name": "stage", "n": 2, "patch": { "scene": "chat" } })
    );
    assert_eq!(stand.relay.online(&id("a")), 0);
    stand.relay.stop();
    assert_eq!(stage.closed().await, 1001);
    served.abort();
}
