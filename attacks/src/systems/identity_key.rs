//! The identities' secrets are deposited at registration.

use escrow::{Deposit, Mandate};

use super::{BuildError, SystemEntry, variant};
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// What the law asks of clients here.
const MANDATE: Mandate = Mandate { deposit: Deposit::IdentityKey, ..Mandate::PLAIN };

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "identity-key",
    title: "identity key",
    what: "Each user's two identity secrets are sealed to the shared escrow key at registration. They read nothing that was recorded, because every session also uses keys that are deleted. They let their holder act as the user.",
    source: "Escrow of users' long-term keys; the dilemma of escrowed signature keys: Young and Yung",
    in_favour: "Recorded traffic stays closed even to who holds everything: access is only prospective and needs the provider's active help.",
    proposal: None,
    fix: None,
    argued: &[],
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    variant::facts("identity-key", parameters, MANDATE)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    variant::build(facts(parameters), MANDATE, parameters, users, seed)
}
