//! A sender deposits another key than the one it uses.

use super::rogue;
use crate::attack::{Aim, Attack, Outcomes, Prediction};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::{Facts, Trick};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct OtherKey;

pub(crate) const EVADED: &str = "peer reads, authority does not";

impl Attack for OtherKey {
    fn id(&self) -> &'static str {
        "other-key"
    }
    fn question(&self) -> &'static str {
        "Can one dishonest sender deposit a key that opens nothing?"
    }
    fn holds(&self) -> &'static str {
        "the sender holds its own modified client; its peer runs the unmodified one; the authority has a warrant"
    }
    fn aim(&self) -> Aim {
        Aim::Evade
    }
    fn source(&self) -> &'static str {
        "Leaving out or spoiling the recovery field: The Risks of Key Recovery (1997) (HC-07)"
    }
    fn counter(&self) -> &'static str {
        "A proof that both boxes hold the same key (binding data, Verheul and van Tilborg 1997) would stop this trick. \
         Pfitzmann and Waidner evade binding data inside the system itself; neither is built here."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        rogue::predict(EVADED, facts)
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let played = rogue::play(Trick::OtherKey, stage);
        rogue::outcomes(EVADED, played, stage)
    }
}
