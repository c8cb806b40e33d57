//! The catalogue: every list, help text, table and document is generated from these three constants.

use crate::attack::Attack;
use crate::claims::{self, Claim};
use crate::systems::SystemEntry;
use crate::{attacks, systems as s};

/// The systems, the control first.
pub const SYSTEMS: &[&SystemEntry] = &[
    &s::clean::ENTRY,
    &s::provider::ENTRY,
    &s::one_key::ENTRY,
    &s::shared::ENTRY,
    &s::epochs::ENTRY,
    &s::threshold::ENTRY,
    &s::committed::ENTRY,
    &s::bound::ENTRY,
    &s::ladder::ENTRY,
    &s::once_per_session::ENTRY,
    &s::session_root::ENTRY,
    &s::identity_key::ENTRY,
];

/// The attacks.
pub const ATTACKS: &[&dyn Attack] = &[
    &attacks::wire::Wire,
    &attacks::relay::RelayOperator,
    &attacks::swap::Swap,
    &attacks::starve::Starve,
    &attacks::seizure::Seizure,
    &attacks::coalition::Coalition,
    &attacks::scope::Scope,
    &attacks::theft::Theft,
    &attacks::forge::Forge,
    &attacks::impersonate::Impersonate,
    &attacks::garble::Garble,
    &attacks::other_key::OtherKey,
    &attacks::two_keys::TwoKeys,
    &attacks::superencrypt::Superencrypt,
];

/// The claims, critics' first.
pub const CLAIMS: &[&Claim] = claims::ALL;

/// The system of an id.
#[must_use]
pub fn system(id: &str) -> Option<&'static SystemEntry> {
    SYSTEMS.iter().copied().find(|entry| entry.id == id)
}

/// The attack of an id.
#[must_use]
pub fn attack(id: &str) -> Option<&'static dyn Attack> {
    ATTACKS.iter().copied().find(|attack| attack.id() == id)
}

/// The claim of an id.
#[must_use]
pub fn claim(id: &str) -> Option<&'static Claim> {
    CLAIMS.iter().copied().find(|claim| claim.id == id)
}

#[cfg(test)]
mod tests;
