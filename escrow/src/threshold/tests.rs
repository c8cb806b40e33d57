use curve25519_dalek::constants::EIGHT_TORSION;
use proptest::prelude::*;

use super::*;
use crate::field::Label;
use crate::fixtures::{
    Dealt, address, assert_silent, cases, dealt, field, label, redealt, rng, secret, shift, subsets,
};
use crate::key::EscrowSecret;
use crate::sharing::Scheme;

fn office() -> Dealt {
    dealt(Scheme::Feldman, 3, 5, 1)
}

/// The parts of some trustees in opening a field.
fn parts(office: &Dealt, field: &AccessField, numbers: &[u8]) -> Vec<PartialOpening> {
    let rng = &mut rng(5);
    office.of(numbers).iter().map(|share| PartialOpening::new(share, field, rng).unwrap()).collect()
}

/// What comes of the parts of trustees 1, 2 and 4 when the last of them does something else.
fn with_last(change: impl FnOnce(&mut PartialOpening, &Dealt, &AccessField)) -> Result<Vec<u8>, OpenError> {
    let office = office();
    let field = field(&office.secret, label(), 2);
    let mut parts = parts(&office, &field, &[1, 2, 4]);
    change(&mut parts[2], &office, &field);
    open(&office.dealing, &field, &parts).map(|opened| opened.to_vec())
}

const FOUR_IS_BAD: Result<Vec<u8>, OpenError> = Err(OpenError::Combine(CombineError::BadShare { index: 4 }));

fn refused(error: CombineError) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    Err(OpenError::Combine(error))
}

#[test]
fn e1_exactly_the_subsets_of_at_least_k_trustees_open_a_field_as_the_whole_key_does() {
    let office = office();
    let field = field(&office.secret, label(), 2);
    let whole = field.open(&office.secret).unwrap();
    for numbers in subsets(5) {
        let opened = open(&office.dealing, &field, &parts(&office, &field, &numbers));
        let expected = match numbers.len() {
            got if got < 3 => refused(CombineError::NotEnough { got, needed: 3 }),
            _ => Ok(whole.clone()),
        };
        assert_eq!(opened, expected, "{numbers:?}");
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn e1_any_k_of_n_open_in_any_order(k in 2u8..=5, more in 0u8..4, seed: u8, turn in 0usize..9) {
        let office = dealt(Scheme::Feldman, k, k + more, u64::from(seed));
        let field = field(&office.secret, label(), u64::from(seed));
        let mut numbers: Vec<u8> = (1..=k + more).collect();
        numbers.rotate_left(turn % usize::from(k + more));
        numbers.truncate(usize::from(k));
        let opened = open(&office.dealing, &field, &parts(&office, &field, &numbers));
        prop_assert_eq!(opened, Ok(field.open(&office.secret).unwrap()));
    }
}

#[test]
fn opening_in_parts_works_for_ephemeral_points_of_either_sign() {
    let office = office();
    for seed in 0..16 {
        let field = field(&office.secret, label(), seed);
        assert!(open(&office.dealing, &field, &parts(&office, &field, &[1, 3, 5])).is_ok(), "seed {seed}");
    }
}

#[test]
fn e2_a_part_of_no_trustee_of_the_dealing_is_refused() {
    for index in [0, 6, 255] {
        let opened = with_last(|part, _, _| part.index = index);
        assert_eq!(opened, Err(OpenError::Combine(CombineError::Index { index, n: 5 })));
    }
}

#[test]
fn e3_a_part_given_twice_is_refused_even_beside_enough_others() {
    let office = office();
    let field = field(&office.secret, label(), 2);
    for numbers in [&[1, 2, 2][..], &[1, 2, 3, 2]] {
        let opened = open(&office.dealing, &field, &parts(&office, &field, numbers));
        assert_eq!(opened, refused(CombineError::Duplicate { index: 2 }));
    }
}

#[test]
fn e4_a_changed_point_names_its_trustee() {
    let add = |part: &mut PartialOpening, what: EdwardsPoint| {
        let point = CompressedEdwardsY(part.point).decompress().unwrap();
        part.point = (point + what).compress().to_bytes();
    };
    assert_eq!(with_last(|part, _, field| add(part, lift(&field.enc).unwrap())), FOUR_IS_BAD);
    for torsion in &EIGHT_TORSION[1..] {
        assert_eq!(with_last(|part, _, _| add(part, *torsion)), FOUR_IS_BAD);
    }
    assert_eq!(with_last(|part, _, _| part.point = [2; 32]), FOUR_IS_BAD);
    let identity = EdwardsPoint::identity().compress().to_bytes();
    assert_eq!(with_last(|part, _, _| part.point = identity), FOUR_IS_BAD);
}

#[test]
fn e4_a_changed_proof_names_its_trustee() {
    for half in 0..2 {
        for byte in 0..32 {
            let opened = with_last(|part, _, _| part.proof[half][byte] ^= 1);
            assert_eq!(opened, FOUR_IS_BAD, "byte {byte} of half {half}");
        }
        assert_eq!(with_last(|part, _, _| part.proof[half] = [0xff; 32]), FOUR_IS_BAD);
        assert_eq!(with_last(|part, _, _| part.proof[half] = [0; 32]), FOUR_IS_BAD);
    }
    assert_eq!(with_last(|part, _, _| part.proof.swap(0, 1)), FOUR_IS_BAD);
}

#[test]
fn e4_a_part_of_another_field_names_its_trustee() {
    let opened = with_last(|part, office, _| {
        let other = field(&office.secret, label(), 3);
        *part = parts(office, &other, &[4]).remove(0);
    });
    assert_eq!(opened, FOUR_IS_BAD);
}

#[test]
fn e4_a_part_made_with_another_trustees_share_names_who_sent_it() {
    let opened = with_last(|part, office, field| {
        *part = PartialOpening { index: 4, ..parts(office, field, &[5]).remove(0) };
    });
    assert_eq!(opened, FOUR_IS_BAD);
}

#[test]
fn e5_a_part_of_another_dealing_of_the_same_key_names_its_trustee() {
    let opened = with_last(|part, office, field| {
        let again = redealt(&office.secret, Scheme::Feldman, 3, 5, 2);
        *part = parts(&again, field, &[4]).remove(0);
    });
    assert_eq!(opened, FOUR_IS_BAD);
}

#[test]
fn e5_under_a_dealing_without_commitments_no_part_can_be_checked_and_none_is_taken() {
    let (office, other) = (office(), dealt(Scheme::Blahaj, 3, 5, 1));
    let field = field(&office.secret, label(), 2);
    let opened = open(&other.dealing, &field, &parts(&office, &field, &[1, 2, 3]));
    assert_eq!(opened, refused(CombineError::Index { index: 1, n: 5 }));
}

/// A part that shifts the shared point by `delta·E`, as the last of `all` to answer could.
fn rushing(delta: Scalar, part: &PartialOpening, field: &AccessField, all: &[u8]) -> [u8; 32] {
    let weight = shift(Scheme::Feldman, &delta.to_bytes(), part.index, all);
    let shift = Scalar::from_canonical_bytes(weight).unwrap();
    let point = CompressedEdwardsY(part.point).decompress().unwrap();
    (point + lift(&field.enc).unwrap() * shift).compress().to_bytes()
}

#[test]
fn e8_the_last_trustee_to_answer_cannot_shift_the_result_unnamed() {
    let opened = with_last(|part, _, field| {
        part.point = rushing(Scalar::from(7u8), part, field, &[1, 2, 4]);
    });
    assert_eq!(opened, FOUR_IS_BAD);
    // Nor with a proof of its own making for the shifted point.
    let opened = with_last(|part, office, field| {
        let mut share = office.shares[3].clone();
        share.value.0 = (Scalar::from_canonical_bytes(share.value.0).unwrap() + Scalar::ONE).to_bytes();
        *part = PartialOpening::new(&share, field, &mut rng(6)).unwrap();
    });
    assert_eq!(opened, FOUR_IS_BAD);
}

#[test]
fn e8_without_the_proof_the_shift_would_succeed() {
    // The combination of the parts, done by hand and unchecked, is the shared point of the key plus delta.
    let office = office();
    let field = field(&office.secret, label(), 2);
    let mut parts = parts(&office, &field, &[1, 2, 4]);
    parts[2].point = rushing(Scalar::from(7u8), &parts[2], &field, &[1, 2, 4]);
    let combined = parts.iter().fold(EdwardsPoint::identity(), |sum, part| {
        let point = CompressedEdwardsY(part.point).decompress().unwrap();
        sum + point * lagrange(part.index, [1, 2, 4].into_iter())
    });
    let shifted = office.secret.scalar() + Scalar::from(7u8);
    assert_eq!(combined, lift(&field.enc).unwrap() * shifted);
}

#[test]
fn a_good_field_under_another_label_is_refused_by_its_own_tag_when_parts_are_combined() {
    let office = office();
    let field = field(&office.secret, label(), 2);
    let parts = parts(&office, &field, &[1, 2, 3]);
    let moved = AccessField { label: Label { to: address("carol"), ..label() }, ..field };
    assert_eq!(open(&office.dealing, &moved, &parts), Err(OpenError::Field(FieldError::Sealed)));
}

#[test]
fn an_unusable_ephemeral_key_is_refused_before_any_part_is_looked_at() {
    let office = office();
    let bad = AccessField { enc: [0; 32], ..field(&office.secret, label(), 2) };
    assert_eq!(open(&office.dealing, &bad, &[]), Err(OpenError::Field(FieldError::Ephemeral)));
    let made = PartialOpening::new(&office.shares[0], &bad, &mut rng(1));
    assert_eq!(made, Err(FieldError::Ephemeral));
}

#[test]
fn a_field_sealed_to_another_key_does_not_open_though_every_part_is_right() {
    let office = office();
    let field = field(&secret(99), label(), 2);
    let opened = open(&office.dealing, &field, &parts(&office, &field, &[1, 2, 3]));
    assert_eq!(opened, Err(OpenError::Field(FieldError::Sealed)));
}

#[test]
fn what_k_trustees_show_for_one_field_opens_no_other() {
    let office = office();
    let [first, second] = [2, 3].map(|seed| field(&office.secret, label(), seed));
    let opened = open(&office.dealing, &second, &parts(&office, &first, &[1, 2, 3]));
    assert_eq!(opened, refused(CombineError::BadShare { index: 1 }));
}

#[test]
fn a_part_prints_nothing_of_the_share_it_was_made_with() {
    let office = office();
    let part = parts(&office, &field(&office.secret, label(), 2), &[1]).remove(0);
    let secrets = [office.shares[0].value.as_bytes().as_slice(), &office.secret.to_bytes()];
    assert_silent(&format!("{part:?}"), &secrets);
}

#[test]
fn two_parts_of_one_trustee_for_one_field_differ_in_their_proofs_alone() {
    // A nonce used twice would give the share away.
    let office = office();
    let field = field(&office.secret, label(), 2);
    let rng = &mut rng(5);
    let [first, second] = [(), ()].map(|()| PartialOpening::new(&office.shares[0], &field, rng).unwrap());
    assert_eq!(first.point, second.point);
    assert_ne!(first.proof, second.proof);
    assert!(EscrowSecret::from_bytes(first.proof[1]).is_some(), "the response is a reduced scalar");
}
