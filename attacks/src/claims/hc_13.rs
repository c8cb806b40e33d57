//! HC-13: A weak option that exists for some is reached against all, unless what was agreed on is authenticated.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::downgrade::{DOWN, PASSIVE, STOPPED};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-13",
    side: Side::Critics,
    sentence: "A weak option that exists for some is reached against everybody by somebody on the path, unless the agreement on it is \
               authenticated.",
    source: "Adrian et al., Imperfect Forward Secrecy (CCS 2015), on export-grade keys: FREAK and Logjam",
    prediction: "True where a tag under the agreed key is all that vouches for the agreement: on the path everything between users who \
                 could do better is read, and nothing of it where nobody interferes. False with signed abilities: nothing is read, and \
                 their messengers refuse.",
    counter: "It is a fault of the protocol, and it has a repair. Those for whom the weak option was made are read in either case, and \
              they are whom the rules were about.",
    needs: &[("export", "downgrade"), ("export-authenticated", "downgrade"), ("clean", "downgrade")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, reached) in [("export", true), ("export-authenticated", false), ("clean", false)] {
        let cell = lab.cell(system, "downgrade")?;
        let down = find(&cell, DOWN);
        findings.need(down.is_some_and(|part| part.trials > 0), "no two users can do better");
        findings.require(if reached { all(down) } else { none(down) });
        findings.require(none(find(&cell, PASSIVE)));
        let refused = find(&cell, STOPPED);
        findings.require(if system == "export-authenticated" { all(refused) } else { none(refused) });
        findings.show(format!("{system}: {} read, {} refused", count(down), count(refused)));
    }
    findings.done()
}
