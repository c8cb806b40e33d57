//! What the tests of this crate share: seeded people, and the check that a refusal changes nothing.

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;

use crate::address::Address;
use crate::device::{Device, Received};
use crate::error::DecryptError;
use crate::prekeys::{Publication, Suite};
use crate::wire::Envelope;

/// Bytes of a message before its sealed part, once the hello is gone: kind, session, header.
pub(crate) const CLEAR: usize = 49;

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn address(name: &str) -> Address {
    Address::new(name).unwrap()
}

/// The same device once more, by way of its stored state: what a thief or a backup holds.
pub(crate) fn copy(device: &Device) -> Device {
    Device::restore(&device.export(), 0).unwrap()
}

/// The error of an operation that must fail. Whatever was stored before is stored still, to the byte.
pub(crate) fn refused<T, E>(device: &mut Device, operation: impl FnOnce(&mut Device) -> Result<T, E>) -> E {
    let before = device.export();
    let Err(error) = operation(device) else { panic!("this must be refused") };
    assert!(*device.export() == *before, "a refused operation changed the state");
    error
}

/// The error of a message that must be refused, changing nothing.
pub(crate) fn refused_by(device: &mut Device, envelope: &Envelope) -> DecryptError {
    refused(device, |device| device.receive(envelope, &mut rng(0)))
}

/// Alice, Bob, and the generator they draw from.
pub(crate) struct Pair {
    pub(crate) alice: Device,
    pub(crate) bob: Device,
    pub(crate) rng: ChaCha20Rng,
}

impl Pair {
    /// Two who have never heard of each other.
    pub(crate) fn strangers(suite: Suite, seed: u64) -> Self {
        let mut rng = rng(seed);
        let alice = Device::new(address("alice"), suite, &mut rng);
        let bob = Device::new(address("bob"), suite, &mut rng);
        Self { alice, bob, rng }
    }

    /// Alice has begun a session out of a bundle of Bob's with `one_time` one-time prekeys to give; he has heard
    /// nothing yet.
    pub(crate) fn begun(suite: Suite, one_time: usize, seed: u64) -> Self {
        let mut pair = Self::strangers(suite, seed);
        let mut published = pair.bob.publish(one_time, &mut pair.rng);
        pair.alice_begins(&mut published);
        pair
    }

    /// Both have begun a session with the other, and neither has heard of it.
    pub(crate) fn crossed(suite: Suite, seed: u64) -> Self {
        let mut pair = Self::begun(suite, 1, seed);
        let bundle = pair.alice.publish(1, &mut pair.rng).next_bundle();
        pair.bob.begin(&address("alice"), bundle, &mut pair.rng).unwrap();
        pair
    }

    /// A message went each way: no hello is in front of anything any more.
    pub(crate) fn talking(suite: Suite, seed: u64) -> Self {
        let mut pair = Self::begun(suite, 1, seed);
        let first = pair.alice_sends(b"first");
        assert_eq!(pair.bob_reads(&first).text, b"first");
        let reply = pair.bob_sends(b"reply");
        assert_eq!(pair.alice_reads(&reply).text, b"reply");
        pair
    }

    pub(crate) fn alice_begins(&mut self, published: &mut Publication) {
        self.alice.begin(&address("bob"), published.next_bundle(), &mut self.rng).unwrap();
    }

    pub(crate) fn alice_sends(&mut self, text: &[u8]) -> Envelope {
        self.alice.send(&address("bob"), text).unwrap()
    }

    pub(crate) fn bob_sends(&mut self, text: &[u8]) -> Envelope {
        self.bob.send(&address("alice"), text).unwrap()
    }

    pub(crate) fn alice_reads(&mut self, envelope: &Envelope) -> Received {
        self.alice.receive(envelope, &mut self.rng).unwrap()
    }

    pub(crate) fn bob_reads(&mut self, envelope: &Envelope) -> Received {
        self.bob.receive(envelope, &mut self.rng).unwrap()
    }

    /// A message each way: a full round of the ratchet.
    pub(crate) fn round_trip(&mut self) {
        let there = self.alice_sends(b"there");
        self.bob_reads(&there);
        let back = self.bob_sends(b"back");
        self.alice_reads(&back);
    }
}
