//! What goes over the wire.
//!
//! ```text
//! envelope  "DORM" ‖ version 1 ‖ from ‖ to ‖ message          addresses behind 16-bit lengths
//! message   kind 1 ‖ hello ‖ session 8 ‖ header 40 ‖ sealed   a first message, until the first reply
//!           kind 2 ‖         session 8 ‖ header 40 ‖ sealed
//! header    ratchet key 32 ‖ pn 4 ‖ n 4                       big-endian
//! sealed    ChaCha20-Poly1305 of the padded text, tag 16
//! ```
//! Everything of a message before `sealed` is authenticated with it. Magic and version are the project's own:
//! nothing here speaks to a deployed messenger, and no deployed messenger's traffic parses here.

use crate::address::Address;
use crate::codec::{Reader, Writer};
use crate::error::{DecodeError, InitiateError};
use crate::handshake::Hello;
use crate::limits::MAX_WIRE;
use crate::primitives::dh::DhPublic;
use crate::ratchet::Header;

#[cfg(test)]
mod tests;

/// First bytes of every envelope.
pub const MAGIC: [u8; 4] = *b"DORM";
/// Version of all layouts of this crate. High, so that no text file's fifth byte is one.
pub const VERSION: u8 = 0xE1;

const KIND_FIRST: u8 = 1;
const KIND_NEXT: u8 = 2;

/// A session's name on the wire, 8 bytes out of its transcript.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(pub [u8; 8]);

impl std::fmt::Display for SessionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for SessionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SessionId({self})")
    }
}

/// A message and its two addresses, as the relay carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The sender, as the envelope says; the message authenticates it.
    pub from: Address,
    /// The addressee.
    pub to: Address,
    /// The message.
    pub message: Vec<u8>,
}

impl Envelope {
    /// The layout.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::with_capacity(self.message.len() + 64);
        to.put(&MAGIC).u8(VERSION);
        self.from.encode(&mut to);
        self.to.encode(&mut to);
        to.put(&self.message);
        to.finish()
    }

    /// Reads an envelope; the message in it is not looked at.
    ///
    /// # Errors
    /// [`DecodeError`]: too long, not ours, another version, no addresses.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() > MAX_WIRE {
            return Err(DecodeError::TooLong { what: "envelope", got: bytes.len(), bound: MAX_WIRE });
        }
        let mut from = Reader::new(bytes);
        if from.array::<4>()? != MAGIC {
            return Err(DecodeError::Magic);
        }
        let got = from.u8()?;
        if got != VERSION {
            return Err(DecodeError::Version { got, expected: VERSION });
        }
        let sender = Address::decode(&mut from)?;
        let addressee = Address::decode(&mut from)?;
        Ok(Self { from: sender, to: addressee, message: from.rest().to_vec() })
    }
}

/// A message taken apart, nothing of it authenticated yet.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// The hello, still encoded, if it is a first message.
    pub hello: Option<&'a [u8]>,
    /// Which session it is of.
    pub session: SessionId,
    /// Its place in the ratchet.
    pub header: Header,
    /// All bytes before the sealed ones.
    pub clear: &'a [u8],
    /// Ciphertext and tag.
    pub sealed: &'a [u8],
}

impl<'a> Message<'a> {
    /// Takes a message apart.
    ///
    /// # Errors
    /// [`DecodeError`] if it is too long, cut, of no known kind, or its ratchet key is no canonical key.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        if bytes.len() > MAX_WIRE {
            return Err(DecodeError::TooLong { what: "message", got: bytes.len(), bound: MAX_WIRE });
        }
        let mut from = Reader::new(bytes);
        let hello = match from.u8()? {
            KIND_FIRST => {
                let before = from.rest();
                Hello::skip(&mut from)?;
                before.get(..before.len() - from.rest().len())
            }
            KIND_NEXT => None,
            _ => return Err(DecodeError::Value { what: "kind of message" }),
        };
        let session = SessionId(from.array()?);
        let ratchet = DhPublic::parse(from.array()?)?;
        let header = Header { ratchet, previous: from.u32()?, number: from.u32()? };
        let sealed = from.rest();
        let clear = bytes.get(..bytes.len() - sealed.len()).unwrap_or_default();
        Ok(Self { hello, session, header, clear, sealed })
    }

    /// Reads the hello of a first message and verifies its identity's binding; `None` for a later message.
    ///
    /// # Errors
    /// [`InitiateError::Decode`] or [`InitiateError::Signature`].
    pub fn hello(&self) -> Result<Option<Hello>, InitiateError> {
        let Some(bytes) = self.hello else { return Ok(None) };
        let mut from = Reader::new(bytes);
        let hello = Hello::decode(&mut from)?;
        from.finish()?;
        Ok(Some(hello))
    }
}

/// Writes what goes before the sealed bytes.
pub(crate) fn write_clear(to: &mut Writer, hello: Option<&[u8]>, session: SessionId, header: &Header) {
    match hello {
        Some(bytes) => to.u8(KIND_FIRST).put(bytes),
        None => to.u8(KIND_NEXT),
    };
    to.put(&session.0).put(header.ratchet.as_bytes()).u32(header.previous).u32(header.number);
}
