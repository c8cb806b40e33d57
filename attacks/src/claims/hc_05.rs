//! HC-05: A stolen escrow key keeps opening new messages until every client is given another key.

use super::{Claim, Extent, Findings, Judgement, Side, count, find};
use crate::attacks::theft::AFTER;
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-05",
    side: Side::Critics,
    sentence: "A stolen escrow key keeps opening new messages until every client is given another key.",
    source: "Keys Under Doormats (2015), on recovery from compromise",
    prediction: "True without epochs; with epochs until the end of the epoch of the theft, no longer.",
    counter: "Rotation is ordinary practice, and a theft that is noticed can be answered at once. One that is not noticed \
              cannot.",
    needs: &[("clean", "theft"), ("shared", "theft"), ("epochs", "theft"), ("ladder", "theft")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, expected) in
        [("clean", Extent::None), ("shared", Extent::All), ("epochs", Extent::Kept), ("ladder", Extent::Kept)]
    {
        let cell = lab.cell(system, "theft")?;
        let after = find(&cell, AFTER);
        // How much of the theft's own epoch is still to come depends on the day; the cell predicted it.
        let fits = match expected {
            Extent::Kept => {
                let ends = after.is_some_and(|part| part.expected < part.trials);
                findings.need(ends, format!("the epoch of the theft does not end in it ({system})"));
                after.is_some_and(|part| part.as_expected)
            }
            other => other.fits(after),
        };
        let days = cell.measure("newest message opened, after the theft").unwrap_or(0.0);
        findings.require(fits).show(format!("{system}: {} ({days} days on)", count(after)));
    }
    findings.done()
}
