//! An outsider with a recording of the wire, and nothing else.

use crate::attack::{Aim, Attack, Expect, Outcomes, Prediction, measured, part, readings};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::Facts;
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Wire;

pub(crate) const ALL: &str = "all messages";
/// What the wire showed for each message, on average: what the mandate costs in bytes is the difference to the clean
/// messenger.
pub const BYTES: &str = "bytes of a message on the wire";

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
        let count = |count: usize| u32::try_from(count).map_or(f64::INFINITY, f64::from);
        let sent: usize = stage.tape().iter().flat_map(|taped| &taped.frames).map(Vec::len).sum();
        let mean = (count(sent) / count(stage.tape().len().max(1))).round();
        let measures = vec![measured(BYTES, mean, "bytes")];
        Ok(Outcomes { parts, cost: intruder.cost(), measures })
    }
}
