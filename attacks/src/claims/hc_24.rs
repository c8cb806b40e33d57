//! HC-24: Early recovery takes away the work that partial escrow was to leave for the day of the warrant.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::early_recovery::{EARLY, LATE, NEVER};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-24",
    side: Side::Critics,
    sentence: "Early recovery breaks the bound that partial escrow sets to each warrant: the search is done before, for everybody.",
    source: "Bellare and Goldwasser, Verifiable Partial Key Escrow (CCS 1997)",
    prediction: "True where each user's part is fixed and public facts tell it from a wrong one: after a search beforehand, all opens \
                 with no trial more. False where the part is new for each message: nothing can be searched for beforehand. In both, \
                 nothing opens without a search.",
    counter: "It is a fault of some schemes, found by proponents of the idea, who gave a scheme without it. One search for each user is \
              still more than none.",
    needs: &[("partial", "early-recovery"), ("partial-delayed", "early-recovery")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, recovered) in [("partial", true), ("partial-delayed", false)] {
        let cell = lab.cell(system, "early-recovery")?;
        let early = find(&cell, EARLY);
        findings.require(if recovered { all(early) } else { none(early) });
        findings.require(none(find(&cell, NEVER))).require(all(find(&cell, LATE)));
        let before = cell.measure("trials before there was a warrant").unwrap_or(0.0);
        findings.require((before > 0.0) == recovered);
        findings.show(format!("{system}: {} after {before} trials beforehand and none after", count(early)));
    }
    findings.done()
}
