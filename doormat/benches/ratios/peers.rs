//! What others take for the same: vodozemac, the audited ratchet of Matrix, and the crate double-ratchet-2, the
//! quickest peer there is.

use std::hint::black_box;

use double_ratchet_2::ratchet::Ratchet;
use vodozemac::Curve25519PublicKey;
use vodozemac::olm::{Account, OlmMessage, Session, SessionConfig};
use x25519_dalek_2::StaticSecret;

use crate::contest::{Round, timed};
use crate::ours::{SESSIONS, TEXT};

/// One user, and a second with a one-time key: outbound session, first message, inbound session. Olm's three
/// agreements, its one-time key unsigned.
fn establish(alice: &Account, bob: &mut Account, one_time: Curve25519PublicKey) -> (Session, Session) {
    let config = SessionConfig::version_1();
    let mut begun = alice.create_outbound_session(config, bob.curve25519_key(), one_time).unwrap();
    let OlmMessage::PreKey(first) = begun.encrypt(TEXT).unwrap() else {
        panic!("a first message is a pre-key message")
    };
    let accepted = bob.create_inbound_session(config, alice.curve25519_key(), &first).unwrap();
    assert_eq!(accepted.plaintext, TEXT);
    (begun, accepted.session)
}

fn accounts() -> (Account, Account, Vec<Curve25519PublicKey>) {
    let (alice, mut bob) = (Account::new(), Account::new());
    bob.generate_one_time_keys(SESSIONS);
    let keys = bob.one_time_keys().values().copied().collect();
    (alice, bob, keys)
}

fn pass(from: &mut Session, to: &mut Session) {
    let sent = from.encrypt(TEXT).unwrap();
    assert_eq!(to.decrypt(&sent).unwrap(), TEXT);
}

fn answered() -> (Session, Session) {
    let (alice, mut bob, keys) = accounts();
    let (mut one, mut other) = establish(&alice, &mut bob, keys[0]);
    pass(&mut other, &mut one);
    (one, other)
}

pub(crate) fn vodozemac_in_order() -> Round {
    let (mut alice, mut bob) = answered();
    pass(&mut alice, &mut bob);
    Box::new(move || timed(500, || pass(&mut alice, &mut bob)))
}

pub(crate) fn vodozemac_ping_pong() -> Round {
    let (mut alice, mut bob) = answered();
    Box::new(move || {
        timed(50, || {
            pass(&mut alice, &mut bob);
            pass(&mut bob, &mut alice);
        }) / 2
    })
}

pub(crate) fn vodozemac_establish() -> Round {
    Box::new(|| {
        let (alice, mut bob, keys) = accounts();
        let mut keys = keys.into_iter();
        timed(u32::try_from(SESSIONS).unwrap(), || {
            black_box(establish(&alice, &mut bob, keys.next().unwrap()));
        })
    })
}

pub(crate) fn double_ratchet_2_in_order() -> Round {
    let (mut bob, public) = Ratchet::<StaticSecret>::init_bob([1; 32]);
    let mut alice = Ratchet::<StaticSecret>::init_alice([1; 32], public);
    Box::new(move || {
        timed(1_000, || {
            let (header, sealed, nonce) = alice.ratchet_encrypt(&TEXT, b"associated data");
            assert_eq!(bob.ratchet_decrypt(&header, &sealed, &nonce, b"associated data"), TEXT);
        })
    })
}
