//! The client of the family as a messenger of the stage.

use chacha20::ChaCha20Rng;
use escrow::mechanisms::ghost::{Client, Payload, SendError};
use honest::error::InitiateError;
use honest::prekeys::Bundle;
use honest::{Address, Device, Envelope};

use crate::system::Warning;
use crate::systems::network::{Messenger, refused};

impl Messenger for Client {
    fn device(&self) -> &Device {
        Self::device(self)
    }

    fn device_mut(&mut self) -> &mut Device {
        Self::device_mut(self)
    }

    fn begin(
        &mut self,
        peer: &Address,
        bundle: Bundle,
        sent: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<(), Warning> {
        Messenger::begin(self.device_mut(), peer, bundle, sent, rng)
    }

    /// To the peer's first device alone: what an impostor says, who knows of no roster.
    fn send(&mut self, to: &Address, text: &[u8], _: u64, _: &mut ChaCha20Rng) -> Result<Vec<u8>, Warning> {
        let payload = Payload { to: to.clone(), head: None, text: text.to_vec() };
        let sent = self.device_mut().send(to, &payload.to_bytes());
        sent.map(|envelope| envelope.to_bytes()).map_err(refused)
    }

    fn receive(&mut self, frame: &[u8], rng: &mut ChaCha20Rng) -> Result<Vec<u8>, Warning> {
        let envelope = Envelope::from_bytes(frame).map_err(refused)?;
        Self::receive(self, &envelope, rng).map(|received| received.text).map_err(refused)
    }

    fn stored(&self) -> Vec<u8> {
        Self::device(self).export().to_vec()
    }
}

/// A refusal to send, as a user hears it.
pub(super) fn unsent(error: SendError) -> Warning {
    match error {
        SendError::Initiate(InitiateError::KeyChanged { .. }) => Warning::KeyChanged,
        other => refused(other),
    }
}
