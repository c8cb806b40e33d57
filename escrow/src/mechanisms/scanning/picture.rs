//! Pictures: small, grey and generated, so that nobody's pictures and nobody's data are needed.
//!
//! A picture is a plain ground and overlapping soft discs of three sizes, with many more small ones than large ones,
//! as in the "dead leaves" models of natural images: structure at every scale, most of it coarse. Everything is
//! integer arithmetic, so that a seed gives the same bytes on every machine.

use honest::error::DecodeError;
use honest::primitives::kdf::hkdf;

use crate::label;

/// Pixels along each edge.
pub const SIDE: usize = 64;
/// Pixels.
pub const PIXELS: usize = SIDE * SIDE;
/// Pixels along each edge of a thumbnail.
pub const THUMB_SIDE: usize = 16;
/// Pixels of a thumbnail.
pub const THUMB: usize = THUMB_SIDE * THUMB_SIDE;

/// Discs of one size: how many, their least radius, how much larger they may be, their greatest strength.
const DISCS: [(usize, i64, i64, i64); 3] = [(5, 24, 24, 80), (14, 10, 14, 60), (60, 4, 6, 55)];
/// Bytes that a disc takes: two each for its place, its radius and its strength.
const DRAWN: usize = 8;
/// The ground.
const GREY: i64 = 128;

/// A grey picture of 64 by 64 pixels.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture(Box<[u8; PIXELS]>);

/// One soft disc.
struct Disc {
    x: i64,
    y: i64,
    radius: i64,
    strength: i64,
}

impl Disc {
    /// Adds `strength·(1 - d²/r²)²` to the pixels of a row that are within its radius.
    fn draw(&self, row: &mut [i64], y: i64) {
        let square = self.radius * self.radius;
        let chord = square - (y - self.y) * (y - self.y);
        if chord <= 0 {
            return;
        }
        let from = usize::try_from((self.x - self.radius).max(0)).unwrap_or(0);
        for (pixel, x) in row.iter_mut().zip(0..).skip(from) {
            let inside = chord - (x - self.x) * (x - self.x);
            if inside > 0 {
                *pixel += self.strength * inside * inside / (square * square);
            } else if x > self.x {
                break;
            }
        }
    }
}

impl Picture {
    /// The picture of a seed.
    #[must_use]
    pub fn from_seed(seed: &[u8]) -> Self {
        const DRAWS: usize = (DISCS[0].0 + DISCS[1].0 + DISCS[2].0) * DRAWN;
        let draws = hkdf::<DRAWS>(&[], seed, label::PICTURE);
        let sizes = DISCS.iter().flat_map(|size| std::iter::repeat_n(size, size.0));
        let discs: Vec<Disc> =
            draws.chunks_exact(DRAWN).zip(sizes).map(|(draw, size)| disc(draw, size)).collect();
        let mut light = [GREY; PIXELS];
        for (row, y) in light.chunks_exact_mut(SIDE).zip(0..) {
            for disc in &discs {
                disc.draw(row, y);
            }
        }
        let picture = light.map(|light| u8::try_from(light.clamp(0, 255)).unwrap_or(u8::MAX));
        Self(Box::new(picture))
    }

    /// The picture of its pixels, row by row.
    ///
    /// # Errors
    /// [`DecodeError::Value`] for another number of pixels.
    pub fn from_bytes(pixels: &[u8]) -> Result<Self, DecodeError> {
        let pixels = pixels.try_into().map_err(|_| DecodeError::Value { what: "number of pixels" })?;
        Ok(Self(Box::new(pixels)))
    }

    /// The pixels, row by row.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; PIXELS] {
        &self.0
    }

    /// Sums over blocks of some width and height, row by row.
    pub(super) fn block_sums(&self, width: usize, height: usize) -> Vec<i64> {
        let mut sums = vec![0; PIXELS / (width * height)];
        for (pixel, place) in self.0.iter().zip(0..) {
            let (x, y) = (place % SIDE, place / SIDE);
            if let Some(sum) = sums.get_mut(y / height * (SIDE / width) + x / width) {
                *sum += i64::from(*pixel);
            }
        }
        sums
    }

    /// The picture at a quarter of its width and height: the "visual derivative" that a voucher carries.
    #[must_use]
    pub fn thumbnail(&self) -> [u8; THUMB] {
        let mut thumb = [0; THUMB];
        for (pixel, sum) in thumb.iter_mut().zip(self.block_sums(SIDE / THUMB_SIDE, SIDE / THUMB_SIDE)) {
            *pixel = u8::try_from(sum / 16).unwrap_or(u8::MAX);
        }
        thumb
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A picture is as private as a text.
        let Self(_) = self;
        f.write_str("Picture(..)")
    }
}

/// A disc of eight drawn bytes.
fn disc(draw: &[u8], (_, least, more, most): &(usize, i64, i64, i64)) -> Disc {
    let mut drawn =
        draw.chunks_exact(2).map(|pair| pair.iter().fold(0, |sum, byte| sum * 256 + i64::from(*byte)));
    let mut below = |bound: i64| drawn.next().unwrap_or(0) % bound;
    let (x, y) = (below(64), below(64));
    Disc { x, y, radius: least + below(more + 1), strength: below(2 * most + 1) - most }
}
