//! The ghost user where a further device counts only with its owner's signature.

use escrow::mechanisms::ghost::Policy;

use super::ghost_user::PROPOSAL;
use super::miniature::Miniature;
use super::rosters::{Rosters, Trust};
use super::{Argued, BuildError, Fix, Grade, Standing, SystemEntry};
use crate::attack::Expect;
use crate::attacks::{ghost, rogue, scope, swap};
use crate::parameters::Parameters;
use crate::system::{Door, Facts, System};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "ghost-signed",
    title: "ghost, devices signed",
    what: "As the ghost user, and a further device counts only with a signature of the key of its owner's first device, which \
           contacts have pinned. A listener can still be listed; nothing is encrypted to it, and clients say that there is \
           one. The directory still answers strangers who ask for the first device.",
    source: "Signatures over further devices: device lists and cross-signing as in messengers today; the account key of iMessage Contact Key Verification (2023) vouches for device keys in this way",
    in_favour: "One signature for each new phone takes the directory out of the question which devices a known contact has. Nobody \
                needs to compare, gossip or audit anything for that.",
    proposal: Some(&PROPOSAL),
    fix: Some(Fix { of: "ghost-user", stops: ("ghost", ghost::HEARD), survivor: ("swap", swap::TRUSTING) }),
    argued: &[
        Argued {
            property: "P12",
            standing: Standing::Partial,
            grade: Grade::Argued,
            why: "As in the clean messenger: both ends hold the keys that authenticate. The signature over a further device says \
                  that it is its owner's, and nothing about what was written.",
        },
        Argued {
            property: "P15",
            standing: Standing::NotApplicable,
            grade: Grade::Argued,
            why: "Nothing is opened that could be opened once more.",
        },
        Argued {
            property: "P16",
            standing: Standing::Partial,
            grade: Grade::Argued,
            why: "Nothing of the access path opens anything. Whose first device is stolen must begin again under another key, and \
                  everybody who knew the old one has to compare again.",
        },
        Argued {
            property: "P17",
            standing: Standing::Partial,
            grade: Grade::Argued,
            why: "Whoever may write to the directory can still answer strangers with a key of its own (attack swap), and no longer \
                  listen to people who know each other.",
        },
        Argued {
            property: "P19",
            standing: Standing::Holds,
            grade: Grade::Argued,
            why: "There is no access to block. Messages need the directory and the relay.",
        },
        Argued {
            property: "P22",
            standing: Standing::Holds,
            grade: Grade::Argued,
            why: "There is no field and no further copy. The provider sees who writes to whom, as in every system here.",
        },
    ],
    file: file!(),
    facts,
    build,
};

fn facts(_: &Parameters) -> Facts {
    let nothing = [
        ghost::HEARD,
        ghost::UNNOTICED,
        ghost::BRIEF,
        ghost::INSIDER,
        ghost::INSIDER_UNNOTICED,
        ghost::SPOKEN,
        ghost::HEALED,
        ghost::COMPARED,
        ghost::BEFORE,
        ghost::OTHERS,
        ghost::TOUCHED,
    ];
    let facts = Facts::new("ghost-signed", Door::Own);
    let facts = nothing.iter().fold(facts, |facts, part| facts.foretell("ghost", part, Expect::Nothing));
    facts
        .foretell("scope", scope::DELIVERED, Expect::Nothing)
        // Nothing reaches the authority, whether people hide it or not.
        .foretell("superencrypt", rogue::CONTROL, Expect::Everything)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    let trust = Trust { policy: Policy { signed: true, silenced: true }, habits: None };
    Miniature::build(facts(parameters), users, seed, |rng| Ok(Rosters::new(trust, rng)))
}
