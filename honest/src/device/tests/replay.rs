//! P3, P6 and P9 at the device: a message is worth something once, to one device, in one session, from one sender.

use crate::device::Device;
use crate::error::{AcceptError, DecryptError, NotAuthentic};
use crate::fixtures::{Pair, address, copy, refused_by, rng};
use crate::limits::{MAX_JUMP, MAX_RETIRED};
use crate::prekeys::Suite;
use crate::primitives::dh::DhPair;
use crate::wire::{Envelope, SessionId};

const FORGED: DecryptError = DecryptError::NotAuthentic(NotAuthentic);

fn duplicate(number: u32) -> DecryptError {
    DecryptError::Duplicate { number }
}

#[test]
fn p3_a_replayed_message_is_refused_and_the_state_is_what_it_was() {
    for suite in [Suite::Hybrid, Suite::Classical] {
        let mut pair = Pair::begun(suite, 1, 91);
        let first = pair.alice_sends(b"first");
        pair.bob_reads(&first);
        assert_eq!(refused_by(&mut pair.bob, &first), duplicate(0));
        pair.round_trip();
        let (one, two) = (pair.alice_sends(b"one"), pair.alice_sends(b"two"));
        pair.bob_reads(&two);
        assert_eq!(refused_by(&mut pair.bob, &two), duplicate(1));
        // A key that waited is used up too.
        pair.bob_reads(&one);
        assert_eq!(refused_by(&mut pair.bob, &one), duplicate(0));
        assert_eq!(refused_by(&mut pair.bob, &first), duplicate(0));
    }
}

#[test]
fn p3_a_replay_after_a_restart_is_refused_too() {
    let mut pair = Pair::begun(Suite::Hybrid, 0, 92);
    let first = pair.alice_sends(b"first");
    pair.bob_reads(&first);
    assert_eq!(refused_by(&mut copy(&pair.bob), &first), duplicate(0));
    let (one, two) = (pair.alice_sends(b"one"), pair.alice_sends(b"two"));
    pair.bob_reads(&two);
    let mut bob = copy(&pair.bob);
    assert_eq!(refused_by(&mut bob, &two), duplicate(2));
    assert_eq!(bob.receive(&one, &mut pair.rng).unwrap().text, b"one");
    assert_eq!(refused_by(&mut copy(&bob), &one), duplicate(1));
}

#[test]
fn p3_a_replay_is_refused_however_many_chains_later() {
    let mut pair = Pair::talking(Suite::Classical, 93);
    let old = pair.alice_sends(b"old");
    pair.bob_reads(&old);
    for _ in 0..2 + MAX_RETIRED {
        assert_eq!(refused_by(&mut pair.bob, &old), duplicate(0));
        pair.round_trip();
    }
    assert_eq!(refused_by(&mut pair.bob, &old), FORGED);
}

/// The same message, brought back to who wrote it.
fn reflected(envelope: &Envelope) -> Envelope {
    let Envelope { from, to, message } = envelope.clone();
    Envelope { from: to, to: from, message }
}

#[test]
fn p3_a_message_reflected_to_its_sender_is_refused() {
    for mut pair in [Pair::begun(Suite::Hybrid, 1, 94), Pair::talking(Suite::Hybrid, 94)] {
        let envelope = pair.alice_sends(b"text");
        let wrong = DecryptError::WrongAddress { expected: "alice".to_owned(), got: "bob".to_owned() };
        assert_eq!(refused_by(&mut pair.alice, &envelope), wrong);
        assert_eq!(refused_by(&mut pair.alice, &reflected(&envelope)), DecryptError::Reflected);
        let to_herself = Envelope { to: address("alice"), ..envelope.clone() };
        assert_eq!(refused_by(&mut pair.alice, &to_herself), DecryptError::Reflected);
        pair.bob_reads(&envelope);
        pair.round_trip();
        // Her ratchet key is another by now, so her own old one looks like a new key of Bob's.
        assert_eq!(refused_by(&mut pair.alice, &reflected(&envelope)), FORGED);
    }
}

#[test]
fn p6_a_forged_message_with_a_fresh_ratchet_key_does_not_move_the_ratchet() {
    let mut pair = Pair::talking(Suite::Hybrid, 95);
    let genuine = pair.alice_sends(b"text");
    for (seed, numbers) in (0..).zip([[0, 0], [1, 0], [MAX_JUMP, MAX_JUMP], [0, MAX_JUMP]]) {
        let mut forged = genuine.clone();
        forged.message[9..41].copy_from_slice(DhPair::generate(&mut rng(seed)).public().as_bytes());
        forged.message[41..49].copy_from_slice(&numbers.map(u32::to_be_bytes).concat());
        assert_eq!(refused_by(&mut pair.bob, &forged), FORGED);
    }
    assert_eq!(pair.bob_reads(&genuine).text, b"text");
    let reply = pair.bob_sends(b"reply");
    assert_eq!(pair.alice_reads(&reply).text, b"reply");
}

#[test]
fn p6_a_forged_first_message_makes_no_contact_and_no_session() {
    let mut pair = Pair::begun(Suite::Hybrid, 1, 96);
    let genuine = pair.alice_sends(b"text");
    let mut forged = genuine.clone();
    *forged.message.last_mut().unwrap() ^= 1;
    assert_eq!(refused_by(&mut pair.bob, &forged), FORGED);
    assert!(pair.bob.pinned(&address("alice")).is_none());
    assert_eq!(pair.bob.one_time_left(), 1);
    assert_eq!(pair.bob_reads(&genuine).text, b"text");
}

/// Alice, Bob and Carol, every two of them in two sessions, and a first and a later message of every session in
/// flight each way.
fn everybody() -> ([Device; 3], Vec<Envelope>) {
    let rng = &mut rng(97);
    let names = ["alice", "bob", "carol"].map(address);
    let mut devices = names.clone().map(|name| Device::new(name, Suite::Classical, rng));
    let mut in_flight = Vec::new();
    for (one, other) in [(0, 1), (1, 2), (2, 0)] {
        for _ in 0..2 {
            let bundle = devices[other].publish(1, rng).next_bundle();
            devices[one].begin(&names[other], bundle, rng).unwrap();
            in_flight.push(devices[one].send(&names[other], b"in flight, a hello in front").unwrap());
            let hello = devices[one].send(&names[other], b"hello").unwrap();
            devices[other].receive(&hello, rng).unwrap();
            in_flight.push(devices[other].send(&names[one], b"in flight, the reply").unwrap());
            let reply = devices[other].send(&names[one], b"reply").unwrap();
            devices[one].receive(&reply, rng).unwrap();
            in_flight.push(devices[one].send(&names[other], b"in flight, later").unwrap());
        }
    }
    (devices, in_flight)
}

/// A message with another session's id in it.
fn in_session(envelope: &Envelope, id: SessionId) -> Envelope {
    let mut moved = envelope.clone();
    let place = crate::wire::Message::parse(&envelope.message).unwrap().clear.len() - 48;
    moved.message[place..place + 8].copy_from_slice(&id.0);
    moved
}

#[test]
fn p9_a_message_brought_to_another_session_peer_role_or_address_is_refused() {
    let (mut devices, in_flight) = everybody();
    let names = ["alice", "bob", "carol", "mallory"].map(address);
    let ids = |device: &Device| -> Vec<SessionId> {
        device.contacts.values().flat_map(|contact| contact.sessions.iter().map(|s| s.id())).collect()
    };
    let mut tried = [0; 7];
    for genuine in &in_flight {
        for device in &mut devices {
            let here = device.address().clone();
            let own = crate::wire::Message::parse(&genuine.message).unwrap().session;
            for id in ids(device).into_iter().chain([own, SessionId([9; 8])]) {
                for from in names.iter().filter(|from| **from != here) {
                    for to in &names {
                        let moved =
                            Envelope { from: from.clone(), to: to.clone(), ..in_session(genuine, id) };
                        if moved == *genuine && *to == here {
                            continue;
                        }
                        let error = refused_by(device, &moved);
                        let kind = match &error {
                            DecryptError::WrongAddress { .. } => 0,
                            DecryptError::NoSession { .. } => 1,
                            DecryptError::NotAuthentic(_) => 2,
                            DecryptError::Reflected => 3,
                            DecryptError::Handshake(AcceptError::KeyChanged { .. }) => 4,
                            DecryptError::Handshake(AcceptError::UnknownPrekey { .. }) => 5,
                            DecryptError::Handshake(AcceptError::Replayed) => 6,
                            error => panic!("{error:?}"),
                        };
                        assert_eq!(kind == 0, *to != here);
                        tried[kind] += 1;
                    }
                }
            }
        }
    }
    assert!(tried.iter().all(|&count| count > 0), "every defence was met: {tried:?}");
    // None of it cost a genuine message anything.
    for envelope in &in_flight {
        let device = devices.iter_mut().find(|device| *device.address() == envelope.to).unwrap();
        assert!(device.receive(envelope, &mut rng(98)).unwrap().text.starts_with(b"in flight"));
    }
}

#[test]
fn p9_a_message_of_the_second_session_of_two_people_is_refused_in_the_first_and_the_other_way_round() {
    let mut pair = Pair::talking(Suite::Hybrid, 99);
    let in_first = pair.alice_sends(b"in the first");
    let first = pair.alice.session(&address("bob")).unwrap();
    let mut published = pair.bob.publish(1, &mut pair.rng);
    pair.alice_begins(&mut published);
    let hello = pair.alice_sends(b"hello");
    pair.bob_reads(&hello);
    let reply = pair.bob_sends(b"reply");
    pair.alice_reads(&reply);
    let second = pair.alice.session(&address("bob")).unwrap();
    assert_ne!(first, second);
    let in_second = pair.alice_sends(b"in the second");
    assert_eq!(refused_by(&mut pair.bob, &in_session(&in_first, second)), FORGED);
    assert_eq!(refused_by(&mut pair.bob, &in_session(&in_second, first)), FORGED);
    assert_eq!(pair.bob_reads(&in_first).session, first);
    assert_eq!(pair.bob_reads(&in_second).session, second);
}
