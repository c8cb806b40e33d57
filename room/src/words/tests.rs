use std::collections::BTreeSet;

use super::Words;
use crate::workshop::config::LANGUAGES;

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_key_stands_in_every_language_with_the_same_placeholders() {
    let english = Words::of("en");
    for language in LANGUAGES {
        let other = Words::of(language);
        let keys = |words: &Words| words.keys().map(str::to_owned).collect::<BTreeSet<_>>();
        assert_eq!(keys(&english), keys(&other), "{language}");
        for key in english.keys() {
            let text = other.say(key, &[]);
            assert!(!text.trim().is_empty(), "{language}: {key} is empty");
            assert_eq!(placeholders(&english.say(key, &[])), placeholders(&text), "{language}: {key}");
        }
    }
    assert!(english.keys().count() > 0);
}

#[test]
fn placeholders_are_filled_and_a_missing_key_is_seen() {
    let mut words = Words::default();
    words.messages.insert("a".to_owned(), "{n} of {of}".to_owned());
    assert_eq!(words.say("a", &[("n", "8"), ("of", "15")]), "8 of 15");
    assert_eq!(words.say("b", &[]), "b");
}
