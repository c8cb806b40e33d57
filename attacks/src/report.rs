//! A run as data: what `run.json` holds, and the single source of every number that anyone prints.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statrs::distribution::{Beta, ContinuousCDF};

use crate::attack::Aim;
use crate::parameters::Parameters;
use crate::system::Cost;

#[cfg(test)]
mod tests;

/// Version of this layout. A field that changes its meaning or goes away makes a new one.
pub const SCHEMA_VERSION: u32 = 1;

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// Version of this layout.
    pub schema_version: u32,
    /// The program and its version.
    pub tool: String,
    /// What set the run. With the conversations, it gives the same run again, byte for byte.
    pub parameters: Parameters,
    /// What was said.
    pub conversations: Conversations,
    /// System by system and attack by attack, in the order of the catalogue.
    pub cells: Vec<Cell>,
    /// Claim by claim, in the order of the catalogue.
    pub claims: Vec<ClaimResult>,
    /// How it all came out.
    pub summary: Summary,
}

/// What was said, without saying it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Conversations {
    /// Where the texts come from: "embedded", or the format of a file.
    pub source: String,
    /// SHA-256 of who says what to whom on which day, in hexadecimal.
    pub digest: String,
    /// People.
    pub users: usize,
    /// Pairs of them that write to each other.
    pub sessions: usize,
    /// Messages.
    pub messages: usize,
}

/// One attack on one system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// The system's id.
    pub system: String,
    /// The attack's id.
    pub attack: String,
    /// What succeeding means.
    pub aim: Aim,
    /// HELD, BROKEN or not applicable, by the first part.
    pub verdict: Verdict,
    /// Whether every part came out as predicted.
    pub as_expected: bool,
    /// Part by part; the first is the one that tables show.
    pub parts: Vec<Part>,
    /// What it cost the attacker.
    pub cost: Cost,
    /// Further numbers.
    pub measures: Vec<Measure>,
}

/// How a cell came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The attack got nothing.
    Held,
    /// The attack got something.
    Broken,
    /// The question does not arise.
    NotApplicable,
}

impl Verdict {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Held => "HELD",
            Self::Broken => "BROKEN",
            Self::NotApplicable => "n/a",
        }
    }
}

/// One part of an attack's question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// The part, in words.
    pub name: String,
    /// The prediction, in words.
    pub predicted: String,
    /// Whether the question arises here.
    pub applicable: bool,
    /// Trials that came out.
    pub successes: u64,
    /// Trials that should have come out.
    pub expected: u64,
    /// Trials.
    pub trials: u64,
    /// Readings that nobody wrote: they count against the attack.
    pub wrong: u64,
    /// 95% interval of the success rate (Clopper-Pearson), as if the trials were a sample of such messages.
    pub interval: Option<Interval>,
    /// Whether exactly the predicted trials came out, and no reading was wrong.
    pub as_expected: bool,
}

/// An interval of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// The exact 95% interval for `successes` of `trials` (Clopper and Pearson, 1934); `None` without trials.
    #[must_use]
    pub fn clopper_pearson(successes: u64, trials: u64) -> Option<Self> {
        const TAIL: f64 = 0.025;
        if trials == 0 {
            return None;
        }
        let count = |value: u64| u32::try_from(value).map_or(f64::INFINITY, f64::from);
        let (x, n) = (count(successes), count(trials));
        let low = if successes == 0 { 0.0 } else { Beta::new(x, n - x + 1.0).ok()?.inverse_cdf(TAIL) };
        let high =
            if successes == trials { 1.0 } else { Beta::new(x + 1.0, n - x).ok()?.inverse_cdf(1.0 - TAIL) };
        // Six decimals: more than any reader uses, and the same on every machine.
        let round = |value: f64| (value * 1e6).round() / 1e6;
        Some(Self { low: round(low), high: round(high) })
    }
}

/// A further number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measure {
    /// What it is.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// Where it was predicted to lie, if it was.
    pub expected: Option<Interval>,
    /// Whether it lies there.
    pub as_expected: bool,
    /// Whether it was computed from smaller runs and not measured at this size.
    pub extrapolated: bool,
}

/// A claim held against the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimResult {
    /// The claim's id.
    pub id: String,
    /// The claim.
    pub sentence: String,
    /// What was predicted before the run.
    pub prediction: String,
    /// What was measured, in words.
    pub measured: String,
    /// Whether the measurement is as predicted.
    pub outcome: ClaimOutcome,
    /// The cells it rests on.
    pub cells: Vec<String>,
}

/// How a claim came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClaimOutcome {
    /// As predicted.
    AsExpected,
    /// Not as predicted.
    Contradicted,
    /// A run of this size cannot tell.
    Inconclusive,
}

impl ClaimOutcome {
    /// The words for it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AsExpected => "as expected",
            Self::Contradicted => "CONTRADICTED",
            Self::Inconclusive => "inconclusive",
        }
    }
}

/// How a run came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Cells that came out as predicted.
    pub cells_as_expected: usize,
    /// Cells that did not.
    pub cells_contradicted: usize,
    /// Claims that came out as predicted.
    pub claims_as_expected: usize,
    /// Claims that did not.
    pub claims_contradicted: usize,
    /// Claims that a run of this size cannot tell.
    pub claims_inconclusive: usize,
}

/// How long cells took: kept apart from the run, which is the same on every machine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Timings {
    /// Version of this layout.
    pub schema_version: u32,
    /// Seconds of each cell, by "system/attack".
    pub cells: Vec<Timing>,
    /// Seconds of the whole.
    pub total_seconds: f64,
    /// Threads it ran on.
    pub threads: usize,
}

/// How long one cell took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Timing {
    /// The system's id.
    pub system: String,
    /// The attack's id.
    pub attack: String,
    /// Seconds.
    pub seconds: f64,
}

impl Run {
    /// The cell of a system and an attack.
    #[must_use]
    pub fn cell(&self, system: &str, attack: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.system == system && cell.attack == attack)
    }

    /// Whether everything came out as predicted.
    #[must_use]
    pub const fn as_expected(&self) -> bool {
        self.summary.cells_contradicted == 0 && self.summary.claims_contradicted == 0
    }
}

/// Which parts of an attack are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// The first, which is the attack's own answer.
    First,
    /// The one of this name.
    Named(&'static str),
    /// All but the one of this name.
    Except(&'static str),
    /// Coalitions below the threshold.
    BelowThreshold,
    /// All of them.
    All,
}

impl Cell {
    /// The parts of a selection to which the question applies.
    #[must_use]
    pub fn select(&self, which: Parts) -> Vec<&Part> {
        let size = |part: &Part| part.name.split(' ').next().and_then(|size| size.parse::<u64>().ok());
        // The coalition that reaches the threshold comes first; each system has its own.
        let threshold = self.parts.first().and_then(size);
        let wanted = |(place, part): &(usize, &Part)| match which {
            Parts::First => *place == 0,
            Parts::Named(name) => part.name == name,
            Parts::Except(name) => part.name != name,
            Parts::BelowThreshold => size(part) < threshold,
            Parts::All => true,
        };
        let parts = self.parts.iter().enumerate().filter(wanted).map(|(_, part)| part);
        parts.filter(|part| part.applicable).collect()
    }

    /// Successes and trials of a selection.
    #[must_use]
    pub fn count(&self, which: Parts) -> (u64, u64) {
        let parts = self.select(which);
        parts.iter().fold((0, 0), |sum, part| (sum.0 + part.successes, sum.1 + part.trials))
    }

    /// The part of a name.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == name)
    }

    /// A measure of a name.
    #[must_use]
    pub fn measure(&self, name: &str) -> Option<f64> {
        self.measures.iter().find(|measure| measure.name == name).map(|measure| measure.value)
    }
}

impl Part {
    /// Successes by trials, 0 without trials.
    #[must_use]
    pub fn rate(&self) -> f64 {
        let count = |value: u64| u32::try_from(value).map_or(f64::INFINITY, f64::from);
        if self.trials == 0 { 0.0 } else { count(self.successes) / count(self.trials) }
    }
}
