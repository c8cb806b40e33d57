//! What the three attacks by a dishonest sender have in common.

use crate::attack::{Expect, Outcome, Outcomes, Prediction, part};
use crate::stage::{Played, Stage};
use crate::system::{Door, Facts, Trick};

/// Messages said with a trick.
const SAID: usize = 40;

/// The prediction for a trick that gets past every mandate that deposits something to read with.
pub(super) fn predict(name: &str, facts: &Facts) -> Vec<Prediction> {
    let expect = match facts.door {
        Door::None => Expect::NotApplicable("nothing is deposited, so there is nothing to evade"),
        Door::Provider => Expect::NotApplicable("the provider reads the text itself; there is no field"),
        Door::IdentityKey => Expect::NotApplicable("no message carries a field"),
        Door::SessionRoot | Door::ContentKey => Expect::Everything,
    };
    vec![part(name, expect)]
}

/// Plays a trick on the first messages. Where only the first turns can be read at all, only they count.
pub(super) fn play(trick: Trick, stage: &mut Stage<'_>) -> Option<Played> {
    let mut played = stage.play_tricked(trick, SAID)?;
    if stage.facts().door == Door::SessionRoot {
        let readable = |line: usize| stage.metas().get(line).is_some_and(|meta| meta.turn < 2);
        played.evaded.retain(|trial| readable(trial.line));
    }
    Some(played)
}

/// The outcome of a trick with one part.
pub(super) fn outcomes(name: &str, played: Option<Played>) -> Outcomes {
    let Some(played) = played else { return Outcomes::default() };
    let tried = u32::try_from(played.attempts).map_or(f64::INFINITY, f64::from);
    Outcomes {
        parts: vec![Outcome { part: name.to_owned(), trials: played.evaded }],
        measures: vec![("attempts by the sender's machine", tried, "attempts")],
        ..Outcomes::default()
    }
}
