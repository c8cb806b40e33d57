//! What an order opens and what it does not.

use super::super::error::{OfficeError, TrusteeError};
use super::super::trustee::Piece;
use super::*;
use crate::error::{CombineError, WarrantError};
use crate::warrant::{Purpose, Warrant};
use honest::primitives::sign::SigningPair;

#[test]
fn one_order_opens_all_that_one_user_wrote_and_read_before_and_after_it_and_nothing_else() {
    for regime in [FAIR, FAILSAFE, SIGN] {
        let mut town = Town::new(regime);
        let before = [("alice", "bob"), ("bob", "alice"), ("bob", "carol")];
        let before = before.map(|(from, to)| (from, to, town.write(from, to, "before")));
        assert!(before.iter().all(|(_, _, letter)| town.authority_reads(letter).is_none()));
        town.execute("alice");
        let after = [("alice", "carol"), ("dave", "alice"), ("carol", "dave")];
        let after = after.map(|(from, to)| (from, to, town.write(from, to, "after")));
        for (from, to, letter) in before.iter().chain(&after) {
            let of_alice = [from, to].contains(&&"alice");
            assert_eq!(town.authority_reads(letter).is_some(), of_alice, "{from} to {to}");
        }
    }
}

#[test]
fn an_order_reaches_every_key_that_its_target_ever_had() {
    let mut town = Town::new(FAILSAFE);
    let old = town.write("alice", "bob", "old");
    town.enrol("alice");
    town.look_up();
    let new = town.write("alice", "bob", "new");
    town.execute("alice");
    assert_eq!(town.authority_reads(&old).unwrap(), b"old");
    assert_eq!(town.authority_reads(&new).unwrap(), b"new");
    // A key that is registered later needs another order.
    town.enrol("alice");
    town.look_up();
    let newest = town.write("alice", "bob", "newest");
    assert_eq!(town.authority_reads(&newest), None);
    town.execute("alice");
    assert_eq!(town.authority_reads(&newest).unwrap(), b"newest");
}

#[test]
fn any_three_trustees_are_enough_and_no_two_are() {
    for regime in [FAIR, FAILSAFE] {
        let mut town = Town::new(regime);
        let letter = town.write("alice", "bob", "text");
        for set in crate::fixtures::subsets(5) {
            let mut authority = Authority::default();
            let trustees = town.office.trustees().iter().filter(|trustee| set.contains(&trustee.index()));
            let pieces = trustees.flat_map(|trustee| trustee.pieces_of(&address("alice"))).collect();
            let rebuilt = authority.rebuild(town.office.centre(), pieces);
            let read = authority.read(town.office.centre(), &letter);
            match set.len() {
                0 => assert!(rebuilt.is_ok() && read.is_none()),
                1 | 2 => {
                    let error = CombineError::NotEnough { got: set.len(), needed: 3 };
                    let key = name("alice", Use::Encryption, 0);
                    assert_eq!(rebuilt, Err(OfficeError::Combine { name: key, error }));
                    assert_eq!(read, None);
                }
                _ => assert_eq!(read.unwrap(), b"text"),
            }
        }
    }
}

#[test]
fn a_piece_that_was_changed_is_found_and_its_trustee_named() {
    let town = Town::new(FAIR);
    let mut pieces: Vec<Piece> = Vec::new();
    for trustee in &town.office.trustees()[..3] {
        pieces.extend(trustee.pieces_of(&address("alice")));
    }
    let stranger = town.office.trustees()[1].pieces_of(&address("bob")).remove(0);
    pieces[1].share.value = stranger.share.value.clone();
    let key = name("alice", Use::Encryption, 0);
    let refused = OfficeError::Combine { name: key, error: CombineError::BadShare { index: 2 } };
    assert_eq!(Authority::default().rebuild(town.office.centre(), pieces), Err(refused));
}

#[test]
fn trustees_honour_a_warrant_of_their_court_in_force_once() {
    let mut town = Town::new(FAIR);
    let (court, other) = (SigningPair::from_seed(&[1; 32]), SigningPair::from_seed(&[2; 32]));
    let mut trustee = trustee_with(&mut town, &court);
    let warrant = |purpose| Warrant::new(purpose, address("alice"), 0, (0, 9), (40, 60), &mut rng(8));
    let signed = warrant(Purpose::Reconstruct).sign(&court);
    let refused = trustee.surrender(&warrant(Purpose::Reconstruct).sign(&other), 50).unwrap_err();
    assert_eq!(refused, TrusteeError::Warrant(WarrantError::Signature));
    for now in [39, 60] {
        let refused = trustee.surrender(&signed, now).unwrap_err();
        assert_eq!(refused, TrusteeError::Warrant(WarrantError::NotInForce { from: 40, until: 60, now }));
    }
    let refused = trustee.surrender(&warrant(Purpose::Assist).sign(&court), 50).unwrap_err();
    assert_eq!(refused, TrusteeError::Purpose);
    assert_eq!(trustee.surrender(&signed, 50).unwrap().len(), 1);
    assert_eq!(trustee.surrender(&signed, 50).unwrap_err(), TrusteeError::Used);
}

/// A trustee of another court, with a piece of alice's key.
fn trustee_with(town: &mut Town, court: &SigningPair) -> trustee::Trustee {
    let mut trustee = trustee::Trustee::new(1, SigningPair::from_seed(&[3; 32]), court.public());
    let key = town.office.centre().next(&address("alice"), Use::Encryption);
    let secret = EscrowSecret::generate(&mut rng(9));
    let (dealing, shares) = secret.deal(crate::sharing::Scheme::Feldman, 1, 3, 5, &mut rng(10)).unwrap();
    trustee.approve(&key, &dealing, shares[0].clone()).unwrap();
    trustee
}

#[test]
fn a_signature_key_is_dealt_out_only_where_the_regime_asks_for_it() {
    for (regime, dealt) in [(FAIR, false), (FAILSAFE, false), (SIGN, true)] {
        let mut town = Town::new(regime);
        town.execute("alice");
        let key = name("alice", Use::Signature, 0);
        let held = town.office.authority().keys().find(|(held, _)| **held == key);
        assert_eq!(held.is_some(), dealt, "{regime:?}");
        let verification = town.clients[0].device().identity().signing();
        if let Some((_, secret)) = held {
            assert_eq!(secret.public().to_bytes(), *verification.as_bytes());
        }
        let certificate = town.office.centre().certificate(&key).unwrap();
        assert_eq!(certificate.verification_key().unwrap(), *verification);
    }
}

#[test]
fn trustees_who_ask_for_no_order_open_the_same() {
    let mut town = Town::new(FAILSAFE);
    let letter = town.write("alice", "bob", "text");
    let gang = town.office.collude(&address("alice")).unwrap();
    assert_eq!(gang.read(town.office.centre(), &letter).unwrap(), b"text");
    assert_eq!(town.authority_reads(&letter), None);
}

#[test]
fn what_is_stored_is_read_as_it_was_written() {
    let mut town = Town::new(SIGN);
    let stored = town.office.trustees()[0].stored();
    let pieces = Piece::read_all(&stored).unwrap();
    assert_eq!(pieces.len(), 2 * people().len());
    assert!(pieces.iter().all(|piece| piece.part.is_some() == (piece.name.purpose == Use::Encryption)));
    town.execute("alice");
    let kept = town.office.authority().stored();
    let keys = Authority::read_keys(&kept).unwrap();
    assert_eq!(keys.len(), 2);
    let own = Client::read_keys(&town.client("alice").stored_keys()).unwrap();
    assert_eq!(own[0].1.to_bytes(), keys[0].1.to_bytes());
    for end in 0..kept.len() {
        assert!(Authority::read_keys(&kept[..end]).is_err(), "{end}");
    }
    for end in [0, 3, stored.len() - 1] {
        assert!(Piece::read_all(&stored[..end]).is_err(), "{end}");
    }
}
