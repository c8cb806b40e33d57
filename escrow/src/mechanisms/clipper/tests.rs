//! What the tests of this mechanism share, and a call from end to end.

use super::*;
use crate::fixtures::{NOW, rng};
use chacha20::ChaCha20Rng;
use honest::primitives::sign::SigningPair;

/// Chips of one family, the agents, the police, a court.
pub(super) struct Office {
    pub(super) rng: ChaCha20Rng,
    pub(super) court: SigningPair,
    pub(super) family: FamilyKey,
    pub(super) programming: Programming,
    pub(super) agents: [Agent; 2],
    pub(super) device: DecryptDevice,
}

pub(super) fn office(width: Checkword, seed: u64) -> Office {
    let mut rng = rng(seed);
    let family = FamilyKey::generate(&mut rng);
    let court = SigningPair::generate(&mut rng);
    let public = court.public();
    Office {
        programming: Programming::begin(family.clone(), width, &mut rng),
        agents: [Side::First, Side::Second].map(|side| Agent::new(side, public)),
        device: DecryptDevice::new(family.clone(), width),
        court,
        family,
        rng,
    }
}

impl Office {
    /// A chip whose key parts lie with the agents.
    pub(super) fn chip(&mut self, unit: u32) -> Chip {
        let (chip, parts) = self.programming.program(UnitId(unit));
        let deposited = self.agents.iter_mut().zip(parts).map(|(agent, part)| agent.deposit(part));
        assert!(deposited.collect::<Vec<_>>().into_iter().all(|own| own));
        chip
    }

    /// An order in force now.
    pub(super) fn order(&self, unit: UnitId) -> SignedOrder {
        Order { unit, from: NOW - 10, until: NOW + 10 }.sign(&self.court)
    }

    /// The lawful process for one unit.
    pub(super) fn open_up(&mut self, unit: UnitId) -> Result<(), Withheld> {
        let order = self.order(unit);
        let [first, second] = &mut self.agents;
        let parts = (first.release(&order, NOW)?, second.release(&order, NOW)?);
        assert_eq!(self.device.load(&parts.0, &parts.1), Ok(()));
        Ok(())
    }
}

#[test]
fn a_call_is_understood_by_the_peer_and_by_the_police_with_both_agents_and_by_nobody_else() {
    for width in [Checkword::STANDARD, Checkword::WIDE, Checkword::of_bits(8).unwrap()] {
        let mut office = office(width, 1);
        let (alice, bob) = (office.chip(7), office.chip(8));
        let text = b"the eagle has landed";
        let key = Key80::generate(&mut office.rng);
        let (iv, leaf, talking) = alice.talk(&key, &mut office.rng);
        let sealed = talking.feedback(text);
        assert_ne!(sealed, text);
        assert_eq!(bob.listen(&key, &iv, &leaf).unwrap().feedback(&sealed), text);

        let unit = office.device.identify(&leaf).unwrap();
        assert_eq!(unit, alice.unit());
        assert_eq!(office.device.open(&iv, &leaf), Err(device::OpenError::NotLoaded { unit }));
        office.open_up(unit).unwrap();
        let opened = office.device.open(&iv, &leaf).unwrap();
        assert_eq!(opened, Opened { unit, key, fits: true });
        assert_eq!(opened.text(&iv, &sealed), text);

        // Bob's key was not asked for, and his fields stay shut.
        let key = Key80::generate(&mut office.rng);
        let (iv, leaf, _) = bob.talk(&key, &mut office.rng);
        assert!(office.device.open(&iv, &leaf).is_err());
    }
}

#[test]
fn errors_say_what_was_expected_and_what_came() {
    insta::assert_snapshot!(
        [
            FieldError::Checkword { bits: 65 }.to_string(),
            FieldError::Length { expected: 16, got: 24 }.to_string(),
            Refused { width: Checkword::STANDARD }.to_string(),
            device::OpenError::NotLoaded { unit: UnitId(0xbeef) }.to_string(),
            device::Mismatched.to_string(),
            Withheld::Signature.to_string(),
            Withheld::NotInForce { from: 1, until: 2, now: 3 }.to_string(),
            Withheld::Unknown { unit: UnitId(10) }.to_string(),
        ]
        .join("\n"),
        @"
    a checkword of 65 bits; it has 1 to 64
    an access field of 24 bytes where 16 were expected
    the access field does not fit: its checkword of 16 bits is wrong
    the key of unit 0000beef is not loaded
    two parts of one unit's key are needed, one from each agent
    the order does not carry the court's signature
    the order is in force from 1 to 2, and it is 3
    no part of the key of unit 0000000a was deposited here
    "
    );
}

#[test]
fn nothing_prints_a_secret() {
    let mut office = office(Checkword::STANDARD, 1);
    let chip = office.chip(7);
    let key = Key80::generate(&mut office.rng);
    let (iv, leaf, session) = chip.talk(&key, &mut office.rng);
    office.open_up(UnitId(7)).unwrap();
    let opened = office.device.open(&iv, &leaf).unwrap();
    let part = office.agents[0].fetch(UnitId(7)).unwrap();
    insta::assert_snapshot!(
        format!(
            "{chip:?}\n{:?}\n{session:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{part:?}\n{opened:?}\n{:?}",
            chip.load(&key, &iv),
            office.family,
            office.programming,
            office.agents,
            office.device,
            Seeds::new(key.clone(), key.clone()),
        ),
        @"
    Chip { unit: UnitId(7), width: Checkword(16), .. }
    Loaded { chip: Chip { unit: UnitId(7), width: Checkword(16), .. }, .. }
    Session(..)
    FamilyKey(..)
    Programming { width: Checkword(16), .. }
    [Agent { side: First, parts: 1, released: 1, .. }, Agent { side: Second, parts: 1, released: 1, .. }]
    DecryptDevice { width: Checkword(16), units: 1, .. }
    Part { unit: UnitId(7), side: First, value: Key80(..) }
    Opened { unit: UnitId(7), key: Key80(..), fits: true }
    Seeds(..)
    "
    );
}
