//! From a block of the generator's output to its state, for whoever holds `d` (Shumow and Ferguson 2007).
//!
//! A block is `x(sQ)` less its 16 highest bits. For each value of these bits that gives a point `R` of the curve (about
//! half do), `x(dR)` is the state that comes next, if `R` was the point: `dR = d·sQ = sP`. The sign of `y` makes no
//! difference. The bytes of the next block that the wire showed sort out all but a few; whoever searches tells the right
//! one by what was made out of the output behind it.

use self::points::{Multiples, Path, Point, Scratch};
use crate::system::Cost;

mod field;
mod points;
pub(crate) mod reader;
pub(crate) mod recording;
mod replay;
#[cfg(test)]
mod tests;

/// Bytes of a block.
const BLOCK: usize = escrow::mechanisms::dual_ec::BLOCK;

/// Values of the missing bits that march together.
const TOGETHER: usize = 1_024;

/// All values of the missing 16 bits.
pub(crate) const ALL: usize = 1 << 16;

/// A trapdoor: `d`, and the `Q` that it is meant for.
pub(crate) struct Trapdoor {
    d: Path,
    q: Multiples,
}

/// What a search came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Search {
    /// The state in which the generator gave the block behind the one that was searched.
    pub(crate) state: Option<[u8; 32]>,
    /// Values of the missing bits up to the right one.
    pub(crate) tried: usize,
    /// Those among them that gave a point of the curve.
    pub(crate) on_curve: usize,
}

impl Search {
    /// Two multiplications for each point that was on the curve.
    pub(crate) fn cost(&self) -> Cost {
        Cost { agreements: 2 * u64::try_from(self.on_curve).unwrap_or(0), ..Cost::default() }
    }
}

impl Trapdoor {
    /// `d` and `x(Q)`, big-endian; `None` if `d` is 0 or there is no such point.
    pub(crate) fn new(d: &[u8; 32], q: &[u8; 32]) -> Option<Self> {
        Some(Self { d: Path::of(d)?, q: Multiples::of(Point::with_x(q)?) })
    }

    /// Searches the state behind a block: `shown` is the block and what was seen of the next one. `confirm` looks at a
    /// state that fits all of that. At most so many values of the missing bits are tried. Nothing is searched if not even
    /// the block was seen whole.
    pub(crate) fn search(
        &self,
        shown: &[u8],
        most: usize,
        mut confirm: impl FnMut(&[u8; 32]) -> bool,
    ) -> Search {
        let mut search = Search::default();
        let Some((block, next)) = shown.split_first_chunk::<BLOCK>() else { return search };
        let next = next.get(..next.len().min(BLOCK)).unwrap_or_default();
        let mut scratch = Scratch::default();
        for begin in (0..most).step_by(TOGETHER) {
            let with_bits = |bits: usize| {
                let [.., high, low] = bits.to_be_bytes();
                let mut x = [0; 32];
                x.iter_mut().zip([high, low].iter().chain(block)).for_each(|(to, from)| *to = *from);
                Some((bits, Point::with_x(&x)?))
            };
            let (bits, mut points): (Vec<usize>, Vec<Point>) =
                (begin..most.min(begin + TOGETHER)).filter_map(with_bits).unzip();
            self.d.walk(&mut points, &mut scratch);
            let states: Vec<[u8; 32]> = points.iter().map(|point| point.x.to_bytes()).collect();
            let outputs = self.q.times(&states, &mut scratch);
            for ((bits, state), output) in bits.iter().zip(&states).zip(outputs) {
                search.on_curve += 1;
                let fits = output.is_some_and(|output| {
                    let [_, _, low @ ..] = output.x.to_bytes();
                    low.starts_with(next)
                });
                if fits && confirm(state) {
                    return Search { state: Some(*state), tried: bits + 1, ..search };
                }
            }
        }
        Search { tried: most, ..search }
    }
}
