//! HP-16: Threshold scanning flags next to nobody by mistake, and the server learns nothing below the threshold.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::scan_collide::{FLAGGED, SECOND};
use crate::attacks::scan_threshold::{AT, BELOW, FALSELY, STOLEN_BELOW, UNLISTED, false_flag};
use crate::lab::{Lab, LabError};

/// Pictures of a large account.
const PICTURES: f64 = 1_000_000.0;
/// False matches a picture: some thirty times what Apple reported to have seen, 3 in 100 million.
const RATE: f64 = 1e-6;

pub(crate) const CLAIM: Claim = Claim {
    id: "HP-16",
    side: Side::Proponents,
    sentence: "Threshold scanning flags fewer than one account in a trillion a year by mistake, and the server learns nothing \
               about an account below the threshold.",
    source: "Apple, CSAM Detection: Technical Summary (August 2021); Bhowmick et al., The Apple PSI System (2021)",
    prediction: "True without an adversary: nothing opens at 29 matches, everything at 30, and the tail of the Poisson \
                 distribution is far below 1e-12 for a million pictures. Flags that somebody makes on purpose are outside that \
                 model, and happen.",
    counter: "The trillion rests on false matches that are independent and rare; that is computed here and not measured. Whoever \
              can make a match at will does not care how rare they are by nature.",
    needs: &[("scanning", "scan-threshold"), ("scanning", "scan-collide")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let threshold = lab.cell("scanning", "scan-threshold")?;
    let part = |name| find(&threshold, name);
    for name in [BELOW, FALSELY, UNLISTED, STOLEN_BELOW] {
        findings.require(none(part(name)));
    }
    findings.require(all(part(AT)));
    findings.show(format!("opened at 29: {}, at 30: {}", count(part(BELOW)), count(part(AT))));
    findings.show(format!("flagged that sent nothing listed: {}", count(part(FALSELY))));
    let tail = false_flag(PICTURES * RATE);
    findings.require(tail < 1e-12);
    findings.show(format!("computed, at one false match in a million: {tail:.0e} for a million pictures"));
    let collide = lab.cell("scanning", "scan-collide")?;
    findings.require(all(find(&collide, FLAGGED))).require(none(find(&collide, SECOND)));
    findings.show(format!("flagged for planted pictures: {}", count(find(&collide, FLAGGED))));
    findings.show(format!("of those past a second hash: {}", count(find(&collide, SECOND))));
    findings.done()
}
