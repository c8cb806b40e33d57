//! Names that come from outside: rooms, addresses, and the ids of messages. Parsed once, at the edge.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::limits::{ADDRESS, MESSAGE_ID, ROOM_ID};

/// The id of a room: 1 to 32 of `a-z`, `0-9` and `-`. It never becomes a path of a file system.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoomId(String);

/// Why a text is not a [`RoomId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RoomIdError {
    /// It has no letter, or too many.
    #[error("a room id has 1 to {ROOM_ID} letters, and this one has {0}")]
    Length(usize),
    /// It has another letter than those allowed.
    #[error("a room id has only a-z, 0-9 and -")]
    Letter,
}

impl RoomId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RoomId {
    type Err = RoomIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() || text.len() > ROOM_ID {
            return Err(RoomIdError::Length(text.chars().count()));
        }
        if !text.bytes().all(plain) {
            return Err(RoomIdError::Letter);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for RoomId {
    type Error = RoomIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl AsRef<str> for RoomId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RoomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a text may be the address of a person: 1 to 32 of `a-z`, `0-9` and `-`.
pub(crate) fn is_address(text: &str) -> bool {
    !text.is_empty() && text.len() <= ADDRESS && text.bytes().all(plain)
}

/// Whether a text may be the id of a message: 1 to 64 letters, digits, `-`, `_`, `.` or `:`.
pub(crate) fn is_message_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MESSAGE_ID
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':'))
}

fn plain(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'
}

#[cfg(test)]
mod tests;
