use super::super::tests::office;
use super::*;
use rand_core::Rng;

#[test]
fn a_chip_chooses_a_new_iv_and_a_new_field_each_time() {
    let mut office = office(Checkword::STANDARD, 1);
    let chip = office.chip(7);
    let key = Key80::generate(&mut office.rng);
    let (one, other) = (chip.talk(&key, &mut office.rng), chip.talk(&key, &mut office.rng));
    assert_ne!(one.0, other.0);
    assert_ne!(one.1, other.1);
    assert_ne!(one.2.feedback(&[0; 8]), other.2.feedback(&[0; 8]));
}

#[test]
fn every_chip_of_the_family_accepts_the_field_of_any_other_and_of_itself() {
    let mut office = office(Checkword::STANDARD, 1);
    let chips = [1, 2, 3].map(|unit| office.chip(unit));
    for from in &chips {
        let key = Key80::generate(&mut office.rng);
        let (iv, leaf, _) = from.talk(&key, &mut office.rng);
        assert!(chips.iter().all(|to| to.accept(&key, &iv, &leaf)));
        assert!(chips.iter().all(|to| to.load(&key, &iv).accept(&leaf)));
    }
}

#[test]
fn a_chip_stays_mute_without_a_field_that_fits() {
    let mut office = office(Checkword::WIDE, 1);
    let (alice, bob) = (office.chip(1), office.chip(2));
    let (key, other) = (Key80::generate(&mut office.rng), Key80::generate(&mut office.rng));
    let (iv, leaf, _) = alice.talk(&key, &mut office.rng);
    let (other_iv, other_leaf, _) = alice.talk(&other, &mut office.rng);
    let mut garbage = leaf.clone();
    office.rng.fill_bytes(&mut garbage);
    let refused = Refused { width: Checkword::WIDE };
    for (key, iv, leaf) in [
        (&key, &iv, &garbage[..]),
        (&key, &iv, &other_leaf),
        (&key, &other_iv, &other_leaf),
        (&other, &iv, &leaf),
        (&key, &other_iv, &leaf),
        (&key, &iv, &leaf[..23]),
        (&key, &iv, &[]),
    ] {
        assert_eq!(bob.listen(key, iv, leaf).err(), Some(refused));
    }
    assert!(bob.listen(&key, &iv, &leaf).is_ok());
}

#[test]
fn a_chip_of_another_family_accepts_nothing() {
    let (mut ours, mut theirs) = (office(Checkword::WIDE, 1), office(Checkword::WIDE, 2));
    let key = Key80::generate(&mut ours.rng);
    let (iv, leaf, _) = ours.chip(1).talk(&key, &mut ours.rng);
    assert!(!theirs.chip(1).accept(&key, &iv, &leaf));
}

#[test]
fn feedback_from_the_codebook_gives_what_feedback_gives() {
    let mut office = office(Checkword::STANDARD, 1);
    let chip = office.chip(1);
    let key = Key80::generate(&mut office.rng);
    let (iv, _, session) = chip.talk(&key, &mut office.rng);
    let first = session.codebook(iv);
    assert_eq!(session.feedback(&[0; 16]), [first, session.codebook(first)].concat());
}
