use honest::error::{DecodeError, InitiateError};
use honest::safety_number::SafetyNumber;

use super::*;

fn identity(seed: u64) -> Identity {
    *IdentityPair::generate(&mut rng(seed)).public()
}

fn roster(further: u64) -> Roster {
    let entries = (0..further).map(|seed| {
        if seed % 2 == 0 {
            Entry::unsigned(identity(seed + 10))
        } else {
            Entry::signed(&address("alice"), identity(seed + 10), &owner("alice"))
        }
    });
    Roster { user: address("alice"), first: *owner("alice").public(), entries: entries.collect() }
}

#[test]
fn a_roster_survives_its_encoding_and_one_cut_or_with_bytes_behind_it_is_refused() {
    for further in 0..4 {
        let roster = roster(further);
        let mut bytes = roster.to_bytes();
        assert_eq!(Roster::from_bytes(&bytes), Ok(roster));
        for length in 0..bytes.len() {
            let cut = Roster::from_bytes(&bytes[..length]);
            assert!(matches!(cut, Err(InitiateError::Decode(DecodeError::Truncated { .. }))), "at {length}");
        }
        bytes.push(0);
        let trailing = InitiateError::Decode(DecodeError::Trailing { extra: 1 });
        assert_eq!(Roster::from_bytes(&bytes), Err(trailing));
    }
}

#[test]
fn a_roster_at_the_bound_is_read_and_a_longer_one_is_not() {
    let bound = u64::try_from(MAX_DEVICES).unwrap();
    assert!(Roster::from_bytes(&roster(bound).to_bytes()).is_ok());
    let got = MAX_DEVICES + 1;
    let refused = DecodeError::TooLong { what: "roster", got, bound: MAX_DEVICES };
    assert_eq!(Roster::from_bytes(&roster(bound + 1).to_bytes()), Err(refused.into()));
}

#[test]
fn rosters_that_differ_in_anything_have_different_digests() {
    let one = roster(2);
    let mut others = vec![roster(1), roster(3)];
    others.push(Roster { user: address("bob"), ..one.clone() });
    others.push(Roster { first: identity(1), ..one.clone() });
    let mut turned = one.clone();
    turned.entries.reverse();
    others.push(turned);
    let mut unsigned = one.clone();
    unsigned.entries[1].vouched = None;
    others.push(unsigned);
    assert!(others.iter().all(|other| other.digest() != one.digest()));
    assert_eq!(one.digest(), roster(2).digest());
}

#[test]
fn devices_are_named_for_their_user_and_key() {
    let name = device_address(&address("alice"), &identity(1)).unwrap();
    assert_eq!(user_of(&name), address("alice"));
    assert_ne!(name, device_address(&address("alice"), &identity(2)).unwrap());
    assert_eq!(user_of(&address("alice")), address("alice"));
    let reason = "a user's name with the separator of devices in it";
    let refused = DecodeError::Address { reason };
    assert_eq!(device_address(&address("al#ice"), &identity(1)), Err(refused));
    let long = address(&"x".repeat(48));
    assert!(device_address(&long, &identity(1)).is_err());
    assert!(device_address(&address(&"x".repeat(47)), &identity(1)).is_ok());
}

#[test]
fn payloads_survive_their_encoding_with_and_without_a_head() {
    let mut world = World::logged(0, false, 1);
    let head = world.client("alice").auditor().unwrap().head().copied();
    assert!(head.is_some());
    for head in [None, head] {
        let payload = Payload { to: address("bob"), head, text: b"text".to_vec() };
        let bytes = payload.to_bytes();
        assert_eq!(Payload::from_bytes(&bytes), Ok(payload));
        for length in 0..bytes.len() - 4 {
            assert!(Payload::from_bytes(&bytes[..length]).is_err(), "cut at {length}");
        }
    }
    assert_eq!(Payload::from_bytes(b"\0\x01a\x02"), Err(DecodeError::Value { what: "flag" }));
}

#[test]
fn the_number_of_two_rosters_of_one_device_is_the_clean_messengers() {
    let (alice, bob) = (roster(0), Roster { user: address("bob"), first: identity(2), entries: vec![] });
    let clean = SafetyNumber::new((&alice.user, &alice.first), (&bob.user, &bob.first));
    assert_eq!(Number::new(&alice, &bob).digits(), clean.digits());
    assert_eq!(Number::new(&bob, &alice).digits(), clean.digits());
    assert_ne!(Number::new(&roster(1), &bob), Number::new(&alice, &bob));
}

#[test]
fn the_number_does_not_depend_on_the_order_of_devices() {
    let bob = Roster { user: address("bob"), first: identity(2), entries: vec![] };
    let mut turned = roster(3);
    turned.entries.reverse();
    assert_eq!(Number::new(&roster(3), &bob), Number::new(&turned, &bob));
}
