//! The properties P1 to P22: what a messenger may be asked for, each with the game that decides it and the attacks that play
//! the game here. A property of a system is read off the cells of a run; where no attack speaks, a written argument does,
//! and says so.
//!
//! An attack that succeeds proves that a property fails. Attacks that do not succeed prove nothing alone: a property holds
//! here only with no success in at least [`ENOUGH`] trials and an argument besides.

use crate::lab::{Lab, LabError};
use crate::report::{Cell, Interval, Parts};
use crate::systems::{Grade, Standing, SystemEntry};

mod argued;
mod listed;
#[cfg(test)]
mod tests;
mod weigh;

pub use listed::PROPERTIES;
pub use weigh::{Deciding, Ranking, WeightError, Weights};

/// Trials without a success that it takes to say that a property holds: the 95% interval then ends near one per cent.
pub const ENOUGH: u64 = 300;

/// One property.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// Its id, P1 to P22.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The game: who has what, and wins how.
    pub game: &'static str,
    /// The attacks that play it.
    pub evidence: &'static [Evidence],
    /// How several of them make one standing.
    pub rule: Rule,
    /// Why it is believed where no attack succeeded.
    pub argument: &'static str,
}

/// An attack as a player of a game.
#[derive(Clone, Copy, Debug)]
pub struct Evidence {
    /// The attack's id.
    pub attack: &'static str,
    /// Which of its parts.
    pub parts: Parts,
    /// Under which condition, in a word or two.
    pub when: &'static str,
}

/// How the answers of several attacks make one standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The worst decides.
    Worst,
    /// They stand side by side: the property holds if all do and fails if all fail.
    SideBySide,
    /// Success is what is wanted: the property is a use and not a defence.
    Use,
    /// The number counts and no verdict: bytes beyond the clean messenger's.
    Overhead,
}

/// One property of one system.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct PropertyCell {
    /// The property's id.
    pub property: String,
    /// How it stands.
    pub standing: Standing,
    /// What that rests on.
    pub grade: Grade,
    /// Trials in which the adversary won; for a use, those that were served.
    pub successes: u64,
    /// Trials.
    pub trials: u64,
    /// 95% interval of the rate (Clopper-Pearson).
    pub interval: Option<Interval>,
    /// What winning cost, or what the property costs: in words, with its unit.
    pub cost: String,
    /// Sub-scores, the argument, or why the question does not arise.
    pub why: String,
    /// The command that gives the numbers again.
    pub command: String,
}

/// All properties of one system.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Row {
    /// The system's id.
    pub system: String,
    /// What in it stands in for something else, if it is a miniature.
    pub stand_ins: Vec<String>,
    /// In the order of [`PROPERTIES`].
    pub cells: Vec<PropertyCell>,
}

/// The property of an id.
#[must_use]
pub fn property(id: &str) -> Option<&'static Property> {
    PROPERTIES.iter().find(|property| property.id == id)
}

/// The attacks that a selection of properties needs.
#[must_use]
pub fn attacks_for(properties: &[&'static Property]) -> Vec<&'static str> {
    let mut needed: Vec<&str> = Vec::new();
    for evidence in properties.iter().flat_map(|property| property.evidence) {
        if !needed.contains(&evidence.attack) {
            needed.push(evidence.attack);
        }
    }
    needed
}

/// All chosen properties of one system.
///
/// # Errors
/// [`LabError`] of the cells it rests on.
pub fn row(lab: &Lab, entry: &SystemEntry, properties: &[&'static Property]) -> Result<Row, LabError> {
    let cells = properties.iter().map(|property| judge(lab, entry, property)).collect::<Result<_, _>>()?;
    let stand_ins = entry.proposal.map(|proposal| proposal.stand_ins).unwrap_or_default();
    Ok(Row {
        system: entry.id.to_owned(),
        stand_ins: stand_ins.iter().map(|&text| text.to_owned()).collect(),
        cells,
    })
}

/// One answer to the question of a property.
struct Answer {
    when: &'static str,
    successes: u64,
    trials: u64,
    standing: Standing,
    attack: &'static str,
}

fn judge(lab: &Lab, entry: &SystemEntry, property: &'static Property) -> Result<PropertyCell, LabError> {
    if let Some(own) = entry.argued.iter().find(|argued| argued.property == property.id) {
        return Ok(said(property, own.standing, own.grade, own.why));
    }
    let mut answers = Vec::new();
    let mut cells: Vec<Cell> = Vec::new();
    let mut absent = None;
    for evidence in property.evidence {
        let cell = lab.cell(entry.id, evidence.attack)?;
        let (successes, trials) = cell.count(evidence.parts);
        if trials == 0 {
            let first = cell.parts.first().map(|part| part.predicted.clone());
            absent = absent.or(first.filter(|words| words.starts_with("not applicable")));
            continue;
        }
        let standing = standing(successes, trials, property.rule);
        answers.push(Answer { when: evidence.when, successes, trials, standing, attack: evidence.attack });
        cells.push(cell);
    }
    if answers.is_empty() {
        let facts = (entry.facts)(lab.parameters());
        let general = argued::of(property.id, &facts);
        return Ok(general.map_or_else(
            || {
                let none = "not applicable: no attack of the catalogue plays this game here".to_owned();
                said(property, Standing::NotApplicable, Grade::Argued, &absent.unwrap_or(none))
            },
            |(standing, why)| said(property, standing, Grade::Argued, why),
        ));
    }
    let cost = match property.rule {
        Rule::Overhead => overhead(lab, entry)?,
        _ => cost(&cells, &answers),
    };
    Ok(measured(lab, entry, property, &answers, cost))
}

/// A standing that rests on words.
fn said(property: &Property, standing: Standing, grade: Grade, why: &str) -> PropertyCell {
    PropertyCell {
        property: property.id.to_owned(),
        standing,
        grade,
        successes: 0,
        trials: 0,
        interval: None,
        cost: String::new(),
        why: why.to_owned(),
        command: String::new(),
    }
}

/// A standing that rests on cells.
fn measured(
    lab: &Lab,
    entry: &SystemEntry,
    property: &Property,
    answers: &[Answer],
    cost: String,
) -> PropertyCell {
    let rate = |answer: &&Answer| (answer.successes * 1_000_000).checked_div(answer.trials).unwrap_or(0);
    // The answer that decides: where success is wanted the least, else the most.
    let deciding = match property.rule {
        Rule::Use => answers.iter().min_by_key(rate),
        _ => answers.iter().max_by_key(rate),
    };
    let (successes, trials) = deciding.map_or((0, 0), |answer| (answer.successes, answer.trials));
    let standing = match property.rule {
        Rule::Overhead => Standing::Partial,
        Rule::SideBySide => {
            let first = answers.first().map_or(Standing::NotApplicable, |answer| answer.standing);
            let same = answers.iter().all(|answer| answer.standing == first);
            if same { first } else { Standing::Partial }
        }
        Rule::Worst | Rule::Use => deciding.map_or(Standing::NotApplicable, |answer| answer.standing),
    };
    let counts = answers.iter().map(|answer| {
        let Answer { when, successes, trials, attack, .. } = answer;
        format!("{when} ({attack}): {successes} of {trials}")
    });
    let mut why = counts.collect::<Vec<_>>().join("; ");
    if standing == Standing::Holds && property.rule != Rule::Use {
        why = format!("{why}. {}", property.argument);
    }
    let attacks: Vec<&str> = answers.iter().map(|answer| answer.attack).collect();
    let p = lab.parameters();
    let command = format!(
        "doormat run --system {} --attack {} --seed {} --users {} --sessions {} --messages {} --days {} --theft-day {} \
         --trustees {}/{}{}",
        entry.id,
        attacks.join(","),
        p.seed,
        p.users,
        p.sessions,
        p.messages,
        p.days,
        p.theft_day,
        p.threshold,
        p.trustees,
        if p.thorough { " --thorough" } else { "" }
    );
    PropertyCell {
        property: property.id.to_owned(),
        standing,
        grade: Grade::Measured,
        successes,
        trials,
        interval: Interval::clopper_pearson(successes, trials),
        cost,
        why,
        command,
    }
}

/// How a count stands: it fails with a witness in every trial, or with an interval that begins at 95%; it holds with none
/// in enough trials; in between it stands in part.
fn standing(successes: u64, trials: u64, rule: Rule) -> Standing {
    let low = Interval::clopper_pearson(successes, trials).map_or(0.0, |interval| interval.low);
    let always = successes == trials || low >= 0.95;
    match (rule, always, successes) {
        (Rule::Use, true, _) => Standing::Holds,
        (Rule::Use, _, 0) => Standing::Fails,
        (Rule::Use, ..) => Standing::Partial,
        (_, true, _) => Standing::Fails,
        (_, _, 0) if trials >= ENOUGH => Standing::Holds,
        (_, _, 0) => Standing::TooFew,
        _ => Standing::Partial,
    }
}

/// What the adversary's successes cost: operations for each.
fn cost(cells: &[Cell], answers: &[Answer]) -> String {
    let won: u64 = answers.iter().map(|answer| answer.successes).sum();
    // What a trick cost is told of one that came out: others may have been tried for less and in vain.
    let attempts = cells.iter().zip(answers).filter(|(_, answer)| answer.successes > 0);
    let mut attempts = attempts.filter_map(|(cell, answer)| {
        Some((cell.measure("attempts by the sender's machine")?, answer.trials))
    });
    if let Some((attempts, trials)) = attempts.next() {
        let tried = u32::try_from(trials.max(1)).map_or(f64::INFINITY, f64::from);
        return format!("{:.1} attempts for each message", attempts / tried);
    }
    let operations: u64 = cells.iter().map(|cell| cell.cost.agreements + cell.cost.openings).sum();
    match operations.checked_div(won) {
        Some(each) if operations > 0 => format!("{} operations for each success", each.max(1)),
        _ if operations > 0 => format!("{operations} operations for nothing"),
        _ => String::new(),
    }
}

/// Bytes of a message beyond the clean messenger's.
fn overhead(lab: &Lab, entry: &SystemEntry) -> Result<String, LabError> {
    let bytes = |system: &str| Ok(lab.cell(system, "wire")?.measure(crate::attacks::wire::BYTES));
    let (own, clean): (Option<f64>, Option<f64>) = (bytes(entry.id)?, bytes("clean")?);
    let (own, clean) = (own.unwrap_or(0.0), clean.unwrap_or(0.0));
    Ok(format!("{own:.0} bytes for each message, {:+.0} against the clean messenger", own - clean))
}
