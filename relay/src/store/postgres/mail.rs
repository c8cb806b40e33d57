//! Messages: mailboxes and the tape.

use sqlx::Row;
use sqlx::postgres::{PgPool, PgRow};

use super::people::{is_here, lock};
use super::{signed, unsigned, wake};
use crate::errors::{MailError, RoomError, SendError};
use crate::limits::Limits;
use crate::names::RoomId;
use crate::store::{Letter, StoreError, Stored};

fn stored(row: &PgRow) -> sqlx::Result<Stored> {
    Ok(Stored {
        order: unsigned(row.try_get(0)?),
        n: unsigned(row.try_get(1)?),
        from: row.try_get(2)?,
        to: row.try_get(3)?,
        sent: unsigned(row.try_get(4)?),
        body: row.try_get(5)?,
    })
}

pub(super) async fn append(
    pool: &PgPool,
    room: &RoomId,
    letter: Letter,
    limits: Limits,
) -> Result<Stored, SendError> {
    let Letter { from, to, id, sent, body } = letter;
    let mut tx = pool.begin().await?;
    let row =
        sqlx::query("SELECT last_order, last_sent, messages, bytes FROM rooms WHERE room = $1 FOR UPDATE")
            .bind(room.as_str())
            .fetch_optional(&mut *tx)
            .await?;
    let Some(row) = row else { return Err(SendError::NotInRoom) };
    let (last_order, last_sent): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    let (messages, bytes): (i64, i64) = (row.try_get(2)?, row.try_get(3)?);
    if !is_here(&mut tx, room, &from).await? {
        return Err(SendError::NotInRoom);
    }
    let earlier = sqlx::query(
        "SELECT place, n, sender, addressee, sent, body FROM letters WHERE room = $1 AND sender = $2 AND id = $3",
    )
    .bind(room.as_str())
    .bind(&from)
    .bind(&id)
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(row) = earlier {
        let earlier = stored(&row)?;
        return if earlier.to == to && earlier.body == body { Ok(earlier) } else { Err(SendError::IdReused) };
    }
    if !is_here(&mut tx, room, &to).await? {
        return Err(SendError::NoSuchPerson);
    }
    if unsigned(messages) >= limits.messages {
        return Err(SendError::Messages { limit: limits.messages });
    }
    let length = body.len() as u64;
    if unsigned(bytes).saturating_add(length) > limits.bytes {
        return Err(SendError::Bytes { limit: limits.bytes });
    }
    // The clocks of the machines differ; the room's never goes back.
    let sent = sent.max(unsigned(last_sent));
    let order = last_order.saturating_add(1);
    let n: i64 = sqlx::query(
        "UPDATE people SET last_n = last_n + 1 WHERE room = $1 AND address = $2 RETURNING last_n",
    )
    .bind(room.as_str())
    .bind(&to)
    .fetch_one(&mut *tx)
    .await?
    .try_get(0)?;
    sqlx::query(
        "UPDATE rooms SET last_order = $2, last_sent = $3, used = $3, messages = messages + 1, bytes = bytes + $4
         WHERE room = $1",
    )
    .bind(room.as_str())
    .bind(order)
    .bind(signed(sent))
    .bind(signed(length))
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "INSERT INTO letters (room, place, addressee, n, sender, id, sent, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(room.as_str())
    .bind(order)
    .bind(&to)
    .bind(n)
    .bind(&from)
    .bind(&id)
    .bind(signed(sent))
    .bind(&body)
    .execute(&mut *tx)
    .await?;
    wake(&mut tx, room, &to, n).await?;
    tx.commit().await?;
    Ok(Stored { order: unsigned(order), n: unsigned(n), from, to, sent, body })
}

/// The message of a wake-up.
pub(super) async fn one(
    pool: &PgPool,
    room: &RoomId,
    address: &str,
    n: i64,
) -> Result<Option<Stored>, StoreError> {
    let row = sqlx::query(
        "SELECT place, n, sender, addressee, sent, body FROM letters WHERE room = $1 AND addressee = $2 AND n = $3",
    )
    .bind(room.as_str())
    .bind(address)
    .bind(n)
    .fetch_optional(pool)
    .await?;
    Ok(row.as_ref().map(stored).transpose()?)
}

pub(super) async fn mail(
    pool: &PgPool,
    room: &RoomId,
    address: &str,
    after: u64,
    limit: usize,
) -> Result<Vec<Stored>, MailError> {
    let seen: i64 =
        sqlx::query("SELECT seen FROM people WHERE room = $1 AND address = $2 AND digest IS NOT NULL")
            .bind(room.as_str())
            .bind(address)
            .fetch_optional(pool)
            .await?
            .ok_or(MailError::NoSuchPerson)?
            .try_get(0)?;
    let rows = sqlx::query(
        "SELECT place, n, sender, addressee, sent, body FROM letters
         WHERE room = $1 AND addressee = $2 AND n > $3 ORDER BY n LIMIT $4",
    )
    .bind(room.as_str())
    .bind(address)
    .bind(signed(after).max(seen))
    .bind(signed(limit as u64))
    .fetch_all(pool)
    .await?;
    Ok(rows.iter().map(stored).collect::<sqlx::Result<_>>()?)
}

pub(super) async fn seen(pool: &PgPool, room: &RoomId, address: &str, n: u64) -> Result<(), MailError> {
    // No further than there is mail: a client that claims to have seen the future would miss it.
    let changed = sqlx::query(
        "UPDATE people SET seen = greatest(seen, least($3, last_n)) WHERE room = $1 AND address = $2 AND digest IS NOT NULL",
    )
    .bind(room.as_str())
    .bind(address)
    .bind(signed(n))
    .execute(pool)
    .await?;
    if changed.rows_affected() == 0 { Err(MailError::NoSuchPerson) } else { Ok(()) }
}

pub(super) async fn tape(
    pool: &PgPool,
    room: &RoomId,
    after: u64,
    limit: usize,
) -> Result<Vec<Stored>, RoomError> {
    if sqlx::query("SELECT 1 FROM rooms WHERE room = $1")
        .bind(room.as_str())
        .fetch_optional(pool)
        .await?
        .is_none()
    {
        return Err(RoomError::NoSuchRoom);
    }
    let rows = sqlx::query(
        "SELECT place, n, sender, addressee, sent, body FROM letters WHERE room = $1 AND place > $2 ORDER BY place LIMIT $3",
    )
    .bind(room.as_str())
    .bind(signed(after))
    .bind(signed(limit as u64))
    .fetch_all(pool)
    .await?;
    Ok(rows.iter().map(stored).collect::<sqlx::Result<_>>()?)
}

pub(super) async fn clear(pool: &PgPool, room: &RoomId) -> Result<(), RoomError> {
    let mut tx = pool.begin().await?;
    if !lock(&mut tx, room).await? {
        return Err(RoomError::NoSuchRoom);
    }
    for statement in [
        "DELETE FROM letters WHERE room = $1",
        "DELETE FROM bundles WHERE room = $1",
        "UPDATE people SET last_bundle = NULL, seen = last_n WHERE room = $1",
        "UPDATE rooms SET messages = 0, bytes = 0 WHERE room = $1",
    ] {
        sqlx::query(statement).bind(room.as_str()).execute(&mut *tx).await?;
    }
    Ok(tx.commit().await?)
}
