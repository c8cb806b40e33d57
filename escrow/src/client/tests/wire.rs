//! The envelope's layout: one encoding for each message, and nothing that a stranger sends makes it panic.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::fixtures::cases;

/// A message of every mandate.
fn messages() -> Vec<Envelope> {
    mandates().into_iter().map(|mandate| Talk::new(mandate, 1).alice_writes(b"words")).collect()
}

fn full() -> Envelope {
    let mandate = Mandate { proven: true, committed: true, bound: true, ..PLAIN };
    Talk::new(mandate, 1).alice_writes(b"words")
}

#[test]
fn an_envelope_of_every_mandate_survives_its_encoding() {
    for message in messages() {
        assert_eq!(Envelope::from_bytes(&message.to_bytes()), Ok(message));
    }
}

#[test]
fn every_prefix_of_an_envelope_is_refused_or_is_another_envelope() {
    for message in messages() {
        let bytes = message.to_bytes();
        let before_text = bytes.len() - message.sealed.len();
        for length in 0..bytes.len() {
            match Envelope::from_bytes(&bytes[..length]) {
                Err(DecodeError::Truncated { .. }) => assert!(length < before_text, "cut at {length}"),
                // Only the text has no length of its own; its tag tells that it was cut.
                Ok(cut) => assert!(length >= before_text && cut != message, "cut at {length}"),
                other => panic!("cut at {length}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_text_that_was_cut_on_the_wire_is_refused_by_its_reader() {
    let message = full();
    for cut in 1..=message.sealed.len() {
        let mut talk = Talk::new(PLAIN, 1);
        let mut message = talk.alice_writes(b"words");
        message.sealed.truncate(message.sealed.len().saturating_sub(cut));
        assert_eq!(talk.bob_reads(&message), Err(ClientError::Content(ContentError::Sealed)));
    }
}

#[test]
fn an_honest_envelope_is_none_of_the_mandate_and_the_other_way_round() {
    let message = full();
    assert_eq!(Envelope::from_bytes(&message.inner.to_bytes()), Err(DecodeError::Magic));
    assert_eq!(honest::Envelope::from_bytes(&message.to_bytes()), Err(DecodeError::Magic));
}

#[test]
fn another_magic_version_or_flag_is_refused() {
    let message = full();
    let bytes = message.to_bytes();
    let flag = 9 + message.inner.to_bytes().len();
    let with = |place: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[place] = byte;
        Envelope::from_bytes(&bytes)
    };
    assert_eq!(with(0, b'd'), Err(DecodeError::Magic));
    assert_eq!(with(4, 0xE2), Err(DecodeError::Version { got: 0xE2, expected: VERSION }));
    assert_eq!(with(flag, 2), Err(DecodeError::Value { what: "flag" }));
}

#[test]
fn an_inner_length_beyond_the_bytes_is_refused() {
    let mut bytes = full().to_bytes();
    bytes[5..9].copy_from_slice(&u32::MAX.to_be_bytes());
    let left = bytes.len() - 9;
    let needed = usize::try_from(u32::MAX).unwrap();
    assert_eq!(Envelope::from_bytes(&bytes), Err(DecodeError::Truncated { needed, left }));
}

#[test]
fn an_envelope_at_the_bound_is_read_and_one_byte_more_is_refused() {
    let (mut message, bound) = (full(), 2 * MAX_WIRE);
    let before_text = message.to_bytes().len() - message.sealed.len();
    message.sealed = vec![0; bound - before_text];
    assert_eq!(Envelope::from_bytes(&message.to_bytes()).as_ref(), Ok(&message));
    message.sealed.push(0);
    let refused = DecodeError::TooLong { what: "envelope", got: bound + 1, bound };
    assert_eq!(Envelope::from_bytes(&message.to_bytes()), Err(refused));
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn arbitrary_bytes_never_panic_and_what_reads_is_written_in_the_same_bytes(
        bytes in vec(any::<u8>(), 0..600), headed: bool,
    ) {
        let head: &[u8] = if headed { &[b'D', b'O', b'R', b'E', VERSION] } else { &[] };
        let bytes = [head, &bytes].concat();
        if let Ok(message) = Envelope::from_bytes(&bytes) {
            prop_assert_eq!(message.to_bytes(), bytes);
        }
    }

    #[test]
    fn a_damaged_envelope_is_refused_or_written_in_the_same_bytes_and_its_reader_does_not_panic(
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), which: prop::sample::Index,
    ) {
        let mandates = mandates();
        let mut talk = Talk::new(mandates[which.index(mandates.len())], 1);
        let original = talk.alice_writes(b"words").to_bytes();
        let mut bytes = original.clone();
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok(message) = Envelope::from_bytes(&bytes) {
            prop_assert_eq!(message.to_bytes(), bytes);
            if let Ok(text) = talk.bob_reads(&message) {
                prop_assert_eq!(text, b"words", "damage may go unseen; another text may not come of it");
            }
        }
    }
}
