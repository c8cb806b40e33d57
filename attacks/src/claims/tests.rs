use std::sync::{Arc, Mutex};

use super::*;
use crate::attack::{Expect, foresee};
use crate::attacks::ghost;
use crate::attacks::share_bias::{self, UNTIL_40_BITS};
use crate::catalogue;
use crate::catalogue::CLAIMS;
use crate::intruders::work::bench::{POINTS, Who};
use crate::parameters::Parameters;
use crate::report::{Measure, Verdict};
use crate::script::Script;
use crate::system::Cost;

mod details;

/// Trials of each part of the cells made here: more than the small runs that a claim makes for itself.
const TRIALS: u64 = 1_000;

/// A lab so small that what HC-03 runs for itself takes no time.
fn lab() -> Lab {
    let parameters =
        Parameters { users: 4, sessions: 2, messages: 24, days: 6, theft_day: 3, ..Parameters::default() };
    let script = Script::sample(&parameters);
    Lab::new(parameters, script, "test".to_owned())
}

fn part(name: &str, successes: u64, trials: u64) -> Part {
    Part {
        name: name.to_owned(),
        predicted: String::new(),
        applicable: true,
        successes,
        expected: successes,
        trials,
        wrong: 0,
        interval: None,
        as_expected: true,
    }
}

/// The cell in which exactly that came out which the attack predicts: all, nothing or half of every part.
fn foretold(parameters: &Parameters, system: &str, attack: &str) -> Cell {
    let facts = (catalogue::system(system).unwrap().facts)(parameters);
    let attack = catalogue::attack(attack).unwrap();
    let predictions = foresee(attack, &facts, parameters);
    let parts = predictions.iter().map(|prediction| {
        let successes = match prediction.expect {
            Expect::Nothing | Expect::NotApplicable(_) => 0,
            Expect::Epochs(first, last) if first > last => 0,
            Expect::Everything => TRIALS,
            // In the lab here, all days of the warrant lie in kept epochs.
            Expect::Epochs(0, 1) if prediction.part == "under the warrant: delivered" => TRIALS,
            Expect::Epochs(..) | Expect::FirstTurns(_) | Expect::Marked(_) => TRIALS / 2,
            Expect::With(..) | Expect::Without(..) => TRIALS / 2,
            Expect::Rate(low, high, _) => u64::from(low + high) * TRIALS / 2_000,
        };
        let applicable = !matches!(prediction.expect, Expect::NotApplicable(_));
        Part { applicable, ..part(&prediction.part, successes, TRIALS) }
    });
    let reach = if facts.epochs {
        parameters.theft_day - parameters.first_kept(parameters.theft_day) * parameters.epoch_days
    } else {
        parameters.theft_day
    };
    let measure = |name: &str, value| Measure {
        name: name.to_owned(),
        value,
        unit: String::new(),
        expected: None,
        as_expected: true,
        extrapolated: false,
    };
    let mut cell = Cell {
        system: system.to_owned(),
        attack: attack.id().to_owned(),
        aim: attack.aim(),
        verdict: Verdict::Held,
        as_expected: true,
        parts: parts.collect(),
        cost: Cost::default(),
        measures: vec![
            measure("oldest message opened, before the theft", f64::from(reach)),
            measure("overhead of a lock", 16.0),
            measure("opened by the authority to something", 1_000.0),
            measure(UNTIL_40_BITS, 640.0),
            measure(crate::attacks::rogue_leaf::MEAN, 65_536.0),
            measure(crate::attacks::rogue_leaf::MINUTES, 28.0),
            measure("constants replaced", 62.0),
            measure("trials before there was a warrant", if system == "partial" { 100.0 } else { 0.0 }),
            measure(ghost::WITHHELD, 3.0),
        ],
    };
    for (who, grows) in [
        (Who::Holder, true),
        (Who::Thief, true),
        (Who::OwnGroups, true),
        (Who::FreshKeys, true),
        (Who::OneKey, false),
        (Who::Beforehand, false),
        (Who::Shared, false),
    ] {
        let points = POINTS.into_iter().zip(who.names());
        let cost = |messages| if grows { f64::from(u32::try_from(messages).unwrap()) } else { 50.0 };
        cell.measures.extend(points.map(|(messages, name)| measure(name, cost(messages))));
    }
    judge(&mut cell);
    cell
}

/// A change of a figure of a cell.
fn refigured(name: &str, value: f64, as_expected: bool) -> impl Fn(&mut Cell) {
    move |cell| {
        let figure = cell.measures.iter_mut().find(|measure| measure.name == name).unwrap();
        (figure.value, figure.as_expected) = (value, as_expected);
    }
}

fn judge(cell: &mut Cell) {
    cell.verdict = if cell.parts[0].successes > 0 { Verdict::Broken } else { Verdict::Held };
}

/// The same cell with nothing of what came out wholly, all of what did not come out, and `half` of what did in part.
fn turned_round(mut cell: Cell, half: u64) -> Cell {
    for part in &mut cell.parts {
        part.successes = match part.successes {
            0 => part.trials,
            all if all == part.trials => 0,
            _ => half,
        };
        part.as_expected = false;
    }
    cell.as_expected = false;
    judge(&mut cell);
    cell
}

/// A lab that holds the cells which a claim needs, each as predicted and then changed.
fn lab_for(claim: &Claim, mut change: impl FnMut(Cell) -> Cell) -> Lab {
    let lab = lab();
    for (system, attack) in claim.needs {
        lab.keep(change(foretold(lab.parameters(), system, attack)));
    }
    lab
}

fn outcome(claim: &Claim, change: impl FnMut(Cell) -> Cell) -> ClaimOutcome {
    claim.measure(&lab_for(claim, change)).unwrap().outcome
}

/// A change of one cell alone.
fn only(system: &str, attack: &str, change: impl Fn(&mut Cell)) -> impl Fn(Cell) -> Cell {
    move |mut cell| {
        if (cell.system.as_str(), cell.attack.as_str()) == (system, attack) {
            change(&mut cell);
        }
        cell
    }
}

fn claim(id: &str) -> &'static Claim {
    catalogue::claim(id).unwrap()
}

#[test]
fn a_judgement_is_as_expected_if_every_condition_held_and_contradicted_if_one_did_not() {
    let judged = |conditions: &[bool]| {
        let mut findings = Findings::default();
        for holds in conditions {
            findings.require(*holds);
        }
        findings.done().unwrap().outcome
    };
    assert_eq!(judged(&[true, true, true]), ClaimOutcome::AsExpected);
    assert_eq!(judged(&[false, true, true]), ClaimOutcome::Contradicted);
    assert_eq!(judged(&[true, true, false]), ClaimOutcome::Contradicted);
}

#[test]
fn what_a_run_cannot_tell_is_inconclusive_whether_or_not_a_condition_failed() {
    for (there, holds, outcome) in [
        (false, true, ClaimOutcome::Inconclusive),
        (false, false, ClaimOutcome::Inconclusive),
        (true, false, ClaimOutcome::Contradicted),
        (true, true, ClaimOutcome::AsExpected),
    ] {
        let mut findings = Findings::default();
        findings.require(holds).need(there, "nothing").need(true, "something");
        assert_eq!(findings.done().unwrap().outcome, outcome);
    }
}

#[test]
fn figures_are_shown_in_order_and_what_is_missing_after_them() {
    let mut findings = Findings::default();
    findings.need(false, "no tea").show("1 of 2").need(true, "no cup").show("3 of 4").need(false, "no milk");
    let measured = findings.done().unwrap().measured;
    assert_eq!(measured, "1 of 2; 3 of 4; a run of this size cannot tell: no tea, no milk");
    let mut findings = Findings::default();
    findings.show("1 of 2");
    assert_eq!(findings.done().unwrap().measured, "1 of 2");
}

#[test]
fn all_and_none_ask_for_trials() {
    for (successes, trials, is_all, is_none) in
        [(0, 0, false, false), (0, 3, false, true), (1, 3, false, false), (3, 3, true, false)]
    {
        let part = part("p", successes, trials);
        assert_eq!((all(Some(&part)), none(Some(&part))), (is_all, is_none), "{successes} of {trials}");
    }
    assert!(!all(None) && !none(None));
}

#[test]
fn counts_say_how_many_of_how_many_or_that_there_is_nothing_to_count() {
    assert_eq!(count(Some(&part("p", 3, 5))), "3 of 5");
    assert_eq!(count(None), "not counted");
}

#[test]
fn a_part_is_found_by_its_name_where_its_question_arises() {
    let mut cell = foretold(&Parameters::default(), "clean", "theft");
    let name = cell.parts[1].name.clone();
    assert_eq!(find(&cell, &name), Some(&cell.parts[1]));
    assert_eq!(find(&cell, "another"), None);
    cell.parts[1].applicable = false;
    assert_eq!(find(&cell, &name), None);
}

#[test]
fn a_result_carries_the_claim_as_it_stands_in_the_catalogue() {
    for claim in CLAIMS {
        let result = claim.measure(&lab_for(claim, |cell| cell)).unwrap();
        assert_eq!((result.id.as_str(), result.sentence.as_str()), (claim.id, claim.sentence));
        assert_eq!(result.prediction, claim.prediction);
        let needs: Vec<String> = claim.needs.iter().map(|(one, other)| format!("{one}/{other}")).collect();
        assert_eq!(result.cells, needs);
        assert!(!result.measured.is_empty(), "{} shows no figure", claim.id);
    }
}

#[test]
fn every_claim_is_as_expected_where_every_prediction_came_true() {
    for claim in CLAIMS {
        let result = claim.measure(&lab_for(claim, |cell| cell)).unwrap();
        assert_eq!(result.outcome, ClaimOutcome::AsExpected, "{}: {}", claim.id, result.measured);
    }
}

#[test]
fn every_claim_is_contradicted_if_any_one_cell_it_needs_comes_out_the_other_way() {
    for claim in CLAIMS {
        for (system, attack) in claim.needs {
            // The other way from a part is all of it or nothing, as the claim has it.
            let with = |half: u64| {
                outcome(claim, only(system, attack, |cell| *cell = turned_round(cell.clone(), half)))
            };
            let outcomes = [with(0), with(TRIALS)];
            assert!(outcomes.contains(&ClaimOutcome::Contradicted), "{}: {system}/{attack}", claim.id);
        }
    }
}

#[test]
fn a_cost_that_does_not_grow_or_does_contradicts_what_is_said_of_work() {
    let of = |id: &str, system: &str, attack: &str, change: &dyn Fn(&mut Cell)| {
        outcome(claim(id), only(system, attack, change))
    };
    let [_, _, hundred] = Who::Holder.names();
    for system in ["lotus", "partial-delayed"] {
        let flat = refigured(hundred, 10.0, true);
        assert_eq!(of("HP-13", system, "search", &flat), ClaimOutcome::Contradicted);
    }
    for (system, who) in [("partial", Who::Beforehand), ("export", Who::Shared)] {
        let [_, _, hundred] = who.names();
        assert_eq!(
            of("HP-13", system, "search", &refigured(hundred, 5_000.0, true)),
            ClaimOutcome::Contradicted
        );
    }
    let [first, ..] = Who::FreshKeys.names();
    assert_eq!(of("HC-14", "reduced", "search", &refigured(first, 1.0, false)), ClaimOutcome::Contradicted);
    let before = "trials before there was a warrant";
    assert_eq!(
        of("HC-24", "partial", "early-recovery", &refigured(before, 0.0, true)),
        ClaimOutcome::Contradicted
    );
    assert_eq!(
        of("HC-24", "partial-delayed", "early-recovery", &refigured(before, 9.0, true)),
        ClaimOutcome::Contradicted
    );
}

#[test]
fn the_part_that_a_claim_is_about_contradicts_it_alone() {
    for (id, system, attack, name) in [
        ("HC-02", "provider", "relay", "all messages"),
        ("HC-02", "one-key", "coalition", "1 keeper"),
        ("HC-02", "ghost-user", "ghost", ghost::INSIDER),
        ("HC-04", "shared", "theft", "written before the theft"),
        ("HC-05", "shared", "theft", "written after it"),
        ("HC-25", "clipper-seeds", "origin", "written before the theft"),
        ("HC-25", "clipper-seeds", "origin", "written after it"),
        ("HC-25", "clipper", "origin", "written after it"),
        ("HC-25", "clipper", "coalition", "1 keeper"),
        ("HP-12", "clipper", "rogue-leaf", "rogue fields that another chip accepts at first sight"),
        ("HP-12", "clipper-wide", "rogue-leaf", "rogue fields that another chip accepts at first sight"),
        ("HC-10", "fair", "shadow-key", "rogue's keys that every trustee approved"),
        ("HC-10", "fair", "shadow-key", "certified keys that show what their user chose"),
        ("HC-10", "fair-failsafe", "shadow-key", "peer reads, authority does not"),
        ("HC-11", "fair-sign", "forge", "forged messages read by the addressee"),
        ("HC-11", "fair-sign", "impersonate", "pairs that noticed by comparing"),
        ("HC-11", "identity-key", "impersonate", "pairs that noticed by comparing"),
        ("HC-11", "shared", "superencrypt", "with nothing but their identity keys"),
        ("HC-22", "redealt", "scope", "under the warrant: delivered"),
        ("HC-22", "redealt-fresh", "share-bias", share_bias::FRESH),
        ("HP-01", "redealt", "share-bias", share_bias::OPENED),
        ("HC-12", "dual-ec", "transfer", "old owner reads"),
        ("HC-12", "dual-ec", "transfer", "self-tests fail"),
        ("HC-12", "dual-ec-short", "transfer", "constants replaced, every self-test passes"),
        ("HC-12", "dual-ec-derived", "transfer", "new owner reads"),
        ("HC-18", "ghost-user", "ghost", ghost::UNNOTICED),
        ("HC-18", "ghost-user", "ghost", ghost::COMPARED),
        ("HC-18", "ghost-signed", "ghost", ghost::HEARD),
        ("HC-18", "ghost-log", "ghost", ghost::UNNOTICED),
        ("HC-18", "ghost-log", "ghost", ghost::BRIEF),
        ("HP-01", "shared", "coalition", "2 keepers"),
        ("HP-03", "clean", "seizure", "before the seizure"),
        ("HP-06", "threshold", "scope", "other people"),
        ("HP-06", "threshold", "scope", "same person, other days"),
        ("HP-06", "threshold", "scope", "under the warrant: delivered"),
        ("HP-10", "ghost-user", "ghost", ghost::TOUCHED),
        ("HP-10", "ghost-user", "ghost", ghost::OTHERS),
        ("HP-10", "ghost-user", "ghost", ghost::BEFORE),
        ("HP-11", "clean", "scope", "under the warrant: delivered"),
        ("HC-20", "scanning", "scan-evade", crate::attacks::scan_evade::CHANGED),
        ("HC-20", "scanning", "scan-collide", crate::attacks::scan_collide::FLAGGED),
        ("HC-20", "scanning", "scan-relist", crate::attacks::scan_relist::TAKEN),
        ("HC-20", "scanning-open", "scan-relist", crate::attacks::scan_relist::TAKEN),
        ("HP-16", "scanning", "scan-threshold", crate::attacks::scan_threshold::BELOW),
        ("HP-16", "scanning", "scan-threshold", crate::attacks::scan_threshold::AT),
        ("HP-16", "scanning", "scan-threshold", crate::attacks::scan_threshold::FALSELY),
        ("HP-11", "ghost-user", "scope", "under the warrant: delivered"),
    ] {
        let one = |cell: &mut Cell| {
            let part = cell.parts.iter_mut().find(|part| part.name == name).unwrap();
            part.successes = part.trials - part.successes;
        };
        assert_eq!(outcome(claim(id), only(system, attack, one)), ClaimOutcome::Contradicted, "{id}: {name}");
    }
}

#[test]
fn no_claim_is_as_expected_on_cells_that_counted_nothing() {
    for claim in CLAIMS {
        let uncounted = |mut cell: Cell| {
            cell.parts.iter_mut().for_each(|one| *one = part(&one.name, 0, 0));
            judge(&mut cell);
            cell.measures.clear();
            cell
        };
        assert_ne!(outcome(claim, uncounted), ClaimOutcome::AsExpected, "{}", claim.id);
        let without_parts = |mut cell: Cell| {
            cell.parts.clear();
            cell.measures.clear();
            cell
        };
        assert_ne!(outcome(claim, without_parts), ClaimOutcome::AsExpected, "{}", claim.id);
    }
}

#[test]
fn no_claim_looks_at_a_cell_it_does_not_name() {
    for claim in CLAIMS {
        let run = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&run);
        let lab = lab_for(claim, |cell| cell).with_progress(move |system, attack| {
            heard.lock().unwrap().push(format!("{system}/{attack}"));
        });
        claim.measure(&lab).unwrap();
        assert_eq!(*run.lock().unwrap(), Vec::<String>::new(), "{}", claim.id);
    }
}

#[test]
fn a_lab_that_is_stopped_judges_nothing() {
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let stopped = claim("HC-02").measure(&lab().with_stop(stop));
    assert_eq!(stopped, Err(LabError::Interrupted));
}
