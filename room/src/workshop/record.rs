//! Records: one JSON object per line, each written through before the room goes on. What a kill leaves behind is a record
//! that ends early.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use super::event::{Event, Stamped};
use super::state::State;
use crate::limits::MAX_RECORD_LINE;

/// What is wrong with a record.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// It cannot be read or written.
    #[error("cannot use {path}: {error}\nNext: check the path, its permissions and the space on the disk.")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A file that is there already.
    #[error("{path} is there already, and a record is never written over\nNext: name another file.")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A line that is no event.
    #[error("{path}, line {line}: {why}\nNext: give a file that `doormat serve --record` wrote.")]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// Why.
        why: String,
    },
}

/// Writes a record.
#[derive(Debug)]
pub struct Recorder {
    file: File,
    path: PathBuf,
}

impl Recorder {
    /// A new record.
    ///
    /// # Errors
    /// [`RecordError`]: a file that is there already, or cannot be made.
    pub fn create(path: &Path) -> Result<Self, RecordError> {
        let opened = File::options().write(true).create_new(true).open(path);
        let file = opened.map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => RecordError::Exists { path: path.to_owned() },
            _ => RecordError::File { path: path.to_owned(), error },
        })?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes one event.
    ///
    /// # Errors
    /// [`RecordError::File`].
    pub fn write(&mut self, stamped: &Stamped) -> Result<(), RecordError> {
        let failed = |error| RecordError::File { path: self.path.clone(), error };
        let mut line = serde_json::to_vec(stamped).map_err(|error| failed(error.into()))?;
        line.push(b'\n');
        self.file.write_all(&line).map_err(failed)
    }
}

/// A record that was read.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its events.
    pub events: Vec<Stamped>,
    /// Whether its last line was cut, as a kill or a full disk leaves it.
    pub cut: bool,
}

/// Reads a record.
///
/// # Errors
/// [`RecordError`], with the line at fault.
pub fn read(path: &Path) -> Result<Record, RecordError> {
    let failed = |error| RecordError::File { path: path.to_owned(), error };
    let bad = |line: usize, why: String| RecordError::Line { path: path.to_owned(), line, why };
    let mut lines = BufReader::new(File::open(path).map_err(failed)?);
    let (mut events, mut cut, mut number) = (Vec::new(), false, 0);
    loop {
        let mut line = Vec::new();
        let mut bounded = std::io::Read::take(&mut lines, u64::try_from(MAX_RECORD_LINE).unwrap_or(u64::MAX));
        if bounded.read_until(b'\n', &mut line).map_err(failed)? == 0 {
            break;
        }
        number += 1;
        match serde_json::from_slice::<Stamped>(&line) {
            Ok(stamped) => events.push(stamped),
            // Only the last line can be half of one.
            Err(_) if line.last() != Some(&b'\n') && line.len() < MAX_RECORD_LINE && number > 1 => cut = true,
            Err(error) => return Err(bad(number, error.to_string())),
        }
    }
    match events.first() {
        Some(Stamped { event: Event::Opened { .. }, .. }) => Ok(Record { events, cut }),
        _ => Err(bad(1, "a record begins with the opening of the room".to_owned())),
    }
}

/// One step of a replay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Nothing that can be computed again.
    Plain,
    /// An attempt, computed again: the same as recorded.
    Same,
    /// An attempt that comes out otherwise than recorded.
    Different {
        /// What was recorded.
        recorded: Vec<super::event::Tally>,
        /// What comes out.
        computed: Vec<super::event::Tally>,
    },
}

/// Adds an event of a record to a state. An attempt is made anew, on the recorded bytes with the recorded shares.
pub fn replay(state: &mut State, stamped: &Stamped) -> Checked {
    state.apply(stamped);
    match &stamped.event {
        Event::Attempted { tallies, .. } => {
            let findings = super::attempt::Haul::of(state).attempt();
            let same = findings.tallies == *tallies;
            let computed = findings.tallies;
            state.readings = findings.readings;
            if same { Checked::Same } else { Checked::Different { recorded: tallies.clone(), computed } }
        }
        Event::Rewound { .. } => {
            refresh(state);
            Checked::Plain
        }
        _ => Checked::Plain,
    }
}

/// Computes what is never recorded: what the last attempt read.
pub fn refresh(state: &mut State) {
    state.readings = if state.attempts.is_empty() {
        Default::default()
    } else {
        super::attempt::Haul::of(state).attempt().readings
    };
}

#[cfg(test)]
mod tests;
