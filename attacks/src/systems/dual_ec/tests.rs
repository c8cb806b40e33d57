use super::*;
use crate::attack::Attack;
use crate::catalogue::ATTACKS;
use crate::lab::Lab;
use crate::report::Cell;
use crate::script::Script;
use crate::stage::{Score, Stage, Trial};
use crate::system::{Loot, Plaintext};
use crate::systems::{dual_ec_derived, dual_ec_short};

const SYSTEMS: [&SystemEntry; 3] = [&ENTRY, &dual_ec_short::ENTRY, &dual_ec_derived::ENTRY];

fn parameters() -> Parameters {
    Parameters { users: 4, sessions: 3, messages: 24, days: 6, theft_day: 3, ..Parameters::default() }
}

fn lab() -> Lab {
    Lab::new(parameters(), Script::sample(&parameters()), "test".to_owned())
}

fn stage<'s>(entry: &SystemEntry, script: &'s Script, parameters: &'s Parameters) -> Stage<'s> {
    let (build, users) = (entry.build, script.users());
    Stage::new(move || build(parameters, users, [7; 32]), script, parameters).unwrap()
}

/// How many of the messages an intruder with this loot reads right, and wrong.
fn opened(stage: &mut Stage<'_>, loot: Option<Loot>) -> (usize, usize) {
    let mut intruder = stage.intruder();
    loot.iter().for_each(|loot| intruder.take(loot));
    let read: Vec<Option<Plaintext>> = intruder.read(stage.tape());
    let score = |(place, reading)| stage.score(&Trial::read(place, reading));
    let scores: Vec<Score> = read.into_iter().enumerate().map(score).collect();
    let count = |wanted: Score| scores.iter().filter(|score| **score == wanted).count();
    (count(Score::Success), count(Score::Wrong))
}

#[test]
fn every_attack_comes_out_as_foretold_on_every_one_of_the_three() {
    let lab = lab();
    for entry in SYSTEMS {
        for attack in ATTACKS {
            let cell: Cell = lab.cell(entry.id, attack.id()).unwrap();
            assert!(cell.as_expected, "{}: {cell:#?}", entry.id);
        }
    }
}

#[test]
fn the_attacks_of_this_case_come_out_as_foretold_where_there_is_nothing_of_it() {
    let lab = lab();
    for id in ["clean", "shared"] {
        let attacks: [&dyn Attack; 2] = [&transfer::Transfer, &nonce::Nonce];
        for attack in attacks {
            let cell = lab.cell(id, attack.id()).unwrap();
            assert!(cell.as_expected, "{id}: {cell:#?}");
            assert!(cell.parts.iter().all(|part| part.successes == 0), "{id}: {cell:#?}");
        }
    }
    assert!(lab.cell("clean", "transfer").unwrap().parts[0].applicable);
}

#[test]
fn whoever_has_d_reads_everything_and_nobody_else_anything() {
    let (parameters, script) = (parameters(), Script::sample(&parameters()));
    let mut stage = stage(&ENTRY, &script, &parameters);
    let origin = stage.seize(Place::Origin).unwrap();
    stage.play();
    let messages = stage.tape().len();
    assert_eq!(messages, 24);
    assert_eq!(opened(&mut stage, Some(origin.clone())), (messages, 0));
    assert_eq!(opened(&mut stage, None), (0, 0));
    // A d that differs in its last bit.
    let mut other = origin;
    other.bytes[31] ^= 1;
    assert_eq!(opened(&mut stage, Some(other)), (0, 0));
}

#[test]
fn with_20_bytes_the_very_same_d_reads_nothing() {
    let (parameters, script) = (parameters(), Script::sample(&parameters()));
    let mut stage = stage(&dual_ec_short::ENTRY, &script, &parameters);
    let origin = stage.seize(Place::Origin);
    stage.play();
    assert!(origin.is_some());
    assert_eq!(opened(&mut stage, origin), (0, 0));
}

#[test]
fn where_q_is_derived_there_is_no_place_that_keeps_a_d() {
    let (parameters, script) = (parameters(), Script::sample(&parameters()));
    let of = |entry| stage(entry, &script, &parameters).places().contains(&Place::Origin);
    assert!(of(&ENTRY) && of(&dual_ec_short::ENTRY) && !of(&dual_ec_derived::ENTRY));
    assert!(stage(&dual_ec_derived::ENTRY, &script, &parameters).seize(Place::Origin).is_none());
}
