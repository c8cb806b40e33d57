//! A trustee's own file: its shares, its record, what it has answered, the latest time it saw, its signing key.
//!
//! Whatever an entry stands for is written in the entry's own transaction, which is on the disk (WAL, `synchronous=FULL`)
//! before anything leaves. After a write that failed nobody knows what the disk holds, so nothing is written any more:
//! the trustee releases nothing until it is started anew and reads what is there.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use escrow::error::RecordError;
use escrow::record::{Entry, Kind, RecordStore};
use escrow::sharing::Share;
use honest::codec::Reader;
use honest::primitives::sign::SigningPublic;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use zeroize::Zeroizing;

use super::error::{StartError, StoreError};
use super::log::Log;
use super::note::{Checkpoint, origin};
use super::token::random;

mod schema;
pub(in crate::trustee) use schema::{failed, private};

#[cfg(test)]
mod tests;

/// Whose store it is: written down when it is made, and the same for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Founding {
    /// Which trustee.
    pub index: u8,
    /// The court it answers to.
    pub court: SigningPublic,
    /// Entries that its log takes.
    pub capacity: u64,
}

/// What the next entry stands for.
#[derive(Debug)]
pub(crate) enum Pending {
    /// A share that was checked.
    Share(Zeroizing<Vec<u8>>),
    /// A request that is about to be answered: its name and the digest of all of it.
    Request(String, [u8; 32]),
}

/// A trustee's file. Clones are the same file.
#[derive(Clone, Debug)]
pub struct Store(Arc<Mutex<File>>);

#[derive(Debug)]
struct File {
    connection: Connection,
    log: Log,
    pending: Option<Pending>,
    failed: Option<String>,
    floor: u64,
    capacity: u64,
}

impl Store {
    /// Opens a trustee's directory, or makes it.
    ///
    /// # Errors
    /// [`StartError`]: no directory, another trustee's, in use, or damaged.
    pub fn open(directory: &Path, founding: &Founding) -> Result<Self, StartError> {
        let connection = schema::connect(directory)?;
        Self::of(connection, founding)
    }

    fn of(connection: Connection, founding: &Founding) -> Result<Self, StartError> {
        schema::found(&connection, founding, &random()?)?;
        let entries = entries(&connection)?;
        let floor = integer(&connection, "floor")?.unwrap_or_default();
        let file = File {
            connection,
            log: Log::new(entries),
            pending: None,
            failed: None,
            floor,
            capacity: founding.capacity,
        };
        Ok(Self(Arc::new(Mutex::new(file))))
    }

    fn file(&self) -> Result<MutexGuard<'_, File>, StoreError> {
        let reason = "something stopped in the middle of a write".to_owned();
        self.0.lock().map_err(|_| StoreError::Failed { reason })
    }

    /// The seed of the key that signs checkpoints.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) fn seed(&self) -> Result<Zeroizing<[u8; 32]>, StoreError> {
        let seed = bytes(&self.file()?.connection, "seed")?.and_then(|seed| seed.try_into().ok());
        seed.map(Zeroizing::new).ok_or(StoreError::Damaged { what: "there is no signing key".to_owned() })
    }

    /// The shares that are held.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn shares(&self) -> Result<Vec<Share>, StoreError> {
        let file = self.file()?;
        let mut rows = file.connection.prepare("SELECT bytes FROM shares ORDER BY epoch")?;
        let rows = rows.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
        let share = |bytes: Result<Vec<u8>, rusqlite::Error>| {
            let bytes = Zeroizing::new(bytes?);
            let mut from = Reader::new(&bytes);
            let share = Share::decode(&mut from).and_then(|share| from.finish().map(|()| share));
            share.map_err(|error| StoreError::Damaged { what: format!("a share: {error}") })
        };
        rows.map(share).collect()
    }

    /// The digest of a request that was answered, and the number of its entry.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) fn served(&self, request: &str) -> Result<Option<([u8; 32], u64)>, StoreError> {
        let file = self.file()?;
        let row =
            file.connection.query_row("SELECT digest, entry FROM requests WHERE id = ?1", [request], |row| {
                Ok((row.get::<_, [u8; 32]>(0)?, row.get::<_, i64>(1)?))
            });
        Ok(row.optional()?.map(|(digest, entry)| (digest, u64::try_from(entry).unwrap_or_default())))
    }

    /// Says what the next entry stands for.
    pub(crate) fn expect(&self, pending: Option<Pending>) -> Result<(), StoreError> {
        self.file()?.pending = pending;
        Ok(())
    }

    /// Reads the log.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn read<T>(&self, read: impl FnOnce(&Log) -> T) -> Result<T, StoreError> {
        Ok(read(&self.file()?.log))
    }

    /// Whether an entry could be written, as far as anybody knows.
    #[must_use]
    pub fn writable(&self) -> bool {
        self.file().is_ok_and(|file| file.failed.is_none() && file.log.size() < file.capacity)
    }

    /// The latest time that was written down.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn floor(&self) -> Result<u64, StoreError> {
        Ok(self.file()?.floor)
    }

    /// Writes down what time it is, if it is later than what was written.
    ///
    /// # Errors
    /// [`StoreError`]; the store is then not written to any more.
    pub(crate) fn raise_floor(&self, now: u64) -> Result<(), StoreError> {
        let mut file = self.file()?;
        if now <= file.floor {
            return Ok(());
        }
        file.write(|connection| {
            connection.execute("UPDATE meta SET value = ?1 WHERE key = 'floor'", [signed(now)?])?;
            Ok(())
        })?;
        file.floor = now;
        Ok(())
    }

    /// The last checkpoint seen of another log, with its note.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) fn seen(&self, origin: &str) -> Result<Option<(Checkpoint, String)>, StoreError> {
        let file = self.file()?;
        let row = file.connection.query_row(
            "SELECT size, root, note FROM seen WHERE origin = ?1",
            [origin],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?, row.get::<_, String>(2)?)),
        );
        let checkpoint = |(size, root, note)| {
            let size = u64::try_from(size).unwrap_or_default();
            (Checkpoint { origin: origin.to_owned(), size, root }, note)
        };
        Ok(row.optional()?.map(checkpoint))
    }

    /// Keeps a checkpoint of another log instead of `before`. Whoever came first has won: `false` if somebody else
    /// replaced `before` meanwhile.
    ///
    /// # Errors
    /// [`StoreError`]; the store is then not written to any more.
    pub(crate) fn saw(
        &self,
        before: Option<&Checkpoint>,
        after: &Checkpoint,
        note: &str,
    ) -> Result<bool, StoreError> {
        let size = before.map(|before| signed(before.size)).transpose()?;
        let root = before.map(|before| before.root);
        self.file()?.write(|connection| {
            let origin = &after.origin;
            let changed = match (size, root) {
                (Some(size), Some(root)) => connection.execute(
                    "UPDATE seen SET size = ?2, root = ?3, note = ?4 WHERE origin = ?1 AND size = ?5 AND root = ?6",
                    params![origin, signed(after.size)?, after.root, note, size, root],
                ),
                _ => connection.execute(
                    "INSERT INTO seen (origin, size, root, note) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                    params![origin, signed(after.size)?, after.root, note],
                ),
            };
            Ok(changed? == 1)
        })
    }

    /// Puts what was destroyed out of the write-ahead log, too. What the disk itself keeps is out of reach.
    pub(crate) fn sweep(&self) -> Result<(), StoreError> {
        self.file()?.write(|connection| {
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            Ok(())
        })
    }
}

impl File {
    /// Writes, or never again.
    fn write<T>(
        &mut self,
        write: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Some(reason) = &self.failed {
            return Err(StoreError::Failed { reason: reason.clone() });
        }
        write(&mut self.connection).inspect_err(|error| self.failed = Some(error.to_string()))
    }

    fn append(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let pending = self.pending.take();
        // A full log must not keep anybody from destroying a share.
        if self.log.size() >= self.capacity && entry.kind != Kind::Destroyed {
            return Err(StoreError::Disk {
                reason: format!("the log is full, with {} entries", self.log.size()),
            });
        }
        let bytes = entry.to_bytes();
        self.write(|connection| keep(connection, entry, &bytes, pending.as_ref()))?;
        self.log.push(bytes);
        self.floor = self.floor.max(entry.time);
        Ok(())
    }
}

/// An entry, what it stands for and its time, in one transaction.
fn keep(
    connection: &mut Connection,
    entry: &Entry,
    bytes: &[u8],
    pending: Option<&Pending>,
) -> Result<(), StoreError> {
    let number = signed(entry.number)?;
    let all = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    all.execute("INSERT INTO entries (number, bytes) VALUES (?1, ?2)", params![number, bytes])?;
    match (entry.kind, pending) {
        (Kind::Received, Some(Pending::Share(share))) => {
            let held = "INSERT INTO shares (epoch, bytes) VALUES (?1, ?2)";
            all.execute(held, params![entry.epoch, share.as_slice()])?;
        }
        (Kind::Assisted, Some(Pending::Request(id, digest))) => {
            let served = "INSERT INTO requests (id, digest, entry) VALUES (?1, ?2, ?3)";
            all.execute(served, params![id, digest, number])?;
        }
        (Kind::Destroyed, _) => {
            all.execute("DELETE FROM shares WHERE epoch = ?1", [entry.epoch])?;
        }
        (Kind::Refused, _) => {}
        // A share handed out whole, or an entry that stands for nothing: no route leads here.
        (Kind::Released | Kind::Received | Kind::Assisted, _) => {
            return Err(StoreError::Damaged { what: "an entry came without what it stands for".to_owned() });
        }
    }
    let floor = "UPDATE meta SET value = max(value, ?1) WHERE key = 'floor'";
    all.execute(floor, [signed(entry.time)?])?;
    Ok(all.commit()?)
}

impl RecordStore for Store {
    fn append(&mut self, entry: &Entry) -> Result<(), RecordError> {
        let kept = self.file().and_then(|mut file| file.append(entry));
        kept.map_err(|error| RecordError::Store { reason: error.to_string() })
    }

    fn entries(&self) -> Result<Vec<Entry>, RecordError> {
        let bytes = self.read(|log| log.entries(0, u64::MAX).to_vec());
        let bytes = bytes.map_err(|error| RecordError::Store { reason: error.to_string() })?;
        bytes.iter().map(|bytes| Ok(Entry::from_bytes(bytes)?)).collect()
    }
}

fn entries(connection: &Connection) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut rows = connection.prepare("SELECT number, bytes FROM entries ORDER BY number")?;
    let rows = rows.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let entry = |(place, row): (i64, rusqlite::Result<(i64, Vec<u8>)>)| {
        let (number, bytes) = row?;
        let gap = StoreError::Damaged { what: format!("entry {place} is missing") };
        if number == place { Ok(bytes) } else { Err(gap) }
    };
    (0..).zip(rows).map(entry).collect()
}

fn bytes(connection: &Connection, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let row = connection.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0));
    Ok(row.optional()?)
}

fn integer(connection: &Connection, key: &str) -> Result<Option<u64>, StoreError> {
    let row =
        connection.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get::<_, i64>(0));
    Ok(row.optional()?.and_then(|value| u64::try_from(value).ok()))
}

/// SQLite's integers have a sign.
fn signed(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number)
        .map_err(|_| StoreError::Damaged { what: format!("{number} is no time and no size") })
}

/// How a store is named in errors.
fn name(founding_index: u8, court: &[u8]) -> String {
    let court: String = court.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{} under the court {court}..", origin(founding_index))
}
