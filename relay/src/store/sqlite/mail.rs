//! Messages: mailboxes and the tape.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::people::{is_here, room_exists};
use super::{signed, unsigned};
use crate::errors::{MailError, RoomError, SendError};
use crate::limits::Limits;
use crate::names::RoomId;
use crate::store::{Letter, Stored};

const COLUMNS: &str = "place, n, sender, addressee, sent, body";

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        order: unsigned(row.get(0)?),
        n: unsigned(row.get(1)?),
        from: row.get(2)?,
        to: row.get(3)?,
        sent: unsigned(row.get(4)?),
        body: row.get(5)?,
    })
}

/// Returns the message as it is stored, and whether it is new.
pub(super) fn append(
    c: &Connection,
    room: &RoomId,
    letter: Letter,
    limits: &Limits,
) -> Result<(Stored, bool), SendError> {
    let Letter { from, to, id, sent, body } = letter;
    if !is_here(c, room, &from)? {
        return Err(SendError::NotInRoom);
    }
    let earlier = c
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM letters WHERE room = ?1 AND sender = ?2 AND id = ?3"
        ))?
        .query_row([room.as_str(), &from, &id], stored)
        .optional()?;
    if let Some(earlier) = earlier {
        let same = earlier.to == to && earlier.body == body;
        return if same { Ok((earlier, false)) } else { Err(SendError::IdReused) };
    }
    if !is_here(c, room, &to)? {
        return Err(SendError::NoSuchPerson);
    }
    let (last_order, last_sent, messages, bytes): (i64, i64, i64, i64) = c
        .prepare_cached("SELECT last_order, last_sent, messages, bytes FROM rooms WHERE room = ?1")?
        .query_row([room.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    if unsigned(messages) >= limits.messages {
        return Err(SendError::Messages { limit: limits.messages });
    }
    let length = body.len() as u64;
    if unsigned(bytes).saturating_add(length) > limits.bytes {
        return Err(SendError::Bytes { limit: limits.bytes });
    }
    // The clock of the machine may have been set back since the last message; the room's never is.
    let sent = sent.max(unsigned(last_sent));
    let order = last_order.saturating_add(1);
    let n: i64 = c
        .prepare_cached(
            "UPDATE people SET last_n = last_n + 1 WHERE room = ?1 AND address = ?2 RETURNING last_n",
        )?
        .query_row([room.as_str(), &to], |row| row.get(0))?;
    c.prepare_cached(
        "UPDATE rooms SET last_order = ?2, last_sent = ?3, used = ?3, messages = messages + 1, bytes = bytes + ?4
         WHERE room = ?1",
    )?
    .execute(params![room.as_str(), order, signed(sent), signed(length)])?;
    c.prepare_cached(
        "INSERT INTO letters (room, place, addressee, n, sender, id, sent, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![room.as_str(), order, to, n, from, id, signed(sent), body])?;
    Ok((Stored { order: unsigned(order), n: unsigned(n), from, to, sent, body }, true))
}

pub(super) fn mail(
    c: &Connection,
    room: &RoomId,
    address: &str,
    after: u64,
    limit: usize,
) -> Result<Vec<Stored>, MailError> {
    let seen: i64 = c
        .prepare_cached("SELECT seen FROM people WHERE room = ?1 AND address = ?2 AND digest IS NOT NULL")?
        .query_row([room.as_str(), address], |row| row.get(0))
        .optional()?
        .ok_or(MailError::NoSuchPerson)?;
    let mut statement = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM letters WHERE room = ?1 AND addressee = ?2 AND n > ?3 ORDER BY n LIMIT ?4"
    ))?;
    let rows = statement
        .query_map(params![room.as_str(), address, signed(after).max(seen), signed(limit as u64)], stored)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn seen(c: &Connection, room: &RoomId, address: &str, n: u64) -> Result<(), MailError> {
    // No further than there is mail: a client that claims to have seen the future would miss it.
    let changed = c
        .prepare_cached(
            "UPDATE people SET seen = max(seen, min(?3, last_n)) WHERE room = ?1 AND address = ?2 AND digest IS NOT NULL",
        )?
        .execute(params![room.as_str(), address, signed(n)])?;
    if changed == 0 { Err(MailError::NoSuchPerson) } else { Ok(()) }
}

pub(super) fn tape(
    c: &Connection,
    room: &RoomId,
    after: u64,
    limit: usize,
) -> Result<Vec<Stored>, RoomError> {
    if !room_exists(c, room)? {
        return Err(RoomError::NoSuchRoom);
    }
    let mut statement = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM letters WHERE room = ?1 AND place > ?2 ORDER BY place LIMIT ?3"
    ))?;
    let rows = statement.query_map(params![room.as_str(), signed(after), signed(limit as u64)], stored)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn clear(c: &Connection, room: &RoomId) -> Result<(), RoomError> {
    if !room_exists(c, room)? {
        return Err(RoomError::NoSuchRoom);
    }
    for statement in [
        "DELETE FROM letters WHERE room = ?1",
        "DELETE FROM bundles WHERE room = ?1",
        "UPDATE people SET last_bundle = NULL, seen = last_n WHERE room = ?1",
        "UPDATE rooms SET messages = 0, bytes = 0 WHERE room = ?1",
    ] {
        c.prepare_cached(statement)?.execute([room.as_str()])?;
    }
    Ok(())
}
