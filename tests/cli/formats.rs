//! Output for programs: JSON by its schema, JSON Lines, JUnit; and output for people without colours.

use quick_junit::{Report, TestCaseStatus};
use serde_json::Value;

use super::desk::{Desk, SMALL, answer};

/// A selection with all that can be in a run: cells that held, broke and do not apply, claims.
const MIXED: &str =
    "run --system clean,provider,shared --attack wire,coalition,theft --claim HP-18 --claim HP-01";

#[test]
fn every_run_is_what_the_printed_schema_says() {
    let desk = Desk::new();
    let schema: Value = serde_json::from_str(&desk.expected("schema")).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut run: Value =
        serde_json::from_str(&desk.expected(&format!("{MIXED} {SMALL} --format json"))).unwrap();
    let errors: Vec<String> = validator.iter_errors(&run).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    // The schema does not let everything through.
    run["cells"][0]["verdict"] = "perhaps".into();
    assert!(!validator.is_valid(&run));
}

#[test]
fn the_schema_forgets_no_field_of_a_run() {
    let desk = Desk::new();
    let schema: Value = serde_json::from_str(&desk.expected("schema")).unwrap();
    let known = schema.to_string();
    let run: Value = serde_json::from_str(&desk.expected(&format!("{MIXED} {SMALL} --format json"))).unwrap();
    let mut values = vec![&run];
    let mut fields = 0;
    while let Some(value) = values.pop() {
        match value {
            Value::Object(object) => {
                for (field, value) in object {
                    assert!(known.contains(&format!("\"{field}\":")), "{field} is not in the schema");
                    fields += 1;
                    values.push(value);
                }
            }
            Value::Array(array) => values.extend(array),
            _ => {}
        }
    }
    assert!(fields > 100, "{fields}");
}

#[test]
fn a_run_says_its_version_its_parameters_and_how_it_came_out() {
    let desk = Desk::new();
    let run = desk.json("--system clean,provider,shared --attack wire,coalition,theft --claim HP-18,HP-01");
    assert_eq!(run["schema_version"], 1);
    assert_eq!(run["tool"], format!("doormat {}", env!("CARGO_PKG_VERSION")));
    let (p, c) = (&run["parameters"], &run["conversations"]);
    for (field, value) in [("seed", 42), ("users", 4), ("sessions", 3), ("messages", 24), ("days", 4)] {
        assert_eq!(p[field], value, "{field}");
    }
    assert_eq!((&p["threshold"], &p["trustees"], &p["theft_day"]), (&2.into(), &3.into(), &2.into()));
    assert_eq!((&c["source"], &c["users"], &c["messages"]), (&"embedded".into(), &4.into(), &24.into()));
    assert_eq!(c["digest"].as_str().map(str::len), Some(64));
    let cells: Vec<String> = run["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| {
            let word = |field: &str| cell[field].as_str().unwrap().to_owned();
            format!("{}/{} {}", word("system"), word("attack"), word("verdict"))
        })
        .collect();
    assert_eq!(
        cells,
        [
            "clean/wire held",
            "clean/coalition held",
            "clean/theft held",
            "provider/wire held",
            "provider/coalition not_applicable",
            "provider/theft broken",
            "shared/wire held",
            "shared/coalition broken",
            "shared/theft broken",
        ]
    );
    let summary = serde_json::json!({
        "cells_as_expected": 9, "cells_contradicted": 0,
        "claims_as_expected": 2, "claims_contradicted": 0, "claims_inconclusive": 0
    });
    assert_eq!(run["summary"], summary);
}

#[test]
fn json_lines_are_the_cells_the_claims_and_the_summary_of_the_same_run() {
    let desk = Desk::new();
    let run: Value = serde_json::from_str(&desk.expected(&format!("{MIXED} {SMALL} --format json"))).unwrap();
    let lines = desk.expected(&format!("{MIXED} {SMALL} --format jsonl"));
    let mut kinds = Vec::new();
    let mut values = Vec::new();
    for line in lines.lines() {
        let mut value: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let kind = value.as_object_mut().unwrap().shift_remove("kind").unwrap();
        kinds.push(kind.as_str().unwrap().to_owned());
        values.push(value);
    }
    assert_eq!(kinds, [vec!["cell"; 9], vec!["claim"; 2], vec!["summary"]].concat());
    let expected = [run["cells"].as_array().unwrap(), run["claims"].as_array().unwrap()];
    assert_eq!(values[..11], expected.map(Vec::as_slice).concat());
    assert_eq!(values[11], run["summary"]);
    assert!(lines.ends_with("}\n"));
}

#[test]
fn junit_has_a_suite_for_each_system_and_one_for_the_claims() {
    let xml = Desk::new().expected(&format!("{MIXED} {SMALL} --format junit"));
    let report = Report::deserialize_from_str(&xml).unwrap_or_else(|error| panic!("{error}: {xml}"));
    assert_eq!(report.name.as_deref(), Some("doormat"));
    assert_eq!((report.tests, report.failures, report.errors), (11, 0, 0));
    let suites: Vec<(&str, usize)> =
        report.test_suites.iter().map(|suite| (suite.name.as_str(), suite.tests)).collect();
    assert_eq!(suites, [("clean", 3), ("provider", 3), ("shared", 3), ("claims", 2)]);
    let cases = report.test_suites.iter().flat_map(|suite| suite.test_cases.iter().map(move |c| (suite, c)));
    let skipped: Vec<_> = cases
        .filter(|(_, case)| matches!(case.status, TestCaseStatus::Skipped { .. }))
        .map(|(suite, case)| [suite.name.as_str(), case.name.as_str()].join("/"))
        .collect();
    assert_eq!(skipped, ["provider/coalition"], "what does not apply is skipped, not passed");
}

#[test]
fn text_that_no_terminal_reads_has_no_colours_and_no_control_characters() {
    let desk = Desk::new();
    let run = format!("run --system clean --attack wire {SMALL}");
    for words in [&run, "list", "explain shared", "doctor", "--help", "run --help", "man", "explain nobody"] {
        for colours in [None, Some("NO_COLOR")] {
            let mut command = desk.command();
            colours.map(|variable| command.env(variable, "1"));
            let answer = answer(command.args(words.split_whitespace()));
            let plain = |c: char| !c.is_control() || c == '\n';
            assert!(answer.stdout.chars().all(plain), "{words}: {answer:?}");
            assert!(answer.stderr.chars().all(plain), "{words}: {answer:?}");
        }
    }
}

#[test]
fn progress_is_a_counter_where_there_is_no_terminal_and_never_on_standard_output() {
    let desk = Desk::new();
    let cells =
        "run --system clean,provider --attack wire,relay --users 4 --sessions 3 --messages 24 --days 4";
    let quiet = desk.expected(&format!("{cells} --progress none"));
    for progress in ["", "--progress auto", "--progress counter"] {
        let answer = desk.doormat(&format!("{cells} {progress}"));
        assert_eq!(answer.stdout, quiet);
        assert!(answer.stderr.ends_with("4/4 cells\n"), "{answer:?}");
    }
    let bar = desk.doormat(&format!("{cells} --progress bar"));
    assert_eq!((bar.code, bar.stdout), (Some(0), quiet));
}

#[test]
fn a_selection_is_shown_in_full_and_a_large_one_as_a_table() {
    let desk = Desk::new();
    let short = desk.expected(&format!("run --system shared --attack wire {SMALL}"));
    assert!(short.contains("all messages: 0 of 24, 95% interval 0.000 to 0.142; predicted: none"), "{short}");
    let systems = "clean,provider,one-key,shared,epochs,threshold,committed,bound";
    let long = desk.expected(&format!("run --system {systems} --attack wire,relay {SMALL}"));
    assert!(!long.contains("95% interval"), "{long}");
    let row = long.lines().filter(|line| line.starts_with("provider ")).map(str::split_whitespace);
    assert_eq!(
        row.map(Iterator::collect::<Vec<_>>).collect::<Vec<_>>(),
        [["provider", "0", "100"]],
        "{long}"
    );
}
