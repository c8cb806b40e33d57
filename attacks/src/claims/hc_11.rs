//! HC-11: Identity keys are a dilemma: escrow them and the authority can pose as anyone; leave them out
//! and they serve as unescrowed encryption keys.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-11",
    side: Side::Critics,
    sentence: "Identity keys are a dilemma: escrow them and the authority can pose as anyone; leave them out and they \
               serve as unescrowed encryption keys.",
    source: "Young and Yung, on auto-recoverable cryptosystems and the signature-only problem",
    prediction: "True on both horns: with deposited identities the access path sits unnoticed between people who compare; \
                 without, two people talk past the mandate with their identity keys alone.",
    counter: "Posing needs the provider's help in real time, and hiding needs a modified client on both sides.",
    needs: &[("identity-key", "impersonate"), ("shared", "impersonate"), ("shared", "superencrypt")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let posing = lab.cell("identity-key", "impersonate")?;
    let (read, noticed) = (
        find(&posing, "between users who compare safety numbers"),
        find(&posing, "pairs that noticed by comparing"),
    );
    findings.require(all(read) && none(noticed));
    findings.show(format!("deposited identities: {} read, {} pairs noticed", count(read), count(noticed)));
    let control = lab.cell("shared", "impersonate")?;
    let noticed = find(&control, "pairs that noticed by comparing");
    findings
        .require(all(noticed))
        .show(format!("identities not deposited: {} pairs noticed", count(noticed)));
    let hidden = lab.cell("shared", "superencrypt")?;
    let evaded = find(&hidden, "with nothing but their identity keys");
    findings.require(all(evaded)).show(format!("hidden under identity keys: {}", count(evaded)));
    findings.done()
}
