//! Claims whose judgement looks at more than counts: what they cannot tell, and the numbers that turn them round.

use super::*;

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
fn a_search_of_less_than_a_minute_contradicts_that_it_takes_too_long() {
    let minutes = |value: f64| {
        only("clipper", "rogue-leaf", move |cell| {
            let name = crate::attacks::rogue_leaf::MINUTES;
            cell.measures.iter_mut().find(|one| one.name == name).unwrap().value = value;
        })
    };
    assert_eq!(outcome(claim("HP-12"), minutes(5.0)), ClaimOutcome::AsExpected);
    assert_eq!(outcome(claim("HP-12"), minutes(1.0)), ClaimOutcome::Contradicted);
}

#[test]
fn a_change_of_more_than_64_bytes_contradicts_that_little_changes() {
    let changed = |bytes: f64| {
        only("dual-ec", "transfer", move |cell| {
            let of = cell.measures.iter_mut().filter(|measure| measure.name == "constants replaced");
            of.for_each(|measure| measure.value = bytes);
        })
    };
    assert_eq!(outcome(claim("HC-12"), changed(64.0)), ClaimOutcome::AsExpected);
    assert_eq!(outcome(claim("HC-12"), changed(65.0)), ClaimOutcome::Contradicted);
    assert_eq!(outcome(claim("HC-12"), changed(0.0)), ClaimOutcome::Contradicted);
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
