use chacha20::ChaCha20Rng;
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::point::{AffineCoordinates, DecompressPoint};
use p256::{AffinePoint, FieldBytes, ProjectivePoint, Scalar};
use rand_core::{Rng, SeedableRng};

use super::*;

fn random(seed: u64, count: usize) -> Vec<[u8; 32]> {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let mut draw = || {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        bytes
    };
    (0..count).map(|_| draw()).collect()
}

/// `x(factor · point)` by the library.
fn x_times(point: &Point, factor: &[u8; 32]) -> [u8; 32] {
    let x = FieldBytes::from(point.x.to_bytes());
    let odd = p256::elliptic_curve::subtle::Choice::from(point.y.to_bytes()[31] & 1);
    let point = ProjectivePoint::from(AffinePoint::decompress(&x, odd).unwrap());
    (point * <Scalar as Reduce<FieldBytes>>::reduce(&(*factor).into())).to_affine().x().into()
}

#[test]
fn coordinates_of_points_are_told_from_others_as_the_library_tells_them() {
    let mut found = Vec::new();
    for x in random(1, 200) {
        let point = Point::with_x(&x);
        let theirs = AffinePoint::decompress(&x.into(), p256::elliptic_curve::subtle::Choice::from(0));
        assert_eq!(point.is_some(), bool::from(theirs.is_some()));
        found.extend(point);
    }
    assert!((70..130).contains(&found.len()), "{}", found.len());
}

#[test]
fn points_that_march_along_a_path_arrive_where_the_library_takes_them() {
    let points: Vec<Point> = random(2, 20).iter().filter_map(Point::with_x).collect();
    let mut factors = random(3, 6);
    for small in [1, 2, 3, 5, 16, 30, 31, 255] {
        let mut factor = [0; 32];
        factor[31] = small;
        factors.push(factor);
        factor.rotate_left(3);
        factors.push(factor);
    }
    for factor in factors {
        let mut moved = points.clone();
        Path::of(&factor).unwrap().walk(&mut moved, &mut Scratch::default());
        for (point, moved) in points.iter().zip(&moved) {
            assert_eq!(moved.x.to_bytes(), x_times(point, &factor), "{factor:02x?}");
        }
    }
    assert!(Path::of(&[0; 32]).is_none());
}

#[test]
fn multiples_of_a_fixed_point_are_those_of_the_library() {
    let point =
        Point::with_x(&random(4, 20).into_iter().find(|x| Point::with_x(x).is_some()).unwrap()).unwrap();
    let mut factors = random(5, 20);
    for place in 0..32 {
        let mut factor = [0; 32];
        factor[place] = 0xff;
        factors.push(factor);
    }
    factors.push([0; 32]);
    let products = Multiples::of(point).times(&factors, &mut Scratch::default());
    assert_eq!(products.iter().filter(|product| product.is_none()).count(), 1);
    for (factor, product) in factors.iter().zip(&products) {
        if let Some(product) = product {
            assert_eq!(product.x.to_bytes(), x_times(&point, factor), "{factor:02x?}");
        }
    }
}
