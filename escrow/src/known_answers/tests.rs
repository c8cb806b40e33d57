use super::KNOWN_ANSWERS;

#[test]
fn every_known_answer_is_given_by_this_build() {
    for answer in KNOWN_ANSWERS {
        assert!((answer.holds)(), "{answer:?}");
    }
}
