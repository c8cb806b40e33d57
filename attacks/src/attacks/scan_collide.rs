//! Harmless pictures are given the hashes of listed ones and sent to somebody.

use std::collections::BTreeSet;

use escrow::mechanisms::scanning::{Picture, PictureHash, THRESHOLD};

use super::scanned::{coins, mean, noted, number, pictures, predict, users};
use crate::attack::{Aim, Attack, Expect, Measured, Outcome, Outcomes, Prediction, measured};
use crate::intruders::pictures::distortion;
use crate::intruders::pictures::imitate::imitate;
use crate::intruders::pictures::published::Published;
use crate::parameters::Parameters;
use crate::stage::{Stage, Trial};
use crate::system::Facts;
use crate::systems::BuildError;
use crate::systems::scanning::bench::Bench;

/// The attack.
#[derive(Debug)]
pub struct ScanCollide;

/// Second preimages.
pub const COLLIDED: &str = "harmless pictures changed until they have a listed hash";
/// Framing.
pub const FLAGGED: &str = "users flagged who keep thirty of them";
/// The same with the pictures as they were.
pub const HARMLESS: &str = "control: users flagged who keep the thirty unchanged";
/// What a second hash would say.
pub const SECOND: &str = "of those, taken for the listed picture by a second hash that clients do not have";

/// What both scanning systems foretell.
pub const FORETOLD: [(&str, Expect); 4] = [
    (COLLIDED, Expect::Rate(990, 1_000, "every bit is a half-space, and all of them have points in common")),
    (FLAGGED, Expect::Everything),
    (HARMLESS, Expect::Nothing),
    (SECOND, Expect::Nothing),
];

impl Attack for ScanCollide {
    fn id(&self) -> &'static str {
        "scan-collide"
    }
    fn question(&self) -> &'static str {
        "Can somebody be flagged for harmless pictures that a stranger sent?"
    }
    fn holds(&self) -> &'static str {
        "the client, and so the hash; harmless pictures of its own; the hashes of thirty listed pictures, as anybody has who \
         has the pictures, or whom a list leaked to. The victim's client saves what it receives"
    }
    fn aim(&self) -> Aim {
        Aim::Forge
    }
    fn source(&self) -> &'static str {
        "Second preimages of NeuralHash: Ygvar (2021), github.com/AsuharietYgvar/AppleNeuralHash2ONNX, and Athalye (2021), \
         github.com/anishathalye/neural-hash-collider; Struppek et al., Learning to Break Deep Perceptual Hashing (FAccT 2022), \
         arxiv.org/abs/2111.06628 (HC-20)"
    }
    fn counter(&self) -> &'static str {
        "Apple meant a second hash on the server, which is not public, and people who look, to stand between a flag and a report: \
         the last part counts what such a hash lets through, if its maker keeps it to itself. The changes here are visible, and \
         block means are easier than a network."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        predict(&FORETOLD, facts)
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        stage.play();
        let Some(bench) = stage.bench::<Bench>() else { return Ok(Outcomes::default()) };
        let mut rng = coins(stage, self.id());
        let wanted = usize::from(THRESHOLD);
        let thorough = stage.parameters().thorough;
        let harmless = pictures(if thorough { 10 * wanted } else { wanted }, &mut rng);
        let owned = bench.owned();
        let mut made = Made::default();
        for (picture, listed) in harmless.iter().zip(owned.iter().cycle()) {
            made.take(picture, listed, &bench);
        }
        let (natural, measures) =
            natural(&bench, pictures(if thorough { 5_000 } else { 500 }, &mut rng), thorough);
        let flagged = |kept: &[Picture]| -> Vec<Trial> {
            let keep = |user| {
                kept.iter().take(wanted).for_each(|picture| _ = bench.keep(user, picture));
                noted(bench.findings(user).flagged())
            };
            users(&bench).map(keep).collect()
        };
        // First as they were, then changed: accounts keep what they have.
        let control = flagged(&harmless);
        let framed = flagged(&made.planted);
        let trials = [made.collided, framed, control, made.second];
        let parts = FORETOLD.iter().zip(trials);
        let parts = parts.map(|((name, _), trials)| Outcome { part: (*name).to_owned(), trials }).collect();
        let mut all = vec![
            measured(
                "distortion of the changed pictures, mean",
                mean(&made.distortion),
                "levels of 256, RMS",
            )
            .within(10.0, 40.0),
            measured("projections onto half-spaces, mean", mean(&made.steps), "projections")
                .within(96.0, 10_000.0),
            natural,
        ];
        all.push(measures);
        Ok(Outcomes { parts, measures: all, ..Outcomes::default() })
    }
}

/// Second preimages and what became of them.
#[derive(Default)]
struct Made {
    collided: Vec<Trial>,
    second: Vec<Trial>,
    planted: Vec<Picture>,
    distortion: Vec<f64>,
    steps: Vec<f64>,
}

impl Made {
    fn take(&mut self, harmless: &Picture, listed: &Picture, bench: &Bench) {
        let projection = bench.projection();
        let made = imitate(projection, harmless, &projection.hash(listed));
        self.steps.push(f64::from(made.steps));
        self.collided.push(noted(made.picture.is_some()));
        let Some(picture) = made.picture else { return };
        self.distortion.push(distortion(harmless, &picture));
        let second = Published::of_thumbnails();
        let hash = second.hash(&listed.thumbnail());
        let own = second.hash(&picture.thumbnail());
        let near = hash.zip(own).is_some_and(|(listed, own)| second.near(own.dist(&listed)));
        self.second.push(noted(near));
        self.planted.push(picture);
    }
}

/// Pairs of pictures that have one hash by nature, and how near the nearest two are.
fn natural(bench: &Bench, pictures: Vec<Picture>, thorough: bool) -> (Measured, Measured) {
    let hashes: Vec<PictureHash> = pictures.iter().map(|picture| bench.projection().hash(picture)).collect();
    let distinct: BTreeSet<&PictureHash> = hashes.iter().collect();
    let equal = number(hashes.len() - distinct.len());
    let pairs = hashes
        .iter()
        .enumerate()
        .flat_map(|(at, one)| hashes.iter().take(at).map(|other| one.distance(other)));
    let least = pairs.min().unwrap_or(0);
    let (name, nearest) = if thorough {
        (
            "pictures of 5,000 that have another's hash by nature",
            "bits by which the nearest two of 5,000 differ",
        )
    } else {
        ("pictures of 500 that have another's hash by nature", "bits by which the nearest two of 500 differ")
    };
    (measured(name, equal, "pictures").within(0.0, 0.0), measured(nearest, f64::from(least), "bits"))
}
