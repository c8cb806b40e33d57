//! HC-11: Identity keys are a dilemma: escrow them and the authority can pose as anyone; leave them out
//! and they serve as unescrowed encryption keys.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::{forge, impersonate, signature_key};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-11",
    side: Side::Critics,
    sentence: "Identity keys are a dilemma: escrow them and the authority can pose as anyone; leave them out and they \
               serve as unescrowed encryption keys.",
    source: "Young and Yung, on auto-recoverable cryptosystems and the signature-only problem",
    prediction: "True on both horns: with deposited identities the access path sits unnoticed between people who compare; \
                 without, two people talk past the mandate with their identity keys alone. Of fair keys all the same: \
                 signature keys left out hide all and forge nothing; in pieces, too, they hide nothing and forge all.",
    counter: "Posing needs the provider's help in real time, and hiding needs a modified client on both sides. Young and Yung \
              propose signatures of another kind, whose keys are of no use for encryption; Ed25519 is not of that kind.",
    needs: &[
        ("identity-key", "impersonate"),
        ("shared", "impersonate"),
        ("shared", "superencrypt"),
        ("fair", "signature-key"),
        ("fair", "forge"),
        ("fair-sign", "signature-key"),
        ("fair-sign", "forge"),
        ("fair-sign", "impersonate"),
    ],
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
    for (system, escrowed) in [("fair", false), ("fair-sign", true)] {
        let (hidden, forged) = (lab.cell(system, "signature-key")?, lab.cell(system, "forge")?);
        let (evaded, accepted) = (find(&hidden, signature_key::EVADED), find(&forged, forge::ACCEPTED));
        findings.require(if escrowed { none(evaded) } else { all(evaded) });
        findings.require(if escrowed { all(accepted) } else { none(accepted) });
        findings.show(format!(
            "{system}: {} hidden under signature keys, {} forged letters accepted",
            count(evaded),
            count(accepted)
        ));
    }
    let posing = lab.cell("fair-sign", "impersonate")?;
    let (read, noticed) = (find(&posing, impersonate::READ), find(&posing, impersonate::NOTICED));
    findings.require(all(read) && none(noticed));
    findings.show(format!("fair-sign, posing: {} read, {} pairs noticed", count(read), count(noticed)));
    findings.done()
}
