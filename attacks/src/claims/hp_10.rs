//! HP-10: A ghost does not touch anybody else's conversation.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::ghost::{BEFORE, COPIES, HEARD, OTHERS, TOUCHED};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HP-10",
    side: Side::Proponents,
    sentence: "A ghost does not touch anybody else's conversation, nor what was written before.",
    source: "Levy and Robinson, Principles for a More Informed Exceptional Access Debate (2018)",
    prediction: "True to the bit: the messages of other people are the same bytes with and without a listener elsewhere, none \
                 of them is heard, and nothing from before the order is.",
    counter: "The code of every client and what a directory's answer is worth do change, for everybody: the same silence is \
              built into all messengers. And where a log tells on the listener, it tells everybody.",
    needs: &[("ghost-user", "ghost")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let cell = lab.cell("ghost-user", "ghost")?;
    let [touched, others, before, heard] = [TOUCHED, OTHERS, BEFORE, HEARD].map(|name| find(&cell, name));
    let written = |part: Option<&crate::report::Part>| part.is_some_and(|part| part.trials > 0);
    findings.need(written(touched), "everything is written to or by the target");
    findings.need(written(before), "nothing is written before the order");
    findings.need(written(heard), "nothing is written under the order");
    findings.require(none(touched) && none(others) && none(before) && all(heard));
    findings.show(format!("messages of other people with other bytes: {}", count(touched)));
    findings.show(format!("heard of other people: {}; from before: {}", count(others), count(before)));
    findings.show(format!("heard under the order: {}", count(heard)));
    findings.show(format!("copies of each message of the target: {}", cell.measure(COPIES).unwrap_or(0.0)));
    findings.done()
}
