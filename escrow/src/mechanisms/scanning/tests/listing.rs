//! The blinded list, its root, its audit.

use honest::primitives::sign::SigningPair;

use super::list::intersection;
use super::*;
use crate::label;

fn hashes(numbers: std::ops::Range<u32>) -> Vec<PictureHash> {
    let projection = Projection::new(b"public");
    numbers.map(|number| projection.hash(&picture(number))).collect()
}

#[test]
fn the_same_pictures_give_the_same_list_in_whatever_order_they_come_and_others_another() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let secret = ListSecret::generate(&mut rng);
    let mut listed = hashes(0..50);
    let list = secret.blind(&listed).unwrap();
    listed.reverse();
    listed.push(listed[3]);
    assert_eq!(secret.blind(&listed).unwrap().root(), list.root());
    listed.pop();
    listed.pop();
    assert_ne!(secret.blind(&listed).unwrap().root(), list.root());
    assert_ne!(ListSecret::generate(&mut rng).blind(&hashes(0..50)).unwrap().root(), list.root());
}

#[test]
fn every_listed_picture_matches_in_one_of_its_two_rows() {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let secret = ListSecret::generate(&mut rng);
    for size in [1, 2, 3, 10, 300] {
        let listed = hashes(0..size);
        let list = secret.blind(&listed).unwrap();
        for hash in &listed {
            let blinded = secret.apply(&list::point_of(hash));
            assert!(list.rows_of(hash).into_iter().flatten().any(|row| *row == blinded), "of {size}");
        }
    }
}

#[test]
fn a_list_is_read_again_and_a_damaged_one_is_refused() {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let list = ListSecret::generate(&mut rng).blind(&hashes(0..5)).unwrap();
    let bytes = list.to_bytes();
    assert_eq!(BlindedList::from_bytes(&bytes).unwrap(), list);
    let mut high = bytes.clone();
    high[47] |= 0x80;
    assert_eq!(BlindedList::from_bytes(&high), Err(ListError::Row { row: 0 }));
    let mut identity = bytes.clone();
    identity[48..80].fill(0);
    assert_eq!(BlindedList::from_bytes(&identity), Err(ListError::Row { row: 1 }));
    for end in [0, 16, 48, bytes.len() - 1] {
        assert!(BlindedList::from_bytes(&bytes[..end]).is_err(), "{end}");
    }
}

#[test]
fn a_list_at_the_bound_is_taken_and_one_picture_more_is_refused() {
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    let secret = ListSecret::generate(&mut rng);
    let mut listed = Vec::new();
    for number in 0..=u32::try_from(list::MAX_LISTED).unwrap() {
        let [a, b, c, d] = number.to_be_bytes();
        listed.push(PictureHash([a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0]));
    }
    assert_eq!(
        secret.blind(&listed).map(|_| ()),
        Err(ListError::TooLong { got: list::MAX_LISTED + 1, bound: list::MAX_LISTED })
    );
    listed.pop();
    let list = secret.blind(&listed).unwrap();
    assert_eq!(BlindedList::from_bytes(&list.to_bytes()).unwrap(), list);
}

#[test]
fn an_auditor_certifies_the_intersection_of_two_bodies_and_no_other_list() {
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let (secret, auditor) = (ListSecret::generate(&mut rng), SigningPair::generate(&mut rng));
    let (one, other) = (hashes(0..20), hashes(10..30));
    assert_eq!(intersection(&[&one, &other]), hashes(10..20));
    assert_eq!(intersection(&[]), []);
    let list = secret.blind(&hashes(10..20)).unwrap();
    let certificate = Certificate::issue(&auditor, &secret, &[&one, &other], &list).unwrap();
    certificate.check(&auditor.public(), &list).unwrap();
    // One jurisdiction's list, a list with an addition, a list with an omission, and a filler row exchanged.
    for wrong in [hashes(0..20), hashes(10..21), hashes(10..19)] {
        let wrong = secret.blind(&wrong).unwrap();
        let refused = Certificate::issue(&auditor, &secret, &[&one, &other], &wrong);
        assert_eq!(refused, Err(ListError::Intersection));
        assert_eq!(certificate.check(&auditor.public(), &wrong), Err(ListError::Root));
    }
    let mut stranger = certificate;
    stranger.signature = SigningPair::generate(&mut rng).sign(label::SIGN_LIST, &certificate.root);
    assert!(matches!(stranger.check(&auditor.public(), &list), Err(ListError::Certificate(_))));
}

#[test]
fn no_row_can_be_exchanged_unnoticed() {
    let mut rng = ChaCha20Rng::seed_from_u64(6);
    let (secret, auditor) = (ListSecret::generate(&mut rng), SigningPair::generate(&mut rng));
    let listed = hashes(0..4);
    let list = secret.blind(&listed).unwrap();
    let bytes = list.to_bytes();
    let evil = secret.apply(&list::point_of(&hashes(90..91)[0])).compress().to_bytes();
    for row in (48..bytes.len()).step_by(32) {
        let mut changed = bytes.clone();
        changed[row..row + 32].copy_from_slice(&evil);
        let changed = BlindedList::from_bytes(&changed).unwrap();
        let refused = Certificate::issue(&auditor, &secret, &[&listed, &listed], &changed);
        assert_eq!(refused, Err(ListError::Intersection));
        assert_ne!(changed.root(), list.root());
    }
}

#[test]
fn a_client_that_knows_an_auditor_takes_certified_lists_alone_and_one_that_knows_none_takes_any() {
    let mut rng = ChaCha20Rng::seed_from_u64(9);
    let (secret, auditor) = (ListSecret::generate(&mut rng), SigningPair::generate(&mut rng));
    let listed = hashes(0..5);
    let list = secret.blind(&listed).unwrap();
    let certificate = Certificate::issue(&auditor, &secret, &[&listed, &listed], &list).unwrap();
    let (good, other) = (list.to_bytes(), secret.blind(&hashes(0..6)).unwrap().to_bytes());
    let projection = Projection::new(b"public");
    let certified = (&good[..], Some(&certificate));
    let mut open = Scanner::new(projection.clone(), certified, Some(auditor.public()), 2, &mut rng).unwrap();
    assert_eq!(open.update(&other, Some(&certificate)), Err(ListError::Root));
    assert_eq!(open.update(&other, None), Err(ListError::Uncertified));
    assert_eq!(open.root(), list.root());
    assert_eq!(open.update(&good, Some(&certificate)), Ok(()));
    let mut closed = Scanner::new(projection.clone(), certified, None, 2, &mut rng).unwrap();
    assert_eq!(closed.update(&other, None), Ok(()));
    assert_ne!(closed.root(), list.root());
    assert!(Scanner::new(projection, (&good, None), Some(auditor.public()), 2, &mut rng).is_err());
}
