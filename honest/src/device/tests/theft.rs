//! P21: what a thief of one exported state reads, before, in and after the window that the theft opens.

use crate::device::Device;
use crate::error::{AcceptError, DecryptError, NotAuthentic};
use crate::fixtures::{Pair, copy, refused_by, rng};
use crate::prekeys::Suite;
use crate::primitives::dh::DhPair;
use crate::ratchet::{ChainKey, Receiving};
use crate::wire::Envelope;

const FORGED: DecryptError = DecryptError::NotAuthentic(NotAuthentic);

/// What a thief's copy makes of a message; each try is on a fresh copy, so that one does not help another.
fn opens(stolen: &Device, envelope: &Envelope) -> Result<Vec<u8>, DecryptError> {
    copy(stolen).receive(envelope, &mut rng(0)).map(|received| received.text)
}

#[test]
fn p21_everything_received_before_the_theft_stays_closed_to_the_thief() {
    for suite in [Suite::Hybrid, Suite::Classical] {
        let mut pair = Pair::begun(suite, 1, 151);
        let mut recorded = Vec::new();
        for _ in 0..3 {
            let there = [pair.alice_sends(b"one"), pair.alice_sends(b"two")];
            for envelope in &there {
                pair.bob_reads(envelope);
            }
            let back = pair.bob_sends(b"back");
            pair.alice_reads(&back);
            recorded.extend(there);
        }
        let mut stolen = copy(&pair.bob);
        for envelope in &recorded {
            let error = refused_by(&mut stolen, envelope);
            assert!(matches!(error, DecryptError::Duplicate { .. }), "{error:?}");
        }
    }
}

#[test]
fn p21_the_first_message_stays_closed_to_a_thief_even_without_the_session() {
    // The thief drops the session from the loot, so that the handshake would have to be done again.
    for (one_time, rotations) in [(1, 0), (0, 2), (1, 2)] {
        let mut pair = Pair::begun(Suite::Hybrid, one_time, 152);
        let first = pair.alice_sends(b"first");
        pair.bob_reads(&first);
        (0..rotations).for_each(|_| pair.bob.rotate(&mut pair.rng));
        let mut stolen = copy(&pair.bob);
        stolen.contacts.clear();
        stolen.prekeys.current.seen.clear();
        let error = refused_by(&mut stolen, &first);
        let kind = if rotations == 0 { "one-time" } else { "signed" };
        let gone =
            |error: &AcceptError| matches!(error, AcceptError::UnknownPrekey { kind: k, .. } if *k == kind);
        assert!(matches!(&error, DecryptError::Handshake(error) if gone(error)), "{error:?}");
    }
}

#[test]
fn p21_without_a_one_time_prekey_the_first_message_opens_to_who_seizes_the_device_before_the_rotation() {
    // The limit of the claim above, and why prekeys that run out are worth something to a relay.
    let mut pair = Pair::begun(Suite::Hybrid, 0, 153);
    let first = pair.alice_sends(b"first");
    pair.bob_reads(&first);
    let mut stolen = copy(&pair.bob);
    stolen.contacts.clear();
    stolen.prekeys.current.seen.clear();
    assert_eq!(opens(&stolen, &first).unwrap(), b"first");
    stolen.rotate(&mut rng(1));
    assert_eq!(opens(&stolen, &first).unwrap(), b"first");
    stolen.rotate(&mut rng(2));
    let unknown = AcceptError::UnknownPrekey { kind: "signed", id: 1 };
    assert_eq!(opens(&stolen, &first), Err(DecryptError::Handshake(unknown)));
}

#[test]
fn p21_messages_in_the_window_open_to_the_thief_and_after_one_round_trip_new_ones_do_not() {
    for suite in [Suite::Hybrid, Suite::Classical] {
        let mut pair = Pair::talking(suite, 154);
        let before = pair.alice_sends(b"before");
        pair.bob_reads(&before);
        let stolen = copy(&pair.bob);

        // The window: all that Alice writes before she has seen a ratchet key that Bob made after the theft.
        let in_chain = pair.alice_sends(b"in the same chain");
        pair.bob_reads(&in_chain);
        let known = pair.bob_sends(b"under a key that was stolen");
        pair.alice_reads(&known);
        let next_chain = pair.alice_sends(b"in the next chain");
        assert_eq!(opens(&stolen, &in_chain).unwrap(), b"in the same chain");
        assert_eq!(opens(&stolen, &next_chain).unwrap(), b"in the next chain");

        // Bob reads it, makes a new key, and Alice writes under that: the round trip is complete.
        pair.bob_reads(&next_chain);
        let healing = pair.bob_sends(b"under a key made after the theft");
        pair.alice_reads(&healing);
        let after = pair.alice_sends(b"after");
        assert_eq!(refused_by(&mut copy(&stolen), &after), FORGED);
        assert_eq!(pair.bob_reads(&after).text, b"after");

        // A thief who followed along step by step is shut out at the same place, and stays so.
        let mut following = copy(&stolen);
        for envelope in [&in_chain, &next_chain] {
            following.receive(envelope, &mut rng(3)).unwrap();
        }
        assert_eq!(refused_by(&mut following, &after), FORGED);
        for _ in 0..2 {
            pair.round_trip();
            let later = pair.alice_sends(b"later");
            pair.bob_reads(&later);
            assert_eq!(refused_by(&mut copy(&stolen), &later), FORGED);
            assert_eq!(refused_by(&mut following, &later), FORGED);
        }
    }
}

#[test]
fn p21_a_key_that_waits_for_a_late_message_is_the_one_hole_and_closes_when_the_message_comes() {
    let mut pair = Pair::talking(Suite::Hybrid, 155);
    let late = pair.alice_sends(b"late");
    let next = pair.alice_sends(b"next");
    pair.bob_reads(&next);
    let waiting = copy(&pair.bob);
    pair.bob_reads(&late);
    let settled = copy(&pair.bob);
    assert_eq!(opens(&waiting, &late).unwrap(), b"late");
    assert_eq!(opens(&settled, &late), Err(DecryptError::Duplicate { number: 0 }));
    assert_eq!(opens(&waiting, &next), Err(DecryptError::Duplicate { number: 1 }));
}

#[test]
fn p21_what_a_side_wrote_before_the_theft_of_its_own_state_stays_closed_to_the_thief() {
    let mut pair = Pair::talking(Suite::Hybrid, 156);
    let written = [pair.bob_sends(b"one"), pair.bob_sends(b"two")];
    let mut stolen = copy(&pair.bob);
    let window = pair.bob_sends(b"written after the theft");
    let mirrored = |Envelope { from, to, message }: Envelope| Envelope { from: to, to: from, message };
    for envelope in written.clone() {
        assert_eq!(refused_by(&mut stolen, &mirrored(envelope)), DecryptError::Reflected);
    }
    // A thief does not stop at the API: the stolen sending chain is turned into one to receive on.
    let ratchet = &mut stolen.contacts.values_mut().next().unwrap().sessions[0].ratchet;
    let sending = &mut ratchet.sending;
    let chain = ChainKey::from_state(*sending.chain.state(), sending.chain.number());
    ratchet.receiving = Some(Receiving { theirs: *sending.own.public(), chain });
    sending.own = DhPair::generate(&mut rng(4));
    for (envelope, number) in written.into_iter().zip(1..) {
        assert_eq!(opens(&stolen, &mirrored(envelope)), Err(DecryptError::Duplicate { number }));
    }
    assert_eq!(opens(&stolen, &mirrored(window)).unwrap(), b"written after the theft");
}
