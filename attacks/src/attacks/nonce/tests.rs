use p256::Scalar;
use p256::elliptic_curve::ops::Reduce;

use super::*;

#[test]
fn the_inverse_is_that_of_the_library() {
    for seed in 0..8u8 {
        let d = sha256(&[&[seed]]);
        let scalar = <Scalar as Reduce<p256::FieldBytes>>::reduce(&d.into());
        assert_eq!(inverse(&d), <[u8; 32]>::from(scalar.invert().unwrap().to_bytes()));
    }
    let mut one = [0; 32];
    one[31] = 1;
    assert_eq!(inverse(&one), one);
}

#[test]
fn measures_that_no_uniform_bits_give_are_out_of_their_intervals() {
    let fits = |tried: usize, on_curve: usize, count: usize, thorough: bool| -> Vec<bool> {
        let searches = vec![Search { state: None, tried, on_curve }; count];
        let measures = measures(&searches, thorough).into_iter();
        measures.map(|m| m.expected.is_some_and(|(low, high)| (low..=high).contains(&m.value))).collect()
    };
    assert_eq!(fits(32_768, 16_384, 100, true), [true; 3]);
    assert_eq!(fits(32_768, 16_384, 2, false), [true; 3]);
    // A mean of a quarter, more values than there are, a share of a third.
    assert_eq!(fits(16_384, 8_192, 100, true), [false, true, true]);
    assert_eq!(fits(65_537, 32_768, 2, false), [false, false, true]);
    assert_eq!(fits(32_768, 11_000, 2, false), [true, true, false]);
}
