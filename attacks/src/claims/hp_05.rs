//! HP-05: Deleting old escrow keys bounds how far back a theft reaches.

use super::{Claim, Findings, Judgement, Side};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HP-05",
    side: Side::Proponents,
    sentence: "Deleting old escrow keys bounds how far back a theft reaches.",
    source: "The neutral analysts' repair: retention limits, forward-secure and puncturable encryption (Canetti, Halevi and \
             Katz 2003; Green and Miers 2015)",
    prediction: "True: nothing opens that is older than the epochs kept; without deletion everything does, from the first day.",
    counter: "What was lawfully wanted and is older is lost too: retention is a trade, not a gain.",
    needs: &[("epochs", "theft"), ("shared", "theft")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let parameters = lab.parameters();
    let oldest_kept = parameters.first_kept(parameters.theft_day) * parameters.epoch_days;
    let reach = f64::from(parameters.theft_day.saturating_sub(oldest_kept));
    for (system, limit) in [("epochs", reach), ("shared", f64::from(parameters.theft_day))] {
        let cell = lab.cell(system, "theft")?;
        let oldest = cell.measure("oldest message opened, before the theft");
        findings.need(oldest.is_some(), format!("nothing of {system} opens at all"));
        let oldest = oldest.unwrap_or(0.0);
        findings.require(oldest <= limit && cell.as_expected);
        findings.show(format!("{system}: oldest opened {oldest} days before the theft"));
    }
    findings.done()
}
