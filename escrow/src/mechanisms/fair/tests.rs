//! What the tests share: an office, users with a client each.

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;

use super::certificate::Use;
use super::*;
use crate::fixtures::{address, rng};
use honest::address::Address;
use honest::device::Device;
use honest::prekeys::Suite;

mod failsafe;
mod keepers;
mod letters;
mod orders;

const FAIR: Regime = Regime { generation: Generation::Own, signatures: false };
const FAILSAFE: Regime = Regime { generation: Generation::Joint, signatures: false };
const SIGN: Regime = Regime { generation: Generation::Joint, signatures: true };

/// Three of five trustees, and users who have registered and looked each other up.
struct Town {
    office: Office,
    clients: Vec<Client>,
    rng: ChaCha20Rng,
}

const NAMES: [&str; 4] = ["alice", "bob", "carol", "dave"];

impl Town {
    fn new(regime: Regime) -> Self {
        let mut rng = rng(1);
        let office = Office::new(regime, 3, 5, &mut rng);
        let mut town = Self { office, clients: Vec::new(), rng };
        for name in NAMES {
            let device = Device::new(address(name), Suite::Classical, &mut town.rng);
            let client = Client::new(device, town.office.centre_key()).unwrap();
            town.clients.push(client);
            town.enrol(name);
        }
        town.look_up();
        town
    }

    fn enrol(&mut self, name: &str) {
        let Self { office, clients, rng } = self;
        let client = clients.iter_mut().find(|client| *client.device().address() == address(name)).unwrap();
        if office.centre().next(&address(name), Use::Signature).number == 0 {
            let seed = client.signing_seed().unwrap();
            office.register_signature(&address(name), &seed, rng).unwrap();
        }
        let proposed = EscrowSecret::generate(rng);
        let registered = office.register(&address(name), proposed, rng).unwrap();
        assert_eq!(registered.approvals, 5);
        client.keep(registered.certificate.name.number, registered.secret);
    }

    /// Everybody learns everybody.
    fn look_up(&mut self) {
        for client in &mut self.clients {
            let own = client.device().address().clone();
            for name in NAMES.map(address).iter().filter(|name| **name != own) {
                client.learn(name, &self.office.centre().certificates(name)).unwrap();
            }
        }
    }

    fn client(&mut self, name: &str) -> &mut Client {
        self.clients.iter_mut().find(|client| *client.device().address() == address(name)).unwrap()
    }

    fn write(&mut self, from: &str, to: &str, text: &str) -> Letter {
        let mut rng = self.rng.fork();
        self.client(from).send(&address(to), text.as_bytes(), &mut rng).unwrap()
    }

    fn execute(&mut self, target: &str) {
        let Self { office, rng, .. } = self;
        office.execute(&address(target), (0, 100), 50, rng).unwrap();
    }

    fn authority_reads(&self, letter: &Letter) -> Option<Vec<u8>> {
        self.office.authority().read(self.office.centre(), letter)
    }
}

fn name(owner: &str, purpose: Use, number: u32) -> KeyName {
    KeyName { owner: address(owner), purpose, number }
}

fn people() -> Vec<Address> {
    NAMES.map(address).to_vec()
}
