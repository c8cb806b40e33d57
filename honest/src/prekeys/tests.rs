use proptest::prelude::*;

use super::*;
use crate::error::AcceptError;
use crate::fixtures::{Pair, rng};
use crate::identity::{IDENTITY, IdentityPair};
use crate::limits::MAX_SEEN;
use crate::primitives::dh::DhPair;

const BOTH: [Suite; 2] = [Suite::Hybrid, Suite::Classical];

/// A store with `one_time` prekeys of each kind, and what it publishes.
fn store(suite: Suite, one_time: usize) -> (IdentityPair, PrekeyStore, Publication) {
    let rng = &mut rng(5);
    let identity = IdentityPair::generate(rng);
    let mut store = PrekeyStore::new(suite, rng);
    let published = store.refill(&identity, one_time, rng);
    (identity, store, published)
}

fn bundle(suite: Suite, one_time: usize) -> Bundle {
    store(suite, one_time).2.next_bundle()
}

/// Every shape that a bundle of an honest relay has.
fn bundles() -> Vec<(Suite, Bundle)> {
    BOTH.into_iter().flat_map(|suite| (0..2).map(move |count| (suite, bundle(suite, count)))).collect()
}

fn base(seed: u64) -> DhPublic {
    *DhPair::generate(&mut rng(seed)).public()
}

fn unsigned(what: &'static str) -> InitiateError {
    BadSignature { what }.into()
}

#[test]
fn p2_every_bundle_decodes_to_itself_and_verifies_under_its_own_suite() {
    for (suite, bundle) in bundles() {
        assert_eq!(Bundle::from_bytes(&bundle.to_bytes()), Ok(bundle.clone()));
        assert_eq!(bundle.clone().verify(suite).unwrap().get(), &bundle);
    }
}

#[test]
fn p1_every_prefix_of_a_bundle_is_refused_as_truncated() {
    for (_, bundle) in bundles() {
        let bytes = bundle.to_bytes();
        for end in 0..bytes.len() {
            let refused = Bundle::from_bytes(&bytes[..end]).unwrap_err();
            let truncated = matches!(
                refused,
                InitiateError::Decode(DecodeError::Truncated { needed, left }) if left < needed
            );
            assert!(truncated, "{end}: {refused:?}");
        }
    }
}

#[test]
fn p2_bytes_behind_a_bundle_are_refused() {
    for (_, bundle) in bundles() {
        let mut bytes = bundle.to_bytes();
        bytes.push(0);
        assert_eq!(Bundle::from_bytes(&bytes), Err(DecodeError::Trailing { extra: 1 }.into()));
    }
}

/// Every bit of everything but the ML-KEM key. Of that key one bit of every eighth byte, in rotation: its bits are
/// alike to the signature over them, and decoding it is slow in a debug build.
#[test]
fn p1_every_flipped_bit_of_a_bundle_is_refused_but_those_of_ids() {
    let genuine = bundle(Suite::Hybrid, 1);
    let bytes = genuine.to_bytes();
    let (signed, one_time) = (IDENTITY, IDENTITY + 100);
    let kem = one_time + 101;
    for place in 0..bytes.len() {
        let in_kem_key = (kem + 5..kem + 5 + 1184).contains(&place);
        for bit in (0..8).filter(|bit| !in_kem_key || *bit * 8 == place % 64) {
            let mut flipped = bytes.clone();
            flipped[place] ^= 1 << bit;
            let outcome = Bundle::from_bytes(&flipped).and_then(|bundle| bundle.verify(Suite::Hybrid));
            let not_canonical = |what| Err(InitiateError::Decode(DecodeError::Key { what }));
            let value = |what| Err(InitiateError::Decode(DecodeError::Value { what }));
            let is_one_of = |allowed: &[Result<VerifiedBundle, InitiateError>]| {
                assert!(allowed.contains(&outcome), "byte {place} bit {bit}: {outcome:?}");
            };
            let identity = Err(unsigned("identity's X25519 key"));
            match place {
                0..32 => is_one_of(&[identity, not_canonical("Ed25519 key")]),
                32..64 => is_one_of(&[identity, not_canonical("X25519 key")]),
                64..IDENTITY => is_one_of(&[identity]),
                // An id only says which key the owner is to use. A wrong one costs a handshake, no secret.
                _ if [signed, one_time + 1, kem + 1].iter().any(|id| (*id..id + 4).contains(&place)) => {
                    assert!(outcome.is_ok(), "byte {place}: {outcome:?}");
                }
                _ if place < one_time => is_one_of(&[Err(unsigned("signed")), not_canonical("X25519 key")]),
                // The flag unset: what follows is read as a KEM prekey of a kind that the first byte of an id
                // gives, here as none.
                _ if place == one_time && bit == 0 => {
                    let extra = bytes.len() - one_time - 2;
                    is_one_of(&[Err(DecodeError::Trailing { extra }.into())]);
                }
                _ if place == one_time => is_one_of(&[value("flag")]),
                _ if place < kem => is_one_of(&[Err(unsigned("one-time")), not_canonical("X25519 key")]),
                _ if place == kem && bit == 0 => {
                    let extra = bytes.len() - kem - 1;
                    is_one_of(&[Err(DecodeError::Trailing { extra }.into())]);
                }
                _ if place == kem => is_one_of(&[value("kind of KEM prekey")]),
                _ => is_one_of(&[Err(unsigned("one-time KEM")), not_canonical("ML-KEM-768 key")]),
            }
        }
    }
}

#[test]
fn p11_a_signed_prekey_and_its_signature_are_refused_as_a_one_time_prekey_and_the_other_way_round() {
    let genuine = bundle(Suite::Classical, 1);
    let mut confused = genuine.clone();
    confused.one_time = Some(genuine.signed.clone());
    assert_eq!(confused.verify(Suite::Classical), Err(unsigned("one-time")));
    let mut confused = genuine.clone();
    confused.signed = genuine.one_time.unwrap();
    assert_eq!(confused.verify(Suite::Classical), Err(unsigned("signed")));
}

#[test]
fn p11_a_one_time_kem_prekey_is_refused_as_one_of_last_resort_and_the_other_way_round() {
    let (_, _, mut published) = store(Suite::Hybrid, 1);
    let last_resort = published.kem_last_resort.clone().unwrap();
    let genuine = published.next_bundle();
    let (_, one_time) = genuine.kem.clone().unwrap();
    let mut confused = genuine.clone();
    confused.kem = Some((Kind::KemLastResort, one_time));
    assert_eq!(confused.verify(Suite::Hybrid), Err(unsigned("last-resort KEM")));
    let mut confused = genuine;
    confused.kem = Some((Kind::KemOneTime, last_resort));
    assert_eq!(confused.verify(Suite::Hybrid), Err(unsigned("one-time KEM")));
}

#[test]
fn p8_every_prekey_of_another_identity_is_refused_by_its_signature() {
    let genuine = bundle(Suite::Hybrid, 1);
    let mut other = Pair::strangers(Suite::Hybrid, 6);
    let other = other.alice.publish(1, &mut other.rng).next_bundle();
    let verify = |bundle: Bundle| bundle.verify(Suite::Hybrid).unwrap_err();
    assert_eq!(verify(Bundle { identity: other.identity, ..genuine.clone() }), unsigned("signed"));
    assert_eq!(verify(Bundle { signed: other.signed, ..genuine.clone() }), unsigned("signed"));
    assert_eq!(verify(Bundle { one_time: other.one_time, ..genuine.clone() }), unsigned("one-time"));
    assert_eq!(verify(Bundle { kem: other.kem, ..genuine }), unsigned("one-time KEM"));
}

#[test]
fn p11_a_bundle_of_the_other_suite_is_refused_rather_than_negotiated() {
    let names = |suite: Suite| suite.name();
    for (own, other) in [(Suite::Hybrid, Suite::Classical), (Suite::Classical, Suite::Hybrid)] {
        let refused = InitiateError::Suite { expected: names(own), got: names(other) };
        assert_eq!(bundle(other, 1).verify(own), Err(refused));
    }
    // The downgrade that a relay would try: the genuine bundle without its KEM prekey.
    let stripped = Bundle { kem: None, ..bundle(Suite::Hybrid, 1) };
    let refused = InitiateError::Suite { expected: Suite::Hybrid.name(), got: Suite::Classical.name() };
    assert_eq!(stripped.verify(Suite::Hybrid), Err(refused));
}

#[test]
fn p2_suites_are_numbered_one_and_two_and_no_other_number_is_one() {
    for code in 0..=u8::MAX {
        match Suite::from_code(code) {
            Ok(suite) => assert_eq!(suite.code(), code),
            Err(error) => {
                assert_eq!(error, DecodeError::Value { what: "suite" });
                assert!(code == 0 || code > 2);
            }
        }
    }
}

#[test]
fn p11_each_one_time_prekey_is_handed_out_once_and_then_the_last_resort_steps_in() {
    for suite in BOTH {
        let (_, _, mut published) = store(suite, 2);
        let (one_time, kem) = (published.one_time.clone(), published.kem_one_time.clone());
        let last_resort = published.kem_last_resort.clone();
        assert_eq!((one_time.len(), kem.len()), (2, if suite == Suite::Hybrid { 2 } else { 0 }));
        for place in 0..2 {
            let bundle = published.next_bundle();
            assert_eq!(bundle.one_time.as_ref(), one_time.get(place));
            assert_eq!(bundle.kem, kem.get(place).map(|key| (Kind::KemOneTime, key.clone())));
        }
        for _ in 0..2 {
            let bundle = published.next_bundle();
            assert_eq!(bundle.one_time, None);
            assert_eq!(bundle.kem, last_resort.clone().map(|key| (Kind::KemLastResort, key)));
            assert!(bundle.verify(suite).is_ok());
        }
    }
}

#[test]
fn p11_no_two_prekeys_of_a_device_share_an_id() {
    let rng = &mut rng(7);
    let identity = IdentityPair::generate(rng);
    let mut store = PrekeyStore::new(Suite::Hybrid, rng);
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..3 {
        let published = store.refill(&identity, 3, rng);
        let one_time = published.one_time.iter().map(|key| key.id);
        let kem = published.kem_one_time.iter().map(|key| key.id);
        let rotating = [published.signed.id, published.kem_last_resort.unwrap().id];
        for id in one_time.chain(kem).chain(rotating) {
            assert!(ids.insert(id), "{id} twice");
        }
        store.rotate(rng);
    }
}

#[test]
fn p16_a_store_and_a_publication_hold_no_more_one_time_prekeys_than_their_bound() {
    let rng = &mut rng(8);
    let (identity, mut store, mut published) = store(Suite::Classical, MAX_ONE_TIME - 1);
    assert_eq!(published.one_time.len(), MAX_ONE_TIME - 1);
    let newer = store.refill(&identity, usize::MAX, rng);
    assert_eq!((newer.one_time.len(), store.one_time_left()), (1, MAX_ONE_TIME));
    assert_eq!(store.refill(&identity, 1, rng).one_time, []);
    for _ in 0..2 {
        published.extend(newer.clone());
        assert_eq!(published.one_time.len(), MAX_ONE_TIME);
    }
}

#[test]
fn p11_publishing_more_keeps_the_older_one_time_prekeys_in_front_and_takes_the_newer_signed_prekey() {
    let rng = &mut rng(9);
    let (identity, mut store, mut published) = store(Suite::Hybrid, 1);
    let first = published.clone();
    store.rotate(rng);
    let newer = store.refill(&identity, 1, rng);
    assert_ne!((&newer.signed, &newer.kem_last_resort), (&first.signed, &first.kem_last_resort));
    published.extend(newer.clone());
    assert_eq!((&published.signed, &published.kem_last_resort), (&newer.signed, &newer.kem_last_resort));
    assert_eq!(published.one_time, [&first.one_time[..], &newer.one_time].concat());
    assert_eq!(published.kem_one_time, [&first.kem_one_time[..], &newer.kem_one_time].concat());
}

#[test]
fn p11_a_rotated_prekey_is_held_for_one_rotation_more_and_then_refused() {
    let rng = &mut rng(10);
    let (_, mut store, published) = store(Suite::Hybrid, 0);
    let (signed, kem) = (published.signed, published.kem_last_resort.unwrap());
    for _ in 0..2 {
        assert_eq!(store.signed(signed.id, &base(1)).unwrap().public(), &signed.key);
        assert_eq!(store.kem(Kind::KemLastResort, kem.id).unwrap().public(), kem.key);
        store.rotate(rng);
    }
    let unknown = |kind, id| AcceptError::UnknownPrekey { kind, id };
    assert_eq!(store.signed(signed.id, &base(1)).err(), Some(unknown("signed", signed.id)));
    let refused = store.kem(Kind::KemLastResort, kem.id).err();
    assert_eq!(refused, Some(unknown("last-resort KEM", kem.id)));
}

#[test]
fn p11_a_handshake_stays_seen_across_one_rotation() {
    let (_, mut store, published) = store(Suite::Classical, 0);
    let spent = Spent { signed: published.signed.id, one_time: None, kem_one_time: None, base: base(1) };
    store.spend(spent);
    store.rotate(&mut rng(11));
    assert_eq!(store.signed(published.signed.id, &base(1)).err(), Some(AcceptError::Replayed));
    assert!(store.signed(published.signed.id, &base(2)).is_ok());
    // Under the signed prekey that is in use now, the same base key is another handshake.
    assert!(store.signed(store.current.id, &base(1)).is_ok());
}

#[test]
fn p11_a_full_list_of_handshakes_refuses_further_ones_until_the_signed_prekey_is_rotated() {
    let (identity, mut store, published) = store(Suite::Classical, 0);
    let id = published.signed.id;
    let numbered = |number: u32| {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        DhPublic::parse(bytes).unwrap()
    };
    let last = u32::try_from(MAX_SEEN).unwrap() - 1;
    store.current.seen.extend((0..last).map(numbered));
    assert!(store.signed(id, &base(1)).is_ok(), "one place is left");
    store.current.seen.insert(numbered(last));
    assert_eq!(store.signed(id, &base(1)).err(), Some(AcceptError::SeenFull { bound: MAX_SEEN }));
    assert_eq!(store.signed(id, &numbered(3)).err(), Some(AcceptError::Replayed));
    store.rotate(&mut rng(12));
    let fresh = store.refill(&identity, 0, &mut rng(13)).signed.id;
    assert!(store.signed(fresh, &base(1)).is_ok());
}

#[test]
fn p11_what_a_handshake_used_up_is_gone_and_nothing_else() {
    let (_, mut store, published) = store(Suite::Hybrid, 2);
    let (one_time, kem) = (published.one_time[0].id, published.kem_one_time[0].id);
    let spent = Spent {
        signed: published.signed.id,
        one_time: Some(one_time),
        kem_one_time: Some(kem),
        base: base(1),
    };
    store.spend(spent);
    let unknown = |kind, id| Some(AcceptError::UnknownPrekey { kind, id });
    assert_eq!(store.one_time(one_time).err(), unknown("one-time", one_time));
    assert_eq!(store.kem(Kind::KemOneTime, kem).err(), unknown("one-time KEM", kem));
    assert!(store.one_time(published.one_time[1].id).is_ok());
    assert!(store.kem(Kind::KemOneTime, published.kem_one_time[1].id).is_ok());
    assert_eq!(store.one_time_left(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn p2_whatever_bytes_pass_as_a_bundle_encode_back_to_the_same_bytes(
        genuine in prop::sample::select(bundles()),
        changes in prop::collection::vec((IDENTITY..2_000usize, any::<u8>()), 0..3),
        noise in prop::option::weighted(0.2, any::<Vec<u8>>()),
    ) {
        let mut bytes = genuine.1.to_bytes();
        for (place, byte) in changes {
            if let Some(changed) = bytes.get_mut(place) {
                *changed = byte;
            }
        }
        let bytes = noise.unwrap_or(bytes);
        if let Ok(bundle) = Bundle::from_bytes(&bytes) {
            prop_assert_eq!(bundle.to_bytes(), bytes);
        }
    }
}
