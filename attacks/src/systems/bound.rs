//! Texts are bound to the message that carries their key.

use escrow::Mandate;

use super::{BuildError, Fix, SystemEntry, variant};
use crate::attacks::forge::ACCEPTED;
use crate::attacks::theft::BEFORE;
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// What the law asks of clients here.
const MANDATE: Mandate = Mandate { bound: true, ..Mandate::PLAIN };

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "bound",
    title: "k of n, bound",
    what: "As k of n, and the end-to-end message that carries the content key also carries a hash of the sealed text. Whoever holds the deposited key can read with it, but cannot put another text in its place.",
    source: "Reading and writing must not share a key: the objection is in Keys Under Doormats (2015), the answer in Hoepman's review of it",
    in_favour: "The authority's copy reads and does not write: what is shown in court was said by the sender, as far as the escrow is concerned.",
    proposal: None,
    fix: Some(Fix { of: "shared", stops: ("forge", ACCEPTED), survivor: ("theft", BEFORE) }),
    argued: &[],
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    variant::facts("bound", parameters, MANDATE)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    variant::build(facts(parameters), MANDATE, parameters, users, seed)
}
