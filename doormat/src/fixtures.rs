//! What the tests of this crate share: a run that is small and real.

use attacks::catalogue;
use attacks::lab::Lab;
use attacks::parameters::Parameters;
use attacks::report::Run;

use crate::input;

/// The size of it.
pub(crate) fn small() -> Parameters {
    Parameters {
        users: 4,
        sessions: 3,
        messages: 12,
        days: 4,
        theft_day: 2,
        threshold: 2,
        trustees: 3,
        ..Parameters::default()
    }
}

/// These cells and claims, measured.
pub(crate) fn run(systems: &[&str], attacks: &[&str], claims: &[&str]) -> Run {
    let input = input::embedded(small()).unwrap();
    let systems: Vec<_> = systems.iter().map(|id| catalogue::system(id).unwrap()).collect();
    let attacks: Vec<_> = attacks.iter().map(|id| catalogue::attack(id).unwrap()).collect();
    let claims: Vec<_> = claims.iter().map(|id| catalogue::claim(id).unwrap()).collect();
    let lab = Lab::new(input.parameters, input.script, input.source);
    lab.run(&systems, &attacks, &claims).unwrap().0
}

/// The same run with the first cell and the first claim, if there are such, not as predicted.
pub(crate) fn contradicted(mut run: Run) -> Run {
    if let Some(cell) = run.cells.first_mut() {
        cell.as_expected = false;
        run.summary.cells_as_expected -= 1;
        run.summary.cells_contradicted += 1;
    }
    if let Some(claim) = run.claims.first_mut() {
        claim.outcome = attacks::report::ClaimOutcome::Contradicted;
        run.summary.claims_as_expected -= 1;
        run.summary.claims_contradicted += 1;
    }
    run
}
