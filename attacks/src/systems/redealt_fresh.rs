//! The biased dealer, but a fresh key for each epoch.

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
const PRACTICE: Practice = Practice { scheme: Scheme::Sharks, again: false };

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "redealt-fresh",
    title: "k of n, fresh keys by sharks",
    what: "As k of n with epochs: a fresh key every epoch, dealt once, and old shares destroyed. The dealer is sharks with its fault.",
    source: "The advice of RUSTSEC-2024-0398 to rotate secrets that were shared often; standard key management",
    in_favour: "The fault stays and does no harm: a dealing rules out one value in 256 of a byte for each coefficient, and there is no second dealing. A theft is bounded by the epochs kept.",
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
    let mut facts =
        variant::dealt_facts("redealt-fresh", parameters, MANDATE, (Expect::Nothing, Expect::Nothing))
            .foretell("share-bias", share_bias::FRESH, Expect::Nothing);
    facts.epochs = true;
    facts
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    variant::build_dealt(facts(parameters), MANDATE, PRACTICE, parameters, users, seed)
}
