//! An attack: one question put to every system, with a prediction for each kind of system made before the run.

use crate::parameters::Parameters;
use crate::script::Meta;
use crate::stage::{Stage, Trial};
use crate::system::{Cost, Facts, Plaintext, User};
use crate::systems::BuildError;

/// What succeeding means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// Somebody reads what was not written to them.
    Read,
    /// Somebody is believed who is not who they say.
    Forge,
    /// The mandate's opening gets nothing, or the wrong thing.
    Evade,
}

impl Aim {
    /// The word for what succeeded.
    #[must_use]
    pub const fn done(self) -> &'static str {
        match self {
            Self::Read => "opened",
            Self::Forge => "accepted",
            Self::Evade => "evaded",
        }
    }
}

/// Which messages an attack should succeed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// None.
    Nothing,
    /// All of the part.
    Everything,
    /// Those sealed in these epochs, both included.
    Epochs(u32, u32),
    /// Those of the first turns of each conversation.
    FirstTurns(u32),
    /// Those that the attack marked before it read anything, out of who wrote what when; and which those are.
    Marked(&'static str),
    /// A share of the part: from so many to so many of a thousand, and why.
    Rate(u32, u32, &'static str),
    /// Those with a user whose number is a multiple of the given one; and which those are.
    With(User, &'static str),
    /// Those without such a user; and which those are.
    Without(User, &'static str),
    /// The question does not arise, and why.
    NotApplicable(&'static str),
}

impl Expect {
    /// Whether the attack should succeed on a message.
    #[must_use]
    pub(crate) fn holds(self, meta: &Meta, trial: &Trial, parameters: &Parameters) -> bool {
        match self {
            Self::Nothing | Self::NotApplicable(_) => false,
            // Which ones is not foretold; the part is judged by its share.
            Self::Rate(..) => false,
            Self::Everything => true,
            Self::Epochs(first, last) => (first..=last).contains(&parameters.epoch(meta.day)),
            Self::FirstTurns(turns) => meta.turn < turns,
            Self::Marked(_) => trial.marked,
            Self::With(every, _) => among(meta, every),
            Self::Without(every, _) => !among(meta, every),
        }
    }

    /// The prediction in words.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Nothing => "none".to_owned(),
            Self::Everything => "all".to_owned(),
            Self::Epochs(first, last) if first > last => "none: their keys are destroyed".to_owned(),
            Self::Epochs(first, last) if first == last => format!("those of epoch {first}"),
            Self::Epochs(first, last) => format!("those of epochs {first} to {last}"),
            Self::FirstTurns(turns) => format!("those of the first {turns} turns of each conversation"),
            Self::Marked(which) | Self::With(_, which) | Self::Without(_, which) => which.to_owned(),
            Self::Rate(low, high, why) => format!("{low} to {high} of a thousand: {why}"),
            Self::NotApplicable(why) => format!("not applicable: {why}"),
        }
    }
}

/// Whether one of the two is a user whose number is a multiple of `every`.
#[must_use]
pub const fn among(meta: &Meta, every: User) -> bool {
    every > 0 && (meta.from.is_multiple_of(every) || meta.to.is_multiple_of(every))
}

/// One part of an attack's question, with its prediction for one system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// The part, in a few words: which messages, or which variant of the attack.
    pub part: String,
    /// On which messages it should succeed.
    pub expect: Expect,
}

/// What an attack brings back for one part.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The part.
    pub part: String,
    /// What was tried.
    pub trials: Vec<Trial>,
}

/// Everything an attack brings back.
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    /// Part by part.
    pub parts: Vec<Outcome>,
    /// What it cost.
    pub cost: Cost,
    /// Further numbers.
    pub measures: Vec<Measured>,
}

/// A further number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// What it is.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// Where it was predicted to lie, if it was; outside, the cell is contradicted.
    pub expected: Option<(f64, f64)>,
    /// Whether it was computed from smaller runs and not measured at this size.
    pub extrapolated: bool,
}

/// A number for which nothing was predicted.
#[must_use]
pub const fn measured(name: &'static str, value: f64, unit: &'static str) -> Measured {
    Measured { name, value, unit, expected: None, extrapolated: false }
}

impl Measured {
    /// With the interval that was predicted, both ends included.
    #[must_use]
    pub const fn within(self, low: f64, high: f64) -> Self {
        Self { expected: Some((low, high)), ..self }
    }

    /// Computed from smaller runs.
    #[must_use]
    pub const fn extrapolated(self) -> Self {
        Self { extrapolated: true, ..self }
    }
}

/// One question, put to every system.
pub trait Attack: Sync {
    /// Its id in the catalogue.
    fn id(&self) -> &'static str;
    /// The question, in one sentence.
    fn question(&self) -> &'static str;
    /// Who holds what.
    fn holds(&self) -> &'static str;
    /// What succeeding means.
    fn aim(&self) -> Aim;
    /// Where the question comes from.
    fn source(&self) -> &'static str;
    /// What speaks against reading too much into the answer.
    fn counter(&self) -> &'static str;
    /// The file it is in.
    fn file(&self) -> &'static str;
    /// The prediction for a system of these facts, part by part, in the order of the report. The first part is the
    /// one that tables show.
    fn predict(&self, facts: &Facts, parameters: &Parameters) -> Vec<Prediction>;
    /// Puts the question.
    ///
    /// # Errors
    /// [`BuildError`] if a stage had to be set up again and could not be.
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError>;
}

/// What an attack predicts for a system: its own rule for that kind of door, and where the system foretold something
/// else of itself, that.
#[must_use]
pub fn foresee(attack: &dyn Attack, facts: &Facts, parameters: &Parameters) -> Vec<Prediction> {
    let mut predictions = attack.predict(facts, parameters);
    for prediction in &mut predictions {
        let of_part =
            facts.foretold.iter().find(|own| own.attack == attack.id() && own.part == prediction.part);
        prediction.expect = of_part.map_or(prediction.expect, |own| own.expect);
    }
    predictions
}

/// A prediction for a part.
#[must_use]
pub fn part(name: &str, expect: Expect) -> Prediction {
    Prediction { part: name.to_owned(), expect }
}

/// Readings of a tape as an outcome: the messages of the tape that belong to the part. A reading that is missing is
/// none.
#[must_use]
pub fn readings(
    name: &str,
    stage: &Stage<'_>,
    read: &[Option<Plaintext>],
    belongs: impl Fn(&Meta) -> bool,
) -> Outcome {
    let read = read.iter().map(Option::as_ref).chain(std::iter::repeat(None));
    let trials = stage.tape().iter().zip(read).filter(|(taped, _)| belongs(&taped.meta));
    let trials = trials.map(|(taped, reading)| Trial::read(taped.meta.index, reading.cloned()));
    Outcome { part: name.to_owned(), trials: trials.collect() }
}

/// Messages of the script that were never said, as trials in which nothing was read: who stops writing because a
/// safety number differs has not been read.
#[must_use]
pub fn unsaid(stage: &Stage<'_>) -> Vec<Trial> {
    let said: std::collections::BTreeSet<usize> = stage.tape().iter().map(|taped| taped.meta.index).collect();
    let all = stage.metas().iter().map(|meta| meta.index);
    all.filter(|index| !said.contains(index)).map(|index| Trial::read(index, None)).collect()
}
