//! Whoever runs the directory of devices adds one of its own.

use std::collections::{BTreeMap, BTreeSet};

use escrow::mechanisms::ghost::journal::{Change, reconcile};

use crate::attack::{Aim, Attack, Expect, Measured, Outcome, Outcomes, Prediction, measured, part, readings};
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::stage::{Score, Stage, Trial};
use crate::system::{Door, Facts, Order, Place, Plaintext, User};
use crate::systems::BuildError;
use crate::systems::rosters::Screens;

mod gossip;
#[cfg(test)]
mod tests;

/// The attack.
#[derive(Debug)]
pub struct Ghost;

/// The part on what the listener reads under an order.
pub const HEARD: &str = "under an order: read by the listener";
/// The part on what it reads while nobody's messenger says anything.
pub const UNNOTICED: &str = "under an order: read, and no messenger says a word";
/// The part on an order that ends before the next epoch of a log.
pub const BRIEF: &str = "under an order for one day: read, and no messenger says a word";
/// The part on the same way in without an order.
pub const INSIDER: &str = "by an insider without an order: read";
/// The part on whether that is noticed.
pub const INSIDER_UNNOTICED: &str = "by an insider without an order: read, and no messenger says a word";
/// The part on words in the target's mouth.
pub const SPOKEN: &str = "said in the target's name by who steals the listener";
/// The part on what a listener that never answers costs its target.
pub const HEALED: &str = "by the target after its phone was copied and should have healed: read by the thief";
/// The part on safety numbers.
pub const COMPARED: &str = "pairs with the target who find out if they compare numbers";
/// The part on what was written before.
pub const BEFORE: &str = "written before the order: read";
/// The part on other people's conversations.
pub const OTHERS: &str = "between other people: read";
/// The part on what other people's messages look like.
pub const TOUCHED: &str = "between other people: other bytes on the wire than without a listener";

/// All of them, in the order of the report.
const PARTS: [&str; 11] =
    [HEARD, UNNOTICED, BRIEF, INSIDER, INSIDER_UNNOTICED, SPOKEN, HEALED, COMPARED, BEFORE, OTHERS, TOUCHED];

/// The measure of how many notices were withheld.
pub const WITHHELD: &str = "notices that messengers were told to withhold";
/// The measure of how many copies of a message of the target go over the wire.
pub const COPIES: &str = "copies of each message of the target, at most";
/// The measure of the journal.
pub const JOURNAL: &str = "lines of the journal that tell an insider's listener from a lawful one";

/// Whose conversations.
const TARGET: User = 0;

/// The morning on which listening begins: at least one more follows.
const fn start(parameters: &Parameters) -> u32 {
    parameters.days / 3
}

fn order(parameters: &Parameters) -> Order {
    Order { target: TARGET, from: start(parameters), until: parameters.days }
}

/// Whether a message is the target's.
fn of_target(meta: &Meta) -> bool {
    meta.from == TARGET || meta.to == TARGET
}

impl Attack for Ghost {
    fn id(&self) -> &'static str {
        "ghost"
    }
    fn question(&self) -> &'static str {
        "Can whoever runs the directory add a listener unnoticed, and who notices?"
    }
    fn holds(&self) -> &'static str {
        "the directory and the journal of what was done to it, and a court's order or none"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "Levy and Robinson, Principles for a More Informed Exceptional Access Debate (2018); the open letter of 47 signatories \
         against it (30 May 2019); CONIKS (USENIX Security 2015) and iMessage Contact Key Verification (security.apple.com, \
         2023) on who notices"
    }
    fn counter(&self) -> &'static str {
        "It opens nothing that was written before and nobody who is not named, weakens no cipher and keeps no key that \
         could be stolen for later. What it costs is that everybody's messenger must be ready to keep silent when told to."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        let expect = match facts.door {
            // The same calls are made, and there is nobody at the other end.
            Door::None => Expect::Nothing,
            Door::Provider => Expect::NotApplicable("the provider reads without adding anybody"),
            _ => Expect::NotApplicable("no directory says which devices a message is encrypted to"),
        };
        PARTS.map(|name| part(name, expect)).to_vec()
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let mut outcomes = Outcomes::default();
        let (from, order) = (start(stage.parameters()), order(stage.parameters()));
        stage.play();
        let quiet = frames(stage);
        // The order is served on the first day, and its window begins later.
        stage.restart()?;
        stage.serve(&order);
        stage.play();
        let lawful = screens(stage);
        let heard = stage.lawful(&order).unwrap_or_default();
        outcomes.parts.push(readings(HEARD, stage, &heard, |meta| order.covers(meta)));
        outcomes.parts.push(unnoticed(UNNOTICED, stage, &heard, &lawful, &order));
        outcomes.parts.push(readings(BEFORE, stage, &heard, |meta| of_target(meta) && !order.covers(meta)));
        outcomes.parts.push(readings(OTHERS, stage, &heard, |meta| !of_target(meta)));
        outcomes.parts.push(touched(stage, &quiet, from));
        outcomes.parts.push(compared(stage, &order));
        outcomes.measures.extend(seen(stage, &lawful, &order));
        brief(stage, &mut outcomes)?;
        insider(stage, &lawful, &mut outcomes)?;
        spoken(stage, &lawful, &mut outcomes)?;
        healed(stage, &lawful, &mut outcomes)?;
        if lawful.habits.is_some() {
            outcomes.measures.extend(gossip::measures(stage.parameters()));
        }
        Ok(outcomes)
    }
}

/// What users and the court see at the end; nothing where there is no such directory.
fn screens(stage: &mut Stage<'_>) -> Screens {
    stage.bench().unwrap_or_default()
}

/// The recording by message.
fn frames(stage: &Stage<'_>) -> BTreeMap<usize, Vec<Vec<u8>>> {
    stage.tape().iter().map(|taped| (taped.meta.index, taped.frames.clone())).collect()
}

/// Whether a user's messenger has said anything by the end.
fn spoke_up(screens: &Screens, user: User) -> bool {
    screens.users.get(&user).is_some_and(|screen| screen.notices > 0 || screen.alarmed.is_some())
}

/// Messages under an order that were heard while neither side's messenger says anything by the end of the run.
fn unnoticed(
    name: &str,
    stage: &Stage<'_>,
    heard: &[Option<Plaintext>],
    screens: &Screens,
    order: &Order,
) -> Outcome {
    let mut outcome = readings(name, stage, heard, |meta| order.covers(meta));
    for trial in &mut outcome.trials {
        let meta = stage.metas().get(trial.line);
        if meta.is_some_and(|meta| spoke_up(screens, meta.from) || spoke_up(screens, meta.to)) {
            *trial = Trial::read(trial.line, None);
        }
    }
    outcome
}

/// Messages between other people whose bytes are not those of the run without a listener. Marked are those written while
/// it is there.
fn touched(stage: &Stage<'_>, quiet: &BTreeMap<usize, Vec<Vec<u8>>>, from: u32) -> Outcome {
    let others = stage.tape().iter().filter(|taped| !of_target(&taped.meta));
    let trials = others.map(|taped| {
        let differs = quiet.get(&taped.meta.index) != Some(&taped.frames);
        Trial { marked: taped.meta.day >= from, ..Trial::did(taped.meta.index, differs) }
    });
    Outcome { part: TOUCHED.to_owned(), trials: trials.collect() }
}

/// Pairs with the target that wrote under the order, and whether their numbers differ afterwards.
fn compared(stage: &Stage<'_>, order: &Order) -> Outcome {
    let mut seen = BTreeSet::new();
    let covered = stage.metas().iter().filter(|meta| order.covers(meta));
    let first = covered.filter(|meta| seen.insert(meta.session));
    let trials = first.map(|meta| Trial::did(meta.index, stage.compare(meta.from, meta.to) == Some(false)));
    Outcome { part: COMPARED.to_owned(), trials: trials.collect() }
}

/// What can be counted of a lawful listener.
fn seen(stage: &Stage<'_>, lawful: &Screens, order: &Order) -> Vec<Measured> {
    let count = |count: usize| u32::try_from(count).map_or(f64::INFINITY, f64::from);
    let withheld = lawful.users.values().map(|screen| screen.withheld).sum();
    let covered = stage.tape().iter().filter(|taped| order.covers(&taped.meta));
    let copies = covered.map(|taped| taped.frames.len()).max().unwrap_or(0);
    let mut measures = vec![
        measured(WITHHELD, count(withheld), "notices"),
        measured(COPIES, count(copies), "copies"),
        measured("listeners in the journal", count(lawful.journal.len()), "lines"),
    ];
    if let Some(first) = lawful.users.values().filter_map(|screen| screen.alarmed).min() {
        let days = f64::from(first) - f64::from(order.from);
        measures.push(measured("days until the first messenger can prove it", days, "days"));
    }
    measures
}

/// An order that begins and ends between two mornings.
fn brief(stage: &mut Stage<'_>, outcomes: &mut Outcomes) -> Result<(), BuildError> {
    let from = start(stage.parameters());
    let order = Order { target: TARGET, from, until: from + 1 };
    stage.restart()?;
    stage.play_until(from);
    stage.serve(&order);
    stage.play();
    let (heard, screens) = (stage.lawful(&order).unwrap_or_default(), screens(stage));
    outcomes.parts.push(unnoticed(BRIEF, stage, &heard, &screens, &order));
    Ok(())
}

/// Somebody at the provider takes the same way without an order, on the same morning.
fn insider(stage: &mut Stage<'_>, lawful: &Screens, outcomes: &mut Outcomes) -> Result<(), BuildError> {
    let order = order(stage.parameters());
    stage.restart()?;
    stage.play_until(order.from);
    stage.quietly(&order);
    stage.play();
    let (heard, own) = (stage.quietly(&order).unwrap_or_default(), screens(stage));
    outcomes.parts.push(readings(INSIDER, stage, &heard, |meta| order.covers(meta)));
    outcomes.parts.push(unnoticed(INSIDER_UNNOTICED, stage, &heard, &own, &order));
    if own.journal.is_empty() {
        return Ok(());
    }
    let bytes = |journal: &[Change]| journal.iter().map(Change::to_bytes).collect::<Vec<_>>();
    let (one, other) = (bytes(&lawful.journal), bytes(&own.journal));
    let differ = one.iter().zip(&other).filter(|(one, other)| one != other).count();
    let differ = differ + one.len().abs_diff(other.len());
    let count = |count: usize| u32::try_from(count).map_or(f64::INFINITY, f64::from);
    let listed = reconcile(&own.journal, &own.orders).len();
    let innocent = reconcile(&lawful.journal, &lawful.orders).len();
    outcomes.measures.extend([
        measured(JOURNAL, count(differ), "lines").within(0.0, 0.0),
        measured("insider's listeners that the court's list of orders shows", count(listed), "lines")
            .within(1.0, 1.0),
        measured("lawful listeners that it shows by mistake", count(innocent), "lines").within(0.0, 0.0),
    ]);
    Ok(())
}

/// The morning on which something is stolen while a listener is there.
const fn theft(order: &Order) -> u32 {
    order.from + (order.until - order.from) / 2
}

/// The listener's keys are stolen while it listens, and the thief speaks. Marked are the messages that can be forged: from
/// a user on whose roster the listener is, to one who has written to it there.
fn spoken(stage: &mut Stage<'_>, lawful: &Screens, outcomes: &mut Outcomes) -> Result<(), BuildError> {
    let order = order(stage.parameters());
    let theft = theft(&order);
    stage.restart()?;
    stage.serve(&order);
    stage.play_until(theft);
    let mut forger = stage.intruder();
    if let Some(loot) = stage.seize(Place::Authority) {
        forger.take(&loot);
    }
    let mut trials = stage.play_forged(&mut *forger);
    let listened = stage.metas().iter().filter(|meta| order.covers(meta) && meta.day < theft);
    let answered: BTreeSet<(User, User)> = listened.map(|meta| (meta.to, meta.from)).collect();
    for trial in &mut trials {
        let meta = stage.metas().get(trial.line);
        // With a log, each side is shown the listener among the other's devices; without, among the target's.
        let shown = |meta: &Meta| meta.from == TARGET || (lawful.habits.is_some() && meta.to == TARGET);
        trial.marked = meta.is_some_and(|meta| shown(meta) && answered.contains(&(meta.from, meta.to)));
    }
    outcomes.parts.push(Outcome { part: SPOKEN.to_owned(), trials });
    outcomes.cost += forger.cost();
    Ok(())
}

/// What a copy of the target's phone reads of what the target writes afterwards.
fn copied(stage: &mut Stage<'_>, order: Option<&Order>, day: u32) -> Result<Vec<Trial>, BuildError> {
    stage.restart()?;
    if let Some(order) = order {
        stage.serve(order);
    }
    stage.play_until(day);
    let loot = stage.seize(Place::Device(TARGET));
    stage.play();
    let mut thief = stage.intruder();
    loot.iter().for_each(|loot| thief.take(loot));
    let read = thief.read(stage.tape());
    Ok(readings(HEALED, stage, &read, |meta| meta.from == TARGET && meta.day >= day).trials)
}

/// The target's phone is copied once while a listener is there. Sessions with people heal as soon as these answer; the
/// one with the listener never does, for the listener never answers. Counted are messages that the same thief does not read
/// without a listener; marked are those that went to it in a session which the stolen phone had begun.
fn healed(stage: &mut Stage<'_>, lawful: &Screens, outcomes: &mut Outcomes) -> Result<(), BuildError> {
    let order = order(stage.parameters());
    let day = theft(&order);
    let without: BTreeSet<usize> = copied(stage, None, day)?
        .iter()
        .filter(|trial| stage.score(trial) == Score::Success)
        .map(|trial| trial.line)
        .collect();
    let mut trials = copied(stage, Some(&order), day)?;
    trials.retain(|trial| !without.contains(&trial.line));
    let begun =
        stage.metas().iter().filter(|meta| meta.from == TARGET && order.covers(meta) && meta.day < day);
    let begun: BTreeSet<User> = begun.map(|meta| meta.to).collect();
    for trial in &mut trials {
        // With a log there is a session for each peer on whose roster the target is shown the listener.
        let to = stage.metas().get(trial.line).map(|meta| meta.to);
        let one_for_all = lawful.habits.is_none() && !begun.is_empty();
        trial.marked = one_for_all || to.is_some_and(|to| begun.contains(&to));
    }
    outcomes.parts.push(Outcome { part: HEALED.to_owned(), trials });
    Ok(())
}
