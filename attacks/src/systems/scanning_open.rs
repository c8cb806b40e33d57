//! Client-side scanning with a list that is the same for everybody, audited, and made by two contributors together.

use super::scanning::{ARGUED, PROPOSAL, foretell, set_up};
use super::{BuildError, Fix, SystemEntry};
use crate::attack::Expect;
use crate::attacks::{scan_collide, scan_relist};
use crate::parameters::Parameters;
use crate::system::{Door, Facts, System};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "scanning-open",
    title: "scanning, list audited",
    what: "As scanning, and the root of the list is published with an auditor's signature: the list holds what bodies in two \
           jurisdictions both list, and nothing else. A client takes no other.",
    source: "Apple, Security Threat Model Review of Apple's Child Safety Features (August 2021): root hash, audit and two \
             jurisdictions; that the client checks the auditor's signature by itself is ours",
    in_favour: "Neither the server nor one government can add a picture unseen, for one person or for all. What was hidden \
                in the list is now hidden in what two bodies agree on.",
    proposal: Some(&PROPOSAL),
    fix: Some(Fix {
        of: "scanning",
        stops: ("scan-relist", scan_relist::TAKEN),
        survivor: ("scan-collide", scan_collide::FLAGGED),
    }),
    argued: &ARGUED,
    file: file!(),
    facts,
    build,
};

fn facts(_: &Parameters) -> Facts {
    foretell(Facts::new("scanning-open", Door::Own))
        .foretell("scan-relist", scan_relist::TAKEN, Expect::Nothing)
        .foretell("scan-relist", scan_relist::OWN_WORD, Expect::Nothing)
        .foretell("scan-relist", scan_relist::FOREIGN, Expect::Nothing)
        .foretell("scan-relist", scan_relist::FOUND, Expect::Nothing)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    set_up(facts(parameters), true, users, seed)
}
