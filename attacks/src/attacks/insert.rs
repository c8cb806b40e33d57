//! An outsider on the path, with no secret and nobody's help, adds itself wherever nobody signed.

use std::collections::{BTreeMap, BTreeSet};

use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, measured, part, readings, unsaid};
use crate::parameters::Parameters;
use crate::stage::{Care, Stage};
use crate::system::{Door, Facts, Posture, User};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Insert;

/// What is written after it has added itself.
pub const OPENED: &str = "opened by an outsider who inserted itself";
/// Those who compare, and whether that tells them.
pub const NOTICED: &str = "pairs that noticed";
/// What users are told, or notice by what arrives.
pub const DISTURBED: &str = "messages that arrived otherwise, or with a warning";
/// What was written before it came.
pub const EARLIER: &str = "written before the outsider came";

impl Attack for Insert {
    fn id(&self) -> &'static str {
        "insert"
    }
    fn question(&self) -> &'static str {
        "Can an outsider on the path, with no secret and no help, make senders seal to it?"
    }
    fn holds(&self) -> &'static str {
        "the network between users and directory, a key of its own, and no one's secret; all users compare safety numbers \
         and fingerprints"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "Senderek, Key-Experiments (August 2000); CERT VU#747124: PGP 5.5.x to 6.5.3 honour an additional key in the \
         unsigned part of a certificate (HC-23)"
    }
    fn counter(&self) -> &'static str {
        "Zimmermann: a bug and not a back door, fixed within about 18 hours, in a feature that asks and does not compel. \
         One check ends it. What was written before stays closed."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        let expect = match facts.door {
            Door::Provider => {
                Expect::NotApplicable("there is no directory to answer from: users know the provider")
            }
            _ => Expect::Nothing,
        };
        [OPENED, NOTICED, DISTURBED, EARLIER].map(|name| part(name, expect)).to_vec()
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let mut outcomes = Outcomes::default();
        // It is there from the first day on.
        let mut outsider = stage.intruder();
        outsider.posture(Posture::Outsider);
        stage.play_through(&mut *outsider, Care::Comparing);
        let read = outsider.read(stage.tape());
        let mut opened = readings(OPENED, stage, &read, |_| true);
        opened.trials.extend(unsaid(stage));
        outcomes.parts.push(opened);
        outcomes.parts.push(Outcome { part: NOTICED.to_owned(), trials: stage.noticed() });
        outcomes.parts.push(Outcome { part: DISTURBED.to_owned(), trials: stage.disturbed() });
        let grown = sizes(stage);
        outcomes.cost += outsider.cost();
        // It comes later, and everybody looks everybody up again.
        stage.restart()?;
        let day = stage.parameters().theft_day;
        stage.play_until(day);
        let before = sizes(stage);
        let mut outsider = stage.intruder();
        outsider.posture(Posture::Outsider);
        let met: BTreeSet<User> =
            stage.tape().iter().flat_map(|taped| [taped.meta.from, taped.meta.to]).collect();
        for (asker, owner) in stage.pairs() {
            if met.contains(&asker) && met.contains(&owner) {
                // What it answers may be refused; then nothing changes.
                let _ = stage.meet_again(asker, owner, &mut *outsider);
            }
        }
        stage.play_through(&mut *outsider, Care::Comparing);
        let read = outsider.read(stage.tape());
        outcomes.parts.push(readings(EARLIER, stage, &read, |meta| meta.day < day));
        outcomes.cost += outsider.cost();
        // The same messages, with and without it.
        let both = before.iter().filter_map(|(line, small)| Some(grown.get(line)?.saturating_sub(*small)));
        let (sum, count) = both.fold((0, 0), |(sum, count), more| (sum + more, count + 1));
        if count > 0 {
            let mean = f64::from(sum) / f64::from(count);
            outcomes.measures.push(measured("bytes that a message grew by, on average", mean, "bytes"));
        }
        Ok(outcomes)
    }
}

/// How large each message was on the wire.
fn sizes(stage: &Stage<'_>) -> BTreeMap<usize, u32> {
    let size = |frames: &[Vec<u8>]| {
        let bytes: usize = frames.iter().map(Vec::len).sum();
        u32::try_from(bytes).unwrap_or(u32::MAX)
    };
    stage.tape().iter().map(|taped| (taped.meta.index, size(&taped.frames))).collect()
}
