//! Anybody's audit of a whole log: its entries against each other, against the signed checkpoint, against what was seen at
//! the last audit, and how many witnesses stand behind it. What is wrong is named with the first entry that shows it.
//!
//! An auditor keeps a digest of every entry it has seen. Without that, a log that rewrites its end and signs it anew is
//! found only by witnesses; with it, the rewritten entry is named.

use escrow::record::Entry;
use honest::primitives::kdf::sha256;
use thiserror::Error;

use super::client::{Panel, Seat};
use super::error::NoteError;
use super::http::AskError;
use super::limits::{AUDIT_TOLERANCE, MAX_AUDITED, MAX_PAGE};
use super::log::{Log, includes};
use super::note::{Checkpoint, Note, Verifier};
use super::wire;

#[cfg(test)]
mod tests;

/// What is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// The checkpoint is not the log's, or a cosignature is forged.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Fewer entries than at the last audit.
    #[error("the log shows {given} entries and showed {kept} before: entry {given} is missing")]
    Stale {
        /// Entries before.
        kept: u64,
        /// Entries now.
        given: u64,
    },
    /// Two roots for one size.
    #[error("a fork: two roots were signed for {size} entries; the first that differs is {index:?}")]
    Fork {
        /// For how many entries.
        size: u64,
        /// The first entry that differs, if the entries shown differ.
        index: Option<u64>,
    },
    /// The entries end before the checkpoint does.
    #[error("entry {index} is missing: {size} were signed")]
    Missing {
        /// The first that is missing.
        index: u64,
        /// Entries signed.
        size: u64,
    },
    /// More entries than were signed.
    #[error("entry {index} was not signed: {size} entries were")]
    Beyond {
        /// The first that was not.
        index: u64,
        /// Entries signed.
        size: u64,
    },
    /// Bytes that are no entry.
    #[error("entry {index} cannot be read: {why}")]
    Malformed {
        /// Which.
        index: u64,
        /// What is wrong.
        why: String,
    },
    /// An entry that does not follow the one before.
    #[error("entry {index} does not follow the one before it: one of the two was changed, removed or moved")]
    Chain {
        /// The first that does not fit.
        index: u64,
    },
    /// Another entry than was seen before, or than was signed.
    #[error("entry {index} was changed")]
    Changed {
        /// Which.
        index: u64,
    },
    /// An entry dated before what came before it.
    #[error("entry {index} is dated {time}, and {before} had passed when it was written: it is backdated")]
    Backdated {
        /// Which.
        index: u64,
        /// Its date.
        time: u64,
        /// What had passed.
        before: u64,
    },
    /// An entry dated in the future.
    #[error("entry {index} is dated {time}, and it is {now}")]
    Postdated {
        /// Which.
        index: u64,
        /// Its date.
        time: u64,
        /// The auditor's time.
        now: u64,
    },
    /// All entries fit each other, and not what was signed.
    #[error("the entries are not those that were signed; up to {from} they are as seen before")]
    Root {
        /// The first that may be wrong.
        from: u64,
    },
    /// Too few witnesses.
    #[error("{got} witnesses cosigned the checkpoint, and {needed} must")]
    Witnesses {
        /// How many did.
        got: usize,
        /// The quorum.
        needed: usize,
    },
    /// More entries than any honest log holds.
    #[error("the log claims {size} entries; {bound} are audited")]
    TooLong {
        /// Entries signed.
        size: u64,
        /// The bound of `limits`.
        bound: u64,
    },
    /// The log cannot be fetched.
    #[error("the log cannot be read: {why}")]
    Unavailable {
        /// Why.
        why: String,
    },
}

impl Fault {
    /// The first entry that shows it, if entries do.
    #[must_use]
    pub const fn index(&self) -> Option<u64> {
        match self {
            Self::Stale { given: index, .. }
            | Self::Missing { index, .. }
            | Self::Beyond { index, .. }
            | Self::Malformed { index, .. }
            | Self::Chain { index }
            | Self::Changed { index }
            | Self::Backdated { index, .. }
            | Self::Postdated { index, .. } => Some(*index),
            Self::Fork { index, .. } => *index,
            Self::Note(_)
            | Self::Root { .. }
            | Self::Witnesses { .. }
            | Self::TooLong { .. }
            | Self::Unavailable { .. } => None,
        }
    }
}

/// A log that was found in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audited {
    /// What was signed.
    pub checkpoint: Checkpoint,
    /// The entries.
    pub entries: Vec<Entry>,
    /// How many of them are new since the last audit.
    pub added: u64,
    /// Witnesses who cosigned.
    pub witnesses: usize,
}

/// Who audits one log again and again.
#[derive(Clone, Debug)]
pub struct Auditor {
    log: Verifier,
    witnesses: Vec<Verifier>,
    quorum: usize,
    seen: Vec<[u8; 32]>,
    last: Option<(Checkpoint, u64)>,
}

impl Auditor {
    /// An auditor who has seen nothing yet, and wants so many of these witnesses behind a checkpoint.
    #[must_use]
    pub const fn new(log: Verifier, witnesses: Vec<Verifier>, quorum: usize) -> Self {
        Self { log, witnesses, quorum, seen: Vec::new(), last: None }
    }

    /// Audits what a log shows. Only a log found in order is remembered.
    ///
    /// # Errors
    /// [`Fault`], the first.
    pub fn audit(&mut self, note: &Note, entries: &[Vec<u8>], now: u64) -> Result<Audited, Fault> {
        let checkpoint = note.checkpoint(&self.log)?;
        let digests: Vec<[u8; 32]> = entries.iter().map(|entry| sha256(&[entry])).collect();
        if let Some((last, _)) = &self.last {
            if checkpoint.size < last.size {
                return Err(Fault::Stale { kept: last.size, given: checkpoint.size });
            }
            if checkpoint.size == last.size && checkpoint.root != last.root {
                return Err(Fault::Fork { size: last.size, index: self.differs(&digests) });
            }
        }
        if let Some(index) = self.differs(&digests) {
            return Err(Fault::Changed { index });
        }
        let read = self.chain(entries, now)?;
        let shown = (0..).zip(entries).last().map_or(0, |(index, _): (u64, _)| index + 1);
        if shown < checkpoint.size {
            return Err(Fault::Missing { index: shown, size: checkpoint.size });
        }
        if shown > checkpoint.size {
            return Err(Fault::Beyond { index: checkpoint.size, size: checkpoint.size });
        }
        let before = self.last.as_ref().map_or(0, |(last, _)| last.size);
        if Log::new(entries.iter().cloned()).root() != checkpoint.root {
            return Err(Fault::Root { from: before });
        }
        let mut witnesses = 0;
        for witness in &self.witnesses {
            witnesses += usize::from(note.cosigned(witness)?.is_some());
        }
        if witnesses < self.quorum {
            return Err(Fault::Witnesses { got: witnesses, needed: self.quorum });
        }
        (self.seen, self.last) = (digests, Some((checkpoint.clone(), now)));
        let added = checkpoint.size.saturating_sub(before);
        Ok(Audited { checkpoint, entries: read, added, witnesses })
    }

    /// The first entry that is another than it was.
    fn differs(&self, digests: &[[u8; 32]]) -> Option<u64> {
        (0..)
            .zip(self.seen.iter().zip(digests))
            .find(|(_, (seen, shown))| seen != shown)
            .map(|(index, _)| index)
    }

    /// The entries, each of which follows the one before and is dated no earlier; the new ones not before the last audit.
    fn chain(&self, entries: &[Vec<u8>], now: u64) -> Result<Vec<Entry>, Fault> {
        let (mut head, mut before) = ([0; 32], 0);
        let mut read = Vec::with_capacity(entries.len());
        for (index, bytes) in (0..).zip(entries) {
            let entry = Entry::from_bytes(bytes);
            let entry = entry.map_err(|error| Fault::Malformed { index, why: error.to_string() })?;
            if entry.number != index || entry.previous != head {
                return Err(Fault::Chain { index });
            }
            if let Some((last, audited)) = &self.last
                && index == last.size
            {
                before = before.max(audited.saturating_sub(AUDIT_TOLERANCE));
            }
            let time = entry.time;
            if time < before {
                return Err(Fault::Backdated { index, time, before });
            }
            if time > now.saturating_add(AUDIT_TOLERANCE) {
                return Err(Fault::Postdated { index, time, now });
            }
            (head, before) = (entry.hash(), time);
            read.push(entry);
        }
        Ok(read)
    }
}

/// The first entry that is not what was signed, told by the proofs of inclusion that the log gives.
pub fn unproven(
    checkpoint: &Checkpoint,
    entries: &[Vec<u8>],
    mut proof: impl FnMut(u64) -> Option<Vec<[u8; 32]>>,
) -> Option<u64> {
    let stands = |index, entry: &[u8], proof: Option<Vec<[u8; 32]>>| {
        proof.is_some_and(|proof| includes(checkpoint, index, entry, &proof))
    };
    (0..).zip(entries).find(|(index, entry)| !stands(*index, entry, proof(*index))).map(|(index, _)| index)
}

impl Panel {
    /// Fetches a trustee's whole log and audits it. `note` is its checkpoint with cosignatures, from [`Panel::gossip`];
    /// without one, the log is asked for its own.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn audit(
        &self,
        seat: &Seat,
        auditor: &mut Auditor,
        note: Option<Note>,
        now: u64,
    ) -> Result<Audited, Fault> {
        let away = |error: AskError| Fault::Unavailable { why: error.to_string() };
        let line = self.line(seat);
        let note = match note {
            Some(note) => note,
            None => {
                let answer: wire::CheckpointAnswer = line.get("/log/checkpoint").await.map_err(away)?;
                answer.checkpoint.parse()?
            }
        };
        let checkpoint = note.checkpoint(&seat.verifier)?;
        let size = checkpoint.size;
        if size > MAX_AUDITED {
            return Err(Fault::TooLong { size, bound: MAX_AUDITED });
        }
        let (mut entries, mut next) = (Vec::new(), 0);
        while next < size {
            let to = size.min(next + MAX_PAGE);
            let path = format!("/log/entries?from={next}&to={to}");
            let page: wire::EntriesAnswer = line.get(&path).await.map_err(away)?;
            // A log that ends early ends here; one that sends more than was asked for is cut.
            if page.entries.is_empty() {
                break;
            }
            let asked = usize::try_from(to - next).unwrap_or(usize::MAX);
            entries.extend(page.entries.into_iter().take(asked).map(|entry| entry.0));
            next = to;
        }
        let outcome = auditor.audit(&note, &entries, now);
        let Err(Fault::Root { from }) = outcome else { return outcome };
        for (index, entry) in (from..).zip(entries.iter().skip(usize::try_from(from).unwrap_or(usize::MAX))) {
            let path = format!("/log/inclusion?index={index}&size={}", checkpoint.size);
            let answer: wire::ProofAnswer = line.get(&path).await.map_err(away)?;
            let proof = wire::proof(&answer.proof).unwrap_or_default();
            if !includes(&checkpoint, index, entry, &proof) {
                return Err(Fault::Changed { index });
            }
        }
        Err(Fault::Root { from })
    }
}
