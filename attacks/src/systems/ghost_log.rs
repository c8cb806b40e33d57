//! The ghost user where a log shows everybody what the directory answers.

use escrow::mechanisms::ghost::Policy;
use escrow::mechanisms::transparency::Habits;

use super::ghost_user::{ARGUED, PROPOSAL, heard};
use super::miniature::Miniature;
use super::rosters::{Rosters, Trust};
use super::{BuildError, Fix, SystemEntry};
use crate::attack::Expect;
use crate::attacks::{ghost, swap};
use crate::parameters::Parameters;
use crate::system::{Door, Facts, System};

/// What clients do about the log. The attack measures rarer gossip, and kept promises, beside it.
const HABITS: Habits = Habits { gossip_per_mille: 1_000, keep_promises: false };

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "ghost-log",
    title: "ghost, log of the directory",
    what: "As the ghost user, and each morning the provider closes a map of everybody's devices and signs a head over it and \
           over all maps before. Clients believe what is listed or promised, look at their own listing, and tell their head \
           with every message. Under an order of more than a day the provider shows its target another log than everybody \
           else; under one of a day it promises what it then does not list.",
    source: "CONIKS (Melara and others, USENIX Security 2015); RFC 6962, section 2.1; iMessage Contact Key Verification (2023)",
    in_favour: "It stops nobody, and nobody can deny it afterwards: two heads of 132 bytes prove to everyone that the provider \
                showed two logs, in any later epoch as well. Who follows the law in the open loses nothing by it but secrecy.",
    proposal: Some(&PROPOSAL),
    fix: Some(Fix {
        of: "ghost-user",
        stops: ("ghost", ghost::UNNOTICED),
        survivor: ("ghost", ghost::BRIEF),
    }),
    argued: ARGUED,
    file: file!(),
    facts,
    build,
};

fn facts(_: &Parameters) -> Facts {
    let told =
        Expect::Marked("those written while it is there: each tells a head, and the head is over everybody");
    heard(Facts::new("ghost-log", Door::Own))
        .foretell("ghost", ghost::UNNOTICED, Expect::Nothing)
        .foretell("ghost", ghost::INSIDER_UNNOTICED, Expect::Nothing)
        .foretell("ghost", ghost::TOUCHED, told)
        // A relay that answers with a key of its own and does not sign a second log for it is refused.
        .foretell("swap", swap::TRUSTING, Expect::Nothing)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    let trust = Trust { policy: Policy { signed: false, silenced: true }, habits: Some(HABITS) };
    Miniature::build(facts(parameters), users, seed, |rng| Ok(Rosters::new(trust, rng)))
}
