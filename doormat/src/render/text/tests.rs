use super::*;

#[test]
fn text_is_broken_at_words_and_a_long_word_stays_whole() {
    assert_eq!(wrap("one two three", 9, ""), "one two\nthree\n");
    assert_eq!(wrap("one two three", 10, "  "), "  one two\n  three\n");
    assert_eq!(wrap("unbreakable", 4, ""), "unbreakable\n");
    assert_eq!(wrap("", 10, "  "), "");
}

#[test]
fn what_is_neither_nothing_nor_everything_never_reads_as_either() {
    let cases =
        [(0, 480, "0"), (1, 480, "<1"), (240, 480, "50"), (479, 480, ">99"), (480, 480, "100"), (0, 0, "-")];
    for (successes, trials, expected) in cases {
        assert_eq!(percent(successes, trials), expected, "{successes} of {trials}");
    }
}
