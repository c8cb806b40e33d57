//! A dishonest sender searches for an access field that the peer's machine accepts and that opens to nothing.

use escrow::mechanisms::clipper::Key80;
use rand_core::SeedableRng;
use rayon::prelude::*;

use super::rogue;
use crate::attack::{Aim, Attack, Expect, Measured, Outcome, Outcomes, Prediction, measured, part};
use crate::intruders::leaf::{Search, patience, search};
use crate::parameters::Parameters;
use crate::stage::{Stage, Trial};
use crate::system::{Facts, Trick};
use crate::systems::BuildError;
use crate::systems::clipper::bench::Bench;

#[cfg(test)]
mod tests;

/// The attack.
#[derive(Debug)]
pub struct RogueLeaf;

/// The part on what the peer's machine makes of what was found.
pub const ACCEPTED: &str = "rogue fields that another chip accepts at first sight";
/// The part on the session key.
pub const RECOVERED: &str = "rogue fields that give the police the session key";
/// The part on the name.
pub const NAMED: &str = "rogue fields that name their sender";
/// The part in which the chip makes the field.
pub const HONEST: &str = "control: honest fields that give both";

/// The measure of the search's cost.
pub const MEAN: &str = "mean tries to a rogue field";
/// The same in the time that the draft of 1994 tells of.
pub const MINUTES: &str = "minutes that takes at 28 for 65,536 tries, the pace of the draft of 1994";

/// Minutes to 65,536 tries on the card of 1994, as the draft has it.
const PACE: f64 = 28.0 / 65_536.0;

/// How much is tried.
struct Size {
    /// Messages said with a rogue field.
    messages: usize,
    /// Searches on the bench at the system's own width.
    searches: usize,
    /// Other widths in bits and searches at each: how the cost grows.
    widths: [(u32, usize); 2],
    /// Fields shown again under another session key.
    replays: u32,
    /// Bounds of the mean over those searches as a multiple of what is expected, of the growth per bit, and of the number
    /// of replays accepted. One honest run in a thousand lies outside any of them.
    mean: (f64, f64),
    growth: (f64, f64),
    accepted: (f64, f64),
}

const SMALL: Size = Size {
    messages: 2,
    searches: 4,
    widths: [(8, 64), (12, 32)],
    replays: 32_768,
    mean: (0.093, 3.54),
    growth: (0.55, 1.25),
    accepted: (0.0, 5.0),
};

const THOROUGH: Size = Size {
    messages: 24,
    searches: 200,
    widths: [(8, 200), (24, 4)],
    replays: 1_048_576,
    mean: (0.78, 1.25),
    growth: (0.77, 1.12),
    accepted: (4.0, 33.0),
};

/// Searches where none comes to an end.
const HOPELESS: usize = 2;

impl Attack for RogueLeaf {
    fn id(&self) -> &'static str {
        "rogue-leaf"
    }
    fn question(&self) -> &'static str {
        "Can one dishonest sender make a field that the peer's machine accepts and that gives the police nothing, and at what \
         cost?"
    }
    fn holds(&self) -> &'static str {
        "the sender holds a sealed machine of its own, which it may ask as often as it likes, and modified software; its peer \
         is unmodified; the authority has a warrant, and both agents help"
    }
    fn aim(&self) -> Aim {
        Aim::Evade
    }
    fn source(&self) -> &'static str {
        "Blaze, Protocol Failure in the Escrowed Encryption Standard (draft of 3 June 1994); NIST's fact sheet in answer: 2^16 \
         tries on average, less than an hour (HC-07, HP-12)"
    }
    fn counter(&self) -> &'static str {
        "It reads nobody's traffic and breaks no cipher: Blaze said so himself, and that the wait was too long for a telephone \
         call. The police see that the field is rogue once they ask for the key of a unit that does not exist. A wider \
         checkword ends it."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, _: &Facts, _: &Parameters) -> Vec<Prediction> {
        let why = Expect::NotApplicable("no machine here asks for a field that fits; garbage costs nothing");
        [rogue::EVADED, rogue::CONTROL, ACCEPTED, RECOVERED, NAMED, HONEST]
            .map(|name| part(name, why))
            .to_vec()
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let size = if stage.parameters().thorough { THOROUGH } else { SMALL };
        let played = stage.play_tricked(Trick::RogueField, size.messages);
        let mut outcomes = rogue::outcomes(rogue::EVADED, played, stage)?;
        let Some(mut bench) = stage.bench::<Bench>() else { return Ok(outcomes) };
        let bits = bench.owner.width().bits();
        let feasible = bits <= 24;
        let tried = search_often(&mut bench, if feasible { size.searches } else { HOPELESS });
        let outcome = |part: &str, happened: fn(&Tried) -> bool| {
            let trials = tried.iter().map(|one| Trial::did(0, happened(one))).collect();
            Outcome { part: part.to_owned(), trials }
        };
        outcomes.parts.extend([
            outcome(ACCEPTED, |one| one.accepted),
            outcome(RECOVERED, |one| one.recovered),
            outcome(NAMED, |one| one.named),
            outcome(HONEST, |one| one.honest),
        ]);
        let expected = f64::from(bits).exp2();
        outcomes.measures.extend(if feasible {
            statistics(&size, &mut bench, &tried, expected)
        } else {
            vec![
                measured("searches given up, each after 131,072 tries", count(tried.len()), "searches"),
                measured(MEAN, expected, "tries").extrapolated(),
                measured(MINUTES, expected * PACE, "minutes").extrapolated(),
            ]
        });
        Ok(outcomes)
    }
}

/// One search and what came of it.
struct Tried {
    tries: u64,
    accepted: bool,
    recovered: bool,
    named: bool,
    honest: bool,
}

/// Searches, each for a session key of its own. What is found is shown to another chip, once, and to the police.
fn search_often(bench: &mut Bench, searches: usize) -> Vec<Tried> {
    let generators: Vec<_> = (0..searches).map(|_| bench.rng.fork()).collect();
    let bench = &*bench;
    let one = |mut rng| {
        let key = Key80::generate(&mut rng);
        let (iv, own, _) = bench.owner.talk(&key, &mut rng);
        let width = bench.owner.width();
        let Search { leaf, tries, .. } =
            search(&bench.owner.load(&key, &iv), width, patience(width), &mut rng);
        Tried {
            tries,
            accepted: bench.honest.accept(&key, &iv, &leaf),
            recovered: bench.recovers(&key, &iv, &leaf),
            named: bench.names(&leaf),
            honest: bench.recovers(&key, &iv, &own) && bench.names(&own),
        }
    };
    generators.into_par_iter().map(one).collect()
}

/// Mean, median and growth of the searches' cost, and what becomes of a field that is shown under another session key.
fn statistics(size: &Size, bench: &mut Bench, tried: &[Tried], expected: f64) -> Vec<Measured> {
    let mean = mean(tried);
    let (low, high) = (size.mean.0 * expected, size.mean.1 * expected);
    let mut points = vec![(f64::from(bench.owner.width().bits()), mean.log2())];
    for (bits, searches) in size.widths {
        if let Some(mut other) = bench.with_width(bits) {
            points.push((f64::from(bits), self::mean(&search_often(&mut other, searches)).log2()));
        }
    }
    let key = Key80::generate(&mut bench.rng);
    let (iv, leaf, _) = bench.owner.talk(&key, &mut bench.rng);
    let replayed = (0..size.replays)
        .filter(|_| bench.honest.accept(&Key80::generate(&mut bench.rng), &iv, &leaf))
        .count();
    vec![
        measured("searches", count(tried.len()), "searches"),
        measured(MEAN, mean, "tries").within(low, high),
        measured("median tries to a rogue field", median(tried), "tries"),
        measured("doublings of the tries for each bit of checkword", slope(&points), "doublings")
            .within(size.growth.0, size.growth.1),
        measured(MINUTES, mean * PACE, "minutes").within(low * PACE, high * PACE).extrapolated(),
        measured("fields shown again under another session key", f64::from(size.replays), "fields"),
        measured("of these, accepted", count(replayed), "fields").within(size.accepted.0, size.accepted.1),
    ]
}

fn count(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

fn tries(tried: &[Tried]) -> Vec<f64> {
    tried.iter().map(|one| u32::try_from(one.tries).map_or(f64::INFINITY, f64::from)).collect()
}

fn mean(tried: &[Tried]) -> f64 {
    tries(tried).iter().sum::<f64>() / count(tried.len())
}

fn median(tried: &[Tried]) -> f64 {
    let mut tries = tries(tried);
    tries.sort_by(f64::total_cmp);
    let middle = |place: usize| tries.get(place).copied().unwrap_or(f64::NAN);
    (middle(tries.len().saturating_sub(1) / 2) + middle(tries.len() / 2)) / 2.0
}

/// The slope of the least-squares line.
fn slope(points: &[(f64, f64)]) -> f64 {
    let n = count(points.len());
    let (x, y) = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0 / n, sum.1 + point.1 / n));
    let (above, below) = points.iter().fold((0.0, 0.0), |sum, point| {
        (sum.0 + (point.0 - x) * (point.1 - y), sum.1 + (point.0 - x).powi(2))
    });
    above / below
}
