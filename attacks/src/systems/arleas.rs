//! Access that only works forward and only in the open: the prospective variant of ARLEAS, made small.

use std::collections::BTreeMap;
use std::sync::Arc;

use chacha20::ChaCha20Rng;
use escrow::mechanisms::arleas::{Announcement, Field, Opening, Parameters as Announced};
use honest::codec::{Reader as Bytes, Writer};
use honest::primitives::aead;
use honest::primitives::sign::SigningPair;
use honest::{Address, Device};
use rand_core::{Rng, SeedableRng};

use super::carrier::{Carrier, Craft, Crafted, Parcel};
use super::miniature::{Design, Impostor, Miniature, deliver};
use super::network::Network;
use super::{Argued, BuildError, Distance, Grade, Incident, Proposal, Standing, SystemEntry};
use crate::attack::Expect;
use crate::attacks::{garble, other_key, rogue, scope};
use crate::intruders::burglar::Reader;
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::system::{
    Cost, Door, Facts, Loot, Order, Place, Plaintext, System, Taped, Trick, Tricked, User, Warning,
};

static PROPOSAL: Proposal = Proposal {
    page: "arleas",
    title: "Abuse-resistant law enforcement access (Green, Kaptchuk and Van Laer 2021)",
    claimed: "Access can be made so that operators cannot abuse it and stolen key material opens nothing: only messages that were \
              encrypted after a warrant became active can be opened, and no warrant works without a public trace (EUROCRYPT \
              2021, eprint 2021/321).",
    history: &[Incident {
        when: "since 2021",
        what: "No deployment and no implementation is known to this project.",
        distance: Distance::D0,
        source: "eprint 2021/321; searches of public code",
    }],
    stand_ins: &[
        "Lossy encryption is hashing to the group, there is no zero-knowledge proof that a field is well made, and who is named by a \
         warrant in force can be read by all; the paper hides that.",
        "Only the prospective variant is built. The retrospective one needs extractable witness encryption.",
    ],
};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "arleas",
    title: "announced access",
    what: "Each message carries two boxes with its content key, one for each end. A box is sealed to a point that the authority can open if a \
           warrant against that user is public on that day, and else to a point that nobody can open.",
    source: "Green, Kaptchuk and Van Laer, Abuse Resistant Law Enforcement Access Systems (EUROCRYPT 2021)",
    in_favour: "No message from before a warrant ever opens, whatever is stolen; and no message opens at all unless everybody could see \
                the warrant when it was sent.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: &[
        Argued {
            property: "P15",
            standing: Standing::Partial,
            grade: Grade::Argued,
            why: "Under one announcement each further message is free; each further person needs an announcement of its own.",
        },
        Argued {
            property: "P16",
            standing: Standing::Holds,
            grade: Grade::Argued,
            why: "After a theft of the authority's keys the announcements are withdrawn, and the next day's messages are sealed to points \
                  without an owner. What was sealed under them is lost; nothing else is.",
        },
        Argued {
            property: "P17",
            standing: Standing::Partial,
            grade: Grade::Argued,
            why: "Who replaces the court's key in the clients can announce warrants; each of them would be public, too.",
        },
        Argued {
            property: "P19",
            standing: Standing::Partial,
            grade: Grade::Argued,
            why: "Whoever keeps a client from the day's parameters costs the authority that client's messages, silently. Users' messages are \
                  not stopped.",
        },
        Argued {
            property: "P22",
            standing: Standing::Partial,
            grade: Grade::Argued,
            why: "Boxes look alike for everybody; but in this miniature all can read whom a warrant in force names. The paper hides it.",
        },
    ],
    file: file!(),
    facts,
    build,
};

fn facts(_: &Parameters) -> Facts {
    Facts::new("arleas", Door::Own)
        .foretell("scope", scope::DELIVERED, Expect::Everything)
        .foretell("garble", garble::EVADED, Expect::Everything)
        .foretell("garble", rogue::CONTROL, Expect::Nothing)
        .foretell("other-key", other_key::EVADED, Expect::Everything)
        .foretell("other-key", rogue::CONTROL, Expect::Nothing)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    Miniature::build(facts(parameters), users, seed, |rng| Ok(Arleas::new(rng)))
}

/// One user's part: its number and today's public parameters.
struct Announcing {
    own: u32,
    today: Arc<Announced>,
}

/// The number of a user, which is public.
fn number(address: &Address) -> u32 {
    address.as_str().trim_start_matches("user ").parse().unwrap_or(u32::MAX)
}

impl Announcing {
    fn craft(
        &self,
        ends: [u32; 2],
        deposited: &[u8; 32],
        used: &[u8; 32],
        text: &[u8],
        rng: &mut ChaCha20Rng,
    ) -> Crafted {
        let field = self.today.seal(ends, deposited, rng).to_bytes();
        Crafted { payload: used.to_vec(), sealed: aead::seal(used, &field, text), field }
    }
}

impl Craft for Announcing {
    fn seal(&mut self, to: &Address, text: &[u8], _: u64, rng: &mut ChaCha20Rng) -> Result<Crafted, Warning> {
        let key = random(rng);
        Ok(self.craft([self.own, number(to)], &key, &key, text, rng))
    }

    fn open(&mut self, _: &Address, crafted: &Crafted) -> Result<Vec<u8>, Warning> {
        text(&crafted.payload, &crafted.field, &crafted.sealed)
            .ok_or_else(|| Warning::Refused("the text does not open".to_owned()))
    }
}

fn random(rng: &mut ChaCha20Rng) -> [u8; 32] {
    let mut key = [0; 32];
    rng.fill_bytes(&mut key);
    key
}

/// The text under a content key.
fn text(key: &[u8], field: &[u8], sealed: &[u8]) -> Option<Plaintext> {
    aead::open(key.try_into().ok()?, field, sealed).ok()
}

/// Court, authority and what is announced.
struct Arleas {
    court: SigningPair,
    announced: Vec<Announcement>,
    safe: Vec<Opening>,
    day: u32,
    rng: ChaCha20Rng,
}

impl Arleas {
    fn new(rng: &mut ChaCha20Rng) -> Self {
        let court = SigningPair::generate(rng);
        Self { court, announced: Vec::new(), safe: Vec::new(), day: 0, rng: rng.fork() }
    }

    /// Everybody fetches the day's parameters.
    fn publish(&self, network: &mut Network<Carrier<Announcing>>) {
        let today = Arc::new(Announced::new(self.court.public(), self.day, &self.announced));
        network.messengers.iter_mut().for_each(|client| client.craft.today = Arc::clone(&today));
    }

    fn open(keys: &[Opening], frame: &[u8]) -> Option<Plaintext> {
        let parcel = Parcel::from_bytes(frame).ok()?;
        let field = Field::from_bytes(&parcel.field).ok()?;
        let key = keys.iter().find_map(|key| key.open(&field))?;
        text(key.as_slice(), &parcel.field, &parcel.sealed)
    }
}

impl Design for Arleas {
    type Client = Carrier<Announcing>;

    fn client(
        &mut self,
        user: User,
        device: Device,
        _: &mut ChaCha20Rng,
    ) -> Result<Self::Client, BuildError> {
        let today = Announced::new(self.court.public(), self.day, &self.announced);
        let own = u32::try_from(user).unwrap_or(u32::MAX);
        Ok(Carrier { device, craft: Announcing { own, today: Arc::new(today) } })
    }

    fn impostor(&self) -> Impostor {
        let today = Arc::new(Announced::new(self.court.public(), self.day, &self.announced));
        Box::new(move |user, device, _| {
            let own = u32::try_from(user).ok()?;
            Some(Box::new(Carrier { device, craft: Announcing { own, today: Arc::clone(&today) } }))
        })
    }

    fn places(&self) -> Vec<Place> {
        vec![Place::Authority]
    }

    fn morning(&mut self, day: u32, network: &mut Network<Self::Client>) {
        self.day = day;
        self.publish(network);
    }

    fn serve(&mut self, order: &Order, network: &mut Network<Self::Client>) {
        let Ok(target) = u32::try_from(order.target) else { return };
        let days = (order.from, order.until);
        let (opening, announcement) = Opening::announce(target, days, &self.court, &mut self.rng);
        self.safe.push(opening);
        self.announced.push(announcement);
        self.publish(network);
    }

    fn lawful(
        &mut self,
        order: &Order,
        tape: &[Taped],
        _: &mut Network<Self::Client>,
    ) -> Option<Vec<Option<Plaintext>>> {
        let read = |taped: &Taped| {
            let frame = taped.frames.first().filter(|_| order.covers(&taped.meta))?;
            Self::open(&self.safe, frame)
        };
        Some(tape.iter().map(read).collect())
    }

    /// A key and the court's signature, and no announcement: what was sealed was sealed to other points.
    fn quietly(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        let target = u32::try_from(order.target).ok()?;
        let days = (order.from, order.until);
        let (opening, _kept_secret) = Opening::announce(target, days, &self.court, &mut self.rng);
        let keys = [opening];
        Some(tape.iter().map(|taped| Self::open(&keys, taped.frames.first()?)).collect())
    }

    fn trick(
        &mut self,
        trick: Trick,
        network: &mut Network<Self::Client>,
        meta: &Meta,
        said: &[u8],
    ) -> Option<Tricked> {
        let to = network.addresses.get(meta.to)?.clone();
        let ends = [u32::try_from(meta.from).ok()?, u32::try_from(meta.to).ok()?];
        let client = network.messengers.get_mut(meta.from)?;
        let used = random(&mut self.rng);
        let crafted = match trick {
            Trick::Garble => {
                let mut crafted = client.craft.craft(ends, &used, &used, said, &mut self.rng);
                self.rng.fill_bytes(&mut crafted.field);
                crafted.sealed = aead::seal(&used, &crafted.field, said);
                crafted
            }
            Trick::OtherKey => {
                let other = random(&mut self.rng);
                client.craft.craft(ends, &other, &used, said, &mut self.rng)
            }
            _ => return None,
        };
        let frame = client.send_crafted(&to, crafted).ok()?;
        Some(Tricked { delivery: deliver(network, meta, frame), decoy: None, attempts: 1 })
    }

    /// The authority's safe: `count 4 ‖ (key 32)…`.
    fn seize(&self, place: Place) -> Option<Vec<u8>> {
        if place != Place::Authority {
            return None;
        }
        let mut to = Writer::new();
        to.count(self.safe.len());
        self.safe.iter().for_each(|key| {
            to.put(&key.to_bytes());
        });
        Some(to.finish())
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Keys::default())
    }
}

/// Opens fields with the authority's keys, and texts with what a stolen phone reads.
#[derive(Default)]
struct Keys {
    safe: BTreeMap<[u8; 32], Opening>,
}

impl Reader for Keys {
    fn take(&mut self, loot: &Loot) {
        if loot.place != Place::Authority {
            return;
        }
        let mut from = Bytes::new(&loot.bytes);
        for _ in 0..from.u32().unwrap_or(0) {
            let Ok(bytes) = from.array() else { return };
            self.safe.extend(Opening::from_bytes(bytes).map(|key| (bytes, key)));
        }
    }

    fn read(&mut self, _: &Meta, frame: &[u8], payload: Option<&[u8]>, cost: &mut Cost) -> Option<Plaintext> {
        let parcel = Parcel::from_bytes(frame).ok()?;
        if let Some(payload) = payload {
            cost.openings += 1;
            return text(payload, &parcel.field, &parcel.sealed);
        }
        let field = Field::from_bytes(&parcel.field).ok()?;
        self.safe.values().find_map(|key| {
            cost.agreements += 2;
            cost.openings += 2;
            text(key.open(&field)?.as_slice(), &parcel.field, &parcel.sealed)
        })
    }
}

#[cfg(test)]
mod tests;
