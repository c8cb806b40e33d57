//! Trustees and the key centre.

use super::super::centre::Centre;
use super::super::certificate::Approval;
use super::super::error::{CertificateError, TrusteeError};
use super::super::trustee::Trustee;
use super::*;
use crate::error::CombineError;
use crate::fixtures::court;
use crate::limits::MAX_CERTIFIED_KEYS;
use crate::sharing::{Dealing, Scheme, Share};
use honest::primitives::sign::SigningPair;

fn trustees(n: u8) -> Vec<Trustee> {
    let trustee = |index| Trustee::new(index, SigningPair::from_seed(&[index; 32]), court().public());
    (1..=n).map(trustee).collect()
}

fn centre(trustees: &[Trustee], k: u8) -> Centre {
    let keys = trustees.iter().map(Trustee::public).collect();
    Centre::new(SigningPair::from_seed(&[0xce; 32]), keys, k)
}

fn deal(secret: &EscrowSecret, scheme: Scheme, k: u8, n: u8, seed: u64) -> (Dealing, Vec<Share>) {
    copy(secret).deal(scheme, 0, k, n, &mut rng(seed)).unwrap()
}

fn approve_all(
    trustees: &mut [Trustee],
    name: &KeyName,
    dealing: &Dealing,
    shares: &[Share],
) -> Vec<Approval> {
    let approve = |(trustee, share): (&mut Trustee, &Share)| trustee.approve(name, dealing, share.clone());
    trustees.iter_mut().zip(shares).map(|pair| approve(pair).unwrap()).collect()
}

#[test]
fn a_key_is_certified_once_every_trustee_has_checked_its_piece() {
    let mut trustees = trustees(5);
    let mut centre = centre(&trustees, 3);
    let key = name("alice", Use::Encryption, 0);
    let secret = EscrowSecret::generate(&mut rng(3));
    let (dealing, shares) = deal(&secret, Scheme::Feldman, 3, 5, 4);
    let approvals = approve_all(&mut trustees, &key, &dealing, &shares);
    for missing in 0..5 {
        let mut fewer = approvals.clone();
        fewer.remove(missing);
        let index = u8::try_from(missing).unwrap() + 1;
        let refused = CertificateError::Approval { name: key.clone(), index };
        assert_eq!(centre.certify(&key, &dealing, &fewer), Err(refused));
    }
    let certificate = centre.certify(&key, &dealing, &approvals).unwrap();
    assert_eq!(certificate.public, secret.public());
    assert_eq!(certificate.verify(&centre.public()), Ok(()));
}

#[test]
fn a_trustee_refuses_a_piece_that_is_not_its_own_or_not_of_this_dealing() {
    let key = name("alice", Use::Encryption, 0);
    let secret = EscrowSecret::generate(&mut rng(3));
    let (dealing, shares) = deal(&secret, Scheme::Feldman, 3, 5, 4);
    let (other, other_shares) = deal(&secret, Scheme::Feldman, 3, 5, 5);
    let bad = |index| Err(TrusteeError::Share { name: key.clone(), error: CombineError::BadShare { index } });
    for trustee in &mut trustees(5) {
        let own = usize::from(trustee.index()) - 1;
        let next = (own + 1) % 5;
        assert_eq!(trustee.approve(&key, &dealing, shares[next].clone()), bad(shares[next].index));
        let mut stranger = shares[own].clone();
        stranger.value = other_shares[own].value.clone();
        assert_eq!(trustee.approve(&key, &dealing, stranger), bad(trustee.index()));
        assert!(trustee.pieces_of(&address("alice")).is_empty());
        assert!(trustee.approve(&key, &other, other_shares[own].clone()).is_ok());
    }
}

#[test]
fn a_dealing_without_commitments_cannot_be_checked_and_is_refused() {
    let key = name("alice", Use::Encryption, 0);
    for scheme in [Scheme::Blahaj, Scheme::Sharks] {
        let (dealing, shares) = deal(&EscrowSecret::generate(&mut rng(3)), scheme, 3, 5, 4);
        for (trustee, share) in trustees(5).iter_mut().zip(shares) {
            let refused = trustee.approve(&key, &dealing, share);
            assert!(matches!(refused, Err(TrusteeError::Share { .. })), "{scheme:?}: {refused:?}");
        }
    }
}

#[test]
fn trustees_who_were_shown_different_dealings_of_one_key_have_not_approved_the_same_thing() {
    let mut trustees = trustees(5);
    let mut centre = centre(&trustees, 3);
    let key = name("alice", Use::Encryption, 0);
    let secret = EscrowSecret::generate(&mut rng(3));
    let (dealing, shares) = deal(&secret, Scheme::Feldman, 3, 5, 4);
    let (other, other_shares) = deal(&secret, Scheme::Feldman, 3, 5, 5);
    assert_eq!(dealing.public, other.public);
    let mut approvals = approve_all(&mut trustees[..4], &key, &dealing, &shares[..4]);
    approvals.push(trustees[4].approve(&key, &other, other_shares[4].clone()).unwrap());
    for dealing in [dealing, other] {
        assert!(matches!(centre.certify(&key, &dealing, &approvals), Err(CertificateError::Approval { .. })));
    }
}

#[test]
fn an_approval_is_good_for_its_own_key_only() {
    let mut trustees = trustees(5);
    let mut centre = centre(&trustees, 3);
    let (dealing, shares) = deal(&EscrowSecret::generate(&mut rng(3)), Scheme::Feldman, 3, 5, 4);
    let approvals = approve_all(&mut trustees, &name("alice", Use::Encryption, 0), &dealing, &shares);
    for other in [name("bob", Use::Encryption, 0), name("alice", Use::Signature, 0)] {
        let refused = CertificateError::Approval { name: other.clone(), index: 1 };
        assert_eq!(centre.certify(&other, &dealing, &approvals), Err(refused));
    }
}

#[test]
fn another_threshold_or_other_trustees_are_refused() {
    let mut trustees = trustees(5);
    let mut centre = centre(&trustees, 3);
    let key = name("alice", Use::Encryption, 0);
    let secret = EscrowSecret::generate(&mut rng(3));
    let (dealing, shares) = deal(&secret, Scheme::Feldman, 5, 5, 4);
    let approvals = approve_all(&mut trustees, &key, &dealing, &shares);
    let refused = CertificateError::Threshold { got: 5, expected: 3 };
    assert_eq!(centre.certify(&key, &dealing, &approvals), Err(refused));
    let (dealing, _) = deal(&secret, Scheme::Feldman, 3, 4, 4);
    let refused = CertificateError::Trustees { got: 4, expected: 5 };
    assert_eq!(centre.certify(&key, &dealing, &approvals), Err(refused));
}

#[test]
fn a_name_is_dealt_out_once_and_numbers_come_in_order() {
    let mut town = Town::new(FAIR);
    let key = name("alice", Use::Encryption, 0);
    let (dealing, shares) = deal(&EscrowSecret::generate(&mut rng(3)), Scheme::Feldman, 3, 5, 4);
    let mut trustee = trustees(1).remove(0);
    assert!(trustee.approve(&key, &dealing, shares[0].clone()).is_ok());
    let again = trustee.approve(&key, &dealing, shares[0].clone());
    assert_eq!(again, Err(TrusteeError::Taken { name: key.clone() }));
    assert_eq!(town.office.centre().next(&address("alice"), Use::Encryption).number, 1);
    town.enrol("alice");
    assert_eq!(town.office.centre().next(&address("alice"), Use::Encryption).number, 2);
    let mut centre = centre(&trustees(5), 3);
    let ahead = name("alice", Use::Encryption, 1);
    let refused = CertificateError::Number { name: ahead.clone(), next: 0 };
    assert_eq!(centre.certify(&ahead, &dealing, &[]), Err(refused));
}

#[test]
fn as_many_keys_as_the_bound_are_certified_and_not_one_more() {
    let mut centre = centre(&trustees(5), 3);
    let key = SigningPair::from_seed(&[7; 32]).public();
    for _ in 0..MAX_CERTIFIED_KEYS {
        centre.certify_signature(&address("alice"), &key).unwrap();
    }
    let refused = CertificateError::TooMany { bound: MAX_CERTIFIED_KEYS };
    assert_eq!(centre.certify_signature(&address("alice"), &key), Err(refused));
    assert!(centre.certify_signature(&address("bob"), &key).is_ok());
}

#[test]
fn certificates_are_read_as_they_are_written_and_no_bit_of_them_can_be_changed() {
    let mut town = Town::new(SIGN);
    town.enrol("alice");
    let centre = town.office.centre();
    let shown = centre.certificates(&address("alice"));
    assert_eq!(shown.len(), 3);
    let bytes = Certificate::list(&shown);
    assert_eq!(Certificate::read_list(&bytes).unwrap(), shown);
    for end in 0..bytes.len() {
        assert!(Certificate::read_list(&bytes[..end]).is_err(), "{end}");
    }
    assert!(Certificate::read_list(&[bytes.as_slice(), &[0]].concat()).is_err());
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        let refused = match Certificate::read_list(&changed) {
            Err(_) => true,
            Ok(list) => list.iter().any(|certificate| certificate.verify(&centre.public()).is_err()),
        };
        assert!(refused, "{place}");
    }
}

#[test]
fn nothing_that_is_shown_for_debugging_holds_a_secret() {
    let town = Town::new(SIGN);
    let shown = format!("{:?} {:?}", town.office, town.clients);
    for secret in [town.office.trustees()[0].stored(), town.clients[0].stored_keys()] {
        let tail = &secret[secret.len() - 32..];
        let hex: String = tail.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!shown.contains(&hex) && !shown.contains(&format!("{tail:?}")));
    }
}
