//! Somebody with write access to a product replaces constants: who reads then, who read before, and who notices.

use honest::prekeys::{Bundle, Publication};

use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, foresee, measured, part, readings};
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::stage::{Stage, Trial};
use crate::system::{
    Cost, Door, Facts, Intruder, Loot, Place, Plaintext, Posture, Relay, Rewritten, Taped, User,
};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Transfer;

/// The part on whoever wrote the new constants.
pub const NEW: &str = "new owner reads";
/// The part on whoever had the access before.
pub const OLD: &str = "old owner reads";
/// The part on the product's own tests.
pub const FAIL: &str = "self-tests fail";
/// The part on a change that nobody notices.
pub const UNNOTICED: &str = "constants replaced, every self-test passes";
/// The part on whoever changes the tests, too, where they notice.
pub const PATCHED: &str = "new owner reads, self-tests changed as well";

impl Attack for Transfer {
    fn id(&self) -> &'static str {
        "transfer"
    }
    fn question(&self) -> &'static str {
        "Does the access change owner when somebody replaces constants in the product, and does anything show?"
    }
    fn holds(&self) -> &'static str {
        "the new owner can write to the product's constants before they are installed, and holds no secret of the system; the \
         old owner holds what keepers, authority and the place of origin held; both have the recording"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "Checkoway and others, A Systematic Analysis of the Juniper Dual EC Incident (2016), and its section on exceptional \
         access and NOBUS in Communications of the ACM (2018) (HC-12)"
    }
    fn counter(&self) -> &'static str {
        "Who can write to a product could also put a door where there is none. What is peculiar here is how little has to \
         change, and that the tests of the honest vendor cannot tell."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        let expect = match facts.door {
            Door::None => Expect::Nothing,
            _ => Expect::NotApplicable("who could replace a key or a constant in it is not modelled here"),
        };
        let patched = Expect::NotApplicable("the tests need no change, or nothing can be replaced");
        let parts = [NEW, OLD, FAIL, UNNOTICED].map(|name| part(name, expect));
        parts.into_iter().chain([part(PATCHED, patched)]).collect()
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let predictions = foresee(self, stage.facts(), stage.parameters());
        let mut outcomes = Outcomes::default();
        let keepers = (1..=stage.facts().n).map(Place::Trustee);
        let places = keepers.chain([Place::Authority, Place::Origin]);
        let kept: Vec<Loot> = places.filter_map(|place| stage.seize(place)).collect();
        let mut new = stage.intruder();
        let rewritten = stage.rewrite(&mut ConstantsOnly(new.as_mut()));
        stage.play();
        let mut old = stage.intruder();
        kept.iter().for_each(|loot| old.take(loot));
        for (name, owner) in [(NEW, &mut new), (OLD, &mut old)] {
            let read = owner.read(stage.tape());
            outcomes.parts.push(readings(name, stage, &read, |_| true));
            outcomes.cost += owner.cost();
        }
        let passed = |wanted: bool| rewritten.is_some_and(|written| written.self_tests == wanted);
        for (name, happened) in [(FAIL, passed(false)), (UNNOTICED, passed(true))] {
            outcomes.parts.push(Outcome { part: name.to_owned(), trials: vec![Trial::did(0, happened)] });
        }
        if let Some(Rewritten { bytes, .. }) = rewritten {
            outcomes.measures.push(measured("constants replaced", count(bytes), "bytes").within(1.0, 64.0));
        }
        if passed(false) {
            stage.restart()?;
            let mut patcher = stage.intruder();
            let _ = stage.rewrite(patcher.as_mut());
            stage.play();
            let read = patcher.read(stage.tape());
            outcomes.parts.push(readings(PATCHED, stage, &read, |_| true));
            outcomes.cost += patcher.cost();
        }
        // A system answers the parts of which it, or its kind of door, foretells something.
        let asked = |part: &str| {
            let of_part = predictions.iter().find(|prediction| prediction.part == part);
            of_part.is_some_and(|prediction| !matches!(prediction.expect, Expect::NotApplicable(_)))
        };
        outcomes.parts.retain(|outcome| asked(&outcome.part));
        Ok(outcomes)
    }
}

fn count(bytes: usize) -> f64 {
    u32::try_from(bytes).map_or(f64::INFINITY, f64::from)
}

/// An intruder who can write to constants and not to code: tests stay as they are.
struct ConstantsOnly<'i>(&'i mut dyn Intruder);

impl Relay for ConstantsOnly<'_> {
    fn bundle(&mut self, asker: User, owner: User, published: &mut Publication) -> Bundle {
        self.0.bundle(asker, owner, published)
    }
    fn carry(&mut self, meta: &Meta, frame: Vec<u8>) -> Vec<Vec<u8>> {
        self.0.carry(meta, frame)
    }
    fn answer(&mut self, asker: User, owner: User, record: Vec<u8>) -> Vec<u8> {
        self.0.answer(asker, owner, record)
    }
    fn pass(&mut self, meta: &Meta, text: Plaintext) -> Plaintext {
        self.0.pass(meta, text)
    }
}

impl Intruder for ConstantsOnly<'_> {
    fn take(&mut self, loot: &Loot) {
        self.0.take(loot);
    }
    fn read(&mut self, tape: &[Taped]) -> Vec<Option<Plaintext>> {
        self.0.read(tape)
    }
    fn forge(&mut self, meta: &Meta, frame: &[u8], text: &[u8]) -> Option<Vec<u8>> {
        self.0.forge(meta, frame, text)
    }
    fn cost(&self) -> Cost {
        self.0.cost()
    }
    fn posture(&mut self, posture: Posture) {
        self.0.posture(posture);
    }
    fn constant(&mut self, name: &str, old: &[u8]) -> Option<Vec<u8>> {
        if name == SELF_TESTS { None } else { self.0.constant(name, old) }
    }
}

/// What the tests that a product runs of itself are called when somebody asks for others ([`Intruder::constant`]).
pub(crate) const SELF_TESTS: &str = "self-tests";
