use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::fixtures::{address, assert_silent, cases, rng};

fn key() -> ContentKey {
    ContentKey::generate(&mut rng(1))
}

fn about() -> About {
    About {
        session: SessionId(*b"session1"),
        number: 3,
        from: address("alice"),
        to: address("bob"),
        commitment: None,
    }
}

/// Seals records of our own making, as another version of this layout might.
fn seal_records(records: &[u8]) -> Vec<u8> {
    aead::seal(&key().text_key(3), &about().to_bytes(), records)
}

#[test]
fn a_text_opens_under_its_key_and_label() {
    for text in [&b""[..], b"a", b"some words", &[0; 1_000], &[0x80; 5_000]] {
        let sealed = seal(&key(), &about(), text).unwrap();
        assert_eq!(open(&key(), &about(), &sealed), Ok(text.to_vec()));
    }
}

#[test]
fn a_text_at_the_bound_is_sealed_and_one_byte_more_is_refused() {
    let sealed = seal(&key(), &about(), &vec![7; MAX_TEXT]).unwrap();
    assert_eq!(open(&key(), &about(), &sealed), Ok(vec![7; MAX_TEXT]));
    let refused = ContentError::TooLong { got: MAX_TEXT + 1, bound: MAX_TEXT };
    assert_eq!(seal(&key(), &about(), &vec![7; MAX_TEXT + 1]), Err(refused));
}

#[test]
fn a_text_under_any_other_label_or_key_does_not_open() {
    let sealed = seal(&key(), &about(), b"words").unwrap();
    let others = [
        About { session: SessionId(*b"session2"), ..about() },
        About { number: 4, ..about() },
        About { from: address("carol"), ..about() },
        About { to: address("carol"), ..about() },
        About { from: address("bob"), to: address("alice"), ..about() },
        About { commitment: Some(key().commitment()), ..about() },
    ];
    for other in others {
        assert_eq!(open(&key(), &other, &sealed), Err(ContentError::Sealed), "{other:?}");
    }
    let other = ContentKey::generate(&mut rng(2));
    assert_eq!(open(&other, &about(), &sealed), Err(ContentError::Sealed));
}

#[test]
fn the_number_is_in_the_key_of_the_text_too() {
    assert_ne!(key().text_key(0), key().text_key(1));
    assert_ne!(*key().text_key(0), *key().as_bytes());
}

#[test]
fn a_sealed_text_cut_or_changed_anywhere_does_not_open() {
    let sealed = seal(&key(), &about(), b"words").unwrap();
    for place in 0..sealed.len() {
        assert_eq!(open(&key(), &about(), &sealed[..place]), Err(ContentError::Sealed));
        let mut changed = sealed.clone();
        changed[place] ^= 1;
        assert_eq!(open(&key(), &about(), &changed), Err(ContentError::Sealed));
    }
}

#[test]
fn e10_a_key_that_is_not_the_one_committed_to_is_refused_before_it_is_tried() {
    let committed = About { commitment: Some(key().commitment()), ..about() };
    let sealed = seal(&key(), &committed, b"words").unwrap();
    assert_eq!(open(&key(), &committed, &sealed), Ok(b"words".to_vec()));
    let other = ContentKey::generate(&mut rng(2));
    assert_eq!(open(&other, &committed, &sealed), Err(ContentError::Commitment));
    // Even where it would open: the sender sealed under another key than it committed to.
    let sealed = seal(&other, &committed, b"words").unwrap();
    assert_eq!(open(&other, &committed, &sealed), Err(ContentError::Commitment));
    assert_eq!(open(&key(), &committed, &sealed), Err(ContentError::Sealed));
}

#[test]
fn a_commitment_is_neither_the_key_nor_anything_derived_from_it_elsewhere() {
    let key = key();
    assert_ne!(key.commitment(), *key.as_bytes());
    assert_ne!(key.commitment(), sha256(&[key.as_bytes()]));
    assert_ne!(key.commitment(), *key.text_key(0));
}

#[test]
fn a_binding_is_of_one_text_and_one_label() {
    let sealed = seal(&key(), &about(), b"words").unwrap();
    let binding = about().binding(&sealed);
    assert_eq!(about().binding(&sealed), binding);
    assert_ne!(about().binding(&sealed[1..]), binding);
    assert_ne!(About { number: 4, ..about() }.binding(&sealed), binding);
    assert_ne!(About { commitment: Some([0; 32]), ..about() }.binding(&sealed), binding);
}

#[test]
fn texts_in_one_bucket_have_one_length_and_the_buckets_are_honests() {
    // Two record heads of three bytes; a record of padding, unlike honest's mark, may be empty.
    let length = |text: usize| seal(&key(), &about(), &vec![7; text]).unwrap().len() - aead::TAG;
    for text in 0..=58 {
        assert_eq!(length(text), 64, "a text of {text}");
    }
    assert_eq!(length(59), 128);
    assert_eq!(length(1_018), 1_024);
    assert_eq!(length(1_019), 2_048);
    assert_eq!(length(MAX_TEXT), MAX_TEXT + 1_024);
}

#[test]
fn records_of_tags_not_known_yet_are_skipped() {
    let mut to = Writer::new();
    to.u8(200).prefixed(b"from a later version").u8(TEXT).prefixed(b"words").u8(PAD).prefixed(b"");
    to.u8(3).prefixed(&[0; 70]);
    assert_eq!(open(&key(), &about(), &seal_records(&to.finish())), Ok(b"words".to_vec()));
}

#[test]
fn the_first_of_two_texts_is_read() {
    let mut to = Writer::new();
    to.u8(TEXT).prefixed(b"first").u8(TEXT).prefixed(b"second");
    assert_eq!(open(&key(), &about(), &seal_records(&to.finish())), Ok(b"first".to_vec()));
}

#[test]
fn records_without_a_text_are_named_as_such() {
    let mut padding = Writer::new();
    padding.u8(PAD).prefixed(&[0; 20]);
    for records in [vec![], padding.finish()] {
        assert_eq!(open(&key(), &about(), &seal_records(&records)), Err(ContentError::NoText));
    }
}

#[test]
fn records_that_are_cut_are_refused_though_they_are_authentic() {
    let mut whole = Writer::new();
    whole.u8(TEXT).prefixed(b"words").u8(PAD).prefixed(&[0; 5]);
    let whole = whole.finish();
    // At 8 bytes the text's record ends, at 16 the other one does.
    for length in (1..whole.len()).filter(|&length| length != 8) {
        let opened = open(&key(), &about(), &seal_records(&whole[..length]));
        assert!(
            matches!(opened, Err(ContentError::Decode(DecodeError::Truncated { .. }))),
            "cut at {length}: {opened:?}"
        );
    }
}

#[test]
fn a_key_is_32_bytes_and_nothing_else() {
    assert_eq!(ContentKey::from_bytes(key().as_bytes()), Some(key()));
    for length in [0, 31, 33, 64] {
        assert_eq!(ContentKey::from_bytes(&vec![1; length]), None);
    }
}

#[test]
fn a_key_prints_nothing_of_itself() {
    let printed = format!("{:?}{:#?}", key(), key());
    assert_eq!(printed, "ContentKey(..)ContentKey(..)");
    assert_silent(&printed, &[key().as_bytes()]);
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn any_text_survives_and_its_length_is_a_bucket(text in vec(any::<u8>(), 0..3_000), number: u64) {
        let about = About { number, ..about() };
        let sealed = seal(&key(), &about, &text).unwrap();
        let length = sealed.len() - aead::TAG;
        prop_assert_eq!(length, padding::bucket(length - 1));
        prop_assert_eq!(open(&key(), &about, &sealed), Ok(text));
    }

    #[test]
    fn any_authentic_records_are_read_or_refused_without_a_panic(records in vec(any::<u8>(), 0..300)) {
        let opened = open(&key(), &about(), &seal_records(&records));
        let expected = matches!(opened, Ok(_) | Err(ContentError::Decode(_) | ContentError::NoText));
        prop_assert!(expected, "{opened:?}");
    }
}
