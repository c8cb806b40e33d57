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
    &s::log_in_path::ENTRY,
    &s::arleas::ENTRY,
    &s::endpoint::ENTRY,
    &s::endpoint::BY_UPDATE,
    &s::redealt::ENTRY,
    &s::redealt_blahaj::ENTRY,
    &s::redealt_feldman::ENTRY,
    &s::redealt_fresh::ENTRY,
    &s::adk::ENTRY,
    &s::adk_signed::ENTRY,
    &s::franking::ENTRY,
    &s::franking_committed::ENTRY,
    &s::clipper::ENTRY,
    &s::clipper_wide::ENTRY,
    &s::clipper_seeds::ENTRY,
    &s::fair::ENTRY,
    &s::fair_failsafe::ENTRY,
    &s::fair_sign::ENTRY,
    &s::lotus::ENTRY,
    &s::reduced::ENTRY,
    &s::partial::ENTRY,
    &s::partial_delayed::ENTRY,
    &s::crumple::ENTRY,
    &s::export::ENTRY,
    &s::export_authenticated::ENTRY,
    &s::dual_ec::ENTRY,
    &s::dual_ec_short::ENTRY,
    &s::dual_ec_derived::ENTRY,
    &s::scanning::ENTRY,
    &s::scanning_open::ENTRY,
    &s::ghost_user::ENTRY,
    &s::ghost_signed::ENTRY,
    &s::ghost_log::ENTRY,
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
    &attacks::quiet::Quiet,
    &attacks::share_bias::ShareBiasOfKeepers,
    &attacks::forge::Forge,
    &attacks::impersonate::Impersonate,
    &attacks::garble::Garble,
    &attacks::other_key::OtherKey,
    &attacks::two_keys::TwoKeys,
    &attacks::superencrypt::Superencrypt,
    &attacks::insert::Insert,
    &attacks::salamander::Salamander,
    &attacks::false_report::FalseReport,
    &attacks::rogue_leaf::RogueLeaf,
    &attacks::feedback::Feedback,
    &attacks::frame::Frame,
    &attacks::origin::Origin,
    &attacks::shadow_key::ShadowKey,
    &attacks::signature_key::SignatureKey,
    &attacks::search::Search,
    &attacks::early_recovery::EarlyRecovery,
    &attacks::downgrade::Downgrade,
    &attacks::nonce::Nonce,
    &attacks::transfer::Transfer,
    &attacks::scan_threshold::ScanThreshold,
    &attacks::scan_collide::ScanCollide,
    &attacks::scan_evade::ScanEvade,
    &attacks::scan_relist::ScanRelist,
    &attacks::ghost::Ghost,
];

/// The claims, critics' first.
pub const CLAIMS: &[&Claim] = &[
    &claims::hc_01::CLAIM,
    &claims::hc_02::CLAIM,
    &claims::hc_03::CLAIM,
    &claims::hc_04::CLAIM,
    &claims::hc_05::CLAIM,
    &claims::hc_06::CLAIM,
    &claims::hc_07::CLAIM,
    &claims::hc_08::CLAIM,
    &claims::hc_10::CLAIM,
    &claims::hc_11::CLAIM,
    &claims::hc_12::CLAIM,
    &claims::hc_13::CLAIM,
    &claims::hc_14::CLAIM,
    &claims::hc_18::CLAIM,
    &claims::hc_20::CLAIM,
    &claims::hc_21::CLAIM,
    &claims::hc_22::CLAIM,
    &claims::hc_23::CLAIM,
    &claims::hc_24::CLAIM,
    &claims::hc_25::CLAIM,
    &claims::hp_01::CLAIM,
    &claims::hp_02::CLAIM,
    &claims::hp_03::CLAIM,
    &claims::hp_04::CLAIM,
    &claims::hp_05::CLAIM,
    &claims::hp_06::CLAIM,
    &claims::hp_08::CLAIM,
    &claims::hp_10::CLAIM,
    &claims::hp_11::CLAIM,
    &claims::hp_12::CLAIM,
    &claims::hp_13::CLAIM,
    &claims::hp_16::CLAIM,
    &claims::hp_17::CLAIM,
    &claims::hp_18::CLAIM,
    &claims::hp_20::CLAIM,
];

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
