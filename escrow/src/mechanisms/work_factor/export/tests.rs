use super::*;
use crate::fixtures::rng;

const ABOUT: &[u8] = b"alice to bob";

fn group() -> Group {
    Group::shared(12).unwrap()
}

fn member(authentication: Authentication, strong: bool, seed: u64) -> (Member, SigningPair) {
    let mut rng = rng(seed);
    let identity = SigningPair::generate(&mut rng);
    (Member::new(group(), authentication, strong, &mut rng), identity)
}

/// The discrete logarithm of a share, by trying all.
fn logarithm(share: u64) -> u64 {
    (0..group().order()).find(|x| group().share(*x) == share).unwrap()
}

/// What somebody on the path makes of a record.
fn struck_out(record: &Record) -> Record {
    Record { abilities: Abilities { strong: false, ..record.abilities }, signature: record.signature }
}

#[test]
fn the_best_that_both_can_do_is_used_and_read() {
    use Authentication::{Finished, Signed};
    for authentication in [Finished, Signed] {
        for (one, other, suite) in [
            (true, true, Suite::Strong),
            (true, false, Suite::Export),
            (false, true, Suite::Export),
            (false, false, Suite::Export),
        ] {
            let (alice, _) = member(authentication, one, 1);
            let (bob, identity) = member(authentication, other, 2);
            let record = Record::from_bytes(&bob.record(&identity).to_bytes()).unwrap();
            assert_eq!(record.signature.is_some(), authentication == Signed);
            let seen = alice.learn(&record, &identity.public()).unwrap();
            let (carried, message) = alice.seal(&seen, ABOUT, b"text", &mut rng(3)).unwrap();
            assert_eq!(message.suite, suite);
            let message = Message::from_bytes(&message.to_bytes()).unwrap();
            assert_eq!(bob.open(&carried, &message, ABOUT).unwrap(), b"text");
        }
    }
}

#[test]
fn a_logarithm_opens_what_export_grade_sealed_and_nothing_else() {
    let (alice, _) = member(Authentication::Finished, true, 1);
    for (strong, opens) in [(false, true), (true, false)] {
        let (bob, _) = member(Authentication::Finished, strong, 2);
        let (_, message) = alice.seal(&bob.abilities(), ABOUT, b"text", &mut rng(3)).unwrap();
        let agreed = group().power(bob.abilities().share, logarithm(message.share));
        assert_eq!(message.sealed.open(&export_key(agreed), ABOUT).is_ok(), opens);
    }
}

#[test]
fn a_struck_out_ability_is_noticed_by_the_tag_unless_its_maker_has_the_logarithm() {
    let (alice, _) = member(Authentication::Finished, true, 1);
    let (bob, identity) = member(Authentication::Finished, true, 2);
    let seen = alice.learn(&struck_out(&bob.record(&identity)), &identity.public()).unwrap();
    let (carried, mut message) = alice.seal(&seen, ABOUT, b"text", &mut rng(3)).unwrap();
    assert_eq!(message.suite, Suite::Export);
    assert_eq!(bob.open(&carried, &message, ABOUT), Err(WorkError::Abilities));
    // Logjam: the agreed key is the weak one, so the tag can be made to fit what the peer expects.
    let key = export_key(group().power(bob.abilities().share, logarithm(message.share)));
    message.finished = finished(&key, &bob.abilities(), Suite::Export);
    assert_eq!(bob.open(&carried, &message, ABOUT).unwrap(), b"text");
    assert_eq!(message.sealed.open(&key, ABOUT).unwrap(), b"text");
}

#[test]
fn with_a_signature_a_struck_out_ability_is_refused_before_anything_is_written() {
    let (alice, _) = member(Authentication::Signed, true, 1);
    let (bob, identity) = member(Authentication::Signed, true, 2);
    let record = bob.record(&identity);
    assert!(alice.learn(&record, &identity.public()).is_ok());
    assert_eq!(alice.learn(&struck_out(&record), &identity.public()), Err(WorkError::Abilities));
    let unsigned = Record { signature: None, ..record.clone() };
    assert_eq!(alice.learn(&unsigned, &identity.public()), Err(WorkError::Abilities));
    let other_share = Abilities { share: 16, ..record.abilities };
    let changed = Record { abilities: other_share, ..record.clone() };
    assert_eq!(alice.learn(&changed, &identity.public()), Err(WorkError::Abilities));
    let (_, stranger) = member(Authentication::Signed, true, 4);
    assert_eq!(alice.learn(&bob.record(&stranger), &identity.public()), Err(WorkError::Abilities));
}

#[test]
fn a_sender_who_claims_another_suite_is_not_read() {
    let (alice, _) = member(Authentication::Finished, true, 1);
    let (bob, _) = member(Authentication::Finished, true, 2);
    let (carried, message) = alice.seal(&bob.abilities(), ABOUT, b"text", &mut rng(3)).unwrap();
    let claimed = Message { suite: Suite::Export, ..message.clone() };
    assert_eq!(bob.open(&carried, &claimed, ABOUT), Err(WorkError::Abilities));
    let unusable = Message { suite: Suite::Export, share: 1, ..message.clone() };
    assert_eq!(bob.open(&carried, &unusable, ABOUT), Err(WorkError::Share { got: 1 }));
    assert!(bob.open(&carried, &message, ABOUT).is_ok());
}

#[test]
fn malformed_records_and_messages_are_refused_and_secrets_are_not_printed() {
    let (bob, identity) = member(Authentication::Signed, true, 2);
    let record = bob.record(&identity).to_bytes();
    for length in 0..record.len() {
        assert!(Record::from_bytes(&record[..length]).is_err(), "{length}");
    }
    let (_, message) = bob.seal(&bob.abilities(), ABOUT, b"text", &mut rng(3)).unwrap();
    let mut bytes = message.to_bytes();
    bytes[0] = 3;
    assert_eq!(Message::from_bytes(&bytes), Err(DecodeError::Value { what: "suite" }));
    assert!(!format!("{bob:?}").contains("secret"));
    assert_eq!(group().share(bob.stored()), bob.abilities().share);
}
