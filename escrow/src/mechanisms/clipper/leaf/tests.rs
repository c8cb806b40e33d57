use super::*;
use crate::fixtures::{cases, rng};
use proptest::prelude::*;

const WIDTHS: [u32; 8] = [1, 8, 12, 16, 17, 24, 63, 64];

fn width(bits: u32) -> Checkword {
    Checkword::of_bits(bits).unwrap()
}

/// A family key, and a field for a session key, an IV and a unit under it.
fn sealed(bits: u32, seed: u64) -> (FamilyKey, Key80, Iv, UnitId, Vec<u8>) {
    let mut rng = rng(seed);
    let family = FamilyKey::generate(&mut rng);
    let key = Key80::generate(&mut rng);
    let (mut iv, mut wrapped) = (Iv::default(), [0; KEY]);
    rng.fill_bytes(&mut iv);
    rng.fill_bytes(&mut wrapped);
    let unit = UnitId(rng.next_u32());
    let field = family.seal(unit, &wrapped, family.begin(&key, &iv), width(bits), &mut rng);
    (family, key, iv, unit, field)
}

fn fits(family: &FamilyKey, key: &Key80, iv: &Iv, field: &[u8], bits: u32) -> bool {
    let fields = family.open(field, width(bits)).unwrap();
    family.fits(&fields, family.begin(key, iv), width(bits))
}

#[test]
fn the_standard_field_has_128_bits_and_the_wide_one_192() {
    assert_eq!((Checkword::STANDARD.bits(), Checkword::STANDARD.field_bytes()), (16, 16));
    assert_eq!((Checkword::WIDE.bits(), Checkword::WIDE.field_bytes()), (64, 24));
    for bits in [0, 65, u32::MAX] {
        assert_eq!(Checkword::of_bits(bits), Err(FieldError::Checkword { bits }));
    }
}

#[test]
fn a_field_says_which_unit_and_fits_its_key_and_iv() {
    for bits in WIDTHS {
        let (family, key, iv, unit, field) = sealed(bits, 1);
        assert_eq!(field.len(), width(bits).field_bytes());
        assert!(family.open(&field, width(bits)).unwrap().unit == unit);
        assert!(fits(&family, &key, &iv, &field, bits), "{bits}");
    }
}

#[test]
fn a_field_does_not_fit_another_key_another_iv_or_another_family() {
    let (family, key, iv, _, field) = sealed(64, 1);
    for bit in 0..80 {
        let mut other = *key.as_bytes();
        other[bit / 8] ^= 1 << (bit % 8);
        assert!(!fits(&family, &Key80::from_bytes(other), &iv, &field, 64), "key bit {bit}");
    }
    for bit in 0..64 {
        let mut other = iv;
        other[bit / 8] ^= 1 << (bit % 8);
        assert!(!fits(&family, &key, &other, &field, 64), "IV bit {bit}");
    }
    assert!(!fits(&sealed(64, 2).0, &key, &iv, &field, 64));
}

#[test]
fn a_field_with_any_bit_changed_names_another_unit_and_fits_nothing() {
    for bits in [48, 64] {
        let (family, key, iv, unit, field) = sealed(bits, 1);
        for bit in 0..8 * field.len() {
            let mut other = field.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(family.open(&other, width(bits)).unwrap().unit != unit, "bit {bit}");
            assert!(!fits(&family, &key, &iv, &other, bits), "bit {bit}");
        }
    }
}

#[test]
fn the_wide_block_carries_every_change_everywhere() {
    for length in [2, 3] {
        let mut rng = rng(3);
        let family = FamilyKey::generate(&mut rng);
        let field = [(); MOST].map(|()| rng.next_u64());
        let deciphered = |mut field: Blocks| {
            family.decipher(&mut field[..length]);
            field
        };
        let plain = deciphered(field);
        for bit in 0..64 * length {
            let mut other = field;
            other[bit / 64] ^= 1 << (bit % 64);
            for (one, other) in plain.iter().zip(deciphered(other)).take(length) {
                let differ = (one ^ other).count_ones();
                // Half of 64 bits, within 5.5 standard deviations.
                assert!((10..=54).contains(&differ), "{length} blocks, bit {bit}: {differ}");
            }
        }
    }
}

#[test]
fn made_up_fields_fit_with_the_odds_of_the_width() {
    let mut rng = rng(4);
    for (bits, tries) in [(1, 4_096), (4, 16_384), (8, 65_536)] {
        let (family, key, iv, ..) = sealed(bits, 5);
        let begun = family.begin(&key, &iv);
        let fit = (0..tries).filter(|_| {
            let mut field = [0; 16];
            rng.fill_bytes(&mut field);
            family.fits(&family.open(&field, width(bits)).unwrap(), begun, width(bits))
        });
        let (fit, expected) = (fit.count() as f64, f64::from(tries) / f64::from(1u32 << bits));
        assert!((fit - expected).abs() < 5.0 * expected.sqrt(), "{bits} bits: {fit} of {expected}");
    }
}

#[test]
fn a_field_of_another_length_is_none() {
    let (family, .., field) = sealed(16, 1);
    for length in (0..16).chain([17, 24]) {
        let mut other = field.clone();
        other.resize(length, 0);
        let error = family.open(&other, width(16)).err();
        assert_eq!(error, Some(FieldError::Length { expected: 16, got: length }));
    }
    assert!(family.open(&field, width(64)).is_err());
}

#[test]
fn bits_that_are_not_checked_are_filler() {
    // The same field twice: under a checkword of one bit all that follows is drawn anew.
    let mut rng = rng(6);
    let (family, key, iv, unit, _) = sealed(1, 1);
    let begun = family.begin(&key, &iv);
    let mut plain = || {
        let mut field = read(&family.seal(unit, &[7; KEY], begun, width(1), &mut rng));
        family.decipher(&mut field[..2]);
        field
    };
    let (one, other) = (plain(), plain());
    assert_eq!(one[0], other[0]);
    // Six bytes of the key, one bit of checkword.
    assert_eq!(one[1] >> 15, other[1] >> 15);
    assert_ne!(one[1], other[1]);
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn the_wide_block_deciphers(key: [u8; KEY], blocks: Blocks) {
        let family = FamilyKey::new(Key80::from_bytes(key));
        for length in [2, 3] {
            let mut field = blocks;
            family.encipher(&mut field[..length]);
            prop_assert_ne!(field, blocks);
            prop_assert_eq!(&field[length..], &blocks[length..]);
            family.decipher(&mut field[..length]);
            prop_assert_eq!(field, blocks);
        }
    }
}
