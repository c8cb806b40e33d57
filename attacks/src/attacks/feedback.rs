//! Two dishonest parties send no access field: the receiver makes one for itself.

use super::rogue;
use crate::attack::{Aim, Attack, Expect, Outcomes, Prediction, part};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::{Facts, Trick};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Feedback;

impl Attack for Feedback {
    fn id(&self) -> &'static str {
        "feedback"
    }
    fn question(&self) -> &'static str {
        "Can two dishonest parties use a sealed machine that asks for an access field, and send none?"
    }
    fn holds(&self) -> &'static str {
        "both parties hold a machine of their own and modified software around it; the authority has a warrant"
    }
    fn aim(&self) -> Aim {
        Aim::Evade
    }
    fn source(&self) -> &'static str {
        "LEAF feedback: Blaze, Protocol Failure in the Escrowed Encryption Standard (draft of 3 June 1994), the techniques for \
         two rogue parties"
    }
    fn counter(&self) -> &'static str {
        "It takes two, and a message without its field can be seen to have none. Two such people could as well encrypt before \
         they use the machine; NIST said so in 1994."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, _: &Facts, _: &Parameters) -> Vec<Prediction> {
        let why = Expect::NotApplicable("nothing here deciphers only for whoever shows it a field");
        vec![part(rogue::EVADED, why), part(rogue::CONTROL, why)]
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let played = rogue::play(Trick::Feedback, stage);
        rogue::outcomes(rogue::EVADED, played, stage)
    }
}
