//! Everything that the access path holds is stolen on one morning, and the recording goes on.

use crate::attack::{Aim, Attack, Expect, Outcomes, Prediction, measured, part, readings};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::{Door, Facts, Place, Taped};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Theft;

/// The part on what was written before the theft.
pub const BEFORE: &str = "written before the theft";
/// The part on what was written after it.
pub const AFTER: &str = "written after it";

impl Attack for Theft {
    fn id(&self) -> &'static str {
        "theft"
    }
    fn question(&self) -> &'static str {
        "If everything the access path holds is stolen on one day, how old and how new is what opens?"
    }
    fn holds(&self) -> &'static str {
        "all keepers' and the authority's secrets of one morning, what the relay stores (at a provider its archive, not \
         its live channels), and the recording before and after"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "Forward secrecy reversed and recovery lost: Keys Under Doormats (2015) (HC-04, HC-05); the answer of epochs and \
         retention (HP-02, HP-05)"
    }
    fn counter(&self) -> &'static str {
        "That whoever steals the escrow key can use it is true by construction. What informs is how much, how old and for \
         how long. That the theft happens at all is assumed, not measured."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, parameters: &Parameters) -> Vec<Prediction> {
        let kept = Expect::Epochs(
            parameters.first_kept(parameters.theft_day),
            parameters.epoch(parameters.theft_day),
        );
        let (before, after) = match facts.door {
            Door::None | Door::IdentityKey | Door::Own => (Expect::Nothing, Expect::Nothing),
            Door::Provider => (Expect::Everything, Expect::Nothing),
            Door::SessionRoot => (Expect::FirstTurns(2), Expect::FirstTurns(2)),
            Door::ContentKey if facts.epochs => (kept, kept),
            Door::ContentKey => (Expect::Everything, Expect::Everything),
        };
        vec![part(BEFORE, before), part(AFTER, after)]
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let theft_day = stage.parameters().theft_day;
        stage.play_until(theft_day);
        let keepers = (1..=stage.facts().n).map(Place::Trustee);
        let places = keepers.chain([Place::Authority, Place::Relay]);
        let loot: Vec<_> = places.filter_map(|place| stage.seize(place)).collect();
        stage.play();
        let mut intruder = stage.intruder();
        loot.iter().for_each(|loot| intruder.take(loot));
        let read = intruder.read(stage.tape());
        let read_day =
            |(taped, reading): (&Taped, &Option<Vec<u8>>)| reading.is_some().then_some(taped.meta.day);
        let days: Vec<u32> = stage.tape().iter().zip(&read).filter_map(read_day).collect();
        let mut measures = Vec::new();
        if let (Some(oldest), Some(newest)) = (days.iter().min(), days.iter().max()) {
            let before = f64::from(theft_day) - f64::from(*oldest);
            let after = f64::from(*newest) - f64::from(theft_day) + 1.0;
            measures.push(measured("oldest message opened, before the theft", before.max(0.0), "days"));
            measures.push(measured("newest message opened, after the theft", after.max(0.0), "days"));
        }
        Ok(Outcomes {
            parts: vec![
                readings(BEFORE, stage, &read, |meta| meta.day < theft_day),
                readings(AFTER, stage, &read, |meta| meta.day >= theft_day),
            ],
            cost: intruder.cost(),
            measures,
        })
    }
}
