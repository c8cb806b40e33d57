//! A sender makes one file that opens to two texts, so that what its reader saw cannot be reported.

use std::collections::{BTreeMap, BTreeSet};

use super::rogue;
use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, measured, part};
use crate::parameters::Parameters;
use crate::stage::{Stage, Trial};
use crate::system::{Facts, Order, Plaintext, Trick};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Salamander;

/// The abuse that worked.
pub const UNREPORTED: &str = "its reader reads it, its report does not show it";
/// What the provider is shown instead.
pub const DECEIVED: &str = "the report shows a harmless text in its place";
/// What a report gives away beside what was reported.
pub const UNASKED: &str = "shown to the provider and not reported";

/// Messages sent so.
const SAID: usize = 40;

impl Attack for Salamander {
    fn id(&self) -> &'static str {
        "salamander"
    }
    fn question(&self) -> &'static str {
        "Can a sender make abuse that its recipient reads and cannot report?"
    }
    fn holds(&self) -> &'static str {
        "the sender holds its own modified client; its peer and the provider run the unmodified ones; the peer reports what \
         it was sent"
    }
    fn aim(&self) -> Aim {
        Aim::Evade
    }
    fn source(&self) -> &'static str {
        "Invisible salamanders: Dodis, Grubbs, Ristenpart and Woodage, Fast Message Franking (CRYPTO 2018), on Facebook's \
         franking of attachments"
    }
    fn counter(&self) -> &'static str {
        "A commitment of 32 bytes ends it, and so would opening a file under every key that came with it. It needs a format \
         that skips what it does not know, as picture formats do. Most abuse is not sent by people who build ciphertexts."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, _: &Facts, _: &Parameters) -> Vec<Prediction> {
        let why = Expect::NotApplicable("there is nobody here to whom a reader could prove anything");
        [UNREPORTED, DECEIVED, UNASKED, rogue::CONTROL].map(|name| part(name, why)).to_vec()
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let mut outcomes = Outcomes::default();
        let Some(played) = stage.play_tricked(Trick::Unreportable, SAID) else { return Ok(outcomes) };
        let sent = u32::try_from(played.evaded.len()).map_or(f64::INFINITY, f64::from);
        let drawn = u32::try_from(played.attempts).map_or(f64::INFINITY, f64::from);
        // 1.58 is the mean of many; of the few of a small run it lies within these bounds.
        let draws =
            measured("blocks drawn for each file, on average", drawn / sent, "blocks").within(1.0, 4.0);
        outcomes.measures.push(draws);
        outcomes.parts.push(Outcome { part: UNREPORTED.to_owned(), trials: played.evaded });
        outcomes.parts.push(Outcome { part: DECEIVED.to_owned(), trials: played.deceived });
        // The same messages by honest senders, reported; then the rest, of which nothing is.
        stage.restart()?;
        let control = stage.play_tricked(Trick::Reported, SAID).unwrap_or_default().evaded;
        stage.play();
        let reported: BTreeSet<usize> = control.iter().map(|trial| trial.line).collect();
        let shown = shown(stage);
        let others =
            stage.tape().iter().map(|taped| taped.meta.index).filter(|line| !reported.contains(line));
        let unasked = others.map(|line| Trial::read(line, shown.get(&line).cloned())).collect();
        outcomes.parts.push(Outcome { part: UNASKED.to_owned(), trials: unasked });
        outcomes.parts.push(Outcome { part: rogue::CONTROL.to_owned(), trials: control });
        Ok(outcomes)
    }
}

/// All that the provider could hand over about anybody.
fn shown(stage: &mut Stage<'_>) -> BTreeMap<usize, Plaintext> {
    let mut shown = BTreeMap::new();
    for target in 0..stage.users() {
        let order = Order { target, from: 0, until: stage.parameters().days };
        let readings = stage.lawful(&order).unwrap_or_default();
        let read = stage.tape().iter().zip(readings);
        shown.extend(read.filter_map(|(taped, reading)| Some((taped.meta.index, reading?))));
    }
    shown
}
