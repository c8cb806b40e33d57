use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::traits::Identity;
use proptest::prelude::*;

use super::*;
use crate::field::AccessField;
use crate::fixtures::{cases, label, rng, secret};

/// The group order, little-endian.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// `2^255 - 19 + small`, little-endian: a second encoding of `small`.
fn unreduced(small: u8) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    (bytes[0], bytes[31]) = (0xed + small, 0x7f);
    bytes
}

#[test]
fn a_secret_of_the_group_order_or_more_is_no_secret() {
    let mut below = ORDER;
    below[0] -= 1;
    assert_eq!(EscrowSecret::from_bytes(below).map(|secret| secret.to_bytes()), Some(below));
    assert!(EscrowSecret::from_bytes(ORDER).is_none());
    assert!(EscrowSecret::from_bytes([0xff; 32]).is_none());
}

#[test]
fn a_public_key_survives_its_encoding() {
    let public = secret(1).public();
    assert_eq!(EscrowPublic::parse(&public.to_bytes()), Ok(public));
}

#[test]
fn a_public_key_of_low_order_or_with_torsion_is_refused() {
    let honest = secret(1).public().point;
    for torsion in EIGHT_TORSION {
        let low = torsion.compress().to_bytes();
        assert_eq!(EscrowPublic::parse(&low), Err(FieldError::Key), "{low:02x?}");
        if !torsion.is_identity() {
            let mixed = (honest + torsion).compress().to_bytes();
            assert_eq!(EscrowPublic::parse(&mixed), Err(FieldError::Key), "{mixed:02x?}");
        }
    }
}

#[test]
fn a_public_key_that_is_no_point_or_not_canonical_is_refused() {
    // y = 2 is on no point of the curve; y = 1 and y = p + 1 are the identity; so is x = 0 with the sign of 1.
    let mut two = [0; 32];
    two[0] = 2;
    let mut negative_zero = EdwardsPoint::identity().compress().to_bytes();
    negative_zero[31] |= 0x80;
    for bytes in [two, unreduced(1), negative_zero] {
        assert_eq!(EscrowPublic::parse(&bytes), Err(FieldError::Key), "{bytes:02x?}");
    }
}

#[test]
fn no_point_of_the_prime_order_group_has_a_second_encoding_that_would_be_taken() {
    // Only y below 19 can be written twice, with either sign.
    for y in 0..19 {
        for sign in [0, 0x80] {
            let mut second = unreduced(y);
            second[31] |= sign;
            assert_eq!(EscrowPublic::parse(&second), Err(FieldError::Key), "{second:02x?}");
        }
    }
}

#[test]
fn nothing_can_be_sealed_to_the_key_of_a_zero_secret() {
    let zero = EscrowSecret::from_bytes([0; 32]).unwrap();
    let sealed = AccessField::seal(&zero.public(), label(), &[1; 32], false, &mut rng(1));
    assert_eq!(sealed, Err(FieldError::Key));
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn an_unclamped_secret_agrees_with_a_sender_who_clamps(seed: u64, ephemeral: [u8; 32]) {
        let secret = secret(seed);
        let theirs = MontgomeryPoint(secret.public().x25519()).mul_clamped(ephemeral);
        let enc = MontgomeryPoint::mul_base_clamped(ephemeral).to_bytes();
        prop_assert_eq!((lift(&enc).unwrap() * secret.scalar()).to_montgomery(), theirs);
        prop_assert_eq!(MontgomeryPoint(enc) * secret.scalar(), theirs);
    }
}

#[test]
fn e10_an_ephemeral_key_of_low_order_is_refused() {
    for torsion in EIGHT_TORSION {
        let enc = torsion.to_montgomery().to_bytes();
        assert_eq!(lift(&enc), Err(FieldError::Ephemeral), "{enc:02x?}");
    }
}

#[test]
fn e10_an_ephemeral_key_on_the_twist_is_refused() {
    let twist: Vec<[u8; 32]> = (2u8..=255)
        .map(|u| std::array::from_fn(|place| if place == 0 { u } else { 0 }))
        .filter(|enc| MontgomeryPoint(*enc).to_edwards(0).is_none())
        .collect();
    assert!(twist.len() > 100, "about every second u is on the twist");
    for enc in twist {
        assert_eq!(lift(&enc), Err(FieldError::Ephemeral), "{enc:02x?}");
    }
}

#[test]
fn e10_a_second_encoding_of_an_ephemeral_key_is_refused() {
    // u = 9 is the base point. X25519 takes all three for it.
    let mut nine = [0; 32];
    nine[0] = 9;
    let mut high_bit = nine;
    high_bit[31] = 0x80;
    assert!(lift(&nine).is_ok());
    for enc in [unreduced(9), high_bit] {
        assert_eq!(MontgomeryPoint(enc).mul_clamped([7; 32]), MontgomeryPoint(nine).mul_clamped([7; 32]));
        assert_eq!(lift(&enc), Err(FieldError::Ephemeral), "{enc:02x?}");
    }
}

#[test]
fn e10_an_honest_ephemeral_key_plus_a_point_of_low_order_is_refused() {
    // A clamping recipient computes the same with all eight. An unclamped secret does not: what it computes
    // tells its low bits, one query at a time.
    let honest = EdwardsPoint::mul_base_clamped([7; 32]);
    for torsion in EIGHT_TORSION.into_iter().filter(|torsion| !torsion.is_identity()) {
        let enc = (honest + torsion).to_montgomery().to_bytes();
        assert_eq!(lift(&enc), Err(FieldError::Ephemeral), "{enc:02x?}");
    }
    assert!(lift(&honest.to_montgomery().to_bytes()).is_ok());
}

#[test]
fn a_secret_key_prints_nothing_of_itself() {
    assert_eq!(format!("{:?} {:#?}", secret(1), secret(1)), "EscrowSecret(..) EscrowSecret(..)");
}
