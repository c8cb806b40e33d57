use super::super::Side;
use super::super::tests::office;
use super::*;

#[test]
fn a_unit_key_needs_a_part_of_each_agent() {
    let mut office = office(Checkword::STANDARD, 1);
    let chip = office.chip(7);
    office.chip(8);
    let part = |side: usize, unit| office.agents[side].fetch(UnitId(unit)).unwrap();
    let mut device = DecryptDevice::new(office.family.clone(), Checkword::STANDARD);
    for (one, other) in [(part(0, 7), part(0, 7)), (part(1, 7), part(1, 7)), (part(0, 7), part(1, 8))] {
        assert_eq!(device.load(&one, &other), Err(Mismatched));
    }
    // One part and a guess at the other give a key, and it is wrong.
    let guess = Part { unit: UnitId(7), side: Side::Second, value: Key80::from_bytes([0; 10]) };
    device.load(&part(0, 7), &guess).unwrap();
    let key = Key80::generate(&mut office.rng);
    let (iv, leaf, _) = chip.talk(&key, &mut office.rng);
    let opened = device.open(&iv, &leaf).unwrap();
    assert!(opened.key != key && !opened.fits);
    // In either order the two parts give it.
    device.load(&part(1, 7), &part(0, 7)).unwrap();
    assert!(device.open(&iv, &leaf).unwrap().key == key);
}

#[test]
fn what_is_forgotten_opens_nothing() {
    let mut office = office(Checkword::STANDARD, 1);
    let chip = office.chip(7);
    office.open_up(UnitId(7)).unwrap();
    let key = Key80::generate(&mut office.rng);
    let (iv, leaf, _) = chip.talk(&key, &mut office.rng);
    assert!(office.device.open(&iv, &leaf).unwrap().fits);
    assert!(office.device.loaded().eq([UnitId(7)]));
    office.device.forget();
    assert_eq!(office.device.open(&iv, &leaf), Err(OpenError::NotLoaded { unit: UnitId(7) }));
}

#[test]
fn the_key_of_a_line_opens_what_a_field_says_of_another_unit_to_a_key_that_does_not_fit() {
    let mut office = office(Checkword::STANDARD, 1);
    let (alice, bob) = (office.chip(7), office.chip(8));
    office.open_up(UnitId(7)).unwrap();
    let key = Key80::generate(&mut office.rng);
    let (iv, leaf, _) = bob.talk(&key, &mut office.rng);
    let opened = office.device.open_for(alice.unit(), &iv, &leaf).unwrap();
    assert!(opened.unit == bob.unit() && opened.key != key && !opened.fits);
    let (iv, leaf, _) = alice.talk(&key, &mut office.rng);
    assert_eq!(office.device.open_for(alice.unit(), &iv, &leaf), office.device.open(&iv, &leaf));
}

#[test]
fn a_stolen_device_works_like_the_device() {
    for width in [Checkword::STANDARD, Checkword::WIDE] {
        let mut office = office(width, 1);
        let chip = office.chip(7);
        office.open_up(UnitId(7)).unwrap();
        let stored = office.device.stored();
        let stolen = DecryptDevice::from_stored(&stored).unwrap();
        let key = Key80::generate(&mut office.rng);
        let (iv, leaf, _) = chip.talk(&key, &mut office.rng);
        assert_eq!(stolen.open(&iv, &leaf), office.device.open(&iv, &leaf));
        for length in 0..stored.len() {
            assert!(DecryptDevice::from_stored(&stored[..length]).is_err(), "cut at {length}");
        }
        assert!(DecryptDevice::from_stored(&[&stored[..], &[0]].concat()).is_err());
        let mut other = stored.to_vec();
        other[13] = 65;
        assert!(DecryptDevice::from_stored(&other).is_err());
    }
}
