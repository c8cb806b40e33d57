//! Opening a file: whose it is, which schema it has, whether it is whole, and whether another server holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use thiserror::Error;

/// "Door": marks a file as a relay's.
const APPLICATION: i32 = 0x446f_6f72;
/// The statements that lead from each version of the schema to the next. A released one is never changed.
const MIGRATIONS: &[&str] = &[include_str!("schema_1.sql")];
/// How often a lock that is held is tried again, 100 ms apart: a server that is restarted leaves it in a moment.
const LOCK_TRIES: u32 = 10;

/// Why a store did not open. The file is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OpenError {
    /// Another server holds the file.
    #[error("{path} is in use by another server; stop that one, or name another file")]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be opened or written.
    #[error("{path} cannot be opened: {why}; check that the folder exists and may be written")]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// A newer program wrote it.
    #[error(
        "{path} has schema {found}, and this program knows schemas up to {known}; use the newer program, or name another file"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// It is some other program's.
    #[error("{path} is a database, but not of a relay; name another file")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// It is damaged.
    #[error("{path} is damaged ({why}); keep it for a look at it, and name another file")]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        why: String,
    },
    /// The system gave no thread.
    #[error("no thread for the store: {why}")]
    Thread {
        /// What the system said.
        why: String,
    },
}

/// Opens a file, and the lock that keeps others out. The lock is the system's: it ends with the process, however that ends.
pub(super) fn file(path: &Path) -> Result<(Connection, File), OpenError> {
    let unwritable = |why: String| OpenError::Unwritable { path: path.into(), why };
    let lock = lock(path)?;
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(path, flags).map_err(|error| unwritable(super::plainly(&error)))?;
    // A file that is not ours must not be touched, so it is looked at before the journal mode is set.
    prepare(&connection, path)?;
    connection
        .query_row("PRAGMA journal_mode=WAL", [], |row| row.get::<_, String>(0))
        .map_err(|error| unwritable(super::plainly(&error)))?;
    tune(&connection).map_err(|error| unwritable(super::plainly(&error)))?;
    migrate(&connection, path)?;
    Ok((connection, lock))
}

/// Opens a database in memory.
pub(super) fn memory() -> Result<Connection, OpenError> {
    let path = Path::new(":memory:");
    let failed =
        |error: rusqlite::Error| OpenError::Unwritable { path: path.into(), why: super::plainly(&error) };
    let connection = Connection::open_in_memory().map_err(failed)?;
    tune(&connection).map_err(failed)?;
    migrate(&connection, path)?;
    Ok(connection)
}

fn lock(path: &Path) -> Result<File, OpenError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let unwritable =
        |error: std::io::Error| OpenError::Unwritable { path: path.into(), why: error.to_string() };
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&name).map_err(unwritable)?;
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(100)),
            Err(TryLockError::Error(error)) => return Err(unwritable(error)),
        }
    }
    Err(OpenError::InUse { path: path.into() })
}

fn tune(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(64);
    // secure_delete: what a closed room said is overwritten, not only unlinked. busy_timeout: somebody may look with sqlite3.
    // wal_autocheckpoint: 16 MiB instead of 4, because pages of an index that many messages touch are then written once.
    connection.execute_batch(
        "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;
         PRAGMA busy_timeout=2000; PRAGMA journal_size_limit=16777216;
         PRAGMA wal_autocheckpoint=4096;",
    )
}

/// Whether the file is new or ours, no newer than we are, and whole.
fn prepare(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let corrupt =
        |error: rusqlite::Error| OpenError::Corrupt { path: path.into(), why: super::plainly(&error) };
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(corrupt)?;
    if tables == 0 {
        return Ok(());
    }
    let application: i32 =
        connection.query_row("PRAGMA application_id", [], |row| row.get(0)).map_err(corrupt)?;
    if application != APPLICATION {
        return Err(OpenError::Foreign { path: path.into() });
    }
    let (found, known) = (version(connection).map_err(corrupt)?, known());
    if found > known {
        return Err(OpenError::Newer { path: path.into(), found, known });
    }
    let check: String =
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(corrupt)?;
    if check == "ok" { Ok(()) } else { Err(OpenError::Corrupt { path: path.into(), why: check }) }
}

fn migrate(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let failed =
        |error: rusqlite::Error| OpenError::Unwritable { path: path.into(), why: super::plainly(&error) };
    let found = usize::try_from(version(connection).map_err(failed)?).unwrap_or(0);
    for (step, statements) in MIGRATIONS.iter().enumerate().skip(found) {
        let version = step.saturating_add(1);
        // One transaction each: a process that dies in between leaves the older schema, whole.
        connection
            .execute_batch(&format!(
                "BEGIN IMMEDIATE; {statements} PRAGMA application_id={APPLICATION}; PRAGMA user_version={version}; COMMIT;"
            ))
            .map_err(failed)?;
    }
    Ok(())
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn known() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}
