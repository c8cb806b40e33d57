//! P13 and P14: old states, crashes, and the order of storing and sending.

use crate::device::Device;
use crate::error::{DecryptError, RestoreError};
use crate::fixtures::{CLEAR, Pair, address, copy, refused_by, rng};
use crate::padding;
use crate::prekeys::Suite;
use crate::primitives::aead::TAG;

#[test]
fn p13_a_state_older_than_the_caller_knows_of_is_refused_as_rolled_back() {
    let mut pair = Pair::talking(Suite::Hybrid, 141);
    let old = pair.alice.export();
    let got = pair.alice.generation();
    pair.alice_sends(b"text");
    let at_least = pair.alice.generation();
    assert_eq!(at_least, got + 1);
    let rolled_back = RestoreError::RolledBack { got, at_least };
    assert_eq!(Device::restore(&old, at_least).err(), Some(rolled_back));
    assert_eq!(Device::restore(&old, got).unwrap().generation(), got);
    let current = pair.alice.export();
    assert_eq!(Device::restore(&current, at_least).unwrap().generation(), at_least);
    let refused = RestoreError::RolledBack { got: at_least, at_least: u64::MAX };
    assert_eq!(Device::restore(&current, u64::MAX).err(), Some(refused));
}

#[test]
fn p13_every_operation_that_changes_the_state_counts_one_generation_and_no_other_does() {
    let mut pair = Pair::strangers(Suite::Hybrid, 142);
    let mut generation = 0;
    let mut counted = |device: &Device, what| {
        generation += 1;
        assert_eq!(device.generation(), generation, "{what}");
    };
    assert_eq!(pair.alice.generation(), 0);
    pair.alice.publish(1, &mut pair.rng);
    counted(&pair.alice, "publish");
    pair.alice.rotate(&mut pair.rng);
    counted(&pair.alice, "rotate");
    let mut published = pair.bob.publish(1, &mut pair.rng);
    pair.alice_begins(&mut published);
    counted(&pair.alice, "begin");
    let envelope = pair.alice_sends(b"text");
    counted(&pair.alice, "send");
    pair.bob_reads(&envelope);
    let reply = pair.bob_sends(b"reply");
    pair.alice_reads(&reply);
    counted(&pair.alice, "receive");
    let before = pair.alice.export();
    let (b, _) = (address("bob"), pair.alice.one_time_left());
    let _ =
        (pair.alice.pinned(&b), pair.alice.session(&b), pair.alice.safety_number(&b), pair.alice.identity());
    assert!(*pair.alice.export() == *before);
    pair.alice.forget(&address("bob"));
    counted(&pair.alice, "forget");
}

/// Why a rollback is refused: the keys of an old state are those of the messages that were sent since.
#[test]
fn p13_two_texts_sealed_from_one_restored_state_give_away_their_xor() {
    let pair = Pair::talking(Suite::Hybrid, 143);
    let (one, other) =
        (b"meet me at the old bridge at nine".as_slice(), b"the password is: correct horse".as_slice());
    let sealed = |text: &[u8]| {
        let message = copy(&pair.alice).send(&address("bob"), text).unwrap().message;
        message[..message.len() - TAG].to_vec()
    };
    let padded = |text: &[u8]| {
        let mut padded = Vec::new();
        padding::pad_onto(&mut padded, text);
        padded
    };
    let xor = |one: &[u8], other: &[u8]| -> Vec<u8> { one.iter().zip(other).map(|(a, b)| a ^ b).collect() };
    let (first, second) = (sealed(one), sealed(other));
    assert_eq!(first[..CLEAR], second[..CLEAR], "the same place in the same chain");
    assert_eq!(xor(&first[CLEAR..], &second[CLEAR..]), xor(&padded(one), &padded(other)));
    // Who knows or guesses one text has the other.
    let read = xor(&xor(&first[CLEAR..], &second[CLEAR..]), &padded(one));
    assert_eq!(read, padded(other));
}

#[test]
fn p13_a_peer_opens_one_of_two_messages_of_a_rolled_back_sender_and_refuses_the_other() {
    let mut pair = Pair::talking(Suite::Hybrid, 144);
    let mut rolled_back = copy(&pair.alice);
    let one = pair.alice_sends(b"one");
    let other = rolled_back.send(&address("bob"), b"other").unwrap();
    assert_eq!(pair.bob_reads(&one).text, b"one");
    assert_eq!(refused_by(&mut pair.bob, &other), DecryptError::Duplicate { number: 0 });
}

#[test]
fn p14_a_crash_before_the_state_is_stored_costs_nothing_the_message_is_delivered_again() {
    for (mut pair, which) in [
        (Pair::begun(Suite::Hybrid, 1, 145), "first message"),
        (Pair::begun(Suite::Hybrid, 0, 145), "first message without one-time prekeys"),
        (Pair::talking(Suite::Hybrid, 145), "new chain"),
    ] {
        for (round, text) in [b"one", b"two"].iter().enumerate() {
            let envelope = pair.alice_sends(*text);
            let stored = copy(&pair.bob);
            let received = pair.bob_reads(&envelope);
            // The crash: what was received is forgotten, and delivered a second time.
            pair.bob = stored;
            assert_eq!(pair.bob_reads(&envelope), received, "{which}, round {round}");
            let reply = pair.bob_sends(b"reply");
            assert_eq!(pair.alice_reads(&reply).text, b"reply");
        }
    }
}

#[test]
fn p14_a_crash_after_the_state_is_stored_makes_the_second_delivery_a_duplicate() {
    for mut pair in [Pair::begun(Suite::Hybrid, 1, 146), Pair::talking(Suite::Hybrid, 146)] {
        let envelope = pair.alice_sends(b"text");
        pair.bob_reads(&envelope);
        // The crash is between storing and acknowledging: the relay delivers again.
        pair.bob = copy(&pair.bob);
        assert_eq!(refused_by(&mut pair.bob, &envelope), DecryptError::Duplicate { number: 0 });
        pair.round_trip();
    }
}

#[test]
fn p14_storing_before_sending_loses_at_most_the_message_and_never_a_key_twice() {
    let mut pair = Pair::talking(Suite::Hybrid, 147);
    let lost = pair.alice_sends(b"never left the device");
    // Stored, then the crash: the message is gone, the chain has moved on.
    pair.alice = Device::restore(&pair.alice.export(), pair.alice.generation()).unwrap();
    let again = pair.alice_sends(b"written again");
    assert_ne!(again.message[..CLEAR], lost.message[..CLEAR], "another place in the chain");
    assert_eq!(pair.bob_reads(&again).text, b"written again");
    // Had it left after all, it would be read once, in its own place.
    assert_eq!(pair.bob_reads(&lost).text, b"never left the device");
}

#[test]
fn p14_sending_before_storing_and_a_crash_between_is_the_rollback_that_restore_refuses() {
    let mut pair = Pair::talking(Suite::Hybrid, 148);
    let stored = pair.alice.export();
    pair.alice_sends(b"sent before it was stored");
    // The caller keeps the generation in a place that the crash does not touch.
    let known = pair.alice.generation();
    let rolled_back = RestoreError::RolledBack { got: known - 1, at_least: known };
    assert_eq!(Device::restore(&stored, known).err(), Some(rolled_back));
}

#[test]
fn p14_a_device_restored_before_it_began_a_session_begins_another_and_the_peer_reads_both() {
    let mut pair = Pair::strangers(Suite::Hybrid, 149);
    let mut published = pair.bob.publish(2, &mut pair.rng);
    let stored = copy(&pair.alice);
    pair.alice_begins(&mut published);
    let first = pair.alice_sends(b"first");
    pair.alice = stored;
    pair.alice_begins(&mut published);
    let second = pair.alice_sends(b"second");
    assert_eq!(pair.bob_reads(&first).text, b"first");
    assert_eq!(pair.bob_reads(&second).text, b"second");
    let reply = pair.bob.send(&address("alice"), b"reply").unwrap();
    assert_eq!(pair.alice.receive(&reply, &mut rng(0)).unwrap().text, b"reply");
}
