//! Boards: JSON that everybody in a room, one person, or the stage sees. A change goes out as a merge patch (RFC 7396) with a
//! number; whoever was away for a moment gets the changes they missed, anybody else the whole.
//!
//! A merge patch cannot say "this member is null": null means "gone". So a member that is null is left out of a board.

use std::collections::VecDeque;
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::hub::Hub;
use crate::limits::{BOARD_CHANGE_BYTES, BOARD_CHANGES};
use crate::names::RoomId;

/// Who sees a board.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Everybody in the room.
    All,
    /// One person.
    Person(String),
    /// The projector and the console, on the console's listener.
    Stage,
}

/// The boards of all rooms of a relay. They live in this process, not in the store.
#[derive(Debug, Clone)]
pub struct Boards {
    hub: Arc<Hub>,
}

impl Boards {
    pub(crate) fn new(hub: Arc<Hub>) -> Self {
        Self { hub }
    }

    /// Makes `state` what the audience sees. Nothing is sent if nothing changed; nobody is waited for. Members that are null
    /// are left out: see the module's text.
    pub fn publish(&self, room: &RoomId, to: Audience, state: Value) {
        let name = match to {
            Audience::All => Name::All,
            Audience::Person(address) => Name::Own(address),
            Audience::Stage => Name::Stage,
        };
        self.hub.change(room, &name, |board| board.become_state(&name, without_nulls(state)));
    }
}

/// Which board.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Name {
    All,
    Own(String),
    Stage,
}

impl Name {
    /// What the interface calls it.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Own(_) => "own",
            Self::Stage => "stage",
        }
    }
}

/// A frame for a socket: a board or one change of it.
#[derive(Debug, Clone)]
pub(crate) struct BoardFrame {
    /// Of which board.
    pub(crate) word: &'static str,
    /// Of which life of the board.
    pub(crate) generation: Arc<str>,
    /// The number that the board has with it.
    pub(crate) n: u64,
    /// The frame's text.
    pub(crate) text: Utf8Bytes,
}

/// One board.
#[derive(Debug)]
pub(crate) struct Board {
    generation: Arc<str>,
    n: u64,
    state: Value,
    changes: VecDeque<BoardFrame>,
    bytes: usize,
}

impl Default for Board {
    fn default() -> Self {
        // If the system gives no random bytes, generations are all alike; a client then applies changes to what it has, by number,
        // and only a restart of the server in just this state could mislead it.
        let mut bytes = [0; 9];
        let _same = getrandom::fill(&mut bytes);
        let generation = URL_SAFE_NO_PAD.encode(bytes).into();
        Self { generation, n: 0, state: Value::Null, changes: VecDeque::new(), bytes: 0 }
    }
}

impl Board {
    fn become_state(&mut self, name: &Name, state: Value) -> Option<BoardFrame> {
        if self.n > 0 && self.state == state {
            return None;
        }
        let patch = match (&self.state, &state) {
            (Value::Object(old), Value::Object(new)) => Some(patch(old, new)),
            _ => None,
        };
        self.n = self.n.saturating_add(1);
        self.state = state;
        let whole = self.whole(name);
        let change = patch.map(|patch| {
            let text = json!({ "t": "delta", "name": name.word(), "n": self.n, "patch": patch }).to_string();
            BoardFrame {
                word: name.word(),
                generation: self.generation.clone(),
                n: self.n,
                text: text.into(),
            }
        });
        match change {
            Some(change) if change.text.len() < whole.text.len() => {
                self.keep(change.clone());
                Some(change)
            }
            _ => {
                // The whole is shorter, or the only way to say it. Older changes cannot lead past it.
                self.changes.clear();
                self.bytes = 0;
                Some(whole)
            }
        }
    }

    fn keep(&mut self, change: BoardFrame) {
        self.bytes = self.bytes.saturating_add(change.text.len());
        self.changes.push_back(change);
        while self.changes.len() > BOARD_CHANGES || self.bytes > BOARD_CHANGE_BYTES {
            let Some(oldest) = self.changes.pop_front() else { break };
            self.bytes = self.bytes.saturating_sub(oldest.text.len());
        }
    }

    fn whole(&self, name: &Name) -> BoardFrame {
        let (generation, n, state) = (&*self.generation, self.n, &self.state);
        let text =
            json!({ "t": "board", "name": name.word(), "generation": generation, "n": n, "state": state });
        BoardFrame {
            word: name.word(),
            generation: self.generation.clone(),
            n,
            text: text.to_string().into(),
        }
    }

    /// Its generation and number.
    pub(crate) fn position(&self) -> (Arc<str>, u64) {
        (self.generation.clone(), self.n)
    }

    /// What somebody who has number `n` of a generation needs; nothing if they are up to date, the whole if they are too far
    /// behind or have something else.
    pub(crate) fn since(&self, name: &Name, generation: &str, n: u64) -> Vec<BoardFrame> {
        let behind = match self.n.checked_sub(n) {
            Some(behind) if generation == &*self.generation => behind,
            _ => return vec![self.whole(name)],
        };
        match usize::try_from(behind) {
            Ok(behind) if behind <= self.changes.len() => {
                self.changes.iter().skip(self.changes.len().saturating_sub(behind)).cloned().collect()
            }
            _ => vec![self.whole(name)],
        }
    }
}

/// The merge patch that makes `old` into `new`. Neither has a null member.
fn patch(old: &Map<String, Value>, new: &Map<String, Value>) -> Value {
    let mut patch = Map::new();
    for key in old.keys().filter(|key| !new.contains_key(*key)) {
        patch.insert(key.clone(), Value::Null);
    }
    for (key, value) in new {
        match (old.get(key), value) {
            (Some(before), _) if before == value => {}
            (Some(Value::Object(before)), Value::Object(after)) => {
                patch.insert(key.clone(), self::patch(before, after));
            }
            _ => {
                patch.insert(key.clone(), value.clone());
            }
        }
    }
    Value::Object(patch)
}

/// Leaves out members that are null, as a merge patch does. What is in an array is not looked at: arrays are replaced as they are.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key, without_nulls(value)))
                .collect(),
        ),
        other => other,
    }
}

#[cfg(test)]
mod tests;
