//! The stage: plays a script on a system, keeps the tape, and knows what was said. Attacks act through it and
//! never see a text; what they claim to have read is compared here.

use std::collections::{BTreeMap, BTreeSet};

use crate::parameters::Parameters;
use crate::script::{Meta, Script};
use crate::system::{
    Delivery, Facts, Faithful, Intruder, Loot, Order, Place, Plaintext, Relay, Rewritten, System, Taped,
    Trick, User, Warning,
};
use crate::systems::BuildError;

mod evaders;
mod forging;
#[cfg(test)]
mod tests;
mod trial;

pub use evaders::Evaders;
use forging::Forging;
pub(crate) use trial::Score;
pub use trial::{Played, Trial, TrialResult};

/// Whether users compare safety numbers before they write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// They trust the directory.
    Trusting,
    /// They compare with every new contact, and do not write if the numbers differ.
    Comparing,
}

/// Builds the system of a stage.
type Build<'a> = dyn Fn() -> Result<Box<dyn System>, BuildError> + 'a;

/// A system on which a script is played.
pub struct Stage<'a> {
    build: Box<Build<'a>>,
    system: Box<dyn System>,
    script: &'a Script,
    parameters: &'a Parameters,
    next: usize,
    day: u32,
    tape: Vec<Taped>,
    met: BTreeSet<(User, User)>,
    /// Conversations that did not come about, and whether the users noticed by comparing.
    estranged: BTreeMap<(User, User), bool>,
    /// Of each message that was sent as written, whether something else arrived, or a warning.
    disturbed: BTreeMap<usize, bool>,
}

impl std::fmt::Debug for Stage<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stage")
            .field("system", &self.system.facts().id)
            .field("day", &self.day)
            .finish_non_exhaustive()
    }
}

/// What a forger puts in the mouth of others.
const FORGED: &[u8] = b"This was never said.";

impl<'a> Stage<'a> {
    /// A stage before the first day.
    ///
    /// # Errors
    /// [`BuildError`] if the system cannot be set up.
    pub fn new(
        build: impl Fn() -> Result<Box<dyn System>, BuildError> + 'a,
        script: &'a Script,
        parameters: &'a Parameters,
    ) -> Result<Self, BuildError> {
        let system = build()?;
        let (tape, met, estranged) = (Vec::new(), BTreeSet::new(), BTreeMap::new());
        let (build, disturbed) = (Box::new(build), BTreeMap::new());
        Ok(Self { build, system, script, parameters, next: 0, day: 0, tape, met, estranged, disturbed })
    }

    /// Goes back to the morning of the first day, with everything as it was then.
    ///
    /// # Errors
    /// [`BuildError`] if the system cannot be set up again.
    pub fn restart(&mut self) -> Result<(), BuildError> {
        self.system = (self.build)()?;
        (self.next, self.day) = (0, 0);
        self.tape.clear();
        self.met.clear();
        self.estranged.clear();
        self.disturbed.clear();
        Ok(())
    }

    /// What is publicly known about the system.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        self.system.facts()
    }

    /// The run's parameters.
    #[must_use]
    pub const fn parameters(&self) -> &Parameters {
        self.parameters
    }

    /// Users.
    #[must_use]
    pub fn users(&self) -> usize {
        self.script.users()
    }

    /// What a watcher knows of every message of the script, said or still to be said.
    #[must_use]
    pub fn metas(&self) -> &[Meta] {
        self.script.metas()
    }

    /// The recording so far.
    #[must_use]
    pub fn tape(&self) -> &[Taped] {
        &self.tape
    }

    /// Where secrets live.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        self.system.places()
    }

    /// What a place holds now.
    #[must_use]
    pub fn seize(&self, place: Place) -> Option<Loot> {
        self.system.seize(place)
    }

    /// An intruder who knows what is public.
    #[must_use]
    pub fn intruder(&self) -> Box<dyn Intruder> {
        self.system.intruder()
    }

    /// What the lawful process delivers of the tape so far.
    pub fn lawful(&mut self, order: &Order) -> Option<Vec<Option<Plaintext>>> {
        self.system.lawful(order, &self.tape)
    }

    /// Announces an order to the lawful process before its window begins: one that only works forward starts here.
    pub fn serve(&mut self, order: &Order) {
        self.system.serve(order);
    }

    /// What people who run the access path's machines get of the tape so far without warrant and record.
    pub fn quietly(&mut self, order: &Order) -> Option<Vec<Option<Plaintext>>> {
        self.system.quietly(order, &self.tape)
    }

    /// An intruder with write access replaces what it can of the system's constants.
    pub fn rewrite(&mut self, intruder: &mut dyn Intruder) -> Option<Rewritten> {
        self.system.rewrite(intruder)
    }

    /// The same escrow key is dealt out again, so many times; whether this system does that.
    pub fn redeal(&mut self, times: u32) -> bool {
        self.system.redeal(times)
    }

    /// The mechanism's public interface, if it has one of the type that an attack knows.
    pub fn bench<B: 'static>(&mut self) -> Option<B> {
        self.system.bench()?.downcast().ok().map(|bench| *bench)
    }

    /// Plays up to the morning of a day.
    pub fn play_until(&mut self, day: u32) {
        self.play_until_through(day, &mut Faithful, Care::Trusting);
    }

    /// Plays to the end.
    pub fn play(&mut self) {
        self.play_through(&mut Faithful, Care::Trusting);
    }

    /// Plays to the end through somebody's relay.
    pub fn play_through(&mut self, relay: &mut dyn Relay, care: Care) {
        self.play_until_through(self.parameters.days, relay, care);
    }

    fn play_until_through(&mut self, day: u32, relay: &mut dyn Relay, care: Care) {
        while let Some(meta) = self.script.metas().get(self.next).filter(|meta| meta.day < day) {
            self.advance_to(meta.day);
            self.next += 1;
            self.step(meta, relay, care);
        }
        self.advance_to(day.min(self.parameters.days.saturating_sub(1)));
    }

    /// Lets the mornings up to a day come.
    fn advance_to(&mut self, day: u32) {
        while self.day < day {
            self.day += 1;
            self.system.new_day(self.day);
        }
    }

    fn step(&mut self, meta: &Meta, relay: &mut dyn Relay, care: Care) -> Option<Delivery> {
        self.acquaint(meta, relay, care)?;
        let text = self.script.text(meta.index);
        let delivery = self.system.say(meta, text, relay);
        let as_written = delivery.heard.as_deref() == Some(text) && delivery.warning.is_none();
        self.disturbed.insert(meta.index, !as_written);
        self.keep(meta, &delivery);
        Some(delivery)
    }

    /// Makes sure that two users know each other, `None` if that did not come about.
    fn acquaint(&mut self, meta: &Meta, relay: &mut dyn Relay, care: Care) -> Option<()> {
        let pair = (meta.from.min(meta.to), meta.from.max(meta.to));
        if self.estranged.contains_key(&pair) {
            return None;
        }
        if self.met.insert(pair) {
            let met = self.system.meet(meta.from, meta.to, meta.sent, relay);
            let differ = care == Care::Comparing && self.system.compare(meta.from, meta.to) == Some(false);
            if met.is_err() || differ {
                self.estranged.insert(pair, differ);
                return None;
            }
        }
        Some(())
    }

    fn keep(&mut self, meta: &Meta, delivery: &Delivery) {
        if !delivery.frames.is_empty() {
            self.tape.push(Taped { meta: meta.clone(), frames: delivery.frames.clone() });
        }
    }

    /// A contact is looked up anew, as after a new phone, through somebody's relay: what the asker's messenger says.
    ///
    /// # Errors
    /// The warning that stopped it.
    pub fn meet_again(&mut self, asker: User, owner: User, relay: &mut dyn Relay) -> Result<(), Warning> {
        let sent = u64::from(self.day) * crate::parameters::DAY;
        self.system.meet(asker, owner, sent, relay)
    }

    /// The pairs of users who write to each other in this script, each in the order in which the first message goes.
    #[must_use]
    pub fn pairs(&self) -> Vec<(User, User)> {
        let mut seen = BTreeSet::new();
        let first = |meta: &&Meta| seen.insert(meta.session);
        self.script.metas().iter().filter(first).map(|meta| (meta.from, meta.to)).collect()
    }

    /// Whether two users who compare safety numbers now find them equal; `None` where there are none to compare.
    #[must_use]
    pub fn compare(&self, one: User, other: User) -> Option<bool> {
        self.system.compare(one, other)
    }

    /// The index of the first message of each pair, and whether that pair noticed by comparing that somebody sits
    /// between them.
    #[must_use]
    pub fn noticed(&self) -> Vec<Trial> {
        let mut seen = BTreeSet::new();
        let first = self.script.metas().iter().filter(|meta| seen.insert(meta.session));
        first
            .map(|meta| {
                let pair = (meta.from.min(meta.to), meta.from.max(meta.to));
                let noticed = self.estranged.get(&pair).copied().unwrap_or(false);
                Trial::did(meta.index, noticed)
            })
            .collect()
    }

    /// Of every message that was sent as it was written: whether something else arrived, nothing, or a warning with it.
    #[must_use]
    pub fn disturbed(&self) -> Vec<Trial> {
        self.disturbed.iter().map(|(line, disturbed)| Trial::did(*line, *disturbed)).collect()
    }

    /// Plays the rest while a forger on the wire tries to put words in people's mouths. The forged message, if
    /// there is one, arrives first; the real one follows it. Says of each message whether the forged one was read.
    pub fn play_forged(&mut self, forger: &mut dyn Intruder) -> Vec<Trial> {
        let mut trials = Vec::new();
        while let Some(meta) = self.script.metas().get(self.next) {
            self.advance_to(meta.day);
            self.next += 1;
            let delivery = self.step(meta, &mut Forging(forger), Care::Trusting);
            let forged = delivery.is_some_and(|delivery| delivery.heard.as_deref() == Some(FORGED));
            trials.push(Trial::did(meta.index, forged));
        }
        trials
    }

    /// Lets the script begin again from its first line, between the same people and on the present day; what was
    /// recorded so far is put away.
    pub fn say_again(&mut self) {
        self.next = 0;
        self.tape.clear();
    }

    /// Says the next lines, at most `count` of them and all within one day, with a trick; then the lawful process
    /// reads all that each sender sent that day. `None` where there is nothing to trick.
    pub fn play_tricked(&mut self, trick: Trick, count: usize) -> Option<Played> {
        let mut played = Played::default();
        let mut heard = Vec::new();
        let today = self.script.metas().get(self.next)?.day;
        self.advance_to(today);
        self.serve_all(today);
        while let Some(meta) = self.script.metas().get(self.next).filter(|meta| meta.day == today) {
            if heard.len() >= count {
                break;
            }
            self.next += 1;
            self.acquaint(meta, &mut Faithful, Care::Trusting)?;
            let tricked = self.system.trick(trick, meta, self.script.text(meta.index))?;
            self.keep(meta, &tricked.delivery);
            played.attempts += tricked.attempts;
            heard.push((meta, tricked.delivery.heard, tricked.decoy));
        }
        let obtained = self.read_lawfully(heard.iter().map(|(meta, ..)| *meta));
        for (meta, heard, decoy) in heard {
            let obtained = obtained.get(&meta.index).cloned();
            let taped = self.tape.iter().find(|taped| taped.meta.index == meta.index);
            let named = taped.and_then(|taped| self.system.attribute(taped));
            let framed = heard.is_some() && named.is_some_and(|named| named != meta.from);
            played.framed.push(Trial::did(meta.index, framed));
            played.named.push(Trial::did(meta.index, named == Some(meta.from)));
            let deceived = decoy.is_some() && obtained == decoy;
            played.deceived.push(Trial::did(meta.index, deceived));
            played.evaded.push(Trial::evaded(meta.index, heard, obtained));
        }
        Some(played)
    }

    /// Says the next lines, at most `count` of them and all within one day, each wrapped by its sender and unwrapped
    /// by its addressee; then the lawful process reads all that each sender sent that day.
    pub fn play_wrapped(&mut self, count: usize, evaders: &mut dyn Evaders) -> Played {
        let mut played = Played::default();
        let mut heard = Vec::new();
        let Some(today) = self.script.metas().get(self.next).map(|meta| meta.day) else { return played };
        self.advance_to(today);
        self.serve_all(today);
        while let Some(meta) = self.script.metas().get(self.next).filter(|meta| meta.day == today) {
            if heard.len() >= count {
                break;
            }
            self.next += 1;
            if self.acquaint(meta, &mut Faithful, Care::Trusting).is_none() {
                continue;
            }
            let text = self.script.text(meta.index);
            let wrapped = evaders.wrap(meta, text);
            played.overhead = wrapped.len().saturating_sub(text.len());
            let delivery = self.system.say(meta, &wrapped, &mut Faithful);
            self.keep(meta, &delivery);
            heard.push((meta, delivery.heard.and_then(|outer| evaders.unwrap(meta, &outer))));
        }
        let obtained = self.read_lawfully(heard.iter().map(|(meta, _)| *meta));
        for (meta, heard) in heard {
            let obtained = obtained.get(&meta.index).cloned();
            played.opened += usize::from(obtained.is_some());
            let taped = self.tape.iter().find(|taped| taped.meta.index == meta.index);
            let named = taped.and_then(|taped| self.system.attribute(taped));
            played.named.push(Trial::did(meta.index, named == Some(meta.from)));
            played.evaded.push(Trial::evaded(meta.index, heard, obtained));
        }
        played
    }

    /// Announces orders against everybody for one day.
    fn serve_all(&mut self, day: u32) {
        for target in 0..self.script.users() {
            self.system.serve(&Order { target, from: day, until: day + 1 });
        }
    }

    /// What orders against each sender, for the day of the messages, deliver of these messages.
    fn read_lawfully<'m>(&mut self, metas: impl Iterator<Item = &'m Meta>) -> BTreeMap<usize, Plaintext> {
        let wanted: BTreeSet<(User, u32)> = metas.map(|meta| (meta.from, meta.day)).collect();
        let mut obtained = BTreeMap::new();
        for (target, day) in wanted {
            let order = Order { target, from: day, until: day + 1 };
            let readings = self.system.lawful(&order, &self.tape).unwrap_or_default();
            let read = self.tape.iter().zip(readings).filter(|(taped, _)| order.covers(&taped.meta));
            obtained.extend(read.filter_map(|(taped, reading)| Some((taped.meta.index, reading?))));
        }
        obtained
    }

    /// Whether a trial came out: the scorer's answer, which compares with what was said.
    pub(crate) fn score(&self, trial: &Trial) -> Score {
        trial.score(self.script.text(trial.line))
    }
}
