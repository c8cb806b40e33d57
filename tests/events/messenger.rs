//! The messengers under test.

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use escrow::content::{self, ContentKey};
use escrow::error::ClientError;
use escrow::{Client, EpochKey, EscrowSecret, Mandate};
use honest::codec::Reader;
use honest::error::DecryptError;
use honest::{Address, Device, Envelope, Received, Suite};

/// What all people of a world share, and the secret that one messenger seals to and the other has never heard of.
pub(super) struct Setting {
    pub(super) suite: Suite,
    mandate: Mandate,
    secret: EscrowSecret,
}

impl Setting {
    /// By seed: every other one with all safeguards, one in four in the hybrid suite.
    pub(super) fn new(seed: u64) -> Self {
        let safe = seed % 2 == 1;
        let mandate = Mandate { proven: safe, committed: safe, bound: safe, ..Mandate::PLAIN };
        let suite = if seed % 4 < 3 { Suite::Classical } else { Suite::Hybrid };
        Self { suite, mandate, secret: EscrowSecret::generate(&mut rng(seed)) }
    }

    /// What the holder of the secret makes of a frame: of this frame alone, from whatever messenger it comes.
    pub(super) fn authority_reads(&self, frame: &[u8]) -> Option<Vec<u8>> {
        let envelope = escrow::Envelope::from_bytes(frame).ok()?;
        let field = envelope.field.as_ref()?;
        let key = ContentKey::from_bytes(&field.open(&self.secret).ok()?)?;
        content::open(&key, &envelope.about(field.label.session), &envelope.sealed).ok()
    }
}

pub(super) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// A messenger: bytes to the wire, bytes from the wire, bytes on the disk.
pub(super) trait Messenger: Sized {
    /// Whether the holder of the setting's secret reads along.
    const READ_BY_AUTHORITY: bool;
    fn new(setting: &Setting, address: Address, rng: &mut ChaCha20Rng) -> Self;
    /// Whoever holds these bytes goes on from them: their owner, or a thief.
    fn restored(setting: &Setting, state: &[u8]) -> Self;
    fn device(&self) -> &Device;
    fn device_mut(&mut self) -> &mut Device;
    fn send(&mut self, to: &Address, text: &[u8], rng: &mut ChaCha20Rng) -> Vec<u8>;
    fn receive(&mut self, frame: &[u8], rng: &mut ChaCha20Rng) -> Result<Received, DecryptError>;
    fn state(&self) -> Vec<u8>;
    /// The honest message in a frame.
    fn honest(frame: &[u8]) -> Envelope;
    /// The honest device in a state.
    fn device_bytes(state: &[u8]) -> &[u8];
}

impl Messenger for Device {
    const READ_BY_AUTHORITY: bool = false;

    fn new(setting: &Setting, address: Address, rng: &mut ChaCha20Rng) -> Self {
        Self::new(address, setting.suite, rng)
    }
    fn restored(_: &Setting, state: &[u8]) -> Self {
        Self::restore(state, 0).unwrap()
    }
    fn device(&self) -> &Device {
        self
    }
    fn device_mut(&mut self) -> &mut Device {
        self
    }
    fn send(&mut self, to: &Address, text: &[u8], _: &mut ChaCha20Rng) -> Vec<u8> {
        Self::send(self, to, text).unwrap().to_bytes()
    }
    fn receive(&mut self, frame: &[u8], rng: &mut ChaCha20Rng) -> Result<Received, DecryptError> {
        Self::receive(self, &Envelope::from_bytes(frame)?, rng)
    }
    fn state(&self) -> Vec<u8> {
        self.export().to_vec()
    }
    fn honest(frame: &[u8]) -> Envelope {
        Envelope::from_bytes(frame).unwrap()
    }
    fn device_bytes(state: &[u8]) -> &[u8] {
        state
    }
}

impl Messenger for Client {
    const READ_BY_AUTHORITY: bool = true;

    fn new(setting: &Setting, address: Address, rng: &mut ChaCha20Rng) -> Self {
        let key = EpochKey { epoch: 1, public: setting.secret.public() };
        Self::new(address, setting.suite, setting.mandate, key, 0, rng).unwrap()
    }
    fn restored(setting: &Setting, state: &[u8]) -> Self {
        // Where each message has a key of its own, the device is all that is stored; the rest is public.
        let device = Device::restore(Self::device_bytes(state), 0).unwrap();
        let mut client = <Self as Messenger>::new(setting, device.address().clone(), &mut rng(0));
        *client.device_mut() = device;
        client
    }
    fn device(&self) -> &Device {
        self.device()
    }
    fn device_mut(&mut self) -> &mut Device {
        self.device_mut()
    }
    fn send(&mut self, to: &Address, text: &[u8], rng: &mut ChaCha20Rng) -> Vec<u8> {
        self.send(to, text, 0, rng).unwrap().to_bytes()
    }
    fn receive(&mut self, frame: &[u8], rng: &mut ChaCha20Rng) -> Result<Received, DecryptError> {
        self.receive(&escrow::Envelope::from_bytes(frame)?, rng).map_err(|error| match error {
            ClientError::Decrypt(error) => error,
            other => panic!("nobody changed a byte, and still: {other}"),
        })
    }
    fn state(&self) -> Vec<u8> {
        self.export().to_vec()
    }
    fn honest(frame: &[u8]) -> Envelope {
        escrow::Envelope::from_bytes(frame).unwrap().inner
    }
    fn device_bytes(state: &[u8]) -> &[u8] {
        let mut from = Reader::new(state);
        let length = usize::try_from(from.u32().unwrap()).unwrap();
        from.take(length).unwrap()
    }
}
