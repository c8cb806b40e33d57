//! The provider-readable messenger: encryption from each user to the provider and from the provider to the next, as
//! in most mail and many chat services. The baseline below end-to-end encryption.

use std::collections::BTreeMap;

use chacha20::ChaCha20Rng;
use honest::codec::{Reader, Writer};
use honest::prekeys::Suite;
use honest::{Address, Device};
use rand_core::SeedableRng;

use super::network::{Messenger, address, refused};
use super::{BuildError, SystemEntry};
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::system::{
    Cost, Delivery, Door, Facts, Intruder, Loot, Order, Place, Plaintext, Relay, System, Taped, Trick,
    Tricked, User, Warning,
};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "provider",
    title: "provider-readable",
    what: "Each user has an encrypted channel to the provider, and the provider has every text: it reads, stores and \
           passes on. Lawful interception happens at the provider. Nothing is escrowed because nothing is hidden from it.",
    source: "Transport encryption only: the model of CALEA (1994) and the ETSI lawful-interception interfaces",
    in_favour: "A warrant gets exactly the messages it names, from the archive, and a thief who copies the archive once \
                reads nothing that is written afterwards. Spam and abuse can be filtered.",
    proposal: None,
    fix: None,
    argued: &[],
    file: file!(),
    facts,
    build,
};

fn facts(_: &Parameters) -> Facts {
    Facts::new("provider", Door::Provider)
}

/// One user's channel: the user's end and the provider's.
struct Channel {
    user: Device,
    provider: Device,
}

struct Provider {
    facts: Facts,
    channels: Vec<Channel>,
    name: Address,
    archive: Vec<(usize, Plaintext)>,
    handed_over: Vec<(usize, Plaintext)>,
    rng: ChaCha20Rng,
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    let mut rng = ChaCha20Rng::from_seed(seed).fork();
    let name = Address::new("provider")?;
    let mut channels = Vec::with_capacity(users);
    for user in 0..users {
        let mut provider = Device::new(name.clone(), Suite::Hybrid, &mut rng);
        let mut user = Device::new(address(user)?, Suite::Hybrid, &mut rng);
        let bundle = provider.publish(1, &mut rng).next_bundle();
        user.begin(&name, bundle, &mut rng).map_err(escrow::error::ClientError::from)?;
        // A first greeting, so that both ends can write.
        let hello = user.send(&name, b"").map_err(escrow::error::ClientError::from)?;
        provider.receive(&hello, &mut rng).map_err(escrow::error::ClientError::from)?;
        channels.push(Channel { user, provider });
    }
    let facts = facts(parameters);
    Ok(Box::new(Provider { facts, channels, name, archive: Vec::new(), handed_over: Vec::new(), rng }))
}

/// Numbered texts as bytes: `count 4 ‖ (message 4 ‖ text behind its length)…`.
fn write_texts(texts: &[(usize, Plaintext)]) -> Vec<u8> {
    let mut to = Writer::new();
    to.count(texts.len());
    for (index, text) in texts {
        to.count(*index).prefixed(text);
    }
    to.finish()
}

impl Provider {
    /// One hop: sealed by one end of a channel, opened by the other.
    fn hop(&mut self, user: User, up: bool, text: &[u8]) -> Result<(Vec<u8>, Plaintext), Warning> {
        let unknown = || Warning::Refused("no such user".to_owned());
        let Self { channels, name, rng, .. } = self;
        let Channel { user: device, provider } = channels.get_mut(user).ok_or_else(unknown)?;
        let address = device.address().clone();
        let (from, to, peer) = if up {
            (&mut *device, &mut *provider, &*name)
        } else {
            (&mut *provider, &mut *device, &address)
        };
        let frame = from.send(peer, text).map_err(refused)?.to_bytes();
        let text = Messenger::receive(to, &frame, rng)?;
        Ok((frame, text))
    }
}

impl System for Provider {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn places(&self) -> Vec<Place> {
        (0..self.channels.len()).map(Place::Device).chain([Place::Relay, Place::Authority]).collect()
    }

    fn new_day(&mut self, _: u32) {}

    fn meet(&mut self, _: User, _: User, _: u64, _: &mut dyn Relay) -> Result<(), Warning> {
        Ok(())
    }

    fn say(&mut self, meta: &Meta, text: &[u8], relay: &mut dyn Relay) -> Delivery {
        let mut say = || {
            let (up, text) = self.hop(meta.from, true, text)?;
            self.archive.push((meta.index, text.clone()));
            let text = relay.pass(meta, text);
            let (down, heard) = self.hop(meta.to, false, &text)?;
            Ok((vec![up, down], heard))
        };
        match say() {
            Ok((frames, heard)) => Delivery { frames, heard: Some(heard), warning: None },
            Err(warning) => Delivery { frames: Vec::new(), heard: None, warning: Some(warning) },
        }
    }

    fn trick(&mut self, _: Trick, _: &Meta, _: &[u8]) -> Option<Tricked> {
        None
    }

    fn compare(&self, _: User, _: User) -> Option<bool> {
        None
    }

    fn seize(&self, place: Place) -> Option<Loot> {
        let bytes = match place {
            Place::Device(user) => self.channels.get(user)?.user.stored(),
            Place::Relay => write_texts(&self.archive),
            Place::Authority => write_texts(&self.handed_over),
            Place::Trustee(_) | Place::Origin => return None,
        };
        Some(Loot { place, bytes })
    }

    fn lawful(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        let archive: BTreeMap<usize, &Plaintext> =
            self.archive.iter().map(|(index, text)| (*index, text)).collect();
        let read = |taped: &Taped| {
            let covered = order.covers(&taped.meta);
            archive.get(&taped.meta.index).filter(|_| covered).map(|text| (*text).clone())
        };
        let readings: Vec<Option<Plaintext>> = tape.iter().map(read).collect();
        let handed = tape.iter().zip(&readings);
        self.handed_over.extend(handed.filter_map(|(taped, text)| Some((taped.meta.index, text.clone()?))));
        Some(readings)
    }

    fn quietly(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        // The archive is read, and what was handed over is written down by nobody.
        let handed_over = self.handed_over.len();
        let read = self.lawful(order, tape);
        self.handed_over.truncate(handed_over);
        read
    }

    fn intruder(&self) -> Box<dyn Intruder> {
        Box::new(Burglar::default())
    }
}

/// Reads what was stolen from the provider or a user's device.
#[derive(Default)]
struct Burglar {
    texts: BTreeMap<usize, Plaintext>,
    thief: crate::intruders::thief::Thief,
    cost: Cost,
}

impl Relay for Burglar {}

impl Intruder for Burglar {
    fn take(&mut self, loot: &Loot) {
        match loot.place {
            Place::Device(_) => self.thief.take_device(&loot.bytes),
            // Shares of a key that has nothing to do with this system open nothing in it.
            Place::Trustee(_) | Place::Origin => {}
            Place::Relay | Place::Authority => {
                let mut from = Reader::new(&loot.bytes);
                let mut read = || {
                    for _ in 0..from.u32()? {
                        let index = usize::try_from(from.u32()?).unwrap_or(usize::MAX);
                        self.texts.insert(index, from.prefixed()?.to_vec());
                    }
                    Ok::<_, honest::error::DecodeError>(())
                };
                // Loot of this system reads to its end; what did not is not counted.
                if read().is_err() {
                    self.texts.clear();
                }
            }
        }
    }

    fn read(&mut self, tape: &[Taped]) -> Vec<Option<Plaintext>> {
        let Self { texts, thief, cost } = self;
        let mut read = |taped: &Taped| {
            cost.bytes += taped.frames.iter().map(|frame| frame.len() as u64).sum::<u64>();
            let envelopes = taped.frames.iter().filter_map(|frame| honest::Envelope::from_bytes(frame).ok());
            let stolen = texts.get(&taped.meta.index).cloned();
            stolen.or_else(|| envelopes.filter_map(|envelope| thief.read(&envelope)).next())
        };
        tape.iter().map(&mut read).collect()
    }

    fn forge(&mut self, _: &Meta, _: &[u8], _: &[u8]) -> Option<Vec<u8>> {
        // Whoever operates the provider changes texts as they pass (`Relay::pass`); on the wire there is nothing to hold.
        None
    }

    fn cost(&self) -> Cost {
        let mut cost = self.cost;
        cost += self.thief.cost;
        cost
    }
}
