//! HP-06: With threshold opening one warrant opens its messages and nothing else.

use super::{Claim, Findings, Judgement, Side, all, count, find, kept};
use crate::attacks::scope::DELIVERED;
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HP-06",
    side: Side::Proponents,
    sentence: "With threshold opening one warrant opens its messages and nothing else.",
    source: "The strongest form of the proposal: decapsulation by k trustees or hardware, the key never rebuilt",
    prediction: "True where fields are opened in parts; false where the key is rebuilt, which opens its whole epoch, or \
                 everything.",
    counter: "It bounds the lawful path. k stolen shares bypass it and open everything of the epochs kept.",
    needs: &[
        ("threshold", "scope"),
        ("ladder", "scope"),
        ("shared", "scope"),
        ("epochs", "scope"),
        ("threshold", "theft"),
    ],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, contained) in [("threshold", true), ("ladder", true), ("shared", false), ("epochs", false)] {
        let cell = lab.cell(system, "scope")?;
        let delivered = find(&cell, DELIVERED);
        let beyond = cell.parts.iter().filter(|part| part.name != DELIVERED);
        let (opened, tried) = beyond.fold((0, 0), |sum, part| (sum.0 + part.successes, sum.1 + part.trials));
        findings.need(tried > 0, "everything said lies under the warrant");
        let reached = cell.parts.iter().any(|part| part.name != DELIVERED && part.expected > 0);
        findings
            .need(contained || reached, format!("nothing else lies in the epochs that it opens ({system})"));
        findings
            .need(kept(delivered), format!("keys of the window are destroyed before the warrant ({system})"));
        findings.require(all(delivered) && (opened == 0) == contained);
        findings
            .show(format!("{system}: {} under the warrant, {opened} of {tried} beyond it", count(delivered)));
    }
    let stolen = lab.cell("threshold", "theft")?;
    findings
        .require(all(stolen.parts.first()))
        .show(format!("threshold, all shares stolen: {}", count(stolen.parts.first())));
    findings.done()
}
