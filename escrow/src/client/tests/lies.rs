//! Row E11 and the safeguards of row E10: senders who lie to the authority, and holders of a deposited key who
//! lie to the peer.

use super::*;
use crate::error::OpenError;

/// What the authority and the peer make of a message of alice's whose field holds something of her choosing.
fn lie(mandate: Mandate, deposit: &[u8]) -> (Result<Vec<u8>, OpenError>, Result<Vec<u8>, ClientError>) {
    let mut talk = Talk::new(mandate, 1);
    let (to, rng) = (address("bob"), &mut rng(3));
    let key = ContentKey::generate(rng);
    let label = talk.alice.label(&to, talk.session, SENT);
    let field = AccessField::seal(&talk.secret.public(), label, deposit, mandate.proven, rng).unwrap();
    let message = talk.alice.send_under(&to, talk.session, &key, 0, field, b"words").unwrap();
    let message = Envelope::from_bytes(&message.to_bytes()).unwrap();
    (authority_reads(&talk.secret, &message), talk.bob_reads(&message))
}

/// Every combination of the two safeguards on the message.
fn safeguards() -> impl Iterator<Item = Mandate> {
    [(false, false), (false, true), (true, false), (true, true)]
        .into_iter()
        .map(|(committed, bound)| Mandate { proven: true, committed, bound, ..PLAIN })
}

#[test]
fn e11_a_sender_who_deposits_another_key_is_read_by_its_peer_and_not_by_the_authority() {
    // A property of the design, whatever its safeguards: the peer cannot look into the field.
    for mandate in safeguards() {
        let (authority, peer) = lie(mandate, &[0x11; 32]);
        let refused = if mandate.committed { ContentError::Commitment } else { ContentError::Sealed };
        assert_eq!(authority, Err(OpenError::Content(refused)), "{mandate:?}");
        assert_eq!(peer, Ok(b"words".to_vec()), "{mandate:?}");
    }
}

#[test]
fn e11_a_sender_who_attaches_garbage_is_read_by_its_peer_and_not_by_the_authority() {
    for mandate in safeguards() {
        let mut talk = Talk::new(mandate, 1);
        let mut message = talk.alice_writes(b"words");
        message.field.as_mut().unwrap().sealed = vec![0x11; 48];
        let refused = OpenError::Field(FieldError::Sealed);
        assert_eq!(authority_reads(&talk.secret, &message), Err(refused), "{mandate:?}");
        assert_eq!(talk.bob_reads(&message), Ok(b"words".to_vec()), "{mandate:?}");
    }
}

#[test]
fn e11_a_sender_who_seals_to_a_key_of_its_own_is_read_by_its_peer_and_not_by_the_authority() {
    for mandate in safeguards() {
        let mut talk = Talk::new(mandate, 1);
        talk.alice.set_epoch_key(EpochKey { epoch: EPOCH, public: secret(66).public() });
        let message = talk.alice_writes(b"words");
        let refused = OpenError::Field(FieldError::Sealed);
        assert_eq!(authority_reads(&talk.secret, &message), Err(refused), "{mandate:?}");
        assert_eq!(talk.bob_reads(&message), Ok(b"words".to_vec()), "{mandate:?}");
    }
}

#[test]
fn e11_the_honest_sender_is_the_control() {
    let mut talk = Talk::new(PLAIN, 1);
    let message = talk.alice_writes(b"words");
    assert_eq!(authority_reads(&talk.secret, &message), Ok(b"words".to_vec()));
    assert_eq!(lie(PLAIN, &[0x11; 32]).1, talk.bob_reads(&message));
}

#[test]
fn e10_whoever_holds_the_deposited_key_writes_in_the_senders_name_unless_the_text_is_bound() {
    for mandate in safeguards() {
        let mut talk = Talk::new(mandate, 1);
        let mut message = talk.alice_writes(b"I was at home");
        let key = deposited(&talk.secret, message.field.as_ref().unwrap());
        message.sealed = content::seal(&key, &message.about(talk.session), b"I did it").unwrap();
        let expected = if mandate.bound {
            Err(ClientError::Content(ContentError::Binding))
        } else {
            Ok(b"I did it".to_vec())
        };
        assert_eq!(talk.bob_reads(&message), expected, "{mandate:?}");
    }
}

#[test]
fn e10_without_any_key_nobody_changes_the_text() {
    for mandate in safeguards() {
        let mut talk = Talk::new(mandate, 1);
        let mut message = talk.alice_writes(b"words");
        message.sealed[0] ^= 1;
        let refused = if mandate.bound { ContentError::Binding } else { ContentError::Sealed };
        assert_eq!(talk.bob_reads(&message), Err(ClientError::Content(refused)), "{mandate:?}");
    }
}

#[test]
fn e10_a_changed_number_or_commitment_is_refused() {
    type Change = fn(&mut Envelope);
    let number: Change = |message| message.number += 1;
    let other: Change = |message| message.commitment = Some([9; 32]);
    let none: Change = |message| message.commitment = None;
    let table =
        [(number, ContentError::Sealed), (other, ContentError::Commitment), (none, ContentError::Commitment)];
    for (change, refused) in table {
        let mut talk = Talk::new(Mandate { committed: true, ..PLAIN }, 1);
        let mut message = talk.alice_writes(b"words");
        change(&mut message);
        assert_eq!(talk.bob_reads(&message), Err(ClientError::Content(refused)));
        let mut talk = Talk::new(Mandate { committed: true, bound: true, ..PLAIN }, 1);
        let mut message = talk.alice_writes(b"words");
        change(&mut message);
        assert_eq!(talk.bob_reads(&message), Err(ClientError::Content(ContentError::Binding)));
    }
}

#[test]
fn e10_once_per_session_lets_a_relay_without_any_key_exchange_texts_unless_they_are_bound() {
    // The honest message carries the same key each time, so any text of the session fits any of its messages.
    for bound in [false, true] {
        let mut talk = Talk::new(Mandate { bound, ..ONCE }, 1);
        let [yes, no] = [b"yes", b"no!"].map(|text| talk.alice_writes(text));
        let swapped = Envelope { inner: yes.inner.clone(), ..no };
        let expected =
            if bound { Err(ClientError::Content(ContentError::Binding)) } else { Ok(b"no!".to_vec()) };
        assert_eq!(talk.bob_reads(&swapped), expected);
    }
}

#[test]
fn e10_a_key_for_each_message_does_not_let_a_relay_exchange_texts() {
    let mut talk = Talk::new(PLAIN, 1);
    let [yes, no] = [b"yes", b"no!"].map(|text| talk.alice_writes(text));
    let swapped = Envelope { inner: yes.inner.clone(), ..no };
    assert_eq!(talk.bob_reads(&swapped), Err(ClientError::Content(ContentError::Sealed)));
}

#[test]
fn e10_a_carried_key_that_is_too_short_is_no_key() {
    for mandate in [PLAIN, ONCE] {
        let mut talk = Talk::new(mandate, 1);
        let mut message = talk.alice_writes(b"words");
        message.inner = talk.alice.device_mut().send(&address("bob"), &[1; 31]).unwrap();
        assert_eq!(talk.bob_reads(&message), Err(ClientError::Content(ContentError::NoText)));
    }
}

#[test]
fn a_message_whose_text_is_refused_has_spent_its_key_in_the_honest_device() {
    // As the documentation says: the honest message was read.
    let mut talk = Talk::new(PLAIN, 1);
    let message = talk.alice_writes(b"words");
    let mut damaged = message.clone();
    damaged.sealed[0] ^= 1;
    assert_eq!(talk.bob_reads(&damaged), Err(ClientError::Content(ContentError::Sealed)));
    let duplicate = honest::error::DecryptError::Duplicate { number: 0 };
    assert_eq!(talk.bob_reads(&message), Err(ClientError::Decrypt(duplicate)));
}
