//! Joint generation, and the scalar of a signature key.

use super::super::error::{CertificateError, TrusteeError};
use super::*;
use crate::sharing::Scheme;

#[test]
fn alone_a_user_has_the_very_key_certified_that_it_chose() {
    let mut town = Town::new(FAIR);
    let chosen = EscrowSecret::from_bytes([7; 32].map(|byte: u8| byte & 0x0f)).unwrap();
    let registered = town.office.register(&address("alice"), copy(&chosen), &mut rng(3)).unwrap();
    assert_eq!(registered.certificate.public, chosen.public());
    assert_eq!(registered.secret.to_bytes(), chosen.to_bytes());
}

#[test]
fn together_the_key_is_another_every_time_and_the_user_has_its_secret() {
    let mut town = Town::new(FAILSAFE);
    let chosen = EscrowSecret::from_bytes([7; 32].map(|byte: u8| byte & 0x0f)).unwrap();
    let mut seen = vec![chosen.public().to_bytes()];
    for seed in 0..8 {
        let registered = town.office.register(&address("alice"), copy(&chosen), &mut rng(seed)).unwrap();
        assert_eq!(registered.secret.public(), registered.certificate.public);
        let public = registered.certificate.public.to_bytes();
        assert!(!seen.contains(&public));
        seen.push(public);
    }
}

/// A joint generation up to the approvals.
struct Begun {
    key: KeyName,
    dealing: crate::sharing::Dealing,
    approvals: Vec<certificate::Approval>,
    trustees: Vec<trustee::Trustee>,
    centre: centre::Centre,
    secret: EscrowSecret,
}

fn begun() -> Begun {
    use super::super::centre::Centre;
    use super::super::trustee::Trustee;
    use honest::primitives::sign::SigningPair;
    let court = SigningPair::from_seed(&[1; 32]).public();
    let trustee = |index: u8| Trustee::new(index, SigningPair::from_seed(&[index; 32]), court);
    let mut trustees: Vec<Trustee> = (1..=5).map(trustee).collect();
    let public = trustees.iter().map(Trustee::public).collect();
    let centre = Centre::new(SigningPair::from_seed(&[0xce; 32]), public, 3);
    let key = name("alice", Use::Encryption, 0);
    let secret = EscrowSecret::generate(&mut rng(3));
    let (dealing, shares) = copy(&secret).deal(Scheme::Feldman, 0, 3, 5, &mut rng(4)).unwrap();
    let approve = |(trustee, share): (&mut Trustee, &crate::sharing::Share)| {
        trustee.approve(&key, &dealing, share.clone()).unwrap()
    };
    let approvals = trustees.iter_mut().zip(&shares).map(approve).collect();
    Begun { key, dealing, approvals, trustees, centre, secret }
}

#[test]
fn a_centre_that_does_not_keep_to_its_commitment_is_found_out_by_the_user() {
    let mut b = begun();
    let first = b.centre.offer(&b.key, &mut rng(5)).unwrap();
    // It offers again behind the user's back, after it has seen what the user dealt out.
    let second = b.centre.offer(&b.key, &mut rng(6)).unwrap();
    let (opening, certificate) = b.centre.join(&b.key, &b.dealing, &b.approvals).unwrap();
    let refused = CertificateError::Commitment { name: b.key.clone() };
    assert_eq!(opening.complete(&b.secret, first, &certificate).unwrap_err(), refused);
    let secret = opening.complete(&b.secret, second, &certificate).unwrap();
    assert_eq!(secret.public(), certificate.public);
}

#[test]
fn a_certificate_over_another_key_than_the_sum_is_refused_by_user_and_trustees() {
    let mut b = begun();
    let offer = b.centre.offer(&b.key, &mut rng(5)).unwrap();
    let (opening, certificate) = b.centre.join(&b.key, &b.dealing, &b.approvals).unwrap();
    let stranger = EscrowSecret::generate(&mut rng(9));
    let refused = CertificateError::OtherKey { name: b.key.clone() };
    assert_eq!(opening.complete(&stranger, offer, &certificate).unwrap_err(), refused);
    let refused = TrusteeError::Sum { name: b.key.clone() };
    assert_eq!(b.trustees[0].complete(&certificate, stranger), Err(refused));
    assert_eq!(b.trustees[0].complete(&certificate, opening.part()), Ok(()));
}

#[test]
fn nothing_is_joined_that_was_not_offered_or_not_approved_and_the_part_stays_unseen() {
    let mut b = begun();
    let refused = CertificateError::NotOffered { name: b.key.clone() };
    assert_eq!(b.centre.join(&b.key, &b.dealing, &b.approvals).unwrap_err(), refused);
    b.centre.offer(&b.key, &mut rng(5)).unwrap();
    let refused = CertificateError::Approval { name: b.key.clone(), index: 5 };
    assert_eq!(b.centre.join(&b.key, &b.dealing, &b.approvals[..4]).unwrap_err(), refused);
    assert!(b.centre.join(&b.key, &b.dealing, &b.approvals).is_ok());
}

#[test]
fn the_scalar_of_a_seed_has_the_published_verification_key() {
    // RFC 8032, section 7.1, tests 1 and 2.
    let cases = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        ),
    ];
    for (seed, public) in cases {
        assert_eq!(signing_secret(&bytes(seed)).public().to_bytes(), bytes(public));
    }
}

fn bytes(hex: &str) -> [u8; 32] {
    let byte = |place: usize| u8::from_str_radix(&hex[2 * place..2 * place + 2], 16).unwrap();
    std::array::from_fn(byte)
}
