//! A client that carries a key inside an honest message and shows something about it outside: the shape that most
//! proposals have. What the key is, what is shown and how a text is sealed is the proposal's craft.

use chacha20::ChaCha20Rng;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::prekeys::Bundle;
use honest::{Address, Device, Envelope};

use super::network::{Messenger, refused};
use crate::system::Warning;

/// What a craft makes of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Crafted {
    /// What only the peer learns: it goes inside the honest message.
    pub(crate) payload: Vec<u8>,
    /// What everybody sees: a field for the access path, a tag for the provider.
    pub(crate) field: Vec<u8>,
    /// The text, sealed.
    pub(crate) sealed: Vec<u8>,
}

/// How a proposal seals and opens texts. One value of this is one user's part of it.
pub(crate) trait Craft: Send {
    /// Seals a text to a peer.
    fn seal(
        &mut self,
        to: &Address,
        text: &[u8],
        sent: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<Crafted, Warning>;

    /// Opens what a peer sealed, or says why this client refuses it.
    fn open(&mut self, from: &Address, crafted: &Crafted) -> Result<Vec<u8>, Warning>;

    /// What this user's client tells the directory, if it tells it anything.
    fn record(&self) -> Option<Vec<u8>> {
        None
    }

    /// What this user's machine stores of it beside the honest state: what a thief of the phone finds.
    fn stored(&self) -> Vec<u8> {
        Vec::new()
    }
}

/// One message on the wire: an honest envelope, the field and the sealed text.
///
/// ```text
/// envelope behind its length ‖ field behind its length ‖ sealed text            lengths of 32 bits
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parcel {
    /// The honest message with the payload in it.
    pub(crate) inner: Envelope,
    /// What everybody sees.
    pub(crate) field: Vec<u8>,
    /// The text, sealed.
    pub(crate) sealed: Vec<u8>,
}

impl Parcel {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::new();
        let inner = self.inner.to_bytes();
        to.count(inner.len()).put(&inner).count(self.field.len()).put(&self.field).put(&self.sealed);
        to.finish()
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        let inner = Envelope::from_bytes(behind_length(&mut from)?)?;
        let field = behind_length(&mut from)?.to_vec();
        Ok(Self { inner, field, sealed: from.rest().to_vec() })
    }
}

/// Bytes behind a 32-bit length.
pub(crate) fn behind_length<'a>(from: &mut Reader<'a>) -> Result<&'a [u8], DecodeError> {
    let length = usize::try_from(from.u32()?).unwrap_or(usize::MAX);
    from.take(length)
}

/// The client: an honest device and a craft.
pub(crate) struct Carrier<C> {
    pub(crate) device: Device,
    pub(crate) craft: C,
}

impl<C: Craft> Carrier<C> {
    /// Sends what was crafted: for honest clients what their craft made, for others what they like.
    pub(crate) fn send_crafted(&mut self, to: &Address, crafted: Crafted) -> Result<Vec<u8>, Warning> {
        let Crafted { payload, field, sealed } = crafted;
        let inner = self.device.send(to, &payload).map_err(refused)?;
        Ok(Parcel { inner, field, sealed }.to_bytes())
    }

    /// What a frame carries, the honest message opened.
    pub(crate) fn unpack(
        &mut self,
        frame: &[u8],
        rng: &mut ChaCha20Rng,
    ) -> Result<(Address, Crafted), Warning> {
        let Parcel { inner, field, sealed } = Parcel::from_bytes(frame).map_err(refused)?;
        let payload = self.device.receive(&inner, rng).map_err(refused)?.text;
        Ok((inner.from, Crafted { payload, field, sealed }))
    }
}

impl<C: Craft> Messenger for Carrier<C> {
    fn device(&self) -> &Device {
        &self.device
    }

    fn device_mut(&mut self) -> &mut Device {
        &mut self.device
    }

    fn begin(
        &mut self,
        peer: &Address,
        bundle: Bundle,
        sent: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<(), Warning> {
        Messenger::begin(&mut self.device, peer, bundle, sent, rng)
    }

    fn send(
        &mut self,
        to: &Address,
        text: &[u8],
        sent: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<Vec<u8>, Warning> {
        let crafted = self.craft.seal(to, text, sent, rng)?;
        self.send_crafted(to, crafted)
    }

    fn receive(&mut self, frame: &[u8], rng: &mut ChaCha20Rng) -> Result<Vec<u8>, Warning> {
        let (from, crafted) = self.unpack(frame, rng)?;
        self.craft.open(&from, &crafted)
    }

    fn record(&self) -> Option<Vec<u8>> {
        self.craft.record()
    }

    /// The honest state behind its length, then what the craft stores: as the escrowed client has it.
    fn stored(&self) -> Vec<u8> {
        let device = self.device.export();
        let mut to = Writer::new();
        to.count(device.len()).put(&device).put(&self.craft.stored());
        to.finish()
    }
}
