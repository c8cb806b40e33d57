use super::*;
use crate::fixtures::{address, rng};
use crate::identity::IdentityPair;
use crate::known_answers::hex;

/// What two devices would show: two fresh identities of a seed under two addresses.
fn number(one: (&str, u64), other: (&str, u64)) -> SafetyNumber {
    let (first, second) =
        (IdentityPair::generate(&mut rng(one.1)), IdentityPair::generate(&mut rng(other.1)));
    SafetyNumber::new((&address(one.0), first.public()), (&address(other.0), second.public()))
}

#[test]
fn p10_the_digits_are_those_that_libsignal_publishes_for_version_1() {
    // libsignal, rust/protocol/src/fingerprint.rs. Its first round hashes version, key, identifier and key again.
    let alice: [u8; 33] = hex("0506863bc66d02b40d27b8d49ca7c09e9239236f9d7d25d6fcca5ce13c7064d868").unwrap();
    let bob: [u8; 33] = hex("05f781b6fb32fed9ba1cf2de978d4d5da28dc34046ae814402b5c0dbd96fda907b").unwrap();
    let (alice, bob) = (digits(&alice, b"+14152222222"), digits(&bob, b"+14153333333"));
    assert_eq!(alice, "300354477692869396892869876765");
    assert_eq!(bob, "458257569162576843440918079131");
    let smaller_first = if alice <= bob { alice + &bob } else { bob + &alice };
    assert_eq!(smaller_first, "300354477692869396892869876765458257569162576843440918079131");
}

#[test]
fn p10_both_sides_compute_the_same_number_and_it_is_pinned() {
    let number = number(("alice", 1), ("bob", 2));
    assert_eq!(number, self::number(("bob", 2), ("alice", 1)));
    // If this changes, everybody who has compared would have to compare again.
    insta::assert_snapshot!(number, @"06582 62488 30003 05150 87023 02497 39642 19700 95008 44941 03361 37290");
}

#[test]
fn p10_the_number_is_shown_in_twelve_groups_of_five_digits() {
    let number = number(("alice", 1), ("bob", 2));
    let shown = number.to_string();
    let groups: Vec<&str> = shown.split(' ').collect();
    assert_eq!(groups.len(), 12);
    assert!(groups.iter().all(|group| group.len() == 5 && group.bytes().all(|byte| byte.is_ascii_digit())));
    assert_eq!(groups.concat(), number.digits());
    assert_eq!(number.digits().len(), 60);
}

#[test]
fn p10_another_identity_or_another_address_on_either_side_gives_another_number() {
    let numbers = [
        number(("alice", 1), ("bob", 2)),
        number(("alice", 3), ("bob", 2)),
        number(("alice", 1), ("bob", 3)),
        number(("alicf", 1), ("bob", 2)),
        number(("alice", 1), ("bobb", 2)),
        // The same two names, each with the other's keys.
        number(("alice", 2), ("bob", 1)),
    ];
    for (place, one) in numbers.iter().enumerate() {
        assert!(numbers.iter().skip(place + 1).all(|other| other != one), "{place}: {one}");
    }
}

#[test]
fn p10_an_identity_with_the_same_agreement_key_signed_by_another_key_gives_another_number() {
    let bob = IdentityPair::generate(&mut rng(2));
    let mallory = IdentityPair::from_secrets(&[9; 32], *bob.agreement().secret_bytes());
    assert_eq!(bob.public().agreement(), mallory.public().agreement());
    let digits = |identity: &IdentityPair| digits(&identity.public().to_bytes(), b"bob");
    assert_ne!(digits(&bob), digits(&mallory));
}
