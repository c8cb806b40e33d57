//! Whoever can read tries to write: puts another text in the place of messages in passing.

use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, part};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::{Door, Facts, Place};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Forge;

/// The only part.
pub const ACCEPTED: &str = "forged messages read by the addressee";

impl Attack for Forge {
    fn id(&self) -> &'static str {
        "forge"
    }
    fn question(&self) -> &'static str {
        "Does the addressee accept a message that was never written, from whoever holds what the access path holds?"
    }
    fn holds(&self) -> &'static str {
        "all keepers' and the authority's secrets of the first day, and the wire: it can hold a message back and send \
         another; at a provider, the operator, who changes texts in passing"
    }
    fn aim(&self) -> Aim {
        Aim::Forge
    }
    fn source(&self) -> &'static str {
        "With authenticated encryption one key reads and forges: Keys Under Doormats (2015) (HC-06); Hoepman's answer that \
         authenticity survives if its keys are not escrowed (HP-04)"
    }
    fn counter(&self) -> &'static str {
        "It needs the wire as well as the key, in real time. Binding the text to its message costs 32 bytes and ends it."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, parameters: &Parameters) -> Vec<Prediction> {
        let expect = match facts.door {
            Door::None | Door::IdentityKey | Door::Own => Expect::Nothing,
            Door::Provider => Expect::Everything,
            Door::SessionRoot => Expect::FirstTurns(2),
            Door::ContentKey if facts.bound => Expect::Nothing,
            // The keys of the first day are those of the first epoch.
            Door::ContentKey if facts.epochs => Expect::Epochs(0, parameters.epoch(0)),
            Door::ContentKey => Expect::Everything,
        };
        vec![part(ACCEPTED, expect)]
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let keepers = (1..=stage.facts().n).map(Place::Trustee);
        let loot: Vec<_> = keepers.chain([Place::Authority]).filter_map(|place| stage.seize(place)).collect();
        let mut forger = stage.intruder();
        loot.iter().for_each(|loot| forger.take(loot));
        let trials = stage.play_forged(&mut *forger);
        let parts = vec![Outcome { part: ACCEPTED.to_owned(), trials }];
        Ok(Outcomes { parts, cost: forger.cost(), ..Outcomes::default() })
    }
}
