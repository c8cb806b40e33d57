//! A store in PostgreSQL, which several relays can share: every one of them serves every room.
//!
//! Writers of one room queue at its row, so numbers and times are those of the commits. Wake-ups go by `LISTEN`/`NOTIFY` and carry
//! a room, an address and a number, never a message: who is woken asks the database. What a lost connection may have missed is
//! made good by asking everywhere.

mod mail;
mod people;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::postgres::{PgListener, PgPool, PgPoolOptions};
use sqlx::{Postgres, Row, Transaction};
use thiserror::Error;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;

use super::{Event, Letter, Pending, Store, StoreError, Stored};
use crate::errors::{
    AdmitError, BundlesError, CreateRoomError, ExpelError, MailError, RoomError, SendError, TakeError,
};
use crate::limits::{Limits, POSTGRES_CONNECTIONS};
use crate::names::RoomId;
use crate::token::TokenDigest;

/// The statements that lead from each version of the schema to the next. A released one is never changed.
const MIGRATIONS: &[&str] = &[include_str!("postgres/schema_1.sql")];
/// The channel of wake-ups.
const CHANNEL: &str = "doormat_relay";
/// A number that no other program locks by chance: "doormat" in ASCII.
const LOCK: i64 = 0x64_6f6f_726d_6174;

/// Why a database did not open.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConnectError {
    /// The server does not answer, or refuses.
    #[error(
        "PostgreSQL does not answer: {why}; check the URL, and that the server runs and lets this user in"
    )]
    Unreachable {
        /// What it said.
        why: String,
    },
    /// A newer program wrote it.
    #[error(
        "the database has schema {found}, and this program knows schemas up to {known}; use the newer program, or name another database"
    )]
    Newer {
        /// Its version.
        found: i64,
        /// Ours.
        known: i64,
    },
}

type Listeners = Arc<Mutex<Vec<UnboundedSender<Event>>>>;

/// A store in PostgreSQL.
#[derive(Debug)]
pub struct PostgresStore {
    pool: PgPool,
    listeners: Listeners,
    ear: JoinHandle<()>,
}

impl PostgresStore {
    /// Connects, and creates or updates the tables.
    ///
    /// # Errors
    /// If the server does not answer, or the tables are newer than this program.
    pub async fn connect(url: &str) -> Result<Self, ConnectError> {
        let unreachable = |error: sqlx::Error| ConnectError::Unreachable { why: plainly(&error) };
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(Duration::from_secs(5))
            .connect(url)
            .await
            .map_err(unreachable)?;
        migrate(&pool).await?;
        let mut listener = PgListener::connect_with(&pool).await.map_err(unreachable)?;
        listener.listen(CHANNEL).await.map_err(unreachable)?;
        let listeners = Listeners::default();
        let ear = tokio::spawn(hear(listener, pool.clone(), listeners.clone()));
        Ok(Self { pool, listeners, ear })
    }
}

impl Drop for PostgresStore {
    fn drop(&mut self) {
        self.ear.abort();
    }
}

async fn migrate(pool: &PgPool) -> Result<(), ConnectError> {
    let failed = |error: sqlx::Error| ConnectError::Unreachable { why: plainly(&error) };
    let mut tx = pool.begin().await.map_err(failed)?;
    // Two relays that start at once on a new database: one creates, the other waits.
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *tx).await.map_err(failed)?;
    sqlx::query("CREATE TABLE IF NOT EXISTS doormat_relay_schema (version BIGINT NOT NULL)")
        .execute(&mut *tx)
        .await
        .map_err(failed)?;
    let found = sqlx::query("SELECT coalesce(max(version), 0) FROM doormat_relay_schema")
        .fetch_one(&mut *tx)
        .await
        .and_then(|row| row.try_get::<i64, _>(0))
        .map_err(failed)?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(ConnectError::Newer { found, known });
    }
    for (version, statements) in (1_i64..).zip(MIGRATIONS).skip(usize::try_from(found).unwrap_or(0)) {
        sqlx::raw_sql(*statements).execute(&mut *tx).await.map_err(failed)?;
        sqlx::query("INSERT INTO doormat_relay_schema VALUES ($1)")
            .bind(version)
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
    }
    tx.commit().await.map_err(failed)
}

/// Turns wake-ups into events, until it is told to end.
async fn hear(mut listener: PgListener, pool: PgPool, listeners: Listeners) {
    loop {
        let event = match listener.try_recv().await {
            Ok(Some(notification)) => match understand(&pool, notification.payload()).await {
                Some(event) => event,
                None => continue,
            },
            // The connection was lost and is made anew by the next call.
            Ok(None) => Event::Missed,
            Err(sqlx::Error::PoolClosed) => return,
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(500)).await;
                Event::Missed
            }
        };
        listeners.lock().unwrap_or_else(PoisonError::into_inner).retain(|to| to.send(event.clone()).is_ok());
    }
}

async fn understand(pool: &PgPool, payload: &str) -> Option<Event> {
    let mut parts = payload.split(' ');
    let (room, address, n) =
        (parts.next()?.parse::<RoomId>().ok()?, parts.next()?, parts.next()?.parse::<i64>().ok()?);
    if n == 0 {
        return Some(Event::Look { room, address: address.to_owned() });
    }
    match mail::one(pool, &room, address, n).await {
        Ok(stored) => stored.map(|stored| Event::Accepted { room, stored: Arc::new(stored) }),
        Err(_) => Some(Event::Look { room, address: address.to_owned() }),
    }
}

type Tx = Transaction<'static, Postgres>;

/// Wakes all relays, when the transaction commits. With number 0: look whether the person or the room is still there.
async fn wake(tx: &mut Tx, room: &RoomId, address: &str, n: i64) -> sqlx::Result<()> {
    let payload = format!("{room} {address} {n}");
    sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(payload).execute(&mut **tx).await?;
    Ok(())
}

macro_rules! failures {
    ($($error:ident),+) => {$(
        impl From<sqlx::Error> for $error {
            fn from(error: sqlx::Error) -> Self {
                Self::Store(error.into())
            }
        }
    )+};
}

failures!(CreateRoomError, AdmitError, ExpelError, BundlesError, TakeError, SendError, MailError, RoomError);

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            // disk_full; PostgreSQL undoes the transaction and goes on.
            sqlx::Error::Database(inner) if inner.code().as_deref() == Some("53100") => Self::Full,
            sqlx::Error::PoolClosed => Self::Stopped,
            _ => Self::Unavailable { why: plainly(&error) },
        }
    }
}

/// What was said, without the statement and without any value.
fn plainly(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(inner) => format!("PostgreSQL error {}", inner.code().unwrap_or_default()),
        sqlx::Error::Io(inner) => inner.to_string(),
        sqlx::Error::PoolTimedOut => "no connection became free in time".to_owned(),
        sqlx::Error::Configuration(_) => "the URL is not one of PostgreSQL".to_owned(),
        _ => "the connection failed".to_owned(),
    }
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

impl Store for PostgresStore {
    fn create_room<'a>(
        &'a self,
        room: &'a RoomId,
        now: u64,
        limits: &'a Limits,
    ) -> Pending<'a, (), CreateRoomError> {
        Box::pin(people::create_room(&self.pool, room, now, limits.rooms))
    }

    fn admit<'a>(
        &'a self,
        room: &'a RoomId,
        address: &'a str,
        digest: TokenDigest,
        limits: &'a Limits,
    ) -> Pending<'a, (), AdmitError> {
        Box::pin(people::admit(&self.pool, room, address, digest, limits.people))
    }

    fn expel<'a>(&'a self, room: &'a RoomId, address: &'a str) -> Pending<'a, (), ExpelError> {
        Box::pin(people::expel(&self.pool, room, address))
    }

    fn holder<'a>(
        &'a self,
        room: &'a RoomId,
        digest: TokenDigest,
    ) -> Pending<'a, Option<(String, TokenDigest)>, StoreError> {
        Box::pin(people::holder(&self.pool, room, digest))
    }

    fn people<'a>(&'a self, room: &'a RoomId) -> Pending<'a, Option<Vec<String>>, StoreError> {
        Box::pin(people::people(&self.pool, room))
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
        Box::pin(people::put_bundles(&self.pool, room, address, bundles, last, replace, limits.bundles))
    }

    fn take_bundle<'a>(
        &'a self,
        room: &'a RoomId,
        address: &'a str,
    ) -> Pending<'a, (Vec<u8>, u64), TakeError> {
        Box::pin(people::take_bundle(&self.pool, room, address))
    }

    fn append<'a>(
        &'a self,
        room: &'a RoomId,
        letter: Letter,
        limits: &'a Limits,
    ) -> Pending<'a, Stored, SendError> {
        Box::pin(mail::append(&self.pool, room, letter, *limits))
    }

    fn keeps_order(&self) -> bool {
        // Each has a connection of its own, and which comes first to the row of the room is open.
        false
    }

    fn mail<'a>(
        &'a self,
        room: &'a RoomId,
        address: &'a str,
        after: u64,
        limit: usize,
    ) -> Pending<'a, Vec<Stored>, MailError> {
        Box::pin(mail::mail(&self.pool, room, address, after, limit))
    }

    fn seen<'a>(&'a self, room: &'a RoomId, address: &'a str, n: u64) -> Pending<'a, (), MailError> {
        Box::pin(mail::seen(&self.pool, room, address, n))
    }

    fn tape<'a>(&'a self, room: &'a RoomId, after: u64, limit: usize) -> Pending<'a, Vec<Stored>, RoomError> {
        Box::pin(mail::tape(&self.pool, room, after, limit))
    }

    fn clear_mail<'a>(&'a self, room: &'a RoomId) -> Pending<'a, (), RoomError> {
        Box::pin(mail::clear(&self.pool, room))
    }

    fn close_room<'a>(&'a self, room: &'a RoomId) -> Pending<'a, (), RoomError> {
        Box::pin(people::close_room(&self.pool, room))
    }

    fn sweep(&self, before: u64) -> Pending<'_, Vec<RoomId>, StoreError> {
        Box::pin(people::sweep(&self.pool, before))
    }

    fn listen(&self, events: UnboundedSender<Event>) {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner).push(events);
    }

    fn close(&self) -> Pending<'_, (), StoreError> {
        Box::pin(async {
            self.ear.abort();
            self.pool.close().await;
            Ok(())
        })
    }
}
