//! A dishonest sender sends an access field that somebody else's machine made.

use super::rogue;
use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, measured, part};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::{Facts, Trick};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Frame;

/// The part on whom the opening names in the sender's place.
pub const FRAMED: &str = "peer reads, opening names somebody else";
/// The part on whether it names the sender.
pub const NAMED: &str = "opening names the sender";
/// The part in which nobody plays a trick.
pub const HONEST: &str = "control: opening names an unmodified sender";

impl Attack for Frame {
    fn id(&self) -> &'static str {
        "frame"
    }
    fn question(&self) -> &'static str {
        "Can one dishonest sender have what it writes opened in the name of somebody else?"
    }
    fn holds(&self) -> &'static str {
        "the sender holds its own machine and modified software, and one ordinary message from the person that is to be \
         framed; the peer is honest; the authority reads the field alone"
    }
    fn aim(&self) -> Aim {
        Aim::Forge
    }
    fn source(&self) -> &'static str {
        "Frankel and Yung, Escrow Encryption Systems Visited (CRYPTO 1995)"
    }
    fn counter(&self) -> &'static str {
        "A field names a machine, and the police also know whose line they tap: two names that differ are a warning. The \
         sender must be able to choose the session key, which a protocol in which both parties contribute to it would \
         prevent. What was written is read all the same."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, _: &Facts, _: &Parameters) -> Vec<Prediction> {
        let why = Expect::NotApplicable("no field here names who made it by a number that a machine puts in");
        [FRAMED, NAMED, rogue::EVADED, HONEST].map(|name| part(name, why)).to_vec()
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let Some(played) = rogue::play(Trick::Framed, stage) else { return Ok(Outcomes::default()) };
        let searched = u32::try_from(played.attempts).map_or(f64::INFINITY, f64::from);
        let honest = rogue::unmodified(stage)?;
        let outcome = |part: &str, trials| Outcome { part: part.to_owned(), trials };
        Ok(Outcomes {
            parts: vec![
                outcome(FRAMED, played.framed),
                outcome(NAMED, played.named),
                outcome(rogue::EVADED, played.evaded),
                outcome(HONEST, honest.named),
            ],
            measures: vec![measured("fields searched for", searched, "fields").within(0.0, 0.0)],
            ..Outcomes::default()
        })
    }
}
