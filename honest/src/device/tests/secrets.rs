//! P19: nothing that is printed holds a secret.

use std::collections::BTreeSet;
use std::fmt::{Debug, Write as _};

use crate::device::Device;
use crate::error::DecryptError;
use crate::fixtures::{Pair, address, refused, refused_by, rng};
use crate::handshake::{self, Seed};
use crate::prekeys::{PrekeyStore, Suite};
use crate::ratchet::{ChainKey, MessageKey, Ratchet, RootKey};
use crate::session::Session;

/// Bob, in the middle of a conversation and with everything in his state that it has a place for; Alice likewise.
fn lived_in() -> Pair {
    let mut pair = Pair::talking(Suite::Hybrid, 161);
    pair.alice_sends(b"late");
    pair.round_trip();
    pair.bob.rotate(&mut pair.rng);
    let mut published = pair.bob.publish(2, &mut pair.rng);
    pair.alice_begins(&mut published);
    pair
}

fn session(device: &Device) -> &Session {
    &device.contacts.values().next().unwrap().sessions[0]
}

/// The secrets of a device: every part of its state that must never be shown.
fn secrets_of(device: &Device) -> Vec<Vec<u8>> {
    let mut secrets: Vec<&[u8]> =
        vec![device.identity.signing().seed(), device.identity.agreement().secret_bytes()];
    let PrekeyStore { current, previous, one_time, kem_one_time, .. } = &device.prekeys;
    for rotating in std::iter::once(current).chain(previous) {
        secrets.push(rotating.pair.secret_bytes());
        secrets.extend(rotating.last_resort.as_ref().map(|(_, pair)| &pair.seed()[..]));
    }
    secrets.extend(one_time.values().map(|pair| &pair.secret_bytes()[..]));
    secrets.extend(kem_one_time.values().map(|pair| &pair.seed()[..]));
    for session in device.contacts.values().flat_map(|contact| &contact.sessions) {
        let Ratchet { root, sending, receiving, skipped, retired: _ } = &session.ratchet;
        secrets.extend([&root.state()[..], sending.own.secret_bytes(), sending.chain.state()]);
        secrets.extend(receiving.as_ref().map(|receiving| &receiving.chain.state()[..]));
        secrets.extend(skipped.iter().map(|waiting| &waiting.key.state()[..]));
    }
    secrets.into_iter().map(<[u8]>::to_vec).collect()
}

/// How a secret would look if it were printed: hexadecimal in both cases, and as a list of numbers. Eight bytes in a
/// row are enough to be found out.
fn prints(secret: &[u8]) -> Vec<String> {
    let mut prints = Vec::new();
    for part in secret.chunks_exact(8) {
        let lower: String = part.iter().map(|byte| format!("{byte:02x}")).collect();
        prints.extend([lower.to_uppercase(), lower]);
        prints.push(part.iter().map(u8::to_string).collect::<Vec<_>>().join(", "));
        prints.push(part.iter().map(u8::to_string).collect::<Vec<_>>().join(",\n"));
    }
    prints
}

/// Both forms of Debug, the second one with its indentation taken out.
fn debugged(shown: &mut String, value: &impl Debug) {
    let pretty = format!("{value:#?}");
    let pretty: Vec<_> = pretty.lines().map(str::trim).collect();
    writeln!(shown, "{value:?}\n{}", pretty.join("\n")).unwrap();
}

#[test]
fn p19_what_is_taken_for_a_secret_here_is_in_the_exported_state_and_nothing_is_left_out() {
    let pair = lived_in();
    for device in [&pair.alice, &pair.bob] {
        let state = device.export();
        let secrets = secrets_of(device);
        assert_eq!(secrets.iter().collect::<BTreeSet<_>>().len(), secrets.len());
        for secret in &secrets {
            assert!(state.windows(secret.len()).any(|bytes| bytes == secret));
        }
    }
    // Bob's: two of the identity, four that rotate, two each of the one-time prekeys, and of his session four and
    // the key of the late message.
    assert_eq!(secrets_of(&pair.bob).len(), 2 + 4 + 4 + 5);
}

#[test]
fn p19_the_search_for_secrets_finds_one_that_is_printed() {
    let secret: Vec<u8> = (0..32u8).map(|byte| byte.wrapping_mul(37)).collect();
    let found = |shown: &str| prints(&secret).iter().any(|print| shown.contains(print));
    let mut shown = String::new();
    debugged(&mut shown, &secret);
    assert!(found(&shown));
    assert!(found(&secret.iter().map(|byte| format!("{byte:02x}")).collect::<String>()));
    assert!(found(&secret.iter().map(|byte| format!("{byte:02X}")).collect::<String>()));
    assert!(!found("nothing of it"));
}

#[test]
fn p19_no_debug_or_display_output_holds_a_secret() {
    let mut pair = lived_in();
    let mut shown = String::new();
    for device in [&pair.alice, &pair.bob] {
        debugged(&mut shown, device);
        debugged(&mut shown, &device.prekeys);
        debugged(&mut shown, &device.identity);
        debugged(&mut shown, device.identity.signing());
        debugged(&mut shown, device.identity.agreement());
        for session in device.contacts.values().flat_map(|contact| &contact.sessions) {
            let Ratchet { root, sending, receiving, skipped, retired } = &session.ratchet;
            debugged(&mut shown, session);
            debugged(&mut shown, &session.ratchet);
            debugged(&mut shown, &(root, &sending.own, &sending.chain, retired));
            debugged(&mut shown, &receiving.as_ref().map(|receiving| (&receiving.theirs, &receiving.chain)));
            skipped.iter().for_each(|waiting| debugged(&mut shown, &waiting.key));
        }
    }
    let published = pair.bob.publish(1, &mut pair.rng);
    let bundle = published.clone().next_bundle();
    let verified = bundle.clone().verify(Suite::Hybrid).unwrap();
    let names = (pair.alice.address().clone(), pair.bob.address().clone());
    let (hello, seed) =
        handshake::initiate(&pair.alice.identity, &names.0, &names.1, &verified, &mut rng(1)).unwrap();
    let (spent, _) =
        handshake::accept(&pair.bob.identity, &names.0, &names.1, &pair.bob.prekeys, &hello).unwrap();
    debugged(&mut shown, &(&published, &bundle, &verified, &hello, &seed, &spent));
    let envelope = pair.alice_sends(b"text");
    debugged(&mut shown, &crate::wire::Message::parse(&envelope.message).unwrap());
    let number = pair.alice.safety_number(&names.1).unwrap();
    writeln!(shown, "{number} {number:?} {envelope:?}").unwrap();
    let mut secrets = secrets_of(&pair.alice);
    secrets.extend(secrets_of(&pair.bob));
    secrets.push(seed.secret.to_vec());
    for secret in secrets {
        for print in prints(&secret) {
            assert!(!shown.contains(&print), "a secret is printed: {print}");
        }
    }
}

#[test]
fn p19_no_error_holds_a_secret() {
    let mut pair = lived_in();
    let mut shown = String::new();
    let (envelope, bob) = (pair.alice_sends(b"text"), address("bob"));
    let mut show = |error: &dyn std::error::Error| {
        let mut cause = Some(error);
        while let Some(error) = cause {
            writeln!(shown, "{error} {error:?}").unwrap();
            cause = error.source();
        }
    };
    // A first message damaged all over: most refusals that there are on the way to its text.
    for place in (0..envelope.message.len()).step_by(3) {
        let mut damaged = envelope.clone();
        damaged.message[place] ^= 0x81;
        show(&refused_by(&mut pair.bob, &damaged));
    }
    pair.bob_reads(&envelope);
    show(&refused_by(&mut pair.bob, &envelope));
    show(&refused_by(&mut pair.alice, &envelope));
    show(&refused(&mut pair.alice, |device| device.send(&bob, &[0; 1 << 17])));
    show(&refused(&mut pair.alice, |device| device.send(&address("nobody"), b"")));
    let bundle = pair.bob.publish(1, &mut pair.rng).next_bundle();
    for place in (0..bundle.to_bytes().len()).step_by(5) {
        let mut bytes = bundle.to_bytes();
        bytes[place] ^= 0x81;
        let outcome =
            crate::prekeys::Bundle::from_bytes(&bytes).and_then(|bundle| bundle.verify(Suite::Hybrid));
        outcome.err().inspect(|error| show(error));
    }
    // The state is all secrets: what its decoder says of damaged ones, digest and all.
    let state = pair.bob.export();
    for place in (0..state.len() - 32).step_by(11) {
        let mut body = state[..state.len() - 32].to_vec();
        body[place] ^= 0x81;
        let bytes = [&body[..], &crate::primitives::kdf::sha256(&[&body])].concat();
        Device::restore(&bytes, 0).err().inspect(|error| show(error));
    }
    show(&Device::restore(&state, u64::MAX).err().unwrap());
    show(&DecryptError::Padding);
    assert!(shown.lines().count() > 500);
    for secret in secrets_of(&pair.alice).into_iter().chain(secrets_of(&pair.bob)) {
        for print in prints(&secret) {
            assert!(!shown.contains(&print), "a secret is printed: {print}");
        }
    }
}

#[test]
fn p19_debug_output_is_what_it_was_when_it_was_looked_at() {
    let pair = lived_in();
    let store = Pair::begun(Suite::Hybrid, 1, 162).bob.prekeys;
    let output = pair.bob.identity.agreement().agree(pair.alice.identity().agreement()).unwrap();
    let key = MessageKey::from_state([0xaa; 32]);
    let chain = ChainKey::from_state([0xaa; 32], 7);
    let root = RootKey::from_state([0xaa; 32]);
    let seed = Seed { secret: zeroize::Zeroizing::new([0xaa; 32]), associated: [0xbb; 32] };
    let mut writer = crate::codec::Writer::new();
    writer.put(&[0xaa; 32]);
    insta::assert_snapshot!(format!("{:#?}", pair.bob), @r"
    Device {
        address: Address(bob),
        identity: Identity {
            signing: SigningPublic(1a69d6d5..),
            agreement: DhPublic(dbe35ba2..),
        },
        contacts: [
            Address(alice),
        ],
        generation: 7,
        ..
    }
    ");
    insta::assert_snapshot!(format!("{:#?}", session(&pair.bob)), @r"
    Session {
        id: SessionId(aaa4e8a4c8b20141),
        unanswered: false,
        ratchet: Ratchet {
            own: DhPublic(cd734bec..),
            sent: 1,
            theirs: Some(
                DhPublic(c83eff99..),
            ),
            received: Some(
                2,
            ),
            skipped: 1,
            ..
        },
        ..
    }
    ");
    insta::assert_snapshot!(format!("{:#?}", pair.bob.identity), @r"
    IdentityPair {
        public: Identity {
            signing: SigningPublic(1a69d6d5..),
            agreement: DhPublic(dbe35ba2..),
        },
        ..
    }
    ");
    insta::assert_snapshot!(format!("{:?}", pair.bob.identity.signing()), @"SigningPair { public: SigningPublic(1a69d6d5..), .. }");
    insta::assert_snapshot!(format!("{root:?} {chain:?} {key:?} {seed:?} {output:?} {writer:?}"), @"RootKey(..) ChainKey { number: 7, .. } MessageKey(..) Seed { .. } DhOutput(..) Writer { len: 32, .. }");
    insta::assert_snapshot!(format!("{store:#?}"), @r"
    PrekeyStore {
        suite: Hybrid,
        next_id: 5,
        current: Rotating {
            id: 1,
            pair: DhPair {
                public: DhPublic(78673005..),
                ..
            },
            last_resort: Some(
                (
                    2,
                    KemPair {
                        public: KemPublic(e9c1b051..),
                        ..
                    },
                ),
            ),
            seen: {},
        },
        previous: None,
        one_time: {
            3: DhPair {
                public: DhPublic(f55095a4..),
                ..
            },
        },
        kem_one_time: {
            4: KemPair {
                public: KemPublic(fc89a4b0..),
                ..
            },
        },
    }
    ");
}
