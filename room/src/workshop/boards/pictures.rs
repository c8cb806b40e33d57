//! Votes, comparisons and measurements as tables and charts.

use serde_json::{Value, json};

use crate::words::Words;
use crate::workshop::chart::{Bar, Kind, bars};
use crate::workshop::event::{Build, Row};
use crate::workshop::scene::Question;
use crate::workshop::state::State;

/// The open question with the number of its votes, or the question closed last with its counts.
pub(super) fn histogram(state: &State) -> Value {
    let votes = |question: Question| state.votes.get(&question);
    if let Some(question) = state.question {
        return json!({"question": question.id(), "n": votes(question).map_or(0, |votes| votes.len())});
    }
    let last = state.closed.iter().next_back().copied();
    last.map_or(Value::Null, |question| counts(state, question))
}

/// Every closed question with its counts.
pub(super) fn histograms(state: &State) -> Vec<Value> {
    state.closed.iter().map(|question| counts(state, *question)).collect()
}

fn counted(state: &State, question: Question, choice: &str) -> usize {
    state.votes.get(&question).map_or(0, |votes| votes.values().filter(|given| *given == choice).count())
}

fn counts(state: &State, question: Question) -> Value {
    let counts: serde_json::Map<String, Value> = question
        .choices()
        .iter()
        .map(|choice| ((*choice).to_owned(), json!(counted(state, question, choice))))
        .collect();
    let n = state.votes.get(&question).map_or(0, |votes| votes.len());
    json!({"question": question.id(), "counts": counts, "n": n})
}

#[allow(clippy::cast_precision_loss, reason = "counts of people and messages are far below 2^53")]
fn share(part: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { part as f64 / all as f64 }
}

/// The guess, the lawful opening and the theft beside each other.
pub(super) fn compare(state: &State) -> Value {
    if !state.broken() {
        return Value::Null;
    }
    let words = Words::of(&state.config.language);
    let (escrow, clean) = (state.count(Build::Escrow), state.count(Build::Clean));
    let sessions = escrow.1 + clean.1;
    let lawful = state.court.as_ref().and_then(|court| court.brought.as_ref());
    let lawful = usize::from(lawful.is_some_and(|brought| !brought.texts.is_empty()));
    let of = |part: usize, all: usize| {
        words.say("room.of", &[("part", &part.to_string()), ("all", &all.to_string())])
    };
    let bar = |key: &str, (part, all): (usize, usize), kind| Bar {
        label: words.say(key, &[]),
        share: share(part, all),
        interval: None,
        value: of(part, all),
        kind,
    };
    let mut rows = vec![
        bar("room.compare.lawful", (lawful, sessions), Kind::Escrow),
        bar("room.compare.escrow", escrow, Kind::Escrow),
        bar("room.compare.clean", clean, Kind::Clean),
    ];
    if let Some(votes) = state.votes.get(&Question::Shares) {
        let said = |choice: &&str| {
            bar(
                &format!("choice.{choice}"),
                (counted(state, Question::Shares, choice), votes.len()),
                Kind::People,
            )
        };
        rows.extend(Question::Shares.choices().iter().map(said));
    }
    let title = words.say("room.compare.title", &[]);
    let table: Vec<_> = rows.iter().map(|bar| json!({"label": bar.label, "value": bar.value})).collect();
    let description =
        rows.iter().map(|bar| format!("{}: {}", bar.label, bar.value)).collect::<Vec<_>>().join("; ");
    json!({"svg": bars(&title, &description, &rows), "alt": description, "table": table})
}

fn chart(title: &str, rows: &[Row], words: &Words) -> Value {
    let bar = |row: &Row| {
        let count = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
        Bar {
            label: words.say(&row.label, &[]),
            share: share(count(row.opened), count(row.n)),
            interval: row.interval,
            value: words.say("room.of", &[("part", &row.opened.to_string()), ("all", &row.n.to_string())]),
            kind: if row.system == "clean" { Kind::Clean } else { Kind::Escrow },
        }
    };
    let bars_of: Vec<Bar> = rows.iter().map(bar).collect();
    let alt =
        bars_of.iter().map(|bar| format!("{}: {}", bar.label, bar.value)).collect::<Vec<_>>().join("; ");
    let table: Vec<Value> = rows
        .iter()
        .zip(&bars_of)
        .map(|(row, bar)| {
            json!({
                "label": bar.label, "system": row.system, "attack": row.attack, "part": row.part, "opened": row.opened, "n": row.n,
                "low": row.interval.map(|(low, _)| low), "high": row.interval.map(|(_, high)| high),
                "as_expected": row.as_expected, "command": row.command,
            })
        })
        .collect();
    json!({"svg": bars(title, &alt, &bars_of), "alt": alt, "rows": table})
}

/// Other designs, as the lab measured them.
pub(super) fn change(state: &State, running: bool) -> Value {
    let words = Words::of(&state.config.language);
    let (k, n) = state.threshold;
    let design = state.sweep.as_ref().map_or((k, n, 2), |sweep| sweep.design);
    let rows = state.sweep.as_ref().map(|sweep| sweep.rows.as_slice()).unwrap_or_default();
    let mut board = chart(&words.say("room.change.title", &[]), rows, &words);
    if let Some(fields) = board.as_object_mut() {
        fields.insert("parameters".to_owned(), json!({"k": design.0, "n": design.1, "epoch": design.2}));
        fields.insert("running".to_owned(), json!(running));
        fields.insert("seed".to_owned(), json!(attacks::Parameters::default().seed));
        if rows.is_empty() {
            fields.insert("svg".to_owned(), Value::Null);
        }
    }
    board
}

/// What the room does not show, measured where it can be.
pub(super) fn limits(state: &State) -> Value {
    let words = Words::of(&state.config.language);
    let mut board = chart(&words.say("room.limits.title", &[]), &state.limits, &words);
    if let (Some(fields), true) = (board.as_object_mut(), state.limits.is_empty()) {
        fields.insert("svg".to_owned(), Value::Null);
    }
    board
}
