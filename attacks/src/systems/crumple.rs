//! Crumple zones: every text's key gives way to whoever pays.

use std::collections::BTreeMap;

use chacha20::ChaCha20Rng;
use escrow::mechanisms::work_factor::WorkError;
use escrow::mechanisms::work_factor::crumple::{AbrasionPair, Message, Zone};
use escrow::mechanisms::work_factor::group::Group;
use honest::{Address, Device};
use rand_core::SeedableRng;

use super::carrier::{Carrier, Craft, Crafted};
use super::miniature::{Design, Impostor, Miniature};
use super::network::{Network, refused};
use super::{Argued, BuildError, Grade, Proposal, Standing, SystemEntry, work_factor};
use crate::attack::Expect;
use crate::attacks::{quiet, scope};
use crate::intruders::burglar::Reader;
use crate::intruders::work::bench::{Bench, Task, Who};
use crate::intruders::work::crumple::CrumpleReader;
use crate::intruders::work::jobs::Crumpled;
use crate::intruders::work::logarithm::Table;
use crate::intruders::work::{about, bind, bound};
use crate::parameters::Parameters;
use crate::system::{Door, Facts, Loot, Order, Place, Plaintext, System, Taped, User, Warning};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "crumple",
    title: "crumple zones",
    what: "Nobody holds a key. Every text's key is crumpled to c bits on purpose, so that it can be searched for, and no search can \
           begin before a discrete logarithm in a group where the first one is dear. The sender and the addressee need no search. \
           Whoever pays reads, and pays for each message. Here c is 8 and the group has 28 bits.",
    source: "Wright and Varia, Crypto Crumple Zones: Enabling Limited Access without Mass Surveillance (EuroS&P 2018)",
    in_favour: "No new third party and no store of keys that could be stolen. Access is arbitrarily expensive by choice, for every \
                message, and what one message cost is no use for the next.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: ARGUED,
    file: file!(),
    facts,
    build,
};

static PROPOSAL: Proposal = Proposal {
    page: "crumple",
    title: "Crypto crumple zones, Wright and Varia (2018)",
    claimed: "That a government can be enabled to recover targeted messages at a cost that can be set, up front and for each \
              message, and not those of everybody, with no new third party and one more Diffie-Hellman exchange (the authors' \
              abstract).",
    history: &[],
    stand_ins: &[
        "Both costs are scaled down: 8 bits for a message in the matrix, 12 on the bench, 16 on the bench of a thorough run; a group \
         of 28 bits, of 36 on that bench.",
        "A table of powers plays the part of the number field sieve.",
        "The authors set costs in money. None is named here: a price of a trial is no measurement.",
    ],
};

const ARGUED: &[Argued] = &[
    Argued {
        property: "P1",
        standing: Standing::Partial,
        grade: Grade::Extrapolated,
        why: "It holds against whoever does not pay. How much paying takes is a choice of the designers and falls as machines get \
              cheaper, also for what was recorded long ago.",
    },
    Argued {
        property: "P12",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "As in the clean messenger, both ends hold the keys and nobody signs a text. Whoever opened one learned a key with which \
              it could have made it.",
    },
    Argued {
        property: "P15",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "After the first payment a hundred messages cost about ten times what ten do, to everybody. A thief of the first \
              payment saves that and no more.",
    },
    Argued {
        property: "P16",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "A copy of the table for the group serves its thief for good. New clients with another group are needed, and what was \
              recorded stays at the price of a message.",
    },
    Argued {
        property: "P17",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "There is no owner to take over from: every adversary with the money is one.",
    },
    Argued {
        property: "P19",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "Nobody needs a payer in order to write or read.",
    },
    Argued {
        property: "P22",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "The shares of the second exchange tell a watcher which messages belong to one conversation, which the envelope tells, \
              too.",
    },
];

/// Bits to search for a message, in the matrix.
const CRUMPLED: u32 = 8;
/// Bits of the group.
const GROUP: u32 = 28;
/// Baby steps that the first payment buys.
const BABY: u64 = 1 << 16;

fn facts(_: &Parameters) -> Facts {
    let facts = Facts::new("crumple", Door::Own)
        .foretell("scope", scope::DELIVERED, Expect::Everything)
        .foretell("quiet", quiet::UNLOGGED, Expect::Everything);
    let mut facts = work_factor::searched(facts, Expect::Everything, work_factor::NO_HOLDER);
    facts.bound = true;
    facts
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    let thorough = parameters.thorough;
    Miniature::build(facts(parameters), users, seed, |rng| {
        let zone = Zone::new(CRUMPLED, Group::shared(GROUP)?)?;
        Ok(Crumple { zone, shares: Vec::new(), table: None, thorough, rng: rng.fork() })
    })
}

/// One user's client.
struct Crumpler {
    own: Address,
    zone: Zone,
    pair: AbrasionPair,
    /// Shares of others, as the directory told them.
    peers: BTreeMap<Address, u64>,
}

impl Craft for Crumpler {
    fn seal(&mut self, to: &Address, text: &[u8], _: u64, rng: &mut ChaCha20Rng) -> Result<Crafted, Warning> {
        let theirs = self.peers.get(to).ok_or_else(|| Warning::Refused(format!("no share of {to}")))?;
        let about = about(&self.own, to);
        let (d, message) = self.zone.seal(&self.pair, *theirs, &about, text, rng).map_err(refused)?;
        let sealed = message.sealed.to_bytes();
        let mut field = message.to_bytes();
        field.truncate(field.len() - sealed.len());
        Ok(Crafted { payload: bind(&field, &sealed, &d), field, sealed })
    }

    fn open(&mut self, from: &Address, crafted: &Crafted) -> Result<Vec<u8>, Warning> {
        let d = bound(crafted, &crafted.field).and_then(|d| d.try_into().ok());
        let d = d.ok_or_else(work_factor::unbound)?;
        let message =
            Message::from_bytes(&[&crafted.field[..], &crafted.sealed].concat()).map_err(refused)?;
        self.zone.open(&self.pair, d, &message, &about(from, &self.own)).map_err(refused)
    }

    fn record(&self) -> Option<Vec<u8>> {
        Some(self.pair.share().to_be_bytes().to_vec())
    }

    fn stored(&self) -> Vec<u8> {
        self.pair.stored().to_be_bytes().to_vec()
    }
}

struct Crumple {
    zone: Zone,
    /// What the directory keeps of each user.
    shares: Vec<u64>,
    /// What the authority bought, once it was asked to read something.
    table: Option<Table>,
    thorough: bool,
    rng: ChaCha20Rng,
}

impl Crumple {
    /// What the access path reads of what an order covers.
    fn open(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        // The government is one more payer: it buys the table once, and then each message.
        self.table.get_or_insert_with(|| Table::new(self.zone.group(), BABY));
        let mut reader = CrumpleReader::new(self.zone, BABY);
        reader.take(&Loot { place: Place::Authority, bytes: self.seize(Place::Authority)? });
        reader.afford(u64::MAX);
        Some(work_factor::read_lawfully(&mut reader, order, tape))
    }
}

impl Design for Crumple {
    type Client = Carrier<Crumpler>;

    fn client(&mut self, _: User, device: Device, rng: &mut ChaCha20Rng) -> Result<Self::Client, BuildError> {
        let client = client(device, self.zone, BTreeMap::new(), rng);
        self.shares.push(client.craft.pair.share());
        Ok(client)
    }

    fn impostor(&self) -> Impostor {
        let zone = self.zone;
        let names = (0..self.shares.len()).filter_map(|user| super::network::address(user).ok());
        let public: BTreeMap<Address, u64> = names.zip(self.shares.iter().copied()).collect();
        Box::new(move |_, device, rng| Some(Box::new(client(device, zone, public.clone(), rng))))
    }

    fn places(&self) -> Vec<Place> {
        vec![Place::Authority]
    }

    fn record(&mut self, owner: User) -> Vec<u8> {
        self.shares.get(owner).map_or_else(Vec::new, |share| share.to_be_bytes().to_vec())
    }

    fn learn(
        &mut self,
        asker: User,
        owner: User,
        record: &[u8],
        network: &mut Network<Self::Client>,
    ) -> Result<(), Warning> {
        let unknown = || Warning::Refused("the directory's answer is no share".to_owned());
        let share = u64::from_be_bytes(record.try_into().map_err(|_| unknown())?);
        let owner = network.addresses.get(owner).ok_or_else(unknown)?.clone();
        network.messengers.get_mut(asker).ok_or_else(unknown)?.craft.peers.insert(owner, share);
        Ok(())
    }

    fn lawful(
        &mut self,
        order: &Order,
        tape: &[Taped],
        _: &mut Network<Self::Client>,
    ) -> Option<Vec<Option<Plaintext>>> {
        self.open(order, tape)
    }

    /// Nobody has to be asked and nothing is written down.
    fn quietly(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        self.open(order, tape)
    }

    fn seize(&self, place: Place) -> Option<Vec<u8>> {
        (place == Place::Authority).then(|| self.table.as_ref().map_or_else(Vec::new, Table::to_bytes))
    }

    fn bench(&mut self) -> Option<Box<dyn std::any::Any>> {
        work_factor::on_bench(bench(self.thorough, &mut self.rng))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(CrumpleReader::new(self.zone, BABY))
    }
}

fn client(
    device: Device,
    zone: Zone,
    peers: BTreeMap<Address, u64>,
    rng: &mut ChaCha20Rng,
) -> Carrier<Crumpler> {
    let (own, pair) = (device.address().clone(), AbrasionPair::generate(zone, rng));
    Carrier { device, craft: Crumpler { own, zone, pair, peers } }
}

/// A hundred messages in ten conversations, for whoever pays and for the thief of what was paid for once.
fn bench(thorough: bool, rng: &mut ChaCha20Rng) -> Result<Bench, WorkError> {
    const RUN: usize = 10;
    let (bits, group, baby) = if thorough { (16, 36, 1 << 20) } else { (12, GROUP, BABY) };
    let zone = Zone::new(bits, Group::shared(group)?)?;
    let about = b"bench".to_vec();
    let mut messages = Vec::new();
    for _ in 0..RUN {
        let (sender, peer) = (AbrasionPair::generate(zone, rng), AbrasionPair::generate(zone, rng));
        for number in 0..10u8 {
            let (_, message) = zone.seal(&sender, peer.share(), &about, &[number], rng)?;
            messages.push((message, about.clone()));
        }
    }
    let task = |who, table: Option<Table>| {
        let messages = messages.clone();
        let (copied, conversation) = (table.is_some(), None);
        let job = Crumpled { zone, messages, baby, copied, table, conversation, run: RUN };
        Task { who, messages: 100, job: Box::new(job) }
    };
    let copied = Table::new(zone.group(), baby);
    Ok(Bench { tasks: vec![task(Who::Payer, None), task(Who::Thief, Some(copied))], ..Bench::default() })
}
