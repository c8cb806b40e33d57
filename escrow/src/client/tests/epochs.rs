//! Row E12: the escrow key changes in the middle of a session.

use super::*;
use crate::error::OpenError;

const NEXT: u32 = EPOCH + 1;

/// Both clients seal to the key of the next epoch from now on.
fn turn(talk: &mut Talk) -> EscrowSecret {
    let next = secret(77);
    let key = EpochKey { epoch: NEXT, public: next.public() };
    talk.alice.set_epoch_key(key);
    talk.bob.set_epoch_key(key);
    next
}

const SEALED: Result<Vec<u8>, OpenError> = Err(OpenError::Field(FieldError::Sealed));

#[test]
fn e12_each_message_opens_with_the_key_of_the_epoch_it_was_sealed_in_and_with_no_other() {
    for mandate in [PLAIN, ONCE] {
        let mut talk = Talk::new(mandate, 1);
        let old = talk.alice_writes(b"old");
        talk.bob_reads(&old).unwrap();
        let old_reply = talk.bob_writes(b"old reply");
        let next = turn(&mut talk);
        let new = talk.alice_writes(b"new");
        talk.alice_reads(&old_reply).unwrap();
        talk.bob_reads(&new).unwrap();
        let new_reply = talk.bob_writes(b"new reply");
        assert_eq!(talk.alice_reads(&new_reply), Ok(b"new reply".to_vec()), "the session goes on");

        let old_key = copy(&talk.secret);
        for (message, text) in [(&old, &b"old"[..]), (&old_reply, b"old reply")] {
            assert_eq!(message.field.as_ref().unwrap().label.epoch, EPOCH);
            assert_eq!(authority_reads(&old_key, message), Ok(text.to_vec()), "{mandate:?}");
            assert_eq!(authority_reads(&next, message), SEALED, "{mandate:?}");
        }
        for (message, text) in [(&new, &b"new"[..]), (&new_reply, b"new reply")] {
            assert_eq!(message.field.as_ref().unwrap().label.epoch, NEXT);
            assert_eq!(authority_reads(&next, message), Ok(text.to_vec()), "{mandate:?}");
            assert_eq!(authority_reads(&old_key, message), SEALED, "{mandate:?}");
        }
    }
}

#[test]
fn e12_once_per_session_makes_a_new_content_key_for_every_epoch_and_counts_from_zero() {
    let mut talk = Talk::new(ONCE, 1);
    let old = [talk.alice_writes(b"0"), talk.alice_writes(b"1")];
    let next = turn(&mut talk);
    let new = [talk.alice_writes(b"2"), talk.alice_writes(b"3")];
    assert_eq!([&old[0], &old[1], &new[0], &new[1]].map(|message| message.number), [0, 1, 0, 1]);
    let old_key = deposited(&talk.secret, old[1].field.as_ref().unwrap());
    let new_key = deposited(&next, new[1].field.as_ref().unwrap());
    assert_ne!(old_key, new_key);
    let about = new[0].about(talk.session);
    assert_eq!(content::open(&old_key, &about, &new[0].sealed), Err(ContentError::Sealed));
}

#[test]
fn e12_going_back_to_an_earlier_epoch_does_not_bring_back_its_content_key() {
    let mut talk = Talk::new(ONCE, 1);
    let before = talk.alice_writes(b"before").field.unwrap();
    turn(&mut talk);
    talk.alice_writes(b"between");
    talk.alice.set_epoch_key(EpochKey { epoch: EPOCH, public: talk.secret.public() });
    let after = talk.alice_writes(b"after");
    assert_eq!(after.number, 0);
    let after = after.field.unwrap();
    assert_ne!(deposited(&talk.secret, &before), deposited(&talk.secret, &after));
}

#[test]
fn e12_a_session_root_is_sealed_in_the_epoch_in_which_the_session_began() {
    let mut talk = Talk::new(SESSION_ROOT, 1);
    let next = turn(&mut talk);
    let field = talk.alice_writes(b"words").field.unwrap();
    assert_eq!(field.label.epoch, EPOCH);
    assert!(field.open(&talk.secret).is_ok());
    assert_eq!(field.open(&next), Err(FieldError::Sealed));
}

#[test]
fn e12_peers_of_two_epochs_read_each_other() {
    let mut talk = Talk::new(PLAIN, 1);
    talk.alice.set_epoch_key(EpochKey { epoch: NEXT, public: secret(77).public() });
    let ahead = talk.alice_writes(b"ahead");
    assert_eq!(talk.bob_reads(&ahead), Ok(b"ahead".to_vec()));
    let behind = talk.bob_writes(b"behind");
    assert_eq!(behind.field.as_ref().unwrap().label.epoch, EPOCH);
    assert_eq!(talk.alice_reads(&behind), Ok(b"behind".to_vec()));
}
