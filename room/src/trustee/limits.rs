//! Every bound of the trustee services, each with its reason.

use std::time::Duration;

/// Longest request, in bytes. An access field of the messenger is about 200 bytes, 270 in JSON: some 240 messages, and a
/// session of the workshop is far shorter. A warrant is good for one request at each trustee, so this is also what one
/// warrant opens.
pub const MAX_REQUEST: usize = 64 * 1024;

/// Longest answer that the authority reads from a trustee, in bytes: the parts of every field that fits a request.
pub const MAX_ANSWER: usize = 64 * 1024;

/// Longest name of a request, in bytes: room for a UUID, with as much again for who numbers otherwise.
pub const MAX_REQUEST_ID: usize = 64;

/// Shortest token that is taken, in characters: 128 bits in base64url. A shorter one could be guessed.
pub const MIN_TOKEN: usize = 22;

/// Longest token that is compared at all, in bytes. Ours have 43.
pub const MAX_TOKEN: usize = 128;

/// Entries that a log takes: years of a busy trustee. Proofs for older sizes hash the log anew, 20 ms at this size.
/// A log that is full stops all openings; shares can still be destroyed.
pub const MAX_ENTRIES: u64 = 20_000;

/// Entries in one answer: an entry has at most 275 bytes, so a page stays within [`MAX_ANSWER`].
pub const MAX_PAGE: u64 = 128;

/// Entries that an auditor fetches from one log: what an honest log holds at most, with room for a destruction per epoch.
pub const MAX_AUDITED: u64 = MAX_ENTRIES + 1_000;

/// Longest signed note that is read, in bytes: a checkpoint and [`MAX_SIGNATURES`] lines of at most 250 bytes.
pub const MAX_NOTE: usize = 20 * 1024;

/// Signature lines that are read in a note: the log's own and a cosignature of each of [`MAX_PANEL`].
pub const MAX_SIGNATURES: usize = 65;

/// Hashes in a proof: trees of 2^63 leaves need no more (RFC 6962).
pub const MAX_PROOF: usize = 64;

/// Trustees that one program starts or asks. Shares allow 255; so many services on one machine would show nothing more.
pub const MAX_PANEL: u8 = 64;

/// Connections to one trustee at a time: the authority, a witness from each of [`MAX_PANEL`], and room for auditors.
pub const MAX_CONNECTIONS: usize = 256;

/// Requests of readers, and as many of the authority, that a trustee works on at once. One waits for the disk at a time; more
/// would only queue.
pub const MAX_AT_ONCE: usize = 8;

/// Time for one request inside the trustee: checking and writing take milliseconds, so after this the disk hangs.
pub const SERVE_DEADLINE: Duration = Duration::from_secs(5);

/// Time the authority gives a trustee for its whole answer. People wait for it in front of a projector.
pub const ASK_DEADLINE: Duration = Duration::from_secs(3);

/// How long a trustee that starts waits for one that has just ended to let go of the store.
pub const HANDOVER: Duration = Duration::from_secs(1);

/// How far a clock may stand behind the trustee's last entry and still be taken for a clock that was corrected, in
/// seconds. The time that counts is then the entry's.
pub const CLOCK_TOLERANCE: u64 = 5;

/// How often a trustee that nobody asks writes down what time it is. A clock set back is noticed to within this.
pub const CLOCK_TICK: Duration = Duration::from_secs(60);

/// How far an entry may be dated before the last audit, or after this one, in seconds: two clocks that a person set.
pub const AUDIT_TOLERANCE: u64 = 120;
