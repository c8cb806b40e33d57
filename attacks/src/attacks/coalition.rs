//! Every coalition of keepers, from none to all: who can open what without the others.

use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, measured, part, readings};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::{Door, Facts, Loot, Place};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Coalition;

/// Coalitions of one size that are tried; all of them up to eight keepers (70 at most).
const MOST: usize = 70;

impl Attack for Coalition {
    fn id(&self) -> &'static str {
        "coalition"
    }
    fn question(&self) -> &'static str {
        "How many keepers must be corrupt before anything opens, and what opens then?"
    }
    fn holds(&self) -> &'static str {
        "the recording and the shares of a coalition at the end of the run; every coalition of every size, at most 70 \
         of each"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "Denning's case for split custody (1993-94), HP-01; the concentrated target of Keys Under Doormats (2015)"
    }
    fn counter(&self) -> &'static str {
        "Below the threshold this holds unconditionally: k - 1 shares say nothing. How likely k keepers are to be \
         corrupted is not measured here and no run can tell."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, parameters: &Parameters) -> Vec<Prediction> {
        if facts.n == 0 {
            return vec![part(
                "keepers",
                Expect::NotApplicable(if facts.door == Door::Provider {
                    "there are no keepers: the provider reads by itself"
                } else {
                    "there are no keepers"
                }),
            )];
        }
        let above = match facts.door {
            Door::None | Door::IdentityKey | Door::Provider | Door::Own => Expect::Nothing,
            Door::SessionRoot => Expect::FirstTurns(2),
            Door::ContentKey if facts.epochs => {
                let last = parameters.days - 1;
                Expect::Epochs(parameters.first_kept(last), parameters.epoch(last))
            }
            Door::ContentKey => Expect::Everything,
        };
        // The size at which the threshold is reached comes first: it is the one that tables show.
        let expect = |size: u8| part(&name(size), if size >= facts.k { above } else { Expect::Nothing });
        let (reached, below): (Vec<u8>, Vec<u8>) = (0..=facts.n).partition(|size| *size >= facts.k);
        reached.into_iter().chain(below).map(expect).collect()
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        stage.play();
        let facts = stage.facts().clone();
        let held: Vec<Loot> = (1..=facts.n).filter_map(|index| stage.seize(Place::Trustee(index))).collect();
        let mut outcomes = Outcomes::default();
        let mut tried = 0u32;
        for size in 0..=facts.n {
            let mut outcome = Outcome { part: name(size), trials: Vec::new() };
            for coalition in subsets(held.len(), usize::from(size)).take(MOST) {
                let mut intruder = stage.intruder();
                coalition.iter().filter_map(|member| held.get(*member)).for_each(|loot| intruder.take(loot));
                let read = intruder.read(stage.tape());
                outcome.trials.extend(readings("", stage, &read, |_| true).trials);
                outcomes.cost += intruder.cost();
                tried += 1;
            }
            outcomes.parts.push(outcome);
        }
        outcomes.measures.push(measured("coalitions tried", f64::from(tried), "coalitions"));
        Ok(outcomes)
    }
}

/// The name of a part.
fn name(size: u8) -> String {
    if size == 1 { "1 keeper".to_owned() } else { format!("{size} keepers") }
}

/// All subsets of a size, in order of their members.
fn subsets(n: usize, size: usize) -> impl Iterator<Item = Vec<usize>> {
    let mut next: Option<Vec<usize>> = (size <= n).then(|| (0..size).collect());
    std::iter::from_fn(move || {
        let current = next.take()?;
        let mut following = current.clone();
        // The rightmost member that can move up, and all behind it right after it.
        let movable = (0..size)
            .rev()
            .find(|&place| following.get(place).is_some_and(|member| *member < n - size + place));
        if let Some(place) = movable {
            let from = following.get(place).map_or(0, |member| member + 1);
            following.iter_mut().skip(place).zip(from..).for_each(|(member, value)| *member = value);
            next = Some(following);
        }
        Some(current)
    })
}

#[cfg(test)]
mod tests;
