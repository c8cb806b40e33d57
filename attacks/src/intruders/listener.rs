//! What is stolen where listeners are kept: what they heard, and the listeners, which hear on and can speak.

use std::collections::BTreeMap;

use chacha20::ChaCha20Rng;
use escrow::mechanisms::ghost::{Payload, user_of};
use honest::codec::Reader as Bytes;
use honest::error::DecodeError;
use honest::{Device, Envelope};
use rand_core::SeedableRng;

use super::burglar::Reader;
use crate::script::Meta;
use crate::system::{Cost, Loot, Place, Plaintext};
use crate::systems::network::address;

/// Stolen listeners.
pub(crate) struct Stolen {
    texts: BTreeMap<usize, Plaintext>,
    devices: Vec<Device>,
    rng: ChaCha20Rng,
}

impl Stolen {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self { texts: BTreeMap::new(), devices: Vec::new(), rng: ChaCha20Rng::from_seed(seed) }
    }

    /// The authority's layout; `None` if it is not that.
    fn parse(bytes: &[u8]) -> Option<(BTreeMap<usize, Plaintext>, Vec<Device>)> {
        fn length(from: &mut Bytes<'_>) -> Result<usize, DecodeError> {
            Ok(usize::try_from(from.u32()?).unwrap_or(usize::MAX))
        }
        let mut from = Bytes::new(bytes);
        let mut read = || {
            let (mut texts, mut devices) = (BTreeMap::new(), Vec::new());
            for _ in 0..from.u32()? {
                let message = length(&mut from)?;
                let text = length(&mut from)?;
                texts.insert(message, from.take(text)?.to_vec());
            }
            for _ in 0..from.u32()? {
                let listener = length(&mut from)?;
                let mut listener = Bytes::new(from.take(listener)?);
                for _ in 0..listener.u32()? {
                    let state = length(&mut listener)?;
                    devices.extend(Device::restore(listener.take(state)?, 0));
                }
            }
            from.finish()?;
            Ok::<_, DecodeError>((texts, devices))
        };
        read().ok()
    }
}

impl Reader for Stolen {
    fn take(&mut self, loot: &Loot) {
        if let Some((texts, devices)) = Self::parse(&loot.bytes).filter(|_| loot.place == Place::Authority) {
            self.texts.extend(texts);
            self.devices.extend(devices);
        }
    }

    /// Every frame is an honest message.
    fn carried(&self, frame: &[u8]) -> Option<Envelope> {
        Envelope::from_bytes(frame).ok()
    }

    fn read(
        &mut self,
        meta: &Meta,
        frame: &[u8],
        payload: Option<&[u8]>,
        cost: &mut Cost,
    ) -> Option<Plaintext> {
        if let Some(text) = self.texts.get(&meta.index) {
            return Some(text.clone());
        }
        let text = |payload: &[u8]| Payload::from_bytes(payload).ok().map(|payload| payload.text);
        if let Some(payload) = payload {
            return text(payload);
        }
        let envelope = Envelope::from_bytes(frame).ok()?;
        let device = self.devices.iter_mut().find(|device| *device.address() == envelope.to)?;
        cost.openings += 1;
        text(&device.receive(&envelope, &mut self.rng).ok()?.text)
    }

    /// A listener is a device on its target's roster, so it can speak in the target's name to whoever has written to it.
    fn forge(&mut self, meta: &Meta, _: &[u8], text: &[u8], _: &mut Cost) -> Option<Vec<u8>> {
        let (from, to) = (address(meta.from).ok()?, address(meta.to).ok()?);
        let speaks =
            |device: &&mut Device| user_of(device.address()) == from && device.session(&to).is_some();
        let device = self.devices.iter_mut().find(speaks)?;
        let payload = Payload { to: to.clone(), head: None, text: text.to_vec() };
        device.send(&to, &payload.to_bytes()).ok().map(|envelope| envelope.to_bytes())
    }
}
