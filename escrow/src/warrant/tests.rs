use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::fixtures::{EPOCH, NOW, SENT, address, cases, court, label, rng, warrant};

/// What a trustee says to a warrant that came as bytes.
fn verdict(bytes: &[u8]) -> Result<Warrant, WarrantError> {
    SignedWarrant::from_bytes(bytes)?.verify(&court().public(), NOW).cloned()
}

/// What it says to a warrant of the court that differs from [`warrant`] in one way.
fn signed(change: impl FnOnce(&mut Warrant), now: u64) -> Result<Warrant, WarrantError> {
    let mut warrant = warrant(Purpose::Assist, 1);
    change(&mut warrant);
    warrant.sign(&court()).verify(&court().public(), now).cloned()
}

#[test]
fn a_warrant_of_the_court_that_is_in_force_stands() {
    for purpose in [Purpose::Assist, Purpose::Reconstruct] {
        let warrant = warrant(purpose, 1);
        assert_eq!(verdict(&warrant.clone().sign(&court()).to_bytes()), Ok(warrant));
    }
}

#[test]
fn every_warrant_has_an_id_of_its_own() {
    let rng = &mut rng(1);
    let mut new = || Warrant::new(Purpose::Assist, address("alice"), EPOCH, (0, 1), (0, 1), rng).id;
    assert_ne!(new(), new());
}

#[test]
fn e16_a_signature_of_another_court_is_refused() {
    let other = SigningPair::from_seed(&[0xc1; 32]);
    let signed = warrant(Purpose::Assist, 1).sign(&other);
    assert_eq!(signed.verify(&court().public(), NOW), Err(WarrantError::Signature));
}

#[test]
fn e16_a_signature_of_the_court_over_something_else_is_refused() {
    let warrant = warrant(Purpose::Assist, 1);
    for label in [b"".as_slice(), label::RECORD, b"Doormat lab 1 sign warrants"] {
        let signature = court().sign(label, &warrant.to_bytes());
        let signed = SignedWarrant { warrant: warrant.clone(), signature };
        assert_eq!(signed.verify(&court().public(), NOW), Err(WarrantError::Signature));
    }
    let signature = warrant.clone().sign(&court()).signature;
    let signed = SignedWarrant { warrant: Warrant { epoch: EPOCH + 1, ..warrant }, signature };
    assert_eq!(signed.verify(&court().public(), NOW), Err(WarrantError::Signature));
}

#[test]
fn e16_a_warrant_is_in_force_from_its_first_second_to_the_one_before_until() {
    let (from, until) = (100, 200);
    for now in [0, from - 1, until, until + 1, u64::MAX] {
        assert_eq!(signed(|_| {}, now), Err(WarrantError::NotInForce { from, until, now }));
    }
    for now in [from, until - 1] {
        assert!(signed(|_| {}, now).is_ok(), "at {now}");
    }
}

#[test]
fn e16_a_warrant_that_is_never_in_force_is_refused() {
    let refused = WarrantError::NotInForce { from: 200, until: 100, now: NOW };
    assert_eq!(signed(|warrant| warrant.in_force = (200, 100), NOW), Err(refused));
}

#[test]
fn e16_an_empty_window_is_refused() {
    for window in [(0, 0), (500, 500), (501, 500), (u64::MAX, 0)] {
        assert_eq!(signed(|warrant| warrant.window = window, NOW), Err(WarrantError::EmptyWindow));
    }
    assert!(signed(|warrant| warrant.window = (500, 501), NOW).is_ok());
}

#[test]
fn e16_the_signature_is_looked_at_before_anything_else() {
    let mut expired = warrant(Purpose::Assist, 1).sign(&court());
    expired.warrant.window = (1, 1);
    assert_eq!(expired.verify(&court().public(), 10_000), Err(WarrantError::Signature));
}

#[test]
fn e16_a_warrant_with_any_bit_flipped_is_refused() {
    let warrant = warrant(Purpose::Assist, 1);
    let bytes = warrant.clone().sign(&court()).to_bytes();
    for bit in 0..bytes.len() * 8 {
        let mut bytes = bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let verdict = verdict(&bytes);
        assert!(
            matches!(verdict, Err(WarrantError::Signature | WarrantError::Decode(_))),
            "bit {bit}: {verdict:?}"
        );
    }
}

#[test]
fn e16_a_warrant_cut_anywhere_or_with_bytes_behind_it_is_refused() {
    let mut bytes = warrant(Purpose::Assist, 1).sign(&court()).to_bytes();
    for length in 0..bytes.len() {
        let cut = verdict(&bytes[..length]);
        assert!(
            matches!(cut, Err(WarrantError::Decode(DecodeError::Truncated { .. }))),
            "cut at {length}: {cut:?}"
        );
    }
    bytes.push(0);
    assert_eq!(verdict(&bytes), Err(WarrantError::Decode(DecodeError::Trailing { extra: 1 })));
}

#[test]
fn e16_a_purpose_has_two_encodings_and_no_third() {
    let mut bytes = warrant(Purpose::Assist, 1).sign(&court()).to_bytes();
    assert_eq!(bytes[16], 1);
    bytes[16] = 2;
    assert_eq!(verdict(&bytes), Err(WarrantError::Decode(DecodeError::Value { what: "flag" })));
}

#[test]
fn e16_a_target_is_a_name_and_not_a_pattern() {
    let wildcard = Warrant { target: address("*"), ..warrant(Purpose::Assist, 1) };
    assert_eq!(wildcard.excludes(&label()), Some("it is between other people"));
    let beginning = Warrant { target: address("ali"), ..warrant(Purpose::Assist, 1) };
    assert_eq!(beginning.excludes(&label()), Some("it is between other people"));
    let other_case = Warrant { target: address("Alice"), ..warrant(Purpose::Assist, 1) };
    assert_eq!(other_case.excludes(&label()), Some("it is between other people"));
}

#[test]
fn e18_a_warrant_covers_both_directions_of_its_targets_messages_and_nobody_elses() {
    let warrant = warrant(Purpose::Assist, 1);
    let between = |from, to| warrant.excludes(&Label { from: address(from), to: address(to), ..label() });
    assert_eq!(between("alice", "bob"), None);
    assert_eq!(between("bob", "alice"), None);
    assert_eq!(between("bob", "carol"), Some("it is between other people"));
}

#[test]
fn e18_a_warrant_covers_its_window_from_the_first_second_to_the_one_before_until() {
    let warrant = warrant(Purpose::Assist, 1);
    let sent = |sent| warrant.excludes(&Label { sent, ..label() });
    for inside in [500, SENT, 1_999] {
        assert_eq!(sent(inside), None, "sent at {inside}");
    }
    for outside in [0, 499, 2_000, u64::MAX] {
        assert_eq!(sent(outside), Some("it was sent outside the window"), "sent at {outside}");
    }
}

#[test]
fn e18_a_warrant_covers_no_other_epoch() {
    let warrant = warrant(Purpose::Assist, 1);
    for epoch in [EPOCH - 1, EPOCH + 1] {
        let excluded = warrant.excludes(&Label { epoch, ..label() });
        assert_eq!(excluded, Some("it is of another epoch"));
    }
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn e16_a_warrant_survives_its_encoding_and_has_no_other(
        id: [u8; 16], assist: bool, epoch: u32, name in "[a-zäöü ]{1,20}", window: (u64, u64),
        in_force: (u64, u64),
    ) {
        let purpose = if assist { Purpose::Assist } else { Purpose::Reconstruct };
        let id = WarrantId(id);
        let warrant = Warrant { id, purpose, target: address(&name), epoch, window, in_force };
        let signed = warrant.sign(&court());
        prop_assert_eq!(SignedWarrant::from_bytes(&signed.to_bytes()), Ok(signed));
    }

    #[test]
    fn e16_whatever_reads_as_a_warrant_is_written_in_the_same_bytes(
        head: [u8; 16], purpose in 0u8..3, epoch: u32, name in vec(any::<u8>(), 0..5),
        tail in vec(any::<u8>(), 95..98),
    ) {
        let length = u16::try_from(name.len()).unwrap().to_be_bytes();
        let bytes = [&head[..], &[purpose], &epoch.to_be_bytes(), &length, &name, &tail].concat();
        if let Ok(signed) = SignedWarrant::from_bytes(&bytes) {
            prop_assert_eq!(signed.to_bytes(), bytes);
        }
    }
}
