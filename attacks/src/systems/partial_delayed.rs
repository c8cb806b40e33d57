//! Partial escrow of each message's own key: nothing to search before the trustees have opened its field.

use chacha20::ChaCha20Rng;
use escrow::mechanisms::work_factor::partial::Delayed;
use escrow::mechanisms::work_factor::{Sealed, WorkError};
use escrow::{AccessField, EscrowPublic};
use honest::codec::Reader as Bytes;
use honest::{Address, Device};
use rand_core::{Rng, SeedableRng};
use zeroize::Zeroizing;

use super::access::AccessPath;
use super::carrier::{Carrier, Craft, Crafted};
use super::miniature::{Design, Impostor, Miniature, deliver};
use super::network::{Network, address, refused};
use super::partial::{ARGUED, KEPT_BACK, PROPOSAL, label};
use super::{BuildError, Fix, SystemEntry, work_factor};
use crate::attack::Expect;
use crate::attacks::{early_recovery, theft};
use crate::intruders::burglar::Reader;
use crate::intruders::work::bench::{Bench, Task, Who};
use crate::intruders::work::jobs::{EachItsKey, Text};
use crate::intruders::work::partial::DelayedReader;
use crate::intruders::work::{about, about_meta, bind, bound, outside};
use crate::parameters::{DAY, Parameters};
use crate::script::Meta;
use crate::system::{Door, Facts, Order, Place, Plaintext, System, Taped, Trick, Tricked, User, Warning};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "partial-delayed",
    title: "partial, message keys",
    what: "Every message carries its own key, with c bits blotted out, sealed to the trustees' key. Under a warrant k trustees \
           open the fields that it names, without rebuilding their key, and the authority searches for the rest of each. The rest \
           is new for each message, and nothing tells it before the field is open. c is 8 here.",
    source: "Delayed recovery as asked for by Bellare and Goldwasser, Verifiable Partial Key Escrow (CCS 1997); that the key is fresh \
             for each message, and the trustees' threshold opening, are this project's choice",
    in_favour: "The work cannot be done beforehand, and what one message cost is no use for the next. A warrant opens what it names; \
                reading everything costs everything.",
    proposal: Some(&PROPOSAL),
    fix: Some(Fix {
        of: "partial",
        stops: ("early-recovery", early_recovery::EARLY),
        survivor: ("theft", theft::AFTER),
    }),
    argued: ARGUED,
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    let tricky = Expect::NotApplicable(work_factor::NO_TWO_KEYS);
    let facts = Facts::new("partial-delayed", Door::ContentKey)
        .keepers(parameters.threshold, parameters.trustees)
        .foretell("early-recovery", early_recovery::EARLY, Expect::Nothing)
        .foretell("early-recovery", early_recovery::NEVER, Expect::Nothing)
        .foretell("early-recovery", early_recovery::LATE, Expect::Everything);
    let facts = work_factor::no_two_keys(facts, tricky);
    let mut facts = work_factor::searched(facts, Expect::Nothing, Expect::Everything);
    (facts.bound, facts.threshold_opening) = (true, true);
    facts
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    let facts = facts(parameters);
    let thorough = parameters.thorough;
    Miniature::build(facts.clone(), users, seed, |rng| {
        let access = AccessPath::new(&facts, parameters, rng.fork())?;
        Ok(Partial { delayed: Delayed::new(KEPT_BACK)?, n: facts.n, access, thorough, rng: rng.fork() })
    })
}

/// One user's client.
struct Depositor {
    own: Address,
    delayed: Delayed,
    trustees: EscrowPublic,
}

impl Depositor {
    fn field(
        &self,
        to: &Address,
        sent: u64,
        key: &[u8; 32],
        rng: &mut ChaCha20Rng,
    ) -> Result<Vec<u8>, Warning> {
        let (label, deposit) = (label(&self.own, to, sent), self.delayed.deposit(key));
        let field = AccessField::seal(&self.trustees, label, deposit.as_slice(), true, rng);
        Ok(field.map_err(refused)?.to_bytes())
    }
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
        let field = self.field(to, sent, &key, rng)?;
        Ok(Crafted { payload: bind(&field, &sealed, &key), field, sealed })
    }

    fn open(&mut self, from: &Address, crafted: &Crafted) -> Result<Vec<u8>, Warning> {
        let key = bound(crafted, &crafted.field).and_then(|key| key.try_into().ok());
        let key = key.ok_or_else(work_factor::unbound)?;
        let sealed = Sealed::decode(&mut Bytes::new(&crafted.sealed)).map_err(refused)?;
        sealed.open(key, &about(from, &self.own)).map_err(refused)
    }
}

struct Partial {
    delayed: Delayed,
    n: u8,
    access: AccessPath,
    thorough: bool,
    rng: ChaCha20Rng,
}

/// How the access path opens fields.
type Open = fn(&mut AccessPath, &Address, (u64, u64), &[AccessField]) -> Vec<Option<Zeroizing<Vec<u8>>>>;

impl Partial {
    /// What the trustees open of what an order covers, and the search for the rest of each.
    fn process(&mut self, order: &Order, tape: &[Taped], open: Open) -> Option<Vec<Option<Plaintext>>> {
        let target = address(order.target).ok()?;
        let window = (u64::from(order.from) * DAY, u64::from(order.until) * DAY);
        let parse = |taped: &Taped| {
            let (field, sealed) = taped.frames.iter().find_map(|frame| outside(frame))?;
            let field = AccessField::decode(&mut Bytes::new(&field)).ok()?;
            Some((field, Sealed::decode(&mut Bytes::new(&sealed)).ok()?, about_meta(&taped.meta)?))
        };
        let covered = tape.iter().enumerate().filter(|(_, taped)| order.covers(&taped.meta));
        let (places, messages): (Vec<usize>, Vec<_>) =
            covered.filter_map(|(at, taped)| Some((at, parse(taped)?))).unzip();
        let fields: Vec<AccessField> = messages.iter().map(|(field, ..)| field.clone()).collect();
        let mut read = vec![None; tape.len()];
        let opened = open(&mut self.access, &target, window, &fields);
        for ((at, (_, sealed, about)), deposit) in places.into_iter().zip(&messages).zip(opened) {
            let deposit = deposit.and_then(|deposit| <[u8; 32]>::try_from(deposit.as_slice()).ok());
            if let (Some(slot), Some(deposit)) = (read.get_mut(at), deposit) {
                *slot = self.delayed.open(&deposit, sealed, about).ok().map(|opened| opened.text);
            }
        }
        Some(read)
    }
}

impl Design for Partial {
    type Client = Carrier<Depositor>;

    fn client(&mut self, _: User, device: Device, _: &mut ChaCha20Rng) -> Result<Self::Client, BuildError> {
        Ok(client(device, self.delayed, self.access.key().public))
    }

    fn impostor(&self) -> Impostor {
        let (delayed, trustees) = (self.delayed, self.access.key().public);
        Box::new(move |_, device, _| Some(Box::new(client(device, delayed, trustees))))
    }

    fn places(&self) -> Vec<Place> {
        (1..=self.n).map(Place::Trustee).chain([Place::Authority]).collect()
    }

    fn morning(&mut self, day: u32, _: &mut Network<Self::Client>) {
        // Only the trustees' clock moves; there are no epochs, so there is nothing that could fail.
        let _ = self.access.morning(day);
    }

    fn lawful(
        &mut self,
        order: &Order,
        tape: &[Taped],
        _: &mut Network<Self::Client>,
    ) -> Option<Vec<Option<Plaintext>>> {
        self.process(order, tape, AccessPath::open)
    }

    fn quietly(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        self.process(order, tape, AccessPath::open_quietly)
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
        let rng = &mut self.rng;
        let mut sent = client.craft.seal(&to, text, meta.sent, rng).ok()?;
        let key = sent.payload.split_off(32);
        match trick {
            // The same length of nothing, behind a label that is in order.
            Trick::Garble => {
                let mut field = AccessField::decode(&mut Bytes::new(&sent.field)).ok()?;
                rng.fill_bytes(&mut field.sealed);
                sent.field = field.to_bytes();
            }
            Trick::OtherKey => {
                let mut other = [0; 32];
                rng.fill_bytes(&mut other);
                sent.field = client.craft.field(&to, meta.sent, &other, rng).ok()?;
            }
            _ => return None,
        }
        sent.payload = bind(&sent.field, &sent.sealed, &key);
        let frame = client.send_crafted(&to, sent).ok()?;
        Some(Tricked { delivery: deliver(network, meta, frame), decoy: None, attempts: 1 })
    }

    fn seize(&self, place: Place) -> Option<Vec<u8>> {
        self.access.seize(place).map(|loot| loot.bytes)
    }

    fn bench(&mut self) -> Option<Box<dyn std::any::Any>> {
        work_factor::on_bench(bench(self.thorough, &mut self.rng))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(DelayedReader::new(self.delayed, self.access.dealings()))
    }
}

fn client(device: Device, delayed: Delayed, trustees: EscrowPublic) -> Carrier<Depositor> {
    let craft = Depositor { own: device.address().clone(), delayed, trustees };
    Carrier { device, craft }
}

/// A hundred messages whose fields were opened.
fn bench(thorough: bool, rng: &mut ChaCha20Rng) -> Result<Bench, WorkError> {
    let bits = if thorough { 16 } else { 12 };
    let delayed = Delayed::new(bits)?;
    let about = b"bench".to_vec();
    let (mut texts, mut deposits) = (Vec::new(), Vec::new());
    for number in 0..100u8 {
        let mut key = [0; 32];
        rng.fill_bytes(&mut key);
        texts.push(Text { sealed: Sealed::seal(&key, &about, &[number], rng), about: about.clone() });
        deposits.push(delayed.deposit(&key));
    }
    let key = move |index: usize, rest: u64| {
        deposits.get(index).map_or([0; 32], |deposit| *delayed.complete(deposit, rest))
    };
    let holder = EachItsKey { texts, bits, key: Box::new(key) };
    let task = Task { who: Who::Holder, messages: 100, job: Box::new(holder) };
    Ok(Bench { tasks: vec![task], ..Bench::default() })
}
