use super::*;
use crate::lab::Lab;
use crate::report::{Cell, Measure};
use crate::script::Script;

fn lab(thorough: bool) -> Lab {
    let parameters = Parameters {
        users: 4,
        sessions: 3,
        messages: 60,
        days: 6,
        theft_day: 3,
        thorough,
        ..Parameters::default()
    };
    let script = Script::sample(&parameters);
    Lab::new(parameters, script, "test".to_owned())
}

fn counts(cell: &Cell, name: &str) -> (u64, u64) {
    let part = cell.part(name).unwrap();
    (part.successes, part.trials)
}

fn figure<'c>(cell: &'c Cell, name: &str) -> &'c Measure {
    cell.measures.iter().find(|measure| measure.name == name).unwrap()
}

#[test]
fn a_thousand_of_a_thousand_deceive_in_a_thorough_run_and_none_where_messages_commit_to_their_key() {
    let lab = lab(true);
    let plain = lab.cell("shared", "two-keys").unwrap();
    assert!(plain.as_expected, "{plain:#?}");
    // Sixty messages, said again until there are a thousand.
    assert_eq!(counts(&plain, DECEIVED), (1_000, 1_000));
    assert_eq!(counts(&plain, EVADED), (1_000, 1_000));
    assert_eq!(counts(&plain, rogue::CONTROL).0, 0);
    let committed = lab.cell("committed", "two-keys").unwrap();
    assert!(committed.as_expected, "{committed:#?}");
    assert_eq!(counts(&committed, DECEIVED), (0, 1_000));
    assert_eq!(counts(&committed, EVADED), (1_000, 1_000));
    for cell in [&plain, &committed] {
        let mean = figure(cell, "attempts for each of them, mean");
        let interval = mean.expected.unwrap();
        assert_eq!((interval.low, interval.high), (1.5, 1.7));
        assert!(mean.as_expected, "{}", mean.value);
    }
}

#[test]
fn a_commitment_costs_32_bytes_and_a_message_without_one_shows_no_such_figure() {
    let lab = lab(false);
    let name = "bytes that a commitment adds to a message";
    let committed = lab.cell("committed", "two-keys").unwrap();
    assert!((figure(&committed, name).value - 32.0).abs() < 0.1);
    let plain = lab.cell("shared", "two-keys").unwrap();
    assert!(plain.measures.iter().all(|measure| measure.name != name));
}

#[test]
fn a_short_run_is_held_against_a_wider_interval() {
    let cell = lab(false).cell("shared", "two-keys").unwrap();
    let mean = figure(&cell, "attempts for each of them, mean");
    let interval = mean.expected.unwrap();
    assert!(interval.low < 1.5 && interval.high > 1.7, "{interval:?}");
    assert!(mean.as_expected, "{}", mean.value);
}
