//! One error enum per operation. Each says what happened; [`Denial::next`] says what to do.

use escrow::error::{RecordError, Refusal};
use thiserror::Error;

/// Why a note is not believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoteError {
    /// It has not the form.
    #[error("signed note: {what}")]
    Malformed {
        /// What is wrong with it.
        what: &'static str,
    },
    /// Longer than any note of ours.
    #[error("signed note of {got} bytes; the bound is {bound}")]
    TooLong {
        /// Its size.
        got: usize,
        /// The bound of `limits`.
        bound: usize,
    },
    /// No signature of the key asked for.
    #[error("signed note: no signature of {name} is under it")]
    Unsigned {
        /// Whose.
        name: String,
    },
    /// A signature in a known name that does not verify.
    #[error("signed note: the signature in the name of {name} does not verify")]
    Signature {
        /// Whose.
        name: String,
    },
    /// The text is about another log than the one that signed it.
    #[error("signed note: signed by {expected} and about {got}")]
    Origin {
        /// Who signed.
        expected: String,
        /// What it is about.
        got: String,
    },
}

/// Why a log gives no proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProofError {
    /// No such entry.
    #[error("a log of {size} entries has no entry {index}")]
    Entry {
        /// Which.
        index: u64,
        /// Of how many.
        size: u64,
    },
    /// The log was never that long.
    #[error("the log has {now} entries and never had {size}")]
    Size {
        /// The size asked for.
        size: u64,
        /// The size.
        now: u64,
    },
    /// From more to fewer.
    #[error("a log does not grow from {from} to {to} entries")]
    Order {
        /// From.
        from: u64,
        /// To.
        to: u64,
    },
}

/// Why a trustee's store cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// SQLite or the disk said no.
    #[error("the trustee's store: {reason}")]
    Disk {
        /// What it said.
        reason: String,
    },
    /// An earlier write failed; what is on the disk is not certain.
    #[error("the trustee's store failed before and is not written to again: {reason}")]
    Failed {
        /// What it said then.
        reason: String,
    },
    /// The store belongs to another trustee or another court.
    #[error("this directory is the store of {found}, not of {expected}")]
    Other {
        /// Whose it was to be.
        expected: String,
        /// Whose it is.
        found: String,
    },
    /// What is in it cannot be right.
    #[error("the trustee's store is damaged: {what}")]
    Damaged {
        /// Where.
        what: String,
    },
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Disk { reason: error.to_string() }
    }
}

/// Why a witness did not cosign.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WitnessError {
    /// Not the log of a trustee that it knows.
    #[error("witness: the log {origin} is not known here")]
    Unknown {
        /// Which.
        origin: String,
    },
    /// Not signed by that log.
    #[error("witness: {0}")]
    Note(#[from] NoteError),
    /// Two roots for one size: the log tells different people different things.
    #[error("witness: a fork of {origin}: two roots for {size} entries")]
    Fork {
        /// Which log.
        origin: String,
        /// For which size.
        size: u64,
        /// The note that was seen first.
        seen: String,
        /// The note that contradicts it.
        given: String,
    },
    /// A log that has become shorter.
    #[error("witness: a rollback of {origin}: {seen} entries were seen, and now it says {given}")]
    Rollback {
        /// Which log.
        origin: String,
        /// Entries seen.
        seen: u64,
        /// Entries now.
        given: u64,
        /// The note that was seen.
        note: String,
    },
    /// The proof does not lead from what was seen to what is shown.
    #[error(
        "witness: the proof does not show that {origin} with {given} entries continues the {seen} seen here"
    )]
    Inconsistent {
        /// Which log.
        origin: String,
        /// Entries seen: prove from here.
        seen: u64,
        /// Entries shown.
        given: u64,
        /// The note that was seen.
        note: String,
    },
    /// What was seen cannot be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a trustee service gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Denial {
    /// The trustee's own reason.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A request that cannot be read.
    #[error("{what}: {why}")]
    Malformed {
        /// Which part.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// Another share of that epoch is held.
    #[error("another share of epoch {epoch} is held here, and each epoch's is taken once")]
    Held {
        /// The epoch.
        epoch: u32,
    },
    /// The clock stands before what was written.
    #[error("this trustee's clock says {now}, and its log was written at {floor}: the clock was set back")]
    Clock {
        /// What it says.
        now: u64,
        /// The last time on record.
        floor: u64,
    },
    /// The store is not usable.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A witness's reason.
    #[error(transparent)]
    Witness(#[from] WitnessError),
    /// A proof that cannot be given.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// Too much at once.
    #[error("this trustee is working on {at_once} requests already")]
    Busy {
        /// How many.
        at_once: usize,
    },
    /// It took too long.
    #[error("no answer within {after:?}: the disk may hang")]
    Deadline {
        /// How long.
        after: std::time::Duration,
    },
}

impl From<RecordError> for Denial {
    fn from(error: RecordError) -> Self {
        Self::Refused(Refusal::Record(error))
    }
}

impl Denial {
    /// The HTTP status and the stable code.
    #[must_use]
    pub const fn code(&self) -> (u16, &'static str) {
        match self {
            Self::Refused(refusal) => match refusal {
                Refusal::Warrant(_) => (403, "warrant"),
                Refusal::Used => (409, "used"),
                Refusal::NoShare { .. } => (403, "no_share"),
                Refusal::OutOfScope { .. } => (403, "out_of_scope"),
                Refusal::Field { .. } => (403, "field"),
                Refusal::TooManyFields { .. } => (403, "too_many_fields"),
                Refusal::Purpose { .. } => (403, "purpose"),
                Refusal::Share(_) => (403, "share"),
                Refusal::Scheme { .. } => (403, "scheme"),
                Refusal::Conscience { .. } => (403, "conscience"),
                Refusal::Record(_) => (503, "record"),
            },
            Self::Malformed { .. } => (400, "malformed"),
            Self::Held { .. } => (409, "held"),
            Self::Clock { .. } => (503, "clock"),
            Self::Store(_) => (503, "record"),
            Self::Witness(error) => match error {
                WitnessError::Unknown { .. } => (404, "unknown_log"),
                WitnessError::Note(_) => (403, "note"),
                WitnessError::Fork { .. } => (409, "fork"),
                WitnessError::Rollback { .. } => (409, "rollback"),
                WitnessError::Inconsistent { .. } => (409, "inconsistent"),
                WitnessError::Store(_) => (503, "record"),
            },
            Self::Proof(_) => (404, "no_proof"),
            Self::Busy { .. } => (503, "busy"),
            Self::Deadline { .. } => (503, "deadline"),
        }
    }

    /// What to do next.
    #[must_use]
    pub fn next(&self) -> &'static str {
        match self.code().1 {
            "warrant" | "purpose" => {
                "ask the court for a warrant for this, and bring it while it is in force"
            }
            "used" => "the very same request may be repeated; for anything else the court must sign again",
            "no_share" => "nobody can open that epoch with this trustee: ask others",
            "out_of_scope" | "field" | "too_many_fields" => {
                "leave out the fields that the warrant does not cover"
            }
            "share" | "scheme" => {
                "deal the key again with Feldman's scheme and hand each trustee its own share"
            }
            "conscience" => "ask other trustees",
            "record" => "look at the trustee's disk and start it again; nothing was released",
            "clock" => "set the trustee's clock right; nothing was released",
            "held" => "destroy the epoch first, or deal the key for a new epoch",
            "unknown_log" => "start this trustee with the key of that one",
            "note" => "take the checkpoint from the log itself",
            "fork" => "keep both notes: they prove that the log tells two stories",
            "rollback" => "ask the log for what it has lost; do not trust it until then",
            "inconsistent" => "fetch the proof from the size seen here; if it fails, the log was rewritten",
            "no_proof" => "ask for sizes and entries that the log's checkpoint names",
            "busy" | "deadline" => "repeat the very same request after a moment",
            _ => "read docs/trustees.md for the form of requests",
        }
    }
}

/// Why a trustee does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The system gave no random bytes.
    #[error("the system gives no random bytes: {reason}")]
    Randomness {
        /// What it said.
        reason: String,
    },
    /// The directory cannot be used.
    #[error("{path}: {reason}")]
    Directory {
        /// Which.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its record is broken.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The address.
    #[error(transparent)]
    Bind(#[from] BindRefused),
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {address}: {reason}; choose another address with --listen")]
    Listen {
        /// Where.
        address: std::net::SocketAddr,
        /// What the system said.
        reason: String,
    },
    /// A number of trustees that is not possible.
    #[error("{n} trustees: at least 1 and at most {bound} are started")]
    Panel {
        /// How many.
        n: u8,
        /// The bound of `limits`.
        bound: u8,
    },
}

/// Why a trustee does not listen on an address.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BindRefused {
    /// Beyond this machine without a network named.
    #[error(
        "{address} can be reached from other machines, and a trustee's share lies behind it: listen on 127.0.0.1, or \
         name the private network of the exercise (--lab-network 192.168.1.0/24)"
    )]
    Beyond {
        /// The address.
        address: std::net::SocketAddr,
    },
    /// The address is not in the network named.
    #[error("{address} is not in {network}: listen on an address of that network")]
    Outside {
        /// The address.
        address: std::net::SocketAddr,
        /// The network named.
        network: String,
    },
    /// A public network was named.
    #[error(
        "{network} is not a private network (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7 and parts of them)"
    )]
    Public {
        /// The network named.
        network: String,
    },
    /// Nobody said that they know.
    #[error(
        "listening on {address} lets everybody in {network} knock at a trustee, over plain HTTP: acknowledge that first"
    )]
    Unacknowledged {
        /// The address.
        address: std::net::SocketAddr,
        /// The network named.
        network: String,
    },
    /// Not a network.
    #[error("`{text}` is not a network: write it as 192.168.1.0/24")]
    Network {
        /// What was written.
        text: String,
    },
}
