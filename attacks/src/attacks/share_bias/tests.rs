use super::*;
use crate::catalogue::ATTACKS;
use crate::lab::Lab;
use crate::report::{Cell, Verdict};
use crate::script::Script;

const FAMILY: [&str; 4] = ["redealt", "redealt-blahaj", "redealt-feldman", "redealt-fresh"];

fn lab(parameters: Parameters) -> Lab {
    let script = Script::sample(&parameters);
    Lab::new(parameters, script, "test".to_owned())
}

fn small() -> Parameters {
    Parameters { users: 4, sessions: 3, messages: 24, days: 6, theft_day: 3, ..Parameters::default() }
}

/// Successes and trials of a part.
fn came_out(cell: &Cell, name: &str) -> (u64, u64) {
    let part = cell.part(name).unwrap();
    assert!(part.applicable, "{name}");
    (part.successes, part.trials)
}

#[test]
fn every_attack_on_a_key_that_is_dealt_again_comes_out_as_predicted() {
    let lab = lab(small());
    for system in FAMILY {
        for attack in ATTACKS {
            let cell = lab.cell(system, attack.id()).unwrap();
            assert!(cell.as_expected, "{system}/{}: {cell:#?}", attack.id());
        }
    }
}

#[test]
fn two_keepers_of_three_needed_open_every_message_once_sharks_dealt_the_key_750_times_more() {
    let cell = lab(small()).cell("redealt", "share-bias").unwrap();
    assert_eq!(cell.verdict, Verdict::Broken);
    assert_eq!(came_out(&cell, OPENED), (24, 24));
    assert_eq!(came_out(&cell, BELOW), (0, 24));
    assert_eq!(came_out(&cell, RECOVERED), (10, 10));
    let measure = |name: &str| cell.measures.iter().find(|measure| measure.name == name).unwrap();
    assert!((measure("dealings of the escrow key").value - 750.0).abs() < 0.5);
    assert!(measure(UNTIL_40_BITS).expected.is_some());
}

#[test]
fn where_one_key_is_dealt_often_but_uniformly_or_a_fresh_one_each_time_they_open_nothing() {
    let lab = lab(small());
    for (system, opened) in FAMILY.iter().skip(1).map(|system| (*system, (0, 24))) {
        let cell = lab.cell(system, "share-bias").unwrap();
        assert_eq!(cell.verdict, Verdict::Held);
        assert_eq!(came_out(&cell, OPENED), opened, "{system}");
        assert_eq!(came_out(&cell, RECOVERED), (0, 10), "{system}");
        let ends = cell.measures.iter().filter(|measure| measure.name.contains("contradict"));
        assert_eq!(ends.count(), 5, "{system}");
    }
    let fresh = lab.cell("redealt-fresh", "share-bias").unwrap();
    assert_eq!(came_out(&fresh, FRESH), (0, 5_000));
}

#[test]
fn where_a_key_is_dealt_once_or_to_nobody_k_minus_one_keepers_open_nothing() {
    let lab = lab(small());
    for system in ["clean", "shared", "epochs", "session-root", "identity-key"] {
        let cell = lab.cell(system, "share-bias").unwrap();
        assert!(cell.as_expected, "{system}");
        assert_eq!(came_out(&cell, OPENED), (0, 24), "{system}");
    }
    for system in ["provider", "one-key"] {
        let cell = lab.cell(system, "share-bias").unwrap();
        assert_eq!(cell.verdict, Verdict::NotApplicable, "{system}");
    }
}

#[test]
fn it_holds_for_every_threshold_that_a_run_may_have() {
    for (threshold, trustees) in [(2, 2), (2, 5), (4, 4), (5, 7), (20, 20)] {
        let lab = lab(Parameters { threshold, trustees, ..small() });
        for system in ["redealt", "redealt-blahaj"] {
            let cell = lab.cell(system, "share-bias").unwrap();
            assert!(cell.as_expected, "{system}, {threshold} of {trustees}: {:#?}", cell.parts);
        }
    }
}

#[test]
fn a_few_dealings_of_the_same_key_are_not_enough() {
    // The daily dealings of a short run, at the hands of every coalition.
    let cell = lab(small()).cell("redealt", "coalition").unwrap();
    assert_eq!(came_out(&cell, "2 keepers"), (0, 240));
    assert_eq!(came_out(&cell, "3 keepers"), (240, 240));
}
