//! The comparison table: systems down, questions across, in 80 columns.

use attacks::catalogue;
use attacks::report::{Cell, Parts, Run, Verdict};

use super::text::{percent, wrap};

/// One column: two lines of heading, the attack, and which of its parts are counted together.
struct Column {
    head: [&'static str; 2],
    attack: &'static str,
    parts: Parts,
}

/// The part of `scope` that is the use of a warrant, not an attack.
pub const DELIVERED: &str = "under the warrant: delivered";

const COLUMNS: [Column; 11] = [
    Column { head: ["out-", "sider"], attack: "wire", parts: Parts::First },
    Column { head: ["relay", "looks"], attack: "relay", parts: Parts::First },
    Column { head: ["phone", "past"], attack: "seizure", parts: Parts::First },
    Column { head: ["< k", "keep"], attack: "coalition", parts: Parts::BelowThreshold },
    Column { head: ["k", "keep"], attack: "coalition", parts: Parts::First },
    Column { head: ["theft", "old"], attack: "theft", parts: Parts::Named("written before the theft") },
    Column { head: ["theft", "new"], attack: "theft", parts: Parts::Named("written after it") },
    Column { head: ["war-", "rant"], attack: "scope", parts: Parts::Named(DELIVERED) },
    Column { head: ["and", "more"], attack: "scope", parts: Parts::Except(DELIVERED) },
    Column { head: ["for-", "ged"], attack: "forge", parts: Parts::First },
    Column { head: ["false", "text"], attack: "two-keys", parts: Parts::First },
];

/// Width of a system's name and of a column.
const NAME: usize = 13;
const WIDTH: usize = 6;
/// Width of the whole.
const TABLE: usize = NAME + WIDTH * COLUMNS.len();

/// What the columns mean.
pub const LEGEND: &str = "Per cent of the messages that each question is about; - where it does not arise. out-sider: \
opened by who recorded the wire. relay looks: by its operator. phone past: by a thief of one phone, of what came before. \
< k keep, k keep: by fewer than the threshold of keepers, and by the threshold. theft old, new: by a thief of all keepers' \
and the authority's secrets, of what came before and after. war-rant: delivered under one warrant. and more: what the \
authority can then open beyond it. for-ged: accepted though never written. false text: shown to the authority in place of \
the real one.";

/// The systems that can be compared: those of the ladder, and of the proposals those on which every attack of a column was
/// tried that was tried at all.
fn compared(run: &Run) -> Vec<&str> {
    let tried = |column: &&Column| run.cells.iter().any(|cell| cell.attack == column.attack);
    let columns: Vec<&Column> = COLUMNS.iter().filter(tried).collect();
    let mut systems: Vec<&str> = Vec::new();
    for cell in &run.cells {
        let ladder = catalogue::system(&cell.system).is_none_or(|entry| entry.proposal.is_none());
        let whole = ladder || columns.iter().all(|column| run.cell(&cell.system, column.attack).is_some());
        if whole && !systems.contains(&cell.system.as_str()) {
            systems.push(&cell.system);
        }
    }
    systems
}

/// The table, as far as the run has its cells.
#[must_use]
pub fn comparison(run: &Run) -> String {
    let columns: Vec<&Column> =
        COLUMNS.iter().filter(|column| run.cells.iter().any(|cell| cell.attack == column.attack)).collect();
    let systems = compared(run);
    let row = |name: &str, cells: &mut dyn Iterator<Item = String>| {
        let cells: String = cells.map(|cell| format!("{cell:>WIDTH$}")).collect();
        format!("{name:<NAME$}{cells}\n")
    };
    let mut table = String::new();
    for line in 0..2 {
        let heads =
            columns.iter().map(|column| column.head.get(line).copied().unwrap_or_default().to_owned());
        table.push_str(&row(if line == 1 { "system" } else { "" }, &mut heads.into_iter()));
    }
    table.push_str(&"-".repeat(NAME + WIDTH * columns.len()));
    table.push('\n');
    for system in systems {
        // A long name is cut; `list` has it whole.
        let short: String = system.chars().take(NAME - 1).collect();
        let name = if system.chars().count() > NAME { format!("{short}\u{2026}") } else { system.to_owned() };
        table.push_str(&row(&name, &mut columns.iter().map(|column| value(run, system, column))));
    }
    table
}

/// What no column counts: attacks that succeed wherever their question arises, and those that some systems held
/// against, each where it succeeded.
#[must_use]
pub fn beside(run: &Run) -> String {
    let mut everywhere: Vec<&str> = Vec::new();
    let mut mandates: Vec<&str> = Vec::new();
    let mut some = String::new();
    let mut seen: Vec<&str> = COLUMNS.iter().map(|column| column.attack).collect();
    let systems = compared(run);
    for cell in run.cells.iter().filter(|cell| systems.contains(&cell.system.as_str())) {
        let attack = cell.attack.as_str();
        if seen.contains(&attack) {
            continue;
        }
        seen.push(attack);
        let arises = |cell: &&Cell| {
            let among = systems.contains(&cell.system.as_str());
            among && cell.attack == attack && cell.verdict != Verdict::NotApplicable
        };
        let (lost, held): (Vec<&Cell>, Vec<&Cell>) =
            run.cells.iter().filter(arises).partition(|cell| cell.verdict == Verdict::Broken);
        match (lost.iter().any(|cell| cell.system == "clean"), held.is_empty()) {
            _ if lost.is_empty() => {}
            (true, true) => everywhere.push(attack),
            (false, true) => mandates.push(attack),
            (_, false) => {
                let systems: Vec<&str> = lost.iter().map(|cell| cell.system.as_str()).collect();
                let line = format!("Beside these, {attack} succeeds on {}.", systems.join(", "));
                some.push_str(&wrap(&line, TABLE, ""));
            }
        }
    }
    let alike = |which: &str, attacks: &[&str]| match attacks {
        [] => String::new(),
        attacks => wrap(&format!("Alike on {which}: {} succeed.", attacks.join(", ")), TABLE, ""),
    };
    alike("the clean messenger and all others that the question arises on", &everywhere)
        + &alike("all systems that the question arises on, the clean one not being among them", &mandates)
        + &some
}

fn value(run: &Run, system: &str, column: &Column) -> String {
    let Some(cell) = run.cell(system, column.attack) else { return String::new() };
    let (successes, trials) = cell.count(column.parts);
    percent(successes, trials)
}

#[cfg(test)]
mod tests;
