//! The ghost user where clients trust the directory.

use escrow::mechanisms::ghost::Policy;

use super::miniature::Miniature;
use super::rosters::{Rosters, Trust};
use super::{Argued, BuildError, Distance, Grade, Incident, Proposal, Standing, SystemEntry};
use crate::attack::Expect;
use crate::attacks::{garble, ghost, rogue, scope};
use crate::parameters::Parameters;
use crate::system::{Door, Facts, System};

/// The proposal that this family is about.
pub(super) static PROPOSAL: Proposal = Proposal {
    page: "ghost",
    title: "The ghost user (Ian Levy and Crispin Robinson, 2018)",
    claimed: "A provider can silently add a law-enforcement participant to a chat or call. Everything stays end-to-end \
              encrypted; there is one more end. It is done for one target at a time, it is no more intrusive than the crocodile \
              clips of old wiretaps, and no key is deposited (Lawfare, 29 November 2018, as quoted in the open letter and at \
              bylinetimes.com).",
    history: &[
        Incident {
            when: "30 May 2019",
            what: "47 organisations, companies and experts answer: the proposal needs a key that is slipped into a \
                   conversation and a notification that is suppressed, and so undermines how people know whom they are \
                   writing to. No deployment is known to this project.",
            distance: Distance::D0,
            source: "Open letter to GCHQ (lawfaremedia.org, newamerica.org)",
        },
        Incident {
            when: "27 October 2023",
            what: "Apple announces iMessage Contact Key Verification against a directory that is made to answer with \
                   further keys: a log-backed map that clients check, and codes that people can compare. It ships with \
                   iOS 17.2: detection of this kind is not theory.",
            distance: Distance::D0,
            source: "Apple Security Engineering and Architecture (security.apple.com/blog/imessage-contact-key-verification)",
        },
        Incident {
            when: "2004 to 2005",
            what: "Unknown intruders use the lawful-interception functions of four telephone exchanges in Athens, past their \
                   log, and listen to more than a hundred people, among them the prime minister.",
            distance: Distance::D2,
            source: "The Athens Affair (spectrum.ieee.org)",
        },
    ],
    stand_ins: &[
        "Conversations of two people stand for groups and calls; the listener is one more device in the fan-out of both.",
        "The proposal names no protocol. Directory, roster, client and journal are this project's.",
        "The log of the repair is a fixed map of 256 buckets where CONIKS has a prefix tree that hides who is in it, and \
         heads are compared between users alone.",
    ],
};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "ghost-user",
    title: "ghost user",
    what: "A directory of devices, run by the provider. Each message is encrypted to every device that the directory lists for \
           addressee and sender. Under an order the provider adds a device of its own to the target's list, and every \
           client keeps silent about it, as it is told to.",
    source: "Levy and Robinson, Principles for a More Informed Exceptional Access Debate (2018)",
    in_favour: "Nothing is deposited and nothing waits to be stolen: it works forward, for one named person, and stops. No \
                cipher is weakened, other people's messages are the same to the bit, and a court's list of orders \
                shows a listener that no order stands behind.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: ARGUED,
    file: file!(),
    facts,
    build,
};

/// What is argued where the listener is encrypted to.
pub(super) const ARGUED: &[Argued] = &[
    Argued {
        property: "P8",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "While a listener is there it is a device of the target's like any other: whoever holds its keys is believed in the \
              target's name by everybody who has written to it (attack ghost).",
    },
    Argued {
        property: "P11",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "The journal is the provider's own. An insider's listener leaves the same lines as a lawful one; the court's list \
              tells them apart only if the court asks, and not if the listener was written down as the user's own new phone.",
    },
    Argued {
        property: "P12",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "A listener's copy is authenticated to the listener alone, as to any peer. It convinces whoever trusts its keeper \
              not to have written it in the target's name.",
    },
    Argued {
        property: "P15",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "Each further person costs a change of a roster and another copy of each message, from then on: nothing can be \
              gathered beforehand, and whoever counts copies sees it.",
    },
    Argued {
        property: "P16",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "A stolen listener is taken off its roster, and that is all. After a theft of the right to write to the directory \
              every roster has to be gone through with its owner, for owners alone know which devices are theirs.",
    },
    Argued {
        property: "P17",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "Whoever may write to the directory becomes a reader of anybody, with one line of a few hundred bytes; all tests of \
              the messenger pass (attack ghost, the insider).",
    },
    Argued {
        property: "P18",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "The listener is on the roster of the person whom the order names, and sessions authenticate both ends: nobody else \
              can be made to look like a party.",
    },
    Argued {
        property: "P19",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "Access needs the directory and the relay and nobody else; where they fail, so do messages.",
    },
    Argued {
        property: "P22",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "Whoever watches the target's wire sees one more copy of each message. The provider learns nothing about who \
              writes to whom that it did not know.",
    },
];

fn facts(_: &Parameters) -> Facts {
    heard(Facts::new("ghost-user", Door::Own))
        .foretell("ghost", ghost::UNNOTICED, Expect::Everything)
        .foretell("ghost", ghost::INSIDER_UNNOTICED, Expect::Everything)
        .foretell("ghost", ghost::TOUCHED, Expect::Nothing)
}

/// What is foretold where the listener is encrypted to: it reads under an order and without one, whoever steals it can
/// speak, and numbers differ.
pub(super) fn heard(facts: Facts) -> Facts {
    let begun =
        Expect::Marked("those that go to the listener in a session begun before the phone was copied");
    let answered =
        Expect::Marked("those of users on whose list it is, to those who have written to it there");
    facts
        .foretell("ghost", ghost::HEARD, Expect::Everything)
        .foretell("ghost", ghost::BRIEF, Expect::Everything)
        .foretell("ghost", ghost::INSIDER, Expect::Everything)
        .foretell("ghost", ghost::SPOKEN, answered)
        .foretell("ghost", ghost::HEALED, begun)
        .foretell("ghost", ghost::COMPARED, Expect::Everything)
        .foretell("ghost", ghost::BEFORE, Expect::Nothing)
        .foretell("ghost", ghost::OTHERS, Expect::Nothing)
        .foretell("scope", scope::DELIVERED, Expect::Everything)
        .foretell("garble", garble::EVADED, Expect::Everything)
        .foretell("garble", rogue::CONTROL, Expect::Nothing)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    let trust = Trust { policy: Policy { signed: false, silenced: true }, habits: None };
    Miniature::build(facts(parameters), users, seed, |rng| Ok(Rosters::new(trust, rng)))
}
