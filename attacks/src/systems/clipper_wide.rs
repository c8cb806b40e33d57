//! Clipper with a checkword as wide as a block.

use escrow::mechanisms::clipper::Checkword;

use super::clipper::{self, Seeding};
use super::{BuildError, Fix, SystemEntry};
use crate::attacks::rogue;
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "clipper-wide",
    title: "Clipper, 64-bit checkword",
    what: "As Clipper, and the checkword has 64 bits. The field grows from 128 bits to 192.",
    source: "Blaze's proposal to use a larger checkword, as NIST's fact sheet of 1994 reports it",
    in_favour: "Eight bytes a message end the search for a rogue field. NIST answered in 1994 that the designers knew what 16 bits do, \
                and chose them for reasons of which easy access for the police was the first.",
    proposal: Some(&clipper::PROPOSAL),
    fix: Some(Fix {
        of: "clipper",
        stops: ("rogue-leaf", rogue::EVADED),
        survivor: ("feedback", rogue::EVADED),
    }),
    argued: clipper::ARGUED,
    file: file!(),
    facts,
    build,
};

fn facts(_: &Parameters) -> Facts {
    clipper::facts("clipper-wide", Seeding::Discarded, Checkword::WIDE)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    clipper::build(facts(parameters), Seeding::Discarded, Checkword::WIDE, users, seed)
}
