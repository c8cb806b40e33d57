//! What a warrant covers, and what an authority cannot make of it.

use super::*;
use crate::error::{FieldError, WarrantError};
use crate::field::{AccessField, Label};
use crate::fixtures::{SENT, address, field, label};
use honest::primitives::sign::SigningPair;

/// What the first trustee says to a request under [`warrant`]; if it refuses, then without having spent the
/// warrant and with nothing but the refusal on its record.
fn asked(fields: &[AccessField]) -> Result<usize, Refusal> {
    let office = office();
    let (mut trustee, store) = office.trustee(1);
    let signed = warrant(Purpose::Assist, 1).sign(&court());
    let answer = trustee.assist(&signed, fields, NOW, &mut rng(9)).map(|partials| partials.len());
    if answer.is_err() {
        assert_eq!(store.kinds(), [Kind::Received, Kind::Refused]);
        let good = [field(&office.secret, label(), 2)];
        let again = trustee.assist(&signed, &good, NOW, &mut rng(9)).map(|partials| partials.len());
        assert_eq!(again, Ok(1), "the warrant was spent on a refusal");
    }
    answer
}

fn good(seed: u64) -> AccessField {
    field(&office().secret, label(), seed)
}

/// A message between bob and carol, who are nobody's target.
fn strangers() -> AccessField {
    let label = Label { from: address("bob"), to: address("carol"), ..label() };
    field(&office().secret, label, 3)
}

#[test]
fn e16_a_forged_expired_or_misused_warrant_brings_nothing_from_a_trustee() {
    let office = office();
    let other_court = SigningPair::from_seed(&[0xc1; 32]);
    let proper = warrant(Purpose::Reconstruct, 1);
    let mut flipped = proper.clone().sign(&court());
    flipped.signature[0] ^= 1;
    let no_window = Warrant { window: (5, 5), ..proper.clone() };
    let not_in_force = |now| WarrantError::NotInForce { from: 100, until: 200, now };
    let table = [
        (flipped, NOW, Refusal::Warrant(WarrantError::Signature)),
        (proper.clone().sign(&other_court), NOW, Refusal::Warrant(WarrantError::Signature)),
        (proper.clone().sign(&court()), 99, Refusal::Warrant(not_in_force(99))),
        (proper.clone().sign(&court()), 200, Refusal::Warrant(not_in_force(200))),
        (no_window.sign(&court()), NOW, Refusal::Warrant(WarrantError::EmptyWindow)),
        (
            warrant(Purpose::Assist, 1).sign(&court()),
            NOW,
            Refusal::Purpose { expected: "threshold opening", got: "reconstruction" },
        ),
        (Warrant { epoch: EPOCH + 1, ..proper }.sign(&court()), NOW, Refusal::NoShare { epoch: EPOCH + 1 }),
    ];
    for (signed, now, refusal) in table {
        let (mut trustee, store) = office.trustee(1);
        assert_eq!(trustee.release(&signed, now), Err(refusal));
        assert_eq!(store.kinds(), [Kind::Received, Kind::Refused]);
    }
}

#[test]
fn e16_fields_outside_the_warrant_are_refused_naming_their_place() {
    let outside = [
        (strangers().label, "it is between other people"),
        (Label { sent: 499, ..label() }, "it was sent outside the window"),
        (Label { sent: 2_000, ..label() }, "it was sent outside the window"),
        (Label { epoch: EPOCH + 1, ..label() }, "it is of another epoch"),
    ];
    for (label, why) in outside {
        for place in [0, 2] {
            let mut fields = [good(2), good(4), good(5)];
            fields[place] = field(&office().secret, label.clone(), 3);
            assert_eq!(asked(&fields), Err(Refusal::OutOfScope { place, why }));
        }
    }
}

#[test]
fn e18_fields_of_both_directions_inside_the_window_are_opened() {
    let reply = Label { from: address("bob"), to: address("alice"), sent: SENT + 1, ..label() };
    assert_eq!(asked(&[good(2), field(&office().secret, reply, 3)]), Ok(2));
}

#[test]
fn e18_another_persons_field_under_the_targets_label_is_refused_by_its_proof() {
    let relabelled = AccessField { label: label(), ..strangers() };
    let refused = Refusal::Field { place: 1, error: FieldError::LabelProof };
    assert_eq!(asked(&[good(2), relabelled]), Err(refused));
}

#[test]
fn e18_a_field_with_any_part_of_its_label_changed_to_fit_the_warrant_is_refused_by_its_proof() {
    let outside = [
        Label { sent: 5_000, ..label() },
        Label { epoch: EPOCH + 1, ..label() },
        Label { from: address("carol"), ..label() },
    ];
    for outside in outside {
        let relabelled = AccessField { label: label(), ..field(&office().secret, outside, 3) };
        let refused = Refusal::Field { place: 0, error: FieldError::LabelProof };
        assert_eq!(asked(&[relabelled]), Err(refused));
    }
}

#[test]
fn e18_a_field_without_a_proof_is_refused_since_nobody_knows_whose_it_is() {
    let unproven =
        AccessField::seal(&office().secret.public(), label(), &[1; 32], false, &mut rng(3)).unwrap();
    let refused = Refusal::Field { place: 0, error: FieldError::LabelProof };
    assert_eq!(asked(&[unproven]), Err(refused));
}

#[test]
fn e18_a_proof_copied_from_a_field_of_the_target_is_refused() {
    let relabelled = AccessField { label: label(), proof: good(2).proof, ..strangers() };
    let refused = Refusal::Field { place: 0, error: FieldError::LabelProof };
    assert_eq!(asked(&[relabelled]), Err(refused));
}

#[test]
fn e18_an_ephemeral_key_of_the_authoritys_making_is_refused() {
    // A point of low order would ask the trustee for its share modulo eight.
    let enc = curve25519_dalek::constants::EIGHT_TORSION[1].to_montgomery().to_bytes();
    let refused = Refusal::Field { place: 0, error: FieldError::Ephemeral };
    assert_eq!(asked(&[AccessField { enc, ..good(2) }]), Err(refused));
}

#[test]
fn e18_one_bad_field_among_good_ones_opens_none_of_them() {
    for place in 0..3 {
        let mut fields = [good(2), good(4), good(5)];
        fields[place].label.to = address("dave");
        let refused = Refusal::Field { place, error: FieldError::LabelProof };
        assert_eq!(asked(&fields), Err(refused));
    }
}

#[test]
fn e18_more_fields_than_one_warrant_brings_are_refused_before_any_is_looked_at() {
    let mut fields = vec![strangers(); MAX_FIELDS + 1];
    let refused = Refusal::TooManyFields { got: MAX_FIELDS + 1, bound: MAX_FIELDS };
    assert_eq!(asked(&fields), Err(refused));
    // One fewer, and they are looked at.
    fields.truncate(MAX_FIELDS);
    let refused = Refusal::OutOfScope { place: 0, why: "it is between other people" };
    assert_eq!(asked(&fields), Err(refused));
}

#[test]
fn e18_a_released_share_opens_everybodys_messages_of_the_epoch_whatever_the_warrant_names() {
    // A limit of reconstruction, and the reason for threshold opening.
    let office = office();
    let signed = warrant(Purpose::Reconstruct, 1).sign(&court());
    let shares: Vec<Share> =
        [1, 2, 3].map(|number| office.trustee(number).0.release(&signed, NOW).unwrap()).into();
    let key = office.dealing.combine(&shares).unwrap();
    assert_eq!(strangers().open(&key).unwrap().as_slice(), [0xd0; 32]);
}

#[test]
fn a_share_of_a_scheme_without_commitments_does_not_open_in_parts() {
    for scheme in [Scheme::Blahaj, Scheme::Sharks] {
        let office = dealt(scheme, 3, 5, 1);
        let (mut trustee, store) = office.trustee(1);
        let signed = warrant(Purpose::Assist, 1).sign(&court());
        let refused = trustee.assist(&signed, &[good(2)], NOW, &mut rng(9));
        assert_eq!(refused, Err(Refusal::Scheme { scheme: scheme.name() }));
        assert_eq!(store.kinds(), [Kind::Received, Kind::Refused]);
    }
}
