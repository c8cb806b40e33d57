//! Every bound that input could push, each with its reason.
//!
//! A message arrives from whoever can reach the wire. Nothing it says may make a device store, compute or
//! allocate without end, so each quantity it can move has a number here and a test at the number.

/// Longest text of one message, in bytes. 60 KiB and its framing fit one 64 KiB frame of the relay.
pub const MAX_TEXT: usize = 60 * 1024;

/// Longest wire message accepted, in bytes: the largest padded text, both headers and a full handshake.
pub const MAX_WIRE: usize = 64 * 1024;

/// Smallest padded size, in bytes. Most chat messages fit it, so most look alike on the wire.
pub const PADDING_STEP_SMALL: usize = 64;

/// Padding step above [`PADDING_LARGE_FROM`], in bytes.
pub const PADDING_STEP_LARGE: usize = 1024;

/// Size in bytes from which padding goes in large steps.
pub const PADDING_LARGE_FROM: usize = 1024;

/// Longest address, in bytes of UTF-8. Room for a name or a mail address.
pub const MAX_ADDRESS: usize = 64;

/// Message keys that one header may make a device derive by jumping ahead (the specification's MAX_SKIP).
/// 1,000 derivations cost about a third of a millisecond. A forged header that pretends a new chain buys that
/// twice, for the end of the old chain and the beginning of the new, and one key agreement.
pub const MAX_JUMP: u32 = 1_000;

/// Skipped message keys kept per session. Each is a hole in forward secrecy (Double Ratchet, section 8.4),
/// so there are few; the oldest is dropped first.
pub const MAX_SKIPPED: usize = 2_000;

/// Retired receiving chains remembered per session, so that a late duplicate is named as one.
pub const MAX_RETIRED: usize = 5;

/// Sessions kept per peer: one in use, and those that lost a simultaneous start but still have messages
/// in flight.
pub const MAX_SESSIONS: usize = 4;

/// Contacts per device. Bounds the state that strangers can create by writing to a device first.
pub const MAX_CONTACTS: usize = 10_000;

/// One-time prekeys of each kind kept per device, published or not.
pub const MAX_ONE_TIME: usize = 200;

/// Handshakes remembered per signed prekey to refuse their replay. When the list is full, further
/// handshakes under that prekey are refused until it is rotated: late is better than replayed.
pub const MAX_SEEN: usize = 10_000;
