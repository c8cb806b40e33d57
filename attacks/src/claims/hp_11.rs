//! HP-11: Access need not be complete to be useful: judge it by what it delivers of people who do not
//! evade.

use super::{Claim, Findings, Judgement, Side, all, count, find, kept, none};
use crate::attacks::scope::DELIVERED;
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HP-11",
    side: Side::Proponents,
    sentence: "Access need not be complete to be useful: judge it by what it delivers of people who do not evade.",
    source: "Levy and Robinson, Principles for a More Informed Exceptional Access Debate (2018)",
    prediction: "All messages under the warrant for deposited content keys, a reading provider and an order served in time \
                 on a listener, a part for a deposited session root, none for deposited identity keys, and none for the \
                 clean messenger, which has no lawful opening.",
    counter: "Utility 0 is what the clean messenger promises its users. What investigators can do without it (phones, \
              metadata, informants) is outside this testbed.",
    needs: &[
        ("clean", "scope"),
        ("provider", "scope"),
        ("one-key", "scope"),
        ("shared", "scope"),
        ("threshold", "scope"),
        ("ladder", "scope"),
        ("ghost-user", "scope"),
        ("session-root", "scope"),
        ("identity-key", "scope"),
    ],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for system in ["provider", "one-key", "shared", "threshold", "ladder"] {
        let cell = lab.cell(system, "scope")?;
        let delivered = find(&cell, DELIVERED);
        findings
            .need(kept(delivered), format!("keys of the window are destroyed before the warrant ({system})"));
        findings.require(all(delivered)).show(format!("{system}: {}", count(delivered)));
    }
    let ghost = lab.cell("ghost-user", "scope")?;
    let delivered = find(&ghost, DELIVERED);
    findings.need(kept(delivered), "nothing is written under the order (ghost-user)");
    findings.require(all(delivered)).show(format!("ghost-user: {}", count(delivered)));
    for system in ["session-root", "identity-key", "clean"] {
        let cell = lab.cell(system, "scope")?;
        let delivered = find(&cell, DELIVERED);
        if system == "session-root" {
            let mixed = delivered.is_some_and(|part| part.expected > 0 && part.expected < part.trials);
            findings.need(mixed, "the window holds only the first turns, or none of them");
            findings.require(delivered.is_some_and(|part| part.as_expected));
        } else {
            findings.require(none(delivered));
        }
        findings.show(format!("{system}: {}", count(delivered)));
    }
    findings.done()
}
