//! The tables, how the file is opened, and whose it is.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, params};
use zeroize::Zeroizing;

use super::{Founding, bytes, integer, name};
use crate::trustee::error::{StartError, StoreError};
use crate::trustee::limits::HANDOVER;

/// The layout that this program reads. A file of another one is not touched.
const VERSION: i64 = 1;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS shares (epoch INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS requests (
        id TEXT PRIMARY KEY,
        digest BLOB NOT NULL,
        entry INTEGER NOT NULL REFERENCES entries (number)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS seen (
        origin TEXT PRIMARY KEY,
        size INTEGER NOT NULL,
        root BLOB NOT NULL,
        note TEXT NOT NULL
    ) STRICT;
";

/// Opens the file for this process alone: two trustees on one store would each answer once.
pub(super) fn connect(directory: &Path) -> Result<Connection, StartError> {
    make(directory)?;
    let path = directory.join("trustee.sqlite");
    // No URI and no shared cache; a path is a path.
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&path, flags).map_err(StoreError::from)?;
    prepare(&connection)?;
    private(&path, 0o600)?;
    Ok(connection)
}

pub(super) fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(HANDOVER)?;
    connection.execute_batch(
        "PRAGMA locking_mode = EXCLUSIVE;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;",
    )?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version != 0 && version != VERSION {
        let what = format!("its layout has version {version}, and this program reads {VERSION}");
        return Err(StoreError::Damaged { what });
    }
    connection
        .execute_batch(&format!("BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {VERSION}; COMMIT;"))?;
    Ok(())
}

/// Writes down whose store it is, or checks that it is the same as before.
pub(super) fn found(
    connection: &Connection,
    founding: &Founding,
    seed: &Zeroizing<[u8; 32]>,
) -> Result<(), StoreError> {
    let Founding { index, court, .. } = founding;
    let insert = "INSERT INTO meta (key, value) VALUES
        ('index', ?1), ('court', ?2), ('seed', ?3), ('floor', 0) ON CONFLICT DO NOTHING";
    connection.execute(insert, params![index, court.as_bytes(), seed.as_slice()])?;
    let kept = (integer(connection, "index")?, bytes(connection, "court")?.unwrap_or_default());
    if kept.0 == Some(u64::from(*index)) && kept.1 == court.as_bytes() {
        return Ok(());
    }
    let found = name(u8::try_from(kept.0.unwrap_or_default()).unwrap_or_default(), &kept.1);
    Err(StoreError::Other { expected: name(*index, court.as_bytes()), found })
}

fn make(directory: &Path) -> Result<(), StartError> {
    std::fs::create_dir_all(directory).map_err(|error| failed(directory, &error))?;
    private(directory, 0o700)
}

/// For its owner alone, where the system knows owners.
pub(in crate::trustee) fn private(path: &Path, mode: u32) -> Result<(), StartError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(path, permissions).map_err(|error| failed(path, &error))?;
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

pub(in crate::trustee) fn failed(path: &Path, error: &std::io::Error) -> StartError {
    StartError::Directory { path: path.display().to_string(), reason: error.to_string() }
}
