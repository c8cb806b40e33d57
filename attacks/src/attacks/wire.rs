//! An outsider with a recording of the wire, and nothing else.

use crate::attack::{Aim, Attack, Expect, Outcomes, Prediction, part, readings};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::Facts;
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Wire;

const ALL: &str = "all messages";

impl Attack for Wire {
    fn id(&self) -> &'static str {
        "wire"
    }
    fn question(&self) -> &'static str {
        "What does an outsider read who recorded everything on the wire?"
    }
    fn holds(&self) -> &'static str {
        "every byte that was sent, and the public keys; no secret"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "The proponents' first claim: escrowed does not mean weak towards those without the escrow key (HP-18)"
    }
    fn counter(&self) -> &'static str {
        "This intruder was given no key to try, so that it reads nothing is by construction: the argument is the cryptography, \
         not the run. That the same program reads with what it finds is shown by the attacks that hand it something."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, _: &Facts, _: &Parameters) -> Vec<Prediction> {
        vec![part(ALL, Expect::Nothing)]
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        stage.play();
        let mut intruder = stage.intruder();
        let read = intruder.read(stage.tape());
        let parts = vec![readings(ALL, stage, &read, |_| true)];
        Ok(Outcomes { parts, cost: intruder.cost(), ..Outcomes::default() })
    }
}
