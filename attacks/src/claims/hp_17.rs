//! HP-17: Access to one endpoint touches nobody else's keys.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::scope::{DELIVERED, OTHERS};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HP-17",
    side: Side::Proponents,
    sentence: "Access to one endpoint touches nobody else's keys and catches nothing from before.",
    source: "EastWest Institute, Encryption Policy in Democratic Regimes (2018); Bellovin, Blaze, Clark and Landau, Lawful Hacking (2014)",
    prediction: "True where one device is reached; false where the implant comes to everybody with an update.",
    counter: "Faults that are kept for it are kept open for others, and can be lost; how much harm that does is not measured here.",
    needs: &[("endpoint", "scope"), ("endpoint", "theft"), ("endpoint-update", "scope")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, reaches_others) in [("endpoint", false), ("endpoint-update", true)] {
        let cell = lab.cell(system, "scope")?;
        let (delivered, others) = (find(&cell, DELIVERED), find(&cell, OTHERS));
        findings.need(delivered.is_some_and(|part| part.trials > 0), "nothing lies under the warrant");
        findings.need(others.is_some_and(|part| part.trials > 0), "nobody else writes");
        findings.require(all(delivered));
        findings.require(if reaches_others { !none(others) } else { none(others) });
        findings.show(format!("{system}: delivered {}, other people's {}", count(delivered), count(others)));
    }
    let before = lab.cell("endpoint", "theft")?;
    findings.require(none(before.parts.first()));
    findings.show(format!("from before, by a thief of the authority: {}", count(before.parts.first())));
    findings.done()
}
