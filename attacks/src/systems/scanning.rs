//! Client-side scanning: texts stay between their writers, and each picture that is sent along is compared with a list on
//! the sender's device first. The list is whatever the server hands out.

use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chacha20::ChaCha20Rng;
use escrow::mechanisms::scanning::{Picture, Projection, Scanner, THRESHOLD, Voucher};
use honest::codec::{Reader as Bytes, Writer};
use honest::primitives::kdf::sha256;
use honest::{Address, Device};

use super::carrier::{Carrier, Craft, Crafted, Parcel};
use super::miniature::{Design, Impostor, Miniature};
use super::network::{Network, refused};
use super::{Argued, BuildError, Distance, Grade, Incident, Proposal, Standing, SystemEntry};
use crate::attack::Expect;
use crate::attacks::{
    garble, rogue, scan_collide, scan_evade, scan_relist, scan_threshold, superencrypt, two_keys,
};
use crate::intruders::burglar::Reader;
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::system::{Cost, Delivery, Door, Facts, Loot, Place, Plaintext, Relay, System, Taped, User};

pub(crate) mod bench;
#[cfg(test)]
mod tests;

use bench::{Bench, Service};

/// The seed of the projection: public, and in every client.
const SEED: &[u8] = b"Doormat's miniature of NeuralHash";

/// What the two systems of this page are miniatures of.
pub(super) static PROPOSAL: Proposal = Proposal {
    page: "scanning",
    title: "Client-side scanning with threshold vouchers (Apple, CSAM Detection, 2021)",
    claimed: "Apple: the server learns nothing about pictures that are not on the list, nothing at all below a threshold \
              of matches, and fewer than one account in a trillion is flagged wrongly in a year. (CSAM Detection: \
              Technical Summary, and Security Threat Model Review, August 2021)",
    history: &[
        Incident {
            when: "August 2021",
            what: "Weeks after the announcement the network behind NeuralHash was taken out of shipped software, and \
                   pictures were published that had been given the hash of others. Apple answered that a second hash on \
                   the server is not public, and that people look before anybody is reported.",
            distance: Distance::D0,
            source: "github.com/AsuharietYgvar/AppleNeuralHash2ONNX; github.com/anishathalye/neural-hash-collider",
        },
        Incident {
            when: "August 2021",
            what: "Two pairs of pictures in ImageNet were found to have equal NeuralHashes by nature.",
            distance: Distance::D0,
            source: "blog.roboflow.com on NeuralHash collisions",
        },
        Incident {
            when: "2022",
            what: "Jain, Crețu and de Montjoye evaded perceptual hashes without seeing inside: more than 99.9 % of \
                   pictures, their content kept.",
            distance: Distance::D1,
            source: "Adversarial Detection Avoidance Attacks (USENIX Security 2022), arxiv.org/abs/2106.09820",
        },
        Incident {
            when: "2024",
            what: "Madden, Bhavsar, Dorje and Li found the contrary: PhotoDNA, PDQ and NeuralHash withstand black-box \
                   evasion if distortion and questions are limited as they would be in practice.",
            distance: Distance::D1,
            source: "Robustness of Practical Perceptual Hashing Algorithms (2024), arxiv.org/abs/2406.00918",
        },
    ],
    stand_ins: &[
        "Pictures are generated, grey and 64 by 64; nobody's picture and no list of anything real is in this project.",
        "Block means stand in for the network before NeuralHash's last stage. A trained network keeps like pictures \
         together; block means do not, so rates of evasion and distortion here are not NeuralHash's.",
        "A second hash on the server is a published one of 64 bits; Apple's is not public. Nobody looks at thumbnails.",
        "An account makes at most eight synthetic vouchers.",
    ],
};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "scanning",
    title: "client-side scanning",
    what: "Texts are end-to-end encrypted. With each goes a picture, and for each picture a voucher that the server can \
           open only if the picture's hash is on a blinded list, and only once an account has thirty such pictures. Clients \
           take whatever list they are given.",
    source: "Bhowmick, Boneh, Myers, Talwar and Tarbe, The Apple PSI System (2021); Apple, CSAM Detection: Technical Summary \
             (August 2021)",
    in_favour: "No text and no unlisted picture is readable by anybody else, no key opens what was recorded, and a thief of \
                the server gets what it had matched. Below thirty matches the cryptography, not a promise, keeps it blind.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: &ARGUED,
    file: file!(),
    facts,
    build,
};

/// Properties of which no attack speaks, or whose games are about texts; both systems of the page stand alike in them.
pub(super) const ARGUED: [Argued; 9] = [
    Argued {
        property: "P11",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "Once an account has thirty matches the server opens them by itself. Nothing makes it write that down, and \
              nobody but the server sees it.",
    },
    Argued {
        property: "P12",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "Texts are as deniable as in the clean messenger. A voucher that opens says that an account held a listed picture; \
              only that account's client could have made it, if its key was not stolen.",
    },
    Argued {
        property: "P14",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "Two people who encrypt a picture before the messenger sees it are not found (the attack scan-evade counts it). \
              Nobody reads their texts in any case.",
    },
    Argued {
        property: "P15",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "The next listed picture of a flagged account costs two multiplications on the curve. A picture that is not \
              listed cannot be had at any number of them.",
    },
    Argued {
        property: "P16",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "After a theft of the list's secret the server makes a new list and every client takes it. Of vouchers that were \
              sent before, the thief reads what the server could.",
    },
    Argued {
        property: "P18",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "Whoever has the hash of a listed picture can give it to harmless ones and send those; the receiver is flagged (the \
              attack scan-collide counts it). A second hash on the server, or people who look, can stop it there.",
    },
    Argued {
        property: "P19",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "Messages need no answer from the server. Finding needs it whole: if the list's secret is lost, vouchers that were \
              sent before stay closed.",
    },
    Argued {
        property: "P20",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "No order brings a text. Of unchanged listed pictures the server gets all, once an account has thirty (the attack \
              scan-threshold counts it), and that is the use it is built for.",
    },
    Argued {
        property: "P22",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "The server learns when an account sends a picture, and how many vouchers match, real and synthetic together. Who \
              writes to whom is as open as in the clean messenger.",
    },
];

fn facts(_: &Parameters) -> Facts {
    foretell(Facts::new("scanning", Door::Own))
        .foretell("scan-relist", scan_relist::TAKEN, Expect::Everything)
        .foretell("scan-relist", scan_relist::OWN_WORD, Expect::Everything)
        .foretell("scan-relist", scan_relist::FOREIGN, Expect::Everything)
        .foretell("scan-relist", scan_relist::FOUND, Expect::Everything)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    set_up(facts(parameters), false, users, seed)
}

/// No field is there to be tricked, and no text is ever opened: what evades is asked of pictures.
const PICTURES: Expect = Expect::NotApplicable(
    "nothing opens a text, and a voucher is about a picture; how pictures evade is the attack scan-evade",
);

/// What both systems of the page foretell alike.
pub(super) fn foretell(facts: Facts) -> Facts {
    let tricks = [garble::EVADED, rogue::CONTROL].map(|part| (part, PICTURES));
    let texts = [two_keys::DECEIVED, two_keys::EVADED, rogue::CONTROL].map(|part| (part, PICTURES));
    let locks = [superencrypt::AGREED, superencrypt::OWN_KEYS, rogue::CONTROL].map(|part| (part, PICTURES));
    let alike = [
        ("garble", &tricks[..]),
        ("other-key", &tricks),
        ("two-keys", &texts),
        ("superencrypt", &locks),
        ("scan-threshold", &scan_threshold::FORETOLD),
        ("scan-collide", &scan_collide::FORETOLD),
        ("scan-evade", &scan_evade::FORETOLD),
        ("scan-relist", &scan_relist::FORETOLD),
    ];
    let parts = alike.iter().flat_map(|(attack, parts)| parts.iter().map(move |part| (*attack, *part)));
    parts.fold(facts, |facts, (attack, (part, expect))| facts.foretell(attack, part, expect))
}

/// Sets either system up. `audited` clients take certified lists alone.
pub(super) fn set_up(
    facts: Facts,
    audited: bool,
    users: usize,
    seed: [u8; 32],
) -> Result<Box<dyn System>, BuildError> {
    Miniature::build(facts, users, seed, |rng| {
        let projection = Projection::new(SEED);
        let service = Service::new(&projection, audited, rng)?;
        Ok(Scanning { projection, service: Arc::new(Mutex::new(service)) })
    })
}

/// What is shared with the bench: a panic elsewhere leaves it whole, for nothing here stops halfway.
pub(super) fn lock<T>(shared: &Arc<Mutex<T>>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One user's part: a scanner, and pictures to go with texts.
pub(super) struct Sender {
    scanner: Arc<Mutex<Scanner>>,
    /// Pictures come from texts and from this, so that a picture says nothing about its text to anybody else.
    own: [u8; 32],
    sent: u64,
}

impl Craft for Sender {
    fn seal(
        &mut self,
        _: &Address,
        text: &[u8],
        _: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<Crafted, crate::system::Warning> {
        let picture = Picture::from_seed(&sha256(&[&self.own, &self.sent.to_be_bytes(), text]));
        self.sent += 1;
        let voucher = lock(&self.scanner).scan(&picture, rng);
        let mut payload = Writer::new();
        payload.put(picture.as_bytes()).put(text);
        Ok(Crafted { payload: payload.finish(), field: voucher.to_bytes(), sealed: Vec::new() })
    }

    fn open(&mut self, _: &Address, crafted: &Crafted) -> Result<Vec<u8>, crate::system::Warning> {
        let mut from = Bytes::new(&crafted.payload);
        let pixels = from.take(escrow::mechanisms::scanning::picture::PIXELS).map_err(refused)?;
        Picture::from_bytes(pixels).map_err(refused)?;
        Ok(from.rest().to_vec())
    }

    fn stored(&self) -> Vec<u8> {
        self.own.to_vec()
    }
}

/// The server's side, and what users' scanners share with it on the bench.
struct Scanning {
    projection: Projection,
    service: Arc<Mutex<Service>>,
}

impl Design for Scanning {
    type Client = Carrier<Sender>;

    fn client(&mut self, _: User, device: Device, rng: &mut ChaCha20Rng) -> Result<Self::Client, BuildError> {
        let scanner = lock(&self.service).enrol(device.address().clone(), &self.projection, rng)?;
        Ok(Carrier { device, craft: sender(scanner, rng) })
    }

    fn impostor(&self) -> Impostor {
        // The list and its certificate are public, and so is the client.
        let (projection, service) = (self.projection.clone(), lock(&self.service));
        let (list, auditor) = (service.published(), service.auditor());
        Box::new(move |_, device, rng| {
            let offered = (&list.0[..], list.1.as_ref());
            let scanner = Scanner::new(projection.clone(), offered, auditor, THRESHOLD, rng).ok()?;
            Some(Box::new(Carrier { device, craft: sender(Arc::new(Mutex::new(scanner)), rng) }))
        })
    }

    fn places(&self) -> Vec<Place> {
        vec![Place::Authority]
    }

    fn say(
        &mut self,
        network: &mut Network<Self::Client>,
        meta: &Meta,
        text: &[u8],
        relay: &mut dyn Relay,
    ) -> Delivery {
        let delivery = network.say(meta, text, relay);
        if let (Some(voucher), Some(account)) =
            (delivery.frames.first().and_then(|frame| voucher(frame)), network.addresses.get(meta.from))
        {
            lock(&self.service).take(account, voucher);
        }
        delivery
    }

    fn lawful(
        &mut self,
        _: &crate::system::Order,
        tape: &[Taped],
        _: &mut Network<Self::Client>,
    ) -> Option<Vec<Option<Plaintext>>> {
        // The server opens pictures of flagged accounts, and there is no process by which it opens a text.
        Some(vec![None; tape.len()])
    }

    fn seize(&self, place: Place) -> Option<Vec<u8>> {
        (place == Place::Authority).then(|| lock(&self.service).stored())
    }

    fn bench(&mut self) -> Option<Box<dyn Any>> {
        Some(Box::new(Bench::new(self.projection.clone(), Arc::clone(&self.service))))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::<Onlooker>::default()
    }
}

fn sender(scanner: Arc<Mutex<Scanner>>, rng: &mut ChaCha20Rng) -> Sender {
    use rand_core::Rng;
    let mut own = [0; 32];
    rng.fill_bytes(&mut own);
    Sender { scanner, own, sent: 0 }
}

/// The voucher that goes with a message, for everybody on the wire to see.
pub(crate) fn voucher(frame: &[u8]) -> Option<Voucher> {
    Voucher::from_bytes(&Parcel::from_bytes(frame).ok()?.field).ok()
}

/// What an intruder makes of the server's secrets: it opens what vouchers open to, and looks for texts in there.
#[derive(Default)]
struct Onlooker {
    server: Option<escrow::mechanisms::scanning::Server>,
}

impl Reader for Onlooker {
    fn take(&mut self, loot: &Loot) {
        if loot.place == Place::Authority {
            self.server = escrow::mechanisms::scanning::Server::from_stored(&loot.bytes).ok();
        }
    }

    fn read(&mut self, _: &Meta, frame: &[u8], payload: Option<&[u8]>, cost: &mut Cost) -> Option<Plaintext> {
        if let Some(payload) = payload {
            return payload.get(escrow::mechanisms::scanning::picture::PIXELS..).map(<[u8]>::to_vec);
        }
        // What a voucher gives is a key of its own payload; tried on the message beside it, it opens nothing.
        let parcel = Parcel::from_bytes(frame).ok()?;
        let voucher = Voucher::from_bytes(&parcel.field).ok()?;
        let message = honest::wire::Message::parse(&parcel.inner.message).ok()?;
        let key = self.server.as_ref()?.key(&voucher)?;
        cost.agreements += 2;
        cost.openings += 2;
        honest::primitives::aead::open(&key, message.clear, message.sealed).ok()
    }
}
