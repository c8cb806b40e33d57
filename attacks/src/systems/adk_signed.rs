//! PGP's additional decryption key with the fix of version 6.5.8: only requests that the owner signed count.

use escrow::mechanisms::adk::Honour;

use super::{Argued, BuildError, Fix, Grade, Standing, SystemEntry, adk};
use crate::attacks::{insert, theft};
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "adk-signed",
    title: "PGP ADK, signed",
    what: "As PGP ADK, and senders honour only requests in the part of a certificate that its owner signed.",
    source: "PGP 6.5.8 (August 2000): CERT VU#747124; Zimmermann's response of 20 October 2000",
    in_favour: "The company still reads everything that is written to its people, and an outsider is back where it was \
                before the feature. The fix costs no byte and was out in about 18 hours.",
    proposal: Some(&adk::PROPOSAL),
    fix: Some(Fix { of: "adk", stops: ("insert", insert::OPENED), survivor: ("theft", theft::BEFORE) }),
    argued: &adk::argued(Argued {
        property: "P17",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "The company's key stands in the signed part of each certificate; to put another there takes every owner's \
              signature.",
    }),
    file: file!(),
    facts,
    build,
};

fn facts(_: &Parameters) -> Facts {
    adk::shared_facts("adk-signed")
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    adk::build_with(facts(parameters), Honour::Signed, users, seed)
}
