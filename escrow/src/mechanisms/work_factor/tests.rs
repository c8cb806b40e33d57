use super::*;
use crate::fixtures::rng;

const ABOUT: &[u8] = b"alice to bob";

#[test]
fn a_text_opens_under_its_key_and_context_and_no_other() {
    let sealed = Sealed::seal(&stretch(7), ABOUT, b"hello", &mut rng(1));
    assert_eq!(sealed.open(&stretch(7), ABOUT).unwrap(), b"hello");
    assert_eq!(sealed.open(&stretch(8), ABOUT), Err(WorkError::Sealed));
    assert_eq!(sealed.open(&stretch(7), b"alice to carol"), Err(WorkError::Sealed));
    let mut from = Reader::new(&[]);
    assert!(Sealed::decode(&mut from).is_err());
    let bytes = sealed.to_bytes();
    let mut from = Reader::new(&bytes);
    assert_eq!(Sealed::decode(&mut from).unwrap(), sealed);
}

#[test]
fn every_changed_bit_of_a_sealed_text_is_refused() {
    let sealed = Sealed::seal(&stretch(7), ABOUT, b"hello", &mut rng(1));
    for bit in 0..sealed.bytes.len() * 8 {
        let mut changed = sealed.clone();
        changed.bytes[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(changed.open(&stretch(7), ABOUT), Err(WorkError::Sealed), "bit {bit}");
        assert!(!changed.fits(&stretch(7), ABOUT), "bit {bit}");
    }
    for bit in 0..SALT * 8 {
        let mut changed = sealed.clone();
        changed.salt[bit / 8] ^= 1 << (bit % 8);
        assert!(!changed.fits(&stretch(7), ABOUT), "bit {bit} of the salt");
    }
}

#[test]
fn a_trial_says_what_opening_says() {
    let mut rng = rng(2);
    for _ in 0..50 {
        let key = draw(12, &mut rng);
        let sealed = Sealed::seal(&stretch(key), ABOUT, b"which of them?", &mut rng);
        let fitting: Vec<u64> = (0..1 << 12).filter(|guess| sealed.fits(&stretch(*guess), ABOUT)).collect();
        assert_eq!(fitting, [key]);
        assert!(sealed.open(&stretch(key), ABOUT).is_ok());
    }
}

#[test]
fn the_mark_alone_does_not_make_a_key_fit() {
    let sealed = Sealed::seal(&stretch(7), ABOUT, b"hello", &mut rng(1));
    // The stream cipher opens under the right key whatever the context is: the mark is there, the tag is not.
    assert!(!sealed.fits(&stretch(7), b"alice to carol"));
    let short = Sealed { salt: sealed.salt, bytes: sealed.bytes[..7].to_vec() };
    assert!(!short.fits(&stretch(7), ABOUT));
}

#[test]
fn a_search_counts_the_keys_up_to_the_right_one_and_all_of_them_if_there_is_none() {
    for key in [0, 1, 77, 255] {
        assert_eq!(search(8, |guess| guess == key), Search { found: Some(key), trials: key + 1 });
    }
    assert_eq!(search(8, |_| false), Search { found: None, trials: 256 });
    assert_eq!(search(0, |_| true), Search { found: Some(0), trials: 1 });
}

#[test]
fn the_mean_of_many_searches_is_half_of_the_keys() {
    let (mut rng, bits, searches) = (rng(3), 10, 400);
    let mut trials = 0;
    for _ in 0..searches {
        let key = draw(bits, &mut rng);
        let sealed = Sealed::seal(&stretch(key), ABOUT, b"text", &mut rng);
        let opened = open_by_search(&sealed, ABOUT, bits, stretch).unwrap();
        assert_eq!((opened.text.as_slice(), opened.trials), (&b"text"[..], key + 1));
        trials += opened.trials;
    }
    // Uniform on 1 to 1,024: 512.5, with a standard error of 295.6 / 20.
    let mean = trials as f64 / f64::from(searches);
    assert!((mean - 512.5).abs() < 4.0 * 14.8, "{mean}");
}

#[test]
fn without_a_salt_one_search_serves_all_texts_under_all_keys() {
    let mut rng = rng(4);
    let keys: Vec<u64> = (0..20).map(|_| draw(12, &mut rng)).collect();
    let texts: Vec<Sealed> =
        keys.iter().map(|key| Sealed::seal_salted(&stretch(*key), [0; SALT], ABOUT, b"text")).collect();
    // A table of what the mark looks like under every key: made once, looked up in for each.
    let beginning = |key: u64| Sealed::seal_salted(&stretch(key), [0; SALT], ABOUT, b"").bytes[..8].to_vec();
    let table: std::collections::BTreeMap<Vec<u8>, u64> =
        (0..1 << 12).map(|key| (beginning(key), key)).collect();
    let found: Vec<u64> = texts.iter().map(|text| table[&text.bytes[..8]]).collect();
    assert_eq!(found, keys);
    // With salts the table holds none of them.
    let salted = keys.iter().map(|key| Sealed::seal(&stretch(*key), ABOUT, b"text", &mut rng));
    assert!(salted.into_iter().all(|text| !table.contains_key(&text.bytes[..8])));
}

#[test]
fn a_sealed_text_at_the_bound_is_read_and_one_byte_more_is_refused() {
    let encode = |length| {
        let mut to = Writer::new();
        to.put(&[0; SALT]).prefixed(&vec![0; length]);
        to.finish()
    };
    let at = encode(MAX_SEALED_TEXT);
    assert_eq!(Sealed::decode(&mut Reader::new(&at)).unwrap().bytes.len(), MAX_SEALED_TEXT);
    let refused = Sealed::decode(&mut Reader::new(&encode(MAX_SEALED_TEXT + 1)));
    assert!(matches!(refused, Err(DecodeError::TooLong { got, .. }) if got == MAX_SEALED_TEXT + 1));
    let longest = Sealed::seal(&stretch(1), ABOUT, &vec![b'a'; crate::limits::MAX_TEXT], &mut rng(5));
    assert!(longest.bytes.len() <= MAX_SEALED_TEXT, "{}", longest.bytes.len());
}

#[test]
fn sizes_have_bounds() {
    assert_eq!(searchable("key", MAX_SEARCH_BITS), Ok(MAX_SEARCH_BITS));
    for bits in [0, MAX_SEARCH_BITS + 1, 64] {
        let refused = Err(WorkError::Size { what: "key", got: bits, bound: MAX_SEARCH_BITS });
        assert_eq!(searchable("key", bits), refused);
    }
    assert_eq!([mask(0), mask(1), mask(40), mask(64)], [0, 1, (1 << 40) - 1, u64::MAX]);
}
