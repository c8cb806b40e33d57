//! Other designs, measured by the lab that the command line runs: what the sliders ask for.

use attacks::Parameters;
use attacks::lab::{Lab, LabError};
use attacks::report::Cell;
use attacks::script::{Line, Script};

use super::event::Row;
use crate::limits::SWEEP_MESSAGES;

/// Why a design could not be measured.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// It cannot be.
    #[error("{0}\nNext: choose 2 <= k <= n <= 20 and an epoch of 1 to 10 days.")]
    Design(#[from] attacks::parameters::ParameterError),
    /// The lab stopped.
    #[error("{0}\nNext: run `doormat doctor`; if it passes, report this.")]
    Lab(#[from] LabError),
    /// A cell lacks the part that a row shows.
    #[error("{system} has no part {part:?} of {attack}\nNext: report this.")]
    Part {
        /// The system.
        system: &'static str,
        /// The attack.
        attack: &'static str,
        /// The part.
        part: String,
    },
}

/// One row to measure: its word, system, attack and part (the first part if none is named).
type Wanted = (&'static str, &'static str, &'static str, Option<String>);

/// k of n, and a key that serves so many days: k - 1 trustees, k trustees, and the theft of everything on one day, each beside
/// the clean messenger.
///
/// # Errors
/// [`SweepError`].
pub fn designs(k: u8, n: u8, epoch: u32) -> Result<Vec<Row>, SweepError> {
    let parameters =
        Parameters { threshold: k, trustees: n, epoch_days: epoch, retained_epochs: 0, ..small() };
    let keepers = |size: u8| Some(if size == 1 { "1 keeper".to_owned() } else { format!("{size} keepers") });
    let wanted: [Wanted; 7] = [
        ("change.row.below", "shared", "coalition", keepers(k.saturating_sub(1))),
        ("change.row.threshold", "shared", "coalition", keepers(k)),
        ("change.row.clean", "clean", "theft", None),
        ("change.row.theft", "shared", "theft", None),
        ("change.row.epochs.before", "epochs", "theft", None),
        ("change.row.epochs.after", "epochs", "theft", Some("written after it".to_owned())),
        ("change.row.assist", "threshold", "scope", None),
    ];
    measure(&parameters, &wanted)
}

/// What the room leaves out: a stolen phone reads on both messengers.
///
/// # Errors
/// [`SweepError`].
pub fn limits() -> Result<Vec<Row>, SweepError> {
    let window = || Some("after it, until both have written".to_owned());
    let wanted: [Wanted; 4] = [
        ("limits.row.phone.clean", "clean", "seizure", window()),
        ("limits.row.phone.escrow", "shared", "seizure", window()),
        ("limits.row.past.clean", "clean", "seizure", None),
        ("limits.row.swap", "clean", "swap", None),
    ];
    measure(&small(), &wanted)
}

/// Small enough that nobody waits for it.
fn small() -> Parameters {
    Parameters { users: 8, sessions: 6, messages: SWEEP_MESSAGES, ..Parameters::default() }
}

fn measure(parameters: &Parameters, wanted: &[Wanted]) -> Result<Vec<Row>, SweepError> {
    parameters.validate()?;
    let conversations = [conversation()];
    let script = Script::generated(&conversations, parameters);
    let lab = Lab::new(parameters.clone(), script, "the workshop's deck".to_owned());
    wanted.iter().map(|want| row(&lab, parameters, want)).collect()
}

fn row(
    lab: &Lab,
    parameters: &Parameters,
    (label, system, attack, part): &Wanted,
) -> Result<Row, SweepError> {
    let cell: Cell = lab.cell(system, attack)?;
    let found = match part {
        Some(name) => cell.part(name),
        None => cell.parts.iter().find(|part| part.applicable).or_else(|| cell.parts.first()),
    };
    let missing = || SweepError::Part { system, attack, part: part.clone().unwrap_or_default() };
    let found = found.ok_or_else(missing)?;
    let Parameters { users, sessions, messages, threshold, trustees, epoch_days, retained_epochs, .. } =
        parameters;
    Ok(Row {
        label: (*label).to_owned(),
        system: (*system).to_owned(),
        attack: (*attack).to_owned(),
        part: found.name.clone(),
        opened: found.successes,
        n: found.trials,
        interval: found.interval.map(|interval| (interval.low, interval.high)),
        as_expected: cell.as_expected,
        command: format!(
            "doormat run --system {system} --attack {attack} --users {users} --sessions {sessions} --messages {messages} \
             --trustees {threshold}/{trustees} --epoch-days {epoch_days} --retain {retained_epochs}"
        ),
    })
}

/// The preset messages as a conversation.
fn conversation() -> Vec<Line> {
    let deck = super::config::RoomConfig::default().deck;
    let line = |(at, text): (usize, String)| Line {
        from: if at % 2 == 0 { "one" } else { "other" }.to_owned(),
        to: None,
        time: None,
        text,
    };
    deck.into_iter().enumerate().map(line).collect()
}

#[cfg(test)]
mod tests;
