use super::journal::{NO_ORDER, reconcile};
use honest::codec::Reader;

use super::*;
use crate::error::WarrantError;
use crate::fixtures::assert_silent;

const TACTICS: [Tactic; 2] = [Tactic::Roster, Tactic::Fork];

#[test]
fn under_an_order_every_message_of_the_target_is_heard_and_clients_say_nothing() {
    for tactic in TACTICS {
        let mut world = World::with(MANDATED);
        world.chat("alice", "bob", 2);
        world.order("alice", tactic);
        world.chat("alice", "bob", 3);
        world.chat("carol", "alice", 2);
        world.chat("bob", "carol", 2);
        assert_eq!(world.heard().len(), 6 + 4, "{tactic:?}");
        assert_eq!(world.notices(), 0, "{tactic:?}");
        // Hers and Bob's had something to say and were asked not to. For Carol Alice is a stranger, and whatever devices
        // a stranger has are not new.
        assert_eq!(world.withheld(), 2, "{tactic:?}");
        let to_alice = world.provider.listeners()[0].heard().iter();
        assert!(to_alice.clone().all(|heard| heard.from == address("alice") || heard.to == address("alice")));
    }
}

#[test]
fn what_was_written_before_or_after_the_window_is_not_heard_nor_opened_by_what_the_listener_stores() {
    for tactic in TACTICS {
        let mut world = World::with(MANDATED);
        let before = world.chat("alice", "bob", 2);
        world.order("alice", tactic);
        world.chat("alice", "bob", 1);
        assert_eq!(world.heard().len(), 2);
        world.provider.tick(WINDOW.1, |_| tactic);
        let after = world.chat("alice", "bob", 2);
        assert_eq!(world.heard().len(), 2, "{tactic:?}");
        assert!(after.iter().all(|envelope| world.provider.overhear(envelope).is_none()));
        assert!(before.iter().all(|envelope| world.provider.overhear(envelope).is_none()));
    }
}

#[test]
fn an_order_whose_window_is_to_come_adds_nobody_yet() {
    let mut world = World::with(MANDATED);
    let order = Order { id: WarrantId([1; 16]), target: address("alice"), window: WINDOW };
    world.provider.serve(&order.sign(&court()), NOW).unwrap();
    world.provider.tick(WINDOW.0 - 1, |_| Tactic::Roster);
    assert_eq!(world.say("bob", "alice", b"not yet").len(), 1);
    world.provider.tick(WINDOW.0, |_| Tactic::Roster);
    assert_eq!(world.say("bob", "alice", b"now").len(), 2);
    assert_eq!(world.heard(), [b"now"]);
}

#[test]
fn an_order_that_no_court_signed_that_is_empty_or_over_is_not_served() {
    let mut world = World::with(MANDATED);
    let order = Order { id: WarrantId([1; 16]), target: address("alice"), window: WINDOW };
    let forged = order.clone().sign(&SigningPair::from_seed(&[9; 32]));
    assert_eq!(world.provider.serve(&forged, NOW), Err(WarrantError::Signature));
    let mut widened = order.clone().sign(&court());
    widened.order.window.1 += 1;
    assert_eq!(world.provider.serve(&widened, NOW), Err(WarrantError::Signature));
    let mut moved = order.clone().sign(&court());
    moved.order.target = address("bob");
    assert_eq!(world.provider.serve(&moved, NOW), Err(WarrantError::Signature));
    let empty = Order { window: (5, 5), ..order.clone() }.sign(&court());
    assert_eq!(world.provider.serve(&empty, NOW), Err(WarrantError::EmptyWindow));
    let (from, until) = WINDOW;
    let over = WarrantError::NotInForce { from, until, now: until };
    assert_eq!(world.provider.serve(&order.clone().sign(&court()), until), Err(over));
    assert_eq!(world.provider.serve(&order.sign(&court()), until - 1), Ok(()));
}

#[test]
fn a_client_that_says_what_it_sees_shows_the_listener_to_everybody_who_meets_it() {
    let mut world = World::with(HONEST);
    world.chat("alice", "bob", 1);
    world.order("alice", Tactic::Roster);
    world.chat("alice", "bob", 1);
    // Alice's own phone sees a device that she never linked; Bob's sees a new one of hers.
    assert_eq!(world.client("alice").notices().len(), 1);
    assert_eq!(world.client("bob").notices().len(), 1);
    let mut world = World::with(HONEST);
    world.chat("alice", "bob", 1);
    world.order("alice", Tactic::Fork);
    world.chat("alice", "bob", 1);
    // Each sees a new device of the other's and none of the own.
    let device = |world: &mut World, name: &str| match world.client(name).notices().first().unwrap() {
        Notice::NewDevice { device } => user_of(device),
        Notice::Unsigned { .. } => panic!("nobody asks for signatures here"),
    };
    assert_eq!(device(&mut world, "alice"), address("bob"));
    assert_eq!(device(&mut world, "bob"), address("alice"));
}

#[test]
fn numbers_agree_without_a_listener_and_differ_with_one_for_exactly_the_pairs_of_the_target() {
    for tactic in TACTICS {
        let mut world = World::with(MANDATED);
        world.buy("bob", "bob's laptop", NOW);
        let pairs = [("alice", "bob"), ("carol", "alice"), ("bob", "carol")];
        for (one, other) in pairs {
            world.chat(one, other, 1);
            assert!(world.numbers_agree(one, other), "{tactic:?} {one} {other}");
        }
        world.order("alice", tactic);
        for (one, other) in pairs {
            world.chat(one, other, 1);
            let expected = one != "alice" && other != "alice";
            assert_eq!(world.numbers_agree(one, other), expected, "{tactic:?} {one} {other}");
        }
    }
}

#[test]
fn with_signed_entries_nothing_is_encrypted_to_a_listener_and_clients_say_that_one_is_listed() {
    for tactic in TACTICS {
        let mut world = World::with(SIGNED);
        world.buy("alice", "alice's tablet", NOW);
        world.chat("alice", "bob", 1);
        world.order("alice", tactic);
        let sent = world.chat("alice", "bob", 2);
        assert_eq!(sent.len(), 2 * (2 + 2), "two devices of hers, one of his");
        assert!(world.heard().is_empty());
        assert!(world.numbers_agree("alice", "bob"));
        let unsigned = |notice: &Notice| matches!(notice, Notice::Unsigned { .. });
        assert!(world.client("bob").notices().iter().any(unsigned), "{tactic:?}");
    }
}

#[test]
fn a_signature_for_another_user_or_by_another_owner_does_not_vouch() {
    let listener = *IdentityPair::generate(&mut rng(5)).public();
    let entry = Entry::signed(&address("alice"), listener, &owner("alice"));
    assert!(entry.vouched_by(&address("alice"), owner("alice").public()));
    assert!(!entry.vouched_by(&address("bob"), owner("alice").public()));
    assert!(!entry.vouched_by(&address("alice"), owner("bob").public()));
    let other = *IdentityPair::generate(&mut rng(6)).public();
    assert!(!Entry { identity: other, ..entry }.vouched_by(&address("alice"), owner("alice").public()));
    assert!(!Entry::unsigned(listener).vouched_by(&address("alice"), owner("alice").public()));
}

/// The same conversations twice, with and without a listener on alice.
fn twice(setup: Setup, tactic: Tactic) -> [Vec<Envelope>; 2] {
    [false, true].map(|listening| {
        let mut world = World::new(setup);
        let mut said = world.chat("alice", "bob", 2);
        said.extend(world.chat("carol", "dave", 2));
        if listening {
            world.order("alice", tactic);
        }
        for _ in 0..2 {
            said.extend(world.chat("alice", "bob", 1));
            said.extend(world.chat("bob", "carol", 2));
            said.extend(world.chat("carol", "dave", 1));
            said.extend(world.chat("dave", "bob", 1));
        }
        said
    })
}

#[test]
fn envelopes_of_other_people_are_the_same_to_the_bit_with_and_without_a_listener_elsewhere() {
    for tactic in TACTICS {
        let setup = Setup { policy: MANDATED, habits: None, seed: 3 };
        let [without, with] = twice(setup, tactic);
        let of_alice =
            |e: &&Envelope| user_of(&e.from) == address("alice") || user_of(&e.to) == address("alice");
        let others = |said: &[Envelope]| -> Vec<Vec<u8>> {
            said.iter().filter(|e| !of_alice(e)).map(Envelope::to_bytes).collect()
        };
        // Under the fork, copies for the listener go to devices that bear the peers' names.
        let plain = |said: &[Envelope]| -> Vec<Vec<u8>> {
            said.iter().filter(|e| user_of(&e.to) == e.to).map(Envelope::to_bytes).collect()
        };
        assert_eq!(others(&without), others(&with), "{tactic:?}");
        // What the target's real devices are sent is unchanged as well: there is one more envelope beside it.
        assert_eq!(plain(&without), plain(&with), "{tactic:?}");
        assert_eq!(with.len(), without.len() + 4, "{tactic:?}");
        // Another seed gives other envelopes, so equal ones are no accident.
        let [other, _] = twice(Setup { seed: 4, ..setup }, tactic);
        assert_ne!(others(&without), others(&other));
    }
}

#[test]
fn an_insiders_listener_leaves_the_same_journal_and_hears_the_same() {
    let world = |lawful: bool| {
        let mut world = World::with(MANDATED);
        world.chat("alice", "bob", 1);
        if lawful {
            world.order("alice", Tactic::Roster);
        } else {
            let id = WarrantId([1; 16]);
            world.provider.add_listener(&address("alice"), id, WINDOW.1, Tactic::Roster, WINDOW.0);
        }
        world.chat("alice", "bob", 2);
        world.provider.tick(WINDOW.1, |_| Tactic::Roster);
        world
    };
    let (lawful, insider) = (world(true), world(false));
    let bytes = |world: &World| -> Vec<Vec<u8>> {
        world.provider.journal().iter().map(journal::Change::to_bytes).collect()
    };
    assert_eq!(bytes(&lawful).len(), 2);
    assert_eq!(bytes(&lawful), bytes(&insider));
    assert_eq!(lawful.heard(), insider.heard());
}

#[test]
fn the_courts_list_tells_invented_borrowed_and_doubled_orders_and_not_what_poses_as_the_users_own_doing() {
    let mut world = World::with(MANDATED);
    let order = world.order("alice", Tactic::Roster);
    let orders = [order.clone()];
    world.buy("carol", "carol's tablet", NOW);
    assert_eq!(reconcile(world.provider.journal(), &orders), []);
    let listen = |world: &mut World, target: &str, id: WarrantId| {
        let number = world.provider.journal().len();
        world.provider.add_listener(&address(target), id, WINDOW.1, Tactic::Roster, NOW);
        u64::try_from(number).unwrap()
    };
    let invented = listen(&mut world, "bob", WarrantId([0x77; 16]));
    let borrowed = listen(&mut world, "dave", order.id);
    let doubled = listen(&mut world, "alice", order.id);
    listen(&mut world, "carol", NO_ORDER);
    assert_eq!(reconcile(world.provider.journal(), &orders), [invented, borrowed, doubled]);
    world.chat("bob", "carol", 1);
    assert_eq!(world.heard().len(), 4, "both of them are listened to, whatever the list says");
}

#[test]
fn whoever_holds_the_listener_can_speak_as_the_target() {
    let mut world = World::with(MANDATED);
    world.chat("alice", "bob", 1);
    world.order("alice", Tactic::Roster);
    world.chat("alice", "bob", 1);
    let stored = world.provider.listeners()[0].stored();
    let mut from = Reader::new(&stored);
    assert_eq!(from.u32(), Ok(1));
    let length = usize::try_from(from.u32().unwrap()).unwrap();
    let mut stolen = Device::restore(from.take(length).unwrap(), 0).unwrap();
    from.finish().unwrap();
    let payload = Payload { to: address("bob"), head: None, text: b"never said".to_vec() };
    let envelope = stolen.send(&address("bob"), &payload.to_bytes()).unwrap();
    let expected = Received { from: address("alice"), to: address("bob"), text: b"never said".to_vec() };
    assert_eq!(world.deliver(&[envelope]), [(address("bob"), Ok(expected))]);
}

#[test]
fn a_session_with_a_listener_that_never_answers_never_heals() {
    // The state of a phone, stolen once, opens what it writes to the listener for as long as the listener is there.
    let mut world = World::with(MANDATED);
    world.order("alice", Tactic::Roster);
    world.chat("alice", "bob", 1);
    let listener = world.provider.listeners()[0].identity();
    let listener = device_address(&address("alice"), listener).unwrap();
    let header = |world: &mut World, to: &Address| {
        let sent = world.try_send("bob", "alice", b"text").unwrap();
        world.deliver(&sent);
        let envelope = sent.into_iter().find(|envelope| envelope.to == *to).unwrap();
        Message::parse(&envelope.message).unwrap().header.ratchet
    };
    let (first, before) = (header(&mut world, &listener), header(&mut world, &address("alice")));
    world.chat("alice", "bob", 2);
    assert_eq!(
        header(&mut world, &listener),
        first,
        "the ratchet key towards the listener is the same still"
    );
    assert_ne!(header(&mut world, &address("alice")), before, "towards a phone that answers it has turned");
}

#[test]
fn no_secret_of_client_or_listener_is_printed() {
    let mut world = World::with(MANDATED);
    world.order("alice", Tactic::Fork);
    world.chat("alice", "bob", 1);
    let stored: Vec<_> = world.provider.listeners().iter().map(Listener::stored).collect();
    let secrets: Vec<Vec<u8>> = stored
        .iter()
        .flat_map(|state| {
            let mut from = Reader::new(state);
            let count = from.u32().unwrap();
            (0..count).map(move |_| {
                let length = usize::try_from(from.u32().unwrap()).unwrap();
                let device = crate::stored_state::device(from.take(length).unwrap()).unwrap();
                [*device.signing_seed, *device.agreement_secret].concat()
            })
        })
        .collect();
    assert!(!secrets.is_empty());
    let secrets: Vec<&[u8]> = secrets.iter().map(Vec::as_slice).collect();
    assert_silent(&format!("{:#?} {:#?}", world.provider, world.clients["alice"].0), &secrets);
}
