//! HC-06: Whoever holds the escrowed key can also forge: one key reads and writes.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::forge::ACCEPTED;
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-06",
    side: Side::Critics,
    sentence: "Whoever holds the escrowed key can also forge: one key reads and writes.",
    source: "Keys Under Doormats (2015), on authenticated encryption",
    prediction: "True where only the content key authenticates the text; false where the text is bound to the end-to-end \
                 message that carries its key.",
    counter: "It takes control of the wire as well, and 32 bytes per message end it (HP-04).",
    needs: &[
        ("clean", "forge"),
        ("one-key", "forge"),
        ("shared", "forge"),
        ("bound", "forge"),
        ("ladder", "forge"),
    ],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, expected) in
        [("clean", false), ("one-key", true), ("shared", true), ("bound", false), ("ladder", false)]
    {
        let cell = lab.cell(system, "forge")?;
        let forged = find(&cell, ACCEPTED);
        findings.require(if expected { all(forged) } else { none(forged) });
        findings.show(format!("{system}: {}", count(forged)));
    }
    findings.done()
}
