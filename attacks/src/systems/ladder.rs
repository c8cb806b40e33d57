//! Every safeguard at once: the strongest form of the proposal.

use escrow::Mandate;

use super::{BuildError, SystemEntry, variant};
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// What the law asks of clients here.
const MANDATE: Mandate = Mandate { proven: true, committed: true, bound: true, ..Mandate::PLAIN };

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "ladder",
    title: "all safeguards",
    what: "Threshold opening, epochs with destruction of old keys, key commitment and binding, together. The strongest form of the proposal that this testbed has, so that criticism of it is not criticism of a weaker one.",
    source: "The safeguards of the other systems, combined",
    in_favour: "Insiders below the threshold get nothing, a warrant gets its messages and nothing else, a theft is bounded by the epochs kept, nobody can forge, and nobody can be shown a false text.",
    proposal: None,
    fix: None,
    argued: &[],
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    let mut facts = variant::facts("ladder", parameters, MANDATE);
    facts.epochs = true;
    facts
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    variant::build(facts(parameters), MANDATE, parameters, users, seed)
}
