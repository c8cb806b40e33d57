use attacks::attack::Aim;
use attacks::report::{Conversations, SCHEMA_VERSION, Summary};
use attacks::system::Cost;

use attacks::report::Part;

use super::*;
use crate::fixtures;

/// A part by its counts; one without trials does not apply.
fn part(name: &str, successes: u64, trials: u64) -> Part {
    Part {
        name: name.to_owned(),
        predicted: String::new(),
        applicable: trials > 0,
        successes,
        expected: successes,
        trials,
        wrong: 0,
        interval: None,
        as_expected: true,
    }
}

fn cell(system: &str, attack: &str, parts: Vec<Part>) -> Cell {
    let verdict = match parts.first() {
        Some(first) if !first.applicable => Verdict::NotApplicable,
        Some(first) if first.successes > 0 => Verdict::Broken,
        _ => Verdict::Held,
    };
    Cell {
        system: system.to_owned(),
        attack: attack.to_owned(),
        aim: Aim::Read,
        verdict,
        as_expected: true,
        parts,
        cost: Cost::default(),
        measures: Vec::new(),
    }
}

fn run(cells: Vec<Cell>) -> Run {
    Run {
        schema_version: SCHEMA_VERSION,
        tool: String::new(),
        parameters: fixtures::small(),
        conversations: Conversations {
            source: "embedded".to_owned(),
            digest: String::new(),
            users: 2,
            sessions: 1,
            messages: 1,
        },
        cells,
        claims: Vec::new(),
        summary: Summary::default(),
    }
}

/// The words of a line of a table.
fn words(table: &str, line: usize) -> Vec<&str> {
    table.lines().nth(line).unwrap().split_whitespace().collect()
}

#[test]
fn a_run_with_one_cell_has_one_row_and_one_column() {
    let table = comparison(&run(vec![cell("clean", "wire", vec![part("all messages", 0, 24)])]));
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(
        lines,
        ["               out-", "system        sider", "-------------------", "clean             0"]
    );
}

#[test]
fn a_run_without_cells_has_no_row_and_a_run_without_a_counted_attack_no_column() {
    assert_eq!(comparison(&run(Vec::new())).lines().count(), 3);
    let uncounted = comparison(&run(vec![cell("clean", "starve", vec![part("all", 1, 2)])]));
    assert_eq!(words(&uncounted, 3), ["clean"]);
}

#[test]
fn what_does_not_apply_is_a_dash_and_what_was_not_run_is_blank() {
    let table = comparison(&run(vec![
        cell("clean", "wire", vec![part("all messages", 0, 4)]),
        cell("clean", "forge", vec![part("all", 0, 0)]),
        cell("provider", "wire", vec![part("all messages", 4, 4)]),
    ]));
    assert_eq!(words(&table, 3), ["clean", "0", "-"]);
    assert_eq!(words(&table, 4), ["provider", "100"]);
}

#[test]
fn coalitions_below_the_threshold_are_added_up_and_those_at_it_are_not_among_them() {
    let parts = vec![
        part("2 keepers", 6, 12),
        part("3 keepers", 4, 4),
        part("0 keepers", 0, 4),
        part("1 keeper", 3, 12),
    ];
    let table = comparison(&run(vec![cell("shared", "coalition", parts)]));
    // 0 of 4 and 3 of 12 below, 6 of 12 at the threshold.
    assert_eq!(words(&table, 3), ["shared", "19", "50"]);
}

#[test]
fn each_system_has_its_own_threshold() {
    let one = vec![part("1 keeper", 9, 9), part("0 keepers", 0, 9)];
    let two = vec![part("2 keepers", 9, 9), part("0 keepers", 0, 9), part("1 keeper", 0, 9)];
    let table = comparison(&run(vec![cell("one-key", "coalition", one), cell("shared", "coalition", two)]));
    assert_eq!(words(&table, 3), ["one-key", "0", "100"]);
    assert_eq!(words(&table, 4), ["shared", "0", "100"]);
}

#[test]
fn what_a_warrant_delivers_is_not_counted_as_what_lies_beyond_it() {
    let parts = vec![part("other people", 1, 4), part("other days", 0, 4), part(DELIVERED, 2, 2)];
    let table = comparison(&run(vec![cell("shared", "scope", parts)]));
    assert_eq!(words(&table, 3), ["shared", "100", "13"]);
}

#[test]
fn old_and_new_messages_are_told_apart_by_the_names_that_theft_gives_them() {
    let run = fixtures::run(&["shared"], &["theft"], &[]);
    let rate = |name: &str| {
        let part = run.cells[0].part(name).unwrap();
        percent(part.successes, part.trials)
    };
    let (old, new) = (rate("written before the theft"), rate("written after it"));
    assert_eq!(words(&comparison(&run), 3), ["shared", &old, &new]);
    assert_eq!((old.as_str(), new.as_str()), ("100", "100"));
}

#[test]
fn every_column_finds_parts_in_a_real_run() {
    let attacks: Vec<&str> = COLUMNS.iter().map(|column| column.attack).collect();
    let mut once = attacks.clone();
    once.dedup();
    let table = comparison(&fixtures::run(&["shared"], &once, &[]));
    let row = words(&table, 3);
    assert_eq!(row.len(), 1 + COLUMNS.len(), "{table}");
    assert!(row[1..].iter().all(|rate| *rate != "-"), "{table}");
}

#[test]
fn rows_and_rule_fit_eighty_columns_however_many_there_are() {
    let cells = attacks::SYSTEMS.iter().flat_map(|system| {
        COLUMNS.iter().map(|column| cell(system.id, column.attack, vec![part("2 keepers", 479, 480)]))
    });
    let table = comparison(&run(cells.collect()));
    assert_eq!(table.lines().count(), 3 + attacks::SYSTEMS.len());
    for line in table.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn beside_the_table_stands_what_no_column_counts() {
    let lost = || vec![part("all", 2, 4)];
    let held = || vec![part("all", 0, 4)];
    let beside = beside(&run(vec![
        cell("clean", "impersonate", held()),
        cell("clean", "swap", lost()),
        cell("clean", "wire", held()),
        cell("clean", "seize-nothing", held()),
        cell("shared", "swap", lost()),
        cell("shared", "wire", lost()),
        cell("shared", "garble", lost()),
        cell("identity-key", "impersonate", lost()),
    ]));
    let lines: Vec<&str> = beside.lines().collect();
    assert_eq!(lines[0], "Alike on the clean messenger and all others that the question arises on: swap");
    assert_eq!(lines[1], "succeed.");
    assert!(
        lines[2].starts_with("Alike on all systems that the question arises on, the clean one"),
        "{lines:?}"
    );
    assert!(lines[3].ends_with("them: garble succeed."), "{lines:?}");
    assert_eq!(lines[4..], ["Beside these, impersonate succeeds on identity-key."]);
}
