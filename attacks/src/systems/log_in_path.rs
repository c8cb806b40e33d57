//! As the threshold opening, with a public log as an input of the machines that open.

use escrow::Mandate;

use super::{Argued, BuildError, Distance, Fix, Grade, Incident, Proposal, Standing, SystemEntry, variant};
use crate::attacks::quiet::UNLOGGED;
use crate::attacks::theft::BEFORE;
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// What the law asks of clients here.
const MANDATE: Mandate = Mandate { proven: true, ..Mandate::PLAIN };

static PROPOSAL: Proposal = Proposal {
    page: "log-in-path",
    title: "Accountable opening with the log in the path of decryption (Kroll, Felten and Boneh 2014; Frankle et al. 2018)",
    claimed: "Secret processes can be made accountable: courts publish sealed orders, investigators learn a record only with \
              an order, and anybody can check counts without seeing names (Kroll et al. 2014; Frankle et al., USENIX \
              Security 2018). Here the log's proof is an input of the machines that open.",
    history: &[
        Incident {
            when: "2004-05",
            what: "Software on four exchanges of a Greek carrier used its lawful-interception system to tap more than a hundred \
                   phones, the prime minister's among them, and left nothing in the log of that system.",
            distance: Distance::D2,
            source: "Prevelakis and Spinellis, The Athens Affair, IEEE Spectrum (2007), spectrum.ieee.org",
        },
        Incident {
            when: "2024",
            what: "Intruders called Salt Typhoon reached systems of US carriers that serve court-authorised wiretaps. No escrow \
                   key was involved.",
            distance: Distance::D2,
            source: "nextgov.com (2024)",
        },
    ],
    stand_ins: &[
        "Machines are objects in one process; that nobody takes a share out of them is the type's promise and not hardware's.",
        "The published designs hide the orders with commitments and zero-knowledge proofs; here an entry is a hash.",
    ],
};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "log-in-path",
    title: "k of n, log in the path",
    what: "As threshold opening, and each keeper's share sits in a machine that contributes only if the opening is already in a \
           public append-only log whose head witnesses have co-signed.",
    source: "Kroll, Felten and Boneh, Secure Protocols for Accountable Warrant Execution (2014); Frankle, Park, Shaar, Goldwasser and \
             Weitzner, Practical Accountability of Secret Processes (USENIX Security 2018)",
    in_favour: "Nobody who runs the opening can open without a public trace, not even the court and all keepers together.",
    proposal: Some(&PROPOSAL),
    fix: Some(Fix { of: "threshold", stops: ("quiet", UNLOGGED), survivor: ("theft", BEFORE) }),
    argued: &[Argued {
        property: "P19",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "Access needs k machines, the log and two of three witnesses: each of the three can stop it. Users' messages need \
              the relay alone.",
    }],
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    Facts { log_in_path: true, ..variant::facts("log-in-path", parameters, MANDATE) }
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    variant::build(facts(parameters), MANDATE, parameters, users, seed)
}
