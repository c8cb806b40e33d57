use super::*;
use crate::catalogue::{self, ATTACKS};
use crate::lab::Lab;
use crate::report::{Cell, ClaimOutcome, Part};
use crate::script::Script;

const FAMILY: [&str; 3] = ["ghost-user", "ghost-signed", "ghost-log"];

fn small() -> Parameters {
    Parameters { users: 4, sessions: 3, messages: 24, days: 6, theft_day: 3, ..Parameters::default() }
}

fn lab(parameters: Parameters) -> Lab {
    parameters.validate().unwrap();
    let script = Script::sample(&parameters);
    Lab::new(parameters, script, "test".to_owned())
}

fn named<'c>(cell: &'c Cell, part: &str) -> &'c Part {
    cell.part(part).unwrap()
}

fn assert_as_expected(cell: &Cell) {
    assert!(cell.as_expected, "{}/{}: {:#?} {:#?}", cell.system, cell.attack, cell.parts, cell.measures);
}

#[test]
fn every_attack_comes_out_on_every_system_of_the_family_as_foretold() {
    let lab = lab(small());
    for system in FAMILY {
        for attack in ATTACKS {
            assert_as_expected(&lab.cell(system, attack.id()).unwrap());
        }
    }
}

#[test]
fn the_ghost_comes_out_as_foretold_in_runs_of_other_shapes_and_contradicts_no_claim_about_it() {
    let shapes = [
        Parameters { users: 2, sessions: 1, messages: 9, days: 3, theft_day: 1, ..small() },
        Parameters { users: 2, sessions: 1, messages: 5, days: 2, theft_day: 1, ..small() },
        Parameters { users: 3, sessions: 3, messages: 31, days: 7, theft_day: 2, seed: 1, ..small() },
        Parameters { users: 9, sessions: 30, messages: 45, days: 12, theft_day: 6, seed: 4, ..small() },
        Parameters { users: 6, sessions: 12, messages: 90, days: 10, theft_day: 5, seed: 9, ..small() },
    ];
    for shape in shapes {
        let lab = lab(shape);
        for system in FAMILY.into_iter().chain(["clean", "shared"]) {
            assert_as_expected(&lab.cell(system, "ghost").unwrap());
        }
        for id in ["HC-18", "HP-10"] {
            let claim = catalogue::claim(id).unwrap().measure(&lab).unwrap();
            assert_ne!(claim.outcome, ClaimOutcome::Contradicted, "{id}: {}", claim.measured);
        }
    }
}

#[test]
fn with_directory_trust_all_of_the_target_is_heard_and_nobody_says_a_word() {
    let lab = lab(Parameters { messages: 90, ..small() });
    let cell = lab.cell("ghost-user", "ghost").unwrap();
    for part in [HEARD, UNNOTICED, BRIEF, INSIDER, INSIDER_UNNOTICED, COMPARED] {
        let part = named(&cell, part);
        assert!(part.trials > 0 && part.successes == part.trials, "{part:?}");
    }
    for part in [BEFORE, OTHERS, TOUCHED] {
        let part = named(&cell, part);
        assert!(part.trials > 0 && part.successes == 0, "{part:?}");
    }
    for part in [SPOKEN, HEALED] {
        let part = named(&cell, part);
        assert!(part.successes > 0 && part.successes == part.expected, "{part:?}");
    }
    assert!(cell.measure(WITHHELD).unwrap() > 0.0);
    assert_eq!((cell.measure(COPIES), cell.measure(JOURNAL)), (Some(2.0), Some(0.0)));
}

#[test]
fn on_the_clean_messenger_the_same_calls_bring_nothing() {
    let lab = lab(small());
    let cell = lab.cell("clean", "ghost").unwrap();
    assert!(cell.parts.iter().all(|part| part.applicable && part.successes == 0));
    assert!(cell.parts.iter().filter(|part| part.trials > 0).count() > 8);
    assert_eq!(cell.measure(COPIES), Some(1.0));
}

#[test]
fn signed_devices_stop_the_listener_and_leave_strangers_to_whoever_runs_the_directory() {
    let lab = lab(small());
    let cell = lab.cell("ghost-signed", "ghost").unwrap();
    assert!(cell.parts.iter().all(|part| part.successes == 0), "{:#?}", cell.parts);
    let swap = lab.cell("ghost-signed", "swap").unwrap();
    let trusting = named(&swap, crate::attacks::swap::TRUSTING);
    assert!(trusting.trials > 0 && trusting.successes == trusting.trials);
}

#[test]
fn a_log_stops_nobody_and_tells_on_everybody_but_the_listener_of_one_day() {
    let lab = lab(small());
    let cell = lab.cell("ghost-log", "ghost").unwrap();
    for (part, all) in
        [(HEARD, true), (INSIDER, true), (BRIEF, true), (UNNOTICED, false), (INSIDER_UNNOTICED, false)]
    {
        let part = named(&cell, part);
        assert!(part.trials > 0, "{part:?}");
        assert_eq!(part.successes, if all { part.trials } else { 0 }, "{part:?}");
    }
    assert_eq!(cell.measure("days until the first messenger can prove it"), Some(0.0));
    assert_eq!(cell.measure("size of the proof that two logs were shown"), Some(264.0));
}

#[test]
fn the_fix_of_each_repair_stops_what_it_says_and_what_survives_it_succeeds() {
    let lab = lab(small());
    for system in FAMILY {
        let Some(fix) = catalogue::system(system).unwrap().fix else { continue };
        let successes = |system: &str, (attack, part): (&str, &str)| {
            named(&lab.cell(system, attack).unwrap(), part).successes
        };
        assert!(successes(fix.of, fix.stops) > 0, "{system}");
        assert_eq!(successes(system, fix.stops), 0, "{system}");
        assert!(successes(system, fix.survivor) > 0, "{system}");
    }
}

#[test]
fn a_system_with_another_door_is_not_asked() {
    let lab = lab(small());
    for system in ["shared", "provider", "identity-key"] {
        let cell = lab.cell(system, "ghost").unwrap();
        assert!(cell.parts.iter().all(|part| !part.applicable), "{system}");
    }
}

#[test]
fn detection_by_gossip_lies_within_the_bounds_of_its_formula_for_other_seeds_too() {
    for seed in 0..4 {
        for measure in gossip::measures(&Parameters { seed, ..small() }) {
            let (low, high) = measure.expected.unwrap_or((f64::MIN, f64::MAX));
            assert!((low..=high).contains(&measure.value), "seed {seed}: {measure:?}");
        }
    }
}

#[test]
fn detection_by_gossip_lies_within_the_tighter_bounds_of_the_long_runs() {
    for measure in gossip::measures(&Parameters { thorough: true, ..small() }) {
        let (low, high) = measure.expected.unwrap_or((f64::MIN, f64::MAX));
        assert!((low..=high).contains(&measure.value), "{measure:?}");
    }
}
