use proptest::prelude::*;

use super::*;
use crate::limits::MAX_TEXT;

fn pad(text: &[u8]) -> Vec<u8> {
    let mut padded = Vec::new();
    pad_onto(&mut padded, text);
    padded
}

#[test]
fn p16_buckets_go_in_steps_of_64_up_to_1024_and_of_1024_above_and_the_mark_always_fits() {
    for (len, expected) in [
        (0, 64),
        (1, 64),
        (63, 64),
        (64, 128),
        (127, 128),
        (128, 192),
        (959, 960),
        (960, 1024),
        (1023, 1024),
        (1024, 2048),
        (2047, 2048),
        (2048, 3072),
        (MAX_TEXT - 1, MAX_TEXT),
        (MAX_TEXT, MAX_TEXT + 1024),
    ] {
        assert_eq!(bucket(len), expected, "{len}");
        assert_eq!(pad(&vec![1; len]).len(), expected, "{len}");
    }
}

#[test]
fn p16_padding_goes_behind_what_is_in_the_buffer_and_leaves_that_alone() {
    let mut buffer = vec![7; 49];
    pad_onto(&mut buffer, b"text");
    assert_eq!(buffer.len(), 49 + 64);
    assert_eq!(buffer[..49], [7; 49]);
    assert_eq!(buffer[49..54], *b"text\x80");
    assert_eq!(buffer[54..], [0; 59]);
}

#[test]
fn p16_a_text_of_nothing_but_marks_and_zeros_comes_back_whole() {
    for text in [&[0x80; 63][..], &[0; 64], &[0x80, 0, 0x80], &[0, 0x80], b""] {
        assert_eq!(unpad(pad(text)), Ok(text.to_vec()));
    }
}

#[test]
fn p16_padding_without_a_mark_with_another_mark_or_of_another_bucket_is_refused() {
    let mut no_mark = pad(b"text");
    no_mark[4] = 0;
    let mut other_mark = pad(b"text");
    other_mark[4] = 0x81;
    let mut noise_behind = pad(b"text");
    noise_behind[63] = 1;
    let mut bucket_too_large = pad(b"text");
    bucket_too_large.resize(128, 0);
    let bare_mark = vec![0x80];
    for padded in [no_mark, other_mark, noise_behind, bucket_too_large, bare_mark, vec![], vec![0; 64]] {
        assert_eq!(unpad(padded.clone()), Err(DecryptError::Padding), "{padded:02x?}");
    }
}

#[test]
fn p16_every_prefix_of_a_padded_text_is_refused() {
    let padded = pad(&[5; 100]);
    for end in 0..padded.len() {
        assert_eq!(unpad(padded[..end].to_vec()), Err(DecryptError::Padding), "{end}");
    }
}

proptest! {
    #[test]
    fn p16_a_padded_text_unpads_to_itself_in_the_bucket_of_its_length(
        body in 0usize..5000,
        end in prop::collection::vec(prop_oneof![Just(0u8), Just(0x80), any::<u8>()], 0..70),
    ) {
        let text = [vec![b'x'; body], end].concat();
        let padded = pad(&text);
        prop_assert_eq!(padded.len(), bucket(text.len()));
        prop_assert_eq!(unpad(padded), Ok(text));
    }

    #[test]
    fn p2_whatever_unpads_pads_back_to_the_same_bytes(
        mut padded in prop::collection::vec(prop_oneof![Just(0u8), Just(0x80), any::<u8>()], 0..200),
        zeros in 0usize..130,
    ) {
        padded.extend(vec![0; zeros]);
        match unpad(padded.clone()) {
            Ok(text) => prop_assert_eq!(pad(&text), padded),
            Err(error) => prop_assert_eq!(error, DecryptError::Padding),
        }
    }
}
