use curve25519_dalek::montgomery::MontgomeryPoint;
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use hpke::{OpModeR, single_shot_open};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::fixtures::{cases, rng};
use crate::key::EscrowSecret;

type PrivateKey = <X25519HkdfSha256 as Kem>::PrivateKey;
type PublicKey = <X25519HkdfSha256 as Kem>::PublicKey;
type EncappedKey = <X25519HkdfSha256 as Kem>::EncappedKey;

/// A key pair as the library has it, and the same pair as ours: only a clamped secret is both.
fn both(secret: [u8; 32]) -> (PrivateKey, PublicKey, EscrowSecret) {
    let private = PrivateKey::from_bytes(&secret).unwrap();
    let ours = EscrowSecret::from_scalar(Scalar::from_bytes_mod_order(clamp_integer(secret)));
    let public = X25519HkdfSha256::sk_to_pk(&private);
    (private, public, ours)
}

fn dh(secret: &EscrowSecret, enc: &[u8; 32]) -> [u8; 32] {
    (MontgomeryPoint(*enc) * secret.scalar()).to_bytes()
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn we_open_what_the_library_seals(
        key: [u8; 32], seed: u64, info in vec(any::<u8>(), 0..80), aad in vec(any::<u8>(), 0..80),
        text in vec(any::<u8>(), 0..200),
    ) {
        let (_, public, ours) = both(key);
        prop_assert_eq!(<[u8; 32]>::from(public.to_bytes()), ours.public().x25519());
        let (enc, sealed) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base, &public, &info, &text, &aad, &mut rng(seed),
        ).unwrap();
        let enc = enc.to_bytes().into();
        let opened = open(&dh(&ours, &enc), &enc, &ours.public(), &info, &aad, &sealed);
        prop_assert_eq!(opened, Ok(Zeroizing::new(text)));
    }

    #[test]
    fn the_library_opens_what_we_seal(
        key: [u8; 32], seed: u64, info in vec(any::<u8>(), 0..80), aad in vec(any::<u8>(), 0..80),
        text in vec(any::<u8>(), 0..200),
    ) {
        let (private, _, ours) = both(key);
        let sealed = seal(&ours.public(), &info, &aad, &text, &mut rng(seed)).unwrap();
        let opened = single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base, &private, &EncappedKey::from_bytes(&sealed.enc).unwrap(), &info,
            &sealed.ciphertext, &aad,
        );
        prop_assert_eq!(opened, Ok(text));
    }

    #[test]
    fn an_unclamped_secret_opens_what_the_library_seals(seed: u64, text in vec(any::<u8>(), 0..200)) {
        let ours = EscrowSecret::generate(&mut rng(seed));
        let public = PublicKey::from_bytes(&ours.public().x25519()).unwrap();
        let (enc, sealed) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base, &public, b"info", &text, b"aad", &mut rng(seed ^ 1),
        ).unwrap();
        let enc = enc.to_bytes().into();
        let opened = open(&dh(&ours, &enc), &enc, &ours.public(), b"info", b"aad", &sealed);
        prop_assert_eq!(opened, Ok(Zeroizing::new(text)));
    }
}

#[test]
fn the_ephemeral_key_kept_for_the_proof_is_the_one_the_library_used() {
    for seed in 0..32 {
        let to = EscrowSecret::generate(&mut rng(seed)).public();
        let sealed = seal(&to, b"info", b"aad", b"text", &mut rng(seed + 100)).unwrap();
        assert_eq!(MontgomeryPoint::mul_base_clamped(*sealed.ephemeral).to_bytes(), sealed.enc);
    }
}

#[test]
fn two_sealings_share_nothing() {
    let to = EscrowSecret::generate(&mut rng(1)).public();
    let rng = &mut rng(2);
    let [first, second] = [(), ()].map(|()| seal(&to, b"info", b"aad", b"text", rng).unwrap());
    assert_ne!(first.enc, second.enc);
    assert_ne!(first.ciphertext, second.ciphertext);
}

#[test]
fn another_info_aad_recipient_or_exchange_does_not_open() {
    let ours = EscrowSecret::generate(&mut rng(1));
    let public = ours.public();
    let other = EscrowSecret::generate(&mut rng(2));
    let Sealed { enc, ciphertext, .. } = seal(&public, b"info", b"aad", b"text", &mut rng(3)).unwrap();
    let shared = dh(&ours, &enc);
    assert_eq!(open(&shared, &enc, &public, b"info", b"aad", &ciphertext).unwrap().as_slice(), b"text");
    let refused = Err(FieldError::Sealed);
    assert_eq!(open(&dh(&other, &enc), &enc, &public, b"info", b"aad", &ciphertext), refused);
    assert_eq!(open(&shared, &other.public().x25519(), &public, b"info", b"aad", &ciphertext), refused);
    assert_eq!(open(&shared, &enc, &other.public(), b"info", b"aad", &ciphertext), refused);
    assert_eq!(open(&shared, &enc, &public, b"inf", b"oaad", &ciphertext), refused);
    assert_eq!(open(&shared, &enc, &public, b"info", b"aa", &ciphertext), refused);
    for length in 0..ciphertext.len() {
        assert_eq!(open(&shared, &enc, &public, b"info", b"aad", &ciphertext[..length]), refused);
    }
}
