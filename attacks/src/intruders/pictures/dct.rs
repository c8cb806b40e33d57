//! The cosine transform of a picture, lowest frequencies, without a library's cosines: they differ between machines in
//! the last bit, and these do not.

use escrow::mechanisms::scanning::picture::SIDE;

use super::Light;

/// Frequencies in each direction.
pub(crate) const FREQUENCIES: usize = 16;

/// Orthonormal waves: `waves[u][x]` is the u-th cosine at pixel x of 64.
pub(crate) struct Waves(Vec<Light>);

impl Waves {
    pub(crate) fn new() -> Self {
        // cos(kπ/128) by cos((k+1)t) = 2·cos(t)·cos(kt) - cos((k-1)t).
        const STEP: f64 = 0.999_698_818_696_204_2;
        let mut cosines = vec![1.0, STEP];
        while cosines.len() < 256 {
            let [.., before, last] = cosines[..] else { break };
            cosines.push(2.0 * STEP * last - before);
        }
        let wave = |u: usize| {
            let size = if u == 0 { 0.125 } else { (2.0f64 / 64.0).sqrt() };
            let at = |x: usize| cosines.get((2 * x + 1) * u % 256).map_or(0.0, |cosine| cosine * size);
            (0..SIDE).map(at).collect()
        };
        Self((0..FREQUENCIES).map(wave).collect())
    }

    /// The coefficients of a picture: of wave v down and wave u across, at `v·16 + u`.
    pub(crate) fn coefficients(&self, light: &[f64]) -> Light {
        let dot = |one: &[f64], other: &[f64]| -> f64 { one.iter().zip(other).map(|(a, b)| a * b).sum() };
        let rows: Vec<Light> =
            light.chunks_exact(SIDE).map(|row| self.0.iter().map(|wave| dot(wave, row)).collect()).collect();
        let column = |u: usize| -> Light { rows.iter().filter_map(|row| row.get(u).copied()).collect() };
        let columns: Vec<Light> = (0..FREQUENCIES).map(column).collect();
        self.0.iter().flat_map(|wave| columns.iter().map(move |column| dot(wave, column))).collect()
    }

    /// What a picture gains from a change of one coefficient.
    pub(crate) fn add(&self, light: &mut [f64], place: usize, change: f64) {
        let (Some(down), Some(across)) = (self.0.get(place / FREQUENCIES), self.0.get(place % FREQUENCIES))
        else {
            return;
        };
        for (row, down) in light.chunks_exact_mut(SIDE).zip(down) {
            row.iter_mut().zip(across).for_each(|(pixel, across)| *pixel += change * down * across);
        }
    }
}
