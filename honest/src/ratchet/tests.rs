use chacha20::ChaCha20Rng;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::*;
use crate::error::NotAuthentic;
use crate::fixtures::rng;
use crate::limits::MAX_SKIPPED;
use crate::padding;

/// A message between bare ratchets; the associated data is empty.
#[derive(Clone)]
struct Sealed {
    header: Header,
    bytes: Vec<u8>,
}

fn seal(from: &mut Ratchet, text: &[u8]) -> Sealed {
    let header = from.next_header();
    let mut bytes = Vec::new();
    padding::pad_onto(&mut bytes, text);
    let tag = from.encrypt(&[], &mut bytes).unwrap();
    bytes.extend_from_slice(&tag);
    Sealed { header, bytes }
}

/// Two ratchets that have heard from each other.
struct Talk {
    alice: Ratchet,
    bob: Ratchet,
    rng: ChaCha20Rng,
}

impl Talk {
    fn new() -> Self {
        let mut rng = rng(51);
        let seed = Seed { secret: Zeroizing::new([5; 32]), associated: [6; 32] };
        let signed = DhPair::generate(&mut rng);
        let mut alice = Ratchet::initiate(&seed, signed.public(), &mut rng).unwrap();
        let Sealed { header, bytes } = seal(&mut alice, b"first");
        let (bob, text) = Ratchet::respond(&seed, &signed, &header, &[], &bytes, &mut rng).unwrap();
        assert_eq!(text, b"first");
        let mut talk = Self { alice, bob, rng };
        let reply = seal(&mut talk.bob, b"reply");
        assert_eq!(talk.at_alice(&reply).unwrap(), b"reply");
        talk
    }

    fn at_alice(&mut self, Sealed { header, bytes }: &Sealed) -> Result<Vec<u8>, DecryptError> {
        self.alice.decrypt(header, &[], bytes, &mut self.rng)
    }

    fn at_bob(&mut self, Sealed { header, bytes }: &Sealed) -> Result<Vec<u8>, DecryptError> {
        self.bob.decrypt(header, &[], bytes, &mut self.rng)
    }

    /// Bob's error, and his state is what it was.
    fn refused(&mut self, sealed: &Sealed) -> DecryptError {
        let before = state(&self.bob);
        let error = self.at_bob(sealed).expect_err("this must be refused");
        assert!(state(&self.bob) == before, "a refused message changed the state");
        error
    }

    /// Alice's next message, opened by Bob, and his answer, opened by her.
    fn round_trip(&mut self) {
        let there = seal(&mut self.alice, b"there");
        assert_eq!(self.at_bob(&there).unwrap(), b"there");
        let back = seal(&mut self.bob, b"back");
        assert_eq!(self.at_alice(&back).unwrap(), b"back");
    }

    /// Alice's message that jumps ahead by so many.
    fn after(&mut self, ahead: u32) -> Sealed {
        (0..ahead).for_each(|_| drop(self.alice.sending.chain.step()));
        seal(&mut self.alice, b"far")
    }
}

/// All that a ratchet is. Taken apart field by field, so that a new field is a compile error here.
fn state(ratchet: &Ratchet) -> Vec<u8> {
    let Ratchet { root, sending, receiving, skipped, retired } = ratchet;
    let Sending { own, chain, previous } = sending;
    let mut bytes = [&root.state()[..], own.secret_bytes(), chain.state()].concat();
    bytes.extend_from_slice(&chain.number().to_be_bytes());
    bytes.extend_from_slice(&previous.to_be_bytes());
    if let Some(Receiving { theirs, chain }) = receiving {
        bytes.extend_from_slice(
            &[&theirs.as_bytes()[..], chain.state(), &chain.number().to_be_bytes()].concat(),
        );
    }
    retired.iter().for_each(|key| bytes.extend_from_slice(key.as_bytes()));
    for Waiting { ratchet, number, key } in skipped.iter() {
        bytes.extend_from_slice(ratchet.as_bytes());
        bytes.extend_from_slice(&number.to_be_bytes());
        bytes.extend_from_slice(key.state());
    }
    bytes
}

const FORGED: DecryptError = DecryptError::NotAuthentic(NotAuthentic);

fn too_far(got: u32) -> DecryptError {
    DecryptError::TooFarAhead { got, bound: MAX_JUMP }
}

#[test]
fn p5_a_jump_up_to_the_limit_is_followed_and_one_more_is_refused_in_a_chain() {
    for (ahead, expected) in [
        (MAX_JUMP - 1, Ok(b"far".to_vec())),
        (MAX_JUMP, Ok(b"far".to_vec())),
        (MAX_JUMP + 1, Err(too_far(MAX_JUMP + 1))),
    ] {
        let mut talk = Talk::new();
        let near = seal(&mut talk.alice, b"near");
        talk.at_bob(&near).unwrap();
        let far = talk.after(ahead);
        match expected {
            Ok(text) => assert_eq!(talk.at_bob(&far), Ok(text)),
            Err(error) => assert_eq!(talk.refused(&far), error),
        }
    }
}

#[test]
fn p5_a_jump_up_to_the_limit_is_followed_and_one_more_is_refused_at_the_start_of_a_chain() {
    for (ahead, expected) in [
        (MAX_JUMP - 1, Ok(b"far".to_vec())),
        (MAX_JUMP, Ok(b"far".to_vec())),
        (MAX_JUMP + 1, Err(too_far(MAX_JUMP + 1))),
    ] {
        let mut talk = Talk::new();
        let far = talk.after(ahead);
        match expected {
            Ok(text) => assert_eq!(talk.at_bob(&far), Ok(text)),
            Err(error) => assert_eq!(talk.refused(&far), error),
        }
    }
}

#[test]
fn p5_a_chain_left_behind_may_miss_as_many_as_the_limit_and_not_one_more() {
    for (missing, expected) in [
        (MAX_JUMP - 1, Ok(b"far".to_vec())),
        (MAX_JUMP, Ok(b"far".to_vec())),
        (MAX_JUMP + 1, Err(too_far(MAX_JUMP + 1))),
    ] {
        let mut talk = Talk::new();
        talk.round_trip();
        // After this round trip Alice sends on a new chain; the one before it grows by what Bob never sees.
        talk.alice.sending.previous += missing;
        let next = talk.after(0);
        match expected {
            Ok(text) => assert_eq!(talk.at_bob(&next), Ok(text)),
            Err(error) => assert_eq!(talk.refused(&next), error),
        }
    }
}

/// Four thousand million derivations would take this build an hour: that the test ends is the proof that a jump is
/// refused before anything is derived for it.
#[test]
fn p5_a_header_of_number_or_previous_u32_max_is_refused_without_deriving() {
    let mut talk = Talk::new();
    let near = seal(&mut talk.alice, b"near");
    talk.at_bob(&near).unwrap();
    let mut sealed = seal(&mut talk.alice, b"next");
    let genuine = sealed.clone();
    sealed.header.number = u32::MAX;
    for _ in 0..1_000 {
        assert_eq!(talk.refused(&sealed), too_far(u32::MAX - 1));
    }
    sealed.header = Header { ratchet: *DhPair::generate(&mut rng(1)).public(), ..sealed.header };
    assert_eq!(talk.refused(&sealed), too_far(u32::MAX));
    sealed.header = Header { previous: u32::MAX, number: 0, ..sealed.header };
    assert_eq!(talk.refused(&sealed), too_far(u32::MAX - 1));
    assert_eq!(talk.at_bob(&genuine).unwrap(), b"next");
}

#[test]
fn p5_keys_set_aside_are_capped_the_oldest_goes_first_and_the_newer_still_open() {
    let mut talk = Talk::new();
    let mut held = Vec::new();
    for _ in 0..3 {
        held.extend((0..MAX_JUMP).map(|_| seal(&mut talk.alice, b"held")));
        let next = seal(&mut talk.alice, b"next");
        talk.at_bob(&next).unwrap();
        assert!(talk.bob.skipped.len() <= MAX_SKIPPED);
    }
    assert_eq!(talk.bob.skipped.len(), MAX_SKIPPED);
    let (evicted, kept) = held.split_at(held.len() - MAX_SKIPPED);
    assert_eq!(evicted.len(), 1_000);
    for sealed in evicted.iter().step_by(50).chain(evicted.last()) {
        assert_eq!(talk.refused(sealed), DecryptError::Duplicate { number: sealed.header.number });
    }
    for sealed in kept {
        assert_eq!(talk.at_bob(sealed).unwrap(), b"held");
    }
    assert_eq!(talk.bob.skipped.len(), 0);
}

#[test]
fn p5_ten_thousand_messages_each_skipping_one_leave_no_more_keys_than_the_cap() {
    let mut talk = Talk::new();
    for _ in 0..10_000 {
        let next = talk.after(1);
        talk.at_bob(&next).unwrap();
    }
    assert_eq!(talk.bob.skipped.len(), MAX_SKIPPED);
    let numbers: Vec<u32> = talk.bob.skipped.iter().map(|waiting| waiting.number).collect();
    let newest: Vec<u32> = (8_000..10_000).map(|skip| 2 * skip).collect();
    assert_eq!(numbers, newest);
}

#[test]
fn p5_the_cap_holds_across_chains_too_and_evicted_keys_of_a_retired_chain_are_duplicates() {
    let mut talk = Talk::new();
    let mut held = Vec::new();
    for _ in 0..4 {
        held.extend((0..MAX_JUMP).map(|_| seal(&mut talk.alice, b"held")));
        talk.round_trip();
    }
    assert_eq!(talk.bob.skipped.len(), MAX_SKIPPED);
    let (evicted, kept) = held.split_at(held.len() - MAX_SKIPPED);
    for sealed in [&evicted[0], &evicted[evicted.len() - 1]] {
        assert_eq!(talk.refused(sealed), DecryptError::Duplicate { number: sealed.header.number });
    }
    for sealed in [&kept[0], &kept[kept.len() - 1]] {
        assert_eq!(talk.at_bob(sealed).unwrap(), b"held");
    }
}

#[test]
fn p6_a_forged_message_with_a_fresh_ratchet_key_does_not_move_the_ratchet() {
    let mut talk = Talk::new();
    let near = seal(&mut talk.alice, b"near");
    talk.at_bob(&near).unwrap();
    let next = seal(&mut talk.alice, b"next");
    for (seed, (previous, number)) in (0..).zip([(0, 0), (1, 0), (MAX_JUMP, MAX_JUMP), (0, MAX_JUMP)]) {
        let ratchet = *DhPair::generate(&mut rng(seed)).public();
        let forged = Sealed { header: Header { ratchet, previous, number }, bytes: next.bytes.clone() };
        assert_eq!(talk.refused(&forged), FORGED);
    }
    assert_eq!(talk.at_bob(&next).unwrap(), b"next");
    talk.round_trip();
}

#[test]
fn p6_a_forged_jump_in_the_chain_at_hand_sets_no_key_aside() {
    let mut talk = Talk::new();
    let near = seal(&mut talk.alice, b"near");
    talk.at_bob(&near).unwrap();
    let next = seal(&mut talk.alice, b"next");
    for number in next.header.number..next.header.number + MAX_JUMP {
        let mut forged = next.clone();
        forged.header.number = number;
        forged.bytes[0] ^= 1;
        if number % 97 == 0 || number == next.header.number {
            assert_eq!(talk.refused(&forged), FORGED);
        }
    }
    assert_eq!(talk.at_bob(&next).unwrap(), b"next");
}

#[test]
fn p6_a_forgery_does_not_cost_a_message_that_was_jumped_over_its_key_or_its_place() {
    let mut talk = Talk::new();
    let held: Vec<Sealed> = (0..3).map(|_| seal(&mut talk.alice, b"held")).collect();
    let next = seal(&mut talk.alice, b"next");
    talk.at_bob(&next).unwrap();
    for sealed in &held {
        let mut forged = sealed.clone();
        forged.bytes[0] ^= 1;
        assert_eq!(talk.refused(&forged), FORGED);
    }
    for sealed in &held {
        assert_eq!(talk.at_bob(sealed).unwrap(), b"held");
        assert_eq!(talk.refused(sealed), DecryptError::Duplicate { number: sealed.header.number });
    }
}

#[test]
fn p3_a_replay_is_named_a_duplicate_as_long_as_its_chain_is_remembered_and_refused_for_ever() {
    let mut talk = Talk::new();
    let sealed = seal(&mut talk.alice, b"text");
    talk.at_bob(&sealed).unwrap();
    // The next message is still of its chain, the one after retires it, and then it is remembered for five more.
    for _ in 0..2 + MAX_RETIRED {
        assert_eq!(talk.refused(&sealed), DecryptError::Duplicate { number: 0 });
        talk.round_trip();
    }
    assert_eq!(talk.bob.retired.len(), MAX_RETIRED);
    assert_eq!(talk.refused(&sealed), FORGED);
}

#[test]
fn p3_a_message_reflected_to_its_sender_is_refused_as_reflected_and_later_as_forged() {
    let mut talk = Talk::new();
    let sealed = seal(&mut talk.bob, b"mine");
    assert_eq!(talk.refused(&sealed), DecryptError::Reflected);
    talk.at_alice(&sealed).unwrap();
    talk.round_trip();
    talk.round_trip();
    // Bob's ratchet key is another by now, so his own old one looks like a new key of hers.
    assert_eq!(talk.refused(&sealed), FORGED);
}

#[test]
fn p7_a_ratchet_key_of_low_order_is_refused_and_moves_nothing() {
    let mut talk = Talk::new();
    let mut sealed = seal(&mut talk.alice, b"text");
    sealed.header.ratchet = DhPublic::parse([0; 32]).unwrap();
    let refused = DecryptError::KeyExchange(crate::error::NonContributory);
    assert_eq!(talk.refused(&sealed), refused);
}

#[test]
fn p21_no_key_of_a_ratchet_stays_the_same_across_a_round_trip() {
    let mut talk = Talk::new();
    let keys = |ratchet: &Ratchet| {
        let receiving = ratchet.receiving.as_ref().unwrap();
        let own = &ratchet.sending.own;
        [ratchet.root.state(), own.secret_bytes(), ratchet.sending.chain.state(), receiving.chain.state()]
            .map(|key| *key)
    };
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..4 {
        assert!(keys(&talk.bob).into_iter().all(|key| seen.insert(key)));
        talk.round_trip();
    }
}

#[test]
fn p20_root_chain_and_message_keys_and_exchanged_secrets_are_wiped_when_dropped() {
    const fn wiped<T: ZeroizeOnDrop>() {}
    wiped::<RootKey>();
    wiped::<ChainKey>();
    wiped::<MessageKey>();
    wiped::<crate::primitives::dh::DhOutput>();
    // What the libraries hold for us. Without their `zeroize` feature these would not compile.
    wiped::<x25519_dalek::StaticSecret>();
    wiped::<ed25519_dalek::SigningKey>();
    wiped::<ml_kem::ml_kem_768::DecapsulationKey>();
    wiped::<chacha20poly1305::ChaCha20Poly1305>();
    wiped::<Zeroizing<[u8; 32]>>();
}

/// Wiping is a feature that most of these crates have switched off by default, and a build without it passes every
/// other test.
#[test]
fn p20_every_crate_that_holds_keys_is_taken_with_its_zeroize_feature() {
    let manifest = include_str!("../../../Cargo.toml");
    for name in ["chacha20poly1305", "sha2", "hmac", "ml-kem", "x25519-dalek", "ed25519-dalek"] {
        let begins = format!("{name} = {{");
        let line = manifest.lines().find(|line| line.starts_with(&begins));
        let line =
            line.unwrap_or_else(|| panic!("{name} has no line with features in the workspace manifest"));
        assert!(line.contains("\"zeroize\""), "{line}");
    }
    let own = include_str!("../../Cargo.toml");
    for name in ["chacha20poly1305", "sha2", "hmac", "ml-kem", "x25519-dalek", "ed25519-dalek"] {
        assert!(
            own.contains(&format!("\n{name}.workspace = true\n")),
            "{name} is not taken from the workspace"
        );
    }
}
