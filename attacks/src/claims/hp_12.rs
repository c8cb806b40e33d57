//! HP-12: Blaze's search is impractical for a telephone call.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::rogue_leaf::{ACCEPTED, MEAN, MINUTES};
use crate::lab::{Lab, LabError};

/// Minutes that nobody waits for a telephone to connect.
const TOO_LONG: f64 = 1.0;

pub(crate) const CLAIM: Claim = Claim {
    id: "HP-12",
    side: Side::Proponents,
    sentence: "Searching for a rogue field takes too long to be of use in a telephone call.",
    source: "NIST's statement and fact sheet on Blaze's report (June 1994), quoting the draft: 28 minutes are too much latency for \
             secure telephone calls",
    prediction: "True at the pace of 1994, when both wait for the search. False as machines get faster, since 16 bits stay 16 bits, and \
                 false at any pace if the sender chooses the session key and searches before it calls: the peer's chip accepts \
                 what was found at first sight. With 64 bits the search ends nowhere.",
    counter: "Blaze wrote the same of telephony. A protocol in which both parties contribute to the session key leaves nothing to \
              search beforehand. Mail and files can wait.",
    needs: &[("clipper", "rogue-leaf"), ("clipper-wide", "rogue-leaf")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let cell = lab.cell("clipper", "rogue-leaf")?;
    let (mean, minutes) = (cell.measure(MEAN), cell.measure(MINUTES));
    findings.need(mean.is_some() && minutes.is_some(), "no search came to an end");
    if let (Some(mean), Some(minutes)) = (mean, minutes) {
        findings.require(minutes > TOO_LONG);
        findings.show(format!("{mean:.0} tries on average, {minutes:.0} minutes at the pace of 1994"));
        findings
            .show(format!("{:.1} seconds on a machine a thousand times as fast", minutes * 60.0 / 1_000.0));
    }
    let beforehand = find(&cell, ACCEPTED);
    findings.require(all(beforehand));
    findings.show(format!("found beforehand and accepted at first sight: {}", count(beforehand)));
    let wide = lab.cell("clipper-wide", "rogue-leaf")?;
    let found = find(&wide, ACCEPTED);
    findings.require(none(found)).show(format!("with 64 bits: {}", count(found)));
    findings.done()
}
