//! A user's messenger that franks, and the desk to which what it was sent can be brought.

use std::sync::Arc;

use chacha20::ChaCha20Rng;
use escrow::mechanisms::franking::{Client, Envelope, Provider, Receipt, Report, Revealed, Stamp};
use honest::prekeys::Bundle;
use honest::{Address, Device};
use rand_core::Rng;

use crate::system::Warning;
use crate::systems::network::{Messenger, refused};

/// Longest text that goes in the message itself, in bytes.
pub(super) const INLINE: usize = 32;

/// One user's messenger, and the receipts of what it has read since somebody looked.
pub(crate) struct Franker {
    pub(super) client: Client,
    pub(super) receipts: Vec<Receipt>,
    /// Whoever sits in the middle stamps what it sends itself: a recipient cannot tell.
    stamps: bool,
}

impl Franker {
    pub(super) fn new(device: Device, committed: bool, stamps: bool) -> Self {
        Self { client: Client::new(device, committed), receipts: Vec::new(), stamps }
    }

    /// A text on its way to the provider, in a file if it is long.
    pub(super) fn envelope(
        &mut self,
        to: &Address,
        text: &[u8],
        rng: &mut ChaCha20Rng,
    ) -> Result<Envelope, Warning> {
        let sent = if text.len() > INLINE {
            self.client.send_file(to, text, rng)
        } else {
            self.client.send(to, text, rng)
        };
        sent.map_err(refused)
    }
}

impl Messenger for Franker {
    fn device(&self) -> &Device {
        self.client.device()
    }

    fn device_mut(&mut self) -> &mut Device {
        self.client.device_mut()
    }

    fn begin(
        &mut self,
        peer: &Address,
        bundle: Bundle,
        sent: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<(), Warning> {
        Messenger::begin(self.client.device_mut(), peer, bundle, sent, rng)
    }

    fn send(
        &mut self,
        to: &Address,
        text: &[u8],
        sent: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<Vec<u8>, Warning> {
        let mut envelope = self.envelope(to, text, rng)?;
        if self.stamps {
            let mut mac = [0; 32];
            rng.fill_bytes(&mut mac);
            envelope.stamp = Some(Stamp { time: sent, mac });
        }
        Ok(envelope.to_bytes())
    }

    fn receive(&mut self, frame: &[u8], rng: &mut ChaCha20Rng) -> Result<Vec<u8>, Warning> {
        let envelope = Envelope::from_bytes(frame).map_err(refused)?;
        let received = self.client.receive(&envelope, rng).map_err(refused)?;
        self.receipts.push(received.receipt);
        Ok(received.text)
    }

    fn stored(&self) -> Vec<u8> {
        self.client.export().to_vec()
    }
}

/// The provider's desk for complaints, as anybody can come to it, and what each user has kept to bring there.
pub(crate) struct Desk {
    provider: Arc<Provider>,
    /// Receipts by user.
    pub(crate) kept: Vec<Vec<Receipt>>,
}

impl Desk {
    pub(super) const fn new(provider: Arc<Provider>, kept: Vec<Vec<Receipt>>) -> Self {
        Self { provider, kept }
    }

    /// What the provider takes a report to show; nothing if it does not believe it.
    pub(crate) fn judge(&self, report: &Report) -> Option<Revealed> {
        self.provider.judge(report).ok()
    }
}
