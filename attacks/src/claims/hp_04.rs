//! HP-04: Authenticity survives if only encryption keys are escrowed.

use super::{Claim, Findings, Judgement, Side, all, count, none};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HP-04",
    side: Side::Proponents,
    sentence: "Authenticity survives if only encryption keys are escrowed.",
    source: "Hoepman's review of Keys Under Doormats",
    prediction: "True where the text is bound to a message whose authentication key is not escrowed; false otherwise.",
    counter: "True of designs that take care of it. Nothing in a mandate to hand over keys makes them take care.",
    needs: &[("bound", "forge"), ("ladder", "forge"), ("shared", "forge")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, authentic) in [("bound", true), ("ladder", true), ("shared", false)] {
        let cell = lab.cell(system, "forge")?;
        let forged = cell.parts.first();
        findings.require(if authentic { none(forged) } else { all(forged) });
        findings.show(format!("{system}: {} forged", count(forged)));
    }
    findings.done()
}
