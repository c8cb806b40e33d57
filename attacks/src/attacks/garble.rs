//! A sender fills the access field with random bytes.

use super::rogue;
use crate::attack::{Aim, Attack, Outcomes, Prediction};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::{Facts, Trick};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Garble;

/// The part on the trick itself.
pub(crate) const EVADED: &str = "peer reads, authority does not";

impl Attack for Garble {
    fn id(&self) -> &'static str {
        "garble"
    }
    fn question(&self) -> &'static str {
        "Can one dishonest sender talk to an honest peer with a field full of garbage?"
    }
    fn holds(&self) -> &'static str {
        "the sender holds its own modified client; its peer runs the unmodified one; the authority has a warrant"
    }
    fn aim(&self) -> Aim {
        Aim::Evade
    }
    fn source(&self) -> &'static str {
        "A single rogue suffices: Blaze, Protocol Failure in the Escrowed Encryption Standard (1994); The Risks of Key Recovery (1997) (HC-07)"
    }
    fn counter(&self) -> &'static str {
        "The authority knows that it failed, and whom it concerns. A relay could refuse fields that do not parse, but not fields that do not open: it cannot tell."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        rogue::predict(EVADED, facts)
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let played = rogue::play(Trick::Garble, stage);
        rogue::outcomes(EVADED, played, stage)
    }
}
