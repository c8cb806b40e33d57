//! Two dishonest users agree on secrets with their signature keys, which are certified and not escrowed.

use honest::primitives::aead;

use super::rogue;
use super::superencrypt::lock_key;
use crate::attack::{Aim, Attack, Expect, Outcomes, Prediction, measured, part};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::{Door, Facts, Trick};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct SignatureKey;

/// The part of the two rogues.
pub const EVADED: &str = "peer reads, authority does not";

impl Attack for SignatureKey {
    fn id(&self) -> &'static str {
        "signature-key"
    }
    fn question(&self) -> &'static str {
        "Do certified signature keys serve as encryption keys that no trustee can open?"
    }
    fn holds(&self) -> &'static str {
        "two modified clients with their own keys, and the directory; the authority has an order against the sender, knows \
         the trick, and tries every key that it was given"
    }
    fn aim(&self) -> Aim {
        Aim::Evade
    }
    fn source(&self) -> &'static str {
        "Young and Yung: verification keys that are not escrowed can be used as shadow keys, and escrowed ones let the \
         authority frame users (HC-11); for Ed25519 the conversion is RFC 7748, section 4.1"
    }
    fn counter(&self) -> &'static str {
        "Both users need modified clients, and who can modify two clients can also agree on a key by another way. It costs \
         them their forward secrecy, and the opened letter shows that something is hidden in it."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        let why = Expect::NotApplicable(match facts.door {
            Door::None => "nothing is deposited, so there is nothing to evade",
            _ => "no signature key is certified here; superencrypt asks the same of identity keys",
        });
        vec![part(EVADED, why), part(rogue::CONTROL, why)]
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let played = rogue::play(Trick::SignatureKey, stage);
        let mut outcomes = rogue::outcomes(EVADED, played, stage)?;
        outcomes.measures = vec![overhead()];
        Ok(outcomes)
    }
}

/// What a lock adds to a text.
pub(super) fn overhead() -> crate::attack::Measured {
    let text = b"meet at nine";
    let locked = aead::seal(&lock_key(&[0; 32], 0), b"", text);
    let added = u32::try_from(locked.len() - text.len()).map_or(f64::INFINITY, f64::from);
    measured("bytes that the rogues' lock adds", added, "bytes").within(0.0, 32.0)
}
