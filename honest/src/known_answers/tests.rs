use super::{KNOWN_ANSWERS, hex};

#[test]
fn every_published_answer_is_given_by_this_build() {
    for answer in KNOWN_ANSWERS {
        assert!((answer.holds)(), "{answer:?}");
    }
}

#[test]
fn hexadecimal_of_the_wrong_length_or_alphabet_is_no_answer() {
    assert_eq!(hex::<2>("00ff"), Some([0x00, 0xff]));
    assert_eq!(hex::<2>("00f"), None);
    assert_eq!(hex::<2>("00fffe"), None);
    assert_eq!(hex::<2>("00fg"), None);
}
