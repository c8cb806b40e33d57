use super::*;
use crate::field::AccessField;
use crate::fixtures::{label, rng};

const ABOUT: &[u8] = b"alice to bob";

#[test]
fn early_recovery_finds_the_rest_out_of_public_facts_and_then_the_trustees_open_at_once() {
    let mut rng = rng(1);
    for _ in 0..10 {
        let (registration, shares) = Registration::new(10, 3, 5, &mut rng).unwrap();
        // Before any warrant, without a trustee.
        let Search { found, trials } = registration.rest().find();
        let rest = found.unwrap();
        assert_eq!(trials, rest + 1);
        // On the day of the warrant.
        let escrowed = registration.dealing.combine(&shares[1..4]).unwrap();
        let whole = registration.whole(&escrowed, rest).unwrap();
        let field = AccessField::seal(&registration.public, label(), &[7; 32], false, &mut rng).unwrap();
        assert_eq!(field.open(&whole).unwrap().as_slice(), [7; 32]);
    }
}

#[test]
fn neither_the_escrowed_part_nor_the_rest_alone_opens_anything() {
    let mut rng = rng(2);
    let (registration, shares) = Registration::new(10, 3, 5, &mut rng).unwrap();
    let rest = registration.rest().find().found.unwrap();
    let escrowed = registration.dealing.combine(&shares[..3]).unwrap();
    let field = AccessField::seal(&registration.public, label(), &[7; 32], false, &mut rng).unwrap();
    assert!(rest > 0, "the seed gives a rest that is not 0");
    assert!(field.open(&escrowed).is_err());
    assert!(field.open(&EscrowSecret::from_scalar(Scalar::from(rest))).is_err());
    assert!(registration.dealing.combine(&shares[..2]).is_err());
    assert_eq!(registration.whole(&escrowed, rest + 1).err(), Some(WorkError::Sealed));
    let stranger = EscrowSecret::generate(&mut rng);
    assert_eq!(registration.whole(&stranger, rest).err(), Some(WorkError::Sealed));
}

#[test]
fn the_mean_of_many_searches_on_the_curve_is_half_of_the_range() {
    let mut rng = rng(3);
    let trials: u64 = (0..100)
        .map(|_| Registration::new(8, 2, 2, &mut rng).unwrap().0.rest().find())
        .map(|search| {
            assert!(search.found.is_some());
            search.trials
        })
        .sum();
    // Uniform on 1 to 256: 128.5, with a standard error of 7.4.
    let mean = trials as f64 / 100.0;
    assert!((mean - 128.5).abs() < 30.0, "{mean}");
}

#[test]
fn a_rest_that_is_too_long_is_not_found() {
    let mut rng = rng(4);
    let (registration, _) = Registration::new(12, 2, 3, &mut rng).unwrap();
    let short = Rest { bits: 4, ..registration.rest() };
    assert!(registration.rest().find().found.unwrap() >= 16, "the seed gives a rest of more than 4 bits");
    assert_eq!(short.find(), Search { found: None, trials: 16 });
}

#[test]
fn delayed_recovery_begins_with_the_opened_field() {
    let mut rng = rng(5);
    let delayed = Delayed::new(10).unwrap();
    let mut trials = 0;
    for number in 0..60u8 {
        let mut key = [0; 32];
        rand_core::Rng::fill_bytes(&mut rng, &mut key);
        let sealed = Sealed::seal(&key, ABOUT, &[number], &mut rng);
        let deposit = delayed.deposit(&key);
        let opened = delayed.open(&deposit, &sealed, ABOUT).unwrap();
        assert_eq!(opened.text, [number]);
        trials += opened.trials;
        // Another message's deposit is of no use, and nothing but the field tells the other 246 bits.
        let other = delayed.deposit(&[number; 32]);
        assert_eq!(delayed.open(&other, &sealed, ABOUT), Err(WorkError::Exhausted { trials: 1 << 10 }));
    }
    let mean = trials as f64 / 60.0;
    assert!((mean - 512.5).abs() < 4.0 * 38.2, "{mean}");
}

#[test]
fn a_deposit_lacks_the_last_bits_and_nothing_else() {
    let key: [u8; 32] = std::array::from_fn(|place| 0xff - u8::try_from(place).unwrap());
    for bits in [1, 7, 8, 9, 16, 40] {
        let delayed = Delayed::new(bits).unwrap();
        let deposit = delayed.deposit(&key);
        assert_eq!(deposit[..24], key[..24]);
        let last = |bytes: &[u8; 32]| u64::from_be_bytes(bytes[24..].try_into().unwrap());
        assert_eq!(last(&deposit), last(&key) >> bits << bits);
        assert_eq!(*delayed.complete(&deposit, last(&key)), key);
    }
}

#[test]
fn sizes_and_thresholds_that_cannot_be_are_refused() {
    let mut rng = rng(6);
    assert!(Delayed::new(0).is_err() && Delayed::new(41).is_err());
    assert!(matches!(Registration::new(0, 2, 3, &mut rng), Err(WorkError::Size { .. })));
    assert!(matches!(Registration::new(8, 4, 3, &mut rng), Err(WorkError::Deal(_))));
}
