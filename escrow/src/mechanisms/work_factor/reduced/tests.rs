use super::*;
use crate::fixtures::rng;
use std::collections::BTreeSet;

const ABOUT: &[u8] = b"base to car 7";

#[test]
fn the_register_is_a_linear_map_onto_all_its_values_so_that_each_has_as_many_keys() {
    for bits in [8, 16, 24, REAL] {
        let of = |place: usize| {
            let mut key = [0; KEY];
            key[place / 8] = 0x80 >> (place % 8);
            register(&RadioKey(key), bits)
        };
        assert_eq!(register(&RadioKey([0; KEY]), bits), 0);
        // Linear: a key of two bits gives the sum of what each gives.
        let mut two = [0; KEY];
        (two[3], two[9]) = (0x80, 0x01);
        assert_eq!(register(&RadioKey(two), bits), of(24) ^ of(79));
        // Onto: the images of the single bits span the register.
        let mut basis: Vec<u64> = Vec::new();
        for place in 0..8 * KEY {
            let reduced = basis.iter().fold(of(place), |image, member| image.min(image ^ member));
            if reduced != 0 {
                basis.push(reduced);
            }
        }
        assert_eq!(basis.len(), bits as usize);
    }
}

#[test]
fn keys_of_one_register_open_each_others_texts_and_others_do_not() {
    let mut rng = rng(1);
    let radio = Radio::reduced(12).unwrap();
    let key = RadioKey::generate(&mut rng);
    let sealed = radio.seal(&key, ABOUT, b"text", &mut rng);
    let (mut same, mut different) = (0, 0);
    for _ in 0..20_000 {
        let other = RadioKey::generate(&mut rng);
        let opened = radio.open(&other, &sealed, ABOUT).is_ok();
        assert_eq!(opened, register(&other, 12) == register(&key, 12));
        same += u32::from(opened);
        different += u32::from(!opened);
    }
    // One in 4,096.
    assert!((1..=15).contains(&same) && different > 19_000, "{same}");
}

#[test]
fn the_specification_alone_opens_every_text_of_a_reduced_radio_and_none_of_a_full_one() {
    let mut rng = rng(2);
    let mut trials = 0;
    for _ in 0..100 {
        let key = RadioKey::generate(&mut rng);
        let sealed = Radio::reduced(10).unwrap().seal(&key, ABOUT, b"text", &mut rng);
        let opened = open_by_specification(&sealed, ABOUT, 10).unwrap();
        assert_eq!(opened.text, b"text");
        trials += opened.trials;
        let control = Radio::full().seal(&key, ABOUT, b"text", &mut rng);
        assert_eq!(open_by_specification(&control, ABOUT, 10), Err(WorkError::Exhausted { trials: 1 << 10 }));
        assert_eq!(Radio::full().open(&key, &control, ABOUT).unwrap(), b"text");
    }
    // Uniform on 1 to 1,024: 512.5, with a standard error of 29.6.
    let mean = trials as f64 / 100.0;
    assert!((mean - 512.5).abs() < 4.0 * 29.6, "{mean}");
}

/// Loads keys into a radio of one's own until two of them open each other's texts.
fn loads_until_two_collide(radio: Radio, most: usize, rng: &mut chacha20::ChaCha20Rng) -> Option<usize> {
    let mut seen = BTreeSet::new();
    (1..=most).find(|_| !seen.insert(radio.stream(&RadioKey::generate(rng), &[0; SALT])))
}

#[test]
fn an_owner_of_a_radio_can_tell_by_loading_as_many_keys_as_there_are_squared() {
    let mut rng = rng(3);
    let radio = Radio::reduced(12).unwrap();
    let runs: Vec<usize> =
        (0..60).map(|_| loads_until_two_collide(radio, 2_000, &mut rng).unwrap()).collect();
    // The birthday problem among 4,096: sqrt(pi / 2 * 4,096) = 80.2, with a standard error of 5.4.
    let mean = runs.iter().sum::<usize>() as f64 / 60.0;
    assert!((mean - 80.9).abs() < 22.0, "{mean}");
    assert_eq!(loads_until_two_collide(Radio::full(), 2_000, &mut rng), None);
}

#[test]
fn a_radio_looks_the_same_from_outside_whatever_its_schedule() {
    let mut rng = rng(4);
    let key = RadioKey::generate(&mut rng);
    for radio in [Radio::reduced(REAL).unwrap(), Radio::full()] {
        let sealed = radio.seal(&key, ABOUT, b"text", &mut rng);
        assert_eq!(radio.open(&key, &sealed, ABOUT).unwrap(), b"text");
        assert_eq!(sealed.bytes.len(), 8 + 64 + 16);
        // Ones in the stream over many texts: about half.
        let ones: u32 = (0..200)
            .map(|_| radio.seal(&RadioKey::generate(&mut rng), ABOUT, b"", &mut rng).bytes)
            .map(|bytes| bytes.iter().map(|byte| byte.count_ones()).sum::<u32>())
            .sum();
        let share = f64::from(ones) / f64::from(200 * 88 * 8);
        assert!((share - 0.5).abs() < 0.01, "{share}");
    }
}

#[test]
fn a_key_has_ten_bytes_and_is_not_printed() {
    assert!(RadioKey::from_bytes(&[1; 9]).is_none() && RadioKey::from_bytes(&[1; 11]).is_none());
    let key = RadioKey::from_bytes(&[1; 10]).unwrap();
    assert_eq!((key.as_bytes(), format!("{key:?}").as_str()), (&[1; 10], "RadioKey(..)"));
    assert!(Radio::reduced(0).is_err() && Radio::reduced(41).is_err());
}
