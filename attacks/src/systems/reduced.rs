//! A radio whose cipher keeps few bits of its key, which its users were not told.

use std::collections::BTreeMap;

use chacha20::ChaCha20Rng;
use escrow::mechanisms::work_factor::reduced::{Radio, RadioKey};
use escrow::mechanisms::work_factor::{SALT, Sealed, stretch};
use honest::codec::{Reader as Bytes, Writer};
use honest::{Address, Device};
use rand_core::SeedableRng;

use super::carrier::{Carrier, Craft, Crafted};
use super::miniature::{Design, Impostor, Miniature};
use super::network::{Network, refused};
use super::{Argued, BuildError, Distance, Grade, Incident, Proposal, Standing, SystemEntry, work_factor};
use crate::attack::Expect;
use crate::attacks::{insert, quiet, relay, scope, seizure, starve, swap, theft, wire};
use crate::intruders::burglar::Reader;
use crate::intruders::work::bench::{Bench, Loader, Task, Who, float};
use crate::intruders::work::jobs::{EachItsKey, OneKey, Text};
use crate::intruders::work::reduced::ReducedReader;
use crate::intruders::work::{about, bind, bound};
use crate::parameters::Parameters;
use crate::system::{Door, Facts, Order, Plaintext, System, Taped, User, Warning};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "reduced",
    title: "reduced cipher",
    what: "A radio takes keys of 80 bits and its cipher keeps 32 of them. Whoever has the specification searches 2^32 keys, once \
           for each conversation. Users could not know: the specification was secret. Here the register has 16 bits.",
    source: "TEA1 of the radio standard TETRA: CVE-2022-24402, found by Meijer, Bokslag and Wetzels (Midnight Blue, 2023)",
    in_favour: "For a time, and for those who were told, it kept a cipher exportable that outsiders could not break. 32 bits were \
                thought enough when it was designed, a spokesman of its standards body said.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: ARGUED,
    file: file!(),
    facts,
    build,
};

static PROPOSAL: Proposal = Proposal {
    page: "reduced",
    title: "Secretly reduced ciphers: TEA1 (TETRA, 1990s) and GEA-1 (GPRS, 1998)",
    claimed: "That a cipher with a long key and a secret specification is strong enough for civil use and weak enough for \
              export. It was not said in public: the claim is in the design.",
    history: &[
        Incident {
            when: "2023",
            what: "Midnight Blue took TEA1 out of a radio and found that 32 of the key's 80 bits reach the cipher; consumer \
                   hardware searches them in minutes. That was about 25 years after the design.",
            distance: Distance::D0,
            source: "CVE-2022-24402; muras.eu, 31 July 2023",
        },
        Incident {
            when: "2021",
            what: "GEA-1, a cipher of GPRS with 64-bit keys, was shown to give 40 bits of security, in a way that is highly \
                   unlikely to have come about by chance.",
            distance: Distance::D1,
            source: "Beierle et al., Cryptanalysis of the GPRS Encryption Algorithms GEA-1 and GEA-2 (ePrint 2021/819)",
        },
    ],
    stand_ins: &[
        "The real key schedule is another: here the register is a CRC of the key, which is onto and linear.",
        "The cipher is ChaCha20-Poly1305 under what is left of the key.",
        "32 bits are scaled down to 16, or to 20 on the bench of a thorough run.",
        "The radio's key travels in an honest message; in the field it was loaded by hand or over the air.",
    ],
};

const ARGUED: &[Argued] = &[
    Argued {
        property: "P12",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "As in the clean messenger, both ends hold the keys and nobody signs a text. Whoever opened one learned a key with which \
              it could have made it.",
    },
    Argued {
        property: "P15",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "One search for each key; after it everything under that key is free to whoever has the specification.",
    },
    Argued {
        property: "P16",
        standing: Standing::Fails,
        grade: Grade::Literature,
        why: "No update repairs it: users must move to another cipher, and radios that have none must be replaced. What was \
              recorded stays readable.",
    },
    Argued {
        property: "P17",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "There is nothing to take over: whoever learns the specification is one more holder. The searches here use nothing \
              else.",
    },
    Argued {
        property: "P19",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "The weakness takes nothing away from those who write and read.",
    },
    Argued {
        property: "P22",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "No field is added, so nothing new is shown. That is also why nobody noticed.",
    },
];

/// Bits of the register, scaled down from 32.
const REGISTER: u32 = 16;

fn facts(_: &Parameters) -> Facts {
    use Expect::Everything;
    let facts = Facts::new("reduced", Door::Own)
        .foretell("wire", wire::ALL, Everything)
        .foretell("relay", relay::ALL, Everything)
        .foretell("theft", theft::BEFORE, Everything)
        .foretell("theft", theft::AFTER, Everything)
        .foretell("scope", scope::DELIVERED, Everything)
        .foretell("scope", scope::OTHER_DAYS, Everything)
        .foretell("scope", scope::OTHERS, Everything)
        .foretell("seizure", seizure::PAST, Everything)
        .foretell("seizure", seizure::HEALED, Everything)
        .foretell("starve", starve::SUPPLIED, Everything)
        .foretell("swap", swap::TRUSTING, Everything)
        .foretell("insert", insert::OPENED, Everything)
        .foretell("insert", insert::EARLIER, Everything)
        .foretell("quiet", quiet::UNLOGGED, Everything);
    let mut facts = work_factor::searched(facts, Everything, work_factor::NO_HOLDER);
    facts.bound = true;
    facts
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    let thorough = parameters.thorough;
    Miniature::build(facts(parameters), users, seed, |rng| {
        Ok(Net { radio: Radio::reduced(REGISTER)?, thorough, rng: rng.fork() })
    })
}

/// One user's radio, and the keys in it: one for everybody it talks to.
struct Set {
    own: Address,
    radio: Radio,
    keys: BTreeMap<Address, RadioKey>,
}

impl Craft for Set {
    fn seal(&mut self, to: &Address, text: &[u8], _: u64, rng: &mut ChaCha20Rng) -> Result<Crafted, Warning> {
        let key = self.keys.entry(to.clone()).or_insert_with(|| RadioKey::generate(rng)).clone();
        let sealed = self.radio.seal(&key, &about(&self.own, to), text, rng).to_bytes();
        Ok(Crafted { payload: bind(&[], &sealed, key.as_bytes()), field: Vec::new(), sealed })
    }

    fn open(&mut self, from: &Address, crafted: &Crafted) -> Result<Vec<u8>, Warning> {
        let key = bound(crafted, &[]).and_then(RadioKey::from_bytes).ok_or_else(work_factor::unbound)?;
        let sealed = Sealed::decode(&mut Bytes::new(&crafted.sealed)).map_err(refused)?;
        self.radio.open(&key, &sealed, &about(from, &self.own)).map_err(refused)
    }

    /// `(address ‖ key 10)…`: of no more use to a thief than the specification.
    fn stored(&self) -> Vec<u8> {
        let mut to = Writer::new();
        for (peer, key) in &self.keys {
            peer.encode(&mut to);
            to.put(key.as_bytes());
        }
        to.finish()
    }
}

struct Net {
    radio: Radio,
    thorough: bool,
    rng: ChaCha20Rng,
}

impl Net {
    /// What the access path reads of what an order covers.
    fn open(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        Some(work_factor::read_lawfully(&mut ReducedReader::new(REGISTER), order, tape))
    }
}

impl Design for Net {
    type Client = Carrier<Set>;

    fn client(&mut self, _: User, device: Device, _: &mut ChaCha20Rng) -> Result<Self::Client, BuildError> {
        Ok(client(device, self.radio))
    }

    fn impostor(&self) -> Impostor {
        let radio = self.radio;
        Box::new(move |_, device, _| Some(Box::new(client(device, radio))))
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

    fn bench(&mut self) -> Option<Box<dyn std::any::Any>> {
        work_factor::on_bench(bench(self.thorough, &mut self.rng))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(ReducedReader::new(REGISTER))
    }
}

fn client(device: Device, radio: Radio) -> Carrier<Set> {
    let craft = Set { own: device.address().clone(), radio, keys: BTreeMap::new() };
    Carrier { device, craft }
}

/// A hundred texts under a key each and under one key, and two radios to load keys into.
fn bench(thorough: bool, rng: &mut ChaCha20Rng) -> Result<Bench, BuildError> {
    let bits = if thorough { 20 } else { REGISTER };
    let radio = Radio::reduced(bits)?;
    let about = b"bench".to_vec();
    let mut texts = |one: bool| {
        let only = RadioKey::generate(rng);
        let text = |number: u8| {
            let key = if one { only.clone() } else { RadioKey::generate(rng) };
            Text { sealed: radio.seal(&key, &about, &[number], rng), about: about.clone() }
        };
        let texts = (0..100).map(text).collect();
        EachItsKey { texts, bits, key: Box::new(|_, guess| stretch(guess)) }
    };
    let (fresh, one) = (texts(false), OneKey { texts: texts(true), found: None });
    Ok(Bench {
        tasks: vec![
            Task { who: Who::FreshKeys, messages: 100, job: Box::new(fresh) },
            Task { who: Who::OneKey, messages: 100, job: Box::new(one) },
        ],
        radios: Some((loader(radio, rng.fork()), float(1u64 << bits), loader(Radio::full(), rng.fork()))),
        full: vec![("at full size: keys for a conversation on average", 2f64.powi(31))],
        ..Bench::default()
    })
}

/// A radio that somebody owns and loads keys into: how many until two make the same key stream.
fn loader(radio: Radio, mut rng: ChaCha20Rng) -> Loader {
    Box::new(move |most| {
        let mut seen = std::collections::BTreeSet::new();
        (1..=most).find(|_| !seen.insert(radio.stream(&RadioKey::generate(&mut rng), &[0; SALT])))
    })
}
