//! What goes inside the messages of a fan-out.

use honest::address::Address;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;

use super::transparency::SignedHead;

/// What goes inside each honest message of a fan-out: `addressee ‖ flag 1 ‖ [head of the log] ‖ text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// To which user.
    pub to: Address,
    /// The sender's head, in some messages.
    pub head: Option<SignedHead>,
    /// What it says.
    pub text: Vec<u8>,
}

impl Payload {
    /// The layout.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::with_capacity(self.text.len() + 256);
        self.to.encode(&mut to);
        to.flag(self.head.is_some());
        if let Some(head) = &self.head {
            to.put(&head.to_bytes());
        }
        to.put(&self.text);
        to.finish()
    }

    /// Reads a payload.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        let to = Address::decode(&mut from)?;
        let head = if from.flag()? { Some(SignedHead::decode(&mut from)?) } else { None };
        Ok(Self { to, head, text: from.rest().to_vec() })
    }
}
