//! Second preimages: a harmless picture is changed as little as possible until it has the hash of another.
//!
//! Every bit of a sign hash is a half-space, and its plane is in the client. The nearest point of all 96 half-spaces is
//! found by projecting onto one after the other (Hildreth's method: each projection may be taken back in part later);
//! then brightness is cut to 0 to 255 and rounded, block by block, and if that has moved the point out again, once more
//! from there.

use escrow::mechanisms::scanning::hash::{BLOCK_HEIGHT, BLOCK_WIDTH};
use escrow::mechanisms::scanning::picture::SIDE;
use escrow::mechanisms::scanning::{Picture, PictureHash, Projection};

use super::{Light, develop, light};

/// How far inside a half-space the point goes, in brightness summed over a block: rounding then keeps it there.
const INSIDE: f64 = 4.0;
/// Rounds over all half-spaces at most.
const ROUNDS: usize = 2_000;
/// Times that it goes on from a cut and rounded picture.
const AGAIN: usize = 8;
/// Pixels of a block.
const BLOCK: f64 = 32.0;

/// A second preimage, or what came of looking for one.
pub(crate) struct Imitation {
    /// The picture, if it has the hash.
    pub(crate) picture: Option<Picture>,
    /// Projections made.
    pub(crate) steps: u32,
}

/// One plane: its weights, their length squared, and the side on which the target lies.
struct Plane {
    weights: Light,
    square: f64,
}

/// Makes a picture like `harmless` that has the hash `target`.
pub(crate) fn imitate(projection: &Projection, harmless: &Picture, target: &PictureHash) -> Imitation {
    #[expect(clippy::cast_precision_loss, reason = "weights are below 2^16")]
    let plane = |(row, sign): (&[i64; 128], i64)| {
        let weights: Light = row.iter().map(|weight| (weight * sign) as f64).collect();
        let square = weights.iter().map(|weight| weight * weight).sum();
        Plane { weights, square }
    };
    let planes: Vec<Plane> = projection.rows().iter().zip(target.signs()).map(plane).collect();
    let mut pixels = light(harmless);
    let mut steps = 0;
    for _ in 0..AGAIN {
        let change = nearest(&planes, &blocks(&pixels), &mut steps);
        spread(&mut pixels, &change);
        let Some(picture) = settle(&pixels) else { break };
        if projection.hash(&picture) == *target {
            return Imitation { picture: Some(picture), steps };
        }
        pixels = light(&picture);
    }
    Imitation { picture: None, steps }
}

/// The least change of the block sums that brings them into all half-spaces.
fn nearest(planes: &[Plane], start: &[f64], steps: &mut u32) -> Light {
    let mut sums = start.to_vec();
    let mut pushed = vec![0.0; planes.len()];
    for _ in 0..ROUNDS {
        let mut outside = false;
        for (plane, pushed) in planes.iter().zip(&mut pushed) {
            let value: f64 = plane.weights.iter().zip(&sums).map(|(weight, sum)| weight * sum).sum();
            let margin = INSIDE * plane.square.sqrt();
            outside |= value < margin / 2.0;
            let push = ((margin - value) / plane.square).max(-*pushed);
            if push != 0.0 {
                *pushed += push;
                *steps += 1;
                sums.iter_mut().zip(&plane.weights).for_each(|(sum, weight)| *sum += push * weight);
            }
        }
        if !outside {
            break;
        }
    }
    sums.iter().zip(start).map(|(to, from)| to - from).collect()
}

/// The block of a pixel.
fn block(at: usize) -> usize {
    (at / SIDE / BLOCK_HEIGHT) * (SIDE / BLOCK_WIDTH) + at % SIDE / BLOCK_WIDTH
}

/// The block sums of a picture.
fn blocks(pixels: &[f64]) -> Light {
    let mut sums = vec![0.0; 128];
    for (at, pixel) in pixels.iter().enumerate() {
        if let Some(sum) = sums.get_mut(block(at)) {
            *sum += pixel;
        }
    }
    sums
}

/// Spreads a change of the block sums evenly over each block's pixels.
fn spread(pixels: &mut [f64], change: &[f64]) {
    for (at, pixel) in pixels.iter_mut().enumerate() {
        *pixel += change.get(block(at)).map_or(0.0, |change| change / BLOCK);
    }
}

/// The picture of whole numbers from 0 to 255 with the same block sums, as nearly as there is one: what a pixel loses by
/// rounding and cutting, the next of its block gains.
fn settle(pixels: &[f64]) -> Option<Picture> {
    let mut carried = vec![0.0; 128];
    let settle = |(at, pixel): (usize, &f64)| {
        let Some(carried) = carried.get_mut(block(at)) else { return *pixel };
        let wanted = pixel + *carried;
        let settled = wanted.round().clamp(0.0, 255.0);
        *carried = wanted - settled;
        settled
    };
    let settled: Light = pixels.iter().enumerate().map(settle).collect();
    develop(&settled)
}
