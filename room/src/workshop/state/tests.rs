use std::collections::BTreeSet;

use super::*;
use crate::fixtures::Room;

#[test]
fn of_every_two_pairs_one_is_clean_and_one_escrowed_and_a_coin_decides_which() {
    let first: BTreeSet<Build> =
        (0..20).map(|seed| Room::with_pairs(seed, 1, 0).state.pairs[0].build).collect();
    assert_eq!(first.len(), 2, "the first pair is not always of one build");
    let room = Room::with_pairs(5, 9, 0);
    let escrowed = room.state.pairs.iter().filter(|pair| pair.build == Build::Escrow).count();
    assert!((4..=5).contains(&escrowed), "{escrowed} of 9");
    for two in room.state.pairs.chunks_exact(2) {
        assert_ne!(two[0].build, two[1].build);
    }
}

#[test]
fn below_the_threshold_nothing_opens_and_at_it_every_escrowed_chat_and_no_clean_one() {
    let mut room = Room::with_pairs(11, 6, 4);
    for (few, trustee) in [(1, 2), (2, 4)] {
        room.attempt(&[trustee]);
        assert_eq!(room.state.attempts.last().unwrap().shares.len(), few);
        assert_eq!((room.state.count(Build::Escrow), room.state.count(Build::Clean)), ((0, 3), (0, 3)));
        assert!(!room.state.broken());
    }
    room.attempt(&[5]);
    assert!(room.state.broken());
    assert_eq!((room.state.count(Build::Escrow), room.state.count(Build::Clean)), ((3, 3), (0, 3)));
    // Word for word, past messages included.
    let read: Vec<_> = (1..=6).flat_map(|pair| room.state.read_of(pair)).collect();
    assert_eq!(read.len(), 3 * 4);
    for (message, text) in read {
        assert_eq!(room.said[&message.order], text);
    }
}

#[test]
fn the_same_events_give_the_same_state() {
    let mut room = Room::with_pairs(3, 4, 2);
    room.attempt(&[1, 2, 3]);
    let mut again = State::open(&room.state.history[0]).unwrap();
    for stamped in &room.state.history[1..] {
        again.apply(stamped);
    }
    crate::workshop::record::refresh(&mut again);
    assert_eq!(format!("{:?}", again.attempts), format!("{:?}", room.state.attempts));
    assert_eq!(again.readings, room.state.readings);
    assert_eq!(again.history, room.state.history);
}

#[test]
fn a_rewind_keeps_people_and_messages_and_takes_back_what_the_scene_did() {
    let mut room = Room::with_pairs(3, 4, 2);
    room.happens(Event::SceneSet { scene: Scene::Predict });
    let voter = room.state.pairs[0].one.clone();
    room.happens(Event::Voted {
        address: voter.clone(),
        question: Question::Copy,
        choice: "half".to_owned(),
    });
    room.happens(Event::SceneSet { scene: Scene::Attack });
    room.attempt(&[1, 2, 3]);
    room.happens(Event::SceneSet { scene: Scene::Break });
    room.happens(Event::Rewound { to: Scene::Attack });
    let State { scene, stolen, attempts, messages, people, votes, .. } = &room.state;
    assert_eq!((*scene, stolen.len(), attempts.len()), (Scene::Attack, 0, 0));
    assert_eq!((messages.len(), people.len()), (8, 8));
    assert_eq!(votes[&Question::Copy][&voter], "half", "what came before the scene stands");
    // And once more from there: a second rewind sees through the first.
    room.attempt(&[2, 3, 4]);
    assert!(room.state.broken());
    room.happens(Event::Rewound { to: Scene::Predict });
    assert!(room.state.votes.is_empty() && room.state.attempts.is_empty());
    assert_eq!(room.state.messages.len(), 8);
}

#[test]
fn what_a_rewind_took_back_no_later_rewind_brings_again() {
    let mut room = Room::with_pairs(3, 4, 2);
    room.happens(Event::SceneSet { scene: Scene::Attack });
    room.attempt(&[1, 2]);
    room.happens(Event::Rewound { to: Scene::Attack });
    room.happens(Event::Stolen { trustee: 3 });
    room.happens(Event::SceneSet { scene: Scene::Break });
    room.happens(Event::Rewound { to: Scene::Break });
    assert_eq!(room.state.stolen.iter().copied().collect::<Vec<_>>(), [3]);
    assert!(room.state.attempts.is_empty());
    // A vote of the second time stands, one of the first does not.
    let voter = room.state.pairs[0].one.clone();
    for (rewind, choice) in [(true, "none"), (false, "all")] {
        room.happens(Event::SceneSet { scene: Scene::Predict });
        let (address, choice) = (voter.clone(), choice.to_owned());
        room.happens(Event::Voted { address, question: Question::Copy, choice });
        if rewind {
            room.happens(Event::Rewound { to: Scene::Predict });
        }
    }
    room.happens(Event::SceneSet { scene: Scene::Shares });
    room.happens(Event::Rewound { to: Scene::Shares });
    assert_eq!(room.state.votes[&Question::Copy][&voter], "all");
}

#[test]
fn an_odd_one_waits_after_a_reset_too() {
    let mut room = Room::with_pairs(3, 2, 0);
    let gone = room.state.people.keys().next().unwrap().clone();
    room.happens(Event::Expelled { address: gone });
    assert_eq!(room.state.waiting, None);
    room.happens(Event::Reset { keep_people: true });
    let people: Vec<String> = room.state.people.keys().cloned().collect();
    room.happens(Event::Paired { one: people[0].clone(), other: people[1].clone(), build: Build::Clean });
    assert_eq!(room.state.waiting.as_ref(), Some(&people[2]));
}

#[test]
fn an_order_that_too_many_refuse_is_refused() {
    let mut room = Room::with_pairs(3, 2, 1);
    room.happens(Event::Requested { id: "order-1".to_owned(), pair: 1 });
    room.happens(Event::Judged { id: "order-1".to_owned(), granted: true });
    for (trustee, refused) in [(1, false), (2, false), (3, true)] {
        let (id, reason) = ("order-1".to_owned(), String::new());
        room.happens(Event::Decided { id, trustee, released: false, reason });
        assert_eq!(room.state.refused(), refused, "{trustee} of 5 refused, 3 are needed");
    }
}

#[test]
fn a_reset_deals_a_new_key_and_old_shares_open_nothing_of_the_new_round() {
    let mut room = Room::with_pairs(3, 2, 2);
    let old = room.state.custody.clone().unwrap();
    let people: Vec<String> = room.state.people.keys().cloned().collect();
    room.happens(Event::Reset { keep_people: true });
    assert_eq!(room.state.people.keys().cloned().collect::<Vec<_>>(), people);
    assert!(room.state.messages.is_empty() && room.state.pairs.is_empty());
    assert!(room.state.people.values().all(|person| person.pair.is_none()));
    let new = room.state.custody.clone().unwrap();
    assert_ne!(old.dealing.public, new.dealing.public);
    assert!(new.dealing.verify(&old.shares[0]).is_err());
    room.happens(Event::Reset { keep_people: false });
    assert!(room.state.people.is_empty());
}

#[test]
fn names_and_codes_can_be_read_from_a_wall_and_no_name_is_given_twice() {
    use crate::workshop::names;
    for language in ["en", "de"] {
        let all: Vec<_> = (0..crate::limits::MAX_PEOPLE).map(|at| names::name(at, 37, language)).collect();
        let addresses: BTreeSet<_> = all.iter().map(|name| name.address.clone()).collect();
        assert_eq!(addresses.len(), all.len(), "{language}");
        let nicknames: BTreeSet<_> = all.iter().map(|name| name.nickname.clone()).collect();
        assert_eq!(nicknames.len(), all.len(), "{language}");
        assert!(all.iter().all(|name| honest::Address::new(&name.address).is_ok()));
    }
    let mut rng = Room::open(1).state.dice("test", 0);
    let codes: BTreeSet<String> = (0..500).map(|_| names::code(&mut rng)).collect();
    assert!(codes.iter().all(|code| code.len() == 4 && code.chars().all(|c| !"0O1I".contains(c))));
    assert!(codes.len() > 490);
}

#[test]
fn what_people_type_loses_its_control_characters_and_keeps_its_letters() {
    use crate::workshop::names::shown;
    assert_eq!(shown("  Grüße, 你好 \u{1F98A} ", 40).as_deref(), Some("Grüße, 你好 \u{1F98A}"));
    assert_eq!(shown("a\u{202e}b\u{0}c\u{1b}[31m", 40).as_deref(), Some("a\u{fffd}b\u{fffd}c\u{fffd}[31m"));
    assert_eq!(shown(&format!("a{}", "\u{301}".repeat(10_000)), 40).unwrap().chars().count(), 4);
    assert_eq!(shown(&"x".repeat(50), 40).unwrap().len(), 40);
    assert_eq!(shown("   ", 40), None);
}
