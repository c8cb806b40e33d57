//! Dual_EC_DRBG with a `Q` that is derived from a seed, and a product that checks the derivation.

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
    id: "dual-ec-derived",
    title: "Dual_EC, Q derived",
    what: "As Dual_EC with a 32-byte nonce, and Q is the first digest of a public seed and a counter that is the coordinate of \
           a point. The product derives it again whenever it starts, and does not start if it differs.",
    source: "Constants verifiably at random, as the critics of 2007 asked for: Shumow and Ferguson; the rule by digest and \
             counter is this project's own",
    in_favour: "Nobody chose Q, so nobody has its d: to find it is to solve a discrete logarithm on P-256. A Q that somebody \
                else puts there does not pass the test.",
    proposal: Some(&PROPOSAL),
    fix: Some(Fix {
        of: "dual-ec",
        stops: ("transfer", transfer::NEW),
        survivor: ("transfer", transfer::PATCHED),
    }),
    argued: &unread(
        "Constants alone do not change owner: the product derives Q again and does not start. Who can change that test, too, reads \
                        everything.",
    ),
    file: file!(),
    facts,
    build,
};

fn facts(_: &Parameters) -> Facts {
    let none = Expect::NotApplicable("nobody has the d of a Q that nobody chose");
    common("dual-ec-derived")
        .foretell("origin", theft::BEFORE, Expect::Nothing)
        .foretell("origin", theft::AFTER, Expect::Nothing)
        .foretell("transfer", transfer::NEW, Expect::Nothing)
        .foretell("transfer", transfer::FAIL, Expect::Everything)
        .foretell("transfer", transfer::UNNOTICED, Expect::Nothing)
        .foretell("transfer", transfer::PATCHED, Expect::Everything)
        .foretell("nonce", nonce::WITH_D, none)
        .foretell("nonce", nonce::OTHER_D, none)
        .foretell("nonce", nonce::INVERSE, none)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    Miniature::build(facts(parameters), users, seed, |rng| Gateways::derived(NonceSize::Long, rng))
}
