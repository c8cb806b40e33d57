//! Messages commit to the deposited key.

use escrow::Mandate;

use super::{BuildError, Fix, SystemEntry, variant};
use crate::attacks::two_keys;
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// What the law asks of clients here.
const MANDATE: Mandate = Mandate { committed: true, ..Mandate::PLAIN };

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "committed",
    title: "k of n, committed",
    what: "As k of n, and every message carries a hash of its content key, checked by the peer and by the authority. Peer and authority then read the same text or the authority knows that it does not.",
    source: "Key commitment against one ciphertext with two keys: Dodis, Grubbs, Ristenpart and Woodage, Fast Message Franking (CRYPTO 2018)",
    in_favour: "A sender can still refuse to deposit, but can no longer show the authority a false text with a valid tag. 32 bytes buy that.",
    proposal: None,
    fix: Some(Fix {
        of: "shared",
        stops: ("two-keys", two_keys::DECEIVED),
        survivor: ("two-keys", two_keys::EVADED),
    }),
    argued: &[],
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    variant::facts("committed", parameters, MANDATE)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    variant::build(facts(parameters), MANDATE, parameters, users, seed)
}
