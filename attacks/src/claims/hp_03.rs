//! HP-03: Forward secrecy towards the users' own keys survives escrow: a seized phone opens nothing
//! older.

use super::{Claim, Findings, Judgement, Side, count, find, none};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HP-03",
    side: Side::Proponents,
    sentence: "Forward secrecy towards the users' own keys survives escrow: a seized phone opens nothing older.",
    source: "Hoepman's review of Keys Under Doormats",
    prediction: "True where a fresh content key is sealed for each message; false where one key serves a session.",
    counter: "Right, and it is why HC-04 must be put as forward secrecy towards the authority's key.",
    needs: &[("clean", "seizure"), ("shared", "seizure"), ("ladder", "seizure"), ("per-session", "seizure")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, survives) in [("clean", true), ("shared", true), ("ladder", true), ("per-session", false)] {
        let cell = lab.cell(system, "seizure")?;
        let past = find(&cell, "before the seizure");
        findings.require(if survives { none(past) } else { past.is_some_and(|part| part.successes > 0) });
        findings.show(format!("{system}: {}", count(past)));
    }
    findings.done()
}
