//! Programs that work on pictures: they know a perceptual hash, or may only ask one, and change pictures until it says
//! something else, or something in particular. Nothing in here has a secret.

use chacha20::ChaCha20Rng;
use escrow::mechanisms::scanning::Picture;
use escrow::mechanisms::scanning::picture::{PIXELS, SIDE};
use rand_core::Rng;

pub(crate) mod dct;
pub(crate) mod evade;
pub(crate) mod imitate;
pub(crate) mod published;
#[cfg(test)]
mod tests;

/// A picture while it is worked on: brightness by brightness, between the whole numbers, too.
pub(crate) type Light = Vec<f64>;

/// A picture's pixels.
pub(crate) fn light(picture: &Picture) -> Light {
    picture.as_bytes().iter().map(|pixel| f64::from(*pixel)).collect()
}

/// The picture that can be sent: brightness in whole numbers from 0 to 255.
pub(crate) fn develop(light: &[f64]) -> Option<Picture> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number from 0 to 255"
    )]
    let pixels: Vec<u8> = light.iter().map(|value| value.round().clamp(0.0, 255.0) as u8).collect();
    Picture::from_bytes(&pixels).ok()
}

/// How far two pictures are apart: the root of the mean square difference, in levels of 256.
pub(crate) fn distortion(one: &Picture, other: &Picture) -> f64 {
    let pixels = one.as_bytes().iter().zip(other.as_bytes());
    let squares: f64 = pixels.map(|(one, other)| (f64::from(*one) - f64::from(*other)).powi(2)).sum();
    (squares / PIXEL_COUNT).sqrt()
}

/// [`PIXELS`] as a divisor.
const PIXEL_COUNT: f64 = 4096.0;

/// Noise of so many levels root mean square, the same within squares of `grain` by `grain` pixels.
pub(crate) fn noise(grain: usize, levels: f64, rng: &mut ChaCha20Rng) -> Light {
    let across = SIDE / grain;
    let grains: Light = (0..across * across).map(|_| uniform(rng)).collect();
    let place = |at: usize| (at / SIDE / grain) * across + at % SIDE / grain;
    let noise: Light = (0..PIXELS).map(|at| grains.get(place(at)).copied().unwrap_or(0.0)).collect();
    scaled(noise, levels)
}

/// Stretched or shrunk to so many levels root mean square.
pub(crate) fn scaled(change: Light, levels: f64) -> Light {
    let size = (change.iter().map(|value| value * value).sum::<f64>() / PIXEL_COUNT).sqrt();
    let factor = if size > 0.0 { levels / size } else { 0.0 };
    change.into_iter().map(|value| value * factor).collect()
}

/// A picture with something added.
pub(crate) fn added(picture: &Picture, change: &[f64]) -> Option<Picture> {
    let sum: Light =
        picture.as_bytes().iter().zip(change).map(|(pixel, change)| f64::from(*pixel) + change).collect();
    develop(&sum)
}

/// A number from -1 to 1.
pub(crate) fn uniform(rng: &mut ChaCha20Rng) -> f64 {
    f64::from(rng.next_u32()) / f64::from(u32::MAX) * 2.0 - 1.0
}
