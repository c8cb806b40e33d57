use chacha20::ChaCha20Rng;
use escrow::mechanisms::dual_ec::{Designer, Product};
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::point::{AffineCoordinates, DecompressPoint};
use p256::elliptic_curve::subtle::Choice;
use p256::{AffinePoint, FieldBytes, ProjectivePoint, Scalar};
use rand_core::{Rng, SeedableRng};

use super::*;

fn scalar(bytes: &[u8; 32]) -> Scalar {
    <Scalar as Reduce<FieldBytes>>::reduce(&(*bytes).into())
}

fn x(point: ProjectivePoint) -> [u8; 32] {
    point.to_affine().x().into()
}

/// A product, the `d` of its constants, and a state whose first block hides a number below `most` in its missing bits, so
/// that a search is short; and that number.
fn near(seed: u64, most: usize) -> (Product, [u8; 32], [u8; 32], usize) {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let designer = Designer::new(&mut rng);
    let q = AffinePoint::decompress(&(*designer.constants().q()).into(), Choice::from(0)).unwrap();
    loop {
        let mut state = [0; 32];
        rng.fill_bytes(&mut state);
        let next = x(ProjectivePoint::GENERATOR * scalar(&state));
        let output = x(ProjectivePoint::from(q) * scalar(&next));
        let missing = usize::from(u16::from_be_bytes([output[0], output[1]]));
        if missing < most {
            return (Product::new(designer.constants().clone()).unwrap(), *designer.stored(), state, missing);
        }
    }
}

fn shown(product: &Product, state: [u8; 32], bytes: usize) -> Vec<u8> {
    let mut shown = vec![0; bytes];
    product.generator(state).fill_bytes(&mut shown);
    shown
}

#[test]
fn the_state_behind_a_block_is_found_where_it_is_and_draws_what_the_generator_drew() {
    for seed in 0..3 {
        let (product, d, state, missing) = near(seed, 1_500);
        let trapdoor = Trapdoor::new(&d, product.constants().q()).unwrap();
        let search = trapdoor.search(&shown(&product, state, 60), ALL, |_| true);
        assert_eq!(search.tried, missing + 1);
        // The state that was found drew the second block; from there on both draw the same.
        let (mut found, mut real) = (product.generator(search.state.unwrap()), product.generator(state));
        found.fill_bytes(&mut []);
        real.fill_bytes(&mut [0; 60]);
        let (mut next, mut expected) = ([0; 90], [0; 90]);
        found.fill_bytes(&mut next);
        real.fill_bytes(&mut expected);
        assert_eq!(next, expected);
        // About half of the values are on the curve.
        let half = search.tried / 2;
        let spread = 20 + search.tried / 10;
        assert!(search.on_curve.abs_diff(half) < spread, "{search:?}");
        assert_eq!(search.cost().agreements, 2 * search.on_curve as u64);
    }
}

#[test]
fn what_two_bytes_let_through_is_for_whoever_searches_to_refuse() {
    let (product, d, state, missing) = near(7, 1_000);
    let trapdoor = Trapdoor::new(&d, product.constants().q()).unwrap();
    let bytes = shown(&product, state, 32);
    let mut asked = Vec::new();
    let search = trapdoor.search(&bytes, 1_024, |state| {
        asked.push(*state);
        false
    });
    assert_eq!((search.state, search.tried), (None, 1_024));
    // The right one was among those asked about, and next to nothing else.
    let whole = trapdoor.search(&shown(&product, state, 60), 1_024, |_| true);
    assert!(asked.contains(&whole.state.unwrap()) && asked.len() < 4, "{}", asked.len());
    assert_eq!(whole.tried, missing + 1);
}

#[test]
fn another_d_the_inverse_of_d_and_other_constants_find_nothing() {
    let (product, d, state, _) = near(8, 1_000);
    let (other_product, other_d, ..) = near(9, 60_000);
    let inverse: [u8; 32] = scalar(&d).invert().unwrap().to_bytes().into();
    let bytes = shown(&product, state, 60);
    let q = product.constants().q();
    for (d, q) in [(other_d, q), (inverse, q), (d, other_product.constants().q())] {
        let search = Trapdoor::new(&d, q).unwrap().search(&bytes, 1_024, |_| true);
        assert_eq!((search.state, search.tried), (None, 1_024));
    }
    assert!(Trapdoor::new(&d, q).unwrap().search(&bytes, 1_024, |_| true).state.is_some());
}

#[test]
fn of_less_than_a_block_nothing_is_searched() {
    let (product, d, state, _) = near(10, 1_000);
    let trapdoor = Trapdoor::new(&d, product.constants().q()).unwrap();
    for bytes in [0, 20, 29] {
        assert_eq!(trapdoor.search(&shown(&product, state, bytes), ALL, |_| true), Search::default());
    }
    // A whole block and nothing of the next: every point fits.
    let search = trapdoor.search(&shown(&product, state, 30), ALL, |_| true);
    assert_eq!(search.on_curve, 1);
}

#[test]
fn there_is_no_trapdoor_of_zero_nor_for_what_is_no_point() {
    let (product, d, ..) = near(11, 60_000);
    assert!(Trapdoor::new(&[0; 32], product.constants().q()).is_none());
    assert!(Trapdoor::new(&d, &[0xff; 32]).is_none());
}
