//! HP-08: Access can be built so that nothing opens without a public trace.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::scope::{DELIVERED, OTHER_DAYS, OTHERS};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HP-08",
    side: Side::Proponents,
    sentence: "Access can be built so that nothing opens without a public trace, and old messages never do.",
    source: "Green, Kaptchuk and Van Laer, Abuse Resistant Law Enforcement Access Systems (EUROCRYPT 2021)",
    prediction: "True of the prospective variant: what a warrant announced beforehand covers is delivered, nothing else opens, \
                 not quietly and not after a theft. Two people's own lock still works.",
    counter: "Everybody has to fetch the day's parameters from somebody; who is kept from them is lost to the authority, and \
              who is given special ones is a target that only an audit would find. Retrospective access needs far stronger tools.",
    needs: &[("arleas", "scope"), ("arleas", "quiet"), ("arleas", "theft"), ("arleas", "superencrypt")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let scope = lab.cell("arleas", "scope")?;
    let delivered = find(&scope, DELIVERED);
    findings.need(delivered.is_some_and(|part| part.trials > 0), "nothing lies under the warrant");
    findings.require(all(delivered)).show(format!("delivered: {}", count(delivered)));
    for name in [OTHERS, OTHER_DAYS] {
        let beyond = find(&scope, name);
        findings.need(beyond.is_some_and(|part| part.trials > 0), "everything said lies under the warrant");
        findings.require(none(beyond)).show(format!("{name}: {}", count(beyond)));
    }
    for attack in ["quiet", "theft"] {
        let cell = lab.cell("arleas", attack)?;
        let opened = cell.parts.first();
        findings.require(none(opened)).show(format!("{attack}: {}", count(opened)));
    }
    let own_lock = lab.cell("arleas", "superencrypt")?;
    findings.require(all(own_lock.parts.first()));
    findings.show(format!("own lock evades: {}", count(own_lock.parts.first())));
    findings.done()
}
