//! The relay hands out no one-time prekeys, and the phones of those who were written to are seized later.

use honest::prekeys::{Bundle, Kind, Publication};

use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, part};
use crate::parameters::Parameters;
use crate::stage::{Care, Stage, Trial};
use crate::system::{Door, Facts, Place, Relay, User};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Starve;

pub(crate) const STARVED: &str = "first messages, relay withholds one-time prekeys";
pub(crate) const SUPPLIED: &str = "first messages, relay hands them out";

/// A relay that answers with the signed prekey and the last-resort KEM prekey alone, as if the others had run out.
struct Stingy;

impl Relay for Stingy {
    fn bundle(&mut self, _: User, _: User, published: &mut Publication) -> Bundle {
        Bundle {
            identity: published.identity,
            signed: published.signed.clone(),
            one_time: None,
            kem: published.kem_last_resort.clone().map(|key| (Kind::KemLastResort, key)),
        }
    }
}

impl Attack for Starve {
    fn id(&self) -> &'static str {
        "starve"
    }
    fn question(&self) -> &'static str {
        "Does a relay that withholds one-time prekeys cost first messages their forward secrecy?"
    }
    fn holds(&self) -> &'static str {
        "the recording, and later the device of the one who was written to, while its signed prekey is in use"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "Prekey depletion: X3DH section 4.7; Prekey Pogo (arXiv 2504.07323)"
    }
    fn counter(&self) -> &'static str {
        "Rotating the signed prekey ends it, and the loss is bounded to what was written before the first reply. It is a \
         weakness of the clean messenger, and no cost of escrow."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        if facts.door == Door::Provider {
            let why = Expect::NotApplicable("the provider reads without seizing anything");
            return vec![part(STARVED, why), part(SUPPLIED, why)];
        }
        vec![part(STARVED, Expect::Everything), part(SUPPLIED, Expect::Nothing)]
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let mut outcomes = Outcomes::default();
        stage.play_through(&mut Stingy, Care::Trusting);
        outcomes.parts.push(first_messages(STARVED, stage, &mut outcomes.cost));
        stage.restart()?;
        stage.play();
        outcomes.parts.push(first_messages(SUPPLIED, stage, &mut outcomes.cost));
        Ok(outcomes)
    }
}

/// What each device, seized at the end, reads of the first turns that were written to it.
fn first_messages(name: &str, stage: &Stage<'_>, cost: &mut crate::system::Cost) -> Outcome {
    let mut trials = Vec::new();
    for user in 0..stage.users() {
        let mut intruder = stage.intruder();
        if let Some(loot) = stage.seize(Place::Device(user)) {
            intruder.take(&loot);
        }
        let first: Vec<_> = stage
            .tape()
            .iter()
            .filter(|taped| taped.meta.turn == 0 && taped.meta.to == user)
            .cloned()
            .collect();
        let read = intruder.read(&first);
        trials.extend(first.iter().zip(read).map(|(taped, reading)| Trial::read(taped.meta.index, reading)));
        *cost += intruder.cost();
    }
    Outcome { part: name.to_owned(), trials }
}
