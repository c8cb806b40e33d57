//! The attack on the room: the relay's recording and whatever shares are stolen, in the hands of the intruders of the
//! catalogue. The clean chats get the same attack with the same shares.

use std::collections::BTreeMap;
use std::sync::Arc;

use attacks::recording::{self, Published, Reading};
use attacks::system::{Loot, Taped};

use super::custody::{Custody, MANDATE};
use super::event::{Build, Tally};
use super::state::State;

/// Everything an attacker has: what the relay stored, what is public, and the shares. A copy, so that it can be worked on
/// while the room goes on.
#[derive(Debug)]
pub struct Haul {
    custody: Option<Arc<Custody>>,
    stolen: Vec<u8>,
    sessions: Vec<(usize, Build, Vec<Taped>)>,
    seed: u64,
    round: u32,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// With these shares.
    pub shares: Vec<u8>,
    /// Pair by pair.
    pub tallies: Vec<Tally>,
    /// What was read, pair by pair.
    pub readings: BTreeMap<usize, Reading>,
}

impl Haul {
    /// What an attacker has now.
    #[must_use]
    pub fn of(state: &State) -> Self {
        let sessions =
            state.sessions().map(|(number, pair)| (number, pair.build, tape(state, number))).collect();
        let stolen = state.stolen.iter().copied().collect();
        Self { custody: state.custody.clone(), stolen, sessions, seed: state.seed, round: state.round }
    }

    /// Tries. The wire format tells an intruder which messenger a frame is of, so it is no secret here.
    #[must_use]
    pub fn attempt(&self) -> Findings {
        let mut findings = Findings { shares: self.stolen.clone(), ..Findings::default() };
        let Some(custody) = &self.custody else { return findings };
        let stolen = custody.shares.iter().filter(|share| self.stolen.contains(&share.index));
        let loot: Vec<Loot> = stolen.map(recording::stolen_share).collect();
        let mut rng =
            super::custody::generator(&[0; 32], format!("intruder {}", self.seed).as_bytes(), self.round);
        for (pair, build, tape) in &self.sessions {
            let reading = recording::read(&published(custody, *build), &loot, tape, &mut rng);
            findings.tallies.push(Tally { pair: *pair, opened: reading.opened(), of: tape.len() });
            findings.readings.insert(*pair, reading);
        }
        findings
    }

    /// How much of everything outside one pair the deposits of an order open: opened, tried.
    #[must_use]
    pub fn beyond(&self, pair: usize, deposits: Vec<Vec<u8>>) -> (usize, usize) {
        let Some(custody) = &self.custody else { return (0, 0) };
        let loot = [recording::stolen_deposits(deposits)];
        let mut rng =
            super::custody::generator(&[0; 32], format!("beyond {}", self.seed).as_bytes(), self.round);
        let others = self.sessions.iter().filter(|(number, ..)| *number != pair);
        others.fold((0, 0), |(opened, all), (_, build, tape)| {
            let reading = recording::read(&published(custody, *build), &loot, tape, &mut rng);
            (opened + reading.opened(), all + tape.len())
        })
    }
}

fn published(custody: &Custody, build: Build) -> Published {
    let mandate = (build == Build::Escrow).then_some(MANDATE);
    Published { mandate, key: custody.key(), dealing: custody.dealing.clone() }
}

/// A pair's messages as the wire showed them.
fn tape(state: &State, pair: usize) -> Vec<Taped> {
    let one = state.pair(pair).map(|pair| pair.one.as_str()).unwrap_or_default();
    let messages = state.messages_of(pair).enumerate();
    messages
        .map(|(at, message)| {
            let people = if message.from == one { (0, 1) } else { (1, 0) };
            recording::taped(at, message.sent, people, pair, message.body.to_vec())
        })
        .collect()
}
