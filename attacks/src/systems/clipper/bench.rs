//! Chips on a bench: a dishonest owner's, an honest user's, and police who have the owner's line and both agents' help.

use escrow::mechanisms::clipper::{
    Checkword, Chip, DecryptDevice, FamilyKey, Iv, Key80, Opened, Programming, UnitId,
};

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;

/// The bench. The chips on it are sealed, and the police's device answers for single fields.
pub(crate) struct Bench {
    pub(crate) owner: Chip,
    pub(crate) honest: Chip,
    police: DecryptDevice,
    family: FamilyKey,
    pub(crate) rng: ChaCha20Rng,
}

impl Bench {
    pub(super) fn new(family: FamilyKey, width: Checkword, mut rng: ChaCha20Rng) -> Self {
        let programming = Programming::begin(family.clone(), width, &mut rng);
        let (owner, [one, other]) = programming.program(UnitId(1));
        let (honest, _) = programming.program(UnitId(2));
        let mut police = DecryptDevice::new(family.clone(), width);
        // Two parts of one unit's key by different agents: they go together.
        let loaded = police.load(&one, &other);
        debug_assert!(loaded.is_ok());
        Self { owner, honest, police, family, rng }
    }

    /// The same bench with a checkword of another width.
    pub(crate) fn with_width(&mut self, bits: u32) -> Option<Self> {
        Some(Self::new(self.family.clone(), Checkword::of_bits(bits).ok()?, self.rng.fork()))
    }

    /// What the police make of a field from the owner's line: what it says, if it names a unit whose key they have, and what
    /// the owner's own unit key makes of it.
    pub(crate) fn open(&self, iv: &Iv, leaf: &[u8]) -> Vec<Opened> {
        let as_named = self.police.open(iv, leaf).ok();
        let as_the_owner = self.police.open_for(self.owner.unit(), iv, leaf).ok();
        as_named.into_iter().chain(as_the_owner).collect()
    }

    /// Whether they get the session key.
    pub(crate) fn recovers(&self, key: &Key80, iv: &Iv, leaf: &[u8]) -> bool {
        self.open(iv, leaf).iter().any(|opened| opened.key == *key)
    }

    /// Whether the field names the owner's unit.
    pub(crate) fn names(&self, leaf: &[u8]) -> bool {
        self.police.identify(leaf) == Ok(self.owner.unit())
    }
}
