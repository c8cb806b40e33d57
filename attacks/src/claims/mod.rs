//! Claims of the debate, each with its source, a prediction made before the run, a measurement, and the best that is
//! said against reading too much into it.

use crate::lab::{Lab, LabError};
use crate::report::{Cell, ClaimOutcome, ClaimResult, Part};

pub(crate) mod hc_01;
pub(crate) mod hc_02;
pub(crate) mod hc_03;
pub(crate) mod hc_04;
pub(crate) mod hc_05;
pub(crate) mod hc_06;
pub(crate) mod hc_07;
pub(crate) mod hc_08;
pub(crate) mod hc_10;
pub(crate) mod hc_11;
pub(crate) mod hc_12;
pub(crate) mod hc_13;
pub(crate) mod hc_14;
pub(crate) mod hc_18;
pub(crate) mod hc_20;
pub(crate) mod hc_21;
pub(crate) mod hc_22;
pub(crate) mod hc_23;
pub(crate) mod hc_24;
pub(crate) mod hc_25;
pub(crate) mod hp_01;
pub(crate) mod hp_02;
pub(crate) mod hp_03;
pub(crate) mod hp_04;
pub(crate) mod hp_05;
pub(crate) mod hp_06;
pub(crate) mod hp_08;
pub(crate) mod hp_10;
pub(crate) mod hp_11;
pub(crate) mod hp_12;
pub(crate) mod hp_13;
pub(crate) mod hp_16;
pub(crate) mod hp_17;
pub(crate) mod hp_18;
pub(crate) mod hp_20;
#[cfg(test)]
mod tests;

/// Whose claim it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Said against exceptional access.
    Critics,
    /// Said for it, or by neutral analysts.
    Proponents,
}

impl Side {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Critics => "critics",
            Self::Proponents => "proponents and neutral analysts",
        }
    }
}

/// One claim.
#[derive(Clone, Copy)]
pub struct Claim {
    /// Its id.
    pub id: &'static str,
    /// Whose it is.
    pub side: Side,
    /// The claim, in our words.
    pub sentence: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// What is predicted, before the run.
    pub prediction: &'static str,
    /// The strongest answer to it.
    pub counter: &'static str,
    /// The cells it rests on: system and attack.
    pub needs: &'static [(&'static str, &'static str)],
    /// The file it is in.
    pub file: &'static str,
    /// Holds it against the cells.
    judge: fn(&Lab) -> Result<Judgement, LabError>,
}

impl std::fmt::Debug for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Claim({})", self.id)
    }
}

/// What came of holding a claim against the cells.
struct Judgement {
    outcome: ClaimOutcome,
    /// What was measured, in words.
    measured: String,
}

impl Claim {
    /// Holds the claim against the lab's cells, which are run if they have not been.
    ///
    /// # Errors
    /// [`LabError`].
    pub fn measure(&self, lab: &Lab) -> Result<ClaimResult, LabError> {
        let Judgement { outcome, measured } = (self.judge)(lab)?;
        Ok(ClaimResult {
            id: self.id.to_owned(),
            sentence: self.sentence.to_owned(),
            prediction: self.prediction.to_owned(),
            measured,
            outcome,
            cells: self.needs.iter().map(|(system, attack)| format!("{system}/{attack}")).collect(),
        })
    }
}

/// Builds up a judgement: what must be there to judge at all, conditions that must all hold, and the figures that go
/// with them.
#[derive(Default)]
struct Findings {
    contradicted: bool,
    missing: Vec<String>,
    figures: Vec<String>,
}

impl Findings {
    /// Something without which this run cannot tell: a run too short, say, for an epoch to end in it.
    fn need(&mut self, there: bool, what: impl Into<String>) -> &mut Self {
        if !there {
            self.missing.push(what.into());
        }
        self
    }

    /// A condition of the prediction.
    fn require(&mut self, holds: bool) -> &mut Self {
        self.contradicted |= !holds;
        self
    }

    /// A figure to show.
    fn show(&mut self, figure: impl Into<String>) -> &mut Self {
        self.figures.push(figure.into());
        self
    }

    fn done(self) -> Result<Judgement, LabError> {
        let Self { contradicted, missing, mut figures } = self;
        if !missing.is_empty() {
            figures.push(format!("a run of this size cannot tell: {}", missing.join(", ")));
        }
        let outcome = match (missing.is_empty(), contradicted) {
            (false, _) => ClaimOutcome::Inconclusive,
            (true, false) => ClaimOutcome::AsExpected,
            (true, true) => ClaimOutcome::Contradicted,
        };
        Ok(Judgement { outcome, measured: figures.join("; ") })
    }
}

/// The part of a name; a name that a cell lacks contradicts whatever is claimed of it.
fn find<'c>(cell: &'c Cell, name: &str) -> Option<&'c Part> {
    cell.part(name).filter(|part| part.applicable)
}

/// Whether all trials of a part came out, and there were some.
fn all(part: Option<&Part>) -> bool {
    part.is_some_and(|part| part.trials > 0 && part.successes == part.trials)
}

/// Whether none did, and there were some.
fn none(part: Option<&Part>) -> bool {
    part.is_some_and(|part| part.trials > 0 && part.successes == 0)
}

/// "3 of 5", or that there is nothing to count.
fn count(part: Option<&Part>) -> String {
    part.map_or_else(|| "not counted".to_owned(), |part| format!("{} of {}", part.successes, part.trials))
}

/// Whether there is something under the warrant, and all of it could be delivered.
fn kept(delivered: Option<&Part>) -> bool {
    delivered.is_some_and(|part| part.trials > 0 && part.expected == part.trials)
}

/// How much of a part came out.
#[derive(Clone, Copy)]
enum Extent {
    None,
    Kept,
    All,
}

impl Extent {
    /// Everything and nothing are judged as such; a bounded share as whatever the cell itself predicted.
    fn fits(self, part: Option<&Part>) -> bool {
        match self {
            Self::None => none(part),
            Self::All => all(part),
            Self::Kept => part.is_some_and(|part| part.successes > 0 && part.as_expected),
        }
    }
}
