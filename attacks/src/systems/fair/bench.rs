//! An office on a bench: what anybody can do who registers keys in its own name, and what an order against it brings.

use chacha20::ChaCha20Rng;
use escrow::EscrowSecret;
use escrow::mechanisms::fair::{Certificate, Generation, Office, Regime};
use honest::Address;

use crate::attacks::shadow_key::spelling::Spelling;
use crate::systems::network::address;

/// The office, seen from the counter.
pub(crate) struct Bench {
    office: Office,
    regime: Regime,
    trustees: usize,
    spelling: Spelling,
    rng: ChaCha20Rng,
}

/// What came of registering one key.
pub(crate) struct Counter {
    /// What the directory shows.
    pub(crate) certificate: Certificate,
    /// Whether every trustee approved.
    pub(crate) approved: bool,
}

impl Bench {
    pub(super) fn new(regime: Regime, (k, n): (u8, u8), spelling: Spelling, mut rng: ChaCha20Rng) -> Self {
        let office = Office::new(regime, k, n, &mut rng);
        Self { office, regime, trustees: n.into(), spelling, rng }
    }

    /// Whether users choose their encryption keys alone: the regime is public.
    pub(crate) fn free(&self) -> bool {
        self.regime.generation == Generation::Own
    }

    /// How the rogues of this run spell.
    pub(crate) const fn spelling(&self) -> Spelling {
        self.spelling
    }

    /// The coins of whoever stands at the counter.
    pub(crate) const fn rng(&mut self) -> &mut ChaCha20Rng {
        &mut self.rng
    }

    /// Registers a key of one's own choice; `None` if the office refused.
    pub(crate) fn register(&mut self, proposed: EscrowSecret) -> Option<Counter> {
        let registered = self.office.register(&Self::owner()?, proposed, &mut self.rng).ok()?;
        let approved = registered.approvals == self.trustees;
        Some(Counter { certificate: registered.certificate, approved })
    }

    /// What the authority is given under an order against the owner of these keys.
    pub(crate) fn order(&mut self) -> Vec<EscrowSecret> {
        let Some(owner) = Self::owner() else { return Vec::new() };
        if self.office.execute(&owner, (0, 1), 0, &mut self.rng).is_err() {
            return Vec::new();
        }
        let given = self.office.authority().keys();
        given.filter_map(|(_, secret)| EscrowSecret::from_bytes(secret.to_bytes())).collect()
    }

    fn owner() -> Option<Address> {
        address(0).ok()
    }
}
