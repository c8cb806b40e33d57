//! The clean messenger: the control. Beside it stand trustees with shares of a key that nobody uses, so that every
//! attack can be handed the same loot here.

use chacha20::ChaCha20Rng;
use honest::Device;
use honest::prekeys::Suite;
use rand_core::SeedableRng;

use super::access::AccessPath;
use super::network::Network;
use super::{BuildError, SystemEntry};
use crate::intruders::escrow::{EscrowIntruder, Public};
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::system::{
    Delivery, Door, Facts, Intruder, Loot, Order, Place, Plaintext, Relay, System, Taped, Trick, Tricked,
    User, Warning,
};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "clean",
    title: "clean E2EE",
    what: "The messenger of the crate honest and nothing else: PQXDH-shaped handshake, Double Ratchet, safety numbers. \
           For the control, trustees beside it hold real shares of a real escrow key that no client has ever heard of.",
    source: "The Double Ratchet Algorithm, revision 3 (2025), and PQXDH (Signal); RFC 7748, 8032, 8439, 5869, FIPS 203",
    in_favour: "It is what people mean by end-to-end encryption. It is also not magic: a seized phone reads on for a \
                while, and a relay can sit between two people who never compare safety numbers.",
    proposal: None,
    fix: None,
    argued: &[],
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    Facts::new("clean", Door::None).keepers(parameters.threshold, parameters.trustees)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    let facts = facts(parameters);
    let mut rng = ChaCha20Rng::from_seed(seed);
    let bystanders = AccessPath::new(&facts, parameters, rng.fork())?;
    let network =
        Network::new(users, rng.fork(), |address, rng| Ok(Device::new(address, Suite::Hybrid, rng)))?;
    let mut public = Public::new(None, bystanders.key(), seed);
    public.publish(bystanders.key(), bystanders.dealings());
    Ok(Box::new(Clean { facts, network, bystanders, public }))
}

struct Clean {
    facts: Facts,
    network: Network<Device>,
    bystanders: AccessPath,
    public: Public,
}

impl System for Clean {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn places(&self) -> Vec<Place> {
        (0..self.network.messengers.len()).map(Place::Device).chain([Place::Relay]).collect()
    }

    fn new_day(&mut self, _: u32) {
        self.network.morning();
    }

    fn meet(&mut self, asker: User, owner: User, sent: u64, relay: &mut dyn Relay) -> Result<(), Warning> {
        self.network.meet(asker, owner, sent, relay)
    }

    fn say(&mut self, meta: &Meta, text: &[u8], relay: &mut dyn Relay) -> Delivery {
        self.network.say(meta, text, relay)
    }

    fn trick(&mut self, _: Trick, _: &Meta, _: &[u8]) -> Option<Tricked> {
        None
    }

    fn compare(&self, one: User, other: User) -> Option<bool> {
        self.network.compare(one, other)
    }

    fn seize(&self, place: Place) -> Option<Loot> {
        match place {
            Place::Device(user) => Some(Loot { place, bytes: self.network.stored(user)? }),
            Place::Relay => Some(Loot { place, bytes: self.network.relay_stores() }),
            Place::Trustee(_) | Place::Authority | Place::Origin => self.bystanders.seize(place),
        }
    }

    fn lawful(&mut self, _: &Order, _: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        None
    }

    fn intruder(&self) -> Box<dyn Intruder> {
        Box::new(EscrowIntruder::new(self.public.clone()))
    }
}
