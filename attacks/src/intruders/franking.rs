//! Tries the provider's franking key on everything in a message that could be locked with it, and stamps with it.

use escrow::content::ContentKey;
use escrow::mechanisms::franking::{Body, Envelope, FrankingKey, stamp, unpack};
use honest::padding;
use honest::primitives::aead;
use honest::wire::Message;

use super::burglar::Reader;
use crate::script::Meta;
use crate::system::{Cost, Loot, Place, Plaintext};

/// The reader.
#[derive(Default)]
pub(crate) struct FrankingReader {
    /// The provider's key, which the relay stores behind the directory.
    stolen: Option<[u8; 32]>,
}

impl FrankingReader {
    /// Tries the stolen key as that of the file, of the message, and as a franking key.
    fn pry(&self, envelope: &Envelope, cost: &mut Cost) -> Option<Plaintext> {
        let key = self.stolen?;
        let honest::Envelope { from, to, message } = &envelope.inner;
        cost.openings += 2;
        let digest = honest::primitives::kdf::sha256(&[&envelope.file]);
        let body = Body::File { key: ContentKey::from_bytes(&key)?, digest };
        if let Ok(text) = body.read(from, to, &envelope.file, false) {
            return Some(text);
        }
        let message = Message::parse(message).ok()?;
        padding::unpad(aead::open(&key, message.clear, message.sealed).ok()?).ok()
    }
}

impl Reader for FrankingReader {
    fn take(&mut self, loot: &Loot) {
        if loot.place == Place::Relay {
            self.stolen = loot.bytes.last_chunk().copied();
        }
    }

    fn carried(&self, frame: &[u8]) -> Option<honest::Envelope> {
        Envelope::from_bytes(frame).ok().map(|envelope| envelope.inner)
    }

    fn read(&mut self, _: &Meta, frame: &[u8], payload: Option<&[u8]>, cost: &mut Cost) -> Option<Plaintext> {
        let envelope = Envelope::from_bytes(frame).ok()?;
        let Some((_, body)) = payload.and_then(|payload| unpack(payload).ok()) else {
            return self.pry(&envelope, cost);
        };
        cost.openings += 1;
        body.read(&envelope.inner.from, &envelope.inner.to, &envelope.file, false).ok()
    }

    fn forge(&mut self, meta: &Meta, frame: &[u8], text: &[u8], _: &mut Cost) -> Option<Vec<u8>> {
        // A tag for the text and a good stamp on it, and in the message what the provider's key would seal.
        let key = self.stolen?;
        let mut envelope = Envelope::from_bytes(frame).ok()?;
        let (franking, body) = (FrankingKey(key), Body::Text(text.to_vec()));
        envelope.tag = franking.tag(&body);
        envelope.stamp =
            Some(stamp(&key, &envelope.tag, meta.sent, &envelope.inner.from, &envelope.inner.to));
        envelope.file.clear();
        let message = Message::parse(&envelope.inner.message).ok()?;
        let sealed = aead::seal(&key, message.clear, text);
        envelope.inner.message = [message.clear, &sealed].concat();
        Some(envelope.to_bytes())
    }
}
