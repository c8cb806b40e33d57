//! Dual_EC_DRBG with a nonce of 20 bytes: the trapdoor is there and nobody can reach it, and it still changes owner.

use escrow::mechanisms::dual_ec::NonceSize;

use super::dual_ec::{Gateways, PROPOSAL, common, unread};
use super::miniature::Miniature;
use super::{BuildError, Fix, SystemEntry};
use crate::attack::Expect;
use crate::attacks::{nonce, theft, transfer};
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "dual-ec-short",
    title: "Dual_EC, 20-byte nonce",
    what: "As Dual_EC with a 32-byte nonce, and the nonce is 20 bytes. Ten bytes of each block stay unseen, and the 16 bits that \
           every block is cut by: 2^96 points for whoever holds d to try.",
    source: "The nonce of ScreenOS before it was enlarged: Checkoway and others, A Systematic Analysis of the Juniper Dual EC \
             Incident (2016)",
    in_favour: "It costs nothing, and it stopped the trapdoor for as long as it lasted: output that nobody sees gives no state \
                away.",
    proposal: Some(&PROPOSAL),
    fix: Some(Fix {
        of: "dual-ec",
        stops: ("origin", theft::BEFORE),
        survivor: ("transfer", transfer::UNNOTICED),
    }),
    argued: &unread(
        "The constants are replaced and no test shows it; with 20 bytes of each block to see, the new owner opens nothing. A longer \
                      nonce, later, would do the rest.",
    ),
    file: file!(),
    facts,
    build,
};

fn facts(_: &Parameters) -> Facts {
    let unseen = Expect::NotApplicable(
        "10 bytes of the block and 16 bits that every block is cut by are unseen: 2^96 points, not run",
    );
    common("dual-ec-short")
        .foretell("origin", theft::BEFORE, Expect::Nothing)
        .foretell("origin", theft::AFTER, Expect::Nothing)
        .foretell("transfer", transfer::NEW, Expect::Nothing)
        .foretell("transfer", transfer::FAIL, Expect::Nothing)
        .foretell("transfer", transfer::UNNOTICED, Expect::Everything)
        .foretell("nonce", nonce::WITH_D, unseen)
        .foretell("nonce", nonce::OTHER_D, unseen)
        .foretell("nonce", nonce::INVERSE, unseen)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    Miniature::build(facts(parameters), users, seed, |rng| Gateways::designed(NonceSize::Short, rng))
}
