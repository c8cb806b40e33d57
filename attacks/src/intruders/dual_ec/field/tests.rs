use chacha20::ChaCha20Rng;
use p256::elliptic_curve::PrimeField;
use p256::elliptic_curve::hazmat::FieldArithmetic;
use rand_core::{Rng, SeedableRng};

use super::*;

type Theirs = <p256::NistP256 as FieldArithmetic>::FieldElement;

fn theirs(bytes: &[u8; 32]) -> Theirs {
    Theirs::from_repr((*bytes).into()).unwrap()
}

/// Numbers at the edges of the field, of its words, and anywhere.
fn numbers() -> Vec<[u8; 32]> {
    let mut numbers: Vec<[u8; 32]> = vec![[0; 32]];
    let mut minus_one = [0; 32];
    minus_one.rchunks_mut(8).zip(P).for_each(|(chunk, word)| chunk.copy_from_slice(&word.to_be_bytes()));
    for less in 1..4 {
        minus_one[31] -= 1;
        numbers.push(minus_one);
        let mut small = [0; 32];
        small[31] = less;
        numbers.push(small);
    }
    for place in 0..32 {
        let mut power = [0; 32];
        power[place] = 1;
        numbers.push(power);
        power[place..].fill(0xff);
        if place > 0 {
            numbers.push(power);
        }
    }
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    for _ in 0..60 {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes[..]);
        bytes[0] &= 0x7f;
        numbers.push(bytes);
    }
    numbers
}

#[test]
fn bytes_come_back_and_what_is_not_below_p_is_refused() {
    for bytes in numbers() {
        assert_eq!(Field::from_bytes(&bytes).unwrap().to_bytes(), bytes);
    }
    let mut p = [0; 32];
    p.rchunks_mut(8).zip(P).for_each(|(chunk, word)| chunk.copy_from_slice(&word.to_be_bytes()));
    assert_eq!(Field::from_bytes(&p), None);
    assert_eq!(Field::from_bytes(&[0xff; 32]), None);
    assert_eq!(Field::ONE.to_bytes()[31], 1);
}

#[test]
fn sums_differences_and_products_are_those_of_the_library() {
    let numbers = numbers();
    for a in &numbers {
        for b in &numbers {
            let (x, y) = (Field::from_bytes(a).unwrap(), Field::from_bytes(b).unwrap());
            let (u, v) = (theirs(a), theirs(b));
            assert_eq!(x.plus(y).to_bytes(), <[u8; 32]>::from((u + v).to_repr()));
            assert_eq!(x.minus(y).to_bytes(), <[u8; 32]>::from((u - v).to_repr()));
            assert_eq!(x.times(y).to_bytes(), <[u8; 32]>::from((u * v).to_repr()));
        }
    }
}

#[test]
fn roots_are_found_exactly_where_the_library_finds_them() {
    let mut found = 0;
    for bytes in numbers() {
        let root = Field::from_bytes(&bytes).unwrap().root();
        assert_eq!(root.is_some(), bool::from(theirs(&bytes).sqrt().is_some()));
        if let Some(root) = root {
            assert_eq!(root.square().to_bytes(), bytes);
            found += 1;
        }
    }
    assert!((40..100).contains(&found), "{found}");
}

#[test]
fn all_are_inverted_together_and_zero_stays() {
    let numbers = numbers();
    let mut values: Vec<Field> = numbers.iter().map(|bytes| Field::from_bytes(bytes).unwrap()).collect();
    values.insert(5, Field::ZERO);
    let before = values.clone();
    Field::invert_all(&mut values, &mut Vec::new());
    for (value, inverse) in before.iter().zip(&values) {
        let expected = if *value == Field::ZERO { Field::ZERO } else { Field::ONE };
        assert_eq!(value.times(*inverse), expected);
    }
    assert_eq!(Field::ZERO.inverse(), Field::ZERO);
}
