//! A gateway run again from a state of its generator: everybody behind it has the same keys once more.

use std::collections::BTreeMap;

use escrow::mechanisms::dual_ec::{DualEc, Frame};
use honest::prekeys::{Publication, Suite};
use honest::{Address, Device};
use rand_core::Rng;

use super::recording::Shown;
use crate::intruders::thief::Thief;
use crate::system::{Cost, Plaintext};

/// The devices behind a gateway, made again.
pub(super) struct Replay {
    generator: DualEc,
    devices: BTreeMap<Address, Device>,
    /// What was said in each frame, by its nonce.
    pub(super) texts: BTreeMap<Vec<u8>, Plaintext>,
    pub(super) cost: Cost,
}

impl Replay {
    /// Begins with the first registration; `generator` has just given its nonce.
    pub(super) fn begin(first: Address, mut generator: DualEc) -> Self {
        let device = Device::new(first.clone(), Suite::Hybrid, &mut generator);
        let devices = BTreeMap::from([(first, device)]);
        Self { generator, devices, texts: BTreeMap::new(), cost: Cost::default() }
    }

    /// Whether the first device is the one that was published: nothing but the right state gives its keys.
    pub(super) fn confirmed(&self, published: &Publication) -> bool {
        self.devices.values().any(|device| *device.identity() == published.identity)
    }

    /// Runs everything behind the first registration again. Stops where the generator does not give what the wire showed:
    /// from there on something was drawn that the recording does not have.
    pub(super) fn run<'s>(&mut self, gateway: usize, mut rest: impl Iterator<Item = &'s Shown>) {
        while rest.next().is_some_and(|shown| self.follow(gateway, shown).is_some()) {}
    }

    /// Draws a nonce; `None` if it is not the one that was shown.
    fn draw(&mut self, shown: &[u8]) -> Option<()> {
        let mut nonce = vec![0; shown.len()];
        self.generator.fill_bytes(&mut nonce);
        (nonce == shown).then_some(())
    }

    fn follow(&mut self, gateway: usize, shown: &Shown) -> Option<()> {
        match shown {
            Shown::Registered { address, gateway: at, nonce } if *at == gateway => {
                self.draw(nonce)?;
                let device = Device::new(address.clone(), Suite::Hybrid, &mut self.generator);
                self.devices.insert(address.clone(), device);
            }
            Shown::Published { address, nonce, published } if self.devices.contains_key(address) => {
                self.draw(nonce)?;
                let Self { generator, devices, .. } = self;
                let again = devices.get_mut(address)?.publish(published.one_time.len(), generator);
                (again == **published).then_some(())?;
            }
            Shown::LookedUp { asker, peer, nonce, bundle } if self.devices.contains_key(asker) => {
                self.draw(nonce)?;
                let Self { generator, devices, .. } = self;
                devices.get_mut(asker)?.begin(peer, (**bundle).clone(), generator).ok()?;
            }
            Shown::Sent(frame) => self.listen(frame)?,
            _ => {}
        }
        Some(())
    }

    /// Reads a message as its addressee if the addressee is here, and else as a thief of its sender's phone; then says it
    /// again as its sender, so that the sender's state moves on, too.
    fn listen(&mut self, Frame { nonce, envelope }: &Frame) -> Option<()> {
        if self.devices.contains_key(&envelope.from) {
            self.draw(nonce)?;
        }
        let Self { generator, devices, texts, cost } = self;
        let text = if let Some(device) = devices.get_mut(&envelope.to) {
            cost.openings += 1;
            device.receive(envelope, generator).ok().map(|received| received.text)
        } else if let Some(device) = devices.get(&envelope.from) {
            let mut thief = Thief::new();
            thief.take_device(&device.export());
            let text = thief.read(envelope);
            *cost += thief.cost;
            text
        } else {
            return Some(());
        };
        let text = text?;
        if let Some(device) = devices.get_mut(&envelope.from) {
            device.send(&envelope.to, &text).ok().filter(|again| again == envelope)?;
        }
        texts.insert(nonce.clone(), text);
        Some(())
    }
}
