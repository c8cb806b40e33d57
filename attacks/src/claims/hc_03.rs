//! HC-03: An escrow key is a concentrated target: what one theft opens grows with the number of users.

use super::{Claim, Findings, Judgement, Side, all};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-03",
    side: Side::Critics,
    sentence: "An escrow key is a concentrated target: what one theft opens grows with the number of users.",
    source: "Abelson et al., Keys Under Doormats (2015): a target that attracts bad actors",
    prediction: "True: with twice the users the stolen escrow key opens all of what twice as many write, while one \
                 stolen phone of the clean messenger opens no more than its own window.",
    counter: "A vault for few keys can be guarded better than every phone. What it is worth guarding against is a judgement.",
    needs: &[("shared", "theft"), ("clean", "seizure")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let half = lab.scaled(lab.parameters().clone(), lab.script().first_users(lab.script().users() / 2));
    let mut opened = Vec::new();
    for lab in [&half, lab] {
        let script = lab.script();
        if script.metas().is_empty() {
            findings.need(false, "half of the users do not speak with each other");
            continue;
        }
        let cell = lab.cell("shared", "theft")?;
        let spread = cell.parts.iter().all(|part| part.trials > 0);
        findings.need(spread, "nothing is said before the theft, or nothing after it");
        let total: u64 = cell.parts.iter().map(|part| part.successes).sum();
        findings.require(cell.parts.iter().all(|part| all(Some(part))));
        let phones = lab.cell("clean", "seizure")?;
        findings.require(phones.as_expected);
        let phone: u64 = phones.parts.iter().map(|part| part.successes).sum();
        let users = u64::try_from(script.users()).unwrap_or(u64::MAX).max(1);
        let (whole, tenth) = (phone / users, phone * 10 / users % 10);
        findings.show(format!(
            "{} users, {} conversations: one escrow key opens {total}, one phone {whole}.{tenth} on average",
            script.users(),
            script.sessions()
        ));
        opened.push(total);
    }
    findings.require(opened.first() < opened.last() || opened.len() < 2);
    findings.done()
}
