//! The same key is dealt out again and again, by the repaired fork.

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
const PRACTICE: Practice = Practice { scheme: Scheme::Blahaj, again: true };

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "redealt-blahaj",
    title: "k of n, re-dealt by blahaj",
    what: "As re-dealt by sharks, but the dealer is its fork blahaj, whose coefficients may be zero like any other value.",
    source: "blahaj 0.7.0, the fork that RUSTSEC-2024-0398 points to",
    in_favour: "The smallest repair: the shares look the same, the keepers do nothing different, and k - 1 of them learn nothing however often the key is dealt.",
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
    variant::dealt_facts("redealt-blahaj", parameters, MANDATE, (Expect::Nothing, Expect::Nothing))
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    variant::build_dealt(facts(parameters), MANDATE, PRACTICE, parameters, users, seed)
}
