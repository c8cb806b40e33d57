//! Trustees hold shares; the authority rebuilds the key.

use escrow::Mandate;

use super::{BuildError, SystemEntry, variant};
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// What the law asks of clients here.
const MANDATE: Mandate = Mandate::PLAIN;

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "shared",
    title: "k of n",
    what: "The escrow secret is Shamir-shared among n trustees with Feldman's commitments. Under a warrant k of them hand their shares to the authority, which rebuilds the key and opens what the warrant names.",
    source: "Shamir, How to Share a Secret (1979); Feldman's verifiable sharing (FOCS 1987); split custody as in the Clipper programme's two escrow agents (1993)",
    in_favour: "No single insider can open anything, and k - 1 shares reveal nothing at all: that part is mathematics, not policy.",
    proposal: None,
    fix: None,
    argued: &[],
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    variant::facts("shared", parameters, MANDATE)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    variant::build(facts(parameters), MANDATE, parameters, users, seed)
}
