use super::*;
use crate::fixtures::{cases, rng};
use honest::known_answers::hex;
use proptest::prelude::*;
use rand_core::Rng;

fn cipher(key: &str) -> Skipjack {
    Skipjack::new(&Key80::from_bytes(hex(key).unwrap()))
}

fn block(digits: &str) -> u64 {
    u64::from_be_bytes(hex(digits).unwrap())
}

#[test]
fn the_published_answers_come_out_both_ways() {
    let answers = [
        // SKIPJACK and KEA Algorithm Specifications 2.0, annex III.A.
        ("00998877665544332211", "33221100ddccbbaa", "2587cae27a12d300"),
        // Its annex III.B, where the key exchange enciphers twice with Skipjack.
        ("e7496e99e4628b7f9ffb", "99ccfe2b90fd550b", "60a73d387b517fca"),
        ("e7496e99e4628b7f9ffb", "60a73d387b517fca", "24c90cb05d668b27"),
        ("e5caf4dcc70e55f1dd90", "b71cb0d009af2765", "64f4877ae68a8a62"),
        ("e5caf4dcc70e55f1dd90", "64f4877ae68a8a62", "fee778a838a601cd"),
        // NIST SP 800-17, the first and the last of the keys with a single bit. It lists bytes from the other end.
        ("00000000000000000080", "0000000000000000", "5a1f464194e4007a"),
        ("01000000000000000000", "0000000000000000", "a850b4e3c2e7d074"),
    ];
    for (key, plain, sealed) in answers {
        assert_eq!(cipher(key).encrypt(block(plain)), block(sealed), "{key}");
        assert_eq!(cipher(key).decrypt(block(sealed)), block(plain), "{key}");
    }
}

#[test]
fn the_f_table_is_a_permutation() {
    let mut seen: Vec<u8> = F.to_vec();
    seen.sort_unstable();
    assert!(seen.into_iter().eq(0..=255));
}

#[test]
fn every_key_bit_and_every_block_bit_changes_about_half_of_the_block() {
    let mut rng = rng(1);
    let key = Key80::generate(&mut rng);
    let plain = rng.next_u64();
    let sealed = Skipjack::new(&key).encrypt(plain);
    for bit in 0..80 {
        let mut bytes = *key.as_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let other = Skipjack::new(&Key80::from_bytes(bytes)).encrypt(plain);
        assert!((12..=52).contains(&(sealed ^ other).count_ones()), "key bit {bit}");
    }
    for bit in 0..64 {
        let other = Skipjack::new(&key).encrypt(plain ^ 1 << bit);
        assert!((12..=52).contains(&(sealed ^ other).count_ones()), "block bit {bit}");
    }
}

#[test]
fn output_feedback_enciphers_its_own_output() {
    let cipher = cipher("00998877665544332211");
    let iv = block("33221100ddccbbaa");
    let first = cipher.encrypt(iv);
    let stream = [first.to_be_bytes(), cipher.encrypt(first).to_be_bytes()].concat();
    assert_eq!(cipher.ofb(iv, &[0; 13]), stream[..13]);
    assert_eq!(first, block("2587cae27a12d300"));
    assert_eq!(cipher.ofb(iv, &[]), Vec::<u8>::new());
}

#[test]
fn keys_print_nothing() {
    let key = Key80::from_bytes([0xa5; KEY]);
    insta::assert_snapshot!(format!("{key:?} {:?}", Skipjack::new(&key)), @"Key80(..) Skipjack(..)");
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn what_is_enciphered_deciphers(key: [u8; KEY], plain: u64, text: Vec<u8>, inner: [u8; KEY]) {
        let cipher = Skipjack::new(&Key80::from_bytes(key));
        prop_assert_eq!(cipher.decrypt(cipher.encrypt(plain)), plain);
        prop_assert_eq!(cipher.ofb(plain, &cipher.ofb(plain, &text)), text);
        let inner = Key80::from_bytes(inner);
        let wrapped = cipher.encrypt_key(&inner);
        prop_assert_ne!(&wrapped, inner.as_bytes());
        prop_assert_eq!(cipher.decrypt_key(wrapped), inner);
    }
}
