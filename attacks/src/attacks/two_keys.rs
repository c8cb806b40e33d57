//! A sender makes one ciphertext that opens to two texts: the peer reads one, the authority the other.

use super::rogue;
use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, part};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::{Door, Facts, Trick};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct TwoKeys;

pub(crate) const DECEIVED: &str = "authority reads a false text with a valid tag";
pub(crate) const EVADED: &str = "peer reads, authority does not";

impl Attack for TwoKeys {
    fn id(&self) -> &'static str {
        "two-keys"
    }
    fn question(&self) -> &'static str {
        "Can a sender show the authority a harmless text, with a valid tag, while the peer reads another?"
    }
    fn holds(&self) -> &'static str {
        "the sender holds its own modified client; its peer runs the unmodified one; the authority has a warrant"
    }
    fn aim(&self) -> Aim {
        Aim::Evade
    }
    fn source(&self) -> &'static str {
        "Invisible salamanders: Dodis, Grubbs, Ristenpart and Woodage (CRYPTO 2018), on message franking with AES-GCM; \
         carried over to an escrow field and to ChaCha20-Poly1305 by this project"
    }
    fn counter(&self) -> &'static str {
        "It needs a message format that skips what it does not know, as this one and most attachments do. A commitment to \
         the key, 32 bytes, ends it; evasion by other means stays."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        let evaded = rogue::predict(EVADED, facts);
        let deceived = match facts.door {
            Door::ContentKey if facts.committed => Expect::Nothing,
            Door::ContentKey => Expect::Everything,
            Door::SessionRoot => Expect::NotApplicable("no text is sealed under a deposited key"),
            _ => evaded.first().map_or(Expect::Nothing, |prediction| prediction.expect),
        };
        let evaded = if facts.door == Door::ContentKey { Expect::Everything } else { deceived };
        vec![part(DECEIVED, deceived), part(EVADED, evaded), rogue::control_of(evaded)]
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let Some(played) = rogue::play(Trick::TwoKeys, stage) else { return Ok(Outcomes::default()) };
        let deceived = Outcome { part: DECEIVED.to_owned(), trials: played.deceived.clone() };
        let mut outcomes = rogue::outcomes(EVADED, Some(played), stage)?;
        outcomes.parts.insert(0, deceived);
        Ok(outcomes)
    }
}
