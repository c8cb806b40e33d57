//! The same key is dealt out to the keepers again and again, by a dealer that is biased.

use escrow::Mandate;
use escrow::sharing::Scheme;

use super::access::Practice;
use super::{Argued, BuildError, Distance, Grade, Incident, Proposal, Standing, SystemEntry, variant};
use crate::attack::Expect;
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// What the law asks of clients here.
const MANDATE: Mandate = Mandate::PLAIN;

/// Keepers' shares renewed by dealing the same key again.
pub(super) static PROPOSAL: Proposal = Proposal {
    page: "redealing",
    title: "Keepers' shares renewed by dealing the same key again (sharks, RUSTSEC-2024-0398)",
    claimed: "Whoever corrupts k keepers one after the other, over years, should not have a key at the end. So shares are \
              renewed: after a renewal an old share and a new one do not fit together. That is the aim of proactive secret \
              sharing; dealing the same key again is the plainest way to it, and needs no new software beyond the \
              dealer's.",
    history: &[Incident {
        when: "16 November 2024",
        what: "The advisory says that sharks draws coefficients from 1 to 255 where it should draw them from 0 to 255, so \
               that a secret which is shared out again and again can be recovered by one holder less than the \
               threshold; 500 to 1,500 dealings are its estimate for 2 of n. No version of sharks is repaired. The fork \
               blahaj is.",
        distance: Distance::D0,
        source: "RUSTSEC-2024-0398, reported by Cure53",
    }],
    stand_ins: &[
        "Sharks 0.5.0 and blahaj 0.7.0 are the real packages. That anybody deals an escrow key again with sharks is this \
         project's assumption.",
    ],
};

/// What no attack measures, for all systems of this page.
pub(super) const ARGUED: &[Argued] = &[
    Argued {
        property: "P11",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "What k - 1 keepers compare among themselves appears in no record, whether or not it gives them a key. Dealings \
              are recorded; who kept an old share is not.",
    },
    Argued {
        property: "P12",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "An opened field shows a text and a label that anybody could have sealed. It proves to nobody who wrote.",
    },
    Argued {
        property: "P16",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "After a theft the n keepers must take a new key and every client must fetch it. What was written before stays \
              open to the thief.",
    },
    Argued {
        property: "P19",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "n - k keepers may fail; one more and nothing can be opened or dealt out again. Each renewal is another occasion \
              to fail on.",
    },
    Argued {
        property: "P22",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "The label of each field names sender, addressee, session and time in the clear. The relay knows them anyway; \
              whoever is handed the fields learns them, too.",
    },
];

/// How the key is dealt out.
const PRACTICE: Practice = Practice { scheme: Scheme::Sharks, again: true };

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "redealt",
    title: "k of n, re-dealt by sharks",
    what: "As k of n, but the same key is dealt out anew every morning, so that a share stolen yesterday does not fit one stolen today. The dealer is the package sharks, byte by byte over GF(2^8), whose coefficients are never zero.",
    source: "Renewal of shares as in proactive secret sharing, done by dealing again; sharks 0.5.0 and RUSTSEC-2024-0398 (2024)",
    in_favour: "Every test of its function passes: any k open, fewer get garbage, old and new shares do not mix. Dealt once, or ten times, the fault gives nobody anything.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: ARGUED,
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    variant::dealt_facts("redealt", parameters, MANDATE, (Expect::Everything, Expect::Everything))
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    variant::build_dealt(facts(parameters), MANDATE, PRACTICE, parameters, users, seed)
}
