//! Evasions: a picture is changed a little until a hash no longer takes it for what it was.
//!
//! With the hash in hand (white box) the nearest planes are crossed. With nothing but its answers (black box) a change
//! of bounded size is drawn at random and turned a little again and again, and what moves the answer further away is kept:
//! a random search on a sphere, with grain of a few pixels as its only guess about the hash.

use chacha20::ChaCha20Rng;
use escrow::mechanisms::scanning::hash::{BLOCK_HEIGHT, BLOCK_WIDTH};
use escrow::mechanisms::scanning::picture::{PIXELS, SIDE};
use escrow::mechanisms::scanning::{Picture, Projection};

use super::dct::{FREQUENCIES, Waves};
use super::published::{NEAR, Published};
use super::{added, develop, distortion, light, noise, scaled};

/// Pixels along the grain of a random change.
const GRAIN: usize = 4;
/// How much of a new draw each turn takes.
const TURN: f64 = 0.25;

/// What came of an evasion.
pub(crate) struct Evasion {
    /// The changed picture, if the hash no longer knows it.
    pub(crate) picture: Option<Picture>,
    /// Answers of the hash that it took.
    pub(crate) queries: u32,
}

/// What a black-box evader may spend.
#[derive(Clone, Copy)]
pub(crate) struct Budget {
    /// Size of the change, in levels root mean square.
    pub(crate) levels: f64,
    /// Answers.
    pub(crate) queries: u32,
}

/// Crosses the one plane of a sign hash that is nearest, a level at a time in the pixels that count most.
pub(crate) fn white_box_sign(projection: &Projection, picture: &Picture) -> Evasion {
    let features = Projection::features(picture);
    let value = |row: &[i64; 128]| row.iter().zip(&features).map(|(weight, sum)| weight * sum).sum::<i64>();
    // All rows are about as long, so the least value is the nearest plane.
    let nearest = projection.rows().iter().min_by_key(|row| value(row).abs());
    let Some(row) = nearest else { return Evasion { picture: None, queries: 0 } };
    let mut left = value(row).abs() + 1;
    let downwards = value(row) >= 0;
    let weight = |at: usize| {
        let block = (at / SIDE / BLOCK_HEIGHT) * (SIDE / BLOCK_WIDTH) + at % SIDE / BLOCK_WIDTH;
        row.get(block).copied().unwrap_or(0)
    };
    let mut order: Vec<usize> = (0..PIXELS).collect();
    order.sort_by_key(|at| -weight(*at).abs());
    let mut pixels = picture.as_bytes().to_vec();
    for at in order {
        if left <= 0 {
            break;
        }
        let Some(pixel) = pixels.get_mut(at) else { continue };
        let changed = if (weight(at) > 0) == downwards { pixel.checked_sub(1) } else { pixel.checked_add(1) };
        if let Some(changed) = changed {
            *pixel = changed;
            left -= weight(at).abs();
        }
    }
    let changed = Picture::from_bytes(&pixels).ok();
    let hash = projection.hash(picture);
    Evasion { picture: changed.filter(|changed| projection.hash(changed) != hash), queries: 1 }
}

/// Moves the coefficients that are nearest to the median across it, as few and as little as the published hash's plan
/// says are needed, and more if its answer says so, within the bound.
pub(crate) fn white_box_published(
    published: &Published,
    waves: &Waves,
    picture: &Picture,
    levels: f64,
) -> Evasion {
    let none = |queries| Evasion { picture: None, queries };
    let Some(hash) = published.hash(picture.as_bytes()) else { return none(0) };
    let start = light(picture);
    let coefficients = waves.coefficients(&start);
    let mut sorted = coefficients.clone();
    sorted.sort_by(f64::total_cmp);
    let half = FREQUENCIES * FREQUENCIES / 2;
    let Some([below, above]) = sorted.get(half - 1..=half) else { return none(0) };
    let median = (below + above) / 2.0;
    let mut order: Vec<(usize, f64)> =
        coefficients.iter().map(|coefficient| coefficient - median).enumerate().collect();
    order.sort_by(|one, other| one.1.abs().total_cmp(&other.1.abs()));
    let mut queries = 0;
    for crossed in (usize::try_from(NEAR).unwrap_or(0) + 1..half).step_by(4) {
        let mut pixels = start.clone();
        // As far beyond the median as the farthest of them was before it: rounding does not bring it back.
        let beyond = order.get(crossed).map_or(0.0, |(_, margin)| margin.abs() / 2.0);
        for (place, margin) in order.iter().take(crossed) {
            waves.add(&mut pixels, *place, -margin - beyond.copysign(*margin));
        }
        let Some(changed) = develop(&pixels) else { continue };
        if distortion(picture, &changed) > levels {
            break;
        }
        queries += 1;
        if !published.near(published.distance(&changed, &hash)) {
            return Evasion { picture: Some(changed), queries };
        }
    }
    none(queries)
}

/// Searches with nothing but answers: `distance` says how far a picture's hash is from the original's, and `far` from
/// where on it is another.
pub(crate) fn black_box(
    picture: &Picture,
    budget: Budget,
    far: u32,
    rng: &mut ChaCha20Rng,
    distance: impl Fn(&Picture) -> u32,
) -> Evasion {
    let mut best = (vec![0.0; PIXELS], 0);
    for queries in 1..=budget.queries {
        let drawn = noise(GRAIN, budget.levels * if queries == 1 { 1.0 } else { TURN }, rng);
        let turned = best.0.iter().zip(&drawn).map(|(old, new)| old + new).collect();
        // Rounding adds a little of its own, so the change stays just below the bound.
        let turned = scaled(turned, within(budget.levels));
        let Some(changed) = added(picture, &turned) else { continue };
        let found = distance(&changed);
        if found >= far && distortion(picture, &changed) <= budget.levels {
            return Evasion { picture: Some(changed), queries };
        }
        if found >= best.1 {
            best = (turned, found);
        }
    }
    Evasion { picture: None, queries: budget.queries }
}

/// The size of a change that rounding to whole levels, a third of a level root mean square, brings to the bound.
fn within(levels: f64) -> f64 {
    (levels * levels - 1.0 / 12.0).max(0.0).sqrt()
}
