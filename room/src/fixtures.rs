//! Rooms for tests: people, pairs and real messages, without a server.

use std::collections::BTreeMap;

use chacha20::ChaCha20Rng;
use escrow::Client;
use honest::{Address, Device, Suite};
use rand_core::SeedableRng;

use crate::workshop::attempt::Haul;
use crate::workshop::config::RoomConfig;
use crate::workshop::custody::MANDATE;
use crate::workshop::event::{Build, Event, RECORD_VERSION, Stamped};
use crate::workshop::names;
use crate::workshop::state::{State, encode};

/// Either messenger.
enum Phone {
    Clean(Box<Device>),
    Escrow(Box<Client>),
}

impl Phone {
    fn device(&mut self) -> &mut Device {
        match self {
            Self::Clean(device) => device,
            Self::Escrow(client) => client.device_mut(),
        }
    }

    fn send(&mut self, to: &Address, text: &str, rng: &mut ChaCha20Rng) -> Vec<u8> {
        match self {
            Self::Clean(device) => device.send(to, text.as_bytes()).unwrap().to_bytes(),
            Self::Escrow(client) => client.send(to, text.as_bytes(), 100, rng).unwrap().to_bytes(),
        }
    }

    fn receive(&mut self, frame: &[u8], rng: &mut ChaCha20Rng) {
        match self {
            Self::Clean(device) => {
                device.receive(&honest::Envelope::from_bytes(frame).unwrap(), rng).unwrap();
            }
            Self::Escrow(client) => {
                client.receive(&escrow::Envelope::from_bytes(frame).unwrap(), rng).unwrap();
            }
        }
    }
}

/// A room of events.
pub(crate) struct Room {
    pub(crate) state: State,
    /// What was said, by order.
    pub(crate) said: BTreeMap<u64, String>,
    at: u64,
}

impl Room {
    /// An open room with nobody in it.
    pub(crate) fn open(seed: u64) -> Self {
        let event = Event::Opened {
            version: RECORD_VERSION,
            config: RoomConfig::default(),
            seed,
            secret: format!("{seed:064x}"),
            code: "K7QF".to_owned(),
        };
        Self { state: State::open(&Stamped { at: 0, event }).unwrap(), said: BTreeMap::new(), at: 0 }
    }

    /// Something happens.
    pub(crate) fn happens(&mut self, event: Event) {
        self.at += 1;
        self.state.apply(&Stamped { at: self.at, event });
    }

    /// So many pairs join and write so many messages each.
    pub(crate) fn with_pairs(seed: u64, pairs: usize, messages: usize) -> Self {
        let mut room = Self::open(seed);
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        for pair in 0..pairs {
            let people = [2 * pair, 2 * pair + 1].map(|at| names::name(at, 3, "en"));
            for name in &people {
                let (address, nickname) = (name.address.clone(), name.nickname.clone());
                room.happens(Event::Joined { address, nickname, bot: false });
            }
            let build = room.state.next_build();
            let [one, other] = people.map(|name| name.address);
            room.happens(Event::Paired { one: one.clone(), other: other.clone(), build });
            room.write(&one, &other, build, messages, &mut rng);
        }
        room
    }

    fn write(&mut self, one: &str, other: &str, build: Build, messages: usize, rng: &mut ChaCha20Rng) {
        let key = self.state.custody.as_ref().unwrap().key();
        let addresses = [one, other].map(|name| Address::new(name).unwrap());
        let mut phones = addresses.clone().map(|address| match build {
            Build::Clean => Phone::Clean(Box::new(Device::new(address, Suite::Hybrid, rng))),
            Build::Escrow => {
                let client = Client::new(address, Suite::Hybrid, MANDATE, key, 0, rng).unwrap();
                Phone::Escrow(Box::new(client))
            }
        });
        let bundle = phones[1].device().publish(1, rng).next_bundle();
        match &mut phones[0] {
            Phone::Clean(device) => drop(device.begin(&addresses[1], bundle, rng).unwrap()),
            Phone::Escrow(client) => drop(client.begin(&addresses[1], bundle, 0, rng).unwrap()),
        }
        for at in 0..messages {
            let (from, to) = (at % 2, 1 - at % 2);
            let text = format!("{build:?} {one} {at}");
            let frame = phones[from].send(&addresses[to], &text, rng);
            phones[to].receive(&frame, rng);
            let order = u64::try_from(self.state.messages.len() + 1).unwrap();
            let (from, to) = (addresses[from].to_string(), addresses[to].to_string());
            self.said.insert(order, text);
            self.happens(Event::Message { order, from, to, sent: 100, body: encode(&frame) });
        }
    }

    /// Shares are stolen, and the attack is made.
    pub(crate) fn attempt(&mut self, stolen: &[u8]) {
        for trustee in stolen {
            self.happens(Event::Stolen { trustee: *trustee });
        }
        let findings = Haul::of(&self.state).attempt();
        self.happens(Event::Attempted { shares: findings.shares, tallies: findings.tallies });
        self.state.readings = findings.readings;
    }
}
