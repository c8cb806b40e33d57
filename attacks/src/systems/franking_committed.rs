//! Message franking with files that commit to their key.

use super::{BuildError, Fix, SystemEntry, franking};
use crate::attack::Expect;
use crate::attacks::{false_report, salamander};
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "franking-committed",
    title: "message franking, committed",
    what: "As message franking, and a file begins with a hash of its key, which reader and provider check. One file then \
           opens to one text.",
    source: "Dodis, Grubbs, Ristenpart and Woodage, Fast Message Franking: From Invisible Salamanders to Encryptment \
             (CRYPTO 2018)",
    in_favour: "What a reader was shown can be reported, pictures too. 32 bytes a file buy that.",
    proposal: Some(&franking::PROPOSAL),
    fix: Some(Fix {
        of: "franking",
        stops: ("salamander", salamander::UNREPORTED),
        survivor: ("false-report", false_report::BY_KEY),
    }),
    argued: franking::ARGUED,
    file: file!(),
    facts,
    build,
};

fn facts(_: &Parameters) -> Facts {
    franking::shared_facts("franking-committed", Expect::Nothing)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    franking::build_with(facts(parameters), true, users, seed)
}
