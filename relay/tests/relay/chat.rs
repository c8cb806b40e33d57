//! What a client sees of mail, boards and bundles.

use relay::Audience;
use serde_json::json;

use crate::stand::{Stand, b64, id};

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
    for i in 0..30 {
        otter.send(&format!("c{i}"), "red-lynx", &[i]).await;
    }
    let mut lynx = stand.join("a", &tokens[1], 10).await;
    for n in 11..=30 {
        assert_eq!(lynx.hear().await["n"], n);
    }
    lynx.say(&json!({ "t": "seen", "n": 25 })).await;
    // An answered frame after it: the one before was handled.
    lynx.send("x", "teal-otter", b".").await;
    let mut lynx = stand.join("a", &tokens[1], 0).await;
    assert_eq!(lynx.hear().await["n"], 26);
    assert_eq!(stand.relay.tape(&id("a")).await.unwrap().len(), 31);
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
    assert_eq!(
        stand.get("/health", &[]).await.json(),
        json!({ "ok": true, "version": env!("CARGO_PKG_VERSION") })
    );
}
