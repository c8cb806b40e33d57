//! Every bound of the mandate, each with its reason.

/// Fewest trustees that must act together. One would be one key under another name.
pub const MIN_THRESHOLD: u8 = 2;

/// Most trustees: share numbers are non-zero bytes in two of the three schemes, and so everywhere.
pub const MAX_TRUSTEES: u8 = 255;

/// Longest text of one message, in bytes: what `honest` carries, less the records and fields around it.
pub const MAX_TEXT: usize = 56 * 1024;

/// Longest secret that one access field carries, in bytes: the stored state of a session at its start.
pub const MAX_DEPOSIT: usize = 2 * 1024;

/// Most access fields that one warrant may bring to a trustee. An order to read a person's month fits; an order
/// to read everybody's does not.
pub const MAX_FIELDS: usize = 10_000;

/// Longest reason that a trustee records for a refusal, in bytes.
pub const MAX_REASON: usize = 200;

/// Longest area of a certificate, in bytes. Each request in it costs every sender an encryption: there is room for 29.
pub const MAX_AREA: usize = 1024;

/// Most copies of a content key beside one message: what both areas of a certificate can ask for.
pub const MAX_COPIES: usize = 2 * (MAX_AREA / 35);
/// Most keys that a key centre certifies for one user and purpose. A new key every week for a lifetime fits.
pub const MAX_CERTIFIED_KEYS: u32 = 5_000;
/// Longest text sealed under a key that can be searched for, in bytes, with all that is around it: [`MAX_TEXT`] padded.
pub const MAX_SEALED_TEXT: usize = 57 * 1024 + 64;

/// Longest key that the lawful process, or anybody, searches for here, in bits. At some million trials a second, 40 bits
/// are days on one machine.
pub const MAX_SEARCH_BITS: u32 = 40;

/// Longest prime of a small group, in bits: sums of two residues fit 64 bits.
pub const MAX_GROUP_BITS: u32 = 62;
/// Most devices of a roster that a client writes to. A directory that lists more makes its senders encrypt each
/// message as often as it likes.
pub const MAX_DEVICES: usize = 16;

/// Heads of a transparency log that a client keeps to compare: a year and more of daily epochs. With older ones it
/// can no longer tell whether somebody else was shown the same.
pub const MAX_HEADS: usize = 400;

/// Listings in one bucket of a transparency log that a client hashes to check one of them. 256 buckets of so many hold a
/// quarter of a million users, more than any run here.
pub const MAX_LISTINGS: usize = 1_000;
