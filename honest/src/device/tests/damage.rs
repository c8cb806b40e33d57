//! P1 and P2 at the device: damaged messages are refused by name and change nothing.

use crate::error::{AcceptError, BadSignature, DecodeError, DecryptError, NotAuthentic};
use crate::fixtures::{CLEAR, Pair, refused_by};
use crate::limits::MAX_JUMP;
use crate::prekeys::Suite;
use crate::wire::{Envelope, Message};

const FORGED: DecryptError = DecryptError::NotAuthentic(NotAuthentic);

fn key(what: &'static str) -> DecryptError {
    DecodeError::Key { what }.into()
}

fn value(what: &'static str) -> DecryptError {
    DecodeError::Value { what }.into()
}

fn with(envelope: &Envelope, change: impl FnOnce(&mut Vec<u8>)) -> Envelope {
    let mut changed = envelope.clone();
    change(&mut changed.message);
    changed
}

/// Where the fields of a first message of the hybrid suite with a one-time prekey begin.
mod place {
    pub(super) const SUITE: usize = 1;
    pub(super) const SIGNING: usize = 2;
    pub(super) const AGREEMENT: usize = 34;
    pub(super) const BINDING: usize = 66;
    pub(super) const BASE: usize = 130;
    pub(super) const SIGNED: usize = 162;
    pub(super) const ONE_TIME_FLAG: usize = 166;
    pub(super) const ONE_TIME: usize = 167;
    pub(super) const KEM_FLAG: usize = 171;
    pub(super) const KEM: usize = 172;
    pub(super) const CIPHERTEXT: usize = 176;
    pub(super) const SESSION: usize = 1264;
    pub(super) const RATCHET: usize = 1272;
    pub(super) const PREVIOUS: usize = 1304;
    pub(super) const NUMBER: usize = 1308;
    pub(super) const SEALED: usize = 1312;
}

/// Whether a refusal is the one for a flipped bit at a place of such a first message.
fn fits(place: usize, bit: usize, genuine: &[u8], error: &DecryptError) -> bool {
    let id = |begin: usize| {
        let mut id: [u8; 4] = genuine[begin..begin + 4].try_into().unwrap();
        id[place - begin] ^= 1 << bit;
        u32::from_be_bytes(id)
    };
    let unknown = |kind, id| DecryptError::Handshake(AcceptError::UnknownPrekey { kind, id });
    let unbound = DecryptError::Handshake(BadSignature { what: "identity's X25519 key" }.into());
    let last_resort = u32::from_be_bytes(genuine[place::KEM..place::CIPHERTEXT].try_into().unwrap());
    match place {
        0 => *error == value("kind of message"),
        place::SUITE => *error == value("suite"),
        place::SIGNING..place::AGREEMENT => [unbound, key("Ed25519 key")].contains(error),
        place::AGREEMENT..place::BINDING => [unbound, key("X25519 key")].contains(error),
        place::BINDING..place::BASE => *error == unbound,
        place::BASE..place::SIGNED => [FORGED, key("X25519 key")].contains(error),
        place::SIGNED..place::ONE_TIME_FLAG => *error == unknown("signed", id(place::SIGNED)),
        // Unset, the flag moves all that follows by four bytes: the first byte of the id is read as the KEM flag,
        // which it happens to suit, and what were the ciphertext's first bytes as part of the KEM prekey's id.
        place::ONE_TIME_FLAG if bit == 0 => matches!(
            error,
            DecryptError::Handshake(AcceptError::UnknownPrekey { kind: "one-time KEM", .. })
                | DecryptError::Decode(DecodeError::Key { what: "X25519 key" })
                | DecryptError::NotAuthentic(NotAuthentic)
        ),
        place::ONE_TIME_FLAG => *error == value("flag"),
        place::ONE_TIME..place::KEM_FLAG => *error == unknown("one-time", id(place::ONE_TIME)),
        place::KEM_FLAG if bit == 0 => *error == unknown("last-resort KEM", last_resort),
        place::KEM_FLAG => *error == value("flag"),
        place::KEM..place::CIPHERTEXT => *error == unknown("one-time KEM", id(place::KEM)),
        place::CIPHERTEXT..place::RATCHET => *error == FORGED,
        place::RATCHET..place::PREVIOUS => [FORGED, key("X25519 key")].contains(error),
        place::NUMBER..place::SEALED if id(place::NUMBER) > MAX_JUMP => {
            *error == DecryptError::TooFarAhead { got: id(place::NUMBER), bound: MAX_JUMP }
        }
        _ => *error == FORGED,
    }
}

/// Flips bits of a first message one at a time: each must be refused for what it is.
fn flip(suite: Suite, chosen: fn(usize, usize) -> bool) {
    let mut pair = Pair::begun(suite, 1, 81);
    let envelope = pair.alice_sends(b"text");
    // Places are those of the hybrid layout; the classical one has no KEM prekey.
    let kem = if suite == Suite::Classical { place::KEM_FLAG..place::SESSION } else { 0..0 };
    let mut genuine = envelope.message.clone();
    genuine.splice(kem.start..kem.start, vec![0; kem.len()]);
    assert_eq!(genuine.len(), place::SEALED + 64 + 16);
    for place in (0..genuine.len()).filter(|place| !kem.contains(place)) {
        for bit in (0..8).filter(|&bit| chosen(place, bit)) {
            let at = if place < kem.end { place } else { place - kem.len() };
            let flipped = with(&envelope, |message| message[at] ^= 1 << bit);
            let error = refused_by(&mut pair.bob, &flipped);
            assert!(fits(place, bit, &genuine, &error), "byte {place} bit {bit}: {error:?}");
        }
    }
    assert_eq!(pair.bob_reads(&envelope).text, b"text");
}

#[test]
fn p1_every_flipped_bit_of_a_classical_first_message_is_refused_by_name() {
    flip(Suite::Classical, |_, _| true);
}

/// One bit of every byte, in rotation, and of the KEM ciphertext one bit of every eighth byte: implicit rejection
/// treats its bits alike, and 11,136 hybrid handshakes would take a debug build half a minute.
#[test]
fn p1_flipped_bits_all_over_a_hybrid_first_message_are_refused_by_name() {
    flip(Suite::Hybrid, |place, bit| {
        let in_ciphertext = (place::CIPHERTEXT..place::SESSION).contains(&place);
        let all = (place::SIGNED..place::CIPHERTEXT).contains(&place);
        all || if in_ciphertext { bit * 8 == place % 64 } else { bit == place % 8 }
    });
}

#[test]
fn p1_every_flipped_bit_of_a_later_message_is_refused_by_name() {
    let mut pair = Pair::talking(Suite::Hybrid, 82);
    let near = pair.alice_sends(b"near");
    pair.bob_reads(&near);
    let envelope = pair.alice_sends(b"text");
    let id = pair.alice.session(&envelope.to).unwrap();
    for place in 0..envelope.message.len() {
        for bit in 0..8 {
            let flipped = with(&envelope, |message| message[place] ^= 1 << bit);
            let error = refused_by(&mut pair.bob, &flipped);
            let number = number_of(&flipped);
            let fits = match place {
                // Kind 1 has a hello, which these bytes do not begin.
                0 => [value("kind of message"), value("suite")].contains(&error),
                1..9 => {
                    let mut session = id;
                    session.0[place - 1] ^= 1 << bit;
                    let address = "alice".to_owned();
                    error == DecryptError::NoSession { session: session.to_string(), address }
                }
                9..41 => [FORGED, key("X25519 key")].contains(&error),
                45..CLEAR if number == 0 => error == DecryptError::Duplicate { number },
                45..CLEAR if number - 1 > MAX_JUMP => {
                    error == DecryptError::TooFarAhead { got: number - 1, bound: MAX_JUMP }
                }
                _ => error == FORGED,
            };
            assert!(fits, "byte {place} bit {bit}: {error:?}");
        }
    }
    assert_eq!(pair.bob_reads(&envelope).text, b"text");
}

fn number_of(envelope: &Envelope) -> u32 {
    envelope.message[45..49].try_into().map(u32::from_be_bytes).unwrap()
}

#[test]
fn p1_every_prefix_of_a_first_and_of_a_later_message_is_refused() {
    for mut pair in [Pair::begun(Suite::Hybrid, 1, 83), Pair::talking(Suite::Hybrid, 83)] {
        let envelope = pair.alice_sends(b"text");
        let clear = Message::parse(&envelope.message).unwrap().clear.len();
        for end in 0..envelope.message.len() {
            let cut = with(&envelope, |message| message.truncate(end));
            let error = refused_by(&mut pair.bob, &cut);
            let fits = match &error {
                DecryptError::Decode(DecodeError::Truncated { needed, left }) => end < clear && left < needed,
                error => end >= clear && *error == FORGED,
            };
            assert!(fits, "{end}: {error:?}");
        }
        assert_eq!(pair.bob_reads(&envelope).text, b"text");
    }
}

#[test]
fn p2_bytes_behind_a_first_and_behind_a_later_message_are_refused() {
    for mut pair in [Pair::begun(Suite::Hybrid, 1, 84), Pair::talking(Suite::Hybrid, 84)] {
        let envelope = pair.alice_sends(b"text");
        for extra in [1, 16, 64, 1_000] {
            let longer = with(&envelope, |message| message.resize(message.len() + extra, 0));
            assert_eq!(refused_by(&mut pair.bob, &longer), FORGED);
        }
        assert_eq!(pair.bob_reads(&envelope).text, b"text");
    }
}

#[test]
fn p1_the_numbers_of_a_header_off_by_one_and_at_their_maximum_are_refused() {
    let mut pair = Pair::talking(Suite::Hybrid, 85);
    for text in [b"one", b"two"] {
        let envelope = pair.alice_sends(text);
        pair.bob_reads(&envelope);
    }
    let envelope = pair.alice_sends(b"text");
    let (previous, number) = (41..45, 45..49);
    let too_far = |got| DecryptError::TooFarAhead { got, bound: MAX_JUMP };
    for (field, changed, expected) in [
        (number.clone(), 3, FORGED),
        (number.clone(), 1, DecryptError::Duplicate { number: 1 }),
        (number.clone(), 0, DecryptError::Duplicate { number: 0 }),
        (number.clone(), 2 + MAX_JUMP, FORGED),
        (number.clone(), 3 + MAX_JUMP, too_far(MAX_JUMP + 1)),
        (number, u32::MAX, too_far(u32::MAX - 2)),
        (previous.clone(), 0, FORGED),
        (previous.clone(), 2, FORGED),
        (previous, u32::MAX, FORGED),
    ] {
        let changed: u32 = changed;
        let changed = with(&envelope, |message| message[field].copy_from_slice(&changed.to_be_bytes()));
        assert_eq!(refused_by(&mut pair.bob, &changed), expected);
    }
    assert_eq!(pair.bob_reads(&envelope).text, b"text");
}

#[test]
fn p1_lengths_of_addresses_off_by_one_and_at_their_maximum_reach_no_device_as_the_same_message() {
    let mut pair = Pair::talking(Suite::Hybrid, 86);
    let bytes = pair.alice_sends(b"text").to_bytes();
    // "DORM", version, then the sender's length at 5 and the addressee's at 12.
    for (place, len) in [(5, 5u16), (12, 3)] {
        for length in [0, len - 1, len + 1, u16::MAX] {
            let mut bytes = bytes.clone();
            bytes[place..place + 2].copy_from_slice(&length.to_be_bytes());
            let before = pair.bob.export();
            let outcome = Envelope::from_bytes(&bytes).map_err(DecryptError::from);
            let error = outcome.and_then(|envelope| pair.bob.receive(&envelope, &mut pair.rng)).unwrap_err();
            let fits = match error {
                DecryptError::Decode(DecodeError::Truncated { .. }) => length == u16::MAX || place == 5,
                DecryptError::Decode(DecodeError::Address { .. }) => true,
                DecryptError::WrongAddress { .. } => place == 12,
                _ => false,
            };
            assert!(fits, "length {length} at {place}: {error:?}");
            assert!(*pair.bob.export() == *before);
        }
    }
}

#[test]
fn p2_a_hello_in_front_of_a_later_message_and_none_in_front_of_a_first_one_are_refused() {
    let mut pair = Pair::begun(Suite::Hybrid, 1, 87);
    let first = pair.alice_sends(b"first");
    let hello = Message::parse(&first.message).unwrap().hello.unwrap().to_vec();
    let session = pair.alice.session(&first.to).unwrap().to_string();
    let bare = with(&first, |message| drop(message.splice(..=hello.len(), [2])));
    let no_session = DecryptError::NoSession { session, address: "alice".to_owned() };
    assert_eq!(refused_by(&mut pair.bob, &bare), no_session);
    pair.bob_reads(&first);
    let reply = pair.bob_sends(b"reply");
    pair.alice_reads(&reply);
    let later = pair.alice_sends(b"later");
    let dressed = with(&later, |message| drop(message.splice(..1, [&[1][..], &hello].concat())));
    assert_eq!(refused_by(&mut pair.bob, &dressed), FORGED);
    assert_eq!(pair.bob_reads(&later).text, b"later");
}
