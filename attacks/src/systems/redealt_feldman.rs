//! The same key is dealt out again and again, as scalars with commitments.

use escrow::Mandate;
use escrow::sharing::Scheme;

use super::access::Practice;
use super::{BuildError, Fix, SystemEntry, redealt, variant};
use crate::attack::Expect;
use crate::attacks::{share_bias, theft};
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// What the law asks of clients here.
const MANDATE: Mandate = Mandate::PLAIN;

/// How the key is dealt out.
const PRACTICE: Practice = Practice { scheme: Scheme::Feldman, again: true };

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "redealt-feldman",
    title: "k of n, re-dealt by Feldman",
    what: "As re-dealt by sharks, but the key is shared as a scalar by Feldman's scheme: coefficients uniform modulo the group order, and commitments against which each keeper checks its share.",
    source: "Feldman's verifiable sharing (FOCS 1987), by vsss-rs 6.0",
    in_favour: "There are no bytes to exclude values of, and a dealer who cheats is found out at receipt. The clean way to renew shares; it costs curve operations for each keeper and renewal.",
    proposal: Some(&redealt::PROPOSAL),
    fix: Some(Fix {
        of: "redealt",
        stops: ("share-bias", share_bias::OPENED),
        survivor: ("theft", theft::BEFORE),
    }),
    argued: redealt::ARGUED,
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    variant::dealt_facts("redealt-feldman", parameters, MANDATE, (Expect::Nothing, Expect::Nothing))
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    variant::build_dealt(facts(parameters), MANDATE, PRACTICE, parameters, users, seed)
}
