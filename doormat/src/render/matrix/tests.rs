use attacks::parameters::Parameters;
use attacks::properties::PROPERTIES;
use attacks::report::Interval;

use super::*;
use crate::commands::matrix::{Column, NOTES};

fn cell(property: &str, standing: Standing, grade: Grade, count: (u64, u64)) -> PropertyCell {
    PropertyCell {
        property: property.to_owned(),
        standing,
        grade,
        successes: count.0,
        trials: count.1,
        interval: Interval::clopper_pearson(count.0, count.1),
        cost: "2 operations for each success".to_owned(),
        why: "because, as \"they\" say".to_owned(),
        command: "doormat run --system one".to_owned(),
    }
}

fn matrix(rows: usize) -> Matrix {
    let row = |number: usize| Row {
        system: format!("system-{number}"),
        stand_ins: if number == 0 { vec!["the checksum".to_owned()] } else { Vec::new() },
        cells: PROPERTIES
            .iter()
            .map(|property| match property.id {
                "P4" => cell("P4", Standing::Fails, Grade::Measured, (400, 400)),
                "P12" => cell("P12", Standing::Partial, Grade::Argued, (0, 0)),
                id => cell(id, Standing::Holds, Grade::Measured, (0, 400)),
            })
            .collect(),
    };
    Matrix {
        schema_version: 1,
        tool: "doormat".to_owned(),
        parameters: Parameters::default(),
        notes: NOTES.map(str::to_owned).to_vec(),
        properties: PROPERTIES.iter().map(|p| Column { id: p.id, name: p.name, game: p.game }).collect(),
        rows: (0..rows).map(row).collect(),
        ranking: None,
    }
}

#[test]
fn the_matrix_fits_eighty_and_a_hundred_and_sixty_columns() {
    for width in [80, 160] {
        for line in human(&matrix(3), width).lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn rates_show_where_there_is_room_and_letters_where_there_is_not() {
    assert!(human(&matrix(3), 160).contains("F 100"));
    let narrow = human(&matrix(3), 80);
    assert!(!narrow.contains("F 100"));
    assert!(narrow.lines().any(|line| line.starts_with("system-1") && line.contains("F")), "{narrow}");
}

#[test]
fn what_is_argued_is_told_apart_from_what_is_measured_without_colour() {
    assert_eq!(letter(&cell("P12", Standing::Partial, Grade::Argued, (0, 0))), "c");
    assert_eq!(letter(&cell("P12", Standing::Partial, Grade::Measured, (1, 2))), "C");
}

#[test]
fn superencryption_is_said_once_and_has_no_column() {
    let text = human(&matrix(3), 160);
    assert_eq!(text.matches("ENCRYPT BEFORE THEY WRITE").count(), 1);
    let heads = text.lines().find(|line| line.trim_start().starts_with("P1 ")).unwrap();
    assert!(heads.contains("P13") && !heads.contains("P14"), "{heads}");
}

#[test]
fn stand_ins_are_marked_in_the_row_and_named_in_full() {
    assert!(human(&matrix(3), 80).contains("system-0*"));
    assert!(human(&matrix(1), 80).contains("stand-in: the checksum"));
}

#[test]
fn one_row_is_told_with_interval_cost_and_command() {
    let text = human(&matrix(1), 80);
    for said in
        ["400 of 400, 95% interval 0.991 to 1.000", "2 operations for each success", "doormat run --system"]
    {
        assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(said), "{said}");
    }
}

#[test]
fn csv_has_a_line_for_each_cell_and_quotes_what_needs_it() {
    let text = csv(&matrix(2));
    assert_eq!(text.lines().count(), 1 + 2 * PROPERTIES.len());
    assert!(text.contains("\"because, as \"\"they\"\" say\""));
    assert_eq!(quoted("=1+1"), "'=1+1");
    assert_eq!(quoted("plain"), "plain");
}
