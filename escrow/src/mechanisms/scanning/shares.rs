//! An account's shares: any t matches give its secret, and tell synthetic matches from real ones.
//!
//! ```text
//! a_0            of degree t-1; its value at 0 is the account's secret
//! a_1 … a_s      of degree t-2; they say nothing but which points are real
//! point of id    x from the id and the account's key, then a_0(x), a_1(x) … a_s(x)
//! ```
//! The second line is the "detectable hash function" of "The Apple PSI System" in the form of an interleaved
//! Reed-Solomon code: values at t-1 points or fewer are uniform and independent, so real and made-up points look alike;
//! from t on, the real ones are those that the polynomials fit, and up to s made-up ones are found as the errors
//! (Bleichenbacher, Kiayias and Yung, ICALP 2003).

use curve25519_dalek::scalar::Scalar;
use honest::codec::Reader;
use honest::error::DecodeError;
use honest::primitives::kdf::hkdf;
use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::list::random_scalar;
use crate::label;

/// `s`: most synthetic vouchers of an account, and polynomials to find them with.
pub const SYNTHETIC: usize = 8;
/// Bytes of a point: x and the values there.
pub(super) const POINT: usize = 32 * (2 + SYNTHETIC);

/// One point of an account's polynomials, or a made-up one.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(super) struct Point {
    x: Scalar,
    share: Scalar,
    detect: [Scalar; SYNTHETIC],
}

impl Point {
    /// A point of no polynomial.
    pub(super) fn random(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let (x, share) = (random_scalar(rng), random_scalar(rng));
        Self { x, share, detect: std::array::from_fn(|_| random_scalar(rng)) }
    }

    /// `x 32 ‖ a_0(x) 32 ‖ a_1(x) 32 ‖ …`.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let Self { x, share, detect } = self;
        [x, share].into_iter().chain(detect).flat_map(|scalar| scalar.to_bytes()).collect()
    }

    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut scalar = || {
            let scalar = Scalar::from_canonical_bytes(from.array()?);
            Option::from(scalar).ok_or(DecodeError::Value { what: "scalar of a share" })
        };
        let (x, share) = (scalar()?, scalar()?);
        let mut detect = [Scalar::ZERO; SYNTHETIC];
        for value in &mut detect {
            *value = scalar()?;
        }
        Ok(Self { x, share, detect })
    }
}

/// The polynomials of an account, from its key. They never leave the client.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct Polynomials {
    key: [u8; 32],
    /// `a_0`, lowest coefficient first, then `a_1 … a_s`.
    coefficients: Vec<Vec<Scalar>>,
}

impl Polynomials {
    pub(super) fn new(key: [u8; 32], threshold: u8) -> Self {
        let polynomial = |number: u8| {
            let terms = if number == 0 { threshold } else { threshold.saturating_sub(1) };
            (0..terms).map(|term| draw(&key, &[number, term])).collect()
        };
        let coefficients = (0..=8).map(polynomial).collect();
        Self { key, coefficients }
    }

    /// The account's secret: the value of `a_0` at 0.
    pub(super) fn secret(&self) -> Scalar {
        self.coefficients.first().and_then(|terms| terms.first()).copied().unwrap_or_default()
    }

    /// The point of an id.
    pub(super) fn at(&self, id: &[u8]) -> Point {
        let x = draw(&self.key, id);
        let mut values = self.coefficients.iter().map(|terms| evaluate(terms, &x));
        let share = values.next().unwrap_or_default();
        Point { x, share, detect: std::array::from_fn(|_| values.next().unwrap_or_default()) }
    }
}

/// A scalar of an account's key and a name.
fn draw(key: &[u8; 32], name: &[u8]) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&hkdf::<64>(name, key, label::ACCOUNT))
}

/// Horner's rule.
fn evaluate(terms: &[Scalar], x: &Scalar) -> Scalar {
    terms.iter().rev().fold(Scalar::ZERO, |sum, term| sum * x + term)
}

/// The account's secret out of what matched, if at least `threshold` of it is real.
pub(super) fn combine(points: &[Point], threshold: u8) -> Option<Scalar> {
    let needed = usize::from(threshold);
    // This many hold more than enough real ones, whatever is made up; more would only take longer.
    let points = points.get(..points.len().min(needed + SYNTHETIC + 1))?;
    let real = real(points, needed.checked_sub(1)?)?;
    let chosen: Vec<&Point> =
        points.iter().zip(real).filter(|(_, real)| *real).map(|(point, _)| point).take(needed).collect();
    if chosen.len() < needed {
        return None;
    }
    let weight = |own: &Point| {
        let others = chosen.iter().filter(|other| other.x != own.x);
        let (top, bottom) = others.fold((Scalar::ONE, Scalar::ONE), |(top, bottom), other| {
            (top * other.x, bottom * (other.x - own.x))
        });
        top * bottom.invert()
    };
    Some(chosen.iter().map(|point| point.share * weight(point)).sum())
}

/// Which points the polynomials of `dimension` coefficients fit; `None` if there are too few to tell.
fn real(points: &[Point], dimension: usize) -> Option<Vec<bool>> {
    let checks = points.len().checked_sub(dimension).filter(|checks| *checks > 0)?;
    // v_i = 1 / Π (x_i - x_j): a codeword is orthogonal to v_i·x_i^j for j below the number of checks.
    let weight = |own: &Point| {
        let others = points.iter().filter(|other| other.x != own.x);
        others.map(|other| own.x - other.x).product::<Scalar>().invert()
    };
    let mut powers: Vec<Scalar> = points.iter().map(weight).collect();
    let mut syndromes = vec![Vec::new(); SYNTHETIC];
    for _ in 0..checks {
        for (place, syndrome) in syndromes.iter_mut().enumerate() {
            let terms = points.iter().zip(&powers);
            syndrome.push(terms.filter_map(|(point, power)| Some(point.detect.get(place)? * power)).sum());
        }
        powers.iter_mut().zip(points).for_each(|(power, point)| *power *= point.x);
    }
    (0..checks.min(SYNTHETIC + 1)).find_map(|errors| locate(points, &syndromes, errors))
}

/// The points that are not among exactly `errors` wrong ones, if that many explain the syndromes.
fn locate(points: &[Point], syndromes: &[Vec<Scalar>], errors: usize) -> Option<Vec<bool>> {
    // Λ(z) = Π (z - x_i) over the wrong points satisfies Σ_d Λ_d·S_{j+d} = 0 with Λ_errors = 1.
    let equations =
        syndromes.iter().flat_map(|syndrome| syndrome.windows(errors + 1)).map(<[Scalar]>::to_vec);
    let mut locator = solve(equations.collect(), errors)?;
    locator.push(Scalar::ONE);
    let fits: Vec<bool> = points.iter().map(|point| evaluate(&locator, &point.x) != Scalar::ZERO).collect();
    (fits.iter().filter(|fit| !**fit).count() == errors).then_some(fits)
}

/// The one solution `u` of `row · (u, 1) = 0` for all rows, by elimination; `None` if there is none or more than one.
fn solve(mut rows: Vec<Vec<Scalar>>, unknowns: usize) -> Option<Vec<Scalar>> {
    for column in 0..unknowns {
        let nonzero = |row: &Vec<Scalar>| row.get(column).is_some_and(|value| *value != Scalar::ZERO);
        let found = rows.iter().skip(column).position(nonzero)? + column;
        rows.swap(column, found);
        let inverse = rows.get(column)?.get(column)?.invert();
        let pivot: Vec<Scalar> = rows.get(column)?.iter().map(|value| value * inverse).collect();
        for (place, row) in rows.iter_mut().enumerate() {
            let factor = if place == column { row.get(column)? - Scalar::ONE } else { *row.get(column)? };
            row.iter_mut().zip(&pivot).for_each(|(value, pivot)| *value -= factor * pivot);
        }
    }
    let last = |row: &Vec<Scalar>| row.get(unknowns).copied();
    if rows.iter().skip(unknowns).any(|row| last(row) != Some(Scalar::ZERO)) {
        return None;
    }
    rows.iter().take(unknowns).map(|row| Some(-last(row)?)).collect()
}
