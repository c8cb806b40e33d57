//! The thread that owns the database.

use std::fs::File;
use std::io;

use rusqlite::Connection;
use tokio::sync::mpsc;
use tokio::sync::oneshot;

use super::StoreError;
use crate::limits::GROUP;

/// Called after the commit, with its outcome.
type After = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// Does its work and says whether, and with what failure of the store, it failed; then waits for the commit.
type Work = Box<dyn FnOnce(Result<&Connection, StoreError>) -> (Option<Option<StoreError>>, After) + Send>;

/// Reads and answers.
type Look = Box<dyn FnOnce(Result<&Connection, StoreError>) + Send>;

/// A writing job.
pub(super) struct Write(Work);

impl Write {
    pub(super) fn new(
        work: impl FnOnce(Result<&Connection, StoreError>) -> (Option<Option<StoreError>>, After) + Send + 'static,
    ) -> Self {
        Self(Box::new(work))
    }

    fn fail(self, error: StoreError) {
        let (_, after) = (self.0)(Err(error.clone()));
        after(Err(error));
    }
}

/// What the thread is asked to do.
pub(super) enum Job {
    Read(Look),
    Write(Write),
    Close(oneshot::Sender<Result<(), StoreError>>),
}

/// Starts the thread. It ends when the store is closed or dropped; the lock on the file lives as long as it.
pub(super) fn start(
    connection: Connection,
    lock: Option<File>,
    mut queue: mpsc::Receiver<Job>,
) -> io::Result<()> {
    std::thread::Builder::new().name("relay-store".into()).spawn(move || {
        let mut closing = None;
        while closing.is_none() {
            let Some(first) = queue.blocking_recv() else { break };
            let mut writes = Vec::new();
            let mut job = Some(first);
            while let Some(next) = job {
                match next {
                    // Readers need no transaction, and what waits in this group is not acknowledged yet.
                    Job::Read(work) => work(Ok(&connection)),
                    Job::Write(write) => writes.push(write),
                    Job::Close(answer) => {
                        closing = Some(answer);
                        break;
                    }
                }
                job = if writes.len() < GROUP { queue.try_recv().ok() } else { None };
            }
            commit(&connection, writes);
        }
        queue.close();
        while let Ok(job) = queue.try_recv() {
            match job {
                Job::Read(work) => work(Err(StoreError::Stopped)),
                Job::Write(write) => write.fail(StoreError::Stopped),
                Job::Close(answer) => drop(answer.send(Ok(()))),
            }
        }
        let closed = connection.close().map_err(|(_, error)| StoreError::from(error));
        drop(lock);
        if let Some(answer) = closing {
            drop(answer.send(closed));
        }
    })?;
    Ok(())
}

/// Runs a group of writes as one transaction, and answers each after the commit.
fn commit(connection: &Connection, writes: Vec<Write>) {
    let mut done: Vec<After> = Vec::with_capacity(writes.len());
    for write in writes {
        if connection.is_autocommit()
            && let Err(error) = step(connection, "BEGIN IMMEDIATE")
        {
            write.fail(error.into());
            continue;
        }
        if let Err(error) = step(connection, "SAVEPOINT job") {
            write.fail(error.into());
            continue;
        }
        let (failed, after) = (write.0)(Ok(connection));
        if connection.is_autocommit() {
            // Some failures, a full disk among them, make SQLite undo the whole transaction: those before it are undone, too.
            let error = failed.flatten().unwrap_or_else(undone);
            done.drain(..).for_each(|earlier| earlier(Err(error.clone())));
            after(Err(error));
        } else if failed.is_some() {
            let undo = connection.execute_batch("ROLLBACK TO job; RELEASE job");
            after(undo.map_err(StoreError::from));
        } else {
            match step(connection, "RELEASE job") {
                Ok(()) => done.push(after),
                Err(error) => after(Err(error.into())),
            }
        }
    }
    if connection.is_autocommit() {
        done.drain(..).for_each(|after| after(Err(undone())));
        return;
    }
    let outcome = step(connection, "COMMIT").map_err(StoreError::from);
    if outcome.is_err() && !connection.is_autocommit() {
        // If even this fails, the next BEGIN fails too, and says so to whoever asks.
        let _still_open = connection.execute_batch("ROLLBACK");
    }
    done.into_iter().for_each(|after| after(outcome.clone()));
}

/// One statement that has no rows; it is compiled once.
fn step(connection: &Connection, statement: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(statement)?.execute([]).map(|_| ())
}

fn undone() -> StoreError {
    StoreError::Unavailable { why: "the transaction was undone".into() }
}
