//! Rooms, people and their bundles.

use rusqlite::{Connection, OptionalExtension, params};

use super::{signed, unsigned};
use crate::errors::{AdmitError, BundlesError, CreateRoomError, ExpelError, RoomError, TakeError};
use crate::names::RoomId;
use crate::store::StoreError;
use crate::token::TokenDigest;

pub(super) fn create_room(
    c: &Connection,
    room: &RoomId,
    now: u64,
    limit: u64,
) -> Result<(), CreateRoomError> {
    if room_exists(c, room)? {
        return Ok(());
    }
    let rooms: i64 = c.prepare_cached("SELECT count(*) FROM rooms")?.query_row([], |row| row.get(0))?;
    if unsigned(rooms) >= limit {
        return Err(CreateRoomError::Rooms { limit });
    }
    c.prepare_cached("INSERT INTO rooms (room, used) VALUES (?1, ?2)")?
        .execute(params![room.as_str(), signed(now)])?;
    Ok(())
}

pub(super) fn room_exists(c: &Connection, room: &RoomId) -> rusqlite::Result<bool> {
    c.prepare_cached("SELECT 1 FROM rooms WHERE room = ?1")?.exists([room.as_str()])
}

pub(super) fn admit(
    c: &Connection,
    room: &RoomId,
    address: &str,
    digest: &TokenDigest,
    limit: u64,
) -> Result<(), AdmitError> {
    if !room_exists(c, room)? {
        return Err(AdmitError::NoSuchRoom);
    }
    let holder: Option<bool> = c
        .prepare_cached("SELECT digest IS NOT NULL FROM people WHERE room = ?1 AND address = ?2")?
        .query_row([room.as_str(), address], |row| row.get(0))
        .optional()?;
    match holder {
        Some(true) => return Err(AdmitError::Taken),
        Some(false) => {
            c.prepare_cached("UPDATE people SET digest = ?3 WHERE room = ?1 AND address = ?2")?
                .execute(params![room.as_str(), address, digest.as_bytes()])?;
        }
        None => {
            let people: i64 = c
                .prepare_cached("SELECT count(*) FROM people WHERE room = ?1")?
                .query_row([room.as_str()], |row| row.get(0))?;
            if unsigned(people) >= limit {
                return Err(AdmitError::People { limit });
            }
            c.prepare_cached("INSERT INTO people (room, address, digest) VALUES (?1, ?2, ?3)")?
                .execute(params![room.as_str(), address, digest.as_bytes()])?;
        }
    }
    Ok(())
}

pub(super) fn expel(c: &Connection, room: &RoomId, address: &str) -> Result<(), ExpelError> {
    let changed = c
        .prepare_cached(
            "UPDATE people SET digest = NULL, last_bundle = NULL WHERE room = ?1 AND address = ?2 AND digest IS NOT NULL",
        )?
        .execute([room.as_str(), address])?;
    if changed == 0 {
        return Err(ExpelError::NoSuchPerson);
    }
    c.prepare_cached("DELETE FROM bundles WHERE room = ?1 AND address = ?2")?
        .execute([room.as_str(), address])?;
    Ok(())
}

pub(super) fn holder(
    c: &Connection,
    room: &RoomId,
    digest: &TokenDigest,
) -> Result<Option<(String, TokenDigest)>, StoreError> {
    let found: Option<(String, Vec<u8>)> = c
        .prepare_cached("SELECT address, digest FROM people WHERE room = ?1 AND digest = ?2")?
        .query_row(params![room.as_str(), digest.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.and_then(|(address, digest)| Some((address, TokenDigest::from_bytes(&digest)?))))
}

pub(super) fn people(c: &Connection, room: &RoomId) -> Result<Option<Vec<String>>, StoreError> {
    if !room_exists(c, room)? {
        return Ok(None);
    }
    let mut statement = c.prepare_cached(
        "SELECT address FROM people WHERE room = ?1 AND digest IS NOT NULL ORDER BY address",
    )?;
    let rows = statement.query_map([room.as_str()], |row| row.get(0))?;
    Ok(Some(rows.collect::<rusqlite::Result<_>>()?))
}

pub(super) fn is_here(c: &Connection, room: &RoomId, address: &str) -> rusqlite::Result<bool> {
    c.prepare_cached("SELECT 1 FROM people WHERE room = ?1 AND address = ?2 AND digest IS NOT NULL")?
        .exists([room.as_str(), address])
}

pub(super) fn put_bundles(
    c: &Connection,
    room: &RoomId,
    address: &str,
    bundles: &[Vec<u8>],
    last: Option<&[u8]>,
    replace: bool,
    limit: u64,
) -> Result<u64, BundlesError> {
    if !is_here(c, room, address)? {
        return Err(BundlesError::NoSuchPerson);
    }
    if replace {
        c.prepare_cached("DELETE FROM bundles WHERE room = ?1 AND address = ?2")?
            .execute([room.as_str(), address])?;
    }
    let wanted = count(c, room, address)?.saturating_add(bundles.len() as u64);
    if wanted > limit {
        return Err(BundlesError::TooMany { limit, wanted });
    }
    for bundle in bundles {
        c.prepare_cached("INSERT INTO bundles (room, address, bundle) VALUES (?1, ?2, ?3)")?
            .execute(params![room.as_str(), address, bundle])?;
    }
    if let Some(last) = last {
        c.prepare_cached("UPDATE people SET last_bundle = ?3 WHERE room = ?1 AND address = ?2")?
            .execute(params![room.as_str(), address, last])?;
    }
    Ok(wanted)
}

fn count(c: &Connection, room: &RoomId, address: &str) -> rusqlite::Result<u64> {
    c.prepare_cached("SELECT count(*) FROM bundles WHERE room = ?1 AND address = ?2")?
        .query_row([room.as_str(), address], |row| row.get(0))
        .map(unsigned)
}

pub(super) fn take_bundle(c: &Connection, room: &RoomId, address: &str) -> Result<(Vec<u8>, u64), TakeError> {
    if !is_here(c, room, address)? {
        return Err(TakeError::NoSuchPerson);
    }
    let oldest: Option<(i64, Vec<u8>)> = c
        .prepare_cached(
            "SELECT serial, bundle FROM bundles WHERE room = ?1 AND address = ?2 ORDER BY serial LIMIT 1",
        )?
        .query_row([room.as_str(), address], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((serial, bundle)) = oldest {
        c.prepare_cached("DELETE FROM bundles WHERE serial = ?1")?.execute([serial])?;
        return Ok((bundle, count(c, room, address)?));
    }
    let last: Option<Vec<u8>> = c
        .prepare_cached("SELECT last_bundle FROM people WHERE room = ?1 AND address = ?2")?
        .query_row([room.as_str(), address], |row| row.get(0))?;
    last.map(|bundle| (bundle, 0)).ok_or(TakeError::NoBundle)
}

pub(super) fn close_room(c: &Connection, room: &RoomId) -> Result<(), RoomError> {
    if delete_room(c, room.as_str())? { Ok(()) } else { Err(RoomError::NoSuchRoom) }
}

fn delete_room(c: &Connection, room: &str) -> rusqlite::Result<bool> {
    for statement in [
        "DELETE FROM letters WHERE room = ?1",
        "DELETE FROM bundles WHERE room = ?1",
        "DELETE FROM people WHERE room = ?1",
    ] {
        c.prepare_cached(statement)?.execute([room])?;
    }
    Ok(c.prepare_cached("DELETE FROM rooms WHERE room = ?1")?.execute([room])? > 0)
}

pub(super) fn sweep(c: &Connection, before: u64) -> Result<Vec<RoomId>, StoreError> {
    let old: Vec<String> = {
        let mut statement = c.prepare_cached("SELECT room FROM rooms WHERE used < ?1 ORDER BY room")?;
        let rows = statement.query_map([signed(before)], |row| row.get(0))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    for room in &old {
        delete_room(c, room)?;
    }
    Ok(old.into_iter().filter_map(|room| room.parse().ok()).collect())
}
