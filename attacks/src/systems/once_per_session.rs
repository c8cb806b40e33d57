//! One content key for a sender's whole session and epoch.

use escrow::{Deposit, Mandate, Sealing};

use super::{BuildError, SystemEntry, variant};
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// What the law asks of clients here.
const MANDATE: Mandate = Mandate { deposit: Deposit::ContentKey(Sealing::OncePerSession), ..Mandate::PLAIN };

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "per-session",
    title: "k of n, per session",
    what: "As k of n, but a sender makes and seals one content key per session and repeats its field. That saves two curve operations per message, and the sender's device now holds a key that reads all it has sent in that session.",
    source: "Sealing once per session rather than once per message is the cheap form of a data recovery field; the loss is the clean messenger's forward secrecy towards its own devices",
    in_favour: "It costs the sender next to nothing, which matters on small devices, and the authority's access is the same.",
    proposal: None,
    fix: None,
    argued: &[],
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    variant::facts("per-session", parameters, MANDATE)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    variant::build(facts(parameters), MANDATE, parameters, users, seed)
}
