use proptest::prelude::*;

use super::*;

fn refusal(name: &str) -> DecodeError {
    Address::new(name).unwrap_err()
}

fn encoded(address: &Address) -> Vec<u8> {
    let mut to = Writer::new();
    address.encode(&mut to);
    to.finish()
}

#[test]
fn p16_an_address_has_one_to_sixty_four_bytes_not_characters() {
    assert_eq!(refusal(""), DecodeError::Address { reason: "it is empty" });
    for name in ["a".to_owned(), "a".repeat(MAX_ADDRESS), "é".repeat(MAX_ADDRESS / 2)] {
        assert_eq!(Address::new(&name).unwrap().as_str(), name);
    }
    for name in ["a".repeat(MAX_ADDRESS + 1), "é".repeat(MAX_ADDRESS / 2 + 1)] {
        assert_eq!(refusal(&name), DecodeError::Address { reason: "it has more than 64 bytes" });
    }
}

#[test]
fn p1_control_characters_are_refused_wherever_they_stand() {
    for control in ['\0', '\n', '\u{1b}', '\u{7f}', '\u{85}', '\u{9f}'] {
        for name in [format!("{control}alice"), format!("al{control}ice"), format!("alice{control}")] {
            assert_eq!(refusal(&name), DecodeError::Address { reason: "it holds control characters" });
        }
    }
}

#[test]
fn p1_every_prefix_of_an_encoded_address_is_refused_as_truncated() {
    let bytes = encoded(&Address::new("alice").unwrap());
    for end in 0..bytes.len() {
        let truncated = match end {
            0 | 1 => DecodeError::Truncated { needed: 2, left: end },
            _ => DecodeError::Truncated { needed: 5, left: end - 2 },
        };
        assert_eq!(Address::decode(&mut Reader::new(&bytes[..end])), Err(truncated));
    }
}

#[test]
fn p1_a_length_off_by_one_or_at_its_maximum_does_not_pass_as_the_same_address() {
    let bytes = encoded(&Address::new("alice").unwrap());
    let with_length = |length: u16| [&length.to_be_bytes(), &bytes[2..]].concat();
    let decode = |bytes: &[u8]| Address::decode(&mut Reader::new(bytes));
    assert_eq!(decode(&with_length(6)), Err(DecodeError::Truncated { needed: 6, left: 5 }));
    assert_eq!(decode(&with_length(u16::MAX)), Err(DecodeError::Truncated { needed: 65_535, left: 5 }));
    assert_eq!(decode(&with_length(0)), Err(DecodeError::Address { reason: "it is empty" }));
    // One less is another address, with a byte left over for whoever reads on.
    assert_eq!(decode(&with_length(4)).unwrap().as_str(), "alic");
}

#[test]
fn p1_bytes_that_are_not_utf_8_are_refused() {
    for bytes in [&[0, 1, 0xff][..], &[0, 2, 0xc0, 0x80], &[0, 1, 0xc3], &[0, 3, 0xed, 0xa0, 0x80]] {
        let refused = Err(DecodeError::Address { reason: "it is not UTF-8" });
        assert_eq!(Address::decode(&mut Reader::new(bytes)), refused, "{bytes:02x?}");
    }
}

proptest! {
    #[test]
    fn p2_what_decodes_as_an_address_encodes_back_to_the_same_bytes(
        bytes in prop_oneof![
            any::<Vec<u8>>(),
            "\\PC{0,70}".prop_map(|name: String| {
                let mut to = Writer::new();
                to.prefixed(name.as_bytes());
                to.finish()
            }),
        ]
    ) {
        let mut from = Reader::new(&bytes);
        if let Ok(address) = Address::decode(&mut from) {
            let used = bytes.len() - from.rest().len();
            prop_assert_eq!(encoded(&address), &bytes[..used]);
        }
    }
}
