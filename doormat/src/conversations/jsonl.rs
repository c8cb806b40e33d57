//! JSON Lines: one object per line, one message per object.
//!
//! ```json
//! {"from": "Ana", "to": "Bo", "time": "2024-03-04T09:12:00Z", "text": "Good morning."}
//! ```
//!
//! `from` and `text` must be there and hold something. `to` and `time` may be missing or null. `time` is an
//! RFC 3339 string, or a number of seconds since 1970, or, from 100,000,000,000 on, of milliseconds. A string
//! without a zone is taken as it is written. Other fields are ignored; empty lines are skipped.

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde_json::{Map, Number, Value};

use super::{Format, Line, Transcript, blank, is_mark, name_of};

/// Numbers from here on are milliseconds: as seconds they would lie behind the year 5000.
const MILLISECONDS_FROM: u64 = 100_000_000_000;

/// Whether a line looks like the beginning of an object with fields, or is an empty one.
pub(super) fn begins(row: &str) -> bool {
    let row = row.trim_start_matches(|c: char| c.is_whitespace() || is_mark(c));
    row.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}']))
}

pub(super) fn read(rows: &[&[u8]]) -> Transcript {
    let mut transcript = Transcript::new(Format::Jsonl);
    for (number, row) in (1..).zip(rows) {
        if blank(row) {
            continue;
        }
        match message(row, number) {
            Ok(line) => transcript.take(line),
            Err(reason) => transcript.refuse(number, reason),
        }
    }
    transcript
}

fn message(row: &[u8], number: usize) -> Result<Line, String> {
    let row = std::str::from_utf8(row).map_err(|_| "not UTF-8".to_owned())?;
    let object: Map<String, Value> =
        serde_json::from_str(row.trim_start_matches('\u{feff}')).map_err(|error| not_json(&error))?;
    let from = name_of(string(&object, "from")?.ok_or("no `from`")?);
    let to = string(&object, "to")?.map(name_of).filter(|name| !name.is_empty());
    let text = string(&object, "text")?.ok_or("no `text`")?.to_owned();
    let time = match object.get("time") {
        None | Some(Value::Null) => None,
        Some(Value::String(time)) => {
            Some(written(time).ok_or_else(|| format!("`time`: {time:?} is no RFC 3339 time"))?)
        }
        Some(Value::Number(time)) => {
            Some(counted(time).ok_or_else(|| format!("`time`: {time} is out of range"))?)
        }
        Some(other) => return Err(format!("`time` is {}, not a string or a number", kind(other))),
    };
    Ok(Line { from, to, time, text, number })
}

/// A field that holds a string, or is missing or null.
fn string<'a>(object: &'a Map<String, Value>, field: &str) -> Result<Option<&'a str>, String> {
    match object.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(format!("`{field}` is {}, not a string", kind(other))),
    }
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn written(time: &str) -> Option<i64> {
    let time = time.trim();
    let zoned = time.parse::<Timestamp>().ok();
    let stamp = zoned.or_else(|| utc(time.parse::<DateTime>().ok()?));
    stamp.map(Timestamp::as_second)
}

fn utc(time: DateTime) -> Option<Timestamp> {
    jiff::tz::Offset::UTC.to_timestamp(time).ok()
}

fn counted(time: &Number) -> Option<i64> {
    // Through the decimal digits: a cast from f64 would saturate in silence.
    let digits = time.to_string();
    let whole: i64 = digits.split('.').next()?.parse().ok()?;
    let seconds = if whole.unsigned_abs() >= MILLISECONDS_FROM { whole.div_euclid(1000) } else { whole };
    Timestamp::from_second(seconds).ok().map(Timestamp::as_second)
}

/// The parser's words without its own line number, which would be 1 on every line.
fn not_json(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    match error.column() {
        0 => format!("not a JSON object: {words}"),
        column => format!("not a JSON object: {words} (column {column})"),
    }
}

#[cfg(test)]
mod tests;
