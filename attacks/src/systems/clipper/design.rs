//! Everyone has a phone with a chip in it, two agents keep the parts of the chips' keys, and the police have a decrypt
//! device.
//!
//! | place | what it holds |
//! |---|---|
//! | a phone | the honest state; what is in its chip cannot be copied |
//! | trustees 1 and 2 | the agents' safes ([`Agent::stored`]) |
//! | the authority | the decrypt device ([`DecryptDevice::stored`]) with every unit key it was ever given |
//! | the origin | an empty decrypt device's bytes, for the family key goes into every chip; then the seeds, if kept |

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chacha20::ChaCha20Rng;
use escrow::mechanisms::clipper::{
    Agent, Checkword, Chip, DecryptDevice, FamilyKey, Order as ForUnit, Part, Programming, Seeds, Side,
    UnitId,
};
use honest::Device;
use honest::primitives::sign::SigningPair;
use rand_core::{Rng, SeedableRng};

use super::phone::{self, Phone};
use super::{Seeding, bench, reader};
use crate::intruders::burglar::Reader;
use crate::parameters::DAY;
use crate::script::Meta;
use crate::system::{Order, Place, Plaintext, Taped, Trick, Tricked, User};
use crate::systems::BuildError;
use crate::systems::carrier::{Carrier, Parcel};
use crate::systems::miniature::{Design, Impostor};
use crate::systems::network::Network;

/// What users are given.
pub(super) type Client = Carrier<Phone>;

/// The design.
pub(super) struct Clipper {
    width: Checkword,
    family: FamilyKey,
    chips: Vec<Option<Chip>>,
    /// Whose chip has which number, as its seller knows.
    owners: BTreeMap<UnitId, User>,
    agents: [Agent; 2],
    court: SigningPair,
    device: DecryptDevice,
    seeds: Option<Seeds>,
    /// Chips in the shops: anybody can buy one.
    shop: Arc<Programming>,
    /// Who has written to whom before framing somebody.
    pub(super) acquainted: BTreeSet<(User, User)>,
    pub(super) rng: ChaCha20Rng,
}

impl Clipper {
    pub(super) fn new(seeding: Seeding, width: Checkword, users: usize, rng: &mut ChaCha20Rng) -> Self {
        let family = FamilyKey::generate(rng);
        let court = SigningPair::generate(rng);
        let mut agents = [Side::First, Side::Second].map(|side| Agent::new(side, court.public()));
        let programming = Programming::begin(family.clone(), width, rng);
        let (mut chips, mut owners) = (Vec::with_capacity(users), BTreeMap::new());
        for user in 0..users {
            let mut unit = UnitId(rng.next_u32());
            while owners.contains_key(&unit) {
                unit = UnitId(rng.next_u32());
            }
            let (chip, parts) = programming.program(unit);
            for (agent, part) in agents.iter_mut().zip(parts) {
                agent.deposit(part);
            }
            owners.insert(unit, user);
            chips.push(Some(chip));
        }
        let seeds = programming.end();
        Self {
            seeds: (seeding == Seeding::Kept).then_some(seeds),
            shop: Arc::new(Programming::begin(family.clone(), width, rng)),
            device: DecryptDevice::new(family.clone(), width),
            acquainted: BTreeSet::new(),
            rng: rng.fork(),
            width,
            family,
            chips,
            owners,
            agents,
            court,
        }
    }

    /// Both agents' parts for a unit, under an order of the court's for it.
    fn released(&mut self, unit: UnitId, order: &Order) -> Option<[Part; 2]> {
        let (from, until) = (u64::from(order.from) * DAY, u64::from(order.until) * DAY + 1);
        let signed = ForUnit { unit, from, until }.sign(&self.court);
        let [one, other] = &mut self.agents;
        Some([one.release(&signed, until - 1).ok()?, other.release(&signed, until - 1).ok()?])
    }

    /// Both agents' parts for a unit, out of their safes.
    fn fetched(&mut self, unit: UnitId, _: &Order) -> Option<[Part; 2]> {
        let [one, other] = &self.agents;
        Some([one.fetch(unit)?, other.fetch(unit)?])
    }

    /// What a decrypt device makes of a tape under one order: whoever's unit a message on the target's line names, its key is
    /// asked for, and messages are read whose checkword fits what comes out.
    fn read(
        &mut self,
        device: &mut DecryptDevice,
        order: &Order,
        tape: &[Taped],
        parts: fn(&mut Self, UnitId, &Order) -> Option<[Part; 2]>,
    ) -> Vec<Option<Plaintext>> {
        let mut read = |taped: &Taped| {
            let parcel = parcel(taped).filter(|_| order.covers(&taped.meta))?;
            let (iv, leaf) = phone::split(&parcel.field)?;
            let unit = device.identify(leaf).ok()?;
            if !device.loaded().any(|loaded| loaded == unit) {
                let [one, other] = parts(self, unit, order)?;
                device.load(&one, &other).ok()?;
            }
            let opened = device.open(iv, leaf).ok().filter(|opened| opened.fits)?;
            Some(opened.text(iv, &parcel.sealed))
        };
        tape.iter().map(&mut read).collect()
    }
}

/// The message that a frame of the tape carries.
fn parcel(taped: &Taped) -> Option<Parcel> {
    taped.frames.iter().find_map(|frame| Parcel::from_bytes(frame).ok())
}

impl Design for Clipper {
    type Client = Client;

    fn client(&mut self, user: User, device: Device, rng: &mut ChaCha20Rng) -> Result<Client, BuildError> {
        let own = self.chips.get_mut(user).and_then(Option::take);
        let chip = own.unwrap_or_else(|| bought(&self.shop, rng));
        Ok(Carrier { device, craft: Phone { chip } })
    }

    fn impostor(&self) -> Impostor {
        let shop = Arc::clone(&self.shop);
        Box::new(move |_, device, rng| {
            let chip = bought(&shop, rng);
            Some(Box::new(Carrier { device, craft: Phone { chip } }))
        })
    }

    fn places(&self) -> Vec<Place> {
        vec![Place::Trustee(1), Place::Trustee(2), Place::Authority, Place::Origin]
    }

    fn lawful(
        &mut self,
        order: &Order,
        tape: &[Taped],
        _: &mut Network<Client>,
    ) -> Option<Vec<Option<Plaintext>>> {
        let empty = DecryptDevice::new(self.family.clone(), self.width);
        let mut device = std::mem::replace(&mut self.device, empty);
        let read = self.read(&mut device, order, tape, Self::released);
        self.device = device;
        Some(read)
    }

    fn quietly(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        let mut device = DecryptDevice::new(self.family.clone(), self.width);
        Some(self.read(&mut device, order, tape, Self::fetched))
    }

    fn attribute(&mut self, taped: &Taped) -> Option<User> {
        let parcel = parcel(taped)?;
        let (_, leaf) = phone::split(&parcel.field)?;
        self.owners.get(&self.device.identify(leaf).ok()?).copied()
    }

    fn trick(
        &mut self,
        trick: Trick,
        network: &mut Network<Client>,
        meta: &Meta,
        text: &[u8],
    ) -> Option<Tricked> {
        self.play(trick, network, meta, text)
    }

    fn seize(&self, place: Place) -> Option<Vec<u8>> {
        let [one, other] = &self.agents;
        match place {
            Place::Trustee(1) => Some(one.stored().to_vec()),
            Place::Trustee(2) => Some(other.stored().to_vec()),
            Place::Authority => Some(self.device.stored().to_vec()),
            Place::Origin => {
                let mut bytes = DecryptDevice::new(self.family.clone(), self.width).stored().to_vec();
                bytes.extend(self.seeds.iter().flat_map(|seeds| seeds.to_bytes().to_vec()));
                Some(bytes)
            }
            Place::Trustee(_) | Place::Device(_) | Place::Relay => None,
        }
    }

    fn bench(&mut self) -> Option<Box<dyn Any>> {
        Some(Box::new(bench::Bench::new(self.family.clone(), self.width, self.rng.fork())))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(reader::Clerk::default())
    }
}

/// A chip out of a shop.
fn bought(shop: &Programming, rng: &mut ChaCha20Rng) -> Chip {
    shop.program(UnitId(rng.next_u32())).0
}
