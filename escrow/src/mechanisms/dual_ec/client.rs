//! A messenger whose every random number comes from the generator, and which shows some of them.
//!
//! ```text
//! registration   nonce                              then a new device
//! offer          nonce ‖ identity and prekeys       when prekeys are published
//! lookup         nonce                              when a conversation begins
//! frame          nonce ‖ envelope                   a message
//! ```
//! Inside is the clean device, unchanged; it takes a generator and is given this one. The generator is not the client's
//! own: as in a gateway, one serves everybody behind it. The nonces stand for those of IKE, the key exchange in which
//! the generator of ScreenOS was used: fresh, public, and drawn before the keys that go with them. Here they protect
//! nothing and nobody checks them; that a protocol shows raw output of its generator is all that matters about them.
//!
//! Two sizes, both from that case: 20 bytes leave 80 bits of a block unseen, so that even the holder of `d` has 2^96
//! points to try; 32 bytes show a whole block and two bytes of the next.

use honest::codec::{Reader, Writer};
use honest::error::{DecodeError, DecryptError, EncryptError, InitiateError};
use honest::prekeys::{Bundle, Publication, Suite};
use honest::{Address, Device, Envelope, Received};
use rand_core::Rng;

use super::{BLOCK, DualEc};

/// How long a nonce is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NonceSize {
    /// 20 bytes: less than a block.
    Short,
    /// 32 bytes: a block and two bytes more.
    Long,
}

impl NonceSize {
    /// Its bytes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::Short => 20,
            Self::Long => 32,
        }
    }

    /// How many points one nonce leaves open, as a power of two: 16 bits that every block is cut by, and what is
    /// missing of the block. About half of them are on the curve.
    #[must_use]
    pub const fn unseen_bits(self) -> usize {
        16 + 8 * BLOCK.saturating_sub(self.bytes())
    }
}

/// What a device hands to the relay: a nonce, and the public halves of keys drawn behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The nonce.
    pub nonce: Vec<u8>,
    /// Identity and prekeys.
    pub published: Publication,
}

/// A message as the wire shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The nonce.
    pub nonce: Vec<u8>,
    /// The clean messenger's envelope.
    pub envelope: Envelope,
}

impl Frame {
    /// The layout: the nonce behind its length, the envelope.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::new();
        to.prefixed(&self.nonce).put(&self.envelope.to_bytes());
        to.finish()
    }

    /// Reads a frame.
    ///
    /// # Errors
    /// [`DecodeError`] if it is cut, or its envelope is none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        let nonce = from.prefixed()?.to_vec();
        Ok(Self { nonce, envelope: Envelope::from_bytes(from.rest())? })
    }
}

/// One user's messenger.
pub struct Client {
    device: Device,
    size: NonceSize,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { device, size } = self;
        f.debug_struct("Client").field("device", device).field("size", size).finish()
    }
}

impl Client {
    /// A new messenger, and the nonce that its registration shows.
    pub fn register(address: Address, size: NonceSize, generator: &mut DualEc) -> (Self, Vec<u8>) {
        let nonce = draw(generator, size);
        (Self::of(Device::new(address, Suite::Hybrid, generator), size), nonce)
    }

    /// The messenger of a device that exists already.
    #[must_use]
    pub const fn of(device: Device, size: NonceSize) -> Self {
        Self { device, size }
    }

    /// The clean device inside.
    #[must_use]
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// The clean device inside, to act on.
    pub const fn device_mut(&mut self) -> &mut Device {
        &mut self.device
    }

    /// Makes up to `count` one-time prekeys of each kind.
    pub fn publish(&mut self, count: usize, generator: &mut DualEc) -> Offer {
        let nonce = draw(generator, self.size);
        Offer { nonce, published: self.device.publish(count, generator) }
    }

    /// Starts a conversation with the owner of a bundle; gives the nonce that the lookup showed.
    ///
    /// # Errors
    /// As [`Device::begin`].
    pub fn begin(
        &mut self,
        peer: &Address,
        bundle: Bundle,
        generator: &mut DualEc,
    ) -> Result<Vec<u8>, InitiateError> {
        let nonce = draw(generator, self.size);
        self.device.begin(peer, bundle, generator)?;
        Ok(nonce)
    }

    /// Seals a text.
    ///
    /// # Errors
    /// As [`Device::send`].
    pub fn send(&mut self, to: &Address, text: &[u8], generator: &mut DualEc) -> Result<Frame, EncryptError> {
        let nonce = draw(generator, self.size);
        Ok(Frame { nonce, envelope: self.device.send(to, text)? })
    }

    /// Opens a message.
    ///
    /// # Errors
    /// As [`Device::receive`].
    pub fn receive(&mut self, frame: &Frame, generator: &mut DualEc) -> Result<Received, DecryptError> {
        self.device.receive(&frame.envelope, generator)
    }
}

/// One request for a nonce.
fn draw(generator: &mut DualEc, size: NonceSize) -> Vec<u8> {
    let mut nonce = vec![0; size.bytes()];
    generator.fill_bytes(&mut nonce);
    nonce
}
