//! The lab: puts attacks to systems, scores what they bring back, and keeps cells for whoever asks again.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use honest::primitives::kdf::sha256;
use rayon::prelude::*;

use crate::attack::{self, Attack, Expect, Measured, Outcome, Outcomes, Prediction};
use crate::catalogue;
use crate::claims::Claim;
use crate::parameters::Parameters;
use crate::report::{
    Cell, ClaimOutcome, ClaimResult, Conversations, Interval, Measure, Part, Run, SCHEMA_VERSION, Summary,
    Timing, Timings, Verdict,
};
use crate::script::Script;
use crate::stage::{Score, Stage};
use crate::systems::{BuildError, SystemEntry};

#[cfg(test)]
mod tests;

/// What stops a run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LabError {
    /// A system could not be put on the stage.
    #[error("{system}: {error}")]
    Build {
        /// Which.
        system: &'static str,
        /// Why.
        error: BuildError,
    },
    /// An attack brought back a part it had not predicted, or the other way round.
    #[error("{attack} on {system}: it predicted {predicted} parts and brought back {brought}")]
    Parts {
        /// The attack.
        attack: &'static str,
        /// The system.
        system: &'static str,
        /// Parts predicted that apply.
        predicted: String,
        /// Parts brought back.
        brought: String,
    },
    /// There is no such id.
    #[error("there is no {kind} {id}")]
    Unknown {
        /// System, attack or claim.
        kind: &'static str,
        /// The id.
        id: String,
    },
    /// Somebody asked it to stop.
    #[error("interrupted")]
    Interrupted,
}

/// A system and an attack on it.
pub type Pair = (&'static SystemEntry, &'static dyn Attack);

/// A cell and how long it took.
type Timed = (Cell, f64);

/// Hears of every finished cell: the system's id and the attack's.
type Progress = dyn Fn(&str, &str) + Sync + Send;

/// Where attacks meet systems.
pub struct Lab {
    parameters: Parameters,
    script: Script,
    source: String,
    cells: Mutex<BTreeMap<(&'static str, &'static str), Timed>>,
    stop: Arc<AtomicBool>,
    progress: Box<Progress>,
}

impl std::fmt::Debug for Lab {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lab")
            .field("parameters", &self.parameters)
            .field("script", &self.script)
            .finish_non_exhaustive()
    }
}

impl Lab {
    /// A lab for one set of parameters and one script; `source` names where the script's texts come from.
    #[must_use]
    pub fn new(parameters: Parameters, script: Script, source: String) -> Self {
        Self {
            parameters,
            script,
            source,
            cells: Mutex::default(),
            stop: Arc::default(),
            progress: Box::new(|_, _| {}),
        }
    }

    /// Has every finished cell reported: the system's id and the attack's.
    #[must_use]
    pub fn with_progress(mut self, progress: impl Fn(&str, &str) + Sync + Send + 'static) -> Self {
        self.progress = Box::new(progress);
        self
    }

    /// Has it look at a flag before each cell, and stop once that is set.
    #[must_use]
    pub fn with_stop(mut self, stop: Arc<AtomicBool>) -> Self {
        self.stop = stop;
        self
    }

    /// The parameters.
    #[must_use]
    pub const fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The cell of a system and an attack, run now if it has not been.
    ///
    /// # Errors
    /// [`LabError`].
    pub fn cell(&self, system: &str, attack: &str) -> Result<Cell, LabError> {
        let unknown = |kind, id: &str| LabError::Unknown { kind, id: id.to_owned() };
        let system = catalogue::system(system).ok_or_else(|| unknown("system", system))?;
        let attack = catalogue::attack(attack).ok_or_else(|| unknown("attack", attack))?;
        self.run_cell(system, attack)
    }

    fn run_cell(&self, system: &'static SystemEntry, attack: &'static dyn Attack) -> Result<Cell, LabError> {
        let key = (system.id, attack.id());
        if let Some((cell, _)) = self.kept().get(&key) {
            return Ok(cell.clone());
        }
        if self.stop.load(Ordering::Relaxed) {
            return Err(LabError::Interrupted);
        }
        let begun = Instant::now();
        let cell = self.put(system, attack)?;
        self.kept().insert(key, (cell.clone(), begun.elapsed().as_secs_f64()));
        (self.progress)(system.id, attack.id());
        Ok(cell)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, BTreeMap<(&'static str, &'static str), Timed>> {
        // A thread that panicked while it held the cells left them whole: it only ever inserts.
        self.cells.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts one attack to one system and scores it.
    fn put(&self, system: &'static SystemEntry, attack: &'static dyn Attack) -> Result<Cell, LabError> {
        let Self { parameters, script, .. } = self;
        let failed = |error| LabError::Build { system: system.id, error };
        let seed = sha256(&[
            b"cell",
            &parameters.seed.to_be_bytes(),
            system.id.as_bytes(),
            b"/",
            attack.id().as_bytes(),
        ]);
        let build = || (system.build)(parameters, script.users(), seed);
        let facts = (system.facts)(parameters);
        let predictions = attack::foresee(attack, &facts, parameters);
        let predicted = predictions.iter().filter(|p| !matches!(p.expect, Expect::NotApplicable(_))).count();
        let mut stage = Stage::new(build, script, parameters).map_err(failed)?;
        // A question that does not arise at all is not put.
        let outcomes =
            if predicted == 0 { Outcomes::default() } else { attack.run(&mut stage).map_err(failed)? };
        let score = |prediction: &Prediction| {
            let outcome = outcomes.parts.iter().find(|outcome| outcome.part == prediction.part);
            part(&stage, prediction, outcome)
        };
        let parts: Vec<Part> = predictions.iter().map(score).collect();
        let applicable = |parts: &[Part]| parts.iter().filter(|part| part.applicable).count();
        let brought = outcomes.parts.len();
        if predicted != brought || applicable(&parts) != predicted {
            let (predicted, brought) = (predicted.to_string(), brought.to_string());
            return Err(LabError::Parts { attack: attack.id(), system: system.id, predicted, brought });
        }
        let verdict = match parts.first() {
            Some(part) if part.applicable && part.successes > 0 => Verdict::Broken,
            Some(part) if part.applicable => Verdict::Held,
            _ => Verdict::NotApplicable,
        };
        let measures: Vec<Measure> = outcomes.measures.iter().map(measure).collect();
        Ok(Cell {
            system: system.id.to_owned(),
            attack: attack.id().to_owned(),
            aim: attack.aim(),
            verdict,
            as_expected: parts.iter().all(|part| part.as_expected)
                && measures.iter().all(|measure| measure.as_expected),
            parts,
            cost: outcomes.cost,
            measures,
        })
    }

    /// Runs these cells on all cores, so that whoever asks for them next finds them done.
    ///
    /// # Errors
    /// [`LabError`], the first in the order given.
    pub fn prepare(&self, cells: &[(&str, &str)]) -> Result<(), LabError> {
        let done: Vec<_> = cells.par_iter().map(|(system, attack)| self.cell(system, attack)).collect();
        done.into_iter().try_for_each(|cell| cell.map(drop))
    }

    /// Runs the cells of these systems and attacks, and holds these claims against them. Cells come in the order of
    /// the catalogue whatever the threads do.
    ///
    /// # Errors
    /// [`LabError`], the first in the order of the catalogue.
    pub fn run(
        &self,
        systems: &[&'static SystemEntry],
        attacks: &[&'static dyn Attack],
        claims: &[&'static Claim],
    ) -> Result<(Run, Timings), LabError> {
        let pairs: Vec<Pair> =
            systems.iter().flat_map(|system| attacks.iter().map(move |attack| (*system, *attack))).collect();
        self.run_cells(&pairs, claims)
    }

    /// The same with cells named one by one.
    ///
    /// # Errors
    /// [`LabError`], the first in the order given.
    pub fn run_cells(&self, wanted: &[Pair], claims: &[&'static Claim]) -> Result<(Run, Timings), LabError> {
        let begun = Instant::now();
        // Claims may rest on cells that were not asked for; they are run, but not reported.
        let needed = claims.iter().flat_map(|claim| claim.needs.iter());
        let needed = needed
            .filter_map(|(system, attack)| Some((catalogue::system(system)?, catalogue::attack(attack)?)));
        let mut all: Vec<_> = wanted.iter().copied().chain(needed).collect();
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|(system, attack)| seen.insert((system.id, attack.id())));
        let done: Vec<Result<Cell, LabError>> =
            all.par_iter().map(|(system, attack)| self.run_cell(system, *attack)).collect();
        done.into_iter().collect::<Result<Vec<_>, _>>()?;
        let cells: Vec<Cell> =
            wanted.iter().map(|(system, attack)| self.run_cell(system, *attack)).collect::<Result<_, _>>()?;
        let claims: Vec<ClaimResult> =
            claims.iter().map(|claim| claim.measure(self)).collect::<Result<_, _>>()?;
        let cells_of =
            |as_expected: bool| cells.iter().filter(|cell| cell.as_expected == as_expected).count();
        let claims_of = |outcome| claims.iter().filter(|claim| claim.outcome == outcome).count();
        let summary = Summary {
            cells_as_expected: cells_of(true),
            cells_contradicted: cells_of(false),
            claims_as_expected: claims_of(ClaimOutcome::AsExpected),
            claims_contradicted: claims_of(ClaimOutcome::Contradicted),
            claims_inconclusive: claims_of(ClaimOutcome::Inconclusive),
        };
        let run = Run {
            schema_version: SCHEMA_VERSION,
            tool: concat!("doormat ", env!("CARGO_PKG_VERSION")).to_owned(),
            parameters: self.parameters.clone(),
            conversations: self.conversations(),
            cells,
            claims,
            summary,
        };
        let timing = |((system, attack), (_, seconds)): (&(&str, &str), &Timed)| Timing {
            system: (*system).to_owned(),
            attack: (*attack).to_owned(),
            seconds: *seconds,
        };
        let timings = Timings {
            schema_version: SCHEMA_VERSION,
            cells: self.kept().iter().map(timing).collect(),
            total_seconds: begun.elapsed().as_secs_f64(),
            threads: rayon::current_num_threads(),
        };
        Ok((run, timings))
    }

    /// What is said in this lab, without saying it.
    #[must_use]
    pub fn conversations(&self) -> Conversations {
        let Self { script, source, .. } = self;
        Conversations {
            source: source.clone(),
            digest: script.digest(),
            users: script.users(),
            sessions: script.sessions(),
            messages: script.metas().len(),
        }
    }

    /// A lab like this one with other parameters: what a claim about growth needs.
    #[must_use]
    pub fn scaled(&self, parameters: Parameters, script: Script) -> Self {
        Self {
            parameters,
            script,
            source: self.source.clone(),
            cells: Mutex::default(),
            stop: Arc::clone(&self.stop),
            progress: Box::new(|_, _| {}),
        }
    }

    /// The script.
    pub(crate) const fn script(&self) -> &Script {
        &self.script
    }
}

/// A number beside its prediction.
fn measure(measured: &Measured) -> Measure {
    let Measured { name, value, unit, expected, extrapolated } = *measured;
    Measure {
        name: name.to_owned(),
        value,
        unit: unit.to_owned(),
        expected: expected.map(|(low, high)| Interval { low, high }),
        as_expected: expected.is_none_or(|(low, high)| (low..=high).contains(&value)),
        extrapolated,
    }
}

/// Scores one part: a trial counts if it came out, and the part is as expected if exactly the predicted trials did.
fn part(stage: &Stage<'_>, prediction: &Prediction, outcome: Option<&Outcome>) -> Part {
    let expect = prediction.expect;
    let applicable = !matches!(expect, Expect::NotApplicable(_)) && outcome.is_some();
    let (mut successes, mut expected, mut trials, mut wrong, mut differ) = (0, 0, 0, 0, 0);
    for trial in outcome.iter().flat_map(|outcome| &outcome.trials) {
        let Some(meta) = stage.metas().get(trial.line) else { continue };
        let predicted = expect.holds(meta, trial, stage.parameters());
        let score = stage.score(trial);
        trials += 1;
        expected += u64::from(predicted);
        successes += u64::from(score == Score::Success);
        wrong += u64::from(score == Score::Wrong);
        differ += u64::from(predicted != (score == Score::Success));
    }
    let mut as_expected = differ == 0 && wrong == 0;
    if let Expect::Rate(low, high, _) = expect {
        let (low, high) = (u64::from(low) * trials, u64::from(high) * trials);
        as_expected = wrong == 0 && (low..=high).contains(&(successes * 1_000));
        // Of a share only its bounds are foretold; their middle stands for it.
        expected = (low + high) / 2_000;
    }
    Part {
        name: prediction.part.clone(),
        predicted: expect.words(),
        applicable,
        successes,
        expected,
        trials,
        wrong,
        interval: Interval::clopper_pearson(successes, trials),
        as_expected,
    }
}
