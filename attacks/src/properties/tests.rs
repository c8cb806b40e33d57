use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::catalogue::{self, SYSTEMS};
use crate::parameters::Parameters;
use crate::script::Script;

fn lab() -> Lab {
    let parameters =
        Parameters { users: 4, sessions: 3, messages: 24, days: 6, theft_day: 3, ..Parameters::default() };
    let script = Script::sample(&parameters);
    Lab::new(parameters, script, "test".to_owned())
}

fn cell(lab: &Lab, system: &str, id: &str) -> PropertyCell {
    let row = row(lab, catalogue::system(system).unwrap(), &[property(id).unwrap()]).unwrap();
    row.cells.into_iter().next().unwrap()
}

#[test]
fn there_are_twenty_two_in_order_each_with_a_game_and_attacks_that_exist() {
    for (number, property) in (1..).zip(PROPERTIES) {
        assert_eq!(property.id, format!("P{number}"));
        assert!(property.game.len() > 30 && !property.name.is_empty());
        for evidence in property.evidence {
            assert!(catalogue::attack(evidence.attack).is_some(), "{}: {}", property.id, evidence.attack);
        }
    }
    assert_eq!(PROPERTIES.len(), 22);
}

#[test]
fn named_parts_are_parts_of_their_attacks() {
    let parameters = Parameters::default();
    for evidence in PROPERTIES.iter().flat_map(|property| property.evidence) {
        let Parts::Named(name) = evidence.parts else { continue };
        let attack = catalogue::attack(evidence.attack).unwrap();
        let has = |entry: &&SystemEntry| {
            let parts = attack.predict(&(entry.facts)(&parameters), &parameters);
            parts.iter().any(|part| part.part == name)
        };
        assert!(SYSTEMS.iter().any(has), "{}: {name}", evidence.attack);
    }
}

#[test]
fn what_systems_argue_is_about_properties_that_exist_each_once_and_never_passes_for_a_measurement() {
    for entry in SYSTEMS {
        let mut seen = BTreeSet::new();
        for argued in entry.argued {
            assert!(property(argued.property).is_some(), "{}: {}", entry.id, argued.property);
            assert!(seen.insert(argued.property), "{}: {} twice", entry.id, argued.property);
            assert_ne!(argued.grade, Grade::Measured, "{}: {}", entry.id, argued.property);
            assert!(argued.why.len() > 20, "{}: {}", entry.id, argued.property);
        }
    }
}

#[test]
fn nothing_in_few_trials_is_too_few_and_nothing_in_many_holds() {
    assert_eq!(standing(0, ENOUGH - 1, Rule::Worst), Standing::TooFew);
    assert_eq!(standing(0, ENOUGH, Rule::Worst), Standing::Holds);
    assert_eq!(standing(1, 10_000, Rule::Worst), Standing::Partial);
    assert_eq!(standing(9_900, 10_000, Rule::Worst), Standing::Fails);
    assert_eq!(standing(96, 100, Rule::Worst), Standing::Partial);
    assert_eq!(standing(3, 3, Rule::Worst), Standing::Fails);
    assert_eq!(standing(3, 3, Rule::Use), Standing::Holds);
    assert_eq!(standing(0, 3, Rule::Use), Standing::Fails);
    assert_eq!(standing(1, 3, Rule::Use), Standing::Partial);
}

#[test]
fn a_theft_fails_under_escrow_and_opens_nothing_of_the_clean_messenger() {
    let lab = lab();
    let shared = cell(&lab, "shared", "P4");
    assert_eq!((shared.standing, shared.grade), (Standing::Fails, Grade::Measured));
    assert_eq!((shared.successes, shared.trials), (24, 24));
    assert!(shared.command.contains("--system shared --attack theft"), "{}", shared.command);
    let clean = cell(&lab, "clean", "P4");
    assert_eq!((clean.standing, clean.successes), (Standing::TooFew, 0));
}

#[test]
fn a_use_is_served_by_escrow_and_not_by_the_clean_messenger() {
    let lab = lab();
    assert_eq!(cell(&lab, "shared", "P20").standing, Standing::Holds);
    assert_eq!(cell(&lab, "clean", "P20").standing, Standing::Fails);
}

#[test]
fn a_provider_is_kept_out_by_comparing_only() {
    let lab = lab();
    let clean = cell(&lab, "clean", "P2");
    assert_eq!(clean.standing, Standing::Partial, "{}", clean.why);
    assert!(clean.why.contains("nobody compares (swap): 24 of 24"), "{}", clean.why);
}

#[test]
fn overhead_is_counted_against_the_clean_messenger() {
    let lab = lab();
    assert!(cell(&lab, "clean", "P21").cost.contains(" +0 against"), "{}", cell(&lab, "clean", "P21").cost);
    let shared = cell(&lab, "shared", "P21").cost;
    assert!(shared.contains('+') && !shared.contains("+0 "), "{shared}");
}

#[test]
fn a_question_that_does_not_arise_says_why() {
    let lab = lab();
    let cell = cell(&lab, "provider", "P13");
    assert_eq!(cell.standing, Standing::NotApplicable);
    assert!(cell.why.starts_with("not applicable: "), "{}", cell.why);
}

fn made(system: &str, values: &[(&str, Standing)]) -> Row {
    let cell = |(id, standing): &(&str, Standing)| said(property(id).unwrap(), *standing, Grade::Argued, "");
    Row { system: system.to_owned(), stand_ins: Vec::new(), cells: values.iter().map(cell).collect() }
}

fn weights(of: &[(&str, f64)]) -> Result<Weights, WeightError> {
    Weights::new(of.iter().map(|(id, weight)| ((*id).to_owned(), *weight)).collect::<BTreeMap<_, _>>())
}

#[test]
fn weights_decide_the_ranking_and_the_deciding_cell_is_named() {
    let rows = [
        made("useful", &[("P4", Standing::Fails), ("P20", Standing::Holds)]),
        made("closed", &[("P4", Standing::Holds), ("P20", Standing::Fails)]),
    ];
    let security = weights(&[("P4", 3.0), ("P20", 1.0)]).unwrap().rank(&rows);
    assert_eq!(security.scores, [("closed".to_owned(), 0.75), ("useful".to_owned(), 0.25)]);
    assert_eq!(security.deciding[0].property, "P4");
    let access = weights(&[("P4", 1.0), ("P20", 3.0)]).unwrap().rank(&rows);
    assert_eq!(access.scores[0].0, "useful");
    assert_eq!(access.deciding[0].property, "P20");
}

#[test]
fn what_does_not_apply_counts_neither_way() {
    let rows = [made("one", &[("P4", Standing::NotApplicable), ("P20", Standing::Holds)])];
    assert_eq!(weights(&[("P4", 9.0), ("P20", 1.0)]).unwrap().rank(&rows).scores[0].1, 1.0);
}

#[test]
fn weights_that_mean_nothing_are_refused() {
    assert_eq!(weights(&[("P23", 1.0)]), Err(WeightError::Unknown("P23".to_owned())));
    assert!(matches!(weights(&[("P1", -1.0)]), Err(WeightError::Negative { .. })));
    assert!(matches!(weights(&[("P1", f64::NAN)]), Err(WeightError::Negative { .. })));
    assert_eq!(weights(&[("P1", 0.0)]), Err(WeightError::Nothing));
    assert_eq!(weights(&[]), Err(WeightError::Nothing));
}
