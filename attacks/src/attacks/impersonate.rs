//! Whoever holds everything the access path holds also runs the relay, and all users compare safety numbers.

use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, part, readings, unsaid};
use crate::parameters::Parameters;
use crate::stage::{Care, Stage};
use crate::system::{Door, Facts, Place};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Impersonate;

pub(crate) const READ: &str = "between users who compare safety numbers";
pub(crate) const NOTICED: &str = "pairs that noticed by comparing";

impl Attack for Impersonate {
    fn id(&self) -> &'static str {
        "impersonate"
    }
    fn question(&self) -> &'static str {
        "Can the access path, with the relay's help, sit between people unnoticed although they compare?"
    }
    fn holds(&self) -> &'static str {
        "all keepers' and the authority's secrets of the first day, and the relay with its directory"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "The dilemma of Young and Yung: escrow signature keys and the authority can pose as the user (HC-11)"
    }
    fn counter(&self) -> &'static str {
        "What the access path reads with deposited content keys it reads anyway; this row counts what it gains by posing, \
         and whether anyone notices."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        match facts.door {
            Door::Provider => {
                let why = Expect::NotApplicable("the provider reads without posing as anybody");
                vec![part(READ, why), part(NOTICED, why)]
            }
            Door::IdentityKey => vec![part(READ, Expect::Everything), part(NOTICED, Expect::Nothing)],
            // They notice and do not write, so there is nothing to read.
            _ => vec![part(READ, Expect::Nothing), part(NOTICED, Expect::Everything)],
        }
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let keepers = (1..=stage.facts().n).map(Place::Trustee);
        let loot: Vec<_> = keepers.chain([Place::Authority]).filter_map(|place| stage.seize(place)).collect();
        let mut intruder = stage.intruder();
        loot.iter().for_each(|loot| intruder.take(loot));
        stage.play_through(&mut *intruder, Care::Comparing);
        let read = intruder.read(stage.tape());
        let mut outcome = readings(READ, stage, &read, |_| true);
        outcome.trials.extend(unsaid(stage));
        let noticed = Outcome { part: NOTICED.to_owned(), trials: stage.noticed() };
        Ok(Outcomes { parts: vec![outcome, noticed], cost: intruder.cost(), ..Outcomes::default() })
    }
}
