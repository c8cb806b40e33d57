//! What is left where the keys were made is stolen on one morning, and the recording goes on.

use super::theft::{AFTER, BEFORE};
use crate::attack::{Aim, Attack, Expect, Outcomes, Prediction, part, readings};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::{Door, Facts, Place};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Origin;

impl Attack for Origin {
    fn id(&self) -> &'static str {
        "origin"
    }
    fn question(&self) -> &'static str {
        "If what is left where the keys were made is stolen, what opens without any keeper?"
    }
    fn holds(&self) -> &'static str {
        "what was not forgotten at the place where the keys were made, and the recording before and after; no keeper's share"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "Bellovin in sci.crypt, 19 April 1993, on the seeds of Clipper's unit keys: whoever knows them can construct the keys \
         (HC-25)"
    }
    fn counter(&self) -> &'static str {
        "A procedure that forgets leaves nothing to steal, and nobody has shown that one of these did not. That it forgot \
         cannot be seen from outside either."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        let expect = match facts.door {
            Door::None => Expect::Nothing,
            _ => Expect::NotApplicable(
                "keys are made where they are used or dealt out, and nothing of the making is kept",
            ),
        };
        vec![part(BEFORE, expect), part(AFTER, expect)]
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let theft_day = stage.parameters().theft_day;
        stage.play_until(theft_day);
        let loot = stage.seize(Place::Origin);
        stage.play();
        let mut intruder = stage.intruder();
        loot.iter().for_each(|loot| intruder.take(loot));
        let read = intruder.read(stage.tape());
        Ok(Outcomes {
            parts: vec![
                readings(BEFORE, stage, &read, |meta| meta.day < theft_day),
                readings(AFTER, stage, &read, |meta| meta.day >= theft_day),
            ],
            cost: intruder.cost(),
            ..Outcomes::default()
        })
    }
}
