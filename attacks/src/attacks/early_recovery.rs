//! Can the work that a warrant is meant to cost be done before there is one?

use crate::attack::{Aim, Attack, Expect, Outcomes, Prediction, measured, part, readings};
use crate::intruders::work::bench::float;
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::{Door, Facts, Loot, Place};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct EarlyRecovery;

/// The part in which everything was searched beforehand.
pub const EARLY: &str = "searched before the warrant, nothing after it";
/// The control: nobody searched.
pub const NEVER: &str = "no search at all";
/// What the designers meant to be paid for.
pub const LATE: &str = "searched after the warrant";

impl Attack for EarlyRecovery {
    fn id(&self) -> &'static str {
        "early-recovery"
    }
    fn question(&self) -> &'static str {
        "Can the search that the escrow leaves to be done be done before any warrant, for everybody?"
    }
    fn holds(&self) -> &'static str {
        "public facts alone, before anything is opened; then what all keepers hold, and the recording"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "Early recovery: Bellare and Goldwasser, Verifiable Partial Key Escrow (CCS 1997) (HC-24)"
    }
    fn counter(&self) -> &'static str {
        "The search is still done, once for each user. What is lost is the delay, and that somebody who turns up with a warrant has yet \
         to pay. Bellare and Goldwasser's own scheme does not have the weakness."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        let expect = match facts.door {
            // The control: bystanders' shares, a search for nothing in particular, and nothing to open.
            Door::None => Expect::Nothing,
            _ => Expect::NotApplicable("no key is escrowed in part"),
        };
        [EARLY, NEVER, LATE].map(|name| part(name, expect)).to_vec()
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let mut outcomes = Outcomes::default();
        // On the first morning, with nothing but what is public.
        let mut early = stage.intruder();
        early.beforehand();
        let before = early.cost().trials;
        stage.play();
        let keepers = (1..=stage.facts().n).map(Place::Trustee);
        let loot: Vec<Loot> = keepers.filter_map(|place| stage.seize(place)).collect();
        early.afford(0);
        let (mut never, mut late) = (stage.intruder(), stage.intruder());
        never.afford(0);
        for (name, intruder) in [(EARLY, &mut early), (NEVER, &mut never), (LATE, &mut late)] {
            loot.iter().for_each(|loot| intruder.take(loot));
            let read = intruder.read(stage.tape());
            outcomes.parts.push(readings(name, stage, &read, |_| true));
            outcomes.cost += intruder.cost();
        }
        let after = early.cost().trials - before;
        outcomes.measures = vec![
            measured("trials before there was a warrant", float(before), "trials"),
            measured("trials after it, for whoever searched before", float(after), "trials").within(0.0, 0.0),
            measured("trials after it, for whoever did not", float(late.cost().trials), "trials"),
        ];
        Ok(outcomes)
    }
}

#[cfg(test)]
mod tests;
