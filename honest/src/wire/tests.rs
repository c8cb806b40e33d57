use proptest::prelude::*;

use super::*;
use crate::fixtures::{Pair, address};
use crate::limits::{MAX_ADDRESS, MAX_TEXT};
use crate::prekeys::Suite;
use crate::primitives::aead::TAG;

fn envelope() -> Envelope {
    Envelope { from: address("alice"), to: address("bob"), message: b"message".to_vec() }
}

/// The same message, written again from its parts.
fn rewritten(message: &Message<'_>) -> Vec<u8> {
    let mut to = Writer::new();
    write_clear(&mut to, message.hello, message.session, &message.header);
    assert_eq!(to.as_slice(), message.clear);
    to.put(message.sealed);
    to.finish()
}

/// A first message and a later one of each suite, as the wire shows them.
fn messages() -> Vec<Vec<u8>> {
    let mut messages = Vec::new();
    for suite in [Suite::Hybrid, Suite::Classical] {
        for one_time in 0..2 {
            messages.push(Pair::begun(suite, one_time, 1).alice_sends(b"first").message);
        }
        messages.push(Pair::talking(suite, 1).alice_sends(b"later").message);
    }
    messages
}

#[test]
fn p1_every_prefix_of_an_envelope_is_refused_until_both_addresses_are_there() {
    let bytes = envelope().to_bytes();
    let addresses_end = bytes.len() - b"message".len();
    for end in 0..addresses_end {
        let (needed, begin) = match end {
            0..4 => (4, 0),
            4 => (1, 4),
            5..7 => (2, 5),
            7..12 => (5, 7),
            12..14 => (2, 12),
            _ => (3, 14),
        };
        let truncated = DecodeError::Truncated { needed, left: end - begin };
        assert_eq!(Envelope::from_bytes(&bytes[..end]), Err(truncated), "{end}");
    }
    for end in addresses_end..=bytes.len() {
        assert_eq!(Envelope::from_bytes(&bytes[..end]).unwrap().to_bytes(), bytes[..end]);
    }
}

#[test]
fn p1_every_prefix_of_a_message_is_refused_until_its_clear_part_is_there() {
    for bytes in messages() {
        let clear = Message::parse(&bytes).unwrap().clear.len();
        for end in 0..clear {
            let refused = Message::parse(&bytes[..end]).unwrap_err();
            assert!(
                matches!(refused, DecodeError::Truncated { needed, left } if left < needed),
                "{refused:?}"
            );
        }
        // What is cut later is for the tag to refuse.
        for end in clear..bytes.len() {
            assert_eq!(rewritten(&Message::parse(&bytes[..end]).unwrap()), bytes[..end]);
        }
    }
}

#[test]
fn p1_a_ratchet_key_that_is_not_canonical_is_refused_before_anything_is_computed() {
    let mut bytes = Pair::talking(Suite::Classical, 1).alice_sends(b"later").message;
    bytes[9..41].fill(0xff);
    assert_eq!(Message::parse(&bytes).unwrap_err(), DecodeError::Key { what: "X25519 key" });
}

#[test]
fn p2_wrong_magic_bytes_are_refused_whichever_bit_is_wrong() {
    let bytes = envelope().to_bytes();
    for bit in 0..32 {
        let mut bytes = bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(Envelope::from_bytes(&bytes), Err(DecodeError::Magic));
    }
    assert_eq!(Envelope::from_bytes(b"DORS\xe1\0\x01a\0\x01b"), Err(DecodeError::Magic));
}

#[test]
fn p2_every_other_version_is_refused_with_both_numbers() {
    let mut bytes = envelope().to_bytes();
    for got in (0..=u8::MAX).filter(|&got| got != VERSION) {
        bytes[4] = got;
        assert_eq!(Envelope::from_bytes(&bytes), Err(DecodeError::Version { got, expected: VERSION }));
    }
}

#[test]
fn p2_every_other_kind_of_message_is_refused() {
    for mut bytes in messages() {
        for kind in (0..=u8::MAX).filter(|kind| ![KIND_FIRST, KIND_NEXT].contains(kind)) {
            bytes[0] = kind;
            let refused = Message::parse(&bytes).unwrap_err();
            assert_eq!(refused, DecodeError::Value { what: "kind of message" });
        }
    }
}

#[test]
fn p2_a_later_message_has_no_hello_and_a_first_one_gives_it_back_to_the_byte() {
    for bytes in messages() {
        let message = Message::parse(&bytes).unwrap();
        let hello = message.hello().unwrap();
        assert_eq!(hello.is_some(), bytes[0] == KIND_FIRST);
        assert_eq!(rewritten(&message), bytes);
        let mut again = Writer::new();
        hello.inspect(|hello| hello.encode(&mut again));
        assert_eq!(again.as_slice(), message.hello.unwrap_or_default());
    }
}

#[test]
fn p2_bytes_behind_a_hello_are_refused() {
    for bytes in messages() {
        let message = Message::parse(&bytes).unwrap();
        let Some(hello) = message.hello else { continue };
        let longer = [hello, &[0]].concat();
        let message = Message { hello: Some(&longer), ..message };
        assert_eq!(message.hello().unwrap_err(), DecodeError::Trailing { extra: 1 }.into());
    }
}

#[test]
fn p16_an_envelope_and_a_message_end_at_the_bound_of_the_wire() {
    let mut longest = envelope();
    longest.message.resize(MAX_WIRE - (longest.to_bytes().len() - longest.message.len()), 7);
    let mut bytes = longest.to_bytes();
    assert_eq!(bytes.len(), MAX_WIRE);
    assert_eq!(Envelope::from_bytes(&bytes), Ok(longest));
    bytes.push(7);
    let too_long = |what| DecodeError::TooLong { what, got: MAX_WIRE + 1, bound: MAX_WIRE };
    assert_eq!(Envelope::from_bytes(&bytes), Err(too_long("envelope")));

    let mut message = Pair::talking(Suite::Classical, 1).alice_sends(b"later").message;
    message.resize(MAX_WIRE, 7);
    assert_eq!(Message::parse(&message).unwrap().sealed.len(), MAX_WIRE - 49);
    message.push(7);
    assert_eq!(Message::parse(&message).unwrap_err(), too_long("message"));
}

#[test]
fn p16_the_longest_text_between_the_longest_addresses_with_a_whole_handshake_fits_the_wire() {
    let mut pair = Pair::begun(Suite::Hybrid, 1, 1);
    let message = pair.alice_sends(&[7; MAX_TEXT]).message;
    let name = address(&"a".repeat(MAX_ADDRESS));
    let bytes = Envelope { from: name.clone(), to: name, message }.to_bytes();
    assert!(bytes.len() <= MAX_WIRE, "{}", bytes.len());
    assert!(Envelope::from_bytes(&bytes).is_ok());
}

#[test]
fn p16_every_text_of_up_to_63_bytes_makes_a_message_of_one_length() {
    let mut pair = Pair::talking(Suite::Classical, 1);
    for len in 0..64 {
        assert_eq!(pair.alice_sends(&vec![b'x'; len]).message.len(), 49 + 64 + TAG);
    }
    assert_eq!(pair.alice_sends(&[b'x'; 64]).message.len(), 49 + 128 + TAG);
}

#[test]
fn p2_a_session_id_is_shown_as_sixteen_hexadecimal_digits() {
    let id = SessionId([0, 1, 2, 0xa, 0xff, 0x10, 0x7f, 0x80]);
    assert_eq!(id.to_string(), "0001020aff107f80");
    assert_eq!(format!("{id:?}"), "SessionId(0001020aff107f80)");
}

/// A message somewhere between genuine and noise: a genuine one, cut and with some bytes changed.
fn nearly_a_message() -> impl Strategy<Value = Vec<u8>> {
    let genuine = messages();
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3);
    (prop::sample::select(genuine), changes, any::<prop::sample::Index>(), any::<bool>()).prop_map(
        |(mut bytes, changes, end, cut)| {
            changes.iter().for_each(|(place, byte)| *place.get_mut(&mut bytes) = *byte);
            if cut {
                bytes.truncate(end.index(bytes.len()));
            }
            bytes
        },
    )
}

proptest! {
    #[test]
    fn p2_whatever_bytes_pass_as_an_envelope_encode_back_to_the_same_bytes(
        head in prop_oneof![Just(b"DORM\xe1\0\x01a\0\x01b".to_vec()), Just(b"DORM\xe1".to_vec()), Just(vec![])],
        tail in any::<Vec<u8>>(),
    ) {
        let bytes = [head, tail].concat();
        if let Ok(envelope) = Envelope::from_bytes(&bytes) {
            prop_assert_eq!(envelope.to_bytes(), bytes);
        }
    }

    #[test]
    fn p2_every_envelope_decodes_to_itself(
        from in "\\PC{1,16}", to in "\\PC{1,16}", message in any::<Vec<u8>>(),
    ) {
        let envelope = Envelope { from: address(&from), to: address(&to), message };
        prop_assert_eq!(Envelope::from_bytes(&envelope.to_bytes()), Ok(envelope));
    }

    #[test]
    fn p2_whatever_bytes_pass_as_a_message_encode_back_to_the_same_bytes(
        bytes in prop_oneof![any::<Vec<u8>>(), nearly_a_message()]
    ) {
        if let Ok(message) = Message::parse(&bytes) {
            prop_assert_eq!(rewritten(&message), &bytes[..]);
            if let Ok(Some(hello)) = message.hello() {
                let mut again = Writer::new();
                hello.encode(&mut again);
                prop_assert_eq!(Some(again.as_slice()), message.hello);
            }
        }
    }
}
