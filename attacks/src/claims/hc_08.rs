//! HC-08: Two people who agree to can always evade, by encrypting before they write; their traffic looks
//! valid.

use super::{Claim, Findings, Judgement, Side, all, count};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-08",
    side: Side::Critics,
    sentence: "Two people who agree to can always evade, by encrypting before they write; their traffic looks valid.",
    source: "Conceded on all sides: NIST on the Clipper chip (1994), The Risks of Key Recovery (1997)",
    prediction: "True everywhere, for a few dozen bytes a message, while the authority opens every message to something.",
    counter: "It tells no design from another. Proponents do not claim to reach those who take the trouble (HP-11).",
    needs: &[
        ("provider", "superencrypt"),
        ("one-key", "superencrypt"),
        ("shared", "superencrypt"),
        ("ladder", "superencrypt"),
    ],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for system in ["provider", "one-key", "shared", "ladder"] {
        let cell = lab.cell(system, "superencrypt")?;
        let evaded = cell.parts.first();
        let overhead = cell.measure("overhead of a lock").unwrap_or(f64::INFINITY);
        let opened = cell.measure("opened by the authority to something").unwrap_or(0.0);
        // Both are counts of a few dozen messages, exact in a float.
        let every =
            evaded.is_some_and(|part| u32::try_from(part.trials).is_ok_and(|said| f64::from(said) <= opened));
        findings.require(all(evaded) && overhead <= 60.0 && every);
        findings.show(format!(
            "{system}: {}, {overhead} bytes more, {opened} opened to the outer text",
            count(evaded)
        ));
    }
    findings.done()
}
