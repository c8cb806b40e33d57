//! Clipper as it was announced, and what its variants share. The mechanism is in [`escrow::mechanisms::clipper`].

use escrow::mechanisms::clipper::Checkword;

use self::design::Clipper;
use super::miniature::Miniature;
use super::{Argued, BuildError, Distance, Grade, Incident, Proposal, Standing, SystemEntry};
use crate::attack::Expect;
use crate::attacks::{frame, rogue, rogue_leaf, scope, theft, two_keys};
use crate::parameters::Parameters;
use crate::system::{Door, Facts, System};

pub(crate) mod bench;
mod design;
mod phone;
mod reader;
#[cfg(test)]
pub(crate) mod tests;
mod tricks;

/// The proposal.
pub(super) static PROPOSAL: Proposal = Proposal {
    page: "clipper",
    title: "Clipper and the Escrowed Encryption Standard (NSA and NIST, 1993-94)",
    claimed: "Strong encryption for everybody, and access for the police under the law alone: both agents must release their \
              part, the cipher has no significant weakness (Brickell, Denning, Kent, Maher and Tuchman, SKIPJACK Review, 1993), \
              and the key escrow system has extensive safeguards (Denning's testimony to a House subcommittee, 3 May 1994).",
    history: &[
        Incident {
            when: "April 1993",
            what: "Denning passes on from the NSA how unit keys are made from two seeds. In the same week Bellovin remarks \
                   that whoever knows the seeds can construct the keys.",
            distance: Distance::D0,
            source: "sci.crypt, 19 April 1993",
        },
        Incident {
            when: "June 1994",
            what: "Blaze shows that a dishonest sender finds a field that honest machines accept. NIST answers that this takes \
                   2^16 tries on average, less than an hour, and was foreseen; both say that it reads nobody's traffic.",
            distance: Distance::D0,
            source: "Blaze, Protocol Failure in the Escrowed Encryption Standard (draft, 3 June 1994); NIST, fact sheet on \
                     Blaze's report (1994)",
        },
        Incident {
            when: "1995",
            what: "Frankel and Yung show that a field made by another device is accepted, so that the opening names the wrong \
                   unit.",
            distance: Distance::D0,
            source: "Frankel and Yung, Escrow Encryption Systems Visited (CRYPTO 1995)",
        },
        Incident {
            when: "June 1998",
            what: "Skipjack is declassified. Cut by one step, to 31 of 32, it can be searched faster than key by key; the whole \
                   cipher stands.",
            distance: Distance::D0,
            source: "SKIPJACK and KEA Algorithm Specifications (1998); Biham, Biryukov and Shamir, J. Cryptology 18 (2005)",
        },
    ],
    stand_ins: &[
        "the field's mode, its checkword's function, the order of its parts and its filler were never published",
        "so were the blocks that a serial number is made into before the seeds are used",
        "the parties' agreement on a session key is outside the standard: here an honest message carries it and vouches for the \
         ciphertext",
        "court orders are signed here and were paper then",
    ],
};

/// Of which no attack speaks.
pub(super) const ARGUED: &[Argued] = &[
    Argued {
        property: "P12",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "A field proves that a certain chip made it for a session key. It says nothing about the text, which anybody \
              with that key can exchange.",
    },
    Argued {
        property: "P15",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "The next message of a unit whose key is known costs one decipherment, for the police and for a thief.",
    },
    Argued {
        property: "P16",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "Unit keys and family key are burnt into sealed chips. After a theft every chip has to be replaced.",
    },
    Argued {
        property: "P17",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "Chips in use cannot be rewritten. Whoever programs new ones with seeds of their own can read those and no others.",
    },
    Argued {
        property: "P19",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "Users can write without the agents. If one safe is lost, the police read nothing more, for both parts are needed.",
    },
    Argued {
        property: "P22",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "One family key names the sending unit of every message, without any agent or order. It is in the decrypt device \
              and in every chip.",
    },
];

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "clipper",
    title: "Clipper",
    what: "Every phone has a sealed chip. With each message goes a field of 128 bits: the chip's number and the session key \
           under the chip's key, all under a key that every chip and the police have. A chip deciphers only for a field whose 16-bit \
           checkword fits. Two agents hold one part each of every chip's key. The seeds that the keys came from are discarded.",
    source: "FIPS 185, Escrowed Encryption Standard (1994); Denning's messages on the Clipper chip (April 1993); SKIPJACK and KEA \
             Algorithm Specifications (1998)",
    in_favour: "A sealed machine does what no software could: a field of garbage or for another key is refused at the other end. \
                The cipher was sound. Neither agent alone can open anything, and both together still need the police's device.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: ARGUED,
    file: file!(),
    facts: published,
    build: set_up,
};

fn published(_: &Parameters) -> Facts {
    facts("clipper", Seeding::Discarded, Checkword::STANDARD)
}

fn set_up(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    build(published(parameters), Seeding::Discarded, Checkword::STANDARD, users, seed)
}

/// What became of a programming session's seeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seeding {
    /// They were discarded at its end, as the NSA said.
    Discarded,
    /// Somebody kept them.
    Kept,
}

/// What is publicly known.
pub(super) fn facts(id: &'static str, seeds: Seeding, width: Checkword) -> Facts {
    let released = Expect::Marked(
        "those of everyone who wrote under the warrant: their units' keys were released for good",
    );
    let one_key = Expect::NotApplicable("the chip makes the field out of the session key that it uses");
    let searched = if width.bits() <= 24 { Expect::Everything } else { Expect::Nothing };
    let kept = if seeds == Seeding::Kept { Expect::Everything } else { Expect::Nothing };
    let facts = Facts::new(id, Door::ContentKey)
        .keepers(2, 2)
        // Fields are under the family key as well, and the agents do not have that.
        .foretell("coalition", "2 keepers", Expect::Nothing)
        .foretell("scope", scope::OTHERS, released)
        .foretell("scope", scope::OTHER_DAYS, released)
        .foretell("garble", rogue::EVADED, Expect::Nothing)
        .foretell("other-key", rogue::EVADED, Expect::Nothing)
        .foretell("two-keys", two_keys::DECEIVED, one_key)
        .foretell("two-keys", rogue::EVADED, one_key)
        .foretell("two-keys", rogue::CONTROL, one_key)
        .foretell("rogue-leaf", rogue::EVADED, searched)
        .foretell("rogue-leaf", rogue::CONTROL, Expect::Nothing)
        .foretell("rogue-leaf", rogue_leaf::ACCEPTED, searched)
        .foretell("rogue-leaf", rogue_leaf::RECOVERED, Expect::Nothing)
        .foretell("rogue-leaf", rogue_leaf::NAMED, Expect::Nothing)
        .foretell("rogue-leaf", rogue_leaf::HONEST, Expect::Everything)
        .foretell("feedback", rogue::EVADED, Expect::Everything)
        .foretell("feedback", rogue::CONTROL, Expect::Nothing)
        .foretell("frame", frame::FRAMED, Expect::Everything)
        .foretell("frame", frame::NAMED, Expect::Nothing)
        .foretell("frame", rogue::EVADED, Expect::Nothing)
        .foretell("frame", frame::HONEST, Expect::Everything)
        .foretell("origin", theft::BEFORE, kept)
        .foretell("origin", theft::AFTER, kept);
    Facts { bound: true, per_sender: true, ..facts }
}

/// Sets it up for a run.
pub(super) fn build(
    facts: Facts,
    seeds: Seeding,
    width: Checkword,
    users: usize,
    seed: [u8; 32],
) -> Result<Box<dyn System>, BuildError> {
    Miniature::build(facts, users, seed, |rng| Ok(Clipper::new(seeds, width, users, rng)))
}
