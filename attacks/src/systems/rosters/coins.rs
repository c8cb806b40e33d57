//! Generators: one for each pair of devices where a listener may be one of them.

use std::collections::BTreeMap;

use chacha20::ChaCha20Rng;
use escrow::mechanisms::ghost::{Coins, user_of};
use honest::Address;
use honest::primitives::kdf::sha256;
use rand_core::{CryptoRng, SeedableRng};

/// A generator for each pair of devices.
pub(super) struct Purse {
    seed: [u8; 32],
    coins: BTreeMap<(Address, Address), ChaCha20Rng>,
}

impl Purse {
    pub(super) const fn new(seed: [u8; 32]) -> Self {
        Self { seed, coins: BTreeMap::new() }
    }

    fn of(&mut self, owner: &Address, device: &Address) -> &mut ChaCha20Rng {
        let Self { seed, coins } = self;
        coins.entry((owner.clone(), device.clone())).or_insert_with(|| {
            let (owner, device) = (owner.as_str().as_bytes(), device.as_str().as_bytes());
            ChaCha20Rng::from_seed(sha256(&[seed, owner, b" to ", device]))
        })
    }
}

/// What is said to a user's first device draws from the network's generator, as in every system; what is said to a
/// further device draws from one of its own. So two runs of one seed, with and without a listener, differ only where
/// the protocol does.
pub(super) struct Shared<'c> {
    pub(super) common: &'c mut ChaCha20Rng,
    pub(super) purse: &'c mut Purse,
    pub(super) owner: Address,
}

impl Coins for Shared<'_> {
    fn of(&mut self, device: &Address) -> &mut dyn CryptoRng {
        if user_of(device) == *device { self.common } else { self.purse.of(&self.owner, device) }
    }
}
