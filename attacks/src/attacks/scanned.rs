//! What the four attacks on scanning have in common.

use chacha20::ChaCha20Rng;
use escrow::mechanisms::scanning::Picture;
use honest::primitives::kdf::sha256;
use rand_core::{Rng, SeedableRng};

use crate::attack::{Expect, Prediction, part};
use crate::stage::{Stage, Trial};
use crate::system::{Door, Facts, User};
use crate::systems::scanning::bench::Bench;

/// Why the question does not arise where no system foretells an answer.
const UNSCANNED: Expect = Expect::NotApplicable("no picture is compared with a list");

/// Users that take part: enough to see that it is the same for all.
const USERS: usize = 12;

/// The parts of an attack on scanning, none of which arises elsewhere.
pub(super) fn predict(foretold: &[(&'static str, Expect)], facts: &Facts) -> Vec<Prediction> {
    let why = match facts.door {
        Door::None => {
            Expect::NotApplicable("pictures are sealed like texts, and nothing looks at them before")
        }
        _ => UNSCANNED,
    };
    foretold.iter().map(|(name, _)| part(name, why)).collect()
}

/// The attacker's own coins.
pub(super) fn coins(stage: &Stage<'_>, attack: &str) -> ChaCha20Rng {
    let seed = stage.parameters().seed.to_be_bytes();
    ChaCha20Rng::from_seed(sha256(&[b"coins", attack.as_bytes(), &seed]))
}

/// The attacker's own pictures.
pub(super) fn pictures(count: usize, rng: &mut ChaCha20Rng) -> Vec<Picture> {
    let mut seed = [0; 32];
    let mut picture = || {
        rng.fill_bytes(&mut seed);
        Picture::from_seed(&seed)
    };
    (0..count).map(|_| picture()).collect()
}

/// The users that take part.
pub(super) fn users(bench: &Bench) -> std::ops::Range<User> {
    0..bench.users().min(USERS)
}

/// Something about a user that is so or not: it is about no line of the script.
pub(super) fn noted(happened: bool) -> Trial {
    Trial::did(0, happened)
}

/// A count as a number to show.
pub(super) fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

/// The mean of some numbers, to two decimals: sums are exact on every machine, and nobody needs more.
pub(super) fn mean(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / number(values.len()).max(1.0);
    (mean * 100.0).round() / 100.0
}
