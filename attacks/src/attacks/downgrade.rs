//! Somebody on the path, without any key, sees to it that two who could do better use the weak option.

use std::collections::BTreeSet;

use crate::attack::{
    Aim, Attack, Expect, Outcome, Outcomes, Prediction, among, measured, part, readings, unsaid,
};
use crate::intruders::work::bench::float;
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::stage::{Care, Stage, Trial};
use crate::system::{Door, Facts, Posture};
use crate::systems::BuildError;
use crate::systems::export::NO_BETTER;

/// The attack.
#[derive(Debug)]
pub struct Downgrade;

/// The part on those whom the weak option was not made for.
pub const DOWN: &str = "between users who both can do better";
/// The part on those who have nothing else.
pub const WEAK: &str = "with a user who can do no better";
/// Whether the messengers noticed.
pub const STOPPED: &str = "between users who both can do better: not written, their messengers refused";
/// The control: nobody changes anything.
pub const PASSIVE: &str = "between users who both can do better, nothing changed on the path";

/// Whether both can do better.
const fn strong(meta: &Meta) -> bool {
    !among(meta, NO_BETTER)
}

impl Attack for Downgrade {
    fn id(&self) -> &'static str {
        "downgrade"
    }
    fn question(&self) -> &'static str {
        "Does a weak option that exists for some reach everybody, by way of somebody on the path?"
    }
    fn holds(&self) -> &'static str {
        "the path between users and directory and between users: it can change what nobody authenticated; no key. Users compare safety \
         numbers"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "FREAK and Logjam: Adrian et al., Imperfect Forward Secrecy (CCS 2015) (HC-13)"
    }
    fn counter(&self) -> &'static str {
        "The fault lies in how two clients agree, and a signature mends it. But the weak option had to be in every client, for the sake \
         of those who have nothing else."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        let expect = match facts.door {
            // The control: the same interference where there is one way only.
            Door::None => Expect::Nothing,
            _ => Expect::NotApplicable("there is no weaker option to agree on"),
        };
        [DOWN, WEAK, STOPPED, PASSIVE].map(|name| part(name, expect)).to_vec()
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let mut outcomes = Outcomes::default();
        let mut intruder = stage.intruder();
        intruder.posture(Posture::Outsider);
        stage.play_through(&mut *intruder, Care::Comparing);
        let read = intruder.read(stage.tape());
        let silent: BTreeSet<usize> = unsaid(stage).iter().map(|trial| trial.line).collect();
        for (name, belongs) in [(DOWN, true), (WEAK, false)] {
            let mut outcome = readings(name, stage, &read, |meta| strong(meta) == belongs);
            let missing = stage.metas().iter().filter(|meta| strong(meta) == belongs);
            let missing = missing.filter(|meta| silent.contains(&meta.index));
            outcome.trials.extend(missing.map(|meta| Trial::read(meta.index, None)));
            outcomes.parts.push(outcome);
        }
        let refused = stage.metas().iter().filter(|meta| strong(meta));
        let refused = refused.map(|meta| Trial::did(meta.index, silent.contains(&meta.index)));
        outcomes.parts.push(Outcome { part: STOPPED.to_owned(), trials: refused.collect() });
        outcomes.cost += intruder.cost();
        let steps = float(intruder.cost().trials);
        outcomes.measures.push(measured(
            "steps on the path, the work for the group included",
            steps,
            "steps",
        ));
        stage.restart()?;
        stage.play_through(&mut crate::system::Faithful, Care::Comparing);
        let mut listener = stage.intruder();
        let read = listener.read(stage.tape());
        outcomes.parts.push(readings(PASSIVE, stage, &read, strong));
        outcomes.cost += listener.cost();
        Ok(outcomes)
    }
}

#[cfg(test)]
mod tests;
