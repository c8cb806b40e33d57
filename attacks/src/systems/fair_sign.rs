//! Fair cryptosystems, failsafe, with signature keys in pieces, too.

use escrow::mechanisms::fair::{Generation, Regime};

use super::fair::{self, PROPOSAL};
use super::{Argued, BuildError, Fix, Grade, Standing, SystemEntry};
use crate::attack::Expect;
use crate::attacks::{forge, impersonate, shadow_key, signature_key, superencrypt};
use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// What the law asks here.
const REGIME: Regime = Regime { generation: Generation::Joint, signatures: true };

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "fair-sign",
    title: "fair keys, signatures too",
    what: "As failsafe fair keys, and each user's signature key is cut into pieces as well, which trustees check in the same way. \
           Under an order the authority is given both, and tries both on what it opens.",
    source: "One horn of the dilemma in Young and Yung, Towards Signature-Only Signature Schemes (2000); what it means for Ed25519 is \
             this project's own",
    in_favour: "A signature key can no longer serve as an unescrowed encryption key: who uses it so is read. No key of any kind is \
                left in the directory that trustees could not open.",
    proposal: Some(&PROPOSAL),
    fix: Some(Fix {
        of: "fair-failsafe",
        stops: ("signature-key", signature_key::EVADED),
        survivor: ("forge", forge::ACCEPTED),
    }),
    argued: &[
        Argued {
            property: "P12",
            standing: Standing::Holds,
            grade: Grade::Argued,
            why: "k trustees can make any signature, so no letter proves to others who wrote it. Users have gained a denial and \
                  lost the proof that something was not theirs.",
        },
        fair::MARGINAL,
        Argued {
            property: "P16",
            standing: Standing::Fails,
            grade: Grade::Argued,
            why: "As without, and every user whose signature key is out needs a new identity as well: all contacts are warned and \
                  have to compare anew, and no old signature proves anything any more.",
        },
        fair::TRANSFER,
        Argued {
            property: "P18",
            standing: Standing::Fails,
            grade: Grade::Argued,
            why: "Whoever holds k pieces signs letters that the user never wrote, and nobody can tell them from the user's own.",
        },
        fair::AVAILABILITY,
        fair::METADATA,
    ],
    file: file!(),
    facts,
    build,
};

fn facts(parameters: &Parameters) -> Facts {
    fair::common("fair-sign", parameters)
        .foretell("forge", forge::ACCEPTED, Expect::Everything)
        // With the users' own signature keys it sits between them and says everything again in their names.
        .foretell("impersonate", impersonate::READ, Expect::Everything)
        .foretell("impersonate", impersonate::NOTICED, Expect::Nothing)
        // The authority tries signature keys on whatever it opens.
        .foretell("superencrypt", superencrypt::OWN_KEYS, Expect::Nothing)
        .foretell("shadow-key", shadow_key::EVADED, Expect::Nothing)
        .foretell("shadow-key", shadow_key::SPELLED, shadow_key::by_chance(parameters))
        .foretell("signature-key", signature_key::EVADED, Expect::Nothing)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    fair::built(facts(parameters), REGIME, parameters, users, seed)
}
