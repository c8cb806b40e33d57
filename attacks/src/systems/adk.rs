//! PGP's additional decryption key, as versions 5.5.x to 6.5.3 had it: requests count wherever they stand in a
//! certificate. What the two systems of this proposal share is here, too.

use chacha20::ChaCha20Rng;
use escrow::content::ContentKey;
use escrow::mechanisms::adk::{Certificate, Client, Envelope, Honour};
use escrow::{AccessField, EscrowSecret};
use honest::identity::IdentityPair;
use honest::prekeys::{Bundle, Suite};
use honest::{Address, Device};
use rand_core::{Rng, SeedableRng};
use zeroize::Zeroizing;

use super::access_loot::AccessLoot;
use super::miniature::{Design, Impostor, Miniature, deliver};
use super::network::{Messenger, Network, refused};
use super::tricks::DECOY;
use super::{Argued, BuildError, Distance, Grade, Incident, Proposal, Standing, SystemEntry, two_keys};
use crate::attack::Expect;
use crate::attacks::{insert, scope};
use crate::intruders::adk::AdkReader;
use crate::intruders::burglar::Reader;
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::system::{Door, Facts, Order, Place, Plaintext, System, Taped, Trick, Tricked, User, Warning};

/// The proposal.
pub(super) static PROPOSAL: Proposal = Proposal {
    page: "adk",
    title: "Additional decryption keys, PGP Inc. (1997)",
    claimed: "A kinder alternative to key escrow for companies: the owner of a key asks, signed, that senders encrypt to \
              a second key, too, and every sender is free to comply or not. Nobody deposits a private key. (Zimmermann's \
              response of 20 October 2000, senderek.ie)",
    history: &[
        Incident {
            when: "August 2000",
            what: "Senderek shows that newer versions of PGP encrypt to a key that somebody else added to a certificate, \
                   and that the fingerprint does not tell.",
            distance: Distance::D0,
            source: "Senderek, Key-Experiments (senderek.ie/research/security/key-experiments.html); CERT VU#747124, \
                     CVE-2000-0678: PGP 5.5.x to 6.5.3",
        },
        Incident {
            when: "24 August 2000",
            what: "Zimmermann hears of it; a fixed version, 6.5.8, is out after about 18 hours. He calls it a bug and not \
                   a back door, in a feature that is a request which senders may ignore.",
            distance: Distance::D0,
            source: "Zimmermann's response of 20 October 2000 (senderek.ie/research/security/doc/personal-response.html)",
        },
    ],
    stand_ins: &[
        "The peer's copy of the key travels in a message of the clean messenger, which also authenticates the text. PGP \
         sealed it to a lasting key and signed the text. So what is measured is the request, and not PGP's want of \
         forward secrecy.",
        "A request carries the key itself. PGP's carried its fingerprint, the sender had to have the key, and its client \
         could list it among the recipients. Insertion was harder there than here; CERT's note lists the conditions.",
        "A certificate that the directory withholds is taken as one that asks for nothing.",
    ],
};

/// Properties of which no attack speaks: those of both systems, and the one in which they differ.
pub(super) const fn argued(owner: Argued) -> [Argued; 7] {
    [
        Argued {
            property: "P12",
            standing: Standing::Partial,
            grade: Grade::Argued,
            why: "Here the holder of a recovery key could have made any text that it shows, so its word proves nothing. \
                  PGP signed messages, and a signature convinces everybody.",
        },
        Argued {
            property: "P15",
            standing: Standing::Fails,
            grade: Grade::Argued,
            why: "A thief of the key pays one multiplication and two decryptions for each message, the first like the \
                  last.",
        },
        Argued {
            property: "P16",
            standing: Standing::Partial,
            grade: Grade::Argued,
            why: "After a theft everybody who asked for that key signs a new certificate, and every sender has to fetch \
                  it. What was recorded stays open.",
        },
        owner,
        Argued {
            property: "P18",
            standing: Standing::Partial,
            grade: Grade::Argued,
            why: "A copy says who wrote to whom, and only its sender vouches for that. A dishonest one can write another \
                  name.",
        },
        Argued {
            property: "P19",
            standing: Standing::Partial,
            grade: Grade::Argued,
            why: "Whoever is on the way can take copies off or withhold a certificate: the company gets nothing, the mail \
                  goes through, and nobody notices.",
        },
        Argued {
            property: "P22",
            standing: Standing::Partial,
            grade: Grade::Argued,
            why: "A certificate tells everybody which key may read along, and a message shows how many can.",
        },
    ]
}

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "adk",
    title: "PGP ADK",
    what: "Every user's certificate asks senders to seal each content key to the company's key as well. A certificate has \
           a signed part and an unsigned one, and senders honour requests from both.",
    source: "PGP 5.5.x to 6.5.3: CERT VU#747124; Senderek, Key-Experiments (August 2000)",
    in_favour: "Nobody deposits a private key. The owner asks, the sender decides, and both can see who reads along. It \
                serves companies that must read the mail of people who have left. That unsigned requests counted was a \
                bug, and it was fixed within about 18 hours.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: &argued(Argued {
        property: "P17",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "Whoever can write to the directory adds a key of its own to every certificate and reads along with the \
              company; the attack insert does no more than that.",
    }),
    file: file!(),
    facts,
    build,
};

fn facts(_: &Parameters) -> Facts {
    shared_facts("adk").foretell("insert", insert::OPENED, Expect::Everything)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    build_with(facts(parameters), Honour::Anywhere, users, seed)
}

/// What both systems of this proposal have in common: the company keeps the key, texts are bound to the message that
/// carries their key, and whoever asks under an order is given the keys of the messages that it names.
pub(super) fn shared_facts(id: &'static str) -> Facts {
    let mut facts = Facts::new(id, Door::ContentKey).keepers(1, 1);
    facts.bound = true;
    facts.foretell("scope", scope::OTHERS, Expect::Nothing).foretell(
        "scope",
        scope::OTHER_DAYS,
        Expect::Nothing,
    )
}

/// Sets one of them up.
pub(super) fn build_with(
    facts: Facts,
    honour: Honour,
    users: usize,
    seed: [u8; 32],
) -> Result<Box<dyn System>, BuildError> {
    Miniature::build(facts, users, seed, |rng| {
        let company = EscrowSecret::generate(rng);
        let mut coins = [0; 32];
        rng.fill_bytes(&mut coins);
        Ok(Adk { honour, company, certificates: Vec::new(), handed_over: Vec::new(), coins, rng: rng.fork() })
    })
}

/// The company, its people's certificates, and what it has handed over.
struct Adk {
    honour: Honour,
    company: EscrowSecret,
    certificates: Vec<Certificate>,
    handed_over: Vec<Zeroizing<Vec<u8>>>,
    /// The intruder's: it has a key of its own, as anybody can.
    coins: [u8; 32],
    rng: ChaCha20Rng,
}

impl Adk {
    /// Opens what an order covers; the content keys, and the texts under them.
    fn open(&self, order: &Order, tape: &[Taped]) -> Vec<Option<(Zeroizing<Vec<u8>>, Plaintext)>> {
        let open = |taped: &Taped| {
            let frame = taped.frames.first().filter(|_| order.covers(&taped.meta))?;
            let envelope = Envelope::from_bytes(frame).ok()?;
            let deposit = envelope.copies.iter().find_map(|copy| copy.open(&self.company).ok())?;
            Some((deposit, envelope.recover(&self.company).ok()?))
        };
        tape.iter().map(open).collect()
    }

    /// A message with a trick in it: the frame, what the company is to read, and the attempts it took.
    fn crafted(
        &mut self,
        trick: Trick,
        client: &mut Client,
        to: &Address,
        meta: &Meta,
        text: &[u8],
    ) -> Option<(Vec<u8>, Option<Plaintext>, u64)> {
        let rng = &mut self.rng;
        match trick {
            Trick::Garble => {
                let mut envelope = client.send(to, text, meta.sent, rng).ok()?;
                envelope.copies.iter_mut().for_each(|copy| rng.fill_bytes(&mut copy.sealed));
                Some((envelope.to_bytes(), None, 1))
            }
            Trick::OtherKey => {
                let about = client.about(to).ok()?;
                let (used, other) = (ContentKey::generate(rng), ContentKey::generate(rng));
                let sealed = escrow::content::seal(&used, &about, text).ok()?;
                let copies: Vec<AccessField> = client.copies(&about, &other, meta.sent, rng).ok()?;
                Some((client.send_sealed(&about, &used, copies, sealed).ok()?.to_bytes(), None, 1))
            }
            Trick::TwoKeys => {
                let about = client.about(to).ok()?;
                let used = ContentKey::generate(rng);
                let made = two_keys::craft(&used, &about, text, DECOY, rng)?;
                let copies = client.copies(&about, &made.deposited, meta.sent, rng).ok()?;
                let frame = client.send_sealed(&about, &used, copies, made.sealed).ok()?.to_bytes();
                Some((frame, Some(DECOY.to_vec()), made.attempts))
            }
            _ => None,
        }
    }
}

impl Messenger for Client {
    fn device(&self) -> &Device {
        Self::device(self)
    }

    fn device_mut(&mut self) -> &mut Device {
        Self::device_mut(self)
    }

    fn begin(
        &mut self,
        peer: &Address,
        bundle: Bundle,
        _: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<(), Warning> {
        use escrow::mechanisms::adk::AdkError;
        use honest::error::InitiateError;
        Self::begin(self, peer, bundle, rng).map(|_| ()).map_err(|error| match error {
            AdkError::OtherIdentity { .. } | AdkError::Initiate(InitiateError::KeyChanged { .. }) => {
                Warning::KeyChanged
            }
            other => refused(other),
        })
    }

    fn send(
        &mut self,
        to: &Address,
        text: &[u8],
        sent: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<Vec<u8>, Warning> {
        Self::send(self, to, text, sent, rng).map(|envelope| envelope.to_bytes()).map_err(refused)
    }

    fn receive(&mut self, frame: &[u8], rng: &mut ChaCha20Rng) -> Result<Vec<u8>, Warning> {
        let envelope = Envelope::from_bytes(frame).map_err(refused)?;
        Self::receive(self, &envelope, rng).map(|received| received.text).map_err(refused)
    }

    fn stored(&self) -> Vec<u8> {
        self.export().to_vec()
    }
}

impl Design for Adk {
    type Client = Client;

    fn client(&mut self, _: User, device: Device, rng: &mut ChaCha20Rng) -> Result<Client, BuildError> {
        // The certificate is signed with the identity, which a device does not show; so it is made here.
        let (address, pair) = (device.address().clone(), IdentityPair::generate(rng));
        let certificate = Certificate::issue(&pair, address.clone(), &[self.company.public()])?;
        self.certificates.push(certificate);
        Ok(Client::new(Device::with_identity(address, pair, Suite::Hybrid, rng), self.honour))
    }

    fn impostor(&self) -> Impostor {
        Box::new(|_, device, _| Some(Box::new(Client::new(device, Honour::Nothing))))
    }

    fn places(&self) -> Vec<Place> {
        vec![Place::Trustee(1), Place::Authority]
    }

    fn record(&mut self, owner: User) -> Vec<u8> {
        self.certificates.get(owner).map(Certificate::to_bytes).unwrap_or_default()
    }

    fn learn(
        &mut self,
        asker: User,
        _: User,
        record: &[u8],
        network: &mut Network<Client>,
    ) -> Result<(), Warning> {
        // Whoever hands out no certificate asks for nothing in it.
        let Some(client) = network.messengers.get_mut(asker).filter(|_| !record.is_empty()) else {
            return Ok(());
        };
        client.learn(Certificate::from_bytes(record).map_err(refused)?).map_err(refused)
    }

    fn lawful(
        &mut self,
        order: &Order,
        tape: &[Taped],
        _: &mut Network<Client>,
    ) -> Option<Vec<Option<Plaintext>>> {
        let opened = self.open(order, tape);
        self.handed_over.extend(opened.iter().flatten().map(|(deposit, _)| deposit.clone()));
        Some(opened.into_iter().map(|opened| Some(opened?.1)).collect())
    }

    fn quietly(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        Some(self.open(order, tape).into_iter().map(|opened| Some(opened?.1)).collect())
    }

    fn trick(
        &mut self,
        trick: Trick,
        network: &mut Network<Client>,
        meta: &Meta,
        text: &[u8],
    ) -> Option<Tricked> {
        let to = network.addresses.get(meta.to)?.clone();
        let client = network.messengers.get_mut(meta.from)?;
        let (frame, decoy, attempts) = self.crafted(trick, client, &to, meta, text)?;
        Some(Tricked { delivery: deliver(network, meta, frame), decoy, attempts })
    }

    fn compare(&self, network: &Network<Client>, one: User, other: User) -> Option<bool> {
        // Safety numbers, and the fingerprints of the certificates that each has of the other.
        let known = |by: User, of: User| {
            let (client, owner) = (network.messengers.get(by)?, network.addresses.get(of)?);
            let (known, own) = (client.known(owner)?, self.certificates.get(of)?);
            Some(known.fingerprint() == own.fingerprint())
        };
        let fingerprints = [known(one, other), known(other, one)].into_iter().all(|same| same != Some(false));
        Some(network.compare(one, other)? && fingerprints)
    }

    fn seize(&self, place: Place) -> Option<Vec<u8>> {
        let held = match place {
            Place::Trustee(1) => {
                AccessLoot { secrets: vec![(0, self.company.to_bytes())], ..AccessLoot::default() }
            }
            Place::Authority => {
                let deposits = self.handed_over.iter().map(|deposit| deposit.to_vec()).collect();
                AccessLoot { deposits, ..AccessLoot::default() }
            }
            _ => return None,
        };
        Some(held.to_bytes())
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(AdkReader::new(self.coins))
    }
}

#[cfg(test)]
mod tests;
