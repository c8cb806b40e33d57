//! A bot's messenger: whichever build it is given.

use chacha20::ChaCha20Rng;
use escrow::{Client, EpochKey, EscrowPublic};
use honest::prekeys::Bundle;
use honest::{Address, Device, Suite};
use serde_json::Value;

use crate::workshop::custody::MANDATE;
use crate::workshop::state::decode;

/// One-time bundles that a bot publishes.
const BUNDLES: usize = 2;

/// Either messenger.
pub(super) enum Phone {
    Clean(Box<Device>),
    Escrow(Box<Client>),
}

impl Phone {
    /// The messenger that the board tells of; `None` if it cannot be set up.
    pub(super) fn new(address: &str, build: &Value, rng: &mut ChaCha20Rng) -> Option<Self> {
        let address = Address::new(address).ok()?;
        let Some(mandate) = build.get("mandate").filter(|mandate| mandate.is_object()) else {
            return Some(Self::Clean(Box::new(Device::new(address, Suite::Hybrid, rng))));
        };
        let epoch = u32::try_from(mandate.get("epoch")?.as_u64()?).ok()?;
        let key = decode(mandate.get("key")?.as_str()?)?;
        let public = EscrowPublic::parse(&key.try_into().ok()?).ok()?;
        let client = Client::new(address, Suite::Hybrid, MANDATE, EpochKey { epoch, public }, 0, rng).ok()?;
        Some(Self::Escrow(Box::new(client)))
    }

    fn device(&mut self) -> &mut Device {
        match self {
            Self::Clean(device) => device,
            Self::Escrow(client) => client.device_mut(),
        }
    }

    /// Bundles to publish: some to use once, and one that is given out when those are used.
    pub(super) fn publish(&mut self, rng: &mut ChaCha20Rng) -> (Vec<Vec<u8>>, Vec<u8>) {
        let mut publication = self.device().publish(BUNDLES, rng);
        let once = (0..BUNDLES).map(|_| publication.next_bundle().to_bytes()).collect();
        (once, publication.next_bundle().to_bytes())
    }

    pub(super) fn begin(
        &mut self,
        peer: &str,
        bundle: &[u8],
        sent: u64,
        rng: &mut ChaCha20Rng,
    ) -> Option<()> {
        let (peer, bundle) = (Address::new(peer).ok()?, Bundle::from_bytes(bundle).ok()?);
        match self {
            Self::Clean(device) => device.begin(&peer, bundle, rng).ok().map(drop),
            Self::Escrow(client) => client.begin(&peer, bundle, sent, rng).ok().map(drop),
        }
    }

    pub(super) fn ready(&mut self, peer: &str) -> bool {
        Address::new(peer).is_ok_and(|peer| self.device().session(&peer).is_some())
    }

    pub(super) fn send(&mut self, to: &str, text: &str, sent: u64, rng: &mut ChaCha20Rng) -> Option<Vec<u8>> {
        let to = Address::new(to).ok()?;
        match self {
            Self::Clean(device) => Some(device.send(&to, text.as_bytes()).ok()?.to_bytes()),
            Self::Escrow(client) => Some(client.send(&to, text.as_bytes(), sent, rng).ok()?.to_bytes()),
        }
    }

    pub(super) fn receive(&mut self, frame: &[u8], rng: &mut ChaCha20Rng) -> Option<String> {
        let received = match self {
            Self::Clean(device) => device.receive(&honest::Envelope::from_bytes(frame).ok()?, rng).ok()?,
            Self::Escrow(client) => client.receive(&escrow::Envelope::from_bytes(frame).ok()?, rng).ok()?,
        };
        String::from_utf8(received.text).ok()
    }
}
