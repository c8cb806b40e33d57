use super::*;

#[test]
fn a_token_has_128_bits_and_is_never_shown_by_debug() {
    let token = Token::draw().unwrap();
    assert_eq!(URL_SAFE_NO_PAD.decode(token.as_str()).unwrap().len(), 16);
    let shown = format!("{token:?} {:?}", token.digest(&"a".parse().unwrap()));
    assert_eq!(shown, "Token(..) TokenDigest(..)");
    assert_ne!(token.as_str(), Token::draw().unwrap().as_str());
}

#[test]
fn a_token_is_good_for_its_room_only() {
    let token = Token::draw().unwrap();
    let here = token.digest(&"here".parse().unwrap());
    assert!(here.same(&Token::parse(token.as_str()).unwrap().digest(&"here".parse().unwrap())));
    assert!(!here.same(&token.digest(&"there".parse().unwrap())));
    assert!(token.matches(token.as_str()) && !token.matches("x") && !token.matches(""));
}

#[test]
fn what_has_not_the_shape_of_a_token_is_none() {
    for bad in ["", "AAAA", "not base64 !", "AAAAAAAAAAAAAAAAAAAAAA==", &"A".repeat(44)] {
        assert!(Token::parse(bad).is_none(), "{bad:?}");
    }
    assert!(Token::parse("AAAAAAAAAAAAAAAAAAAAAA").is_some());
}
