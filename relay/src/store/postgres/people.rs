//! Rooms, people and their bundles.

use sqlx::Row;
use sqlx::postgres::PgPool;

use super::{LOCK, Tx, signed, unsigned, wake};
use crate::errors::{AdmitError, BundlesError, CreateRoomError, ExpelError, RoomError, TakeError};
use crate::names::RoomId;
use crate::store::StoreError;
use crate::token::TokenDigest;

pub(super) async fn create_room(
    pool: &PgPool,
    room: &RoomId,
    now: u64,
    limit: u64,
) -> Result<(), CreateRoomError> {
    let mut tx = pool.begin().await?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *tx).await?;
    if lock(&mut tx, room).await? {
        return Ok(());
    }
    let rooms: i64 = sqlx::query("SELECT count(*) FROM rooms").fetch_one(&mut *tx).await?.try_get(0)?;
    if unsigned(rooms) >= limit {
        return Err(CreateRoomError::Rooms { limit });
    }
    sqlx::query("INSERT INTO rooms (room, used) VALUES ($1, $2)")
        .bind(room.as_str())
        .bind(signed(now))
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

/// Queues at the row of the room; false when there is none.
pub(super) async fn lock(tx: &mut Tx, room: &RoomId) -> sqlx::Result<bool> {
    let row = sqlx::query("SELECT 1 FROM rooms WHERE room = $1 FOR UPDATE").bind(room.as_str());
    Ok(row.fetch_optional(&mut **tx).await?.is_some())
}

pub(super) async fn is_here(tx: &mut Tx, room: &RoomId, address: &str) -> sqlx::Result<bool> {
    let row = sqlx::query("SELECT 1 FROM people WHERE room = $1 AND address = $2 AND digest IS NOT NULL")
        .bind(room.as_str())
        .bind(address);
    Ok(row.fetch_optional(&mut **tx).await?.is_some())
}

pub(super) async fn admit(
    pool: &PgPool,
    room: &RoomId,
    address: &str,
    digest: TokenDigest,
    limit: u64,
) -> Result<(), AdmitError> {
    let mut tx = pool.begin().await?;
    if !lock(&mut tx, room).await? {
        return Err(AdmitError::NoSuchRoom);
    }
    if is_here(&mut tx, room, address).await? {
        return Err(AdmitError::Taken);
    }
    let back = sqlx::query("UPDATE people SET digest = $3 WHERE room = $1 AND address = $2")
        .bind(room.as_str())
        .bind(address)
        .bind(digest.as_bytes().as_slice())
        .execute(&mut *tx)
        .await?;
    if back.rows_affected() == 0 {
        let people: i64 = sqlx::query("SELECT count(*) FROM people WHERE room = $1")
            .bind(room.as_str())
            .fetch_one(&mut *tx)
            .await?
            .try_get(0)?;
        if unsigned(people) >= limit {
            return Err(AdmitError::People { limit });
        }
        sqlx::query("INSERT INTO people (room, address, digest) VALUES ($1, $2, $3)")
            .bind(room.as_str())
            .bind(address)
            .bind(digest.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
    }
    Ok(tx.commit().await?)
}

pub(super) async fn expel(pool: &PgPool, room: &RoomId, address: &str) -> Result<(), ExpelError> {
    let mut tx = pool.begin().await?;
    if !lock(&mut tx, room).await? || !is_here(&mut tx, room, address).await? {
        return Err(ExpelError::NoSuchPerson);
    }
    for statement in [
        "UPDATE people SET digest = NULL, last_bundle = NULL WHERE room = $1 AND address = $2",
        "DELETE FROM bundles WHERE room = $1 AND address = $2",
    ] {
        sqlx::query(statement).bind(room.as_str()).bind(address).execute(&mut *tx).await?;
    }
    wake(&mut tx, room, address, 0).await?;
    Ok(tx.commit().await?)
}

pub(super) async fn holder(
    pool: &PgPool,
    room: &RoomId,
    digest: TokenDigest,
) -> Result<Option<(String, TokenDigest)>, StoreError> {
    let row = sqlx::query("SELECT address, digest FROM people WHERE room = $1 AND digest = $2")
        .bind(room.as_str())
        .bind(digest.as_bytes().as_slice())
        .fetch_optional(pool)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (address, kept): (String, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
    Ok(TokenDigest::from_bytes(&kept).map(|kept| (address, kept)))
}

pub(super) async fn people(pool: &PgPool, room: &RoomId) -> Result<Option<Vec<String>>, StoreError> {
    // One statement, so that room and people are of one moment; a room without people gives one row without an address.
    let rows = sqlx::query(
        "SELECT people.address FROM rooms LEFT JOIN people ON people.room = rooms.room AND people.digest IS NOT NULL
         WHERE rooms.room = $1 ORDER BY people.address",
    )
    .bind(room.as_str())
    .fetch_all(pool)
    .await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let addresses =
        rows.iter().map(|row| row.try_get::<Option<String>, _>(0)).collect::<sqlx::Result<Vec<_>>>()?;
    Ok(Some(addresses.into_iter().flatten().collect()))
}

pub(super) async fn put_bundles(
    pool: &PgPool,
    room: &RoomId,
    address: &str,
    bundles: Vec<Vec<u8>>,
    last: Option<Vec<u8>>,
    replace: bool,
    limit: u64,
) -> Result<u64, BundlesError> {
    let mut tx = pool.begin().await?;
    if !lock(&mut tx, room).await? || !is_here(&mut tx, room, address).await? {
        return Err(BundlesError::NoSuchPerson);
    }
    if replace {
        sqlx::query("DELETE FROM bundles WHERE room = $1 AND address = $2")
            .bind(room.as_str())
            .bind(address)
            .execute(&mut *tx)
            .await?;
    }
    let wanted = count(&mut tx, room, address).await?.saturating_add(bundles.len() as u64);
    if wanted > limit {
        return Err(BundlesError::TooMany { limit, wanted });
    }
    for bundle in bundles {
        sqlx::query("INSERT INTO bundles (room, address, bundle) VALUES ($1, $2, $3)")
            .bind(room.as_str())
            .bind(address)
            .bind(bundle)
            .execute(&mut *tx)
            .await?;
    }
    if let Some(last) = last {
        sqlx::query("UPDATE people SET last_bundle = $3 WHERE room = $1 AND address = $2")
            .bind(room.as_str())
            .bind(address)
            .bind(last)
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(wanted)
}

async fn count(tx: &mut Tx, room: &RoomId, address: &str) -> sqlx::Result<u64> {
    let row = sqlx::query("SELECT count(*) FROM bundles WHERE room = $1 AND address = $2")
        .bind(room.as_str())
        .bind(address);
    row.fetch_one(&mut **tx).await?.try_get(0).map(unsigned)
}

pub(super) async fn take_bundle(
    pool: &PgPool,
    room: &RoomId,
    address: &str,
) -> Result<(Vec<u8>, u64), TakeError> {
    let mut tx = pool.begin().await?;
    if !lock(&mut tx, room).await? || !is_here(&mut tx, room, address).await? {
        return Err(TakeError::NoSuchPerson);
    }
    let oldest = sqlx::query(
        "DELETE FROM bundles WHERE serial = (SELECT min(serial) FROM bundles WHERE room = $1 AND address = $2)
         RETURNING bundle",
    )
    .bind(room.as_str())
    .bind(address)
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(row) = oldest {
        let (bundle, left) = (row.try_get(0)?, count(&mut tx, room, address).await?);
        tx.commit().await?;
        return Ok((bundle, left));
    }
    let last: Option<Vec<u8>> =
        sqlx::query("SELECT last_bundle FROM people WHERE room = $1 AND address = $2")
            .bind(room.as_str())
            .bind(address)
            .fetch_one(&mut *tx)
            .await?
            .try_get(0)?;
    last.map(|bundle| (bundle, 0)).ok_or(TakeError::NoBundle)
}

pub(super) async fn close_room(pool: &PgPool, room: &RoomId) -> Result<(), RoomError> {
    let mut tx = pool.begin().await?;
    if !lock(&mut tx, room).await? {
        return Err(RoomError::NoSuchRoom);
    }
    sqlx::query("DELETE FROM rooms WHERE room = $1").bind(room.as_str()).execute(&mut *tx).await?;
    wake(&mut tx, room, "", 0).await?;
    Ok(tx.commit().await?)
}

pub(super) async fn sweep(pool: &PgPool, before: u64) -> Result<Vec<RoomId>, StoreError> {
    let mut tx = pool.begin().await?;
    let rows = sqlx::query("DELETE FROM rooms WHERE used < $1 RETURNING room")
        .bind(signed(before))
        .fetch_all(&mut *tx)
        .await?;
    let mut rooms = Vec::new();
    for row in rows {
        if let Ok(room) = row.try_get::<String, _>(0)?.parse() {
            wake(&mut tx, &room, "", 0).await?;
            rooms.push(room);
        }
    }
    tx.commit().await?;
    rooms.sort();
    Ok(rooms)
}
