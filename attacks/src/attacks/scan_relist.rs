//! The list is exchanged for one that finds something else.

use escrow::mechanisms::scanning::{Certificate, ListSecret, PictureHash, THRESHOLD};
use honest::primitives::sign::SigningPair;

use super::scanned::{coins, noted, pictures, predict, users};
use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction};
use crate::parameters::Parameters;
use crate::stage::{Stage, Trial};
use crate::system::{Facts, User};
use crate::systems::BuildError;
use crate::systems::scanning::bench::{Bench, Offered};

/// The attack.
#[derive(Debug)]
pub struct ScanRelist;

/// The operator's own list.
pub const TAKEN: &str = "clients that take a list with one picture more, unnoticed";
/// The same with a certificate that the operator signed.
pub const OWN_WORD: &str = "the same with a certificate of the operator's own";
/// A list of somebody who can write to the place it is fetched from.
pub const FOREIGN: &str = "clients that take an outsider's list under an outsider's secret";
/// What the added picture brings.
pub const FOUND: &str = "users flagged who keep the added picture thirty times";
/// The same with the old list.
pub const BEFORE: &str = "control: the same before the list is exchanged";
/// What the audit does not stop.
pub const AGREED: &str = "clients that take a list to which both contributors added it";
/// The list that is published.
pub const CONTROL: &str = "control: clients that take the published list";

/// What both scanning systems foretell; the rest is where they differ.
pub const FORETOLD: [(&str, Expect); 3] =
    [(BEFORE, Expect::Nothing), (AGREED, Expect::Everything), (CONTROL, Expect::Everything)];

/// All parts, in the order of the report.
const PARTS: [&str; 7] = [TAKEN, OWN_WORD, FOREIGN, FOUND, BEFORE, AGREED, CONTROL];

impl Attack for ScanRelist {
    fn id(&self) -> &'static str {
        "scan-relist"
    }
    fn question(&self) -> &'static str {
        "Does a client notice when the list it is given looks for something else than yesterday?"
    }
    fn holds(&self) -> &'static str {
        "the operator: the list's secret and the place that clients fetch the list from; an outsider: that place alone"
    }
    fn aim(&self) -> Aim {
        Aim::Forge
    }
    fn source(&self) -> &'static str {
        "Abelson et al., Bugs in our Pockets (2021), arxiv.org/abs/2110.07450, on repurposed lists (HC-20); the answer: Apple, \
         Security Threat Model Review (August 2021)"
    }
    fn counter(&self) -> &'static str {
        "With an audit nobody adds a picture alone. What bodies in two jurisdictions agree to list, clients take all the same, \
         and the auditor is a party that has to be trusted."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        predict(&PARTS.map(|name| (name, Expect::Nothing)), facts)
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        stage.play();
        let Some(bench) = stage.bench::<Bench>() else { return Ok(Outcomes::default()) };
        let mut rng = coins(stage, self.id());
        // A leaflet, say.
        let added = pictures(1, &mut rng);
        let hashes: Vec<PictureHash> = added.iter().map(|picture| bench.projection().hash(picture)).collect();
        let keep = |user: User| -> Trial {
            let copies =
                added.iter().flat_map(|picture| std::iter::repeat_n(picture, usize::from(THRESHOLD)));
            copies.for_each(|picture| _ = bench.keep(user, picture));
            noted(bench.findings(user).flagged())
        };
        let offer = |offered: Option<Offered>| -> Vec<Trial> {
            let taken =
                |user| offered.as_ref().and_then(|offered| bench.offer(user, offered)) == Some(Ok(()));
            users(&bench).map(|user| noted(taken(user))).collect()
        };
        let (published, certificate) = bench.published();
        let before: Vec<Trial> = users(&bench).map(keep).collect();
        let control = offer(Some((published, certificate)));
        // The certificate that everybody knows goes with a list that it is not of.
        let extended = bench.extended(&hashes);
        let taken = offer(extended.clone().map(|list| (list, certificate)));
        let found: Vec<Trial> = users(&bench).map(keep).collect();
        let signer = SigningPair::generate(&mut rng);
        let own = extended.and_then(|list| {
            let certificate = Certificate::of_anybody(&signer, &list).ok()?;
            Some((list, Some(certificate)))
        });
        let own_word = offer(own);
        let outsider = ListSecret::generate(&mut rng).blind(&hashes).ok();
        let foreign = offer(outsider.map(|list| (list.to_bytes(), certificate)));
        let agreed = offer(bench.agreed(&hashes));
        let trials = [taken, own_word, foreign, found, before, agreed, control];
        let parts = PARTS.iter().zip(trials);
        let parts = parts.map(|(name, trials)| Outcome { part: (*name).to_owned(), trials }).collect();
        Ok(Outcomes { parts, ..Outcomes::default() })
    }
}
