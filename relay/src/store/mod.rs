//! Where a relay keeps what it keeps. [`Store`] is the whole contract; [`conformance`] holds a back end to it.
//!
//! A store keeps its promises by itself, whoever calls it in what order: the numbers of a mailbox are consecutive, an id is used
//! once, a limit holds, and what was acknowledged is durable.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use thiserror::Error;
use tokio::sync::mpsc::UnboundedSender;

use crate::errors::{
    AdmitError, BundlesError, CreateRoomError, ExpelError, MailError, RoomError, SendError, TakeError,
};
use crate::limits::Limits;
use crate::names::RoomId;
use crate::token::TokenDigest;

#[doc(hidden)]
pub mod conformance;
#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;

#[cfg(feature = "postgres")]
pub use postgres::{ConnectError, PostgresStore};
pub use sqlite::{OpenError, SqliteStore};

/// What an operation of a store returns; boxed, so that a store can be chosen at run time.
pub type Pending<'a, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// Why a store could not do its work. It says nothing of what was to be stored.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// No space is left.
    #[error("the disk of the relay is full; nothing was kept of this, free some space and send again")]
    Full,
    /// The store refused for another reason.
    #[error("the store failed: {why}")]
    Unavailable {
        /// What it said.
        why: String,
    },
    /// The store's file is damaged.
    #[error("the store is damaged: {why}; stop the server, keep the file, and start with a new one")]
    Corrupt {
        /// What it said.
        why: String,
    },
    /// The store was closed.
    #[error("the store is closed, because the server is stopping")]
    Stopped,
}

/// An accepted message.
#[derive(Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its number in the room, from 1, in the order of acceptance.
    pub order: u64,
    /// Its number in the addressee's mailbox, consecutive, from 1.
    pub n: u64,
    /// Who sent it.
    pub from: String,
    /// For whom.
    pub to: String,
    /// When it was accepted, in seconds since 1970, by the relay's clock.
    pub sent: u64,
    /// The bytes.
    pub body: Vec<u8>,
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { order, n, from, to, sent, body } = self;
        write!(
            f,
            "Stored {{ order: {order}, n: {n}, from: {from:?}, to: {to:?}, sent: {sent}, body: {} bytes }}",
            body.len()
        )
    }
}

/// A message on its way in.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// Who sends it.
    pub from: String,
    /// For whom.
    pub to: String,
    /// The sender's id for it: the same id again is the same message.
    pub id: String,
    /// When it came, in seconds since 1970.
    pub sent: u64,
    /// The bytes.
    pub body: Vec<u8>,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Letter {{ from: {:?}, to: {:?}, {} bytes }}", self.from, self.to, self.body.len())
    }
}

/// What a store tells its listeners, after the commit.
#[derive(Debug, Clone)]
pub enum Event {
    /// A message was accepted by this store. One room's come in their order.
    Accepted {
        /// The room.
        room: RoomId,
        /// The message.
        stored: Arc<Stored>,
    },
    /// Something changed by the hand of another process: look whether there is mail for this address, and whether the address
    /// (or the room) is still there.
    Look {
        /// The room.
        room: RoomId,
        /// The address; empty for the whole room.
        address: String,
    },
    /// Word of other processes may have been lost: look everywhere.
    Missed,
}

/// What a relay needs of a store. All operations are atomic, and durable when they return.
pub trait Store: Send + Sync + fmt::Debug {
    /// Creates a room. Creating it again changes nothing.
    fn create_room<'a>(
        &'a self,
        room: &'a RoomId,
        now: u64,
        limits: &'a Limits,
    ) -> Pending<'a, (), CreateRoomError>;

    /// Registers an address with the digest of its token. An address that was expelled may come back, with its mailbox.
    fn admit<'a>(
        &'a self,
        room: &'a RoomId,
        address: &'a str,
        digest: TokenDigest,
        limits: &'a Limits,
    ) -> Pending<'a, (), AdmitError>;

    /// Makes a person's token worthless and drops their bundles. What they sent stays on the tape.
    fn expel<'a>(&'a self, room: &'a RoomId, address: &'a str) -> Pending<'a, (), ExpelError>;

    /// Who holds the token of that digest, and the digest as it is stored, for a comparison in constant time.
    fn holder<'a>(
        &'a self,
        room: &'a RoomId,
        digest: TokenDigest,
    ) -> Pending<'a, Option<(String, TokenDigest)>, StoreError>;

    /// The people of a room, or `None` when there is no such room.
    fn people<'a>(&'a self, room: &'a RoomId) -> Pending<'a, Option<Vec<String>>, StoreError>;

    /// Adds bundles of a person, the earlier ones dropped first if `replace` is set; returns how many there are. `last`, when
    /// given, replaces the bundle of last resort.
    fn put_bundles<'a>(
        &'a self,
        room: &'a RoomId,
        address: &'a str,
        bundles: Vec<Vec<u8>>,
        last: Option<Vec<u8>>,
        replace: bool,
        limits: &'a Limits,
    ) -> Pending<'a, u64, BundlesError>;

    /// Hands out one bundle, oldest first, never twice, and how many are left; then the one of last resort, again and again.
    fn take_bundle<'a>(
        &'a self,
        room: &'a RoomId,
        address: &'a str,
    ) -> Pending<'a, (Vec<u8>, u64), TakeError>;

    /// Accepts a message. The same sender and id again returns the message that was stored, and stores nothing.
    fn append<'a>(
        &'a self,
        room: &'a RoomId,
        letter: Letter,
        limits: &'a Limits,
    ) -> Pending<'a, Stored, SendError>;

    /// Whether appends that are begun one after the other are accepted in that order, also when the first is not awaited.
    fn keeps_order(&self) -> bool;

    /// A page of a mailbox: what came after number `after` and was not said to be kept safe by the addressee.
    fn mail<'a>(
        &'a self,
        room: &'a RoomId,
        address: &'a str,
        after: u64,
        limit: usize,
    ) -> Pending<'a, Vec<Stored>, MailError>;

    /// The addressee keeps everything up to `n` safe: the mailbox may forget it. The tape does not.
    fn seen<'a>(&'a self, room: &'a RoomId, address: &'a str, n: u64) -> Pending<'a, (), MailError>;

    /// A page of the tape: what was accepted after number `after`, in order.
    fn tape<'a>(&'a self, room: &'a RoomId, after: u64, limit: usize) -> Pending<'a, Vec<Stored>, RoomError>;

    /// Deletes messages and bundles of a room. People stay, and no number is ever given anew.
    fn clear_mail<'a>(&'a self, room: &'a RoomId) -> Pending<'a, (), RoomError>;

    /// Deletes everything of a room.
    fn close_room<'a>(&'a self, room: &'a RoomId) -> Pending<'a, (), RoomError>;

    /// Deletes the rooms that were not used since `before`, and says which.
    fn sweep(&self, before: u64) -> Pending<'_, Vec<RoomId>, StoreError>;

    /// Adds a listener to what is accepted from now on. Its channel has no bound, because the store must not wait for it;
    /// a message on it shares its bytes, and senders are slowed before the store is.
    fn listen(&self, events: UnboundedSender<Event>);

    /// Finishes what is queued and lets go of the files. Later operations are refused.
    fn close(&self) -> Pending<'_, (), StoreError>;
}
