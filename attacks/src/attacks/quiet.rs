//! The people who run the access path's machines open messages and leave the record out.

use crate::attack::{Aim, Attack, Expect, Outcomes, Prediction, part, readings};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::{Door, Facts, Order, Plaintext};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Quiet;

/// The only part.
pub const UNLOGGED: &str = "opened with no entry that an auditor finds";

impl Attack for Quiet {
    fn id(&self) -> &'static str {
        "quiet"
    }
    fn question(&self) -> &'static str {
        "Can those who run the opening open without leaving a trace?"
    }
    fn holds(&self) -> &'static str {
        "the court's key and k keepers' machines as they are built, none broken open; the recording; everybody in turn is their \
         target, for the whole run"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "Athens 2004-05: taps were set in the interception system of a carrier and beside its log (Prevelakis and Spinellis, IEEE \
         Spectrum 2007) (HC-21)"
    }
    fn counter(&self) -> &'static str {
        "It takes the court's key and k keepers together. That a copy of software can be started without its record is why \
         proponents ask for hardware; then it has to look at the log, and witnesses at the log."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, parameters: &Parameters) -> Vec<Prediction> {
        let last = parameters.days - 1;
        let expect = match facts.door {
            Door::None | Door::IdentityKey | Door::Own => Expect::Nothing,
            Door::Provider => Expect::Everything,
            Door::SessionRoot => Expect::FirstTurns(2),
            Door::ContentKey if facts.log_in_path => Expect::Nothing,
            Door::ContentKey if facts.epochs => {
                Expect::Epochs(parameters.first_kept(last), parameters.epoch(last))
            }
            Door::ContentKey => Expect::Everything,
        };
        vec![part(UNLOGGED, expect)]
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        stage.play();
        let mut read: Vec<Option<Plaintext>> = vec![None; stage.tape().len()];
        for target in 0..stage.users() {
            let order = Order { target, from: 0, until: stage.parameters().days };
            let opened = stage.quietly(&order).unwrap_or_default();
            for (slot, opened) in read.iter_mut().zip(opened) {
                *slot = slot.take().or(opened);
            }
        }
        Ok(Outcomes { parts: vec![readings(UNLOGGED, stage, &read, |_| true)], ..Outcomes::default() })
    }
}
