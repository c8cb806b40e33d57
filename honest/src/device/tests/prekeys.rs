//! P11 at the device: every prekey as often as its kind allows, and no handshake twice.

use crate::device::Device;
use crate::error::{AcceptError, BadSignature, DecryptError, EncryptError, InitiateError, NotAuthentic};
use crate::fixtures::{Pair, address, copy, refused, refused_by, rng};
use crate::limits::MAX_SEEN;
use crate::prekeys::{Bundle, Kind, Suite};
use crate::primitives::dh::DhPublic;
use crate::wire::Envelope;

const BOTH: [Suite; 2] = [Suite::Hybrid, Suite::Classical];

fn handshake(error: AcceptError) -> DecryptError {
    DecryptError::Handshake(error)
}

/// A first message to Bob by somebody new, out of a bundle of his.
fn first_message(name: &str, suite: Suite, bundle: Bundle) -> Envelope {
    let seed = name.bytes().map(u64::from).sum();
    let mut device = Device::new(address(name), suite, &mut rng(seed));
    device.begin(&address("bob"), bundle, &mut rng(seed + 1)).unwrap();
    device.send(&address("bob"), name.as_bytes()).unwrap()
}

#[test]
fn p11_a_one_time_prekey_opens_one_session_and_its_second_use_is_refused() {
    for suite in BOTH {
        let mut pair = Pair::strangers(suite, 121);
        // A relay that hands out the same bundle twice.
        let bundle = pair.bob.publish(2, &mut pair.rng).next_bundle();
        let id = bundle.one_time.as_ref().unwrap().id;
        let carol = first_message("carol", suite, bundle.clone());
        let dave = first_message("dave", suite, bundle);
        assert_eq!(pair.bob_reads(&carol).text, b"carol");
        assert_eq!(pair.bob.one_time_left(), 1);
        let unknown = AcceptError::UnknownPrekey { kind: "one-time", id };
        assert_eq!(refused_by(&mut pair.bob, &dave), handshake(unknown));
    }
}

#[test]
fn p11_a_one_time_kem_prekey_opens_one_session_and_its_second_use_is_refused() {
    let mut pair = Pair::strangers(Suite::Hybrid, 122);
    let bundle = Bundle { one_time: None, ..pair.bob.publish(1, &mut pair.rng).next_bundle() };
    let id = bundle.kem.as_ref().unwrap().1.id;
    let carol = first_message("carol", Suite::Hybrid, bundle.clone());
    let dave = first_message("dave", Suite::Hybrid, bundle);
    pair.bob_reads(&carol);
    let unknown = AcceptError::UnknownPrekey { kind: "one-time KEM", id };
    assert_eq!(refused_by(&mut pair.bob, &dave), handshake(unknown));
}

#[test]
fn p11_a_replayed_first_message_opens_no_second_session_with_or_without_one_time_prekeys() {
    for suite in BOTH {
        for one_time in 0..2 {
            let mut pair = Pair::begun(suite, one_time, 123);
            let first = pair.alice_sends(b"first");
            pair.bob_reads(&first);
            assert_eq!(refused_by(&mut pair.bob, &first), DecryptError::Duplicate { number: 0 });
            // Without the session, only the list of handshakes seen stands in the way.
            pair.bob.forget(&address("alice"));
            assert_eq!(refused_by(&mut pair.bob, &first), handshake(AcceptError::Replayed));
            assert_eq!(refused_by(&mut copy(&pair.bob), &first), handshake(AcceptError::Replayed));
            pair.bob.rotate(&mut pair.rng);
            assert_eq!(refused_by(&mut pair.bob, &first), handshake(AcceptError::Replayed));
            pair.bob.rotate(&mut pair.rng);
            let unknown = AcceptError::UnknownPrekey { kind: "signed", id: 1 };
            assert_eq!(refused_by(&mut pair.bob, &first), handshake(unknown));
        }
    }
}

#[test]
fn p11_when_one_time_prekeys_run_out_three_exchanges_and_the_last_resort_do() {
    for suite in BOTH {
        let mut pair = Pair::strangers(suite, 124);
        let mut published = pair.bob.publish(1, &mut pair.rng);
        for (name, left) in [("carol", true), ("dave", false), ("erin", false)] {
            let bundle = published.next_bundle();
            assert_eq!(bundle.one_time.is_some(), left);
            let kind = bundle.kem.as_ref().map(|(kind, _)| *kind);
            let expected = if left { Kind::KemOneTime } else { Kind::KemLastResort };
            assert_eq!(kind, (suite == Suite::Hybrid).then_some(expected));
            let envelope = first_message(name, suite, bundle);
            assert_eq!(pair.bob_reads(&envelope).text, name.as_bytes());
            assert_eq!(pair.bob.one_time_left(), 0);
        }
    }
}

#[test]
fn p11_a_forged_first_message_uses_no_prekey_up_and_remembers_no_handshake() {
    for suite in BOTH {
        let mut pair = Pair::begun(suite, 1, 125);
        let envelope = pair.alice_sends(b"text");
        let mut forged = envelope.clone();
        *forged.message.last_mut().unwrap() ^= 1;
        assert_eq!(refused_by(&mut pair.bob, &forged), DecryptError::NotAuthentic(NotAuthentic));
        assert_eq!(pair.bob.one_time_left(), 1);
        assert_eq!(pair.bob_reads(&envelope).text, b"text");
        assert_eq!(pair.bob.one_time_left(), 0);
    }
}

#[test]
fn p11_a_full_list_of_handshakes_refuses_new_ones_until_the_signed_prekey_is_rotated() {
    let mut pair = Pair::begun(Suite::Classical, 1, 126);
    let envelope = pair.alice_sends(b"text");
    let seen = (0..u32::try_from(MAX_SEEN).unwrap()).map(|number| {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        DhPublic::parse(bytes).unwrap()
    });
    pair.bob.prekeys.current.seen = seen.collect();
    let full = AcceptError::SeenFull { bound: MAX_SEEN };
    assert_eq!(refused_by(&mut pair.bob, &envelope), handshake(full.clone()));
    pair.bob.rotate(&mut pair.rng);
    assert_eq!(refused_by(&mut pair.bob, &envelope), handshake(full));
    let mut published = pair.bob.publish(1, &mut pair.rng);
    pair.alice_begins(&mut published);
    let envelope = pair.alice_sends(b"under the new one");
    assert_eq!(pair.bob_reads(&envelope).text, b"under the new one");
}

#[test]
fn p11_a_first_message_in_flight_survives_one_rotation_and_not_two() {
    for suite in BOTH {
        for one_time in 0..2 {
            let mut pair = Pair::begun(suite, one_time, 127);
            let envelope = pair.alice_sends(b"text");
            pair.bob.rotate(&mut pair.rng);
            let mut later = copy(&pair.bob);
            later.rotate(&mut pair.rng);
            let unknown = AcceptError::UnknownPrekey { kind: "signed", id: 1 };
            assert_eq!(refused_by(&mut later, &envelope), handshake(unknown));
            assert_eq!(pair.bob_reads(&envelope).text, b"text");
        }
    }
}

#[test]
fn p11_a_prekey_of_one_kind_in_the_place_of_another_begins_no_session() {
    let mut pair = Pair::strangers(Suite::Hybrid, 128);
    let mut published = pair.bob.publish(1, &mut pair.rng);
    let last_resort = published.kem_last_resort.clone().unwrap();
    let genuine = published.next_bundle();
    let (signed, one_time) = (genuine.signed.clone(), genuine.one_time.clone().unwrap());
    let (_, kem) = genuine.kem.clone().unwrap();
    for (confused, what) in [
        (Bundle { one_time: Some(signed), ..genuine.clone() }, "one-time"),
        (Bundle { signed: one_time, ..genuine.clone() }, "signed"),
        (Bundle { kem: Some((Kind::KemLastResort, kem)), ..genuine.clone() }, "last-resort KEM"),
        (Bundle { kem: Some((Kind::KemOneTime, last_resort)), ..genuine }, "one-time KEM"),
    ] {
        let begin = |device: &mut Device| device.begin(&address("bob"), confused, &mut rng(0));
        assert_eq!(refused(&mut pair.alice, begin), InitiateError::Signature(BadSignature { what }));
    }
}

#[test]
fn p11_suites_do_not_mix_in_either_direction() {
    let (hybrid, classical) = (Suite::Hybrid.name(), Suite::Classical.name());
    for (own, expected, got) in [(Suite::Hybrid, hybrid, classical), (Suite::Classical, classical, hybrid)] {
        let other = if own == Suite::Hybrid { Suite::Classical } else { Suite::Hybrid };
        let mut ours = Pair::strangers(own, 129);
        let mut theirs = Pair::begun(other, 1, 129);
        let bundle = theirs.bob.publish(1, &mut theirs.rng).next_bundle();
        let begin = |device: &mut Device| device.begin(&address("bob"), bundle, &mut rng(0));
        assert_eq!(refused(&mut ours.alice, begin), InitiateError::Suite { expected, got });
        let envelope = theirs.alice_sends(b"text");
        let refusal = handshake(AcceptError::Suite { expected, got });
        assert_eq!(refused_by(&mut ours.bob, &envelope), refusal);
    }
}

#[test]
fn p11_without_a_session_nothing_is_sent() {
    let mut pair = Pair::strangers(Suite::Hybrid, 130);
    let send = |device: &mut Device| device.send(&address("bob"), b"text");
    let no_session = EncryptError::NoSession { address: "bob".to_owned() };
    assert_eq!(refused(&mut pair.alice, send), no_session);
    let mut talking = Pair::talking(Suite::Hybrid, 130);
    talking.alice.forget(&address("bob"));
    assert_eq!(refused(&mut talking.alice, send), no_session);
}
