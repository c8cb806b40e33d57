//! Where chips are programmed: two seeds, one unit key for each serial number, a part of it for each agent.
//!
//! As the NSA told Denning in April 1993: `N1`, `N2`, `N3` are blocks made from the serial number, `S1` and `S2` two
//! 80-bit seeds from two people, `R_i = E[D[E[N_i; S1]; S2]; S1]`, and of the 192 bits of `R1 ‖ R2 ‖ R3` the first 80
//! are one agent's part, the next 80 the other's. The unit key is their XOR. The seeds serve a whole programming
//! session and are then discarded with everything else; whoever has kept them needs no agent.
//!
//! **Stand-in.** How the three blocks are made from the serial number is not public: here the number, then which of the
//! three it is.

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::UnitId;
use super::agents::{Part, Side};
use super::chip::Chip;
use super::leaf::{Checkword, FamilyKey};
use super::skipjack::{KEY, Key80, Skipjack};

#[cfg(test)]
mod tests;

/// The two seeds of a programming session.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Seeds {
    s1: Key80,
    s2: Key80,
}

impl std::fmt::Debug for Seeds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { s1: _, s2: _ } = self;
        f.write_str("Seeds(..)")
    }
}

impl Seeds {
    /// One from each of the two people.
    #[must_use]
    pub const fn new(s1: Key80, s2: Key80) -> Self {
        Self { s1, s2 }
    }

    /// Both parts of a unit's key.
    #[must_use]
    pub fn parts(&self, unit: UnitId) -> [Part; 2] {
        let (s1, s2) = (Skipjack::new(&self.s1), Skipjack::new(&self.s2));
        let number = u64::from(unit.0) << 32;
        let blocks = [1, 2, 3].map(|i| s1.encrypt(s2.decrypt(s1.encrypt(number | i))).to_be_bytes());
        let blocks = Zeroizing::new(blocks);
        let mut stream = blocks.as_flattened().iter();
        [Side::First, Side::Second].map(|side| {
            let mut value = [0; KEY];
            value.iter_mut().zip(stream.by_ref()).for_each(|(to, from)| *to = *from);
            Part { unit, side, value: Key80::from_bytes(value) }
        })
    }

    /// What somebody who kept them has: `S1 10 ‖ S2 10`.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new([self.s1.as_bytes().as_slice(), self.s2.as_bytes()].concat())
    }
}

/// A programming session.
pub struct Programming {
    seeds: Seeds,
    family: FamilyKey,
    width: Checkword,
}

impl std::fmt::Debug for Programming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { seeds: _, family: _, width } = self;
        f.debug_struct("Programming").field("width", width).finish_non_exhaustive()
    }
}

impl Programming {
    /// Begins a session: two people bring a seed each.
    pub fn begin(family: FamilyKey, width: Checkword, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let seeds = Seeds::new(Key80::generate(rng), Key80::generate(rng));
        Self { seeds, family, width }
    }

    /// Programs a chip, and gives the two parts of its key to be sent to the two agents.
    #[must_use]
    pub fn program(&self, unit: UnitId) -> (Chip, [Part; 2]) {
        let parts = self.seeds.parts(unit);
        let [first, second] = &parts;
        let unit_key = first.value.xor(&second.value);
        (Chip::new(unit, &unit_key, self.family.clone(), self.width), parts)
    }

    /// Ends the session. Everything is discarded but the seeds, which are here for somebody to discard, or to keep.
    #[must_use]
    pub fn end(self) -> Seeds {
        self.seeds
    }
}
