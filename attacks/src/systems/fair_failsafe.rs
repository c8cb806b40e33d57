//! Fair cryptosystems in which user and centre make the key together.

use escrow::mechanisms::fair::{Generation, Regime};

use super::fair::{self, PROPOSAL};
use super::{Argued, BuildError, Fix, Grade, Standing, SystemEntry};
use crate::attack::Expect;
use crate::attacks::{forge, shadow_key, signature_key};
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// What the law asks here.
const REGIME: Regime = Regime { generation: Generation::Joint, signatures: false };

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "fair-failsafe",
    title: "fair keys, failsafe",
    what: "As fair keys, and the centre commits to a part of each encryption key before the user shows its own. The user deals \
           its part out, and the key is the sum of both, certified at once. The trustees keep the centre's part with the \
           pieces.",
    source: "Kilian and Leighton, Fair Cryptosystems, Revisited (CRYPTO 1995); Leighton, US patent 5,647,000; steps as in Schneier, \
             Applied Cryptography, 2nd edition (1996), failsafe Diffie-Hellman",
    in_favour: "Nobody chose the key, so it says nothing that anybody wanted to say, and the centre learns no more than before. \
                It costs one more message at registration.",
    proposal: Some(&PROPOSAL),
    fix: Some(Fix {
        of: "fair",
        stops: ("shadow-key", shadow_key::EVADED),
        survivor: ("signature-key", signature_key::EVADED),
    }),
    argued: &[
        fair::DENIABILITY,
        fair::MARGINAL,
        fair::RECOVERY,
        fair::TRANSFER,
        Argued {
            property: "P18",
            standing: Standing::Holds,
            grade: Grade::Argued,
            why: "Whoever opens a letter sees its signature, and only its sender can have made it.",
        },
        fair::AVAILABILITY,
        fair::METADATA,
    ],
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    fair::common("fair-failsafe", parameters)
        .foretell("forge", forge::ACCEPTED, Expect::Nothing)
        .foretell("shadow-key", shadow_key::EVADED, Expect::Nothing)
        .foretell("shadow-key", shadow_key::SPELLED, shadow_key::by_chance(parameters))
        .foretell("signature-key", signature_key::EVADED, Expect::Everything)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    fair::built(facts(parameters), REGIME, parameters, users, seed)
}
