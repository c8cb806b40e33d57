//! One device is seized on the morning of a day: what it reads of the past, of the days until both sides have
//! written again, and of what follows.

use std::collections::BTreeMap;

use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, part};
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::stage::{Stage, Trial};
use crate::system::{Door, Facts, Place, User};
use crate::systems::BuildError;
use crate::systems::network::SUPPLY;

/// The attack.
#[derive(Debug)]
pub struct Seizure;

pub(crate) const PAST: &str = "before the seizure";
pub(crate) const WINDOW: &str = "after it, until both have written";
pub(crate) const HEALED: &str = "after that";

impl Attack for Seizure {
    fn id(&self) -> &'static str {
        "seizure"
    }
    fn question(&self) -> &'static str {
        "What does a thief read who copies one user's phone on one day?"
    }
    fn holds(&self) -> &'static str {
        "the stored state of one device, and the recording; every user's device in turn"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "Forward secrecy and recovery from compromise: The Double Ratchet Algorithm, revision 3, sections 8.1 and 8.2"
    }
    fn counter(&self) -> &'static str {
        "Texts that a phone keeps on its screen are not counted: a seized phone shows those in every system."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        if facts.once_per_session {
            let which = Expect::Marked("those under a session key that the phone held, or met in the window");
            return vec![part(PAST, which), part(WINDOW, Expect::Everything), part(HEALED, which)];
        }
        vec![part(PAST, Expect::Nothing), part(WINDOW, Expect::Everything), part(HEALED, Expect::Nothing)]
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        stage.play_until(stage.parameters().theft_day);
        let loot: Vec<_> = (0..stage.users()).map(|user| stage.seize(Place::Device(user))).collect();
        stage.play();
        let merged = stage.facts().door == Door::Provider;
        let mut parts =
            [PAST, WINDOW, HEALED].map(|name| Outcome { part: name.to_owned(), trials: Vec::new() });
        let mut outcomes = Outcomes::default();
        for (user, loot) in loot.iter().enumerate() {
            let Some(loot) = loot else { continue };
            let mut intruder = stage.intruder();
            intruder.take(loot);
            let tape: Vec<_> = stage
                .tape()
                .iter()
                .filter(|taped| taped.meta.from == user || taped.meta.to == user)
                .cloned()
                .collect();
            let metas: Vec<&Meta> = tape.iter().map(|taped| &taped.meta).collect();
            let regions = regions(&metas, user, stage.parameters().theft_day, merged);
            let marks = marks(&metas, &regions, user);
            let read = intruder.read(&tape);
            for (((taped, region), marked), reading) in tape.iter().zip(&regions).zip(marks).zip(read) {
                let trial = Trial { marked, ..Trial::read(taped.meta.index, reading) };
                let [past, window, healed] = &mut parts;
                match region {
                    Region::Past => past.trials.push(trial),
                    Region::Window => window.trials.push(trial),
                    Region::Healed => healed.trials.push(trial),
                }
            }
            outcomes.cost += intruder.cost();
        }
        outcomes.parts.extend(parts);
        Ok(outcomes)
    }
}

/// Where a message lies from the seizure's point of view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Region {
    Past,
    Window,
    Healed,
}

/// Where each of a user's messages lies, out of who wrote when.
///
/// In a conversation that has begun, the stolen state reads the rest of the present turn, the next turn, and, if the
/// present turn is the peer's, the one after: the first turn that is the user's own and answers something new comes
/// from a key made after the seizure. A conversation that others begin later with prekeys that were stolen is read
/// in its first turn. Where everything a user writes and reads runs through one channel (`merged`), that channel is
/// the conversation, and its first words were the user's.
fn regions(metas: &[&Meta], user: User, theft_day: u32, merged: bool) -> Vec<Region> {
    let channel = |meta: &Meta| if merged { 0 } else { meta.session };
    let turns = turns(metas, user, merged);
    let mut last: BTreeMap<usize, (i64, bool)> = BTreeMap::new();
    for (meta, turn) in metas.iter().zip(&turns).filter(|(meta, _)| meta.day < theft_day) {
        last.insert(channel(meta), (*turn, meta.from == user));
    }
    if merged {
        last.entry(0).or_insert((0, true));
    }
    let mut begun_later: Vec<usize> = Vec::new();
    let mut region = |meta: &Meta, turn: i64| {
        if meta.day < theft_day {
            return Region::Past;
        }
        let readable = match last.get(&channel(meta)) {
            Some((present, own)) => turn <= present + if *own { 1 } else { 2 },
            None => {
                let written_to = turn == 0 && meta.to == user;
                if written_to && !begun_later.contains(&meta.session) {
                    begun_later.push(meta.session);
                }
                // The relay hands out prekeys in order: those that were stolen first.
                written_to && begun_later.iter().position(|session| *session == meta.session) < Some(SUPPLY)
            }
        };
        if readable { Region::Window } else { Region::Healed }
    };
    metas.iter().zip(turns).map(|(meta, turn)| region(meta, turn)).collect()
}

/// The turn of each message within its channel. In a merged channel turns change when the user's own writing and
/// reading change, from a greeting of the user's on.
fn turns(metas: &[&Meta], user: User, merged: bool) -> Vec<i64> {
    let mut state = (0, true);
    let turn = |meta: &&Meta| {
        if !merged {
            return i64::from(meta.turn);
        }
        let own = meta.from == user;
        state = (state.0 + i64::from(own != state.1), own);
        state.0
    };
    metas.iter().map(turn).collect()
}

/// Which messages a session key opens that the phone held at the seizure (the user had written in that session
/// before) or met afterwards (the peer wrote in the window).
fn marks(metas: &[&Meta], regions: &[Region], user: User) -> Vec<bool> {
    let mut keys: Vec<(usize, User)> = Vec::new();
    for (meta, region) in metas.iter().zip(regions) {
        if *region == Region::Window || (*region == Region::Past && meta.from == user) {
            keys.push((meta.session, meta.from));
        }
    }
    metas.iter().map(|meta| keys.contains(&(meta.session, meta.from))).collect()
}

#[cfg(test)]
mod tests;
