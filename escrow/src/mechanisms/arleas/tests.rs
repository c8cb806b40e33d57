use super::*;
use crate::fixtures::rng;

fn court() -> SigningPair {
    SigningPair::generate(&mut rng(1))
}

fn announced(user: u32) -> (Opening, Announcement) {
    Opening::announce(user, (2, 5), &court(), &mut rng(2))
}

fn parameters(day: u32, announced: &[Announcement]) -> Parameters {
    Parameters::new(court().public(), day, announced)
}

#[test]
fn a_field_under_an_announced_warrant_opens_for_sender_and_addressee() {
    let (opening, announcement) = announced(7);
    let parameters = parameters(2, &[announcement]);
    for ends in [[7, 8], [8, 7]] {
        let field = parameters.seal(ends, &[9; 32], &mut rng(3));
        assert_eq!(*opening.open(&field).unwrap(), [9; 32]);
    }
}

#[test]
fn nobody_elses_field_opens() {
    let (opening, announcement) = announced(7);
    let field = parameters(2, &[announcement]).seal([8, 9], &[9; 32], &mut rng(3));
    assert_eq!(opening.open(&field), None);
}

#[test]
fn without_publication_the_same_key_opens_nothing() {
    let (opening, _) = announced(7);
    let field = parameters(2, &[]).seal([7, 8], &[9; 32], &mut rng(3));
    assert_eq!(opening.open(&field), None);
}

#[test]
fn an_announcement_counts_from_its_first_day_to_its_last() {
    let (opening, announcement) = announced(7);
    let opens = |day: u32| {
        let field = parameters(day, std::slice::from_ref(&announcement)).seal([7, 8], &[9; 32], &mut rng(3));
        opening.open(&field).is_some()
    };
    assert_eq!([1, 2, 4, 5].map(opens), [false, true, true, false]);
}

#[test]
fn an_announcement_without_the_courts_signature_counts_nothing() {
    let other = SigningPair::generate(&mut rng(8));
    let (opening, announcement) = Opening::announce(7, (2, 5), &other, &mut rng(2));
    let field = parameters(2, &[announcement]).seal([7, 8], &[9; 32], &mut rng(3));
    assert_eq!(opening.open(&field), None);
}

#[test]
fn stale_parameters_cost_the_authority_the_message_and_the_users_nothing() {
    let (opening, announcement) = announced(7);
    let (stale, fresh) = (parameters(2, &[]), parameters(2, &[announcement]));
    let [missed, opened] = [stale, fresh].map(|of| of.seal([7, 8], &[9; 32], &mut rng(3)));
    assert_eq!(opening.open(&missed), None);
    assert!(opening.open(&opened).is_some());
    assert_eq!(missed.to_bytes().len(), opened.to_bytes().len());
}

#[test]
fn fields_have_one_size_and_one_encoding() {
    let field = parameters(2, &[]).seal([7, 8], &[9; 32], &mut rng(3));
    let bytes = field.to_bytes();
    assert_eq!(bytes.len(), 2 * BOX);
    assert_eq!(Field::from_bytes(&bytes).unwrap(), field);
    assert!(Field::from_bytes(&bytes[1..]).is_err());
    assert!(Field::from_bytes(&[bytes.as_slice(), &[0]].concat()).is_err());
}

#[test]
fn debug_prints_no_key() {
    assert_eq!(format!("{:?}", announced(7).0), "Opening(..)");
}
