//! A user's own weights. There is no total score by default: which property matters how much is the user's judgement, and
//! the cells that decide a ranking are shown with it.

use std::collections::BTreeMap;

use super::{PROPERTIES, PropertyCell, Row, Rule, property};
use crate::systems::{Grade, Standing};

/// A weight for each property that counts, none below zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights(BTreeMap<String, f64>);

/// Weights that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WeightError {
    /// No JSON object of numbers.
    #[error("not a JSON object of numbers, as in {{\"P4\": 3, \"P20\": 1}}: {0}")]
    Form(String),
    /// A property that is not in the list.
    #[error("there is no property {0}; the properties are P1 to P22")]
    Unknown(String),
    /// Below zero, or no number.
    #[error("the weight of {property} must be a number from 0 up, not {weight}")]
    Negative {
        /// Which.
        property: String,
        /// What was given.
        weight: f64,
    },
    /// Nothing counts.
    #[error("no property has a weight above 0")]
    Nothing,
}

/// Systems in order, best first.
#[derive(Clone, Debug, PartialEq, serde::Serialize, schemars::JsonSchema)]
pub struct Ranking {
    /// System and score: the share, from 0 to 1, of the weight of the properties that apply to it.
    pub scores: Vec<(String, f64)>,
    /// For each system and the one behind it, the property that sets them apart the most.
    pub deciding: Vec<Deciding>,
}

/// What sets two neighbours of a ranking apart.
#[derive(Clone, Debug, PartialEq, serde::Serialize, schemars::JsonSchema)]
pub struct Deciding {
    /// The one in front.
    pub better: String,
    /// The one behind it.
    pub worse: String,
    /// The property.
    pub property: String,
    /// The values of the two, from 0 to 1.
    pub values: (f64, f64),
}

impl Weights {
    /// Reads weights.
    ///
    /// # Errors
    /// [`WeightError`].
    pub fn new(weights: BTreeMap<String, f64>) -> Result<Self, WeightError> {
        for (id, weight) in &weights {
            property(id).ok_or_else(|| WeightError::Unknown(id.clone()))?;
            if !(weight.is_finite() && *weight >= 0.0) {
                return Err(WeightError::Negative { property: id.clone(), weight: *weight });
            }
        }
        if weights.values().all(|weight| *weight == 0.0) {
            return Err(WeightError::Nothing);
        }
        Ok(Self(weights))
    }

    /// Ranks systems. What does not apply to a system, or was tried too seldom, does not count for or against it.
    #[must_use]
    pub fn rank(&self, rows: &[Row]) -> Ranking {
        let mut scored: Vec<(&Row, f64)> = rows.iter().map(|row| (row, self.score(row))).collect();
        scored.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let pairs = scored.iter().zip(scored.iter().skip(1));
        let deciding = pairs.filter_map(|((better, _), (worse, _))| self.decides(better, worse)).collect();
        let scores = scored.iter().map(|(row, score)| (row.system.clone(), *score)).collect();
        Ranking { scores, deciding }
    }

    fn score(&self, row: &Row) -> f64 {
        let counted = row.cells.iter().filter_map(|cell| Some((value(cell)?, *self.0.get(&cell.property)?)));
        let (sum, weight) =
            counted.fold((0.0, 0.0), |sum, (value, weight)| (sum.0 + value * weight, sum.1 + weight));
        if weight > 0.0 { sum / weight } else { 0.0 }
    }

    fn decides(&self, better: &Row, worse: &Row) -> Option<Deciding> {
        let apart = PROPERTIES.iter().filter_map(|property| {
            let weight = self.0.get(property.id)?;
            let of = |row: &Row| row.cells.iter().find(|cell| cell.property == property.id).and_then(value);
            let (one, other) = (of(better)?, of(worse)?);
            Some((property.id, one, other, (one - other).abs() * weight))
        });
        let (id, one, other, _) =
            apart.filter(|(.., apart)| *apart > 0.0).max_by(|(.., one), (.., other)| one.total_cmp(other))?;
        Some(Deciding {
            better: better.system.clone(),
            worse: worse.system.clone(),
            property: id.to_owned(),
            values: (one, other),
        })
    }
}

/// A cell as a number from 0 to 1, the larger the better for who wants the property.
fn value(cell: &PropertyCell) -> Option<f64> {
    let count = |value: u64| u32::try_from(value).map_or(f64::INFINITY, f64::from);
    match (cell.standing, cell.grade) {
        (Standing::Holds, _) => Some(1.0),
        (Standing::Fails, _) => Some(0.0),
        (Standing::Partial, Grade::Measured) if cell.trials > 0 => {
            let rule = property(&cell.property).map(|property| property.rule);
            let rate = count(cell.successes) / count(cell.trials);
            match rule {
                Some(Rule::Use) => Some(rate),
                Some(Rule::Overhead) => None,
                _ => Some(1.0 - rate),
            }
        }
        (Standing::Partial, _) => Some(0.5),
        (Standing::TooFew | Standing::NotApplicable, _) => None,
    }
}
