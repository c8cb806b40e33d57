//! What the reader finds is held against what the device shows in public: every secret must give the public value
//! that went over the wire, and every key must open the message it is for.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::fixtures::{address, assert_silent, cases, rng};
use honest::Envelope;
use honest::device::Device;
use honest::identity::IdentityPair;
use honest::padding;
use honest::prekeys::{Publication, Suite};
use honest::primitives::aead;
use honest::primitives::dh::{DhPair, DhPublic};
use honest::primitives::kdf::{hkdf_pair, hmac_pair, label, sha256};
use honest::primitives::kem::KemPair;
use honest::wire::Message;

/// Bob after a while: rotated prekeys, some used, one session with alice in which messages were skipped on two
/// chains, and one with carol that she has not heard back on.
struct Lived {
    alice: Device,
    bob: Device,
    carol: Device,
    /// Everything that bob has published, before and after the rotation.
    published: [Publication; 2],
    /// Alice's messages that bob has not received, though later ones.
    withheld: Vec<Envelope>,
    /// The last message of alice's that he received.
    last: Envelope,
}

fn lived(suite: Suite) -> Lived {
    let rng = &mut rng(1);
    let (to_alice, to_bob) = (address("alice"), address("bob"));
    let mut device = |name| Device::new(address(name), suite, rng);
    let (mut alice, mut bob, mut carol) = (device("alice"), device("bob"), device("carol"));
    let first = bob.publish(3, rng);
    alice.begin(&to_bob, first.clone().next_bundle(), rng).unwrap();
    let mut withheld = Vec::new();
    let mut last = None;
    for _ in 0..2 {
        withheld.extend([0, 1].map(|_| alice.send(&to_bob, b"withheld").unwrap()));
        let received = alice.send(&to_bob, b"received").unwrap();
        bob.receive(&received, rng).unwrap();
        let reply = bob.send(&to_alice, b"reply").unwrap();
        alice.receive(&reply, rng).unwrap();
        last = Some(received);
    }
    bob.rotate(rng);
    let second = bob.publish(2, rng);
    let bundle = carol.publish(1, rng).next_bundle();
    bob.begin(&address("carol"), bundle, rng).unwrap();
    Lived { alice, bob, carol, published: [first, second], withheld, last: last.unwrap() }
}

const SUITES: [Suite; 2] = [Suite::Classical, Suite::Hybrid];

fn stored(of: &Device) -> StoredDevice {
    device(&of.export()).unwrap()
}

/// The session with a peer.
fn with<'a>(stored: &'a StoredDevice, peer: &str) -> &'a StoredSession {
    let peer = address(peer);
    let mut sessions = stored.sessions.iter().filter(|(address, _)| *address == peer);
    let found = sessions.next().map(|(_, session)| session).expect("a session");
    assert!(sessions.next().is_none());
    found
}

/// What a message key makes of a message, in the session it is of.
fn read(key: &[u8; 32], session: &StoredSession, envelope: &Envelope) -> Vec<u8> {
    let message = Message::parse(&envelope.message).unwrap();
    let aad = [&session.associated[..], message.clear].concat();
    padding::unpad(aead::open(key, &aad, message.sealed).unwrap()).unwrap()
}

/// `MK` and the next `CK` of a chain key.
fn step(chain: &[u8; 32]) -> ([u8; 32], [u8; 32]) {
    hmac_pair(chain, &[1], &[2])
}

fn public(secret: &Secret) -> DhPublic {
    *DhPair::from_secret(**secret).public()
}

#[test]
fn the_identity_is_the_devices() {
    for suite in SUITES {
        let lived = lived(suite);
        let stored = stored(&lived.bob);
        assert_eq!(stored.address, address("bob"));
        let pair = IdentityPair::from_secrets(&stored.signing_seed, *stored.agreement_secret);
        assert_eq!(pair.public(), lived.bob.identity());
    }
}

#[test]
fn the_prekeys_left_are_those_published_and_not_used() {
    for suite in SUITES {
        let lived = lived(suite);
        let stored = stored(&lived.bob);
        let [first, second] = &lived.published;

        let signed: Vec<_> = stored.signed.iter().map(|(id, secret)| (*id, public(secret))).collect();
        assert_eq!(signed, [&second.signed, &first.signed].map(|key| (key.id, key.key)));

        // Alice's handshake used up the first of the first.
        let one_time: BTreeMap<_, _> =
            stored.one_time.iter().map(|(id, secret)| (*id, public(secret))).collect();
        let published = first.one_time.iter().skip(1).chain(&second.one_time);
        assert_eq!(one_time, published.map(|key| (key.id, key.key)).collect());
        assert_eq!(one_time.len(), 4);

        let kem: BTreeMap<_, _> =
            stored.kem.iter().map(|(id, seed)| (*id, KemPair::from_seed(seed).public())).collect();
        let published = first.kem_one_time.iter().skip(1).chain(&second.kem_one_time);
        let published = published.chain(&first.kem_last_resort).chain(&second.kem_last_resort);
        assert_eq!(kem, published.map(|key| (key.id, key.key.clone())).collect());
        assert_eq!(kem.len(), if suite == Suite::Hybrid { 6 } else { 0 });
    }
}

#[test]
fn each_session_is_named_as_the_device_names_it_and_by_its_transcript() {
    let lived = lived(Suite::Hybrid);
    let stored = stored(&lived.bob);
    assert_eq!(stored.sessions.len(), 2);
    for peer in ["alice", "carol"] {
        let session = with(&stored, peer);
        assert_eq!(Some(session.id), lived.bob.session(&address(peer)));
        assert_eq!(sha256(&[label::SESSION_ID, &session.associated])[..8], session.id.0);
    }
}

#[test]
fn the_sending_chain_opens_the_next_message_sent() {
    let mut lived = lived(Suite::Classical);
    for peer in ["alice", "carol"] {
        let stored = stored(&lived.bob);
        let session = with(&stored, peer);
        let message = lived.bob.send(&address(peer), b"the next").unwrap();
        let header = Message::parse(&message.message).unwrap().header;
        assert_eq!((header.ratchet, header.number), (public(&session.own), session.sending.1));
        assert_eq!(read(&step(&session.sending.0).0, session, &message), b"the next");
    }
}

#[test]
fn the_receiving_chain_opens_the_next_message_received() {
    let mut lived = lived(Suite::Classical);
    let stored = stored(&lived.bob);
    let session = with(&stored, "alice");
    let (theirs, chain, number) = session.receiving.as_ref().expect("bob has heard from alice");
    let header = Message::parse(&lived.last.message).unwrap().header;
    assert_eq!((theirs, *number), (header.ratchet.as_bytes(), header.number + 1));
    assert!(with(&stored, "carol").receiving.is_none(), "she has not answered");

    // Alice has heard bob's reply, so her next message is on a new chain: bob's ratchet secret and root open it.
    let message = lived.alice.send(&address("bob"), b"the next").unwrap();
    let header = Message::parse(&message.message).unwrap().header;
    assert_ne!(header.ratchet.as_bytes(), theirs);
    let output = DhPair::from_secret(*session.own).agree(&header.ratchet).unwrap();
    let (root, chain_of_next) = hkdf_pair(&*session.root, output.as_bytes(), label::ROOT);
    assert_eq!(read(&step(&chain_of_next).0, session, &message), b"the next");

    // And the root after it is the one that alice has now.
    let alice = device(&lived.alice.export()).unwrap();
    assert_eq!(*root, *with(&alice, "bob").root);
    assert_ne!(chain, &chain_of_next);
}

#[test]
fn the_receiving_chain_opens_what_comes_next_on_the_same_chain() {
    let rng = &mut rng(2);
    let mut bob = Device::new(address("bob"), Suite::Classical, rng);
    let mut alice = Device::new(address("alice"), Suite::Classical, rng);
    alice.begin(&address("bob"), bob.publish(1, rng).next_bundle(), rng).unwrap();
    let [first, second] = [b"first", b"other"].map(|text| alice.send(&address("bob"), text).unwrap());
    bob.receive(&first, rng).unwrap();
    let stored = stored(&bob);
    let session = with(&stored, "alice");
    let (_, chain, number) = session.receiving.as_ref().unwrap();
    assert_eq!(*number, 1);
    assert_eq!(read(&step(chain).0, session, &second), b"other");
}

#[test]
fn the_skipped_keys_are_those_of_the_messages_withheld_in_their_order() {
    let lived = lived(Suite::Classical);
    let stored = stored(&lived.bob);
    let session = with(&stored, "alice");
    assert_eq!((session.skipped.len(), lived.withheld.len()), (4, 4));
    for ((ratchet, number, key), message) in session.skipped.iter().zip(&lived.withheld) {
        let header = Message::parse(&message.message).unwrap().header;
        assert_eq!((ratchet, *number), (header.ratchet.as_bytes(), header.number));
        assert_eq!(read(key, session, message), b"withheld");
    }
}

#[test]
fn what_is_read_is_what_the_device_goes_on_from() {
    for suite in SUITES {
        let Lived { mut alice, bob, carol, withheld, .. } = lived(suite);
        let state = bob.export();
        let mut bob = Device::restore(&state, bob.generation()).unwrap();
        assert_eq!(*bob.export(), *state);
        for message in &withheld {
            assert_eq!(bob.receive(message, &mut rng(3)).unwrap().text, b"withheld");
        }
        let next = alice.send(&address("bob"), b"next").unwrap();
        assert_eq!(bob.receive(&next, &mut rng(3)).unwrap().text, b"next");
        assert!(with(&stored(&bob), "alice").skipped.is_empty(), "used keys are gone");
        assert!(stored(&carol).sessions.is_empty());
    }
}

#[test]
fn a_session_cut_out_of_a_device_reads_as_it_does_inside() {
    let lived = lived(Suite::Hybrid);
    let state = lived.bob.export();
    let stored = device(&state).unwrap();
    for peer in ["alice", "carol"] {
        let inside = with(&stored, peer);
        let cut = session_bytes(&state, inside.id).unwrap();
        let outside = session(cut).unwrap();
        assert_eq!((outside.id, outside.associated), (inside.id, inside.associated));
        assert_eq!((&outside.root, &outside.own), (&inside.root, &inside.own));
        assert_eq!((&outside.sending, &outside.receiving), (&inside.sending, &inside.receiving));
        assert_eq!(outside.skipped, inside.skipped);
        assert_eq!(state.windows(cut.len()).filter(|window| *window == cut).count(), 1);
    }
    let none = session_bytes(&state, SessionId([0; 8]));
    assert_eq!(none, Err(DecodeError::Value { what: "session id" }));
}

#[test]
fn a_device_cut_anywhere_or_with_bytes_behind_it_is_refused() {
    for suite in SUITES {
        let mut state = lived(suite).bob.export().to_vec();
        for length in 0..state.len() {
            let cut = device(&state[..length]).err();
            assert!(matches!(cut, Some(DecodeError::Truncated { .. })), "cut at {length}: {cut:?}");
        }
        state.push(0);
        assert_eq!(device(&state).err(), Some(DecodeError::Trailing { extra: 1 }));
    }
}

#[test]
fn a_session_cut_anywhere_or_with_bytes_behind_it_is_refused() {
    let lived = lived(Suite::Hybrid);
    let state = lived.bob.export();
    for (_, inside) in device(&state).unwrap().sessions {
        let mut bytes = session_bytes(&state, inside.id).unwrap().to_vec();
        for length in 0..bytes.len() {
            let cut = session(&bytes[..length]).err();
            assert!(matches!(cut, Some(DecodeError::Truncated { .. })), "cut at {length}: {cut:?}");
        }
        bytes.push(0);
        assert_eq!(session(&bytes).err(), Some(DecodeError::Trailing { extra: 1 }));
    }
}

#[test]
fn another_magic_or_version_is_refused() {
    let state = lived(Suite::Classical).bob.export();
    let (mut magic, mut version) = (state.to_vec(), state.to_vec());
    (magic[3], version[4]) = (b'M', 0xE2);
    assert_eq!(device(&magic).err(), Some(DecodeError::Magic));
    assert_eq!(device(&version).err(), Some(DecodeError::Version { got: 0xE2, expected: VERSION }));
}

#[test]
fn a_count_beyond_the_bytes_ends_where_the_bytes_end() {
    // Wherever four bytes are made the largest count there is, reading ends with the bytes: nothing is set aside
    // for what was only promised, or 4,294,967,295 keys of 36 bytes would be.
    let state = lived(Suite::Classical).bob.export();
    let mut refused = 0;
    for place in 5..state.len() - 36 {
        let mut state = state.to_vec();
        state[place..place + 4].fill(0xff);
        let read = device(&state);
        refused += usize::from(matches!(read, Err(DecodeError::Truncated { .. })));
    }
    assert!(refused > 20, "the counts of this layout are among them: {refused}");
}

#[test]
fn what_is_read_prints_names_and_no_secrets() {
    let lived = lived(Suite::Hybrid);
    let stored = stored(&lived.bob);
    let session = with(&stored, "alice");
    assert_eq!(format!("{stored:?}"), "StoredDevice { address: Address(bob), .. }");
    assert_eq!(format!("{session:?}"), format!("StoredSession {{ id: {:?}, .. }}", session.id));
    let state = lived.bob.export();
    let printed = format!("{stored:#?}{session:#?}");
    let secret = session_bytes(&state, session.id).unwrap();
    assert_silent(&printed, &[&secret[8..], stored.signing_seed.as_slice(), &*stored.agreement_secret]);
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..2_000), headed: bool) {
        let head: &[u8] = if headed { &[b'D', b'O', b'R', b'S', VERSION] } else { &[] };
        let bytes = [head, &bytes].concat();
        prop_assert!(device(&bytes).is_err());
        let (_, _) = (session(&bytes), session_bytes(&bytes, SessionId([0; 8])));
    }
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn a_damaged_state_never_panics_and_gives_no_more_than_its_bytes_hold(
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut state = STATE.with(Clone::clone);
        for (place, byte) in damage {
            let place = place.index(state.len());
            state[place] = byte;
        }
        if let Ok(stored) = device(&state) {
            let skipped: usize = stored.sessions.iter().map(|(_, session)| session.skipped.len()).sum();
            let held = (stored.signed.len() + stored.one_time.len() + skipped) * 36 + stored.kem.len() * 68;
            prop_assert!(held <= state.len());
        }
    }
}

thread_local! {
    /// One state for all cases: making it costs more than reading it.
    static STATE: Vec<u8> = lived(Suite::Hybrid).bob.export().to_vec();
}
