//! JUnit XML: a suite for each system with a test case for each attack, and a suite for the claims. A test case
//! fails if a prediction was contradicted, whether the attack succeeded or not.

use attacks::report::{ClaimOutcome, Run, Verdict};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::human::replay;

/// The report.
#[must_use]
pub fn report(run: &Run) -> String {
    let mut report = Report::new("doormat");
    let mut suites: Vec<TestSuite> = Vec::new();
    for cell in &run.cells {
        let status = match (cell.as_expected, cell.verdict) {
            (true, Verdict::NotApplicable) => TestCaseStatus::skipped(),
            (true, _) => TestCaseStatus::success(),
            (false, _) => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                status.set_message(format!(
                    "contradicted; replay: {}",
                    replay(run, &cell.system, &cell.attack)
                ));
                status
            }
        };
        let mut case = TestCase::new(cell.attack.clone(), status);
        case.set_classname(cell.system.clone());
        match suites.iter_mut().find(|suite| suite.name.as_str() == cell.system) {
            Some(suite) => drop(suite.add_test_case(case)),
            None => {
                let mut suite = TestSuite::new(cell.system.clone());
                suite.add_test_case(case);
                suites.push(suite);
            }
        }
    }
    let mut claims = TestSuite::new("claims");
    for claim in &run.claims {
        let status = match claim.outcome {
            ClaimOutcome::AsExpected => TestCaseStatus::success(),
            ClaimOutcome::Inconclusive => TestCaseStatus::skipped(),
            ClaimOutcome::Contradicted => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                status.set_message(claim.measured.clone());
                status
            }
        };
        let mut case = TestCase::new(claim.id.clone(), status);
        case.set_classname("claims");
        claims.add_test_case(case);
    }
    if !run.claims.is_empty() {
        suites.push(claims);
    }
    report.add_test_suites(suites);
    report.to_string().unwrap_or_else(|error| format!("<!-- {error} -->")) + "\n"
}

#[cfg(test)]
mod tests;
