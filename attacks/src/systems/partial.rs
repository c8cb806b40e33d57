//! Partial escrow of a key for each user, for good, with everything public that makes the escrow verifiable.

use std::collections::BTreeMap;
use std::sync::Arc;

use chacha20::ChaCha20Rng;
use escrow::field::Label;
use escrow::mechanisms::work_factor::partial::Registration;
use escrow::mechanisms::work_factor::{Sealed, WorkError};
use escrow::sharing::Share;
use escrow::{AccessField, EscrowSecret};
use honest::codec::{Reader as Bytes, Writer};
use honest::wire::SessionId;
use honest::{Address, Device};
use rand_core::{Rng, SeedableRng};

use super::carrier::{Carrier, Craft, Crafted};
use super::miniature::{Design, Impostor, Miniature, deliver};
use super::network::{Network, address, refused};
use super::{Argued, BuildError, Distance, Grade, Incident, Proposal, Standing, SystemEntry, work_factor};
use crate::attack::Expect;
use crate::attacks::{early_recovery, scope};
use crate::intruders::burglar::Reader;
use crate::intruders::work::bench::{Bench, Task, Who};
use crate::intruders::work::jobs::{Early, Text};
use crate::intruders::work::partial::{EarlyReader, write_keys, write_shares};
use crate::intruders::work::{about, bind, bound};
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::system::{
    Door, Facts, Loot, Order, Place, Plaintext, System, Taped, Trick, Tricked, User, Warning,
};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "partial",
    title: "partial, user keys",
    what: "Each user registers an escrow key, all of it but c bits dealt out verifiably among n trustees. Messages carry their \
           key sealed to the registered keys of both sides. Under a warrant k trustees open their part of one user's key, and \
           the authority searches for the rest. But the rest is fixed, and public facts tell it from a wrong one. c is 8 here.",
    source: "Shamir, Partial Key Escrow (1995); the weakness is early recovery: Bellare and Goldwasser, Verifiable Partial Key \
             Escrow (CCS 1997)",
    in_favour: "Trustees who turn bad, or a government that does, cannot open everybody at once: each key costs a search. Fewer \
                than k trustees learn nothing. A warrant against one user gives nobody else's key.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: ARGUED,
    file: file!(),
    facts,
    build,
};

pub(super) static PROPOSAL: Proposal = Proposal {
    page: "partial",
    title: "Partial key escrow: Shamir (1995), Bellare and Goldwasser (1997)",
    claimed: "That the holder of escrowed parts must still do a fixed amount of work for each key, which provides a serious \
              deterrent against massive wiretapping (US patent 5,768,388, Time delayed key escrow, 1998).",
    history: &[Incident {
        when: "1997",
        what: "Bellare and Goldwasser showed that other proposals for verifiable partial escrow suffer from early recovery, and so \
               offer no advantage over escrow of the whole key.",
        distance: Distance::D0,
        source: "Bellare and Goldwasser, Verifiable Partial Key Escrow, CCS 1997 (scilit.com)",
    }],
    stand_ins: &[
        "c is scaled down: 8 bits in the matrix, 12 on the bench, 16 on the bench of a thorough run.",
        "Users are honest about the length of the part that they keep back; Bellare and Goldwasser's proof of it is not built.",
        "The registered key serves the escrow alone and its owner forgets it, so that a stolen phone is what it is without escrow.",
    ],
};

pub(super) const ARGUED: &[Argued] = &[
    Argued {
        property: "P12",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "As in the clean messenger, both ends hold the keys and nobody signs a text. Whoever opened one learned a key with which \
              it could have made it.",
    },
    Argued {
        property: "P15",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "User keys: one search for each user, which can be done beforehand, and then every message is free. Message keys: a \
              hundred messages cost about ten times what ten do.",
    },
    Argued {
        property: "P16",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "After a theft of k trustees' shares every user registers anew and all clients learn the new keys. What was recorded \
              stays open to whoever does the searches.",
    },
    Argued {
        property: "P19",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "Nobody needs a trustee in order to write or read. If more than n - k lose their shares, lawful access ends and nothing \
              else.",
    },
    Argued {
        property: "P22",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "Fields name the two who write to each other, as the envelope beside them does.",
    },
];

/// Bits that no trustee holds, in the matrix.
pub(super) const KEPT_BACK: u32 = 8;

fn facts(parameters: &Parameters) -> Facts {
    let tricky = Expect::NotApplicable(work_factor::NO_TWO_KEYS);
    let facts = Facts::new("partial", Door::ContentKey)
        .keepers(parameters.threshold, parameters.trustees)
        // A warrant gives one user's key, for all days.
        .foretell("scope", scope::OTHERS, Expect::Nothing)
        .foretell("scope", scope::OTHER_DAYS, Expect::Everything)
        .foretell("early-recovery", early_recovery::EARLY, Expect::Everything)
        .foretell("early-recovery", early_recovery::NEVER, Expect::Nothing)
        .foretell("early-recovery", early_recovery::LATE, Expect::Everything);
    let facts = work_factor::no_two_keys(facts, tricky);
    let mut facts = work_factor::searched(facts, Expect::Nothing, Expect::Everything);
    facts.bound = true;
    facts
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    let facts = facts(parameters);
    let (k, n, thorough) = (facts.k, facts.n, parameters.thorough);
    Miniature::build(facts, users, seed, |rng| {
        let mut registered = Vec::with_capacity(users);
        let mut trustees = vec![Vec::with_capacity(users); usize::from(n)];
        for _ in 0..users {
            let (registration, shares) = Registration::new(KEPT_BACK, k, n, rng)?;
            for (trustee, share) in trustees.iter_mut().zip(shares) {
                registration.dealing.verify(&share).map_err(WorkError::from)?;
                trustee.push(share);
            }
            registered.push(registration);
        }
        let names = (0..users).map(address).collect::<Result<Vec<_>, _>>()?;
        let by_name = names.into_iter().zip(registered.iter().cloned()).collect();
        let (registered, directory) = (Arc::new(registered), Arc::new(by_name));
        let keys = BTreeMap::new();
        Ok(Partial { k, thorough, registered, directory, trustees, keys, rng: rng.fork() })
    })
}

/// Registrations by name.
type Directory = BTreeMap<Address, Registration>;

/// One user's client.
pub(crate) struct Depositor {
    own: Address,
    directory: Arc<Directory>,
}

impl Craft for Depositor {
    fn seal(
        &mut self,
        to: &Address,
        text: &[u8],
        sent: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<Crafted, Warning> {
        let mut key = [0; 32];
        rng.fill_bytes(&mut key);
        let sealed = Sealed::seal(&key, &about(&self.own, to), text, rng).to_bytes();
        let mut fields = Writer::new();
        for owner in [&self.own, to] {
            let registration = self
                .directory
                .get(owner)
                .ok_or_else(|| Warning::Refused(format!("{owner} has registered no escrow key")))?;
            let label = label(&self.own, to, sent);
            let field = AccessField::seal(&registration.public, label, &key, false, rng).map_err(refused)?;
            field.encode(&mut fields);
        }
        let field = fields.finish();
        Ok(Crafted { payload: bind(&field, &sealed, &key), field, sealed })
    }

    fn open(&mut self, from: &Address, crafted: &Crafted) -> Result<Vec<u8>, Warning> {
        let key = bound(crafted, &crafted.field).and_then(|key| key.try_into().ok());
        let key = key.ok_or_else(work_factor::unbound)?;
        let sealed = Sealed::decode(&mut Bytes::new(&crafted.sealed)).map_err(refused)?;
        sealed.open(key, &about(from, &self.own)).map_err(refused)
    }
}

/// What a field says of its message. There is no epoch, and the honest message beside it knows its session.
pub(super) fn label(from: &Address, to: &Address, sent: u64) -> Label {
    Label { epoch: 0, session: SessionId([0; 8]), sent, from: from.clone(), to: to.clone() }
}

struct Partial {
    k: u8,
    thorough: bool,
    registered: Arc<Vec<Registration>>,
    directory: Arc<Directory>,
    /// What each trustee holds: a share of every user's key.
    trustees: Vec<Vec<Share>>,
    /// Whole keys that the authority came by under warrants.
    keys: BTreeMap<User, EscrowSecret>,
    rng: ChaCha20Rng,
}

impl Partial {
    /// What the access path reads of what an order covers.
    fn open(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        // k trustees hand over their shares of the target's key, and the search is for the rest.
        let mut reader = EarlyReader::new(Arc::clone(&self.registered), KEPT_BACK);
        if !self.keys.contains_key(&order.target) {
            let registration = self.registered.get(order.target)?;
            let asked = self.trustees.iter().take(usize::from(self.k));
            let shares: Vec<Share> = asked.filter_map(|held| held.get(order.target).cloned()).collect();
            let escrowed = registration.dealing.combine(&shares).ok()?;
            let whole = registration.whole(&escrowed, registration.rest().find().found?).ok()?;
            self.keys.insert(order.target, whole);
        }
        reader.take(&Loot { place: Place::Authority, bytes: self.seize(Place::Authority)? });
        Some(work_factor::read_lawfully(&mut reader, order, tape))
    }
}

impl Design for Partial {
    type Client = Carrier<Depositor>;

    fn client(&mut self, _: User, device: Device, _: &mut ChaCha20Rng) -> Result<Self::Client, BuildError> {
        Ok(client(device, &self.directory))
    }

    fn impostor(&self) -> Impostor {
        let directory = Arc::clone(&self.directory);
        Box::new(move |_, device, _| Some(Box::new(client(device, &directory))))
    }

    fn places(&self) -> Vec<Place> {
        (1..).zip(&self.trustees).map(|(index, _)| Place::Trustee(index)).chain([Place::Authority]).collect()
    }

    fn lawful(
        &mut self,
        order: &Order,
        tape: &[Taped],
        _: &mut Network<Self::Client>,
    ) -> Option<Vec<Option<Plaintext>>> {
        self.open(order, tape)
    }

    /// Trustees write nothing down here that anybody would have to see.
    fn quietly(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        self.open(order, tape)
    }

    fn trick(
        &mut self,
        trick: Trick,
        network: &mut Network<Self::Client>,
        meta: &Meta,
        text: &[u8],
    ) -> Option<Tricked> {
        let to = network.addresses.get(meta.to)?.clone();
        let client = network.messengers.get_mut(meta.from)?;
        let mut sent = client.craft.seal(&to, text, meta.sent, &mut self.rng).ok()?;
        let key = sent.payload.split_off(32);
        match trick {
            // The same length of nothing, behind labels that are in order.
            Trick::Garble => {
                let mut fields = crate::intruders::work::partial::fields(&sent.field)?;
                fields.iter_mut().for_each(|field| self.rng.fill_bytes(&mut field.sealed));
                sent.field = fields.iter().flat_map(AccessField::to_bytes).collect();
            }
            // The fields of another key.
            Trick::OtherKey => {
                sent.field = client.craft.seal(&to, text, meta.sent, &mut self.rng).ok()?.field;
            }
            _ => return None,
        }
        sent.payload = bind(&sent.field, &sent.sealed, &key);
        let frame = client.send_crafted(&to, sent).ok()?;
        Some(Tricked { delivery: deliver(network, meta, frame), decoy: None, attempts: 1 })
    }

    fn seize(&self, place: Place) -> Option<Vec<u8>> {
        match place {
            Place::Trustee(index) => {
                let held = self.trustees.get(usize::from(index.checked_sub(1)?))?;
                Some(write_shares(held.iter()))
            }
            Place::Authority => Some(write_keys(&self.keys)),
            _ => None,
        }
    }

    fn bench(&mut self) -> Option<Box<dyn std::any::Any>> {
        work_factor::on_bench(bench(self.thorough, &mut self.rng))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(EarlyReader::new(Arc::clone(&self.registered), KEPT_BACK))
    }
}

fn client(device: Device, directory: &Arc<Directory>) -> Carrier<Depositor> {
    let craft = Depositor { own: device.address().clone(), directory: Arc::clone(directory) };
    Carrier { device, craft }
}

/// A hundred messages to one user, whose rest is searched for beforehand.
fn bench(thorough: bool, rng: &mut ChaCha20Rng) -> Result<Bench, BuildError> {
    let bits = if thorough { 16 } else { 12 };
    let (registration, shares) = Registration::new(bits, 2, 3, rng)?;
    let escrowed = registration.dealing.combine(&shares).map_err(WorkError::from)?;
    let (sender, user) = (Address::new("sender")?, Address::new("user")?);
    let about = about(&sender, &user);
    let (mut fields, mut texts) = (Vec::new(), Vec::new());
    for number in 0..100u8 {
        let mut key = [0; 32];
        rng.fill_bytes(&mut key);
        texts.push(Text { sealed: Sealed::seal(&key, &about, &[number], rng), about: about.clone() });
        let field = AccessField::seal(&registration.public, label(&sender, &user, 0), &key, false, rng);
        fields.push(field.map_err(WorkError::from)?);
    }
    let early = Early { registration, bits, escrowed, fields, texts, rest: None };
    let task = Task { who: Who::Beforehand, messages: 100, job: Box::new(early) };
    Ok(Bench { tasks: vec![task], ..Bench::default() })
}
