use serde_json::Value;

use super::*;
use crate::fixtures::Room;
use crate::workshop::event::Event;

fn everything(room: &Room) -> (Value, Value, Vec<Value>) {
    let view = View { told: true, ..View::default() };
    let own = room.state.people.keys().map(|address| own(&room.state, &view, address)).collect();
    (all(&room.state, &view), stage(&room.state, &view), own)
}

#[test]
fn no_board_of_everybody_tells_a_build_or_a_text_before_the_break() {
    let mut room = Room::with_pairs(4, 6, 3);
    room.happens(Event::SceneSet { scene: Scene::Attack });
    room.attempt(&[1, 2]);
    let (all, stage, own) = everything(&room);
    assert!(
        stage["wall"]
            .as_array()
            .unwrap()
            .iter()
            .all(|tile| tile["build"].is_null() && tile["text"].is_null())
    );
    assert!(all["result"]["escrow"].is_null() && all["result"]["clean"].is_null());
    assert_eq!(all["result"]["opened"], 0);
    assert!(own.iter().all(|board| board["outcome"].is_null()));
    let shown = format!("{all}{stage}");
    for text in room.said.values() {
        assert!(!shown.contains(text.as_str()));
    }
    // Frames of both builds end alike: the log shows ends.
    assert!(stage["log"].as_array().unwrap().iter().all(|line| line.as_str().unwrap().len() == 48));
}

#[test]
fn after_the_break_the_wall_names_builds_and_hides_texts_until_they_are_asked_for() {
    let mut room = Room::with_pairs(4, 6, 3);
    room.happens(Event::SceneSet { scene: Scene::Break });
    room.attempt(&[1, 2, 3]);
    let (all, stage, own) = everything(&room);
    assert_eq!((&all["result"]["escrow"], &all["result"]["clean"]), (&json!([3, 3]), &json!([0, 3])));
    let wall = stage["wall"].as_array().unwrap();
    for tile in wall {
        let opened = if tile["build"] == "escrow" { "opened" } else { "sealed" };
        assert_eq!(tile["state"], opened);
        assert!(tile["text"].is_null(), "masked");
    }
    room.happens(Event::Masked { on: false });
    let (_, stage, _) = everything(&room);
    let texts = |stage: &Value| {
        stage["wall"].as_array().unwrap().iter().filter(|tile| tile["text"].is_string()).count()
    };
    assert_eq!(texts(&stage), 0, "a text that is not of the deck stands on no wall");
    room.state.config.deck.extend(room.said.values().cloned());
    let (_, stage, _) = everything(&room);
    assert_eq!(texts(&stage), 3);
    // Each phone is told of its own chat and of no other.
    for board in own {
        let outcome = &board["outcome"];
        let mine = [board["address"].as_str().unwrap(), board["partner"]["address"].as_str().unwrap()];
        let read = outcome["read"].as_array().unwrap();
        assert_eq!(read.len(), if outcome["build"] == "escrow" { 3 } else { 0 });
        assert!(read.iter().all(|one| mine.contains(&one["from"].as_str().unwrap())));
        assert_eq!(outcome["got"].as_str().unwrap().len(), 48);
    }
}

#[test]
fn phones_are_not_told_before_the_projector_has_shown_it() {
    let mut room = Room::with_pairs(4, 2, 2);
    room.happens(Event::SceneSet { scene: Scene::Break });
    room.attempt(&[1, 2, 3]);
    let early = View::default();
    assert!(all(&room.state, &early)["result"].is_null());
    let (all, stage, boards) = everything(&room);
    assert!(!all["result"].is_null() && !stage["result"].is_null());
    for board in boards {
        let address = board["address"].as_str().unwrap();
        assert!(board["outcome"].is_object());
        assert!(own(&room.state, &early, address)["outcome"].is_null());
    }
}

#[test]
fn a_share_stands_on_its_holders_board_and_on_no_other() {
    let mut room = Room::with_pairs(4, 6, 1);
    let people: Vec<String> = room.state.people.keys().cloned().collect();
    room.happens(Event::Cast {
        trustees: people[..5].to_vec(),
        attackers: vec![people[6].clone()],
        judge: Some(people[5].clone()),
    });
    room.happens(Event::SceneSet { scene: Scene::Shares });
    let (all, stage, own) = everything(&room);
    let custody = room.state.custody.clone().unwrap();
    for (at, share) in custody.shares.iter().enumerate() {
        let text = to_hex(&share.to_bytes());
        assert!(!all.to_string().contains(&text) && !stage.to_string().contains(&text));
        let holders: Vec<_> = own.iter().filter(|board| board.to_string().contains(&text)).collect();
        assert_eq!(holders.len(), 1);
        assert_eq!(holders[0]["address"], people[at].as_str());
    }
    // A theft leaves no trace with its victim until everybody is told.
    room.happens(Event::Stolen { trustee: 1 });
    room.happens(Event::SceneSet { scene: Scene::Attack });
    assert_eq!(super::own(&room.state, &View::default(), &people[0])["trustee"]["stolen"], false);
    room.happens(Event::SceneSet { scene: Scene::Compare });
    assert_eq!(super::own(&room.state, &View::default(), &people[0])["trustee"]["stolen"], true);
}

#[test]
fn votes_are_counted_in_secret_until_the_question_is_closed() {
    let mut room = Room::with_pairs(4, 3, 1);
    room.happens(Event::Asked { question: Question::Copy });
    let voters: Vec<String> = room.state.people.keys().take(4).cloned().collect();
    for (address, choice) in voters.iter().zip(["none", "half", "half", "all"]) {
        room.happens(Event::Voted {
            address: address.clone(),
            question: Question::Copy,
            choice: choice.to_owned(),
        });
    }
    room.happens(Event::Voted {
        address: voters[0].clone(),
        question: Question::Copy,
        choice: "some".to_owned(),
    });
    let (_, stage, _) = everything(&room);
    assert_eq!(stage["histogram"], json!({"question": "copy", "n": 4}));
    room.happens(Event::Closed { question: Question::Copy });
    let (_, stage, _) = everything(&room);
    let counts = &stage["histogram"]["counts"];
    assert_eq!(
        (&counts["none"], &counts["some"], &counts["half"], &counts["all"]),
        (&json!(0), &json!(1), &json!(2), &json!(1))
    );
}
