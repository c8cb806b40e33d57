//! What users send each other.

use super::super::error::{CertificateError, LetterError};
use super::super::letter::{self, Head};
use super::*;
use crate::limits::MAX_TEXT;
use honest::error::DecodeError;
use honest::primitives::sign::SigningPair;

#[test]
fn the_addressee_reads_and_nobody_else_does() {
    for regime in [FAIR, FAILSAFE, SIGN] {
        let mut town = Town::new(regime);
        let letter = town.write("alice", "bob", "meet at nine");
        let letter = Letter::from_bytes(&letter.to_bytes()).unwrap();
        let to_bob = LetterError::WrongAddress { expected: address("carol"), got: address("bob") };
        assert_eq!(town.client("carol").receive(&letter), Err(to_bob));
        let mut to_carol = letter.clone();
        to_carol.head.to = address("carol");
        assert!(town.client("carol").receive(&to_carol).is_err());
        assert_eq!(town.client("bob").receive(&letter).unwrap(), b"meet at nine");
    }
}

#[test]
fn both_write_in_turns_and_under_new_keys() {
    let mut town = Town::new(FAIR);
    for round in 0..3 {
        for (from, to) in [("alice", "bob"), ("bob", "alice")] {
            let letter = town.write(from, to, from);
            assert_eq!((letter.head.from_key, letter.head.to_key), (round, round));
            assert_eq!(town.client(to).receive(&letter).unwrap(), from.as_bytes());
        }
        // A letter under the old keys, on its way while both renew theirs.
        let late = town.write("alice", "bob", "late");
        town.enrol("alice");
        town.enrol("bob");
        town.look_up();
        assert_eq!(town.client("bob").receive(&late).unwrap(), b"late");
    }
}

#[test]
fn no_byte_of_a_letter_can_be_changed() {
    let mut town = Town::new(FAIR);
    let bytes = town.write("alice", "bob", "meet at nine").to_bytes();
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        if let Ok(letter) = Letter::from_bytes(&changed) {
            assert!(town.client("bob").receive(&letter).is_err(), "{place}");
        }
    }
    let letter = Letter::from_bytes(&bytes).unwrap();
    assert_eq!(town.client("bob").receive(&letter).unwrap(), b"meet at nine");
}

#[test]
fn a_letter_is_read_once_and_late_ones_are_refused() {
    let mut town = Town::new(FAIR);
    let (first, second) = (town.write("alice", "bob", "first"), town.write("alice", "bob", "second"));
    assert_eq!(town.client("bob").receive(&second).unwrap(), b"second");
    for (letter, got) in [(&second, 2), (&first, 1)] {
        let refused = LetterError::Replayed { from: address("alice"), got, seen: 2 };
        assert_eq!(town.client("bob").receive(letter), Err(refused));
    }
}

#[test]
fn whoever_has_the_secret_of_the_two_keys_and_no_signature_key_writes_nothing() {
    let mut town = Town::new(FAIR);
    let genuine = town.write("alice", "bob", "meet at nine");
    let bob = Client::read_keys(&town.client("bob").stored_keys()).unwrap();
    let theirs = town.office.centre().certificate(&name("alice", Use::Encryption, 0)).unwrap().public;
    let shared = letter::agree(&bob[0].1, &theirs);
    assert_eq!(genuine.open(&shared).unwrap(), b"meet at nine");
    let sealed = genuine.head.seal(&shared, b"never said").unwrap();
    let own = SigningPair::from_seed(&[9; 32]);
    let signature = own.sign(label_of_letters(), &genuine.head.signed(&sealed));
    for signature in [signature, genuine.signature] {
        let forged = Letter { head: genuine.head.clone(), signature, sealed: sealed.clone() };
        let refused = LetterError::Signature { from: address("alice") };
        assert_eq!(town.client("bob").receive(&forged), Err(refused));
    }
}

fn label_of_letters() -> &'static [u8] {
    crate::label::FAIR_LETTER
}

#[test]
fn a_text_at_the_bound_is_sealed_and_one_byte_more_is_refused() {
    let mut town = Town::new(FAIR);
    let text = "x".repeat(MAX_TEXT);
    let letter = town.write("alice", "bob", &text);
    let letter = Letter::from_bytes(&letter.to_bytes()).unwrap();
    assert_eq!(town.client("bob").receive(&letter).unwrap(), text.as_bytes());
    let longer = vec![b'x'; MAX_TEXT + 1];
    let refused = town.client("alice").send(&address("bob"), &longer, &mut rng(5));
    assert_eq!(refused, Err(LetterError::TooLong { got: MAX_TEXT + 1, bound: MAX_TEXT }));
}

#[test]
fn letters_are_read_as_they_are_written_and_what_is_cut_is_refused() {
    let mut town = Town::new(FAIR);
    let letter = town.write("alice", "bob", "meet at nine");
    let bytes = letter.to_bytes();
    assert_eq!(Letter::from_bytes(&bytes).unwrap(), letter);
    let head = bytes.len() - letter.sealed.len();
    for end in 0..head {
        assert!(matches!(Letter::from_bytes(&bytes[..end]), Err(DecodeError::Truncated { .. })), "{end}");
    }
    let honest = honest::Envelope { from: address("alice"), to: address("bob"), message: vec![1; 80] };
    assert_eq!(Letter::from_bytes(&honest.to_bytes()), Err(DecodeError::Magic));
}

#[test]
fn a_client_learns_only_what_its_centre_certified_of_the_peer_and_the_identity_it_has_seen() {
    let mut town = Town::new(FAIR);
    let mut elsewhere = Town::new(FAIR);
    let bob = address("bob");
    // Another centre.
    let mut other = Office::new(FAIR, 3, 5, &mut rng(77));
    other.register(&bob, EscrowSecret::generate(&mut rng(78)), &mut rng(79)).unwrap();
    let refused = town.client("alice").learn(&bob, &other.centre().certificates(&bob));
    assert!(matches!(refused, Err(LetterError::Certificate(CertificateError::Signature { .. }))));
    // Another owner.
    let carol = town.office.centre().certificates(&address("carol"));
    let refused = LetterError::Owner { expected: address("carol"), got: bob.clone() };
    assert_eq!(town.client("alice").learn(&bob, &carol), Err(refused));
    // A part of what is needed.
    let shown = town.office.centre().certificates(&bob);
    for lone in &shown {
        let alone = town.client("dave").learn(&bob, std::slice::from_ref(lone));
        assert_eq!(alone, Err(LetterError::NoKey { owner: bob.clone() }));
    }
    // Another identity under the peer's address, seen first.
    let mut impostor = Device::new(bob.clone(), Suite::Classical, &mut rng(5));
    let bundle = impostor.publish(1, &mut rng(6)).next_bundle();
    let device = elsewhere.client("alice").device_mut();
    device.begin(&bob, bundle, &mut rng(7)).unwrap();
    let shown = elsewhere.office.centre().certificates(&bob);
    let refused = elsewhere.client("alice").learn(&bob, &shown);
    assert_eq!(refused, Err(LetterError::Identity { owner: bob }));
}

#[test]
fn every_letter_has_a_nonce_and_a_number_of_its_own() {
    let mut town = Town::new(FAIR);
    let letters: Vec<Letter> = (0..4).map(|_| town.write("alice", "bob", "again")).collect();
    let numbers: Vec<u64> = letters.iter().map(|letter| letter.head.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    for (place, letter) in letters.iter().enumerate() {
        let Head { nonce, .. } = letter.head;
        assert!(
            letters[..place].iter().all(|other| other.head.nonce != nonce && other.sealed != letter.sealed)
        );
    }
}
