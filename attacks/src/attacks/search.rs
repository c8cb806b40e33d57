//! A key that is short can be searched for: who must try how many keys, for one message and for a hundred?

use crate::attack::{Aim, Attack, Expect, Measured, Outcome, Outcomes, Prediction, measured, part};
use crate::intruders::work::bench::{Bench, Curve, Ratio, Receiver, float};
use crate::parameters::Parameters;
use crate::stage::{Stage, Trial};
use crate::system::{Door, Facts, Intruder, Place};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Search;

/// The part in which nobody has been robbed.
pub const OUTSIDER: &str = "first 8 messages, no key, 65,536 trials for each";
/// The part in which the holder of the access searches for what it lacks.
pub const HOLDER: &str = "first 8 messages, with the holder's key";
/// The part at the sizes of the bench.
pub const BENCH: &str = "on the bench: every message opened";

/// Messages of the recording that are tried.
const TRIED: usize = 8;
/// Trials that the outsider may spend on each.
const TRIALS: u64 = 1 << 16;
/// Times that an owner loads keys into a radio until two collide.
const LOADS: u32 = 20;

impl Attack for Search {
    fn id(&self) -> &'static str {
        "search"
    }
    fn question(&self) -> &'static str {
        "Who must try how many keys in order to read, and what do ten or a hundred messages cost?"
    }
    fn holds(&self) -> &'static str {
        "the recording and the specification; in one part what the holder of the access holds; on the bench, messages of sizes that can \
         be searched"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "Work as a deterrent: Lotus's backgrounder (1996), Shamir (1995), Wright and Varia (2018) (HP-13); reduced ciphers: \
         CVE-2022-24402 (HC-14); shared groups: Adrian et al. (CCS 2015)"
    }
    fn counter(&self) -> &'static str {
        "Sizes here are scaled down. Ratios and the shapes of curves carry over; what a search of the real size costs depends on \
         machines and years, and no run here says it."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        let none = Expect::NotApplicable("no key here is short");
        match facts.door {
            // The control: the same trials on messages that have nothing short about them.
            Door::None => vec![
                part(OUTSIDER, Expect::Nothing),
                part(HOLDER, Expect::Nothing),
                part(BENCH, Expect::NotApplicable("there is nothing to put on a bench")),
            ],
            _ => [OUTSIDER, HOLDER, BENCH].map(|name| part(name, none)).to_vec(),
        }
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        stage.play();
        let mut outcomes = Outcomes::default();
        let mut outsider = stage.intruder();
        outsider.afford(TRIALS);
        outcomes.parts.push(read_first(OUTSIDER, stage, &mut *outsider));
        outcomes.cost += outsider.cost();
        let keepers = (1..=stage.facts().n).map(Place::Trustee).chain([Place::Authority]);
        let loot: Vec<_> = keepers.filter_map(|place| stage.seize(place)).collect();
        if holder_foreseen(self, stage) {
            let mut holder = stage.intruder();
            loot.iter().for_each(|loot| holder.take(loot));
            outcomes.parts.push(read_first(HOLDER, stage, &mut *holder));
            outcomes.cost += holder.cost();
        }
        if let Some(bench) = stage.bench::<Bench>() {
            let (outcome, measures) = put_on_bench(bench);
            outcomes.parts.push(outcome);
            outcomes.measures.extend(measures);
        }
        Ok(outcomes)
    }
}

/// Whether there is a holder at all.
fn holder_foreseen(attack: &Search, stage: &Stage<'_>) -> bool {
    let foreseen = crate::attack::foresee(attack, stage.facts(), stage.parameters());
    let holder = foreseen.iter().find(|prediction| prediction.part == HOLDER);
    holder.is_some_and(|holder| !matches!(holder.expect, Expect::NotApplicable(_)))
}

/// What an intruder reads of the first messages.
fn read_first(name: &str, stage: &Stage<'_>, intruder: &mut dyn Intruder) -> Outcome {
    let tape = stage.tape().get(..TRIED).unwrap_or_else(|| stage.tape());
    let read = intruder.read(tape);
    let trials = tape.iter().zip(read).map(|(taped, reading)| Trial::read(taped.meta.index, reading));
    Outcome { part: name.to_owned(), trials: trials.collect() }
}

/// Does what is on the bench, and counts.
fn put_on_bench(bench: Bench) -> (Outcome, Vec<Measured>) {
    let Bench { tasks, receiver, radios, ratio, full } = bench;
    let curves: Vec<Curve> = tasks.into_iter().map(|task| task.run()).collect();
    let opened = curves.iter().flat_map(|curve| &curve.opened);
    let trials = opened.map(|opened| Trial::did(0, *opened)).collect();
    let mut measures: Vec<Measured> = curves.iter().flat_map(|curve| curve.measures.clone()).collect();
    if let Some(ratio) = ratio {
        measures.extend(compare(&ratio, &curves));
    }
    if let Some(receiver) = receiver {
        measures.extend(disturb(&receiver));
    }
    if let Some((mut reduced, values, mut full)) = radios {
        let loads: Vec<Option<u32>> = (0..LOADS).map(|_| reduced(u32::MAX)).collect();
        let mean = loads.iter().flatten().map(|count| f64::from(*count)).sum::<f64>() / f64::from(LOADS);
        // The birthday problem: sqrt(pi / 2 · values) loads on average, with a deviation of about half of that each.
        let expected = (std::f64::consts::FRAC_PI_2 * values).sqrt();
        let bound = 5.0 * 0.523 * expected / f64::from(LOADS).sqrt();
        let (low, high) = (expected - bound, expected + bound);
        measures.push(measured("keys loaded until two collide, mean of 20", mean, "keys").within(low, high));
        // The control: a full cipher, and more keys than the reduced one took.
        let most = loads.iter().flatten().max().map_or(1, |count| count.saturating_mul(4));
        let collided = f64::from(u8::from(full(most).is_some()));
        measures
            .push(measured("collisions in a full cipher, as a control", collided, "pairs").within(0.0, 0.0));
    }
    measures.extend(full.into_iter().map(|(name, value)| measured(name, value, "keys").extrapolated()));
    (Outcome { part: BENCH.to_owned(), trials }, measures)
}

/// The ratio of two means beside the one that the sizes promise, here and at full size.
fn compare(ratio: &Ratio, curves: &[Curve]) -> Vec<Measured> {
    let of = |who| curves.iter().find(|curve| curve.who == who);
    let (Some(of), Some(to)) = (of(ratio.of), of(ratio.to)) else { return Vec::new() };
    let promised = 2f64.powi(i32::try_from(ratio.bits).unwrap_or(i32::MAX));
    // Each mean is of numbers uniform on 1 to some range: its deviation is 1 / sqrt(3 n) of it.
    let share = |curve: &Curve| 1.0 / (3.0 * float(u64::try_from(curve.total.len()).unwrap_or(1)));
    let deviation = (share(of) + share(to)).sqrt();
    // Ratios are skewed: five deviations each way on a scale on which they are not.
    let (low, high) = (promised * (-5.0 * deviation).exp(), promised * (5.0 * deviation).exp());
    let full = 2f64.powi(i32::try_from(ratio.full).unwrap_or(i32::MAX));
    vec![
        measured("outsider by holder, trials for a message", of.each() / to.each(), "times")
            .within(low, high),
        measured("outsider by holder at full size, by the sizes", full, "times").extrapolated(),
    ]
}

/// Every field that differs in one bit from the one that was sent.
fn disturb(receiver: &Receiver) -> Vec<Measured> {
    let Receiver { field, reads } = receiver;
    let bits = field.len() * 8;
    let changed = |bit: usize| {
        let mut field = field.clone();
        if let Some(byte) = field.get_mut(bit / 8) {
            *byte ^= 1 << (bit % 8);
        }
        field
    };
    let read = (0..bits).filter(|bit| reads(&changed(*bit))).count();
    let count = |number: usize| float(u64::try_from(number).unwrap_or(u64::MAX));
    vec![
        measured("fields disturbed in one bit", count(bits), "fields"),
        measured("of these, read by an honest receiver", count(read), "fields").within(0.0, 0.0),
        measured("undisturbed, read by an honest receiver", f64::from(u8::from(reads(field))), "fields")
            .within(1.0, 1.0),
    ]
}

#[cfg(test)]
mod tests;
