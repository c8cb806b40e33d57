use std::collections::BTreeMap;

use chacha20::ChaCha20Rng;
use honest::identity::IdentityPair;
use honest::prekeys::Suite;
use honest::primitives::kdf::sha256;
use honest::primitives::sign::{SigningPair, SigningPublic};
use rand_core::{CryptoRng, SeedableRng};

use super::provider::Listener;
use super::transparency::{Auditor, Habits};
use super::*;
use crate::fixtures::{address, court, rng};
use crate::warrant::WarrantId;

mod fan_out;
mod formats;
mod listening;
mod logged;

/// The clock when the tests' orders are served, and their window.
const NOW: u64 = 1_000;
const WINDOW: (u64, u64) = (2_000, 3_000);

/// A generator for each conversation of one user.
struct Purse {
    seed: u64,
    owner: Address,
    rngs: BTreeMap<Address, ChaCha20Rng>,
}

impl Coins for Purse {
    fn of(&mut self, device: &Address) -> &mut dyn CryptoRng {
        let Self { seed, owner, rngs } = self;
        rngs.entry(device.clone()).or_insert_with(|| {
            let parts = [owner.as_str().as_bytes(), b" / ", device.as_str().as_bytes()];
            ChaCha20Rng::from_seed(sha256(&[&seed.to_be_bytes(), parts[0], parts[1], parts[2]]))
        })
    }
}

/// How a world is set up.
#[derive(Clone, Copy)]
struct Setup {
    policy: Policy,
    habits: Option<Habits>,
    seed: u64,
}

/// Clients that say nothing they are asked not to say, and trust the directory.
const MANDATED: Policy = Policy { signed: false, silenced: true };
/// Clients that trust the directory and say what they see.
const HONEST: Policy = Policy { signed: false, silenced: false };
/// Clients that want further devices signed.
const SIGNED: Policy = Policy { signed: true, silenced: true };

/// Users with a device each, and their provider.
struct World {
    provider: Provider<ChaCha20Rng>,
    clients: BTreeMap<&'static str, (Client, Purse)>,
    setup: Setup,
    orders: u8,
}

fn log_key() -> SigningPair {
    SigningPair::from_seed(&[0x10; 32])
}

/// The key of a user's first device, which signs further ones.
fn owner(name: &str) -> IdentityPair {
    let [signing, agreement] = [b"signing", b"agrees "].map(|part| sha256(&[part, name.as_bytes()]));
    IdentityPair::from_secrets(&signing, agreement)
}

impl World {
    fn new(setup: Setup) -> Self {
        let mut provider = Provider::new(court().public(), rng(setup.seed ^ 0x6405));
        if setup.habits.is_some() {
            provider = provider.with_log(log_key());
        }
        let mut world = Self { provider, clients: BTreeMap::new(), setup, orders: 0 };
        for name in ["alice", "bob", "carol", "dave"] {
            world.join(name);
        }
        world.morning(0);
        world
    }

    fn with(policy: Policy) -> Self {
        Self::new(Setup { policy, habits: None, seed: 1 })
    }

    fn logged(gossip_per_mille: u32, keep_promises: bool, seed: u64) -> Self {
        let habits = Some(Habits { gossip_per_mille, keep_promises });
        Self::new(Setup { policy: MANDATED, habits, seed })
    }

    fn key(&self) -> SigningPublic {
        log_key().public()
    }

    fn purse(&self, owner: &str) -> Purse {
        Purse { seed: self.setup.seed, owner: address(owner), rngs: BTreeMap::new() }
    }

    fn join(&mut self, name: &'static str) {
        let mut purse = self.purse(name);
        let own = address(name);
        let device = Device::with_identity(own.clone(), owner(name), Suite::Hybrid, purse.of(&own));
        let mut client = Client::first(device, self.setup.policy);
        if let Some(habits) = self.setup.habits {
            client = client.with_auditor(Auditor::new(log_key().public(), habits));
        }
        let published = client.device_mut().publish(6, purse.of(&own));
        self.provider.register(&own, published.identity);
        self.provider.supply(&own, published);
        self.clients.insert(name, (client, purse));
    }

    /// A user gets a further device, in plain sight.
    fn buy(&mut self, name: &'static str, called: &'static str, now: u64) {
        let pair = IdentityPair::generate(&mut rng(u64::from(called.as_bytes()[0]) + self.setup.seed));
        let entry = if self.setup.policy.signed {
            Entry::signed(&address(name), *pair.public(), &owner(name))
        } else {
            Entry::unsigned(*pair.public())
        };
        let mut purse = self.purse(called);
        let own = device_address(&address(name), pair.public()).unwrap();
        let device = Device::with_identity(own.clone(), pair, Suite::Hybrid, purse.of(&own));
        let mut client = Client::further(device, *owner(name).public(), self.setup.policy);
        let published = client.device_mut().publish(6, purse.of(&own));
        self.client(name).link(entry);
        let linked = self.client(name).own_roster().entries;
        linked.into_iter().for_each(|entry| client.link(entry));
        self.provider.add_device(&address(name), entry, published, now).unwrap();
        self.clients.insert(called, (client, purse));
    }

    fn client(&mut self, name: &str) -> &mut Client {
        &mut self.clients.get_mut(name).unwrap().0
    }

    /// A morning: listeners come and go, the epoch is closed, clients look at the log.
    fn morning(&mut self, now: u64) {
        self.provider.tick(now, |_| Tactic::Roster);
        self.provider.close_epoch();
        for (client, _) in self.clients.values_mut() {
            client.audit(&mut self.provider);
        }
    }

    /// An order against a user is served, and its window begins.
    fn order(&mut self, target: &str, tactic: Tactic) -> Order {
        self.orders += 1;
        let (id, target) = (WarrantId([self.orders; 16]), address(target));
        let order = Order { id, target, window: WINDOW };
        self.provider.serve(&order.clone().sign(&court()), NOW).unwrap();
        self.provider.tick(WINDOW.0, |_| tactic);
        order
    }

    fn try_send(&mut self, from: &str, to: &str, text: &[u8]) -> Result<Vec<Envelope>, SendError> {
        let (client, purse) = self.clients.get_mut(from).unwrap();
        client.send(&address(to), text, &mut self.provider, purse)
    }

    /// Delivers to whoever it is addressed to; what devices of users read.
    fn deliver(&mut self, envelopes: &[Envelope]) -> Vec<(Address, Result<Received, ReceiveError>)> {
        let mut read = Vec::new();
        for envelope in envelopes {
            if self.provider.overhear(envelope).is_some() {
                continue;
            }
            let at = self.clients.values_mut().find(|(client, _)| *client.device().address() == envelope.to);
            let (client, purse) = at.expect("every address is somebody's");
            let mut result = client.receive(envelope, purse);
            if matches!(result, Err(ReceiveError::Unlisted { .. })) {
                client.look_up(&user_of(&envelope.from), &mut self.provider, purse).unwrap();
                result = client.receive(envelope, purse);
            }
            read.push((envelope.to.clone(), result));
        }
        read
    }

    /// Sends and delivers; every device of a user that a copy went to reads it.
    fn say(&mut self, from: &str, to: &str, text: &[u8]) -> Vec<Envelope> {
        let envelopes = self.try_send(from, to, text).unwrap();
        for (device, read) in self.deliver(&envelopes) {
            assert_eq!(read.as_ref().map(|read| &*read.text), Ok(text), "{device}");
        }
        envelopes
    }

    /// A few messages each way.
    fn chat(&mut self, one: &str, other: &str, turns: usize) -> Vec<Envelope> {
        let mut said = Vec::new();
        for turn in 0..turns {
            said.extend(self.say(one, other, format!("{turn} there").as_bytes()));
            said.extend(self.say(other, one, format!("{turn} back").as_bytes()));
        }
        said
    }

    fn heard(&self) -> Vec<&[u8]> {
        self.provider.listeners().iter().flat_map(Listener::heard).map(|heard| &*heard.text).collect()
    }

    fn notices(&self) -> usize {
        self.clients.values().map(|(client, _)| client.notices().len()).sum()
    }

    fn withheld(&self) -> usize {
        self.clients.values().map(|(client, _)| client.withheld().len()).sum()
    }

    fn alarms(&self, name: &str) -> &[Alarm] {
        self.clients[name].0.alarms()
    }

    fn all_alarms(&self) -> usize {
        self.clients.values().map(|(client, _)| client.alarms().len()).sum()
    }

    fn numbers_agree(&self, one: &str, other: &str) -> bool {
        let number = |own: &str, peer: &str| self.clients[own].0.number(&address(peer)).unwrap();
        number(one, other) == number(other, one)
    }
}
