//! One agency holds the whole escrow key.

use escrow::Mandate;

use super::{BuildError, SystemEntry, variant};
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// What the law asks of clients here.
const MANDATE: Mandate = Mandate::PLAIN;

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "one-key",
    title: "one key",
    what: "Every message carries its content key sealed to one public key, and one agency holds the matching secret. The plainest form of key recovery: what a Data Recovery Field to one agent does.",
    source: "Key recovery agents with a Data Recovery Field: Denning and Branstad, A Taxonomy for Key Escrow Encryption Systems (1996); the shape criticised in The Risks of Key Recovery, Key Escrow, and Trusted Third-Party Encryption (Abelson et al., 1997)",
    in_favour: "It is simple, it works for every message of every user who follows the protocol, and outsiders without the key are exactly where they were before.",
    proposal: None,
    fix: None,
    argued: &[],
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    let mut facts = variant::facts("one-key", parameters, MANDATE);
    facts.k = 1;
    facts.n = 1;
    facts
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    variant::build(facts(parameters), MANDATE, parameters, users, seed)
}
