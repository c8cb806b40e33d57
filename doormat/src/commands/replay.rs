//! `doormat replay`: a recorded workshop once more. Its attacks are made anew, on the recorded bytes with the recorded shares.

use std::time::Duration;

use room::workshop::event::{Event, Stamped};
use room::workshop::record::{self, Checked};
use room::workshop::state::State;

use super::serve::{Interruption, on_runtime};
use crate::cli::ReplayArgs;
use crate::error::Failure;
use crate::exit::Exit;
use crate::output::Stdout;

/// Runs it.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn run(args: &ReplayArgs) -> Result<Exit, Failure> {
    let record = record::read(&args.file)?;
    let mut out = Stdout::lock();
    let different = tell(&record.events, args, &mut out)?;
    if record.cut {
        out.line("The record ends in the middle of a line: what came after is lost.")?;
    }
    out.flush()?;
    if args.projector {
        on_runtime(async {
            let interruption = Interruption::new();
            let speed = if args.speed == 0.0 { 1.0 } else { args.speed };
            let shown = room::replay::start(record.events, args.console_port, speed).await?;
            out.line(format!("\nprojector    {}", shown.page("projector.html")))?;
            out.line(format!("console      {}", shown.page("console.html")))?;
            out.line("PageDown goes on to the next scene. Ctrl-C ends.")?;
            out.flush()?;
            interruption.wait().await;
            shown.stop().await;
            Ok(())
        })?;
    }
    if different == 0 { Ok(Exit::AsExpected) } else { Err(Failure::Differs(different)) }
}

/// Tells what happened, and how many attacks come out otherwise than recorded.
fn tell(events: &[Stamped], args: &ReplayArgs, out: &mut Stdout) -> Result<usize, Failure> {
    let Some((first, rest)) = events.split_first() else { return Ok(0) };
    let wrong = |why: String| Failure::Value {
        what: args.file.display().to_string(),
        why,
        next: "record the workshop again.",
    };
    let mut state = State::open(first).map_err(wrong)?;
    out.line(format!(
        "{} (seed {}, {} trustees, any {} open)",
        state.config.title, state.seed, state.threshold.1, state.threshold.0
    ))?;
    let (mut attempts, mut different, mut before) = (0, 0, first.at);
    for stamped in rest {
        if args.speed > 0.0 && !args.projector {
            out.flush()?;
            let pause = Duration::from_millis(stamped.at.saturating_sub(before));
            std::thread::sleep(pause.div_f64(args.speed));
        }
        before = stamped.at;
        let checked = record::replay(&mut state, stamped);
        if let Some(line) = line(&state, &stamped.event, &checked) {
            let seconds = stamped.at / 1000;
            out.line(format!("{:>3}:{:02}  {line}", seconds / 60, seconds % 60))?;
        }
        attempts += usize::from(checked != Checked::Plain);
        different += usize::from(matches!(checked, Checked::Different { .. }));
    }
    out.line(format!("\n{} people, {} messages; {attempts} attacks made anew, {different} come out otherwise than recorded", state.people.len(), state.messages.len()))?;
    Ok(different)
}

/// One line on an event, if it is worth one.
fn line(state: &State, event: &Event, checked: &Checked) -> Option<String> {
    Some(match event {
        Event::SceneSet { scene } => format!(
            "scene      {} ({} people, {} messages)",
            scene.id(),
            state.people.len(),
            state.messages.len()
        ),
        Event::Requested { pair, .. } => format!("court      asked for the chat of pair {pair}"),
        Event::Judged { granted, .. } => {
            format!("judge      {}", if *granted { "granted" } else { "refused" })
        }
        Event::Decided { trustee, released, .. } => {
            format!("trustee {trustee}  {}", if *released { "released" } else { "refused" })
        }
        Event::Lawful { texts, beyond, .. } => {
            format!(
                "court      {} messages opened; the same order opens {} of {} others",
                texts.len(),
                beyond.0,
                beyond.1
            )
        }
        Event::Failed { why, .. } => format!("court      could not: {why}"),
        Event::Stolen { trustee } | Event::Drawn { hit: Some(trustee), .. } => {
            format!("theft      share {trustee} ({} of {} needed)", state.stolen.len(), state.threshold.0)
        }
        Event::Attempted { tallies, shares } => {
            let opened = tallies.iter().filter(|tally| tally.opened > 0).count();
            let verdict = match checked {
                Checked::Different { computed, .. } => {
                    let again = computed.iter().filter(|tally| tally.opened > 0).count();
                    format!("DIFFERENT: made anew it opens {again}")
                }
                _ => "made anew: the same".to_owned(),
            };
            format!(
                "attack     {} shares opened {opened} of {} chats ({verdict})",
                shares.len(),
                tallies.len()
            )
        }
        Event::Reset { keep_people } => {
            format!("reset      {}", if *keep_people { "people stay" } else { "everything" })
        }
        Event::Rewound { to } => format!("rewound    to {}", to.id()),
        Event::Ended => "closed".to_owned(),
        _ => return None,
    })
}
