//! Recorded conversations, regenerated to the byte and derived a second time from the specifications.
//!
//! The files lie in `tests/vectors/transcripts/` and say themselves what they are: seed, secrets, what the API
//! shows on the way, frames. A change of any layout, label or order of drawing random numbers changes them. If that
//! is meant, write them anew and read the difference:
//!
//! ```text
//! DOORMAT_BLESS=1 cargo test -p doormat --test whole transcripts::
//! ```
//! - `record`, `record_field`: make the files, with the crates under test.
//! - `derive`, `derive_session`, `derive_field`: check the files, with nothing but the standards' own crates. Whoever
//!   writes a second implementation can do the same with the files alone.

use std::path::PathBuf;
use std::sync::LazyLock;

use honest::Suite;
use serde_json::Value;

mod derive;
mod derive_field;
mod derive_session;
mod record;
mod record_field;

/// One file: how it is made, and how it is checked.
struct Transcript {
    file: &'static str,
    record: fn() -> Value,
    derive: fn(&Value) -> Result<(), String>,
}

const TRANSCRIPTS: &[Transcript] = &[
    Transcript {
        file: "hybrid-one-time.json",
        record: || record::conversation(Suite::Hybrid, 1, 41),
        derive: derive::conversation,
    },
    Transcript {
        file: "hybrid-last-resort.json",
        record: || record::conversation(Suite::Hybrid, 0, 42),
        derive: derive::conversation,
    },
    Transcript {
        file: "classical-one-time.json",
        record: || record::conversation(Suite::Classical, 1, 43),
        derive: derive::conversation,
    },
    Transcript {
        file: "classical-signed-only.json",
        record: || record::conversation(Suite::Classical, 0, 44),
        derive: derive::conversation,
    },
    Transcript {
        file: "access-field.json",
        record: || record_field::message(45),
        derive: derive_field::message,
    },
];

/// What describes a file and is not derived.
const DESCRIPTION: [&str; 6] = ["what", "schema_version", "specification", "rewrite", "generator", "seed"];

impl Transcript {
    fn path(&self) -> PathBuf {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/transcripts");
        PathBuf::from(folder).join(self.file)
    }

    fn recorded(&self) -> String {
        serde_json::to_string_pretty(&(self.record)()).unwrap() + "\n"
    }

    fn committed(&self) -> String {
        LazyLock::force(&BLESSED);
        std::fs::read_to_string(self.path()).unwrap_or_else(|error| panic!("{}: {error}", self.file))
    }

    fn value(&self) -> Value {
        serde_json::from_str(&self.committed()).unwrap()
    }
}

/// Writes the files anew if that is asked for, once and before anybody reads them.
static BLESSED: LazyLock<()> = LazyLock::new(|| {
    if std::env::var_os("DOORMAT_BLESS").is_some_and(|value| value == "1") {
        for transcript in TRANSCRIPTS {
            std::fs::write(transcript.path(), transcript.recorded()).unwrap();
        }
    }
});

#[test]
fn the_same_seed_gives_the_committed_transcripts_to_the_byte() {
    for transcript in TRANSCRIPTS {
        let (recorded, committed) = (transcript.recorded(), transcript.committed());
        let differs = committed.lines().zip(recorded.lines()).position(|(old, new)| old != new);
        assert!(
            committed == recorded,
            "{} is not what its seed gives, from line {} on. If that is meant: \
             DOORMAT_BLESS=1 cargo test -p doormat --test whole transcripts::",
            transcript.file,
            differs.map_or_else(|| committed.lines().count() + 1, |line| line + 1),
        );
    }
}

#[test]
fn a_second_derivation_from_the_specifications_gives_every_value_and_opens_every_frame() {
    for transcript in TRANSCRIPTS {
        assert_eq!((transcript.derive)(&transcript.value()), Ok(()), "{}", transcript.file);
    }
}

#[test]
fn no_value_of_a_transcript_can_be_another_without_the_second_derivation_noticing() {
    for transcript in TRANSCRIPTS {
        let committed = transcript.value();
        let mut paths = Vec::new();
        leaves(&committed, String::new(), &mut paths);
        paths.retain(|path| !DESCRIPTION.iter().any(|key| path[1..].split('/').next() == Some(key)));
        assert!(paths.len() > 15, "{}: {} values", transcript.file, paths.len());
        for path in paths {
            let mut changed = committed.clone();
            change(changed.pointer_mut(&path).unwrap());
            assert!((transcript.derive)(&changed).is_err(), "{}: {path} may be anything", transcript.file);
        }
    }
}

#[test]
fn the_transcripts_stay_small_enough_to_be_read() {
    let sizes = TRANSCRIPTS.iter().map(|transcript| transcript.recorded().len());
    assert!(sizes.sum::<usize>() < 60_000);
}

/// Pointers to all values that have no others inside.
fn leaves(value: &Value, path: String, found: &mut Vec<String>) {
    match value {
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(at, value)| leaves(value, format!("{path}/{at}"), found));
        }
        Value::Object(values) => {
            values.iter().for_each(|(key, value)| leaves(value, format!("{path}/{key}"), found));
        }
        _ => found.push(path),
    }
}

/// Puts a near neighbour in a value's place: another letter or digit, another number, another flag. The middle of a
/// KEM seed would be the beginning of z, which decides about wrong ciphertexts only; so it is the end of the first
/// third.
fn change(value: &mut Value) {
    *value = match value {
        Value::String(text) => {
            let mut bytes = text.clone().into_bytes();
            let place = bytes.len() / 3;
            bytes[place] = if bytes[place] == b'a' { b'b' } else { b'a' };
            String::from_utf8(bytes).unwrap().into()
        }
        Value::Number(number) => (number.as_u64().unwrap() + 1).into(),
        Value::Bool(flag) => (!*flag).into(),
        Value::Null => serde_json::json!({ "id": 1, "kind": "one-time", "secret": "00".repeat(32) }),
        Value::Array(_) | Value::Object(_) => panic!("not a leaf"),
    };
}
