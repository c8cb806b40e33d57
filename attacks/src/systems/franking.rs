//! Message franking as Facebook deployed it in 2016: recipients can prove to the provider what they were sent. What the
//! two systems of this proposal share is here, too.

use std::collections::BTreeMap;
use std::sync::Arc;

use chacha20::ChaCha20Rng;
use escrow::content::ContentKey;
use escrow::mechanisms::franking::{Body, Envelope, Provider, Receipt, Report, about_file, file};
use honest::Device;
use honest::primitives::kdf::sha256;
use rand_core::SeedableRng;

use super::miniature::{Design, Impostor, Miniature, deliver};
use super::network::Network;
use super::tricks::DECOY;
use super::{Argued, BuildError, Distance, Grade, Incident, Proposal, Standing, SystemEntry, two_keys};
use crate::attack::Expect;
use crate::attacks::{false_report, rogue, salamander, superencrypt};
use crate::intruders::burglar::Reader;
use crate::intruders::franking::FrankingReader;
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::system::{
    Delivery, Door, Facts, Order, Place, Plaintext, Relay, System, Taped, Trick, Tricked, User, Warning,
};

mod messenger;
#[cfg(test)]
mod tests;

pub(crate) use messenger::Desk;
use messenger::Franker;

/// The proposal.
pub(super) static PROPOSAL: Proposal = Proposal {
    page: "franking",
    title: "Message franking, Facebook (2016); Grubbs, Lu and Ristenpart (2017)",
    claimed: "Whoever receives abuse can report it so that the provider can check who sent it and what it said, and the \
              provider reads nothing that nobody reports. To everybody else a message stays deniable. (Messenger Secret \
              Conversations, Technical Whitepaper, 2016; Grubbs, Lu and Ristenpart, Message Franking via Committing \
              Authenticated Encryption, CRYPTO 2017)",
    history: &[Incident {
        when: "2018",
        what: "Dodis, Grubbs, Ristenpart and Woodage break the franking of attachments: a sender makes one ciphertext \
               that opens to two pictures, and the one that offends cannot be reported. Facebook paid a bounty for it.",
        distance: Distance::D0,
        source: "Fast Message Franking: From Invisible Salamanders to Encryptment (CRYPTO 2018, eprint.iacr.org/2019/016); \
                 Grubbs's talk at Stanford (crypto.stanford.edu/seclab/sem-18-19/grubbs.html)",
    }],
    stand_ins: &[
        "ChaCha20-Poly1305 stands in for AES-GCM. Neither commits to its key.",
        "A text in a file stands in for a picture. The other text's bytes lie in records that the format steps over.",
        "That one file is taken for one picture, and opened under the key that came first, follows published accounts of \
         the attack. Facebook's own code is not public.",
        "Texts of more than 32 bytes go in a file, so that a run has both.",
    ],
};

/// Properties of both systems of which no attack speaks.
pub(super) const ARGUED: &[Argued] = &[
    Argued {
        property: "P12",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "To everybody but the provider a message is as deniable as before: whoever knows a franking key can make tags. \
              To the provider it is not, because its own stamp convinces it.",
    },
    Argued {
        property: "P15",
        standing: Standing::NotApplicable,
        grade: Grade::Argued,
        why: "There is no access path, so nothing to open with it at any price.",
    },
    Argued {
        property: "P16",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "After a theft the provider takes a new key. No user does anything and no text is exposed; but reports about \
              the time before can no longer be told from invented ones.",
    },
    Argued {
        property: "P17",
        standing: Standing::NotApplicable,
        grade: Grade::Argued,
        why: "Nothing is sealed to a key of the access path, so there is no place for another owner to take.",
    },
    Argued {
        property: "P19",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "What has no stamp is not shown, so a provider can stop messages by not stamping, as it can by not carrying. \
              If it loses its key, reports are lost and no message is.",
    },
    Argued {
        property: "P22",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "A tag under a fresh key tells nothing. A stamp is over who wrote to whom and when, which the provider sees \
              anyway; whoever keeps a receipt keeps that, too.",
    },
];

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "franking",
    title: "message franking",
    what: "Every message carries a tag that commits its sender, and the provider stamps the tag in passing. A recipient can \
           show the provider a message with its franking key; nobody else can show it anything. A warrant gets what was \
           reported, which is nothing if nobody reports. Of a text in a file, only the key is franked.",
    source: "Facebook, Messenger Secret Conversations, Technical Whitepaper (2016); Grubbs, Lu and Ristenpart (CRYPTO 2017)",
    in_favour: "It is a safeguard without a door. Abuse can be acted on, and stealing everything that the provider keeps \
                opens nothing, neither old nor new.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: ARGUED,
    file: file!(),
    facts,
    build,
};

fn facts(_: &Parameters) -> Facts {
    shared_facts("franking", Expect::Everything)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    build_with(facts(parameters), false, users, seed)
}

/// What both systems of this proposal have in common, and on what the attack on its files should succeed.
pub(super) fn shared_facts(id: &'static str, salamanders: Expect) -> Facts {
    let nothing = Expect::NotApplicable("no warrant opens anything here, so there is nothing to evade");
    Facts::new(id, Door::Own)
        .foretell("superencrypt", superencrypt::AGREED, nothing)
        .foretell("superencrypt", superencrypt::OWN_KEYS, nothing)
        .foretell("superencrypt", rogue::CONTROL, nothing)
        .foretell("salamander", salamander::UNREPORTED, salamanders)
        .foretell("salamander", salamander::DECEIVED, salamanders)
        .foretell("salamander", salamander::UNASKED, Expect::Nothing)
        .foretell("salamander", rogue::CONTROL, Expect::Nothing)
        .foretell("false-report", false_report::BY_KEY, Expect::Everything)
        .foretell("false-report", false_report::BY_RECIPIENT, Expect::Nothing)
        .foretell("false-report", false_report::GENUINE, Expect::Everything)
}

/// Sets one of them up.
pub(super) fn build_with(
    facts: Facts,
    committed: bool,
    users: usize,
    seed: [u8; 32],
) -> Result<Box<dyn System>, BuildError> {
    Miniature::build(facts, users, seed, |rng| {
        let provider = Arc::new(Provider::new(committed, rng));
        let (kept, reported) = (vec![Vec::new(); users], BTreeMap::new());
        Ok(Franking { committed, provider, kept, reported, rng: rng.fork() })
    })
}

/// The provider, what users keep of what they were sent, and what was reported.
struct Franking {
    committed: bool,
    provider: Arc<Provider>,
    kept: Vec<Vec<Receipt>>,
    /// What reports showed, by message.
    reported: BTreeMap<usize, Plaintext>,
    rng: ChaCha20Rng,
}

impl Franking {
    /// Carries a message: the stamp goes on, and what its reader can report is kept by its reader.
    fn carry(
        &mut self,
        network: &mut Network<Franker>,
        meta: &Meta,
        mut envelope: Envelope,
        relay: Option<&mut dyn Relay>,
    ) -> Delivery {
        self.provider.carry(&mut envelope, meta.sent);
        let frame = envelope.to_bytes();
        let delivery = match relay {
            Some(relay) => network.deliver(meta, frame, relay),
            None => deliver(network, meta, frame),
        };
        if let (Some(kept), Some(reader)) = (self.kept.get_mut(meta.to), network.messengers.get_mut(meta.to))
        {
            kept.append(&mut reader.receipts);
        }
        delivery
    }

    /// The reader of the latest message reports it, and the provider makes of it what it can.
    fn report(&mut self, meta: &Meta) {
        let kept = self.kept.get(meta.to).map(Vec::as_slice).unwrap_or_default();
        let Some(receipt) = kept.last() else { return };
        if let Ok(revealed) = self.provider.judge(&Report::about(receipt, kept)) {
            self.reported.insert(meta.index, revealed.text);
        }
    }

    /// One file that opens to two texts, sent twice: first with the key of the harmless one.
    fn salamander(&mut self, network: &mut Network<Franker>, meta: &Meta, text: &[u8]) -> Option<Tricked> {
        let (from, to) = (network.addresses.get(meta.from)?.clone(), network.addresses.get(meta.to)?.clone());
        let used = ContentKey::generate(&mut self.rng);
        let commitment = self.committed.then(|| used.commitment());
        let made = two_keys::craft(&used, &about_file(&from, &to, commitment), text, DECOY, &mut self.rng)?;
        let file = file(commitment.as_ref(), &made.sealed);
        let digest = sha256(&[&file]);
        let mut both = Delivery { frames: Vec::new(), heard: None, warning: None };
        for key in [made.deposited, used] {
            let sender = network.messengers.get_mut(meta.from)?;
            let body = Body::File { key, digest };
            let envelope = sender.client.send_body(&to, &body, file.clone(), &mut self.rng).ok()?;
            let delivery = self.carry(network, meta, envelope, None);
            both.frames.extend(delivery.frames);
            // What counts is whether the second was read; the first is there to be.
            both.heard = delivery.heard;
            both.warning = both.warning.or(delivery.warning);
        }
        if both.heard.is_some() {
            self.report(meta);
        }
        Some(Tricked { delivery: both, decoy: Some(DECOY.to_vec()), attempts: made.attempts })
    }
}

impl Design for Franking {
    type Client = Franker;

    fn client(&mut self, _: User, device: Device, _: &mut ChaCha20Rng) -> Result<Franker, BuildError> {
        Ok(Franker::new(device, self.committed, false))
    }

    fn impostor(&self) -> Impostor {
        let committed = self.committed;
        Box::new(move |_, device, _| Some(Box::new(Franker::new(device, committed, true))))
    }

    fn say(
        &mut self,
        network: &mut Network<Franker>,
        meta: &Meta,
        text: &[u8],
        relay: &mut dyn Relay,
    ) -> Delivery {
        let Network { messengers, addresses, rng, .. } = network;
        let sent = match (messengers.get_mut(meta.from), addresses.get(meta.to)) {
            (Some(from), Some(to)) => from.envelope(to, text, rng),
            _ => Err(Warning::Refused("no such user".to_owned())),
        };
        match sent {
            Ok(envelope) => self.carry(network, meta, envelope, Some(relay)),
            Err(warning) => Delivery { frames: Vec::new(), heard: None, warning: Some(warning) },
        }
    }

    /// What the provider can hand over: what it was shown in reports. It cannot open anything.
    fn lawful(
        &mut self,
        order: &Order,
        tape: &[Taped],
        _: &mut Network<Franker>,
    ) -> Option<Vec<Option<Plaintext>>> {
        let shown =
            |taped: &Taped| self.reported.get(&taped.meta.index).filter(|_| order.covers(&taped.meta));
        Some(tape.iter().map(|taped| shown(taped).cloned()).collect())
    }

    fn trick(
        &mut self,
        trick: Trick,
        network: &mut Network<Franker>,
        meta: &Meta,
        text: &[u8],
    ) -> Option<Tricked> {
        match trick {
            Trick::Unreportable => self.salamander(network, meta, text),
            Trick::Reported => {
                let to = network.addresses.get(meta.to)?.clone();
                let sender = network.messengers.get_mut(meta.from)?;
                let envelope = sender.client.send_file(&to, text, &mut self.rng).ok()?;
                let delivery = self.carry(network, meta, envelope, None);
                self.report(meta);
                Some(Tricked { delivery, decoy: None, attempts: 1 })
            }
            _ => None,
        }
    }

    /// Beside the directory, the key that stamps.
    fn seize(&self, place: Place) -> Option<Vec<u8>> {
        (place == Place::Relay).then(|| self.provider.stored().to_vec())
    }

    fn bench(&mut self) -> Option<Box<dyn std::any::Any>> {
        Some(Box::new(Desk::new(Arc::clone(&self.provider), self.kept.clone())))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(FrankingReader::default())
    }
}
