//! The intruder of the miniatures: steals phones and sits in the middle like the one of the clean messenger, and has a
//! [`Reader`] for what is a proposal's own.

use std::collections::BTreeMap;

use chacha20::ChaCha20Rng;
use honest::codec::Reader as Bytes;
use honest::identity::IdentityPair;
use honest::prekeys::{Bundle, Publication, Suite};
use honest::{Address, Device};
use rand_core::SeedableRng;

use super::middle::Middle;
use super::thief::Thief;
use crate::script::Meta;
use crate::system::{Cost, Intruder, Loot, Place, Plaintext, Posture, Relay, Taped, User};
use crate::systems::carrier::{Parcel, behind_length};
use crate::systems::miniature::Impostor;
use crate::systems::network::address;

/// What an intruder makes of a proposal's own loot, fields and records. It is built from public facts only.
pub(crate) trait Reader: Send {
    /// Takes what a place beside the devices held. What the relay stores begins with the public directory.
    fn take(&mut self, loot: &Loot) {
        let _ = loot;
    }

    /// Takes what a phone stores of the proposal beside the honest state.
    fn take_device(&mut self, user: User, stored: &[u8]) {
        let _ = (user, stored);
    }

    /// The honest message inside a frame, for a thief of phones to read.
    fn carried(&self, frame: &[u8]) -> Option<honest::Envelope> {
        Parcel::from_bytes(frame).ok().map(|parcel| parcel.inner)
    }

    /// The text of a frame, with the loot at hand; `payload` is what the honest message inside says, if a thief of
    /// phones could read it.
    fn read(
        &mut self,
        meta: &Meta,
        frame: &[u8],
        payload: Option<&[u8]>,
        cost: &mut Cost,
    ) -> Option<Plaintext>;

    /// Whether reading brought up keys that may open what lies before: the tape is then read once more.
    fn learned(&self) -> bool {
        false
    }

    /// A frame that says `text` in place of one in passing.
    fn forge(&mut self, meta: &Meta, frame: &[u8], text: &[u8], cost: &mut Cost) -> Option<Vec<u8>> {
        let _ = (meta, frame, text, cost);
        None
    }

    /// What it answers in place of a directory's record, in either posture.
    fn answer(&mut self, posture: Posture, asker: User, owner: User, record: Vec<u8>) -> Vec<u8> {
        let _ = (posture, asker, owner);
        record
    }

    /// What it writes in place of a constant.
    fn constant(&mut self, name: &str, old: &[u8]) -> Option<Vec<u8>> {
        let _ = (name, old);
        None
    }
}

/// The intruder.
pub(crate) struct Burglar {
    reader: Box<dyn Reader>,
    impostor: Impostor,
    thief: Thief,
    middle: Middle,
    posture: Posture,
    identities: BTreeMap<Address, ([u8; 32], [u8; 32])>,
    rng: ChaCha20Rng,
    cost: Cost,
}

impl Burglar {
    pub(crate) fn new(reader: Box<dyn Reader>, impostor: Impostor, mut seed: [u8; 32]) -> Self {
        // The intruder's own coins are no one else's.
        seed.iter_mut().for_each(|byte| *byte ^= 0x5a);
        let mut rng = ChaCha20Rng::from_seed(seed);
        Self {
            reader,
            impostor,
            thief: Thief::new(),
            middle: Middle::new(rng.fork()),
            posture: Posture::Operator,
            identities: BTreeMap::new(),
            rng,
            cost: Cost::default(),
        }
    }

    fn take_phone(&mut self, user: User, bytes: &[u8]) {
        let mut from = Bytes::new(bytes);
        // The honest state behind its length, then the proposal's own; or an honest state and nothing else.
        match behind_length(&mut from) {
            Ok(device) if escrow::stored_state::device(device).is_ok() => {
                self.thief.take_device(device);
                let own = bytes.get(4 + device.len()..).unwrap_or_default();
                self.reader.take_device(user, own);
            }
            _ => {
                self.thief.take_device(bytes);
                self.reader.take_device(user, &[]);
            }
        }
        let stolen = self.thief.identities();
        let stolen = stolen.map(|(address, seed, agreement)| (address.clone(), (**seed, **agreement)));
        self.identities.extend(stolen);
    }

    fn read_one(&mut self, taped: &Taped) -> Option<Plaintext> {
        if let Some(text) = self.middle.overheard(taped.meta.index) {
            return Some(text);
        }
        taped.frames.iter().find_map(|frame| {
            self.cost.bytes += u64::try_from(frame.len()).unwrap_or(0);
            let payload = self.reader.carried(frame).and_then(|inner| self.thief.read(&inner));
            self.reader.read(&taped.meta, frame, payload.as_deref(), &mut self.cost)
        })
    }
}

impl Relay for Burglar {
    fn bundle(&mut self, asker: User, owner: User, published: &mut Publication) -> Bundle {
        let Self { impostor, identities, middle, posture, rng, .. } = self;
        match posture {
            Posture::Operator => middle.bundle(asker, owner, published, |user, rng| {
                let address = address(user).ok()?;
                let device = match identities.get(&address) {
                    Some((seed, agreement)) => {
                        let identity = IdentityPair::from_secrets(seed, *agreement);
                        Device::with_identity(address, identity, Suite::Hybrid, rng)
                    }
                    None => Device::new(address, Suite::Hybrid, rng),
                };
                impostor(user, device, rng)
            }),
            Posture::Outsider => tampered(owner, published, rng),
        }
    }

    fn answer(&mut self, asker: User, owner: User, record: Vec<u8>) -> Vec<u8> {
        self.reader.answer(self.posture, asker, owner, record)
    }

    fn carry(&mut self, meta: &Meta, frame: Vec<u8>) -> Vec<Vec<u8>> {
        self.middle.carry(meta, frame)
    }
}

/// A bundle in which everything that can be exchanged without the owner's signature has been: nothing, if every part of
/// it is signed. The answer is then the honest one.
pub(crate) fn tampered(owner: User, published: &mut Publication, rng: &mut ChaCha20Rng) -> Bundle {
    let genuine = published.next_bundle();
    // Prekeys of an outsider's own device, under the owner's identity: whatever is not signed passes.
    let Ok(address) = address(owner) else { return genuine };
    let own = Device::new(address, Suite::Hybrid, rng).publish(1, rng).next_bundle();
    let mixed = Bundle { identity: genuine.identity, ..own };
    if mixed.clone().verify(Suite::Hybrid).is_ok() { mixed } else { genuine }
}

impl Intruder for Burglar {
    fn take(&mut self, loot: &Loot) {
        match loot.place {
            Place::Device(user) => self.take_phone(user, &loot.bytes),
            _ => self.reader.take(loot),
        }
    }

    fn read(&mut self, tape: &[Taped]) -> Vec<Option<Plaintext>> {
        let mut read: Vec<_> = tape.iter().map(|taped| self.read_one(taped)).collect();
        if self.reader.learned() {
            let left = read.iter_mut().zip(tape).filter(|(reading, _)| reading.is_none());
            left.for_each(|(reading, taped)| *reading = self.read_one(taped));
        }
        read
    }

    fn forge(&mut self, meta: &Meta, frame: &[u8], text: &[u8]) -> Option<Vec<u8>> {
        self.reader.forge(meta, frame, text, &mut self.cost)
    }

    fn cost(&self) -> Cost {
        let mut cost = self.cost;
        cost += self.thief.cost;
        cost
    }

    fn posture(&mut self, posture: Posture) {
        self.posture = posture;
    }

    fn constant(&mut self, name: &str, old: &[u8]) -> Option<Vec<u8>> {
        self.reader.constant(name, old)
    }
}
