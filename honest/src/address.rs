//! Where a message goes: a short name, bound into every handshake and every message.

use crate::codec::{Reader, Writer};
use crate::error::DecodeError;
use crate::limits::MAX_ADDRESS;

/// A user's address: 1 to 64 bytes of UTF-8 without control characters.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address(String);

impl Address {
    /// Takes a name.
    ///
    /// # Errors
    /// [`DecodeError::Address`] if it is empty, too long or holds control characters.
    pub fn new(name: &str) -> Result<Self, DecodeError> {
        let refuse = |reason| Err(DecodeError::Address { reason });
        match name {
            "" => refuse("it is empty"),
            _ if name.len() > MAX_ADDRESS => refuse("it has more than 64 bytes"),
            _ if name.chars().any(char::is_control) => refuse("it holds control characters"),
            _ => Ok(Self(name.to_owned())),
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Appends the name behind its length.
    pub fn encode(&self, to: &mut Writer) {
        to.prefixed(self.0.as_bytes());
    }

    /// Reads a name.
    ///
    /// # Errors
    /// [`DecodeError`] if it is cut or no address.
    pub fn decode(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let bytes = from.prefixed()?;
        let name =
            std::str::from_utf8(bytes).map_err(|_| DecodeError::Address { reason: "it is not UTF-8" })?;
        Self::new(name)
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Address({})", self.0)
    }
}

#[cfg(test)]
mod tests;
