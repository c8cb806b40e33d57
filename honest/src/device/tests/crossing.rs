//! P12: both begin at once, first messages are lost, sessions are begun again.

use rand_core::Rng;

use crate::device::Device;
use crate::error::{AcceptError, DecryptError};
use crate::fixtures::{Pair, address, refused_by};
use crate::limits::MAX_SESSIONS;
use crate::prekeys::Suite;
use crate::wire::{Envelope, SessionId};

fn in_use(pair: &Pair) -> [SessionId; 2] {
    [pair.alice.session(&address("bob")).unwrap(), pair.bob.session(&address("alice")).unwrap()]
}

fn deliver(pair: &mut Pair, envelope: &Envelope) -> Vec<u8> {
    let device: &mut Device = if envelope.to == address("bob") { &mut pair.bob } else { &mut pair.alice };
    device.receive(envelope, &mut pair.rng).unwrap().text
}

#[test]
fn p12_both_begin_at_once_and_settle_on_the_smaller_session_with_everything_in_flight_readable() {
    // Half of these seeds have Alice's id the smaller, half Bob's.
    let mut smaller = [0; 2];
    for seed in 0..12 {
        let mut pair = Pair::crossed(Suite::Classical, seed);
        let [hers, his] = in_use(&pair);
        assert_ne!(hers, his);
        smaller[usize::from(his < hers)] += 1;
        let from_alice: Vec<_> = (0..3u8).map(|text| pair.alice_sends(&[text])).collect();
        let from_bob: Vec<_> = (0..3u8).map(|text| pair.bob_sends(&[text])).collect();
        for (text, (there, back)) in (0..3u8).zip(from_alice.iter().zip(&from_bob)) {
            assert_eq!(deliver(&mut pair, there), [text]);
            assert_eq!(deliver(&mut pair, back), [text]);
        }
        assert_eq!(in_use(&pair), [hers.min(his); 2], "seed {seed}");
        pair.round_trip();
        pair.round_trip();
        assert_eq!(in_use(&pair), [hers.min(his); 2], "seed {seed}");
    }
    assert!(smaller.iter().all(|&count| count > 0), "{smaller:?}");
}

#[test]
fn p12_after_a_crossing_start_in_any_order_of_arrival_one_round_trip_brings_both_into_one_session() {
    for seed in 0..48 {
        let mut pair = Pair::crossed(Suite::Classical, seed);
        let mut in_flight = Vec::new();
        // They write and the wire delivers as chance will have it, until nothing is in flight any more.
        for _ in 0..8 {
            in_flight.push(pair.alice_sends(b"alice"));
            in_flight.push(pair.bob_sends(b"bob"));
            for _ in 0..pair.rng.next_u32() % 4 {
                if !in_flight.is_empty() {
                    let pick = usize::try_from(pair.rng.next_u32()).unwrap() % in_flight.len();
                    let envelope = in_flight.swap_remove(pick);
                    assert_eq!(deliver(&mut pair, &envelope), envelope.from.as_str().as_bytes());
                }
            }
        }
        while !in_flight.is_empty() {
            let pick = usize::try_from(pair.rng.next_u32()).unwrap() % in_flight.len();
            let envelope = in_flight.swap_remove(pick);
            assert_eq!(deliver(&mut pair, &envelope), envelope.from.as_str().as_bytes());
        }
        pair.round_trip();
        let [hers, his] = in_use(&pair);
        assert_eq!(hers, his, "seed {seed}");
        // And in it they heal: the next round trip brings new ratchet keys on both sides.
        let own = |device: &Device| {
            let contact = device.contacts.values().next().unwrap();
            *contact.sessions[0].ratchet.sending.own.public()
        };
        let before = [own(&pair.alice), own(&pair.bob)];
        pair.round_trip();
        pair.round_trip();
        assert!(own(&pair.alice) != before[0] && own(&pair.bob) != before[1], "seed {seed}");
    }
}

#[test]
fn p12_a_first_message_that_comes_late_does_not_leave_the_two_in_different_sessions() {
    let mut settled = 0;
    for seed in 0..8 {
        let mut pair = Pair::crossed(Suite::Classical, seed);
        let [hers, his] = in_use(&pair);
        // Alice's first message is slow. She sees Bob's, and if his id is the smaller she answers in his session.
        let late = pair.alice_sends(b"late");
        let from_bob = pair.bob_sends(b"bob");
        deliver(&mut pair, &from_bob);
        if hers < his {
            continue;
        }
        let answer = pair.alice_sends(b"answer");
        deliver(&mut pair, &answer);
        deliver(&mut pair, &late);
        pair.round_trip();
        let [hers, his] = in_use(&pair);
        assert_eq!(hers, his, "seed {seed}");
        settled += 1;
    }
    assert!(settled > 0);
}

#[test]
fn p12_a_lost_first_message_costs_nothing_the_second_carries_the_hello_as_well() {
    for one_time in 0..2 {
        let mut pair = Pair::begun(Suite::Hybrid, one_time, 101);
        let lost = pair.alice_sends(b"lost");
        let second = pair.alice_sends(b"second");
        assert_eq!(pair.bob_reads(&second).text, b"second");
        let reply = pair.bob_sends(b"reply");
        assert_eq!(pair.alice_reads(&reply).text, b"reply");
        let later = pair.alice_sends(b"later");
        assert!(later.message.len() < second.message.len(), "the hello is gone after the reply");
        assert_eq!(pair.bob_reads(&later).text, b"later");
        // It was late, not lost.
        assert_eq!(pair.bob_reads(&lost).text, b"lost");
    }
}

#[test]
fn p12_a_session_begun_again_replaces_the_one_in_use_and_what_was_in_flight_is_readable() {
    let mut pair = Pair::talking(Suite::Hybrid, 102);
    let (there, back) = (pair.alice_sends(b"there"), pair.bob_sends(b"back"));
    let old = in_use(&pair)[0];
    let mut published = pair.bob.publish(1, &mut pair.rng);
    pair.alice_begins(&mut published);
    let again = pair.alice_sends(b"again");
    assert_eq!(pair.bob_reads(&again).text, b"again");
    let [hers, his] = in_use(&pair);
    assert!(hers == his && hers != old);
    assert_eq!(
        (pair.bob_reads(&there).text, pair.alice_reads(&back).text),
        (b"there".to_vec(), b"back".to_vec())
    );
    pair.round_trip();
    let [hers, his] = in_use(&pair);
    assert_eq!(hers, his);
}

#[test]
fn p12_no_more_sessions_than_the_bound_are_kept_and_those_dropped_do_not_come_back() {
    let mut pair = Pair::strangers(Suite::Classical, 103);
    let mut firsts = Vec::new();
    for _ in 0..=MAX_SESSIONS {
        let mut published = pair.bob.publish(1, &mut pair.rng);
        pair.alice_begins(&mut published);
        let first = pair.alice_sends(b"first");
        pair.bob_reads(&first);
        firsts.push(first);
    }
    let kept = |device: &Device| device.contacts.values().next().unwrap().sessions.len();
    assert_eq!([kept(&pair.alice), kept(&pair.bob)], [MAX_SESSIONS; 2]);
    let replayed = DecryptError::Handshake(AcceptError::Replayed);
    assert_eq!(refused_by(&mut pair.bob, &firsts[0]), replayed);
    for first in &firsts[1..] {
        assert_eq!(refused_by(&mut pair.bob, first), DecryptError::Duplicate { number: 0 });
    }
}
