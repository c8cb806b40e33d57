//! Many points of P-256 that march in step: each takes the same doublings and additions, in affine coordinates, and all of
//! them share the one inversion that a step needs.
//!
//! An addition of a point to itself, to its negative or to nothing is no addition by these formulas. It gives a wrong
//! point here, not a wrong answer: whatever a search finds is confirmed by what the wire showed.

use super::field::Field;

/// `b` of the curve `y² = x³ - 3x + b`.
const B: [u8; 32] = [
    0x5a, 0xc6, 0x35, 0xd8, 0xaa, 0x3a, 0x93, 0xe7, 0xb3, 0xeb, 0xbd, 0x55, 0x76, 0x98, 0x86, 0xbc, 0x65,
    0x1d, 0x06, 0xb0, 0xcc, 0x53, 0xb0, 0xf6, 0x3b, 0xce, 0x3c, 0x3e, 0x27, 0xd2, 0x60, 0x4b,
];

/// Bits of a window of a factor: odd multiples below 16 are made once for each point.
const WINDOW: usize = 4;

/// An affine point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) x: Field,
    pub(crate) y: Field,
}

impl Point {
    /// A point with this coordinate, if there is one; which of the two does not matter here.
    pub(crate) fn with_x(x: &[u8; 32]) -> Option<Self> {
        let x = Field::from_bytes(x)?;
        let three = Field::ONE.plus(Field::ONE).plus(Field::ONE);
        let square = x.square().minus(three).times(x).plus(Field::from_bytes(&B)?);
        Some(Self { x, y: square.root()? })
    }

    /// The line of slope `slope` through this point and one at `other`: where it meets the curve again, mirrored.
    #[inline]
    fn chord(self, other: Field, slope: Field) -> Self {
        let x = slope.square().minus(self.x).minus(other);
        let y = slope.times(self.x.minus(x)).minus(self.y);
        Self { x, y }
    }
}

/// What the steps need again and again.
#[derive(Default)]
pub(crate) struct Scratch {
    inverses: Vec<Field>,
    products: Vec<Field>,
}

impl Scratch {
    /// Doubles all.
    pub(crate) fn double(&mut self, points: &mut [Point]) {
        let Self { inverses, products } = self;
        inverses.clear();
        inverses.extend(points.iter().map(|point| point.y.plus(point.y)));
        Field::invert_all(inverses, products);
        for (point, inverse) in points.iter_mut().zip(inverses) {
            let square = point.x.square().minus(Field::ONE);
            let slope = square.plus(square).plus(square).times(*inverse);
            *point = point.chord(point.x, slope);
        }
    }

    /// Adds to each its own; where there is none to add, it stays.
    pub(crate) fn add(&mut self, points: &mut [Point], others: impl Iterator<Item = Option<Point>> + Clone) {
        let Self { inverses, products } = self;
        inverses.clear();
        let difference = |(point, other): (&Point, Option<Point>)| {
            other.map_or(Field::ZERO, |other| other.x.minus(point.x))
        };
        inverses.extend(points.iter().zip(others.clone()).map(difference));
        Field::invert_all(inverses, products);
        for ((point, other), inverse) in points.iter_mut().zip(others).zip(inverses) {
            if let Some(other) = other {
                *point = point.chord(other.x, other.y.minus(point.y).times(*inverse));
            }
        }
    }
}

/// A factor as a path of doublings and additions of odd multiples, the same for every point.
pub(crate) struct Path {
    /// Which odd multiple the path begins with, as its place among them.
    first: usize,
    /// Doublings, then an addition if there is one.
    steps: Vec<(usize, Option<usize>)>,
}

impl Path {
    /// The path of a factor, big-endian; `None` for 0.
    pub(crate) fn of(factor: &[u8; 32]) -> Option<Self> {
        let bits: Vec<bool> =
            factor.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect();
        let mut left = bits.get(bits.iter().position(|bit| *bit)?..)?;
        let mut steps: Vec<(usize, Option<usize>)> = Vec::new();
        let mut zeros = 0;
        while let Some(bit) = left.first() {
            if !bit {
                (zeros, left) = (zeros + 1, left.get(1..)?);
                continue;
            }
            // The longest window that ends in a one.
            let window = left.get(..WINDOW.min(left.len()))?;
            let length = window.iter().rposition(|bit| *bit)? + 1;
            let digit = window.get(..length)?.iter().fold(0, |digit, bit| digit << 1 | usize::from(*bit));
            steps.push((zeros + length, Some(digit / 2)));
            (zeros, left) = (0, left.get(length..)?);
        }
        if zeros > 0 {
            steps.push((zeros, None));
        }
        let (_, first) = steps.remove(0);
        Some(Self { first: first?, steps })
    }

    /// Multiplies all points by the factor.
    pub(crate) fn walk(&self, points: &mut Vec<Point>, scratch: &mut Scratch) {
        // 1, 3, 5, ... 15 times each point.
        let mut multiples = vec![points.clone()];
        let mut twice = points.clone();
        scratch.double(&mut twice);
        for _ in 1..1 << (WINDOW - 1) {
            let mut next = twice.clone();
            if let Some(last) = multiples.last() {
                scratch.add(&mut next, last.iter().copied().map(Some));
            }
            multiples.push(next);
        }
        let Some(first) = multiples.get(self.first) else { return };
        points.clone_from(first);
        for (doublings, multiple) in &self.steps {
            (0..*doublings).for_each(|_| scratch.double(points));
            if let Some(others) = multiple.and_then(|place| multiples.get(place)) {
                scratch.add(points, others.iter().copied().map(Some));
            }
        }
    }
}

/// `j · 256^i` times a fixed point, for each byte `i` of a factor and each value `j` of it but 0.
pub(crate) struct Multiples(Vec<Vec<Point>>);

impl Multiples {
    /// The multiples of a point.
    pub(crate) fn of(point: Point) -> Self {
        let mut scratch = Scratch::default();
        let mut units = vec![point];
        let mut unit = point;
        for _ in 1..32 {
            (0..8).for_each(|_| scratch.double(std::slice::from_mut(&mut unit)));
            units.push(unit);
        }
        // Column by column, so that the rows share their inversions.
        let mut columns = vec![units.clone()];
        let mut next = units.clone();
        scratch.double(&mut next);
        for _ in 2..256 {
            columns.push(next.clone());
            scratch.add(&mut next, units.iter().copied().map(Some));
        }
        let row =
            |place: usize| columns.iter().filter_map(move |column| column.get(place).copied()).collect();
        Self((0..32).map(row).collect())
    }

    /// The fixed point times each factor, big-endian; `None` for a factor of 0.
    pub(crate) fn times(&self, factors: &[[u8; 32]], scratch: &mut Scratch) -> Vec<Option<Point>> {
        let term = |row: &[Point], byte: Option<&u8>| row.get(usize::from(*byte?).checked_sub(1)?).copied();
        let nowhere = Point { x: Field::ZERO, y: Field::ZERO };
        let mut begun = vec![false; factors.len()];
        let mut sums = vec![nowhere; factors.len()];
        for (place, row) in self.0.iter().enumerate() {
            let terms: Vec<Option<Point>> =
                factors.iter().map(|factor| term(row, factor.iter().rev().nth(place))).collect();
            let added = terms.iter().zip(&begun).map(|(term, begun)| term.filter(|_| *begun));
            scratch.add(&mut sums, added);
            for ((sum, begun), term) in sums.iter_mut().zip(&mut begun).zip(&terms) {
                if let (false, Some(term)) = (*begun, term) {
                    (*sum, *begun) = (*term, true);
                }
            }
        }
        sums.into_iter().zip(begun).map(|(sum, begun)| begun.then_some(sum)).collect()
    }
}

#[cfg(test)]
mod tests;
