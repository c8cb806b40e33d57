//! What the three attacks by a dishonest sender have in common.

use crate::attack::{Expect, Outcome, Outcomes, Prediction, measured, part};
use crate::script::Meta;
use crate::stage::{Evaders, Played, Stage};
use crate::system::{Door, Facts, Plaintext, Trick};
use crate::systems::BuildError;

/// The part of a trick that gets past the mandate.
pub(crate) const EVADED: &str = "peer reads, authority does not";

/// The part in which nobody plays a trick.
pub(crate) const CONTROL: &str = "control: an unmodified sender";

/// Messages said with a trick.
const SAID: usize = 40;

/// The prediction for a trick that gets past every mandate that deposits something to read with.
pub(super) fn predict(name: &str, facts: &Facts) -> Vec<Prediction> {
    let expect = match facts.door {
        Door::None => Expect::NotApplicable("nothing is deposited, so there is nothing to evade"),
        Door::Provider => Expect::NotApplicable("the provider reads the text itself; there is no field"),
        Door::IdentityKey | Door::Own => Expect::NotApplicable("no message carries a field"),
        Door::SessionRoot | Door::ContentKey => Expect::Everything,
    };
    vec![part(name, expect), control_of(expect)]
}

/// The control beside a part: where the trick can be played at all, who plays none evades nothing.
pub(super) fn control_of(expect: Expect) -> Prediction {
    let applies = !matches!(expect, Expect::NotApplicable(_));
    part(CONTROL, if applies { Expect::Nothing } else { expect })
}

/// Plays a trick on the first messages. Where only the first turns can be read at all, only they count.
pub(super) fn play(trick: Trick, stage: &mut Stage<'_>) -> Option<Played> {
    let mut played = stage.play_tricked(trick, SAID)?;
    retain_readable(stage, &mut played);
    Some(played)
}

/// Plays a trick on all messages, and on all of them again until there are so many.
pub(super) fn play_many(trick: Trick, stage: &mut Stage<'_>, least: usize) -> Option<Played> {
    let mut all = stage.play_tricked(trick, usize::MAX)?;
    while all.evaded.len() < least {
        let next = stage.play_tricked(trick, usize::MAX).or_else(|| {
            stage.say_again();
            stage.play_tricked(trick, usize::MAX)
        })?;
        all.attempts += next.attempts;
        all.deceived.extend(next.deceived);
        all.evaded.extend(next.evaded);
        all.framed.extend(next.framed);
        all.named.extend(next.named);
    }
    Some(all)
}

/// The same messages from the same first morning, said by an unmodified sender.
pub(super) fn unmodified(stage: &mut Stage<'_>) -> Result<Played, BuildError> {
    stage.restart()?;
    let mut played = stage.play_wrapped(SAID, &mut NoLock);
    retain_readable(stage, &mut played);
    Ok(played)
}

/// Whether such a sender evades.
pub(super) fn control(stage: &mut Stage<'_>) -> Result<Outcome, BuildError> {
    Ok(Outcome { part: CONTROL.to_owned(), trials: unmodified(stage)?.evaded })
}

/// Leaves only the trials that the mandate could reach.
fn retain_readable(stage: &Stage<'_>, played: &mut Played) {
    if stage.facts().door == Door::SessionRoot {
        let readable = |line: usize| stage.metas().get(line).is_some_and(|meta| meta.turn < 2);
        played.evaded.retain(|trial| readable(trial.line));
    }
}

/// Says things as they are.
struct NoLock;

impl Evaders for NoLock {
    fn wrap(&mut self, _: &Meta, text: &[u8]) -> Vec<u8> {
        text.to_vec()
    }
    fn unwrap(&mut self, _: &Meta, outer: &[u8]) -> Option<Plaintext> {
        Some(outer.to_vec())
    }
}

/// The outcome of a trick with one part, and its control.
pub(super) fn outcomes(
    name: &str,
    played: Option<Played>,
    stage: &mut Stage<'_>,
) -> Result<Outcomes, BuildError> {
    let Some(played) = played else { return Ok(Outcomes::default()) };
    let tried = u32::try_from(played.attempts).map_or(f64::INFINITY, f64::from);
    Ok(Outcomes {
        parts: vec![Outcome { part: name.to_owned(), trials: played.evaded }, control(stage)?],
        measures: vec![measured("attempts by the sender's machine", tried, "attempts")],
        ..Outcomes::default()
    })
}
