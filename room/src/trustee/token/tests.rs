use super::*;

#[test]
fn a_token_has_256_bits_is_another_every_time_and_is_not_printed() {
    let (one, other) = (Token::generate().unwrap(), Token::generate().unwrap());
    assert_eq!(URL_SAFE_NO_PAD.decode(one.as_str()).unwrap().len(), 32);
    assert_ne!(one.as_str(), other.as_str());
    assert_eq!(format!("{one:?}"), "Token(..)");
    assert!(Token::parse(one.as_str()).is_some_and(|read| read.as_str() == one.as_str()));
}

#[test]
fn e21_a_token_is_its_own_digest_s_and_nobody_else_s() {
    let token = Token::generate().unwrap();
    let digest = token.digest();
    assert!(digest.is_of(token.as_str()));
    for other in
        ["", " ", &token.as_str()[1..], &format!("{} ", token.as_str()), &token.as_str().to_uppercase()]
    {
        assert!(!digest.is_of(other), "{other}");
    }
}

#[test]
fn a_token_at_each_bound_is_taken_and_one_character_beyond_is_not() {
    for (length, taken) in
        [(MIN_TOKEN - 1, false), (MIN_TOKEN, true), (MAX_TOKEN, true), (MAX_TOKEN + 1, false)]
    {
        let text = "A".repeat(length);
        assert_eq!(Token::parse(&text).is_some(), taken, "{length}");
        if let Some(token) = Token::parse(&text) {
            assert!(token.digest().is_of(&text));
        }
    }
    assert!(Token::parse(&format!("{}\n", "A".repeat(MIN_TOKEN))).is_none());
}
