use super::super::tests::office;
use super::*;
use crate::fixtures::rng;

#[test]
fn parts_are_the_first_and_the_next_80_bits_of_the_three_blocks() {
    let mut rng = rng(1);
    let (k1, k2) = (Key80::generate(&mut rng), Key80::generate(&mut rng));
    let (s1, s2) = (Skipjack::new(&k1), Skipjack::new(&k2));
    let unit = UnitId(0x0102_0304);
    let block = |n: u64| {
        let inner = s1.encrypt(n);
        s1.encrypt(s2.decrypt(inner)).to_be_bytes()
    };
    let stream =
        [block(0x0102_0304_0000_0001), block(0x0102_0304_0000_0002), block(0x0102_0304_0000_0003)].concat();
    let [first, second] = Seeds::new(k1, k2).parts(unit);
    assert_eq!(first.value.as_bytes()[..], stream[..10]);
    assert_eq!(second.value.as_bytes()[..], stream[10..20]);
    assert_eq!((first.side, second.side), (Side::First, Side::Second));
    assert_eq!((first.unit, second.unit), (unit, unit));
}

#[test]
fn seeds_that_were_kept_give_every_key_of_their_session_and_none_of_another() {
    let mut office = office(Checkword::STANDARD, 1);
    office.chip(7);
    let later = Programming::begin(office.family.clone(), Checkword::STANDARD, &mut office.rng);
    let (_, [of_later, _]) = later.program(UnitId(7));
    let seeds = office.programming.end();
    let [first, second] = seeds.parts(UnitId(7));
    assert_eq!(Some(&first), office.agents[0].fetch(UnitId(7)).as_ref());
    assert_eq!(Some(&second), office.agents[1].fetch(UnitId(7)).as_ref());
    assert_ne!(first, of_later);
    assert_eq!(later.end().parts(UnitId(7))[0], of_later);
}

#[test]
fn one_seed_of_the_two_gives_no_part() {
    let mut rng = rng(1);
    let [s1, s2, other] = [(); 3].map(|()| Key80::generate(&mut rng));
    let right = Seeds::new(s1.clone(), s2.clone()).parts(UnitId(7));
    for wrong in [Seeds::new(s1.clone(), other.clone()), Seeds::new(other, s2.clone()), Seeds::new(s2, s1)] {
        let wrong = wrong.parts(UnitId(7));
        assert!(wrong[0] != right[0] && wrong[1] != right[1]);
    }
}

#[test]
fn units_have_different_keys_and_their_parts_too() {
    let mut rng = rng(1);
    let seeds = Seeds::new(Key80::generate(&mut rng), Key80::generate(&mut rng));
    let mut seen = std::collections::BTreeSet::new();
    for unit in 0..500 {
        let [first, second] = seeds.parts(UnitId(unit));
        seen.insert(*first.value.xor(&second.value).as_bytes());
        seen.insert(*first.value.as_bytes());
        seen.insert(*second.value.as_bytes());
    }
    assert_eq!(seen.len(), 1_500);
}

#[test]
fn kept_seeds_are_twenty_bytes() {
    let (s1, s2) = (Key80::from_bytes([1; KEY]), Key80::from_bytes([2; KEY]));
    assert_eq!(*Seeds::new(s1, s2).to_bytes(), [[1; KEY], [2; KEY]].concat());
}
