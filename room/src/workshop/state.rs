//! What a room's events add up to. No clock, no I/O: the same events give the same state, live and in a replay.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use attacks::recording::Reading;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand_core::Rng;

use super::config::RoomConfig;
use super::custody::{Custody, generator};
use super::event::{Build, Event, LogLine, Role, Row, Stamped, Tally};
use super::scene::{Question, Scene};

mod apply;

/// Somebody in the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What people call them.
    pub nickname: String,
    /// Whether it is a bot.
    pub bot: bool,
    /// Their pair, counted from 1.
    pub pair: Option<usize>,
    /// Whether they compared safety codes, and with which result.
    pub compared: Option<bool>,
    /// What their phone said about what the attacker read: right and wrong.
    pub confirmed: Option<(u64, u64)>,
}

/// Two people who write to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The one who begins.
    pub one: String,
    /// The other.
    pub other: String,
    /// The build; nobody is told before the break.
    pub build: Build,
}

/// A message as the relay took it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its place among all of the room.
    pub order: u64,
    /// From whom.
    pub from: String,
    /// To whom.
    pub to: String,
    /// When, by the relay's clock, in seconds.
    pub sent: u64,
    /// The bytes.
    pub body: Arc<[u8]>,
    /// The pair, counted from 1, if the two are one.
    pub pair: Option<usize>,
}

/// Where an order stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Court {
    /// The order's name.
    pub id: String,
    /// The pair it is about.
    pub pair: usize,
    /// What the judge said.
    pub granted: Option<bool>,
    /// What each trustee said.
    pub decisions: BTreeMap<u8, (bool, String)>,
    /// What it brought.
    pub brought: Option<Lawful>,
    /// Why it could not be carried out.
    pub failed: Option<String>,
}

/// What an order brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lawful {
    /// Messages by their order, with their texts.
    pub texts: Vec<(u64, String)>,
    /// What the same deposits open of everything else: opened, tried.
    pub beyond: (usize, usize),
    /// The trustees' logs.
    pub log: Vec<LogLine>,
}

/// A text of somebody's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Whose.
    pub address: String,
    /// The text.
    pub text: String,
    /// What the instructor said.
    pub allowed: Option<bool>,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// With these shares.
    pub shares: Vec<u8>,
    /// Pair by pair.
    pub tallies: Vec<Tally>,
}

/// A design that was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// Threshold, number of trustees, days of an epoch.
    pub design: (u8, u8, u32),
    /// The cells.
    pub rows: Vec<Row>,
}

/// The whole.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the fields are named for what they are")]
pub struct State {
    pub config: RoomConfig,
    pub seed: u64,
    pub secret: [u8; 32],
    pub code: String,
    pub threshold: (u8, u8),
    pub round: u32,
    pub custody: Option<Arc<Custody>>,
    pub people: BTreeMap<String, Person>,
    /// How many ever joined: names are counted, and never given twice.
    pub joined: usize,
    pub waiting: Option<String>,
    pub pairs: Vec<Pair>,
    pub messages: Vec<Message>,
    pub scene: Scene,
    pub since: u64,
    pub frozen: bool,
    pub blank: bool,
    pub masked: bool,
    pub notice: Option<String>,
    pub free_text: bool,
    pub question: Option<Question>,
    pub closed: BTreeSet<Question>,
    pub votes: BTreeMap<Question, BTreeMap<String, String>>,
    pub trustees: Vec<String>,
    pub attackers: Vec<String>,
    pub judge: Option<String>,
    pub proposals: BTreeMap<u64, Proposal>,
    pub court: Option<Court>,
    pub stolen: BTreeSet<u8>,
    /// The last card of each attacker, its die, and the trustee it hit.
    pub cards: BTreeMap<String, (super::event::Card, u8, Option<u8>)>,
    pub draws: u32,
    pub attempts: Vec<Attempt>,
    /// What the last attempt read, pair by pair: computed, never recorded.
    pub readings: BTreeMap<usize, Reading>,
    pub sweep: Option<Sweep>,
    pub limits: Vec<Row>,
    pub ended: bool,
    /// All events so far.
    pub history: Vec<Stamped>,
}

impl State {
    /// A room that is opened by an event.
    ///
    /// # Errors
    /// Why the event opens no room.
    pub fn open(first: &Stamped) -> Result<Self, String> {
        let Event::Opened { version, config, seed, secret, code } = &first.event else {
            return Err("a record begins with the opening of the room".to_owned());
        };
        if *version != super::event::RECORD_VERSION {
            return Err(format!(
                "the record is of version {version}, and this program reads version {}",
                super::event::RECORD_VERSION
            ));
        }
        let threshold = config.threshold().map_err(|error| error.to_string())?;
        let secret = hex(secret).ok_or("the room's secret is not 32 bytes in hexadecimal")?;
        let mut state = Self {
            free_text: config.free_text,
            scene: config.scenes.first().copied().unwrap_or(Scene::Join),
            config: config.clone(),
            seed: *seed,
            secret,
            code: code.clone(),
            threshold,
            round: 0,
            custody: None,
            people: BTreeMap::new(),
            joined: 0,
            waiting: None,
            pairs: Vec::new(),
            messages: Vec::new(),
            since: first.at,
            frozen: false,
            blank: false,
            masked: true,
            notice: None,
            question: None,
            closed: BTreeSet::new(),
            votes: BTreeMap::new(),
            trustees: Vec::new(),
            attackers: Vec::new(),
            judge: None,
            proposals: BTreeMap::new(),
            court: None,
            stolen: BTreeSet::new(),
            cards: BTreeMap::new(),
            draws: 0,
            attempts: Vec::new(),
            readings: BTreeMap::new(),
            sweep: None,
            limits: Vec::new(),
            ended: false,
            history: vec![first.clone()],
        };
        state.deal();
        Ok(state)
    }

    /// A new round: a new key, dealt out anew.
    fn deal(&mut self) {
        let (k, n) = self.threshold;
        self.round += 1;
        // The threshold was checked with the configuration.
        self.custody = Custody::deal(&self.secret, self.round, k, n).ok().map(Arc::new);
    }

    /// The generator of one purpose of this round: dice, pairs, parts.
    pub(crate) fn dice(&self, label: &str, number: usize) -> chacha20::ChaCha20Rng {
        let mut public = [0; 32];
        if let Some((seed, _)) = public.split_first_chunk_mut::<8>() {
            *seed = self.seed.to_be_bytes();
        }
        generator(&public, format!("{label} {number}").as_bytes(), self.round)
    }

    /// The build of the pair that is made next. Of every two pairs one is clean and one escrowed, in an order that a coin
    /// decides.
    #[must_use]
    pub fn next_build(&self) -> Build {
        let at = self.pairs.len();
        // Of the secret and not of the seed: the seed stands on the wall.
        let coin = generator(&self.secret, format!("builds {}", at / 2).as_bytes(), self.round)
            .next_u32()
            .is_multiple_of(2);
        if at.is_multiple_of(2) == coin { Build::Clean } else { Build::Escrow }
    }

    /// Whether so many trustees refused that the open order cannot be carried out any more.
    #[must_use]
    pub fn refused(&self) -> bool {
        let (k, n) = self.threshold;
        let refusals = |court: &Court| court.decisions.values().filter(|(released, _)| !released).count();
        self.court
            .as_ref()
            .is_some_and(|court| court.brought.is_none() && refusals(court) > usize::from(n - k))
    }

    /// The parts somebody plays.
    #[must_use]
    pub fn roles(&self, address: &str) -> Vec<Role> {
        let plays = |yes: bool, role| yes.then_some(role);
        [
            plays(self.trustees.iter().any(|trustee| trustee == address), Role::Trustee),
            plays(self.attackers.iter().any(|attacker| attacker == address), Role::Attacker),
            plays(self.judge.as_deref() == Some(address), Role::Judge),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The number of the share that somebody holds.
    #[must_use]
    pub fn seat(&self, address: &str) -> Option<u8> {
        let at = self.trustees.iter().position(|trustee| trustee == address)?;
        u8::try_from(at + 1).ok()
    }

    /// Somebody's partner.
    #[must_use]
    pub fn partner(&self, address: &str) -> Option<&str> {
        let pair = self.pair(self.people.get(address)?.pair?)?;
        Some(if pair.one == address { &pair.other } else { &pair.one })
    }

    /// A pair by its number, counted from 1.
    #[must_use]
    pub fn pair(&self, number: usize) -> Option<&Pair> {
        self.pairs.get(number.checked_sub(1)?)
    }

    /// The messages of a pair.
    pub fn messages_of(&self, pair: usize) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(move |message| message.pair == Some(pair))
    }

    /// Pairs that wrote anything: the sessions that an attempt is about.
    pub fn sessions(&self) -> impl Iterator<Item = (usize, &Pair)> {
        (1..).zip(&self.pairs).filter(|(number, _)| self.messages_of(*number).next().is_some())
    }

    /// Whether the threshold of shares has been used in an attempt: the builds are known from then on.
    #[must_use]
    pub fn broken(&self) -> bool {
        self.attempts.iter().any(|attempt| attempt.shares.len() >= usize::from(self.threshold.0))
    }

    /// Sessions opened and tried in the last attempt, of one build.
    #[must_use]
    pub fn count(&self, build: Build) -> (usize, usize) {
        let Some(last) = self.attempts.last() else { return (0, 0) };
        let of =
            last.tallies.iter().filter(|tally| self.pair(tally.pair).is_some_and(|pair| pair.build == build));
        of.fold((0, 0), |(opened, all), tally| (opened + usize::from(tally.opened > 0), all + 1))
    }

    /// What the attacker read of a pair's chat: the messages and their texts.
    #[must_use]
    pub fn read_of(&self, pair: usize) -> Vec<(&Message, String)> {
        let Some(reading) = self.readings.get(&pair) else { return Vec::new() };
        let read = self.messages_of(pair).zip(&reading.texts);
        read.filter_map(|(message, text)| {
            Some((message, String::from_utf8_lossy(text.as_deref()?).into_owned()))
        })
        .collect()
    }

    /// The state at the beginning of a scene, with all the people and messages of now.
    pub(crate) fn rewound(&self, to: Scene, at: u64) -> Option<Self> {
        let mut state = Self::open(self.history.first()?).ok()?;
        for stamped in effective(&self.history, to, at).iter().skip(1) {
            state.apply(stamped);
        }
        state.history.clone_from(&self.history);
        Some(state)
    }
}

/// What is left of a history after going back to the beginning of a scene now: what came before that scene was last entered, and
/// of what came after it people and messages. Earlier rewinds took back what they took back.
fn effective(history: &[Stamped], to: Scene, at: u64) -> Vec<Stamped> {
    let mut kept: Vec<Stamped> = Vec::with_capacity(history.len());
    let now = Stamped { at, event: Event::Rewound { to } };
    for stamped in history.iter().chain([&now]) {
        let Event::Rewound { to } = &stamped.event else {
            kept.push(stamped.clone());
            continue;
        };
        let round = kept.iter().rposition(|one| matches!(one.event, Event::Reset { .. })).unwrap_or(0);
        let enters = |one: &Stamped| matches!(one.event, Event::SceneSet { scene } if scene == *to);
        let start = kept.iter().rposition(enters).filter(|start| *start > round).unwrap_or(round + 1);
        let after = kept.split_off(start.min(kept.len()));
        kept.extend(after.into_iter().filter(|one| one.event.survives_rewind()));
        kept.push(Stamped { at: stamped.at, event: Event::SceneSet { scene: *to } });
    }
    kept
}

/// 32 bytes of hexadecimal.
#[must_use]
pub fn hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// Hexadecimal.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes as they stand in JSON.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes out of JSON.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests;
