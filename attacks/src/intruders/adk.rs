//! Reads messages whose key is sealed to whoever a certificate asks for. It has a key of its own, as anybody can, and
//! writes it where nobody signed.

use chacha20::ChaCha20Rng;
use escrow::EscrowSecret;
use escrow::content::{self, ContentKey};
use escrow::mechanisms::adk::{Certificate, Envelope};
use honest::wire::{Message, SessionId};
use rand_core::SeedableRng;

use super::burglar::Reader;
use crate::script::Meta;
use crate::system::{Cost, Loot, Place, Plaintext, Posture, User};
use crate::systems::access_loot::AccessLoot;

/// The reader.
pub(crate) struct AdkReader {
    /// Its own key, then what was stolen.
    secrets: Vec<EscrowSecret>,
    /// Content keys that the company handed over.
    keys: Vec<ContentKey>,
}

impl AdkReader {
    pub(crate) fn new(coins: [u8; 32]) -> Self {
        let own = EscrowSecret::generate(&mut ChaCha20Rng::from_seed(coins));
        Self { secrets: vec![own], keys: Vec::new() }
    }

    /// The content key of a message, from a copy that opens.
    fn opened(&self, envelope: &Envelope, cost: &mut Cost) -> Option<ContentKey> {
        let pairs =
            self.secrets.iter().flat_map(|secret| envelope.copies.iter().map(move |copy| (secret, copy)));
        let mut open = pairs.filter_map(|(secret, copy)| {
            cost.agreements += 1;
            cost.openings += 1;
            ContentKey::from_bytes(&copy.open(secret).ok()?)
        });
        open.next()
    }
}

fn session(envelope: &Envelope) -> Option<SessionId> {
    Some(Message::parse(&envelope.inner.message).ok()?.session)
}

impl Reader for AdkReader {
    fn take(&mut self, loot: &Loot) {
        if !matches!(loot.place, Place::Trustee(_) | Place::Authority) {
            // Certificates are public.
            return;
        }
        let Ok(held) = AccessLoot::from_bytes(&loot.bytes) else { return };
        self.secrets.extend(held.secrets.into_iter().filter_map(|(_, key)| EscrowSecret::from_bytes(key)));
        self.keys.extend(held.deposits.iter().filter_map(|deposit| ContentKey::from_bytes(deposit)));
    }

    fn carried(&self, frame: &[u8]) -> Option<honest::Envelope> {
        Envelope::from_bytes(frame).ok().map(|envelope| envelope.inner)
    }

    fn read(&mut self, _: &Meta, frame: &[u8], payload: Option<&[u8]>, cost: &mut Cost) -> Option<Plaintext> {
        let envelope = Envelope::from_bytes(frame).ok()?;
        let session = session(&envelope)?;
        let carried = payload.and_then(|payload| ContentKey::from_bytes(payload.get(..32)?));
        let opened = carried.or_else(|| self.opened(&envelope, cost));
        opened.iter().chain(&self.keys).find_map(|key| {
            cost.openings += 1;
            envelope.text(session, key).ok()
        })
    }

    fn forge(&mut self, _: &Meta, frame: &[u8], text: &[u8], cost: &mut Cost) -> Option<Vec<u8>> {
        // The text sealed anew under the key that it opens; the message around it is not the intruder's to write.
        let mut envelope = Envelope::from_bytes(frame).ok()?;
        let about = envelope.about(session(&envelope)?);
        let key = self.opened(&envelope, cost)?;
        envelope.sealed = content::seal(&key, &about, text).ok()?;
        Some(envelope.to_bytes())
    }

    fn answer(&mut self, posture: Posture, _: User, _: User, record: Vec<u8>) -> Vec<u8> {
        if posture == Posture::Operator {
            // It answers in its own name, and its own name asks for nothing.
            return Vec::new();
        }
        let insert = || {
            let mut certificate = Certificate::from_bytes(&record).ok()?;
            certificate.unsigned.ask(&self.secrets.first()?.public()).ok()?;
            Some(certificate.to_bytes())
        };
        insert().unwrap_or(record)
    }
}
