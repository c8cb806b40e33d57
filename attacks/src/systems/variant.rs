//! The family of messengers under a mandate: what their catalogue entries share.

use escrow::{Deposit, Mandate, Sealing};

use super::BuildError;
use super::escrowed::Escrowed;
use crate::parameters::Parameters;
use crate::system::{Door, Facts, System};

/// The facts of a variant with k of n keepers.
pub(super) fn facts(id: &'static str, parameters: &Parameters, mandate: Mandate) -> Facts {
    Facts {
        id,
        door: match mandate.deposit {
            Deposit::ContentKey(_) => Door::ContentKey,
            Deposit::SessionRoot => Door::SessionRoot,
            Deposit::IdentityKey => Door::IdentityKey,
        },
        k: parameters.threshold,
        n: parameters.trustees,
        epochs: false,
        threshold_opening: mandate.proven,
        once_per_session: mandate.deposit == Deposit::ContentKey(Sealing::OncePerSession),
        committed: mandate.committed,
        bound: mandate.bound,
        log_in_path: false,
        per_sender: false,
        foretold: Vec::new(),
    }
}

/// Builds a variant.
pub(super) fn build(
    facts: Facts,
    mandate: Mandate,
    parameters: &Parameters,
    users: usize,
    seed: [u8; 32],
) -> Result<Box<dyn System>, BuildError> {
    Escrowed::build(facts, mandate, parameters, users, seed)
}
