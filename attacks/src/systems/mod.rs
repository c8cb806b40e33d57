//! The systems: adaptors that put a messenger on the stage. One mechanism, one file; the rest is shared.

mod access;
pub(crate) mod access_loot;
mod escrowed;
pub(crate) mod network;
mod tricks;
mod two_keys;
mod variant;

pub mod clean;
pub mod provider;

pub mod bound;
pub mod committed;
pub mod epochs;
pub mod identity_key;
pub mod ladder;
pub mod once_per_session;
pub mod one_key;
pub mod session_root;
pub mod shared;
pub mod threshold;

use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// Sets a system up for a run: parameters, users, seed of this cell.
pub type Build = fn(&Parameters, usize, [u8; 32]) -> Result<Box<dyn System>, BuildError>;

/// One system in the catalogue.
#[derive(Clone, Copy)]
pub struct SystemEntry {
    /// Its id.
    pub id: &'static str,
    /// Its name in tables.
    pub title: &'static str,
    /// What it is, in a few sentences.
    pub what: &'static str,
    /// Where the design comes from.
    pub source: &'static str,
    /// The best that is said for it.
    pub in_favour: &'static str,
    /// The file it is in.
    pub file: &'static str,
    /// What is publicly known about it.
    pub facts: fn(&Parameters) -> Facts,
    /// Sets it up for a run.
    pub build: Build,
}

impl std::fmt::Debug for SystemEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SystemEntry({})", self.id)
    }
}

/// Why a system could not be put on the stage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The escrow key could not be dealt out.
    #[error(transparent)]
    Deal(#[from] escrow::error::DealError),
    /// A trustee did not take its share.
    #[error("a trustee did not take its share: {0}")]
    Trustee(#[from] escrow::error::Refusal),
    /// A record could not be opened.
    #[error(transparent)]
    Record(#[from] escrow::error::RecordError),
    /// A client could not be set up.
    #[error(transparent)]
    Client(#[from] escrow::error::ClientError),
    /// A user's name is no address.
    #[error(transparent)]
    Address(#[from] honest::error::DecodeError),
}
