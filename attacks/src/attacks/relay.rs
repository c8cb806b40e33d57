//! The relay's operator, who follows the protocol and keeps everything.

use crate::attack::{Aim, Attack, Expect, Outcomes, Prediction, part, readings};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::{Door, Facts, Place};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct RelayOperator;

pub(crate) const ALL: &str = "all messages";

impl Attack for RelayOperator {
    fn id(&self) -> &'static str {
        "relay"
    }
    fn question(&self) -> &'static str {
        "What does the operator of the relay read who only looks?"
    }
    fn holds(&self) -> &'static str {
        "the recording, the directory and whatever the relay stores"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "Insider abuse at the provider: The Risks of Key Recovery (1997), section on new paths and insiders (HC-02)"
    }
    fn counter(&self) -> &'static str {
        "Who talks to whom, when and how much is in the clear for this operator in every system here."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        let expect = if facts.door == Door::Provider { Expect::Everything } else { Expect::Nothing };
        vec![part(ALL, expect)]
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        stage.play();
        let mut intruder = stage.intruder();
        if let Some(loot) = stage.seize(Place::Relay) {
            intruder.take(&loot);
        }
        let read = intruder.read(stage.tape());
        let parts = vec![readings(ALL, stage, &read, |_| true)];
        Ok(Outcomes { parts, cost: intruder.cost(), ..Outcomes::default() })
    }
}
