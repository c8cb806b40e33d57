//! Puts another text in the place of a message in passing.

use escrow::content::{self, ContentKey};
use escrow::{Deposit, Envelope};
use honest::padding;
use honest::primitives::aead;
use honest::wire::Message;

use super::escrow::EscrowIntruder;

impl EscrowIntruder {
    /// A frame that says `text` in the sender's name, if the stolen goods allow it: sealed anew under the opened
    /// content key, or under a message key that the stolen state derives. Failing that, the frame with its
    /// ciphertext replaced, which a receiver that checks anything refuses.
    pub(super) fn forged(&mut self, frame: &[u8], text: &[u8]) -> Option<Vec<u8>> {
        let Some(mandate) = self.mandate() else {
            let mut envelope = honest::Envelope::from_bytes(frame).ok()?;
            envelope.message = self.reseal(&envelope.message, text)?;
            return Some(envelope.to_bytes());
        };
        let mut envelope = Envelope::from_bytes(frame).ok()?;
        let session = Message::parse(&envelope.inner.message).ok()?.session;
        if matches!(mandate.deposit, Deposit::ContentKey(_)) {
            let deposit = envelope.field.as_ref().and_then(|field| self.open_field(field));
            // Without the deposited key, one of its own: the receiver has another.
            let key = ContentKey::from_bytes(&deposit.unwrap_or_else(|| vec![0; 32]))?;
            envelope.sealed = content::seal(&key, &envelope.about(session), text).ok()?;
            return Some(envelope.to_bytes());
        }
        if let Some(root) = envelope.field.as_ref().and_then(|field| self.open_field(field)) {
            self.take_root(session, &root);
        }
        envelope.inner.message = self.reseal(&envelope.inner.message, text)?;
        Some(envelope.to_bytes())
    }

    /// Seals a text under the key of a message in passing, or under a made-up one if that key is not to be had.
    fn reseal(&mut self, bytes: &[u8], text: &[u8]) -> Option<Vec<u8>> {
        let message = Message::parse(bytes).ok()?;
        let (key, associated) = match self.message_key(&message) {
            Some((key, associated)) => (*key, associated),
            None => ([0; 32], [0; 32]),
        };
        let mut padded = Vec::new();
        padding::pad_onto(&mut padded, text);
        let sealed = aead::seal(&key, &[&associated, message.clear].concat(), &padded);
        Some([message.clear, &sealed].concat())
    }
}
