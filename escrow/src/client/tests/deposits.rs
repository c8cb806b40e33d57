//! What is deposited, who can read with it, and what the peer sees of it.

use super::*;
use crate::error::OpenError;
use honest::prekeys::Suite;

#[test]
fn a_conversation_under_every_mandate_reads_as_it_was_written() {
    for mandate in mandates() {
        for suite in [Suite::Classical, Suite::Hybrid] {
            let mut talk = Talk::in_suite(suite, mandate, 1);
            let first = talk.alice_writes(b"first");
            let second = talk.alice_writes(b"second");
            assert_eq!(talk.bob_reads(&second), Ok(b"second".to_vec()), "{mandate:?}");
            assert_eq!(talk.bob_reads(&first), Ok(b"first".to_vec()), "{mandate:?}");
            let reply = talk.bob_writes(b"reply");
            assert_eq!(talk.alice_reads(&reply), Ok(b"reply".to_vec()), "{mandate:?}");
        }
    }
}

#[test]
fn the_holder_of_the_escrow_key_reads_both_directions_where_content_keys_are_deposited() {
    for mandate in mandates().into_iter().filter(|mandate| matches!(mandate.deposit, Deposit::ContentKey(_)))
    {
        let mut talk = Talk::new(mandate, 1);
        let message = talk.alice_writes(b"to bob");
        talk.bob_reads(&message).unwrap();
        let reply = talk.bob_writes(b"to alice");
        assert_eq!(authority_reads(&talk.secret, &message), Ok(b"to bob".to_vec()), "{mandate:?}");
        assert_eq!(authority_reads(&talk.secret, &reply), Ok(b"to alice".to_vec()), "{mandate:?}");
    }
}

#[test]
fn an_empty_text_and_the_longest_text_are_carried_under_every_mandate() {
    for mandate in mandates() {
        let mut talk = Talk::in_suite(Suite::Hybrid, mandate, 1);
        for text in [vec![], vec![7; crate::limits::MAX_TEXT]] {
            let message = Envelope::from_bytes(&talk.alice_writes(&text).to_bytes()).unwrap();
            assert_eq!(talk.bob_reads(&message), Ok(text), "{mandate:?}");
        }
    }
}

#[test]
fn a_text_too_long_is_refused_before_the_honest_device_spends_a_key() {
    let mut talk = Talk::new(PLAIN, 1);
    let (before, bound) = (talk.alice.device().export(), crate::limits::MAX_TEXT);
    let refused = talk.alice.send(&address("bob"), &vec![7; bound + 1], SENT, &mut rng(1));
    assert_eq!(refused, Err(ContentError::TooLong { got: bound + 1, bound }.into()));
    assert_eq!(*talk.alice.device().export(), *before);
}

#[test]
fn a_message_to_somebody_without_a_session_is_refused() {
    let mut talk = Talk::new(PLAIN, 1);
    let refused = talk.alice.send(&address("carol"), b"words", SENT, &mut rng(1));
    let none = honest::error::EncryptError::NoSession { address: "carol".into() };
    assert_eq!(refused, Err(ClientError::Encrypt(none)));
}

#[test]
fn a_message_stripped_of_its_access_field_changes_nothing_for_the_peer() {
    // Two worlds of one seed, to the byte the same but for the field.
    for mandate in mandates() {
        let (mut with, mut without) = (Talk::new(mandate, 1), Talk::new(mandate, 1));
        for text in [b"first", b"again"] {
            let message = with.alice_writes(text);
            let mut stripped = without.alice_writes(text);
            stripped.field = None;
            assert_eq!(with.bob_reads(&message), Ok(text.to_vec()), "{mandate:?}");
            assert_eq!(without.bob_reads(&stripped), Ok(text.to_vec()), "{mandate:?}");
            assert_eq!(*with.bob.export(), *without.bob.export(), "{mandate:?}");
        }
        let (reply, same) = (with.bob_writes(b"reply"), without.bob_writes(b"reply"));
        assert_eq!(reply, same, "{mandate:?}");
    }
}

#[test]
fn a_garbled_access_field_changes_nothing_for_the_peer() {
    for mandate in mandates() {
        let mut talk = Talk::new(mandate, 1);
        let mut message = talk.alice_writes(b"words");
        if let Some(field) = &mut message.field {
            (field.enc, field.sealed) = ([0; 32], vec![0; 9]);
            field.label.to = address("carol");
        }
        assert_eq!(talk.bob_reads(&message), Ok(b"words".to_vec()), "{mandate:?}");
    }
}

#[test]
fn the_honest_device_inside_takes_the_inner_message_like_any_other() {
    for mandate in mandates() {
        let mut talk = Talk::new(mandate, 1);
        let message = talk.alice_writes(b"words");
        let received = talk.bob.device_mut().receive(&message.inner, &mut rng(1)).unwrap();
        assert_eq!((received.from, received.session), (address("alice"), talk.session));
        let carried = match mandate.deposit {
            Deposit::ContentKey(_) => {
                let key = deposited(&talk.secret, message.field.as_ref().unwrap());
                let binding = message.about(talk.session).binding(&message.sealed);
                let binding = if mandate.bound { &binding[..] } else { &[] };
                [key.as_bytes(), binding].concat()
            }
            _ => b"words".to_vec(),
        };
        assert_eq!(received.text, carried, "{mandate:?}");
    }
}

#[test]
fn each_message_has_a_key_and_a_field_of_its_own() {
    let mut talk = Talk::new(PLAIN, 1);
    let [first, second] = [b"one", b"two"].map(|text| talk.alice_writes(text));
    let [one, two] = [&first, &second].map(|message| message.field.clone().unwrap());
    assert_ne!(one.enc, two.enc);
    assert_ne!(deposited(&talk.secret, &one), deposited(&talk.secret, &two));
    assert_eq!((first.number, second.number), (0, 0));
}

#[test]
fn a_field_says_who_when_in_which_session_and_epoch() {
    for mandate in [PLAIN, ONCE, SESSION_ROOT] {
        let mut talk = Talk::new(mandate, 1);
        let label = talk.alice_writes(b"words").field.unwrap().label;
        let (from, to) = (address("alice"), address("bob"));
        assert_eq!(label, Label { epoch: EPOCH, session: talk.session, sent: SENT, from, to });
    }
}

#[test]
fn a_field_is_proven_exactly_where_the_mandate_asks_for_it() {
    for mandate in mandates() {
        let mut talk = Talk::new(mandate, 1);
        let message = talk.alice_writes(b"words");
        let field = message.field.as_ref().or(talk.alice.deposited_identity()).unwrap();
        assert_eq!(field.verify_label().is_ok(), mandate.proven, "{mandate:?}");
        let commits = mandate.committed && matches!(mandate.deposit, Deposit::ContentKey(_));
        assert_eq!(message.commitment.is_some(), commits, "{mandate:?}");
    }
}

#[test]
fn once_per_session_repeats_the_field_and_counts_the_texts() {
    let mut talk = Talk::new(ONCE, 1);
    let messages: Vec<Envelope> = (0..5u8).map(|text| talk.alice_writes(&[text])).collect();
    for (number, message) in (0..).zip(&messages) {
        assert_eq!((message.number, &message.field), (number, &messages[0].field));
        let text = vec![u8::try_from(number).unwrap()];
        assert_eq!(authority_reads(&talk.secret, message), Ok(text));
    }
    for message in messages.iter().rev() {
        talk.bob_reads(message).unwrap();
    }
    let reply = talk.bob_writes(b"reply");
    assert_ne!(reply.field, messages[0].field, "each direction has its own");
    assert_eq!(reply.number, 0);
}

#[test]
fn once_per_session_repeats_the_time_of_the_first_message_too() {
    // So a warrant's window covers or misses a whole session and epoch, whenever a message was sent.
    let mut talk = Talk::new(ONCE, 1);
    talk.alice_writes(b"first");
    let later = talk.alice.send(&address("bob"), b"later", SENT + 90_000, &mut rng(1)).unwrap();
    assert_eq!(later.field.unwrap().label.sent, SENT);
}

#[test]
fn once_per_session_seals_afresh_for_every_session() {
    let mut talk = Talk::new(ONCE, 1);
    let first = talk.alice_writes(b"first").field.unwrap();
    let bundle = talk.published.next_bundle();
    let session = talk.alice.begin(&address("bob"), bundle, SENT, &mut talk.rng).unwrap();
    let message = talk.alice_writes(b"second");
    let second = message.field.unwrap();
    assert_eq!((message.number, second.label.session), (0, session));
    assert_ne!(deposited(&talk.secret, &first), deposited(&talk.secret, &second));
}

#[test]
fn once_per_session_leaves_the_key_on_the_senders_device_and_each_message_leaves_none() {
    for (mandate, left) in [(PLAIN, 0), (ONCE, 1)] {
        let mut talk = Talk::new(mandate, 1);
        let message = talk.alice_writes(b"words");
        let key = deposited(&talk.secret, message.field.as_ref().unwrap());
        let state = talk.alice.export();
        let found = state.windows(32).filter(|window| window == key.as_bytes()).count();
        assert_eq!(found, left, "{mandate:?}");
        let device = talk.alice.device().export();
        let mut to = Writer::new();
        to.count(device.len()).put(&device).count(left);
        if left == 1 {
            to.put(&talk.session.0).u32(EPOCH).put(key.as_bytes());
        }
        assert_eq!(*state, to.finish());
    }
}

#[test]
fn a_session_root_is_deposited_until_the_peer_has_answered() {
    let mut talk = Talk::new(SESSION_ROOT, 1);
    let message = talk.alice_writes(b"first");
    let field = message.field.clone().expect("the root goes along");
    let again = talk.alice_writes(b"again");
    assert_eq!(again.field.as_ref(), Some(&field), "until bob has surely seen it");

    let opened = field.open(&talk.secret).unwrap();
    let root = stored_state::session(&opened).unwrap();
    assert_eq!(root.id, talk.session);
    assert_eq!((root.sending.1, root.receiving.is_some()), (0, false));

    talk.bob_reads(&message).unwrap();
    talk.bob_reads(&again).unwrap();
    let reply = talk.bob_writes(b"reply");
    assert_eq!(reply.field, None, "bob began no session");
    talk.alice_reads(&reply).unwrap();
    assert_eq!(talk.alice_writes(b"after").field, None);
}

#[test]
fn a_session_root_fits_a_field_in_either_suite() {
    for suite in [Suite::Classical, Suite::Hybrid] {
        let mut talk = Talk::in_suite(suite, SESSION_ROOT, 1);
        let opened = talk.alice_writes(b"words").field.unwrap().open(&talk.secret).unwrap();
        assert!(opened.len() <= crate::limits::MAX_DEPOSIT, "{suite:?}: {} bytes", opened.len());
        let state = talk.alice.device().export();
        // Sending has moved its chain on, and nothing else.
        let now = stored_state::session_bytes(&state, talk.session).unwrap();
        assert_eq!(now.len(), opened.len());
        assert_ne!(*opened, now);
    }
}

#[test]
fn a_deposited_session_root_speaks_to_a_device_that_never_heard_of_the_mandate() {
    let mut talk = Talk::new(SESSION_ROOT, 1);
    let message = talk.alice_writes(b"words");
    assert_eq!((message.number, message.sealed.len(), message.commitment), (0, 0, None));
    let mut bob = Device::restore(&talk.bob.device().export(), 0).unwrap();
    assert_eq!(bob.receive(&message.inner, &mut rng(1)).unwrap().text, b"words");
}

#[test]
fn a_deposited_identity_is_the_identity() {
    for mandate in [IDENTITY_KEY, Mandate { proven: true, ..IDENTITY_KEY }] {
        let mut talk = Talk::new(mandate, 1);
        for client in [&talk.alice, &talk.bob] {
            let field = client.deposited_identity().expect("sealed at registration");
            let address = client.device().address().clone();
            let session = SessionId([0; 8]);
            let about = Label { epoch: EPOCH, session, sent: SENT, from: address.clone(), to: address };
            assert_eq!(field.label, about);
            let secrets = field.open(&talk.secret).unwrap();
            let (seed, agreement) = secrets.split_at(32);
            let pair = IdentityPair::from_secrets(seed.try_into().unwrap(), agreement.try_into().unwrap());
            assert_eq!(pair.public(), client.device().identity());
        }
        assert_eq!(talk.alice_writes(b"words").field, None, "messages carry nothing");
    }
}

#[test]
fn only_the_mandate_that_asks_for_it_deposits_the_identity() {
    for mandate in [PLAIN, ONCE, SESSION_ROOT] {
        assert_eq!(Talk::new(mandate, 1).alice.deposited_identity(), None);
    }
}

#[test]
fn a_mandate_with_an_unusable_key_stops_the_client_and_not_the_device_inside() {
    let zero = EscrowSecret::from_bytes([0; 32]).unwrap();
    let key = EpochKey { epoch: EPOCH, public: zero.public() };
    let new = Client::new(address("alice"), Suite::Classical, IDENTITY_KEY, key, SENT, &mut rng(1));
    assert_eq!(new.err(), Some(ClientError::Field(FieldError::Key)));

    let mut talk = Talk::new(PLAIN, 1);
    talk.alice.set_epoch_key(key);
    let before = talk.alice.device().export();
    let refused = talk.alice.send(&address("bob"), b"words", SENT, &mut rng(1));
    assert_eq!(refused, Err(ClientError::Field(FieldError::Key)));
    assert_eq!(*talk.alice.device().export(), *before);
}

#[test]
fn another_escrow_key_reads_nothing() {
    let mut talk = Talk::new(PLAIN, 1);
    let message = talk.alice_writes(b"words");
    let refused = Err(OpenError::Field(FieldError::Sealed));
    assert_eq!(authority_reads(&secret(2), &message), refused);
    assert_eq!(authority_reads(&copy(&talk.secret), &message), Ok(b"words".to_vec()));
}

#[test]
fn a_client_prints_nothing_that_its_state_keeps_secret() {
    for mandate in mandates() {
        let mut talk = Talk::in_suite(Suite::Hybrid, mandate, 1);
        for text in [b"one", b"two"] {
            let message = talk.alice_writes(text);
            talk.bob_reads(&message).unwrap();
        }
        let reply = talk.bob_writes(b"reply");
        talk.alice_reads(&reply).unwrap();
        for client in [&talk.alice, &talk.bob] {
            let state = client.device().export();
            let stored = stored_state::device(&state).unwrap();
            let printed = format!("{client:?}{client:#?}{stored:?}{:?}", stored.sessions);
            let mut secrets = vec![stored.signing_seed.as_slice(), &*stored.agreement_secret];
            secrets.extend(stored.signed.iter().chain(&stored.one_time).map(|(_, secret)| secret.as_slice()));
            secrets.extend(stored.kem.iter().map(|(_, seed)| seed.as_slice()));
            for (_, session) in &stored.sessions {
                secrets.extend([session.root.as_slice(), &*session.own, &*session.sending.0]);
                secrets.extend(session.receiving.iter().map(|(_, chain, _)| chain.as_slice()));
            }
            assert!(secrets.len() > 6);
            let name = format!("Client {{ device: Device {{ address: {:?}", client.device().address());
            assert!(printed.starts_with(&name) && printed.contains(&format!("{mandate:?}")), "{printed}");
            assert_silent(&printed, &secrets);
            for kept in client.session_keys.values() {
                assert_silent(&printed, &[kept.key.as_bytes()]);
            }
        }
    }
}
