use curve25519_dalek::constants::EIGHT_TORSION;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::fixtures::{SENT, address, assert_silent, cases, field, label, rng, secret};
use crate::limits::MAX_DEPOSIT;

fn decoded(bytes: &[u8]) -> Result<AccessField, DecodeError> {
    let mut from = Reader::new(bytes);
    let field = AccessField::decode(&mut from)?;
    from.finish()?;
    Ok(field)
}

/// The label with each of its five parts changed in turn.
fn other_labels() -> [Label; 5] {
    let label = label();
    [
        Label { epoch: label.epoch + 1, ..label.clone() },
        Label { session: SessionId(*b"session2"), ..label.clone() },
        Label { sent: SENT + 1, ..label.clone() },
        Label { from: address("carol"), ..label.clone() },
        Label { to: address("carol"), ..label },
    ]
}

#[test]
fn a_field_opens_to_what_was_sealed_in_it() {
    let secret = secret(1);
    for (proven, deposit) in [(false, vec![]), (true, vec![7; 32]), (false, vec![9; MAX_DEPOSIT])] {
        let field = AccessField::seal(&secret.public(), label(), &deposit, proven, &mut rng(2)).unwrap();
        assert_eq!(field.open(&secret).unwrap().as_slice(), deposit);
        assert_eq!(field.proof.is_some(), proven);
    }
}

#[test]
fn a_deposit_longer_than_a_field_carries_is_refused() {
    let sealed = AccessField::seal(&secret(1).public(), label(), &[0; MAX_DEPOSIT + 1], false, &mut rng(2));
    assert_eq!(sealed, Err(FieldError::TooLong { got: MAX_DEPOSIT + 1, bound: MAX_DEPOSIT }));
}

#[test]
fn e10_a_field_does_not_open_under_the_key_of_another_epoch() {
    assert_eq!(field(&secret(1), label(), 3).open(&secret(2)), Err(FieldError::Sealed));
}

#[test]
fn e10_a_field_under_any_other_label_does_not_open_and_is_not_proven() {
    let secret = secret(1);
    let field = field(&secret, label(), 2);
    for label in other_labels() {
        let moved = AccessField { label, ..field.clone() };
        assert_eq!(moved.open(&secret), Err(FieldError::Sealed), "{:?}", moved.label);
        assert_eq!(moved.verify_label(), Err(FieldError::LabelProof), "{:?}", moved.label);
    }
}

#[test]
fn e10_a_label_whose_addresses_are_swapped_does_not_open() {
    let secret = secret(1);
    let mut field = field(&secret, label(), 2);
    std::mem::swap(&mut field.label.from, &mut field.label.to);
    assert_eq!(field.open(&secret), Err(FieldError::Sealed));
}

#[test]
fn e10_a_field_cut_anywhere_is_refused() {
    let field = field(&secret(1), label(), 2);
    let bytes = field.to_bytes();
    assert_eq!(decoded(&bytes), Ok(field.clone()));
    for length in 0..bytes.len() {
        let cut = decoded(&bytes[..length]);
        assert!(matches!(cut, Err(DecodeError::Truncated { .. })), "cut at {length}: {cut:?}");
    }
    for length in 0..field.sealed.len() {
        let cut = AccessField { sealed: field.sealed[..length].to_vec(), ..field.clone() };
        assert_eq!(cut.open(&secret(1)), Err(FieldError::Sealed), "sealed part cut at {length}");
    }
}

#[test]
fn e10_a_field_with_any_byte_changed_does_not_open_or_is_not_proven() {
    let secret = secret(1);
    let field = field(&secret, label(), 2);
    let bytes = field.to_bytes();
    let proof = bytes.len() - 64;
    for place in 0..bytes.len() {
        for mask in [0x01, 0x80, 0xff] {
            let mut bytes = bytes.clone();
            bytes[place] ^= mask;
            let Ok(changed) = decoded(&bytes) else { continue };
            assert_ne!(changed, field);
            if place < proof {
                let opened = changed.open(&secret);
                assert!(
                    matches!(opened, Err(FieldError::Sealed | FieldError::Ephemeral)),
                    "byte {place} changed: {opened:?}"
                );
            } else {
                assert_eq!(changed.verify_label(), Err(FieldError::LabelProof), "byte {place} changed");
            }
        }
    }
}

#[test]
fn e10_an_unusable_ephemeral_key_is_refused_by_the_whole_key_and_by_the_proof() {
    let secret = secret(1);
    let field = field(&secret, label(), 2);
    let honest = lift(&field.enc).unwrap();
    let mut unusable: Vec<[u8; 32]> = EIGHT_TORSION.map(|torsion| torsion.to_montgomery().to_bytes()).into();
    unusable.extend(EIGHT_TORSION[1..].iter().map(|torsion| (honest + torsion).to_montgomery().to_bytes()));
    let mut high_bit = field.enc;
    high_bit[31] |= 0x80;
    let mut twist = [0; 32];
    twist[0] = 2;
    unusable.extend([high_bit, twist]);
    for enc in unusable {
        let field = AccessField { enc, ..field.clone() };
        assert_eq!(field.open(&secret), Err(FieldError::Ephemeral), "{enc:02x?}");
        assert_eq!(field.verify_label(), Err(FieldError::Ephemeral), "{enc:02x?}");
    }
}

#[test]
fn the_proof_holds_whichever_sign_the_ephemeral_point_has() {
    // About half of all ephemeral keys are negated to fit the sign that `lift` chooses.
    let secret = secret(1);
    for seed in 0..64 {
        assert!(field(&secret, label(), seed).verify_label().is_ok(), "seed {seed}");
    }
}

#[test]
fn e18_a_field_without_a_proof_says_nothing_about_its_label() {
    let bare = AccessField { proof: None, ..field(&secret(1), label(), 2) };
    assert_eq!(bare.verify_label(), Err(FieldError::LabelProof));
}

#[test]
fn e18_a_proof_of_another_field_of_the_same_label_is_refused() {
    let [first, second] = [2, 3].map(|seed| field(&secret(1), label(), seed));
    let mixed = AccessField { proof: second.proof, ..first };
    assert_eq!(mixed.verify_label(), Err(FieldError::LabelProof));
}

#[test]
fn e18_a_proof_made_without_the_ephemeral_key_is_refused() {
    // Everything as `prove` does it, with the relabeller's own scalar in place of the one it does not have.
    let field = field(&secret(1), label(), 2);
    let label = Label { from: address("carol"), ..label() };
    let [guess, nonce] = [5u64, 6].map(Scalar::from);
    let commitment = EdwardsPoint::mul_base(&nonce).compress().to_bytes();
    let response = nonce + challenge(&commitment, &field.enc, &label.to_bytes()) * guess;
    let mut forged = [0; 64];
    forged[..32].copy_from_slice(&commitment);
    forged[32..].copy_from_slice(response.as_bytes());
    let relabelled = AccessField { label, proof: Some(forged), ..field };
    assert_eq!(relabelled.verify_label(), Err(FieldError::LabelProof));
}

#[test]
fn e18_a_response_that_is_not_reduced_is_refused() {
    let mut field = field(&secret(1), label(), 2);
    let mut proof = field.proof.unwrap();
    proof[63] |= 0xe0;
    field.proof = Some(proof);
    assert_eq!(field.verify_label(), Err(FieldError::LabelProof));
}

#[test]
fn a_sealed_part_longer_than_a_deposit_is_not_read() {
    let bound = MAX_DEPOSIT + hpke::TAG;
    let mut field = field(&secret(1), label(), 2);
    field.sealed = vec![0; bound];
    assert_eq!(decoded(&field.to_bytes()), Ok(field.clone()));
    field.sealed.push(0);
    let refused = DecodeError::TooLong { what: "sealed deposit", got: bound + 1, bound };
    assert_eq!(decoded(&field.to_bytes()), Err(refused));
}

#[test]
fn a_sealed_field_prints_neither_its_deposit_nor_its_ephemeral_secret() {
    let secret = secret(1);
    let deposit: [u8; 32] = std::array::from_fn(|place| u8::try_from(place).unwrap() ^ 0xa5);
    let field = AccessField::seal(&secret.public(), label(), &deposit, true, &mut rng(2)).unwrap();
    assert_silent(&format!("{field:?}"), &[&deposit, &secret.to_bytes()]);
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn whatever_decodes_encodes_to_the_same_bytes(bytes in vec(any::<u8>(), 0..400)) {
        let mut from = Reader::new(&bytes);
        if let Ok(field) = AccessField::decode(&mut from) {
            prop_assert_eq!(field.to_bytes(), &bytes[..bytes.len() - from.rest().len()]);
        }
    }

    #[test]
    fn a_damaged_field_that_decodes_encodes_to_the_same_bytes(place: prop::sample::Index, byte: u8) {
        let mut bytes = field(&secret(1), label(), 2).to_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Ok(field) = decoded(&bytes) {
            prop_assert_eq!(field.to_bytes(), bytes);
            // Nothing in it is trusted yet, so asking about it must not panic either.
            let (_, _) = (field.open(&secret(1)), field.verify_label());
        }
    }
}
