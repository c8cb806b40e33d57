//! A sender makes one ciphertext that opens to two texts: the peer reads one, the authority the other.

use escrow::Envelope;

use super::rogue;
use crate::attack::{Aim, Attack, Expect, Measured, Outcome, Outcomes, Prediction, measured, part};
use crate::parameters::Parameters;
use crate::stage::{Played, Stage};
use crate::system::{Door, Facts, Trick};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct TwoKeys;

/// The authority is shown what the sender wants.
pub const DECEIVED: &str = "authority reads a false text with a valid tag";
/// The peer is not.
pub const EVADED: &str = "peer reads, authority does not";

/// Ciphertexts of a thorough run, at least.
const THOROUGH: usize = 1_000;
/// From so many on, the mean is held against the interval that was predicted for a long run.
const LONG: u16 = 1_000;
/// Attempts for one ciphertext, as another program had them, and the deviation of a geometric distribution with
/// that mean.
const MEAN: f64 = 1.58;
/// Its deviation.
const DEVIATION: f64 = 0.96;

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
        let played = if stage.parameters().thorough {
            rogue::play_many(Trick::TwoKeys, stage, THOROUGH)
        } else {
            rogue::play(Trick::TwoKeys, stage)
        };
        let Some(played) = played else { return Ok(Outcomes::default()) };
        let figures = figures(&played, stage);
        let deceived = Outcome { part: DECEIVED.to_owned(), trials: played.deceived.clone() };
        let mut outcomes = rogue::outcomes(EVADED, Some(played), stage)?;
        outcomes.parts.insert(0, deceived);
        outcomes.measures.extend(figures);
        Ok(outcomes)
    }
}

/// What it takes to make such ciphertexts, and what a commitment against them costs.
fn figures(played: &Played, stage: &Stage<'_>) -> Vec<Measured> {
    let mut figures = Vec::new();
    if let (Ok(forgeries), Ok(attempts)) =
        (u32::try_from(played.deceived.len()), u32::try_from(played.attempts))
        && forgeries > 0
    {
        let (forgeries, attempts) = (f64::from(forgeries), f64::from(attempts));
        let spread = 5.0 * DEVIATION / forgeries.sqrt();
        let (low, high) =
            if forgeries < f64::from(LONG) { (MEAN - spread, MEAN + spread) } else { (1.5, 1.7) };
        figures.push(measured("ciphertexts made to open under two keys", forgeries, "ciphertexts"));
        let mean = measured("attempts for each of them, mean", attempts / forgeries, "attempts");
        figures.push(mean.within(low.max(1.0), high));
    }
    let envelopes = stage.tape().iter().flat_map(|taped| &taped.frames);
    let committed = envelopes
        .filter_map(|frame| Some((frame.len(), Envelope::from_bytes(frame).ok()?)))
        .find(|(_, envelope)| envelope.commitment.is_some());
    if let Some((with, envelope)) = committed {
        let without = Envelope { commitment: None, ..envelope }.to_bytes().len();
        let added = u32::try_from(with.saturating_sub(without)).unwrap_or(u32::MAX);
        figures.push(
            measured("bytes that a commitment adds to a message", f64::from(added), "bytes")
                .within(32.0, 32.0),
        );
    }
    figures
}

#[cfg(test)]
mod tests;
