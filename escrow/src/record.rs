//! A trustee's record of what it released: append-only, each entry hashed over the one before.
//!
//! ```text
//! entry  number 8 ‖ previous hash 32 ‖ time 8 ‖ kind 1 ‖ epoch 4 ‖ warrant id 16 ‖ count 4 ‖ reason
//! hash   SHA-256(label ‖ entry)
//! ```
//! The entry is in the store before anything leaves the trustee: if it cannot be written, nothing is released.
//! The store is a trait, because this crate does no I/O. The chain finds changes by who cannot rewrite all of it; a
//! trustee that rewrites its whole record is found by whoever kept an earlier head.

use crate::error::RecordError;
use crate::label;
use crate::warrant::WarrantId;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::primitives::kdf::sha256;

#[cfg(test)]
mod tests;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A share was received and checked.
    Received,
    /// The share was handed over.
    Released,
    /// Fields were opened in part.
    Assisted,
    /// A request was refused.
    Refused,
    /// A share was destroyed.
    Destroyed,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Received, Self::Released, Self::Assisted, Self::Refused, Self::Destroyed];

    const fn code(self) -> u8 {
        match self {
            Self::Received => 1,
            Self::Released => 2,
            Self::Assisted => 3,
            Self::Refused => 4,
            Self::Destroyed => 5,
        }
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 0.
    pub number: u64,
    /// Hash of the entry before it; zero for the first.
    pub previous: [u8; 32],
    /// The trustee's clock, in seconds.
    pub time: u64,
    /// What happened.
    pub kind: Kind,
    /// Which epoch's share.
    pub epoch: u32,
    /// Under which warrant; zero where there was none.
    pub warrant: WarrantId,
    /// How many fields were opened.
    pub count: u32,
    /// Why a request was refused.
    pub reason: String,
}

impl Entry {
    /// The layout.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { number, previous, time, kind, epoch, warrant, count, reason } = self;
        let mut to = Writer::with_capacity(128);
        to.u64(*number).put(previous).u64(*time).u8(kind.code()).u32(*epoch);
        to.put(&warrant.0).u32(*count).prefixed(reason.as_bytes());
        to.finish()
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        let (number, previous, time) = (from.u64()?, from.array()?, from.u64()?);
        let code = from.u8()?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.code() == code);
        let kind = kind.ok_or(DecodeError::Value { what: "kind of entry" })?;
        let (epoch, warrant, count) = (from.u32()?, WarrantId(from.array()?), from.u32()?);
        let reason = String::from_utf8(from.prefixed()?.to_vec());
        let reason = reason.map_err(|_| DecodeError::Value { what: "reason" })?;
        from.finish()?;
        Ok(Self { number, previous, time, kind, epoch, warrant, count, reason })
    }

    /// Its hash, which the next entry carries.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        sha256(&[label::RECORD, &self.to_bytes()])
    }
}

/// Where entries are kept. `append` returns only when the entry would survive a crash.
pub trait RecordStore: std::fmt::Debug {
    /// Keeps one more entry, durably.
    ///
    /// # Errors
    /// [`RecordError::Store`] if it could not; then the trustee releases nothing.
    fn append(&mut self, entry: &Entry) -> Result<(), RecordError>;

    /// All entries, oldest first.
    ///
    /// # Errors
    /// [`RecordError::Store`] if they cannot be read.
    fn entries(&self) -> Result<Vec<Entry>, RecordError>;
}

/// A store in memory, for simulations.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    entries: Vec<Entry>,
}

impl RecordStore for MemoryStore {
    fn append(&mut self, entry: &Entry) -> Result<(), RecordError> {
        self.entries.push(entry.clone());
        Ok(())
    }

    fn entries(&self) -> Result<Vec<Entry>, RecordError> {
        Ok(self.entries.clone())
    }
}

/// Checks that entries are a whole chain from the first on, and gives its head (zero for none).
///
/// # Errors
/// [`RecordError::Broken`] with the first entry that does not fit.
pub fn verify_chain(entries: &[Entry]) -> Result<[u8; 32], RecordError> {
    let mut head = [0; 32];
    for (index, entry) in (0..).zip(entries) {
        if entry.number != index || entry.previous != head {
            return Err(RecordError::Broken { index });
        }
        head = entry.hash();
    }
    Ok(head)
}
