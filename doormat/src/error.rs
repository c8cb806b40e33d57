//! What can go wrong, said once: what happened, why, and what to do next.

use std::path::PathBuf;

use attacks::lab::LabError;
use attacks::parameters::ParameterError;
use attacks::properties::WeightError;
use thiserror::Error;

use crate::conversations::{BadLine, TranscriptError};
use crate::exit::Exit;

/// Everything that ends a command early.
#[derive(Debug, Error)]
pub enum Failure {
    /// Parameters that describe no run.
    #[error("{0}\nNext: `doormat run --help` lists the options and their defaults.")]
    Parameters(#[from] ParameterError),
    /// A form of output that a command does not have.
    #[error("{command} has no {form} form\nNext: it prints {forms}.")]
    NoSuchForm {
        /// The command.
        command: &'static str,
        /// What was asked for.
        form: &'static str,
        /// What there is.
        forms: &'static str,
    },
    /// A file that cannot be read.
    #[error("cannot read {path}: {error}\nNext: check the path and its permissions.")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A file that is no conversation.
    #[error("{path}: {error}\nNext: `doormat run --help` tells which files are understood.")]
    Conversations {
        /// The file.
        path: PathBuf,
        /// Why.
        error: TranscriptError,
    },
    /// Weights that cannot be used.
    #[error("{path}: {error}\nNext: `doormat list properties` names what can be weighed.")]
    Weights {
        /// The file.
        path: PathBuf,
        /// Why.
        error: WeightError,
    },
    /// A bad line under `--strict`.
    #[error(
        "{path}, {line}; {count} bad in all\nNext: mend the file, or leave out --strict to skip bad lines."
    )]
    BadLine {
        /// The file.
        path: PathBuf,
        /// The first one.
        line: BadLine,
        /// How many there are.
        count: usize,
    },
    /// A conversation with one voice.
    #[error(
        "{path}: only one person speaks in it, so there is nobody to write to\nNext: give a file in which two or more do."
    )]
    OneVoice {
        /// The file.
        path: PathBuf,
    },
    /// A file or folder that cannot be written.
    #[error(
        "cannot write {path}: {error}\nNothing half-written was left there. Next: free space or name another folder with --out."
    )]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The output stream cannot be written.
    #[error("cannot write the output: {0}\nNext: free space, or send the output elsewhere.")]
    Stdout(std::io::Error),
    /// The reader of the output went away.
    #[error("the reader of the output closed it early; what follows was not written")]
    Closed,
    /// Nothing to measure.
    #[error(
        "nothing was selected that could be measured: {0}\nNext: `doormat list` names systems, attacks and claims."
    )]
    Nothing(String),
    /// A run that could not be made.
    #[error("{0}")]
    Lab(LabError),
    /// A self-test that failed.
    #[error(
        "{0} of the self-tests failed: this build must not be trusted with anything\nNext: run `cargo clean`, build again, and report it if it stays."
    )]
    SelfTest(usize),
    /// A room that cannot be served.
    #[error("{0}")]
    Serve(#[from] room::server::ServeError),
    /// A room's settings.
    #[error("{0}")]
    Room(#[from] room::workshop::config::ConfigError),
    /// A kit that cannot be written.
    #[error("{0}")]
    Kit(#[from] room::kit::KitError),
    /// A record.
    #[error("{0}")]
    Record(#[from] room::workshop::record::RecordError),
    /// A record whose attacks come out otherwise than recorded.
    #[error(
        "{0} of the record's attacks come out otherwise than recorded: the record was changed, or this program computes differently\nNext: look at the lines above."
    )]
    Differs(usize),
    /// A trustee that does not start.
    #[error("{0}")]
    Trustee(#[from] room::trustee::error::StartError),
    /// A PostgreSQL that cannot be used.
    #[cfg(feature = "postgres")]
    #[error("{0}\nNext: check the URL, and that the server runs.")]
    Postgres(#[from] relay::store::ConnectError),
    /// A relay that cannot be opened.
    #[cfg(feature = "postgres")]
    #[error("{0}\nNext: run `doormat doctor`.")]
    Relay(#[from] relay::RelayError),
    /// A value on the command line or in a file that means nothing.
    #[error("{what}: {why}\nNext: {next}")]
    Value {
        /// Which.
        what: String,
        /// Why.
        why: String,
        /// What to do.
        next: &'static str,
    },
    /// No phone came.
    #[error(
        "no phone opened the page within {0} seconds\nNext: check that phone and laptop are on the same WiFi; some networks keep their guests apart, and then an access point of your own helps."
    )]
    NoPhone(u64),
    /// The machine cannot do what a server needs.
    #[error("{0}\nNext: run `doormat doctor`.")]
    Runtime(std::io::Error),
    /// Ctrl-C.
    #[error("interrupted: no report was written")]
    Interrupted,
}

impl Failure {
    /// How the command ends.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Parameters(_)
            | Self::NoSuchForm { .. }
            | Self::Read { .. }
            | Self::Conversations { .. }
            | Self::BadLine { .. }
            | Self::OneVoice { .. }
            | Self::Weights { .. }
            | Self::Room(_)
            | Self::Record(_)
            | Self::Value { .. } => Exit::Usage,
            Self::Write { .. }
            | Self::Stdout(_)
            | Self::Closed
            | Self::Lab(_)
            | Self::SelfTest(_)
            | Self::Serve(_)
            | Self::Kit(_)
            | Self::Trustee(_)
            | Self::NoPhone(_)
            | Self::Runtime(_) => Exit::Environment,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) | Self::Relay(_) => Exit::Environment,
            Self::Differs(_) => Exit::Contradicted,
            Self::Nothing(_) => Exit::NothingSelected,
            Self::Interrupted => Exit::Interrupted,
        }
    }
}

impl From<LabError> for Failure {
    fn from(error: LabError) -> Self {
        match error {
            LabError::Interrupted => Self::Interrupted,
            other => Self::Lab(other),
        }
    }
}

impl From<std::io::Error> for Failure {
    /// Errors of the output stream: everything else is wrapped where its path is known.
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe { Self::Closed } else { Self::Stdout(error) }
    }
}
