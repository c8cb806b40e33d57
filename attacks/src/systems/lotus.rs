//! Lotus Notes, international edition: 64-bit keys, 24 bits of each sealed to one authority.

use chacha20::ChaCha20Rng;
use escrow::mechanisms::work_factor::lotus::{Authority, Carried, Division, Edition, Field, Message};
use escrow::mechanisms::work_factor::stretch;
use honest::primitives::dh::DhPublic;
use honest::{Address, Device};
use rand_core::SeedableRng;

use super::carrier::{Carrier, Craft, Crafted};
use super::miniature::{Design, Impostor, Miniature, deliver};
use super::network::{Network, refused};
use super::{Argued, BuildError, Distance, Grade, Incident, Proposal, Standing, SystemEntry, work_factor};
use crate::attack::Expect;
use crate::attacks::{garble, other_key};
use crate::intruders::burglar::Reader;
use crate::intruders::work::bench::{Bench, Ratio, Receiver, Task, Who};
use crate::intruders::work::jobs::{EachItsKey, Text};
use crate::intruders::work::lotus::{AUTHORITY_KEY, LotusReader};
use crate::intruders::work::{about, bind, bound};
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::system::{
    Door, Facts, Intruder, Loot, Order, Place, Plaintext, Rewritten, System, Taped, Trick, Tricked, User,
    Warning,
};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "lotus",
    title: "Lotus 40+24",
    what: "Every message has a 64-bit key, and a field in which 24 bits of it are sealed to one authority. The authority \
           has 40 bits left to search for each message, everybody else 64. Honest receivers refuse a message whose field \
           was disturbed. In the matrix 64 bits are 64, and the authority's 40 are scaled down to 10.",
    source: "Lotus Notes R4, international edition (1996): the workfactor reduction field, as Lotus described it in Security in \
             Lotus Notes and the Internet",
    in_favour: "Towards everybody but the authority, exported mail was as strong as mail at home, which a 40-bit product was \
                not. The authority pays for each message that it reads. It was announced, not hidden.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: ARGUED,
    file: file!(),
    facts,
    build,
};

static PROPOSAL: Proposal = Proposal {
    page: "lotus",
    title: "Differential work factor, Lotus Notes R4 (1996)",
    claimed: "Lotus said that an attacker without the authority's key faces 64 bits, and the government 40, 2^24 times less \
              (Security in Lotus Notes and the Internet). So exported mail could be stronger than the 40 bits that the \
              rules of the time allowed.",
    history: &[
        Incident {
            when: "January 1996",
            what: "The edition was announced; The Wall Street Journal reported that the government gets 24 of the 64 bits.",
            distance: Distance::D0,
            source: "The Wall Street Journal, 18 January 1996, quoted on the cypherpunks list (lists.cpunks.org)",
        },
        Incident {
            when: "by 2002",
            what: "It was told that a European government found out about the 24 bits after it had rolled the program out, \
                   although they had been announced.",
            distance: Distance::D0,
            source: "cypherpunks list, October 2002 (lists.cpunks.org)",
        },
    ],
    stand_ins: &[
        "The field is sealed with X25519 and ChaCha20-Poly1305 where Notes used RSA, and texts with ChaCha20-Poly1305.",
        "How Notes checked the field is not public. Here the sender tells the receiver the coin that the field was made \
         with, and the receiver makes it again.",
        "The authority's 40 bits are scaled down: 10 in the matrix, and on the bench 64 = 40 + 24 becomes 16 = 10 + 6, or \
         24 = 15 + 9 in a thorough run.",
    ],
};

const ARGUED: &[Argued] = &[
    Argued {
        property: "P1",
        standing: Standing::Partial,
        grade: Grade::Extrapolated,
        why: "An outsider without the authority's key has 2^64 keys to try for each message: nothing in 1996, a large sum today. \
              The run shows that the field gives an outsider no bit; the rest is the size.",
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
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "Ten times the messages cost the authority ten times the trials, 2^40 each at full size: no message is free, and none is \
              dear any more.",
    },
    Argued {
        property: "P16",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "The authority's key is in every copy of the program. After a theft every user must take a new edition, and what was \
              recorded stays at 40 bits for good.",
    },
    Argued {
        property: "P17",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "Whoever can change the 32 bytes of the authority's key in the copies that are shipped becomes the holder; receivers \
              check a field against the key in their own copy.",
    },
    Argued {
        property: "P19",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "Nobody needs the authority in order to write or read. If it loses its key, its own access is lost and nothing else.",
    },
    Argued {
        property: "P22",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "The field names nobody. Who writes to whom is in the clear beside it as it is without the field.",
    },
];

/// The authority's share of the work in the matrix: bits.
const HOLDER: u32 = 10;

fn division() -> Division {
    // 64 bits as it was, of which the authority is left fewer than its 40.
    Division::new(64, 64 - HOLDER).unwrap_or(Division::REAL)
}

fn facts(_: &Parameters) -> Facts {
    let tricky = Expect::NotApplicable(work_factor::NO_TWO_KEYS);
    let mut facts = Facts::new("lotus", Door::ContentKey)
        // The receiver refuses what the authority could not open.
        .foretell("garble", garble::EVADED, Expect::Nothing)
        .foretell("other-key", other_key::EVADED, Expect::Nothing);
    facts = work_factor::no_two_keys(facts, tricky);
    facts = work_factor::searched(facts, Expect::Nothing, Expect::Everything);
    facts.bound = true;
    facts
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    let thorough = parameters.thorough;
    Miniature::build(facts(parameters), users, seed, |rng| {
        let authority = Authority::generate(rng);
        let edition = Edition { authority: authority.public(), division: division() };
        Ok(Lotus { authority, edition, thorough, rng: rng.fork() })
    })
}

/// One user's copy of the program.
struct Copy {
    own: Address,
    edition: Edition,
}

/// A message as what a craft makes of it: field, and sealed text.
fn crafted(carried: &Carried, message: &Message) -> Crafted {
    let sealed = message.sealed.to_bytes();
    let mut field = message.to_bytes();
    field.truncate(field.len() - sealed.len());
    // The field is checked by making it again, so the honest message vouches for the text alone.
    Crafted { payload: bind(&[], &sealed, &carried.to_bytes()), field, sealed }
}

impl Craft for Copy {
    fn seal(&mut self, to: &Address, text: &[u8], _: u64, rng: &mut ChaCha20Rng) -> Result<Crafted, Warning> {
        let (carried, message) = self.edition.seal(&about(&self.own, to), text, rng).map_err(refused)?;
        Ok(crafted(&carried, &message))
    }

    fn open(&mut self, from: &Address, crafted: &Crafted) -> Result<Vec<u8>, Warning> {
        let carried = bound(crafted, &[]).ok_or_else(work_factor::unbound)?;
        let carried = Carried::from_bytes(carried).map_err(refused)?;
        let message =
            Message::from_bytes(&[&crafted.field[..], &crafted.sealed].concat()).map_err(refused)?;
        self.edition.open(&carried, &message, &about(from, &self.own)).map_err(refused)
    }
}

struct Lotus {
    authority: Authority,
    edition: Edition,
    thorough: bool,
    rng: ChaCha20Rng,
}

impl Lotus {
    /// What the access path reads of what an order covers.
    fn open(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        let mut reader = LotusReader::new(self.edition.division);
        reader.take(&Loot { place: Place::Authority, bytes: self.authority.stored().to_vec() });
        Some(work_factor::read_lawfully(&mut reader, order, tape))
    }
}

impl Design for Lotus {
    type Client = Carrier<Copy>;

    fn client(&mut self, _: User, device: Device, _: &mut ChaCha20Rng) -> Result<Self::Client, BuildError> {
        Ok(client(device, self.edition))
    }

    fn impostor(&self) -> Impostor {
        let edition = self.edition;
        Box::new(move |_, device, _| Some(Box::new(client(device, edition))))
    }

    fn places(&self) -> Vec<Place> {
        vec![Place::Authority]
    }

    fn lawful(
        &mut self,
        order: &Order,
        tape: &[Taped],
        _: &mut Network<Self::Client>,
    ) -> Option<Vec<Option<Plaintext>>> {
        self.open(order, tape)
    }

    /// The authority needs nobody, and nothing is written down.
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
        let rng = &mut self.rng;
        let mut sent = client.craft.seal(&to, text, meta.sent, rng).ok()?;
        let other = match trick {
            // A well-formed field, sealed to a key that nobody has.
            Trick::Garble => {
                let nobody = Edition { authority: Authority::generate(rng).public(), ..self.edition };
                Copy { own: client.craft.own.clone(), edition: nobody }
                    .seal(&to, text, meta.sent, rng)
                    .ok()?
            }
            // The field of another key of the sender's.
            Trick::OtherKey => client.craft.seal(&to, text, meta.sent, rng).ok()?,
            _ => return None,
        };
        sent.field = other.field;
        let frame = client.send_crafted(&to, sent).ok()?;
        let delivery = deliver(network, meta, frame);
        Some(Tricked { delivery, decoy: None, attempts: 1 })
    }

    fn seize(&self, place: Place) -> Option<Vec<u8>> {
        (place == Place::Authority).then(|| self.authority.stored().to_vec())
    }

    fn rewrite(
        &mut self,
        intruder: &mut dyn Intruder,
        network: &mut Network<Self::Client>,
    ) -> Option<Rewritten> {
        let old = *self.edition.authority.as_bytes();
        let new: [u8; 32] = intruder.constant(AUTHORITY_KEY, &old)?.try_into().ok()?;
        self.edition.authority = DhPublic::parse(new).ok()?;
        for client in &mut network.messengers {
            client.craft.edition = self.edition;
        }
        // A program tests itself by writing to itself.
        let sealed = self.edition.seal(b"self-test", b"text", &mut self.rng);
        let read = sealed.and_then(|(carried, message)| self.edition.open(&carried, &message, b"self-test"));
        let bytes = old.iter().zip(&new).filter(|(old, new)| old != new).count();
        Some(Rewritten { bytes, self_tests: read.as_deref() == Ok(b"text") })
    }

    fn bench(&mut self) -> Option<Box<dyn std::any::Any>> {
        work_factor::on_bench(bench(self.thorough, &mut self.rng))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(LotusReader::new(self.edition.division))
    }
}

fn client(device: Device, edition: Edition) -> Carrier<Copy> {
    let craft = Copy { own: device.address().clone(), edition };
    Carrier { device, craft }
}

/// Both searches at one scale, and a receiver to send disturbed fields to.
fn bench(thorough: bool, rng: &mut ChaCha20Rng) -> Result<Bench, escrow::mechanisms::work_factor::WorkError> {
    let (division, outsiders) =
        if thorough { (Division::new(24, 9)?, 10) } else { (Division::new(16, 6)?, 100) };
    let authority = Authority::generate(rng);
    let edition = Edition { authority: authority.public(), division };
    let about = b"bench".to_vec();
    let mut texts = Vec::new();
    let mut reduced = Vec::new();
    let mut last = None;
    for number in 0..100u8 {
        let (carried, message) = edition.seal(&about, &[number], rng)?;
        reduced.push(authority.reduce(&message, &about)?);
        texts.push(Text { sealed: message.sealed.clone(), about: about.clone() });
        last = Some((carried, message));
    }
    let known = move |index: usize, rest: u64| stretch(reduced.get(index).copied().unwrap_or(0) | rest);
    let outsider =
        EachItsKey { texts: texts.clone(), bits: division.outsider(), key: Box::new(|_, key| stretch(key)) };
    let holder = EachItsKey { texts, bits: division.holder(), key: Box::new(known) };
    let receiver = last.map(|(carried, message)| Receiver {
        field: [&message.field.enc.as_bytes()[..], &message.field.sealed].concat(),
        reads: Box::new(move |bytes| {
            let Some((enc, sealed)) = bytes.split_first_chunk::<32>() else { return false };
            let Ok(enc) = DhPublic::parse(*enc) else { return false };
            let field = Field { enc, sealed: sealed.to_vec() };
            let message = Message { field, sealed: message.sealed.clone() };
            edition.open(&carried, &message, &about).is_ok()
        }),
    });
    Ok(Bench {
        tasks: vec![
            Task { who: Who::Outsider, messages: outsiders, job: Box::new(outsider) },
            Task { who: Who::Holder, messages: 100, job: Box::new(holder) },
        ],
        receiver,
        ratio: Some(Ratio {
            of: Who::Outsider,
            to: Who::Holder,
            bits: division.outsider() - division.holder(),
            full: Division::REAL.outsider() - Division::REAL.holder(),
        }),
        full: vec![
            ("at full size: outsider, keys for a message on average", 2f64.powi(63)),
            ("at full size: holder, keys for a message on average", 2f64.powi(39)),
        ],
        ..Bench::default()
    })
}
