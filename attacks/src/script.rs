//! Who says what to whom on which day.
//!
//! A script is public but for its texts: who talks to whom and when is what a relay sees anyway. The texts stay in
//! here; only the scorer compares with them.

use std::collections::BTreeMap;

use crate::parameters::{DAY, Parameters};
use crate::system::User;
use honest::primitives::kdf::sha256;

#[cfg(test)]
mod tests;

/// One line of a conversation, before it is cast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who says it.
    pub from: String,
    /// To whom; by default to whoever spoke before in the same conversation.
    pub to: Option<String>,
    /// When, in seconds, if that is known.
    pub time: Option<i64>,
    /// What.
    pub text: String,
}

/// A conversation, before it is cast.
pub type Conversation = Vec<Line>;

/// What anyone who watches the wire knows of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Its place in the script.
    pub index: usize,
    /// The day.
    pub day: u32,
    /// When, in seconds since the run began.
    pub sent: u64,
    /// Who says it.
    pub from: User,
    /// To whom.
    pub to: User,
    /// Which conversation, counted from 0 in order of their beginning.
    pub session: usize,
    /// Which turn of that conversation, counted from 0: a turn ends when the other side speaks.
    pub turn: u32,
}

/// Who says what to whom on which day, in order.
#[derive(Clone)]
pub struct Script {
    people: Vec<String>,
    metas: Vec<Meta>,
    texts: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { people, metas, texts: _ } = self;
        f.debug_struct("Script")
            .field("people", &people.len())
            .field("messages", &metas.len())
            .finish_non_exhaustive()
    }
}

impl Script {
    /// Casts given conversations: as many sessions of two users as the parameters ask for, each speaking the lines
    /// of one conversation over and over, spread evenly over the days.
    #[must_use]
    pub fn generated(conversations: &[Conversation], parameters: &Parameters) -> Self {
        let Parameters { users, sessions, messages, days, .. } = *parameters;
        let dialogues: Vec<Vec<(bool, &str)>> = conversations.iter().map(|lines| dialogue(lines)).collect();
        let pairs: Vec<(User, User)> = pairs(users).take(sessions).collect();
        let people = (0..users).map(|user| format!("user {user}")).collect();
        // Message number m is the m/sessions-th of session m % sessions, on day m·days/messages.
        let said = (0..messages).filter_map(|m| {
            let (session, turn) = (m % sessions, m / sessions);
            let lines = dialogues.get(session % dialogues.len().max(1))?;
            let (second, text) = lines.get(turn % lines.len().max(1))?;
            let (one, other) = *pairs.get(session)?;
            let (from, to) = if *second { (other, one) } else { (one, other) };
            let day = u32::try_from(m * usize::try_from(days).ok()? / messages).ok()?;
            Some((day, from, to, (*text).as_bytes().to_vec()))
        });
        Self::assemble(people, said.collect())
    }

    /// Takes conversations as they were written: their people, their order, their time folded into the days. A line
    /// without an addressee goes to whoever spoke before (in a group: the last other speaker), the first to whoever
    /// speaks next; lines that only one person ever spoke to are left out. At most `messages` lines are taken, from
    /// the beginning.
    #[must_use]
    pub fn recorded(lines: &[Line], parameters: &Parameters) -> Self {
        let addressed = address(lines);
        let addressed = addressed.get(..parameters.messages.min(addressed.len())).unwrap_or(&addressed);
        let mut people: Vec<String> = Vec::new();
        let mut user = |name: &str| {
            people.iter().position(|known| known == name).unwrap_or_else(|| {
                people.push(name.to_owned());
                people.len() - 1
            })
        };
        let times: Vec<Option<i64>> = addressed.iter().map(|(line, _)| line.time).collect();
        let days = fold(&times, parameters.days);
        let said = addressed
            .iter()
            .zip(days)
            .map(|((line, to), day)| (day, user(&line.from), user(to), line.text.as_bytes().to_vec()))
            .collect();
        Self::assemble(people, said)
    }

    fn assemble(people: Vec<String>, mut said: Vec<(u32, User, User, Vec<u8>)>) -> Self {
        said.sort_by_key(|(day, ..)| *day);
        let mut sessions: BTreeMap<(User, User), (usize, User, u32)> = BTreeMap::new();
        let mut second = (0, 0);
        let (mut metas, mut texts) = (Vec::new(), Vec::new());
        for (index, (day, from, to, text)) in said.into_iter().enumerate() {
            second = if second.0 == day { (day, second.1 + 1) } else { (day, 0) };
            let count = sessions.len();
            let state = sessions.entry((from.min(to), from.max(to))).or_insert((count, from, 0));
            if state.1 != from {
                *state = (state.0, from, state.2 + 1);
            }
            // One a second in order; those of a day that has more messages than seconds share its last one.
            let sent = u64::from(day) * DAY + second.1.min(DAY - 1);
            metas.push(Meta { index, day, sent, from, to, session: state.0, turn: state.2 });
            texts.push(text);
        }
        Self { people, metas, texts }
    }

    /// The same script with only its first users, and what they say to each other.
    #[must_use]
    pub fn first_users(&self, users: usize) -> Self {
        let among = |meta: &Meta| meta.from.max(meta.to) < users;
        let kept = self.metas.iter().zip(&self.texts).filter(|(meta, _)| among(meta));
        let said = kept.map(|(meta, text)| (meta.day, meta.from, meta.to, text.clone())).collect();
        Self::assemble(self.people.iter().take(users).cloned().collect(), said)
    }

    /// How many people speak.
    #[must_use]
    pub fn users(&self) -> usize {
        self.people.len()
    }

    /// How many conversations there are.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.metas.iter().map(|meta| meta.session + 1).max().unwrap_or(0)
    }

    /// What a watcher knows, message by message.
    #[must_use]
    pub fn metas(&self) -> &[Meta] {
        &self.metas
    }

    /// SHA-256 over who says what to whom on which day, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut all = Vec::new();
        for (meta, text) in self.metas.iter().zip(&self.texts) {
            let line = format!("{} {} {} {} ", meta.day, meta.from, meta.to, text.len());
            all.extend_from_slice(line.as_bytes());
            all.extend_from_slice(text);
        }
        sha256(&[&all]).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What is said: for the stage and the scorer.
    pub(crate) fn text(&self, index: usize) -> &[u8] {
        self.texts.get(index).map_or(&[], Vec::as_slice)
    }
}

/// Pairs of users in an order that gives everyone a first conversation before anyone a second, as far as their number
/// is even: (0,1), (2,3), …, then (1,2), …, then (0,2), ….
fn pairs(users: usize) -> impl Iterator<Item = (User, User)> {
    // Round-robin by distance: d = 1 visits neighbours, then d = 2, and so on; each unordered pair once.
    (1..users).flat_map(move |distance| {
        let starts = (0..users).filter(move |start| start + distance < users);
        let (even, odd): (Vec<_>, Vec<_>) = starts.partition(|start| (start / distance) % 2 == 0);
        even.into_iter().chain(odd).map(move |start| (start, start + distance))
    })
}

/// A conversation as a dialogue: whether the second of its two voices speaks, and what. The first speaker is the
/// first voice, everyone else the second.
fn dialogue(lines: &[Line]) -> Vec<(bool, &str)> {
    let first = lines.first().map(|line| line.from.as_str());
    lines.iter().map(|line| (Some(line.from.as_str()) != first, line.text.as_str())).collect()
}

/// Lines with their addressees.
fn address(lines: &[Line]) -> Vec<(&Line, &str)> {
    let mut before: Vec<&str> = Vec::new();
    let mut addressed = Vec::with_capacity(lines.len());
    for (line, later) in lines.iter().zip(next_voices(lines)) {
        let from = line.from.as_str();
        let earlier = before.iter().rev().copied().find(|name| *name != from);
        let to = line.to.as_deref().filter(|to| *to != from).or(earlier).or(later);
        if let Some(to) = to {
            addressed.push((line, to));
        }
        if before.last() != Some(&from) {
            before.push(from);
        }
    }
    addressed
}

/// For each line, who speaks next other than its own speaker.
fn next_voices(lines: &[Line]) -> Vec<Option<&str>> {
    let (mut voice, mut other) = (None, None);
    let mut next: Vec<Option<&str>> = Vec::with_capacity(lines.len());
    for line in lines.iter().rev() {
        let from = Some(line.from.as_str());
        if voice != from {
            (voice, other) = (from, voice);
        }
        next.push(other);
    }
    next.reverse();
    next
}

/// Folds times into days: the whole span evenly, in the order of the lines. Lines without a time take that of the
/// line before; without any time, place in the order stands for time.
fn fold(times: &[Option<i64>], days: u32) -> Vec<u32> {
    let mut last = times.iter().flatten().next().copied();
    let filled: Vec<i64> = times
        .iter()
        .zip(0..)
        .map(|(time, place)| {
            last = time.or(last);
            last.unwrap_or(place)
        })
        .collect();
    // A clock that was set back does not put a reply before what it answers.
    let ordered: Vec<i64> = filled
        .iter()
        .scan(i64::MIN, |latest, time| {
            *latest = (*latest).max(*time);
            Some(*latest)
        })
        .collect();
    let first = ordered.first().copied().unwrap_or(0);
    let span = i128::from(ordered.last().copied().unwrap_or(0)) - i128::from(first) + 1;
    let day = |time: &i64| (i128::from(*time) - i128::from(first)) * i128::from(days) / span;
    ordered.iter().map(|time| u32::try_from(day(time)).unwrap_or(0)).collect()
}
