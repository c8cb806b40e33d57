//! The state of each session at its start is deposited once.

use escrow::{Deposit, Mandate};

use super::{BuildError, SystemEntry, variant};
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// What the law asks of clients here.
const MANDATE: Mandate = Mandate { deposit: Deposit::SessionRoot, ..Mandate::PLAIN };

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "session-root",
    title: "session root",
    what: "At the start of each session its ratchet state is sealed to the shared escrow key, once. The messages themselves are untouched. The ratchet heals out of the deposit as out of a theft: the authority reads the first two turns of a conversation.",
    source: "The deposit of a session secret rather than of message keys; that a ratchet recovers from any one leak is the Double Ratchet's design (Perrin and Marlinspike)",
    in_favour: "It adds nothing to later messages, so it bounds what any thief of the escrow key can ever read, old or new.",
    proposal: None,
    fix: None,
    argued: &[],
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    variant::facts("session-root", parameters, MANDATE)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    variant::build(facts(parameters), MANDATE, parameters, users, seed)
}
