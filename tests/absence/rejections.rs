//! The table of rejections: every row there, every test it names written, every numbered test in it.

use std::collections::BTreeSet;

use super::source::{File, read, rust};

/// A row: its name, and the tests in its last cell.
struct Row {
    name: String,
    tests: BTreeSet<String>,
}

fn rows(page: &str) -> Vec<Row> {
    let lines = page.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let row = |line: &str| {
        let (name, last) = (line.split(" | ").next()?, line.rsplit(" | ").next()?);
        let number = name.strip_prefix(['P', 'E'])?;
        number.parse::<u32>().ok()?;
        let tests = last.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        Some(Row { name: name.to_owned(), tests })
    };
    lines.filter_map(row).collect()
}

/// The names of functions in files.
fn functions(files: &[File]) -> BTreeSet<String> {
    let code = files.iter().flat_map(|file| file.text.lines());
    let name = |line: &str| {
        let line = line.trim_start().trim_start_matches("pub ").trim_start_matches("async ");
        let name = line.strip_prefix("fn ")?;
        Some(name.split(['(', '<']).next()?.to_owned())
    };
    code.filter_map(name).collect()
}

/// The row that a test's name begins with, `p3_…` or `e12_…`.
fn row_of(test: &str) -> Option<String> {
    let (head, _) = test.split_once('_')?;
    let number = head.strip_prefix(['p', 'e'])?;
    number.parse::<u32>().ok()?;
    Some(head.to_uppercase())
}

#[test]
fn every_row_of_the_rejections_is_in_the_table_once() {
    let names: Vec<String> = rows(&read("docs/rejections.md")).into_iter().map(|row| row.name).collect();
    let wanted = (1..=21).map(|row| format!("P{row}")).chain((1..=23).map(|row| format!("E{row}")));
    for row in wanted {
        let times = names.iter().filter(|name| **name == row).count();
        assert_eq!(times, 1, "docs/rejections.md has row {row} {times} times");
    }
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
}

#[test]
fn every_test_that_the_rejections_name_is_written() {
    let written = functions(&rust(&["honest", "escrow", "attacks", "room", "tests"]));
    for row in rows(&read("docs/rejections.md")) {
        assert!(!row.tests.is_empty(), "docs/rejections.md: row {} names no test", row.name);
        let missing: Vec<&String> = row.tests.difference(&written).collect();
        assert!(missing.is_empty(), "docs/rejections.md, {}: no test is called {missing:?}", row.name);
    }
}

#[test]
fn every_numbered_test_is_named_in_its_row() {
    let rows = rows(&read("docs/rejections.md"));
    let numbered = functions(&rust(&["honest", "escrow", "room"]));
    let numbered: Vec<&String> = numbered.iter().filter(|name| row_of(name).is_some()).collect();
    assert!(numbered.len() > 100, "{}", numbered.len());
    for test in numbered {
        let row = rows.iter().find(|row| Some(&row.name) == row_of(test).as_ref());
        let named = row.is_some_and(|row| row.tests.contains(test));
        assert!(named, "docs/rejections.md: name `{test}` in row {}", row_of(test).unwrap_or_default());
    }
}

#[test]
fn the_table_is_read_as_it_is_written() {
    let page =
        "| row | tests |\n|---|---|\n| P1 | what | `p1_one`, `two` |\n| E2 | x | none |\n| other | `a` |\n";
    let read: Vec<(String, usize)> = rows(page).into_iter().map(|row| (row.name, row.tests.len())).collect();
    assert_eq!(read, [("P1".to_owned(), 2), ("E2".to_owned(), 0)]);
    assert_eq!(row_of("p12_of_it"), Some("P12".to_owned()));
    assert_eq!(row_of("every_one"), None);
}
