//! A new shared key for each epoch; old ones are destroyed.

use escrow::Mandate;

use super::{BuildError, SystemEntry, variant};
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// What the law asks of clients here.
const MANDATE: Mandate = Mandate::PLAIN;

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "epochs",
    title: "k of n, epochs",
    what: "As k of n, but the escrow key is replaced every epoch and shares of epochs that are no longer kept are destroyed. A warrant asks for one epoch's key.",
    source: "Rotation and retention limits are standard key management",
    in_favour: "A theft opens the epochs whose keys are kept and no others, and new messages are safe again after the next rotation.",
    proposal: None,
    fix: None,
    argued: &[],
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    let mut facts = variant::facts("epochs", parameters, MANDATE);
    facts.epochs = true;
    facts
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    variant::build(facts(parameters), MANDATE, parameters, users, seed)
}
