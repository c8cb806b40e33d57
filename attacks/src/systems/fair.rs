//! Fair cryptosystems: each user's own key in pieces with trustees, chosen by the user.

use escrow::mechanisms::fair::{Generation, Regime};

use super::miniature::Miniature;
use super::{Argued, BuildError, Distance, Grade, Incident, Proposal, Standing, SystemEntry};
use crate::attack::Expect;
use crate::attacks::{
    forge, garble, other_key, rogue, scope, seizure, shadow_key, signature_key, starve, swap, two_keys,
};
use crate::parameters::Parameters;
use crate::system::{Door, Facts, System};

pub(crate) mod bench;
mod design;
mod rogues;
#[cfg(test)]
mod tests;

/// What the law asks here.
const REGIME: Regime = Regime { generation: Generation::Own, signatures: false };

/// The proposal of which all three are miniatures.
pub(super) static PROPOSAL: Proposal = Proposal {
    page: "fair",
    title: "Fair cryptosystems (Micali, 1992) and their failsafe form (Kilian and Leighton, 1995)",
    claimed: "A fair public-key cryptosystem cannot be misused by criminal organisations, and citizens keep exactly the rights \
              to privacy that they have under the law. Any public-key cryptosystem can be made fair without losing security \
              or efficiency. Micali, Fair Public-Key Cryptosystems (CRYPTO 1992, draft).",
    history: &[
        Incident {
            when: "1995",
            what: "Kilian and Leighton showed that users who choose their own keys can publish a second, unescrowed key inside \
                   the certified one, while every trustee's check passes. They gave a failsafe form in which user and \
                   authority make the key together. A result on paper: no deployment is known to this project, and no \
                   incident.",
            distance: Distance::D0,
            source: "Kilian and Leighton, Fair Cryptosystems, Revisited (CRYPTO 1995); Leighton, US patent 5,647,000",
        },
        Incident {
            when: "2000",
            what: "Young and Yung stated the dilemma of signature keys: left out of the escrow they serve as shadow keys, put \
                   into it they let the authority frame users. They proposed signature schemes of another kind as an answer. \
                   A result on paper.",
            distance: Distance::D0,
            source: "Young and Yung, Towards Signature-Only Signature Schemes (2000)",
        },
    ],
    stand_ins: &[
        "The group is the one of X25519 and Ed25519 in place of the integers modulo a prime, and the pieces are those of \
         Feldman's sharing with a threshold.",
        "How a shadow key is put into certified keys is this project's own: their low bits spell it, key by key. Only the \
         definition is Kilian and Leighton's.",
    ],
};

/// What is argued of the regimes, and not measured.
pub(super) const DENIABILITY: Argued = Argued {
    property: "P12",
    standing: Standing::Fails,
    grade: Grade::Argued,
    why: "Every letter is signed with a certified key, so whoever holds one can prove to others who wrote it. That is a choice \
          of the miniature, which has no other authentication; escrow does not ask for it.",
};
/// What the next message costs after a theft.
pub(super) const MARGINAL: Argued = Argued {
    property: "P15",
    standing: Standing::Fails,
    grade: Grade::Argued,
    why: "With the pieces of k trustees, one interpolation gives a user's key, and each further message of that user costs one \
          exchange. The cost grows with users, hardly with messages.",
};
/// What it takes to recover.
pub(super) const RECOVERY: Argued = Argued {
    property: "P16",
    standing: Standing::Partial,
    grade: Grade::Argued,
    why: "A user whose key is out registers another: one dealing among all n trustees. If k trustees were robbed, every user \
          has to. What was recorded before stays open.",
};
/// Who becomes owner by rewriting constants.
pub(super) const TRANSFER: Argued = Argued {
    property: "P17",
    standing: Standing::Partial,
    grade: Grade::Argued,
    why: "There is no constant with a trapdoor. Whoever replaces the key centre's public key in clients can certify keys of \
          its own from then on, as with any certifying authority; what is written under the old keys stays closed to it.",
};
/// Who can stop whom.
pub(super) const AVAILABILITY: Argued = Argued {
    property: "P19",
    standing: Standing::Partial,
    grade: Grade::Argued,
    why: "Loss of more than n - k trustees ends lawful opening and stops no message. But a new key needs every trustee's \
          approval, so one that refuses keeps new users out.",
};
/// Who learns more of who talks to whom.
pub(super) const METADATA: Argued = Argued {
    property: "P22",
    standing: Standing::Holds,
    grade: Grade::Argued,
    why: "A letter names its two users and the numbers of their keys, which the relay of the clean messenger sees, too, but \
          for the numbers. Trustees learn who registers, and not who writes.",
};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "fair",
    title: "fair keys",
    what: "Every user chooses a key of its own and cuts it into pieces. Each trustee checks its piece alone, a key centre then \
           certifies the key, and letters are sealed under the keys of both sides and signed. Under an order against a user, \
           k trustees give up their pieces of that user's key.",
    source: "Micali, Fair Public-Key Cryptosystems (CRYPTO 1992; US patent 5,276,737); pieces with a threshold after Feldman (1987)",
    in_favour: "No key opens everybody. An order against one user opens nobody else's letters, a sender alone cannot get past \
                it towards an honest peer, the authority cannot sign for anyone, and a relay cannot swap certified keys.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: &[
        DENIABILITY,
        MARGINAL,
        RECOVERY,
        TRANSFER,
        Argued {
            property: "P18",
            standing: Standing::Holds,
            grade: Grade::Argued,
            why: "Whoever opens a letter sees its signature, and only its sender can have made it.",
        },
        AVAILABILITY,
        METADATA,
    ],
    file: file!(),
    facts,
    build,
};

/// What all three foretell.
pub(super) fn common(id: &'static str, parameters: &Parameters) -> Facts {
    let alone = "peer and authority open the same letter with the same key";
    Facts::new(id, Door::ContentKey)
        .keepers(parameters.threshold, parameters.trustees)
        // A certificate names the identity, and the relay cannot make one.
        .foretell("swap", swap::TRUSTING, Expect::Nothing)
        // The user's key lasts, so whoever has the phone reads the past, and goes on reading.
        .foretell("seizure", seizure::PAST, Expect::Everything)
        .foretell("seizure", seizure::HEALED, Expect::Everything)
        .foretell("starve", starve::SUPPLIED, Expect::Everything)
        // It is the user's key, and no one else's.
        .foretell("scope", scope::OTHERS, Expect::Nothing)
        // A sender alone cannot write what its honest peer reads and the authority does not.
        .foretell("garble", garble::EVADED, Expect::Nothing)
        .foretell("garble", rogue::CONTROL, Expect::Nothing)
        .foretell("other-key", other_key::EVADED, Expect::Nothing)
        .foretell("other-key", rogue::CONTROL, Expect::Nothing)
        .foretell("two-keys", two_keys::DECEIVED, Expect::NotApplicable(alone))
        .foretell("two-keys", two_keys::EVADED, Expect::NotApplicable(alone))
        .foretell("two-keys", rogue::CONTROL, Expect::NotApplicable(alone))
        .foretell("shadow-key", shadow_key::APPROVED, Expect::Everything)
        .foretell("shadow-key", rogue::CONTROL, Expect::Nothing)
        .foretell("signature-key", rogue::CONTROL, Expect::Nothing)
}

fn facts(parameters: &Parameters) -> Facts {
    common("fair", parameters)
        .foretell("forge", forge::ACCEPTED, Expect::Nothing)
        .foretell("shadow-key", shadow_key::EVADED, Expect::Everything)
        .foretell("shadow-key", shadow_key::SPELLED, Expect::Everything)
        .foretell("signature-key", signature_key::EVADED, Expect::Everything)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    built(facts(parameters), REGIME, parameters, users, seed)
}

/// Sets one of the three up.
pub(super) fn built(
    facts: Facts,
    regime: Regime,
    parameters: &Parameters,
    users: usize,
    seed: [u8; 32],
) -> Result<Box<dyn System>, BuildError> {
    Miniature::build(facts, users, seed, |rng| Ok(design::Fair::new(regime, parameters, rng)))
}
