use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;

use super::dh::{DhPair, DhPublic};
use super::kdf::label;
use super::sign::{SigningPair, SigningPublic};
use crate::error::{BadSignature, NonContributory};
use crate::known_answers::hex;

/// The canonical encodings of the points of low order on Curve25519 and its twist: 0, 1, p - 1 and the two of
/// order eight.
const LOW_ORDER: [&str; 5] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

/// Encodings of p, p + 1 and 2^255 - 1, and all of the above with the top bit set.
fn non_canonical() -> Vec<[u8; 32]> {
    let mut encodings: Vec<[u8; 32]> = [
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ]
    .map(|digits| hex(digits).unwrap())
    .to_vec();
    for digits in LOW_ORDER {
        let mut bytes: [u8; 32] = hex(digits).unwrap();
        bytes[31] |= 0x80;
        encodings.push(bytes);
    }
    encodings
}

#[test]
fn p7_every_low_order_key_is_refused_by_the_exchange() {
    let pair = DhPair::generate(&mut ChaCha20Rng::seed_from_u64(1));
    for digits in LOW_ORDER {
        let key = DhPublic::parse(hex(digits).unwrap()).unwrap();
        assert_eq!(pair.agree(&key).err(), Some(NonContributory), "{digits}");
    }
}

#[test]
fn p7_every_non_canonical_key_is_refused_at_parse() {
    for bytes in non_canonical() {
        assert!(DhPublic::parse(bytes).is_err(), "{bytes:02x?}");
    }
}

#[test]
fn p8_a_signature_under_one_label_does_not_verify_under_another() {
    let pair = SigningPair::generate(&mut ChaCha20Rng::seed_from_u64(2));
    let signature = pair.sign(label::SIGN_SIGNED_PREKEY, b"key");
    let verify = |label, body: &[u8]| pair.public().verify(label, body, &signature, "key");
    assert_eq!(verify(label::SIGN_SIGNED_PREKEY, b"key"), Ok(()));
    assert_eq!(verify(label::SIGN_ONE_TIME_PREKEY, b"key"), Err(BadSignature { what: "key" }));
    assert_eq!(verify(label::SIGN_SIGNED_PREKEY, b"kez"), Err(BadSignature { what: "key" }));
}

#[test]
fn p8_signing_keys_of_low_order_or_in_a_second_encoding_are_refused_at_parse() {
    // The identity (y = 1), a point of order four (y = 0), of order two (y = -1), the identity with its sign bit
    // set, and y = p.
    for digits in [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ] {
        assert!(SigningPublic::parse(&hex(digits).unwrap()).is_err(), "{digits}");
    }
}

#[test]
fn p8_a_malleated_signature_is_refused() {
    // s + L is congruent to s and would verify if s were not required to be reduced.
    const L: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let pair = SigningPair::generate(&mut ChaCha20Rng::seed_from_u64(3));
    let mut signature = pair.sign_raw(b"message");
    assert!(pair.public().verify_raw(b"message", &signature).is_ok());
    let mut carry = 0u16;
    for (byte, add) in signature[32..].iter_mut().zip(L) {
        carry += u16::from(*byte) + u16::from(add);
        *byte = carry.to_le_bytes()[0];
        carry >>= 8;
    }
    assert!(pair.public().verify_raw(b"message", &signature).is_err());
}

#[test]
fn no_label_equals_or_begins_another() {
    for (place, one) in label::ALL.iter().enumerate() {
        for (other_place, other) in label::ALL.iter().enumerate() {
            assert!(place == other_place || !other.starts_with(one), "{one:?} begins {other:?}");
        }
    }
}

#[test]
fn p17_a_generator_stuck_at_zero_gives_no_zero_key_and_no_panic() {
    struct Stuck;
    impl rand_core::TryRng for Stuck {
        type Error = std::convert::Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(0)
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(0)
        }
        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
            bytes.fill(0);
            Ok(())
        }
    }
    impl rand_core::TryCryptoRng for Stuck {}
    let pair = DhPair::generate(&mut Stuck);
    let other = DhPair::generate(&mut ChaCha20Rng::seed_from_u64(4));
    // Clamping gives the zero string the secret 2^254, a valid one.
    assert_ne!(pair.public().as_bytes(), &[0; 32]);
    assert_eq!(
        pair.agree(other.public()).unwrap().as_bytes(),
        other.agree(pair.public()).unwrap().as_bytes()
    );
    let _ = SigningPair::generate(&mut Stuck).sign(b"label", b"body");
}
