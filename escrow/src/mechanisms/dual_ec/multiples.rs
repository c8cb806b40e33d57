//! Multiples of a fixed point, laid out so that a product takes 32 additions and no doubling.

use std::sync::LazyLock;

use p256::elliptic_curve::group::Group;
use p256::elliptic_curve::point::{AffineCoordinates, BatchNormalize};
use p256::{AffinePoint, ProjectivePoint};

use super::STATE;

/// Multiples of one point by the values of a byte, 0 left out.
const ROW: usize = 255;

/// `j · 256^i` times a point, for each byte `i` of a factor and each value `j` of it.
pub(super) struct Multiples(Vec<AffinePoint>);

/// Those of `P`, the base point.
pub(super) fn base() -> &'static Multiples {
    static BASE: LazyLock<Multiples> = LazyLock::new(|| Multiples::of(ProjectivePoint::GENERATOR));
    &BASE
}

impl Multiples {
    /// The multiples of a point.
    pub(super) fn of(point: ProjectivePoint) -> Self {
        let mut points = Vec::with_capacity(STATE * ROW);
        let mut unit = point;
        for _ in 0..STATE {
            let mut multiple = unit;
            for _ in 0..ROW {
                points.push(multiple);
                multiple += unit;
            }
            unit = multiple;
        }
        Self(ProjectivePoint::batch_normalize(points.as_slice()))
    }

    /// `x(factor · point)`, big-endian in and out; 0 if the product is the point at infinity.
    pub(super) fn x_times(&self, factor: &[u8; STATE]) -> [u8; STATE] {
        let rows = factor.iter().rev().zip(self.0.chunks(ROW));
        let terms = rows.filter_map(|(byte, row)| row.get(usize::from(*byte).checked_sub(1)?));
        terms.fold(ProjectivePoint::identity(), |sum, term| sum + term).to_affine().x().into()
    }
}
