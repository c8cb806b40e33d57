//! Clipper, and somebody kept the seeds.

use escrow::mechanisms::clipper::Checkword;

use super::clipper::{self, Seeding};
use super::{BuildError, SystemEntry};
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "clipper-seeds",
    title: "Clipper, seeds kept",
    what: "As Clipper, and the two seeds of the programming session, from which every unit key is made, were not discarded at its end. \
           Everything else is the same, and nobody outside can tell.",
    source: "Denning's messages on the Clipper chip (April 1993), and Bellovin's remark on them in sci.crypt, 19 April 1993",
    in_favour: "It is not what was proposed: the NSA said that everything is discarded when a session ends. It stands here to show what \
                that sentence carries.",
    proposal: Some(&clipper::PROPOSAL),
    fix: None,
    argued: clipper::ARGUED,
    file: file!(),
    facts,
    build,
};

fn facts(_: &Parameters) -> Facts {
    clipper::facts("clipper-seeds", Seeding::Kept, Checkword::STANDARD)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    clipper::build(facts(parameters), Seeding::Kept, Checkword::STANDARD, users, seed)
}
