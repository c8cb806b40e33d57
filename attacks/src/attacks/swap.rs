//! The relay's operator answers directory questions with keys of its own.

use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, part, readings, unsaid};
use crate::parameters::Parameters;
use crate::stage::{Care, Stage, Trial};
use crate::system::{Door, Facts, Warning};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Swap;

/// The part on strangers who trust the directory.
pub const TRUSTING: &str = "strangers who trust the directory";
const COMPARING: &str = "strangers who compare safety numbers";
const NOTICED: &str = "pairs that noticed by comparing";
const KNOWN: &str = "known contacts: new key passed unnoticed";

impl Attack for Swap {
    fn id(&self) -> &'static str {
        "swap"
    }
    fn question(&self) -> &'static str {
        "What does the relay's operator read who swaps identity keys and sits in the middle?"
    }
    fn holds(&self) -> &'static str {
        "the relay and its directory; impostor keys of its own"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "The provider can swap keys unless they are verified: X3DH section 4.7; the open letter on ghost users (2019)"
    }
    fn counter(&self) -> &'static str {
        "Few people compare safety numbers. This attack succeeds on the clean messenger, too, and is no cost of escrow."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        if facts.door == Door::Provider {
            let why = Expect::NotApplicable("the provider reads without swapping anything");
            return [TRUSTING, COMPARING, NOTICED, KNOWN].map(|name| part(name, why)).to_vec();
        }
        vec![
            part(TRUSTING, Expect::Everything),
            part(COMPARING, Expect::Nothing),
            part(NOTICED, Expect::Everything),
            part(KNOWN, Expect::Nothing),
        ]
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let mut outcomes = Outcomes::default();
        // Users who trust the directory, from the first day on.
        let mut intruder = stage.intruder();
        stage.play_through(&mut *intruder, Care::Trusting);
        let read = intruder.read(stage.tape());
        let mut trusted = readings(TRUSTING, stage, &read, |_| true);
        trusted.trials.extend(unsaid(stage));
        outcomes.parts.push(trusted);
        outcomes.cost += intruder.cost();
        // The same users again, who compare before they write.
        stage.restart()?;
        let mut intruder = stage.intruder();
        stage.play_through(&mut *intruder, Care::Comparing);
        let read = intruder.read(stage.tape());
        let mut compared = readings(COMPARING, stage, &read, |_| true);
        compared.trials.extend(unsaid(stage));
        outcomes.parts.push(compared);
        outcomes.parts.push(Outcome { part: NOTICED.to_owned(), trials: stage.noticed() });
        outcomes.cost += intruder.cost();
        // And users who have known each other for a while when the relay claims that one has a new phone.
        stage.restart()?;
        stage.play();
        let mut intruder = stage.intruder();
        let mut trials = Vec::new();
        for (asker, owner) in stage.pairs() {
            let warned = stage.meet_again(asker, owner, &mut *intruder) == Err(Warning::KeyChanged);
            let line = stage
                .metas()
                .iter()
                .find(|meta| (meta.from, meta.to) == (asker, owner))
                .map(|meta| meta.index);
            trials.push(Trial::did(line.unwrap_or(0), !warned));
        }
        outcomes.parts.push(Outcome { part: KNOWN.to_owned(), trials });
        Ok(outcomes)
    }
}
