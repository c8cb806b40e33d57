//! What the relay carries, and what the provider adds to it.

use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::limits::MAX_WIRE;
use honest::wire::VERSION;

/// First bytes of an envelope.
pub const MAGIC: [u8; 4] = *b"DORF";

/// When the provider carried a message, and its stamp for that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Seconds, by the provider's clock.
    pub time: u64,
    /// The stamp.
    pub mac: [u8; 32],
}

/// A message as the relay carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The honest message: franking key and body.
    pub inner: honest::Envelope,
    /// What the sender commits to.
    pub tag: [u8; 32],
    /// The provider's stamp; none before the provider has carried it.
    pub stamp: Option<Stamp>,
    /// The file, if the text is in one; else nothing.
    pub file: Vec<u8>,
}

impl Envelope {
    /// The layout.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let inner = self.inner.to_bytes();
        let mut to = Writer::with_capacity(inner.len() + self.file.len() + 96);
        to.put(&MAGIC).u8(VERSION).count(inner.len()).put(&inner).put(&self.tag).flag(self.stamp.is_some());
        if let Some(Stamp { time, mac }) = &self.stamp {
            to.u64(*time).put(mac);
        }
        to.put(&self.file);
        to.finish()
    }

    /// Reads an envelope; nothing in it is authenticated yet.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let bound = 2 * MAX_WIRE;
        if bytes.len() > bound {
            return Err(DecodeError::TooLong { what: "envelope", got: bytes.len(), bound });
        }
        let mut from = Reader::new(bytes);
        if from.array::<4>()? != MAGIC {
            return Err(DecodeError::Magic);
        }
        let got = from.u8()?;
        if got != VERSION {
            return Err(DecodeError::Version { got, expected: VERSION });
        }
        let length = usize::try_from(from.u32()?).unwrap_or(usize::MAX);
        let inner = honest::Envelope::from_bytes(from.take(length)?)?;
        let tag = from.array()?;
        let stamp = if from.flag()? { Some(Stamp { time: from.u64()?, mac: from.array()? }) } else { None };
        Ok(Self { inner, tag, stamp, file: from.rest().to_vec() })
    }
}
