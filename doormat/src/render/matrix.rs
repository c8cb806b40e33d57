//! The matrix of properties: letters at 80 columns, letters with rates where there is room, and CSV.

use attacks::properties::{PropertyCell, Row};
use attacks::systems::{Grade, Standing};

use super::text::{percent, wrap};
use crate::commands::matrix::Matrix;

/// Width of a system's name.
const NAME: usize = 14;
/// Width of a column with letters alone.
const NARROW: usize = 3;
/// Width of a column with a rate beside the letter.
const WIDE: usize = 6;
/// The property that is said once and not in every row.
const SAID_ONCE: &str = "P14";

/// The matrix for people.
#[must_use]
pub fn human(matrix: &Matrix, width: usize) -> String {
    let shown: Vec<&str> =
        matrix.properties.iter().map(|column| column.id).filter(|id| *id != SAID_ONCE).collect();
    let wide = NAME + WIDE * shown.len() <= width;
    let column = if wide { WIDE } else { NARROW };
    let p = &matrix.parameters;
    let mut text = wrap(
        &format!(
            "{}, seed {}: {} users, {} conversations, {} messages over {} days, {} of {} trustees",
            matrix.tool, p.seed, p.users, p.sessions, p.messages, p.days, p.threshold, p.trustees
        ),
        width,
        "",
    );
    text.push('\n');
    for note in &matrix.notes {
        text.push_str(&wrap(note, width, ""));
    }
    text.push('\n');
    // Where columns are narrow, "P" is said once, before the numbers.
    let heads: String = shown
        .iter()
        .map(|id| format!("{:>column$}", if wide { id } else { id.trim_start_matches('P') }))
        .collect();
    text.push_str(&format!("{:<NAME$}{heads}\n", if wide { "" } else { "P" }));
    text.push_str(&"-".repeat(NAME + column * shown.len()));
    text.push('\n');
    for row in &matrix.rows {
        let mark = if row.stand_ins.is_empty() { "" } else { "*" };
        let cells: String = row
            .cells
            .iter()
            .filter(|cell| cell.property != SAID_ONCE)
            .map(|cell| format!("{:>column$}", if wide { rated(cell) } else { letter(cell) }))
            .collect();
        text.push_str(&format!("{:<NAME$}{cells}\n", format!("{}{mark}", row.system)));
    }
    text.push('\n');
    let legend = "H holds, C in part or under a condition, F fails, ? too few trials to tell, - does not arise. Small letters are \
                  argued or literature, capitals measured. * a miniature with stand-ins.";
    text.push_str(&wrap(legend, width, ""));
    text.push('\n');
    for column in &matrix.properties {
        text.push_str(&wrap(&format!("{:<4} {}", column.id, column.name), width, ""));
    }
    if let Some(ranking) = &matrix.ranking {
        text.push_str("\nUNDER YOUR WEIGHTS\n");
        for (system, score) in &ranking.scores {
            text.push_str(&format!("  {system:<NAME$}{score:.3}\n"));
        }
        text.push_str("\nTHE CELLS THAT DECIDE\n");
        for d in &ranking.deciding {
            let (one, other) = d.values;
            text.push_str(&format!(
                "  {} before {}: {} ({one:.2} against {other:.2})\n",
                d.better, d.worse, d.property
            ));
        }
    }
    // One system or one property is told in full.
    if matrix.rows.len() == 1 || matrix.properties.len() == 1 {
        text.push('\n');
        matrix.rows.iter().for_each(|row| text.push_str(&in_full(row, width)));
    } else {
        text.push_str(&wrap(
            "\nNext: doormat matrix --system ID tells one row in full, --property ID one column; --format json or csv has \
             every cell with its interval, cost, grade and command.",
            width,
            "",
        ));
    }
    text
}

fn in_full(row: &Row, width: usize) -> String {
    let mut text = format!("{}\n", row.system);
    for stand_in in &row.stand_ins {
        text.push_str(&wrap(&format!("stand-in: {stand_in}"), width, "  "));
    }
    for cell in &row.cells {
        let count = match cell.interval {
            Some(interval) => format!(
                " {} of {}, 95% interval {:.3} to {:.3}",
                cell.successes, cell.trials, interval.low, interval.high
            ),
            None => String::new(),
        };
        let said = format!(
            "{:<4} {}, {}:{count}. {}",
            cell.property,
            words(cell.standing),
            grade(cell.grade),
            cell.why
        );
        text.push_str(&wrap(&said, width, "  "));
        for more in [&cell.cost, &cell.command].into_iter().filter(|more| !more.is_empty()) {
            text.push_str(&wrap(more, width, "       "));
        }
    }
    text
}

/// The matrix as CSV (RFC 4180): a line for each cell.
#[must_use]
pub fn csv(matrix: &Matrix) -> String {
    let mut text = String::from(
        "system,property,standing,grade,successes,trials,low,high,cost,why,command,stand_ins\r\n",
    );
    for row in &matrix.rows {
        for cell in &row.cells {
            let end = |end: fn(&attacks::report::Interval) -> f64| {
                cell.interval.map_or_else(String::new, |interval| end(&interval).to_string())
            };
            let fields = [
                row.system.clone(),
                cell.property.clone(),
                words(cell.standing).to_owned(),
                grade(cell.grade).to_owned(),
                cell.successes.to_string(),
                cell.trials.to_string(),
                end(|interval| interval.low),
                end(|interval| interval.high),
                cell.cost.clone(),
                cell.why.clone(),
                cell.command.clone(),
                row.stand_ins.join("; "),
            ];
            let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
            text.push_str(&fields.join(","));
            text.push_str("\r\n");
        }
    }
    text
}

/// A field, quoted where it has to be. One that begins like a formula gets a leading apostrophe, as spreadsheets want it.
fn quoted(field: &str) -> String {
    let field = if field.starts_with(['=', '+', '-', '@']) { format!("'{field}") } else { field.to_owned() };
    if field.contains([',', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

fn letter(cell: &PropertyCell) -> String {
    let letter = match cell.standing {
        Standing::Holds => "H",
        Standing::Partial => "C",
        Standing::Fails => "F",
        Standing::TooFew => "?",
        Standing::NotApplicable => "-",
    };
    if cell.grade == Grade::Measured { letter.to_owned() } else { letter.to_lowercase() }
}

/// The letter, and the rate in per cent where there is one.
fn rated(cell: &PropertyCell) -> String {
    if cell.trials == 0 || cell.property == "P21" {
        return letter(cell);
    }
    format!("{} {}", letter(cell), percent(cell.successes, cell.trials))
}

const fn words(standing: Standing) -> &'static str {
    match standing {
        Standing::Holds => "HOLDS",
        Standing::Partial => "PARTIAL",
        Standing::Fails => "FAILS",
        Standing::TooFew => "TOO FEW TRIALS",
        Standing::NotApplicable => "not applicable",
    }
}

const fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Measured => "measured",
        Grade::Argued => "argued",
        Grade::Literature => "literature",
        Grade::Extrapolated => "extrapolated",
    }
}

#[cfg(test)]
mod tests;
