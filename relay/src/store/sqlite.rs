//! A store in one SQLite file, or in memory.
//!
//! One thread owns the database. Writes that wait are committed together in one transaction (group commit), and each is answered
//! only after the commit: `synchronous=FULL` over a write-ahead log. A job that fails is undone alone by its savepoint.

mod mail;
mod open;
mod people;
mod thread;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, ErrorCode};
use tokio::sync::mpsc::{self, UnboundedSender};
use tokio::sync::oneshot;

pub use open::OpenError;
use thread::{Job, Write};

use super::{Event, Pending, Store, StoreError};
use crate::errors::{
    AdmitError, BundlesError, CreateRoomError, ExpelError, MailError, RoomError, SendError, TakeError,
};
use crate::limits::{Limits, STORE_QUEUE};
use crate::names::RoomId;
use crate::store::{Letter, Stored};
use crate::token::TokenDigest;

type Listeners = Arc<Mutex<Vec<UnboundedSender<Event>>>>;

/// A store in one SQLite file, or in memory.
#[derive(Debug)]
pub struct SqliteStore {
    jobs: mpsc::Sender<Job>,
    listeners: Listeners,
}

impl SqliteStore {
    /// Opens or creates the file. Refuses one that is damaged, that a newer program wrote, that is no relay's, or that another
    /// server holds.
    ///
    /// # Errors
    /// See [`OpenError`]; the file is never changed then.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let (connection, lock) = open::file(path)?;
        Self::start(connection, Some(lock))
    }

    /// A store that is gone with the process.
    ///
    /// # Errors
    /// If SQLite does not start.
    pub fn memory() -> Result<Self, OpenError> {
        Self::start(open::memory()?, None)
    }

    fn start(connection: Connection, lock: Option<std::fs::File>) -> Result<Self, OpenError> {
        let (jobs, queue) = mpsc::channel(STORE_QUEUE);
        thread::start(connection, lock, queue)
            .map_err(|error| OpenError::Thread { why: error.to_string() })?;
        Ok(Self { jobs, listeners: Listeners::default() })
    }

    /// Runs a reading job. It sees what is committed.
    fn read<T, E>(&self, work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static) -> Pending<'_, T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job = Job::Read(Box::new(move |connection| {
            // Whoever asked may have gone; then nobody wants the answer.
            let _gone = answer.send(connection.map_err(E::from).and_then(work));
        }));
        self.submit(job, answered)
    }

    /// Runs a writing job in the next group; `then` is called after the commit, before the answer, in the order of the jobs.
    fn write<T, E>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        then: impl FnOnce(&T) + Send + 'static,
    ) -> Pending<'_, T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Failure + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job = Write::new(move |connection| {
            let outcome = connection.map_err(E::from).and_then(work);
            let failure = outcome.as_ref().err().map(Failure::of_the_store);
            let after = move |commit: Result<(), StoreError>| {
                let outcome = match commit {
                    Ok(()) => outcome,
                    Err(error) => outcome.and(Err(E::from(error))),
                };
                if let Ok(value) = &outcome {
                    then(value);
                }
                let _gone = answer.send(outcome);
            };
            (failure, Box::new(after))
        });
        self.submit(Job::Write(job), answered)
    }

    fn submit<'a, T, E>(&'a self, job: Job, answered: oneshot::Receiver<Result<T, E>>) -> Pending<'a, T, E>
    where
        T: Send + 'a,
        E: From<StoreError> + Send + 'a,
    {
        Box::pin(async move {
            self.jobs.send(job).await.map_err(|_| StoreError::Stopped)?;
            answered.await.map_err(|_| StoreError::Stopped)?
        })
    }

    fn announcer(&self, room: &RoomId) -> impl FnOnce(&(Stored, bool)) + Send + 'static {
        let (listeners, room) = (self.listeners.clone(), room.clone());
        move |(stored, fresh)| {
            if *fresh {
                let mut listeners = listeners.lock().unwrap_or_else(PoisonError::into_inner);
                let stored = Arc::new(stored.clone());
                listeners.retain(|to| {
                    to.send(Event::Accepted { room: room.clone(), stored: stored.clone() }).is_ok()
                });
            }
        }
    }
}

/// Whether an error came from the store itself, and which.
trait Failure {
    /// `None` when the job was refused for a reason of its own.
    fn of_the_store(&self) -> Option<StoreError>;
}

impl Failure for StoreError {
    fn of_the_store(&self) -> Option<StoreError> {
        Some(self.clone())
    }
}

macro_rules! failures {
    ($($error:ident),+) => {$(
        impl Failure for $error {
            fn of_the_store(&self) -> Option<StoreError> {
                match self {
                    Self::Store(error) => Some(error.clone()),
                    _ => None,
                }
            }
        }

        impl From<rusqlite::Error> for $error {
            fn from(error: rusqlite::Error) -> Self {
                Self::Store(error.into())
            }
        }
    )+};
}

failures!(CreateRoomError, AdmitError, ExpelError, BundlesError, TakeError, SendError, MailError, RoomError);

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Corrupt { why: plainly(&error) }
            }
            _ => Self::Unavailable { why: plainly(&error) },
        }
    }
}

/// What SQLite said, without the statement and without any value.
fn plainly(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(code, _) => code.to_string(),
        rusqlite::Error::SqlInputError { error, .. } => error.to_string(),
        _ => "a row had an unexpected shape".to_owned(),
    }
}

/// SQLite has signed numbers; ours fit.
fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

impl Store for SqliteStore {
    fn create_room<'a>(
        &'a self,
        room: &'a RoomId,
        now: u64,
        limits: &'a Limits,
    ) -> Pending<'a, (), CreateRoomError> {
        let (room, limit) = (room.clone(), limits.rooms);
        self.write(move |c| people::create_room(c, &room, now, limit), |()| ())
    }

    fn admit<'a>(
        &'a self,
        room: &'a RoomId,
        address: &'a str,
        digest: TokenDigest,
        limits: &'a Limits,
    ) -> Pending<'a, (), AdmitError> {
        let (room, address, limit) = (room.clone(), address.to_owned(), limits.people);
        self.write(move |c| people::admit(c, &room, &address, &digest, limit), |()| ())
    }

    fn expel<'a>(&'a self, room: &'a RoomId, address: &'a str) -> Pending<'a, (), ExpelError> {
        let (room, address) = (room.clone(), address.to_owned());
        self.write(move |c| people::expel(c, &room, &address), |()| ())
    }

    fn holder<'a>(
        &'a self,
        room: &'a RoomId,
        digest: TokenDigest,
    ) -> Pending<'a, Option<(String, TokenDigest)>, StoreError> {
        let room = room.clone();
        self.read(move |c| people::holder(c, &room, &digest))
    }

    fn people<'a>(&'a self, room: &'a RoomId) -> Pending<'a, Option<Vec<String>>, StoreError> {
        let room = room.clone();
        self.read(move |c| people::people(c, &room))
    }

    fn put_bundles<'a>(
        &'a self,
        room: &'a RoomId,
        address: &'a str,
        bundles: Vec<Vec<u8>>,
        last: Option<Vec<u8>>,
        replace: bool,
        limits: &'a Limits,
    ) -> Pending<'a, u64, BundlesError> {
        let (room, address, limit) = (room.clone(), address.to_owned(), limits.bundles);
        self.write(
            move |c| people::put_bundles(c, &room, &address, &bundles, last.as_deref(), replace, limit),
            |_| (),
        )
    }

    fn take_bundle<'a>(
        &'a self,
        room: &'a RoomId,
        address: &'a str,
    ) -> Pending<'a, (Vec<u8>, u64), TakeError> {
        let (room, address) = (room.clone(), address.to_owned());
        self.write(move |c| people::take_bundle(c, &room, &address), |_| ())
    }

    fn append<'a>(
        &'a self,
        room: &'a RoomId,
        letter: Letter,
        limits: &'a Limits,
    ) -> Pending<'a, Stored, SendError> {
        let (then, room, limits) = (self.announcer(room), room.clone(), *limits);
        let accepted = self.write(move |c| mail::append(c, &room, letter, &limits), then);
        Box::pin(async move { accepted.await.map(|(stored, _fresh)| stored) })
    }

    fn keeps_order(&self) -> bool {
        // The queue of the thread is first in, first out, for those who wait to get into it, too.
        true
    }

    fn mail<'a>(
        &'a self,
        room: &'a RoomId,
        address: &'a str,
        after: u64,
        limit: usize,
    ) -> Pending<'a, Vec<Stored>, MailError> {
        let (room, address) = (room.clone(), address.to_owned());
        self.read(move |c| mail::mail(c, &room, &address, after, limit))
    }

    fn seen<'a>(&'a self, room: &'a RoomId, address: &'a str, n: u64) -> Pending<'a, (), MailError> {
        let (room, address) = (room.clone(), address.to_owned());
        self.write(move |c| mail::seen(c, &room, &address, n), |()| ())
    }

    fn tape<'a>(&'a self, room: &'a RoomId, after: u64, limit: usize) -> Pending<'a, Vec<Stored>, RoomError> {
        let room = room.clone();
        self.read(move |c| mail::tape(c, &room, after, limit))
    }

    fn clear_mail<'a>(&'a self, room: &'a RoomId) -> Pending<'a, (), RoomError> {
        let room = room.clone();
        let cleared = self.write(move |c| mail::clear(c, &room), |()| ());
        Box::pin(async move {
            cleared.await?;
            self.forget_deleted().await
        })
    }

    fn close_room<'a>(&'a self, room: &'a RoomId) -> Pending<'a, (), RoomError> {
        let room = room.clone();
        let closed = self.write(move |c| people::close_room(c, &room), |()| ());
        Box::pin(async move {
            closed.await?;
            self.forget_deleted().await
        })
    }

    fn sweep(&self, before: u64) -> Pending<'_, Vec<RoomId>, StoreError> {
        let swept = self.write(move |c| people::sweep(c, before), |_| ());
        Box::pin(async move {
            let rooms = swept.await?;
            if !rooms.is_empty() {
                self.forget_deleted::<StoreError>().await?;
            }
            Ok(rooms)
        })
    }

    fn listen(&self, events: UnboundedSender<Event>) {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner).push(events);
    }

    fn close(&self) -> Pending<'_, (), StoreError> {
        let (answer, answered) = oneshot::channel();
        self.submit(Job::Close(answer), answered)
    }
}

impl SqliteStore {
    /// What was deleted leaves the write-ahead log, too; in the file it is overwritten with zeros already.
    fn forget_deleted<E: From<StoreError> + Send + 'static>(&self) -> Pending<'_, (), E> {
        self.read(|c| {
            c.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
                .map_err(StoreError::from)
                .map_err(E::from)
        })
    }
}
