use honest::identity::IdentityPair;

use super::*;
use crate::script::Script;

fn meta(index: usize, from: User, to: User) -> Meta {
    Meta { index, day: 0, sent: 0, from, to, session: 0, turn: 0 }
}

/// A lock from identities that are made of their users' numbers.
fn identities() -> Locks {
    let keys = |user: User| {
        let seed = [u8::try_from(user).unwrap() + 1; 32];
        let pair = IdentityPair::from_secrets(&seed, [9; 32]);
        (user, Keys { seed, public: *pair.public().to_bytes().first_chunk().unwrap() })
    };
    Locks::Identity((0..4).map(keys).collect())
}

fn locks() -> [Locks; 2] {
    [Locks::Agreed, identities()]
}

#[test]
fn the_addressee_unwraps_what_the_sender_wrapped_in_both_directions() {
    for mut locks in locks() {
        for text in [&b""[..], b"meet at nine", &[0; 2_000]] {
            for meta in [meta(3, 0, 1), meta(4, 1, 0)] {
                let outer = locks.wrap(&meta, text);
                assert_eq!(locks.unwrap(&meta, &outer).as_deref(), Some(text));
            }
        }
    }
}

#[test]
fn a_lock_hides_the_text_and_adds_a_tag_to_it() {
    let text = b"meet at nine, bring the papers";
    for mut locks in locks() {
        let outer = locks.wrap(&meta(0, 0, 1), text);
        assert_eq!(outer.len(), text.len() + aead::TAG);
        assert!(text.iter().zip(&outer).filter(|(clear, locked)| clear == locked).count() < 8);
    }
}

#[test]
fn other_people_do_not_unwrap_it() {
    for mut locks in locks() {
        let outer = locks.wrap(&meta(0, 0, 1), b"text");
        for (from, to) in [(0, 2), (2, 1), (2, 3)] {
            assert_eq!(locks.unwrap(&meta(0, from, to), &outer), None, "user {from} to user {to}");
        }
    }
}

#[test]
fn every_message_has_a_key_of_its_own() {
    for mut locks in locks() {
        let outer = locks.wrap(&meta(0, 0, 1), b"text");
        assert_ne!(outer, locks.wrap(&meta(1, 0, 1), b"text"));
        assert_eq!(locks.unwrap(&meta(1, 0, 1), &outer), None);
    }
}

#[test]
fn a_lock_that_was_tampered_with_does_not_open() {
    for mut locks in locks() {
        let meta = meta(0, 0, 1);
        let outer = locks.wrap(&meta, b"text");
        for place in 0..outer.len() {
            let mut changed = outer.clone();
            changed[place] ^= 1;
            assert_eq!(locks.unwrap(&meta, &changed), None);
        }
        assert_eq!(locks.unwrap(&meta, &outer[1..]), None);
        assert_eq!(locks.unwrap(&meta, b""), None);
    }
}

#[test]
fn one_lock_does_not_open_the_other() {
    let [mut agreed, mut own] = locks();
    let meta = meta(0, 0, 1);
    let (one, other) = (agreed.wrap(&meta, b"text"), own.wrap(&meta, b"text"));
    assert_eq!((own.unwrap(&meta, &one), agreed.unwrap(&meta, &other)), (None, None));
}

#[test]
fn somebody_without_identity_keys_locks_nothing_that_opens() {
    let mut locks = identities();
    let meta = meta(0, 0, 9);
    let outer = locks.wrap(&meta, b"text");
    assert!(outer.is_empty());
    assert_eq!(locks.unwrap(&meta, &outer), None);
}

#[test]
fn the_agreement_secret_of_a_seed_belongs_to_its_verification_key_on_the_other_curve() {
    for byte in 0..20 {
        let seed = [byte; 32];
        let public = *IdentityPair::from_secrets(&seed, [1; 32]).public().to_bytes().first_chunk().unwrap();
        let mapped = EscrowPublic::parse(&public).unwrap().x25519();
        let pair = DhPair::from_secret(agreement_secret(&seed).unwrap());
        assert_eq!(pair.public().as_bytes(), &mapped);
    }
}

#[test]
fn everybodys_seed_is_found_on_their_own_phone_with_and_without_a_mandate() {
    let parameters = Parameters { users: 3, sessions: 2, messages: 4, ..Parameters::default() };
    let script = Script::sample(&parameters);
    for system in ["clean", "shared", "per-session", "identity-key"] {
        let system = crate::catalogue::system(system).unwrap();
        let stage = Stage::new(|| (system.build)(&parameters, 3, [5; 32]), &script, &parameters).unwrap();
        let keys = identity_keys(&stage);
        assert_eq!(keys.len(), 3, "{}", system.id);
        for keys in keys.values() {
            let pair = IdentityPair::from_secrets(&keys.seed, [1; 32]);
            assert_eq!(pair.public().to_bytes()[..32], keys.public, "{}", system.id);
        }
    }
}
