//! Export grade: a weak exchange that every client can do, because some can do no better.

use std::collections::BTreeMap;
use std::sync::Arc;

use chacha20::ChaCha20Rng;
use escrow::mechanisms::work_factor::WorkError;
use escrow::mechanisms::work_factor::export::{Abilities, Authentication, Member, Message, Record};
use escrow::mechanisms::work_factor::group::Group;
use escrow::stored_state;
use honest::primitives::sign::{SigningPair, SigningPublic};
use honest::{Address, Device};
use rand_core::{Rng, SeedableRng};

use super::carrier::{Carrier, Craft, Crafted};
use super::miniature::{Design, Impostor, Miniature};
use super::network::{Network, address, refused};
use super::{Argued, BuildError, Distance, Grade, Incident, Proposal, Standing, SystemEntry, work_factor};
use crate::attack::Expect;
use crate::attacks::{downgrade, insert, quiet, relay, rogue, scope, seizure, starve, swap, theft, wire};
use crate::intruders::burglar::Reader;
use crate::intruders::work::bench::{Bench, Task, Who};
use crate::intruders::work::export::ExportReader;
use crate::intruders::work::jobs::{Conversations, Text};
use crate::intruders::work::{about, bind, bound};
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::system::{Delivery, Door, Facts, Order, Plaintext, Relay, System, Taped, User, Warning};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "export",
    title: "export grade",
    what: "Every fourth user has a client that can do no better than an exchange in a small group, the same for all. Everybody else \
           can do better, and can do that, too, in order to talk to them. Two clients use the best that both can do; a tag under the \
           agreed key covers what the sender saw. The group has 28 bits here.",
    source: "Export rules of the 1990s and the export suites of SSL and TLS; attacked as FREAK and as Logjam (Adrian et al., Imperfect \
             Forward Secrecy: How Diffie-Hellman Fails in Practice, CCS 2015)",
    in_favour: "Everybody can talk to everybody, and only those who are bound to weak keys have them. Agreed by both sides, in the \
                open, and covered by a tag.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: ARGUED,
    file: file!(),
    facts,
    build: build_export,
};

pub(super) static PROPOSAL: Proposal = Proposal {
    page: "export",
    title: "Export-grade keys, the rules of 1992 to 2000",
    claimed: "That products with short keys can be sold abroad without hurting those at home, who keep long ones.",
    history: &[
        Incident {
            when: "2015",
            what: "Logjam: after a week of work for one 512-bit group a session in it took about a minute; 82% of the vulnerable servers \
                   shared one group; 8.4% of the million most visited sites were vulnerable. It used a downgrade against clients that \
                   would not have chosen export grade.",
            distance: Distance::D0,
            source: "Adrian et al., CCS 2015 (weakdh.org), CVE-2015-4000",
        },
        Incident {
            when: "2015",
            what: "FREAK: the same with RSA-512, factored in about 7 hours for about 100 dollars. A week later 9.7% of 22.7 million \
                   servers still offered it. One modulus was shared by 28,394 hosts.",
            distance: Distance::D0,
            source: "arstechnica.com, 2015",
        },
    ],
    stand_ins: &[
        "The group has 28 bits for 512, 36 on the bench of a thorough run, and a table of powers plays the part of the number \
         field sieve. No number carries over; the shape does.",
        "Abilities lie in a directory, as a messenger has them, where TLS negotiates live.",
        "Authenticity comes from the honest message around the text: here export grade costs secrecy alone. In TLS it cost both.",
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
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "After the work for the group a further conversation costs about a sixtieth of it here, and less the more is done \
              beforehand.",
    },
    Argued {
        property: "P16",
        standing: Standing::Fails,
        grade: Grade::Literature,
        why: "The weak option has to disappear from every client. Fifteen years after the rules ended a tenth of servers still \
              offered it.",
    },
    Argued {
        property: "P17",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "Nobody owns the access: whoever does the work for the group has it, beside those it was meant for.",
    },
    Argued {
        property: "P19",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "The weak option takes nothing away from those who write and read; it was made so that more people can.",
    },
    Argued {
        property: "P22",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "The directory tells everybody whose client can do no better: a list of those who are worth recording.",
    },
];

/// Every so-manieth user, the first among them, has a client that can do no better.
pub(crate) const NO_BETTER: User = 4;
/// Bits of the group.
const GROUP: u32 = 28;
/// Baby steps that are made once for it.
const BABY: u64 = 1 << 16;

/// Those whom everybody reads: somebody in the conversation can do no better.
pub(super) const WEAK: Expect = Expect::With(NO_BETTER, "those with a user whose client can do no better");

/// What is foretold of both ways to vouch for abilities.
pub(super) fn foretold(id: &'static str) -> Facts {
    use Expect::Everything;
    let strong = Expect::Without(NO_BETTER, "those between users who both can do better");
    let facts = Facts::new(id, Door::Own)
        .foretell("wire", wire::ALL, WEAK)
        .foretell("relay", relay::ALL, WEAK)
        .foretell("theft", theft::BEFORE, WEAK)
        .foretell("theft", theft::AFTER, WEAK)
        .foretell("scope", scope::DELIVERED, WEAK)
        .foretell("scope", scope::OTHER_DAYS, WEAK)
        .foretell("scope", scope::OTHERS, WEAK)
        .foretell("seizure", seizure::PAST, WEAK)
        .foretell("seizure", seizure::HEALED, WEAK)
        .foretell("starve", starve::SUPPLIED, WEAK)
        .foretell("swap", swap::TRUSTING, Everything)
        .foretell("insert", insert::EARLIER, WEAK)
        .foretell("quiet", quiet::UNLOGGED, WEAK)
        // What the authority cannot read unlocked, nobody needs to lock.
        .foretell("superencrypt", rogue::CONTROL, strong)
        .foretell("downgrade", downgrade::WEAK, Everything)
        .foretell("downgrade", downgrade::PASSIVE, Expect::Nothing);
    let mut facts = work_factor::searched(facts, WEAK, work_factor::NO_HOLDER);
    facts.bound = true;
    facts
}

fn facts(_: &Parameters) -> Facts {
    foretold("export")
        .foretell("downgrade", downgrade::DOWN, Expect::Everything)
        .foretell("downgrade", downgrade::STOPPED, Expect::Nothing)
        // Who sits on the path takes everybody down.
        .foretell("insert", insert::OPENED, Expect::Everything)
}

fn build_export(
    parameters: &Parameters,
    users: usize,
    seed: [u8; 32],
) -> Result<Box<dyn System>, BuildError> {
    build(facts(parameters), Authentication::Finished, parameters, users, seed)
}

/// Sets one of the two up.
pub(super) fn build(
    facts: Facts,
    authentication: Authentication,
    parameters: &Parameters,
    users: usize,
    seed: [u8; 32],
) -> Result<Box<dyn System>, BuildError> {
    let thorough = parameters.thorough;
    Miniature::build(facts, users, seed, |rng| {
        let group = Group::shared(GROUP)?;
        Ok(Export { group, authentication, records: Vec::new(), thorough, rng: rng.fork() })
    })
}

/// One user's client.
struct Talker {
    own: Address,
    member: Member,
    identity: SigningPair,
    /// Abilities of others, and the identity that vouched for them, as the directory told them.
    peers: BTreeMap<Address, (Abilities, SigningPublic)>,
}

impl Craft for Talker {
    fn seal(&mut self, to: &Address, text: &[u8], _: u64, rng: &mut ChaCha20Rng) -> Result<Crafted, Warning> {
        let learned = self.peers.get(to);
        let (theirs, _) = learned.ok_or_else(|| Warning::Refused(format!("no abilities of {to}")))?;
        let about = about(&self.own, to);
        let (carried, message) = self.member.seal(theirs, &about, text, rng).map_err(refused)?;
        let sealed = message.sealed.to_bytes();
        let mut field = message.to_bytes();
        field.truncate(field.len() - sealed.len());
        // The honest message vouches for the text; the tag is what vouches for the agreement here, as in TLS.
        Ok(Crafted { payload: bind(&[], &sealed, carried.as_slice()), field, sealed })
    }

    fn open(&mut self, from: &Address, crafted: &Crafted) -> Result<Vec<u8>, Warning> {
        let carried = bound(crafted, &[]).and_then(|carried| carried.try_into().ok());
        let carried = carried.ok_or_else(work_factor::unbound)?;
        let message =
            Message::from_bytes(&[&crafted.field[..], &crafted.sealed].concat()).map_err(refused)?;
        self.member.open(carried, &message, &about(from, &self.own)).map_err(refused)
    }

    fn record(&self) -> Option<Vec<u8>> {
        Some(listed(&self.identity.public(), &self.member.record(&self.identity)))
    }

    fn stored(&self) -> Vec<u8> {
        self.member.stored().to_be_bytes().to_vec()
    }
}

struct Export {
    group: Group,
    authentication: Authentication,
    /// What the directory keeps of each user.
    records: Vec<(SigningPublic, Record)>,
    thorough: bool,
    rng: ChaCha20Rng,
}

/// What the directory answers: `signing key 32 ‖ record`.
fn listed(owner: &SigningPublic, record: &Record) -> Vec<u8> {
    [&owner.as_bytes()[..], &record.to_bytes()].concat()
}

impl Export {
    /// What the access path reads of what an order covers.
    fn open(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        let mut reader = ExportReader::new(self.group, BABY, Arc::new(self.directory()));
        Some(work_factor::read_lawfully(&mut reader, order, tape))
    }

    fn directory(&self) -> Vec<Abilities> {
        self.records.iter().map(|(_, record)| record.abilities).collect()
    }
}

impl Design for Export {
    type Client = Carrier<Talker>;

    fn client(
        &mut self,
        user: User,
        device: Device,
        rng: &mut ChaCha20Rng,
    ) -> Result<Self::Client, BuildError> {
        let strong = !user.is_multiple_of(NO_BETTER);
        let member = Member::new(self.group, self.authentication, strong, rng);
        let client = client(device, member, BTreeMap::new()).ok_or(WorkError::Abilities)?;
        let identity = &client.craft.identity;
        self.records.push((identity.public(), client.craft.member.record(identity)));
        Ok(client)
    }

    fn impostor(&self) -> Impostor {
        let (group, authentication) = (self.group, self.authentication);
        let names = (0..self.records.len()).filter_map(|user| address(user).ok());
        let listed = self.records.iter().map(|(owner, record)| (record.abilities, *owner));
        let public: BTreeMap<Address, _> = names.zip(listed).collect();
        Box::new(move |_, device, rng| {
            let member = Member::new(group, authentication, true, rng);
            Some(Box::new(client(device, member, public.clone())?))
        })
    }

    fn record(&mut self, owner: User) -> Vec<u8> {
        self.records.get(owner).map_or_else(Vec::new, |(owner, record)| listed(owner, record))
    }

    fn learn(
        &mut self,
        asker: User,
        owner: User,
        record: &[u8],
        network: &mut Network<Self::Client>,
    ) -> Result<(), Warning> {
        let unknown = || Warning::Refused("the directory's answer is no record".to_owned());
        let (signing, record) = record.split_first_chunk::<32>().ok_or_else(unknown)?;
        let signing = SigningPublic::parse(signing).map_err(refused)?;
        let record = Record::from_bytes(record).map_err(refused)?;
        let name = network.addresses.get(owner).ok_or_else(unknown)?.clone();
        let client = network.messengers.get_mut(asker).ok_or_else(unknown)?;
        let abilities = client.craft.member.learn(&record, &signing).map_err(refused)?;
        client.craft.peers.insert(name, (abilities, signing));
        Ok(())
    }

    /// Before anything is written, who vouched for the abilities must be who is pinned. At the time of asking, the one who
    /// was asked for may not have been.
    fn say(
        &mut self,
        network: &mut Network<Self::Client>,
        meta: &Meta,
        text: &[u8],
        relay: &mut dyn Relay,
    ) -> Delivery {
        let from = network.messengers.get(meta.from);
        let differ = from.zip(network.addresses.get(meta.to)).is_some_and(|(from, to)| {
            let learned = from.craft.peers.get(to).map(|(_, signing)| signing);
            from.device.pinned(to).zip(learned).is_some_and(|(pinned, learned)| pinned.signing() != learned)
        });
        if differ && self.authentication == Authentication::Signed {
            return Delivery { frames: Vec::new(), heard: None, warning: Some(Warning::KeyChanged) };
        }
        network.say(meta, text, relay)
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
        Box::new(ExportReader::new(self.group, BABY, Arc::new(self.directory())))
    }
}

/// A client around a device, whose identity key it signs with.
fn client(
    device: Device,
    member: Member,
    peers: BTreeMap<Address, (Abilities, SigningPublic)>,
) -> Option<Carrier<Talker>> {
    let own = device.address().clone();
    let identity = SigningPair::from_seed(&stored_state::device(&device.export()).ok()?.signing_seed);
    Some(Carrier { device, craft: Talker { own, member, identity, peers } })
}

/// A hundred conversations in one group, and a hundred in a group each.
fn bench(thorough: bool, rng: &mut ChaCha20Rng) -> Result<Bench, WorkError> {
    let (bits, baby) = if thorough { (36, 1 << 20) } else { (GROUP, BABY) };
    let about = b"bench".to_vec();
    let mut conversations = |own: bool| {
        let conversation = |number: usize| {
            let group = if own { Group::nth(bits, number)? } else { Group::shared(bits)? };
            let member = |rng: &mut ChaCha20Rng| Member::new(group, Authentication::Finished, false, rng);
            let (sender, peer) = (member(rng), member(rng));
            let mut text = [0; 8];
            rng.fill_bytes(&mut text);
            let (_, message) = sender.seal(&peer.abilities(), &about, &text, rng)?;
            let text = Text { sealed: message.sealed, about: about.clone() };
            Ok((group, message.share, peer.abilities().share, text))
        };
        (0..100).map(conversation).collect::<Result<Vec<_>, WorkError>>()
    };
    let shared = Conversations { each: conversations(false)?, baby: Some(baby), table: None };
    let own = Conversations { each: conversations(true)?, baby: None, table: None };
    Ok(Bench {
        tasks: vec![
            Task { who: Who::Shared, messages: 100, job: Box::new(shared) },
            Task { who: Who::OwnGroups, messages: 100, job: Box::new(own) },
        ],
        ..Bench::default()
    })
}
