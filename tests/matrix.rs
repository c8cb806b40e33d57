//! Every attack on every system, and every claim: what was predicted is what is measured. One binary, small populations in
//! two shapes; the command runs the same cells at full size.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the lint wall is for code that ships, and a test's name is its documentation"
)]

use attacks::lab::Lab;
use attacks::parameters::Parameters;
use attacks::report::{ClaimOutcome, Run};
use attacks::script::{Line, Script};
use attacks::{ATTACKS, CLAIMS, SYSTEMS};

/// Two voices, enough lines that no two messages of a day are alike.
fn script(parameters: &Parameters) -> Script {
    let line = |number: usize| Line {
        from: if number.is_multiple_of(3) { "one" } else { "two" }.to_owned(),
        to: None,
        time: None,
        text: format!("line {number} of this conversation"),
    };
    let conversation = (0..parameters.messages).map(line).collect();
    Script::generated(&[conversation], parameters)
}

fn run(parameters: Parameters) -> Run {
    parameters.validate().unwrap();
    let script = script(&parameters);
    let lab = Lab::new(parameters, script, "test".to_owned());
    lab.run(SYSTEMS, ATTACKS, CLAIMS).unwrap().0
}

/// The cells and claims that did not come out as predicted, in words.
fn contradicted(run: &Run) -> Vec<String> {
    let cells = run.cells.iter().filter(|cell| !cell.as_expected);
    let cells =
        cells.map(|cell| format!("{}/{}: {:?} {:?}", cell.system, cell.attack, cell.parts, cell.measures));
    let claims = run.claims.iter().filter(|claim| claim.outcome == ClaimOutcome::Contradicted);
    cells.chain(claims.map(|claim| format!("{}: {}", claim.id, claim.measured))).collect()
}

#[test]
fn measured_is_predicted_in_every_cell() {
    let run = run(Parameters {
        users: 4,
        sessions: 3,
        messages: 36,
        days: 6,
        theft_day: 3,
        ..Parameters::default()
    });
    assert_eq!(run.cells.len(), SYSTEMS.len() * ATTACKS.len());
    assert_eq!(contradicted(&run), Vec::<String>::new());
}

#[test]
fn measured_is_predicted_with_another_seed_and_another_threshold() {
    let run = run(Parameters {
        seed: 7,
        users: 3,
        sessions: 2,
        messages: 20,
        days: 5,
        theft_day: 2,
        threshold: 2,
        trustees: 3,
        epoch_days: 1,
        retained_epochs: 2,
        ..Parameters::default()
    });
    assert_eq!(contradicted(&run), Vec::<String>::new());
}
