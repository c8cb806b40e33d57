use std::sync::{Arc, Mutex};

use super::*;
use crate::attack::{Expect, foresee};
use crate::attacks::ghost;
use crate::catalogue;
use crate::catalogue::CLAIMS;
use crate::parameters::Parameters;
use crate::report::{Measure, Verdict};
use crate::script::Script;
use crate::system::Cost;

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
            measure(ghost::WITHHELD, 3.0),
        ],
    };
    judge(&mut cell);
    cell
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
fn the_part_that_a_claim_is_about_contradicts_it_alone() {
    for (id, system, attack, name) in [
        ("HC-02", "provider", "relay", "all messages"),
        ("HC-02", "one-key", "coalition", "1 keeper"),
        ("HC-02", "ghost-user", "ghost", ghost::INSIDER),
        ("HC-04", "shared", "theft", "written before the theft"),
        ("HC-05", "shared", "theft", "written after it"),
        ("HC-11", "identity-key", "impersonate", "pairs that noticed by comparing"),
        ("HC-11", "shared", "superencrypt", "with nothing but their identity keys"),
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
fn a_run_in_which_no_old_key_is_kept_cannot_tell_what_kept_keys_open() {
    let nothing_kept = |mut cell: Cell| {
        if ["epochs", "ladder", "session-root"].contains(&cell.system.as_str()) {
            cell.parts.iter_mut().for_each(|one| *one = part(&one.name, 0, TRIALS));
            judge(&mut cell);
            cell.measures.clear();
        }
        cell
    };
    for id in ["HC-01", "HC-04", "HP-02", "HP-05", "HP-06", "HP-11"] {
        assert_eq!(outcome(claim(id), nothing_kept), ClaimOutcome::Inconclusive, "{id}");
    }
}

#[test]
fn a_run_in_which_the_epoch_of_the_theft_does_not_end_cannot_tell_whether_rotation_ends_the_loss() {
    let endless = only("epochs", "theft", |cell| cell.parts[1] = part("written after it", TRIALS, TRIALS));
    assert_eq!(outcome(claim("HC-05"), &endless), ClaimOutcome::Inconclusive);
}

#[test]
fn one_conversation_cannot_tell_whether_the_loss_grows() {
    let parameters =
        Parameters { users: 2, sessions: 1, messages: 12, days: 4, theft_day: 2, ..Parameters::default() };
    let lab = Lab::new(parameters.clone(), Script::sample(&parameters), "test".to_owned());
    let result = claim("HC-03").measure(&lab).unwrap();
    assert_eq!(result.outcome, ClaimOutcome::Inconclusive, "{}", result.measured);
}

#[test]
fn a_loss_that_does_not_grow_contradicts_that_it_does() {
    // As much as the half of the conversations that the claim runs for itself.
    let small = only("shared", "theft", |cell| {
        for part in &mut cell.parts {
            (part.successes, part.expected, part.trials) = (6, 6, 6);
        }
    });
    assert_eq!(outcome(claim("HC-03"), small), ClaimOutcome::Contradicted);
}

#[test]
fn a_message_older_than_the_kept_keys_contradicts_that_deletion_bounds_the_loss() {
    let oldest = |days: f64| only("epochs", "theft", move |cell| cell.measures[0].value = days);
    // Six days with keys of two, one old key kept, a theft on the third: the kept reach back to the first.
    assert_eq!(outcome(claim("HP-05"), oldest(3.0)), ClaimOutcome::AsExpected);
    assert_eq!(outcome(claim("HP-05"), oldest(4.0)), ClaimOutcome::Contradicted);
}

#[test]
fn a_lock_that_costs_much_or_an_authority_that_opens_nothing_contradicts_that_evasion_is_cheap_and_unseen() {
    let measured = |place: usize, value: f64| {
        only("one-key", "superencrypt", move |cell| cell.measures[place].value = value)
    };
    assert_eq!(outcome(claim("HC-08"), measured(1, 60.0)), ClaimOutcome::AsExpected);
    assert_eq!(outcome(claim("HC-08"), measured(1, 61.0)), ClaimOutcome::Contradicted);
    assert_eq!(outcome(claim("HC-08"), measured(2, 999.0)), ClaimOutcome::Contradicted);
    assert_eq!(outcome(claim("HC-08"), measured(2, 0.0)), ClaimOutcome::Contradicted);
}

#[test]
fn messengers_that_withheld_nothing_contradict_that_the_ghost_needs_their_silence() {
    let open =
        only("ghost-user", "ghost", |cell| cell.measures.retain(|measure| measure.name != ghost::WITHHELD));
    assert_eq!(outcome(claim("HC-18"), open), ClaimOutcome::Contradicted);
}

#[test]
fn a_run_in_which_the_target_writes_to_nobody_else_cannot_tell_whom_a_ghost_touches() {
    let alone = only("ghost-user", "ghost", |cell| {
        let touched = cell.parts.iter_mut().find(|one| one.name == ghost::TOUCHED).unwrap();
        *touched = part(ghost::TOUCHED, 0, 0);
    });
    assert_eq!(outcome(claim("HP-10"), alone), ClaimOutcome::Inconclusive);
}

#[test]
fn a_lab_that_is_stopped_judges_nothing() {
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let stopped = claim("HC-02").measure(&lab().with_stop(stop));
    assert_eq!(stopped, Err(LabError::Interrupted));
}

#[test]
fn the_summary_counts_cells_and_claims_as_they_came_out() {
    let turn = claim("HC-06");
    let lab = lab_for(turn, only("bound", "forge", |cell| *cell = turned_round(cell.clone(), 0)));
    for (system, attack) in claim("HP-18").needs.iter().chain(claim("HC-08").needs) {
        lab.keep(foretold(lab.parameters(), system, attack));
    }
    let systems = ["clean", "one-key", "bound"].map(|id| catalogue::system(id).unwrap());
    let attacks = ["forge", "wire"].map(|id| catalogue::attack(id).unwrap());
    let (run, _) = lab.run(&systems, &attacks, &[turn, claim("HP-18"), claim("HC-08")]).unwrap();
    let order: Vec<_> = run.cells.iter().map(|cell| format!("{}/{}", cell.system, cell.attack)).collect();
    let expected =
        ["clean/forge", "clean/wire", "one-key/forge", "one-key/wire", "bound/forge", "bound/wire"];
    assert_eq!(order, expected);
    let summary = run.summary;
    assert_eq!((summary.cells_as_expected, summary.cells_contradicted), (5, 1));
    assert_eq!((summary.claims_as_expected, summary.claims_contradicted), (2, 1));
    assert_eq!(summary.claims_inconclusive, 0);
    assert!(!run.as_expected());
}
