//! HC-21: A record beside the path of decryption can be left out without a trace.

use super::{Claim, Findings, Judgement, Side, all, count, none};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-21",
    side: Side::Critics,
    sentence: "A record beside the path of decryption can be left out without a trace.",
    source: "Prevelakis and Spinellis, The Athens Affair (IEEE Spectrum 2007)",
    prediction: "True where keepers are software with a record beside it; false where a public log is an input of the machines \
                 that open; true again of shares that were taken out of their machines.",
    counter: "It takes the court's key and k keepers together. Proponents do not propose software in one room; they propose \
              hardware, witnesses and a log.",
    needs: &[("clean", "quiet"), ("threshold", "quiet"), ("log-in-path", "quiet"), ("log-in-path", "theft")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, attack, expected) in [
        ("clean", "quiet", false),
        ("threshold", "quiet", true),
        ("log-in-path", "quiet", false),
        ("log-in-path", "theft", true),
    ] {
        let cell = lab.cell(system, attack)?;
        let opened = cell.parts.first();
        findings.require(if expected { all(opened) } else { none(opened) });
        findings.show(format!("{system}, {attack}: {}", count(opened)));
    }
    findings.done()
}
