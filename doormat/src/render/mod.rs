//! A run as text, JSON, JSON Lines and JUnit. Every number comes out of the run.

pub mod human;
pub mod junit;
pub mod matrix;
pub mod table;
pub mod text;

use attacks::report::Run;
use serde::Serialize;

/// A value as JSON with two-space indentation and a line end.
pub fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_else(|error| format!("\"{error}\""));
    text.push('\n');
    text
}

/// One JSON object per line: cells, then claims, then the summary, each with its kind.
#[must_use]
pub fn jsonl(run: &Run) -> String {
    #[derive(Serialize)]
    struct Event<'a, T> {
        kind: &'a str,
        #[serde(flatten)]
        value: &'a T,
    }
    fn line(kind: &str, value: &impl Serialize) -> String {
        let line = serde_json::to_string(&Event { kind, value });
        line.unwrap_or_else(|error| format!("\"{error}\"")) + "\n"
    }
    let cells = run.cells.iter().map(|cell| line("cell", cell));
    let claims = run.claims.iter().map(|claim| line("claim", claim));
    cells.chain(claims).chain([line("summary", &run.summary)]).collect()
}
