#![allow(clippy::unwrap_in_result, reason = "setting up a test is not what it tests")]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clap::Parser;

use super::*;
use crate::cli::{Cli, Command};
use crate::exit::Exit;
use crate::fixtures::small;

/// What the command line makes of a file with these lines and further options.
fn read_file(content: &str, options: &str) -> Result<Input, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, content).unwrap();
    read_path(path.to_str().unwrap(), options)
}

fn read_path(path: &str, options: &str) -> Result<Input, Failure> {
    let words = ["doormat", "run", "--conversations", path];
    let cli = Cli::try_parse_from(words.into_iter().chain(options.split_whitespace())).unwrap();
    let Some(Command::Run(args)) = cli.command else { panic!("not run") };
    read(&args.size, 7)
}

/// JSON Lines of a chat: from, to, minute (none if negative), text.
fn chat(lines: &[(&str, &str, i64, &str)]) -> String {
    let mut file = String::new();
    for (from, to, minute, text) in lines {
        let time = if *minute < 0 { "null".to_owned() } else { (minute * 60).to_string() };
        writeln!(file, r#"{{"from": "{from}", "to": "{to}", "time": {time}, "text": "{text}"}}"#).unwrap();
    }
    file
}

const WALK: [(&str, &str, i64, &str); 4] = [
    ("Isolde", "Bertrand", 1, "Have you the compass?"),
    ("Bertrand", "Isolde", 2, "In the blue coat."),
    ("Isolde", "Bertrand", 9, "Then north."),
    ("Bertrand", "Isolde", 10, "North it is."),
];

#[test]
fn the_embedded_conversations_fill_any_population() {
    for (users, sessions, messages, days) in [(2, 1, 1, 2), (4, 3, 24, 4), (9, 36, 200, 10), (60, 40, 400, 3)]
    {
        let wanted = Parameters { users, sessions, messages, days, theft_day: 1, ..Parameters::default() };
        let Input { parameters, script, source } = embedded(wanted.clone()).unwrap();
        assert_eq!((parameters, source.as_str()), (wanted, "embedded"));
        assert_eq!((script.users(), script.metas().len()), (users, messages));
        assert_eq!(script.sessions(), sessions.min(messages));
        let pairs: BTreeSet<_> =
            script.metas().iter().map(|m| (m.from.min(m.to), m.from.max(m.to))).collect();
        assert_eq!(pairs.len(), sessions.min(messages), "no two conversations are of the same two");
        for meta in script.metas() {
            assert!(
                meta.from != meta.to && meta.from < users && meta.to < users && meta.day < days,
                "{meta:?}"
            );
        }
    }
}

#[test]
fn the_embedded_conversations_are_spread_over_all_days_and_both_voices_speak() {
    let script = embedded(small()).unwrap().script;
    let days: BTreeSet<u32> = script.metas().iter().map(|meta| meta.day).collect();
    assert_eq!(days.len(), 4);
    for session in 0..script.sessions() {
        let voices: BTreeSet<_> =
            script.metas().iter().filter(|m| m.session == session).map(|m| m.from).collect();
        assert_eq!(voices.len(), 2, "conversation {session}");
    }
}

#[test]
fn six_pairs_speak_in_the_embedded_conversations() {
    assert_eq!(embedded_pairs(), 6);
}

#[test]
fn the_size_changes_what_is_said_and_the_seed_does_not() {
    let digest = |parameters| embedded(parameters).unwrap().script.digest();
    assert_eq!(digest(small()), digest(Parameters { seed: 1, ..small() }));
    assert_ne!(digest(small()), digest(Parameters { messages: 13, ..small() }));
}

#[test]
fn a_file_out_of_order_is_read_in_the_order_of_time() {
    let mut shuffled = WALK;
    shuffled.reverse();
    shuffled.swap(0, 2);
    let digest = |lines: &[_]| read_file(&chat(lines), "").unwrap().script.digest();
    assert_eq!(digest(&shuffled), digest(&WALK));
}

#[test]
fn where_one_line_has_no_time_the_order_of_the_file_is_the_order() {
    let mut timeless = WALK;
    timeless[3].2 = -1;
    let mut shuffled = timeless;
    shuffled.swap(0, 2);
    let froms = |lines: &[_]| -> Vec<String> {
        let script = read_file(&chat(lines), "").unwrap().script;
        script.metas().iter().map(|meta| meta.from.to_string()).collect()
    };
    let digest = |lines: &[_]| read_file(&chat(lines), "").unwrap().script.digest();
    assert_eq!(froms(&shuffled), froms(&timeless), "the same people take the same turns");
    assert_ne!(digest(&shuffled), digest(&timeless), "but they say other things");
}

#[test]
fn of_a_long_file_the_first_messages_are_used() {
    let Input { parameters, script, .. } = read_file(&chat(&WALK), "--messages 3").unwrap();
    assert_eq!((parameters.messages, script.metas().len()), (3, 3));
    assert_eq!(script.digest(), read_file(&chat(&WALK[..3]), "").unwrap().script.digest());
}

#[test]
fn the_people_of_a_file_set_the_size_of_the_run() {
    let mut group = WALK.to_vec();
    group.push(("Casimir", "Isolde", 11, "Wait for me."));
    let input = read_file(&chat(&group), "--days 3").unwrap();
    let Parameters { seed, users, sessions, messages, days, .. } = input.parameters;
    assert_eq!((seed, users, sessions, messages, days), (7, 3, 2, 5, 3));
    assert_eq!(input.source, "JSON Lines");
}

#[test]
fn no_name_no_text_and_no_name_of_a_file_is_kept_where_it_could_be_printed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("WhatsApp Chat with Isolde.txt");
    std::fs::write(&path, chat(&WALK)).unwrap();
    let input = read_path(path.to_str().unwrap(), "").unwrap();
    let shown = format!("{input:?} {} {}", input.source, serde_json::to_string(&input.parameters).unwrap());
    for secret in ["Isolde", "Bertrand", "compass", "WhatsApp Chat"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn other_names_are_the_same_run() {
    let renamed = chat(&WALK).replace("Isolde", "Zuleika").replace("Bertrand", "Aldous");
    let digest = |file: &str| read_file(file, "").unwrap().script.digest();
    assert_eq!(digest(&renamed), digest(&chat(&WALK)));
}

#[test]
fn wrong_options_are_refused_before_the_file_is_looked_at() {
    for options in ["--messages 0", "--days 1", "--trustees 4/3", "--theft-day 99"] {
        let failure = read_path("no/such/file", options).unwrap_err();
        assert!(matches!(failure, Failure::Parameters(_)), "{options}: {failure}");
    }
}

#[test]
fn what_gives_no_conversation_is_refused_as_a_mistake_of_the_user() {
    let alone = chat(&[("Isolde", "", 1, "Anyone?"), ("Isolde", "", 2, "No one.")]);
    assert!(matches!(read_file(&alone, "").unwrap_err(), Failure::OneVoice { .. }));
    assert!(matches!(read_file("", "").unwrap_err(), Failure::Conversations { .. }));
    assert!(matches!(read_path("no/such/file", "").unwrap_err(), Failure::Read { .. }));
    let holed = chat(&WALK) + "{\"from\": 3}\nnonsense\n";
    let strict = read_file(&holed, "--strict").unwrap_err();
    assert!(matches!(strict, Failure::BadLine { count: 2, .. }), "{strict}");
    for failure in [read_file(&alone, "").unwrap_err(), strict] {
        assert_eq!(failure.exit(), Exit::Usage);
    }
    assert_eq!(read_file(&holed, "").unwrap().script.metas().len(), 4, "without --strict they are skipped");
}
