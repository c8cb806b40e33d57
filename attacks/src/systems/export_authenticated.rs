//! Export grade with signed abilities: the weak option stays, and nobody is pushed down to it.

use escrow::mechanisms::work_factor::export::Authentication;

use super::export::{ARGUED, PROPOSAL, WEAK, build as build_member, foretold};
use super::{BuildError, Fix, SystemEntry};
use crate::attack::Expect;
use crate::attacks::{downgrade, insert};
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "export-authenticated",
    title: "export grade, signed",
    what: "As export grade, and every user signs with the identity key what their client can do. The sender checks that before it \
           writes, and refuses abilities that somebody changed.",
    source: "Signatures over the whole negotiation, as TLS 1.3 has them (RFC 8446, section 4.4.3); placed in the directory by this \
             project",
    in_favour: "Those who can do better do better, whoever sits on the path. Only those who cannot stay where the rules put them.",
    proposal: Some(&PROPOSAL),
    fix: Some(Fix {
        of: "export",
        stops: ("downgrade", downgrade::DOWN),
        survivor: ("downgrade", downgrade::WEAK),
    }),
    argued: ARGUED,
    file: file!(),
    facts,
    build,
};

fn facts(_: &Parameters) -> Facts {
    foretold("export-authenticated")
        .foretell("downgrade", downgrade::DOWN, Expect::Nothing)
        .foretell("downgrade", downgrade::STOPPED, Expect::Everything)
        .foretell("insert", insert::OPENED, WEAK)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    build_member(facts(parameters), Authentication::Signed, parameters, users, seed)
}
