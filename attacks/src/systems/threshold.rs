//! Trustees open single messages together; the key is never rebuilt.

use escrow::Mandate;

use super::{BuildError, Fix, SystemEntry, variant};
use crate::attacks::scope::OTHERS;
use crate::attacks::theft::BEFORE;
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// What the law asks of clients here.
const MANDATE: Mandate = Mandate { proven: true, ..Mandate::PLAIN };

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "threshold",
    title: "threshold opening",
    what: "As k of n, but the key is never rebuilt: k trustees each compute a partial result, with a proof, for exactly the messages that a warrant covers. Each field proves which conversation and time it belongs to, so that a trustee sees what it opens.",
    source: "Threshold ElGamal with labels: Shoup and Gennaro, Securing Threshold Cryptosystems against Chosen Ciphertext Attack (EUROCRYPT 1998); proofs after Chaum and Pedersen (1992)",
    in_favour: "One lawful opening leaves the authority with the messages of that warrant and nothing that opens another. It answers the objection that every opening is a risk to everybody.",
    proposal: None,
    fix: Some(Fix { of: "shared", stops: ("scope", OTHERS), survivor: ("theft", BEFORE) }),
    argued: &[],
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    variant::facts("threshold", parameters, MANDATE)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    variant::build(facts(parameters), MANDATE, parameters, users, seed)
}
