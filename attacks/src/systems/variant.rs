//! The family of messengers under a mandate: what their catalogue entries share.

use escrow::{Deposit, Mandate, Sealing};

use super::BuildError;
use super::access::Practice;
use super::escrowed::Escrowed;
use crate::attack::Expect;
use crate::attacks::share_bias;
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

/// The facts of a variant whose key is dealt out in a way that fewer than k keepers may try to use.
pub(super) fn dealt_facts(
    id: &'static str,
    parameters: &Parameters,
    mandate: Mandate,
    (opened, found): (Expect, Expect),
) -> Facts {
    facts(id, parameters, mandate).foretell("share-bias", share_bias::OPENED, opened).foretell(
        "share-bias",
        share_bias::RECOVERED,
        found,
    )
}

/// Builds a variant whose key is dealt once, by Feldman's scheme.
pub(super) fn build(
    facts: Facts,
    mandate: Mandate,
    parameters: &Parameters,
    users: usize,
    seed: [u8; 32],
) -> Result<Box<dyn System>, BuildError> {
    build_dealt(facts, mandate, Practice::default(), parameters, users, seed)
}

/// Builds a variant.
pub(super) fn build_dealt(
    facts: Facts,
    mandate: Mandate,
    practice: Practice,
    parameters: &Parameters,
    users: usize,
    seed: [u8; 32],
) -> Result<Box<dyn System>, BuildError> {
    Escrowed::build(facts, mandate, practice, parameters, users, seed)
}
