//! What every store must keep, as cases that a back end's tests run. Each case gets a store that is empty.

mod mail;
mod people;

use std::fmt;
use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::{Event, Letter, Pending, Store, Stored};
use crate::limits::Limits;
use crate::names::RoomId;
use crate::token::{Token, TokenDigest};

/// A promise and how it is tried.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// The promise, a sentence.
    pub promise: &'static str,
    /// Tries it on an empty store.
    pub run: fn(Arc<dyn Store>) -> Pending<'static, (), Broken>,
}

/// A promise that was not kept: what was found.
pub struct Broken(pub String);

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Broken {
    fn from(error: E) -> Self {
        Self(format!("an operation that must succeed said: {error}"))
    }
}

/// All cases.
#[must_use]
pub fn cases() -> Vec<Case> {
    [people::CASES, mail::CASES].concat()
}

fn same<T: PartialEq + fmt::Debug>(what: &str, found: &T, expected: &T) -> Result<(), Broken> {
    holds(found == expected, || format!("{what}: found {found:?}, expected {expected:?}"))
}

fn holds(condition: bool, what: impl FnOnce() -> String) -> Result<(), Broken> {
    if condition { Ok(()) } else { Err(Broken(what())) }
}

/// `Err` of a given shape is expected.
macro_rules! refuses {
    ($outcome:expr, $error:pat) => {{
        let outcome = $outcome;
        holds(matches!(&outcome, Err($error)), || {
            format!("expected {}, found {outcome:?}", stringify!($error))
        })
    }};
}
use refuses;

/// A store with a room, and what is said to it.
struct Room {
    store: Arc<dyn Store>,
    id: RoomId,
    limits: Limits,
    events: UnboundedReceiver<Event>,
}

impl Room {
    async fn with(store: Arc<dyn Store>, limits: Limits, people: &[&str]) -> Result<Self, Broken> {
        let id: RoomId = "room".parse()?;
        let (sender, events) = unbounded_channel();
        store.listen(sender);
        store.create_room(&id, 1000, &limits).await?;
        let room = Self { store, id, limits, events };
        for person in people {
            room.admit(person).await?;
        }
        Ok(room)
    }

    async fn admit(&self, address: &str) -> Result<TokenDigest, Broken> {
        let digest = self.digest()?;
        self.store.admit(&self.id, address, digest, &self.limits).await?;
        Ok(digest)
    }

    fn digest(&self) -> Result<TokenDigest, Broken> {
        Ok(Token::draw().map_err(|error| Broken(error.to_string()))?.digest(&self.id))
    }

    async fn post(
        &self,
        from: &str,
        to: &str,
        id: &str,
        body: &[u8],
    ) -> Result<Stored, crate::errors::SendError> {
        self.store.append(&self.id, letter(from, to, id, 1000, body), &self.limits).await
    }

    async fn numbers(&self, address: &str, after: u64) -> Result<Vec<u64>, Broken> {
        let page = self.store.mail(&self.id, address, after, 1000).await?;
        Ok(page.into_iter().map(|stored| stored.n).collect())
    }

    async fn orders(&self, after: u64) -> Result<Vec<u64>, Broken> {
        let page = self.store.tape(&self.id, after, 1000).await?;
        Ok(page.into_iter().map(|stored| stored.order).collect())
    }
}

fn letter(from: &str, to: &str, id: &str, sent: u64, body: &[u8]) -> Letter {
    Letter { from: from.into(), to: to.into(), id: id.into(), sent, body: body.into() }
}
