//! The authority after one lawful opening: does what it then holds open anybody else, or other days?

use std::collections::BTreeSet;

use crate::attack::{Aim, Attack, Expect, Outcomes, Prediction, part, readings};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::{Door, Facts, Order, Place, User};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Scope;

/// The part that is the use of a warrant, and no attack.
pub const DELIVERED: &str = "under the warrant: delivered";
pub(crate) const OTHER_DAYS: &str = "same person, other days";
pub(crate) const OTHERS: &str = "other people";

/// The warrant: the first user, for the first days of the run, executed on the morning after.
fn order(parameters: &Parameters) -> Order {
    Order { target: 0, from: 0, until: parameters.days.min(3) }
}

/// The first and last epoch of the window whose keys are still kept when the warrant is executed.
fn kept(order: &Order, parameters: &Parameters) -> (u32, u32) {
    let executed = order.until.min(parameters.days - 1);
    let first = parameters.first_kept(executed).max(parameters.epoch(order.from));
    (first, parameters.epoch(order.until - 1))
}

impl Attack for Scope {
    fn id(&self) -> &'static str {
        "scope"
    }
    fn question(&self) -> &'static str {
        "After one lawful opening, what else can the authority open with what it was given?"
    }
    fn holds(&self) -> &'static str {
        "the recording and everything the authority was handed while it executed one warrant"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "The proponents' claim that one warrant opens one conversation (HP-06), and the utility without which the \
         comparison would be unfair (HP-11)"
    }
    fn counter(&self) -> &'static str {
        "An authority that follows its rules destroys what it rebuilt. The rest of the row is what it could do, or what a \
         thief finds there."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, parameters: &Parameters) -> Vec<Prediction> {
        let order = order(parameters);
        let (first, last) = kept(&order, parameters);
        let opened = Expect::Epochs(first, last);
        let needed = Expect::Marked("those of the kept epochs in which something lies under the warrant");
        let (delivered, beyond) = match facts.door {
            Door::None | Door::IdentityKey | Door::Own => (Expect::Nothing, Expect::Nothing),
            Door::Provider => (Expect::Everything, Expect::Nothing),
            Door::SessionRoot => (Expect::FirstTurns(2), Expect::FirstTurns(2)),
            Door::ContentKey if facts.threshold_opening && facts.epochs => (opened, Expect::Nothing),
            Door::ContentKey if facts.threshold_opening => (Expect::Everything, Expect::Nothing),
            Door::ContentKey if facts.epochs => (opened, needed),
            Door::ContentKey => (Expect::Everything, Expect::Everything),
        };
        // What lies beyond the warrant is the attack; what the warrant delivers is its use, and stands beside it.
        vec![part(OTHERS, beyond), part(OTHER_DAYS, beyond), part(DELIVERED, delivered)]
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let order = order(stage.parameters());
        stage.serve(&order);
        stage.play_until(order.until);
        let delivered = stage.lawful(&order).unwrap_or_else(|| vec![None; stage.tape().len()]);
        let mut parts = vec![readings(DELIVERED, stage, &delivered, |meta| order.covers(meta))];
        stage.play();
        let mut intruder = stage.intruder();
        if let Some(loot) = stage.seize(Place::Authority) {
            intruder.take(&loot);
        }
        let read = intruder.read(stage.tape());
        let of_target = |from: usize, to: usize| from == order.target || to == order.target;
        // The keys of these epochs were asked for, whoever else wrote in them.
        let parameters = stage.parameters();
        let (first, last) = kept(&order, parameters);
        let needed: BTreeSet<u32> = stage
            .metas()
            .iter()
            .filter(|meta| order.covers(meta))
            .map(|meta| parameters.epoch(meta.day))
            .filter(|epoch| (first..=last).contains(epoch))
            .collect();
        parts.push(readings(OTHER_DAYS, stage, &read, |meta| {
            of_target(meta.from, meta.to) && !order.covers(meta)
        }));
        parts.push(readings(OTHERS, stage, &read, |meta| !of_target(meta.from, meta.to)));
        // Where machines have keys of their own, those were asked for of everyone who wrote under the warrant.
        let wrote: BTreeSet<User> =
            stage.metas().iter().filter(|meta| order.covers(meta)).map(|meta| meta.from).collect();
        for trial in parts.iter_mut().flat_map(|outcome| &mut outcome.trials) {
            let Some(meta) = stage.metas().get(trial.line) else { continue };
            let epoch = needed.contains(&parameters.epoch(meta.day));
            trial.marked = if stage.facts().per_sender { wrote.contains(&meta.from) } else { epoch };
        }
        Ok(Outcomes { parts, cost: intruder.cost(), ..Outcomes::default() })
    }
}
