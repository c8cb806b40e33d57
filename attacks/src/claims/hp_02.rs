//! HP-02: Epoch keys bound a theft to the epochs whose keys are kept.

use super::{Claim, Findings, Judgement, Side};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HP-02",
    side: Side::Proponents,
    sentence: "Epoch keys bound a theft to the epochs whose keys are kept.",
    source: "Standard key management",
    prediction: "True: exactly the messages of the kept epochs open.",
    counter: "Destruction is a promise that nobody outside can check, and one backup breaks it.",
    needs: &[("epochs", "theft"), ("ladder", "theft"), ("shared", "theft")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for system in ["epochs", "ladder", "shared"] {
        let cell = lab.cell(system, "theft")?;
        let (opened, tried) =
            cell.parts.iter().fold((0, 0), |sum, part| (sum.0 + part.successes, sum.1 + part.trials));
        let expected: u64 = cell.parts.iter().map(|part| part.expected).sum();
        if system == "shared" {
            findings.require(opened == tried);
        } else {
            findings.need(
                expected > 0 && expected < tried,
                format!("all or none of it lies in kept epochs ({system})"),
            );
            findings.require(cell.as_expected);
        }
        findings.show(format!("{system}: {opened} of {tried}"));
    }
    findings.done()
}
