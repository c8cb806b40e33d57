//! HC-02: One insider in an ordinary role can open messages without a warrant.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-02",
    side: Side::Critics,
    sentence: "One insider in an ordinary role can open messages without a warrant.",
    source: "The Risks of Key Recovery (1997), on insider abuse",
    prediction: "True of a provider that reads and of a single key; false of any design with k of n, where one insider \
                 opens nothing.",
    counter: "Insiders can collude, and k people who work in one building are not k independent people.",
    needs: &[
        ("provider", "relay"),
        ("one-key", "coalition"),
        ("shared", "coalition"),
        ("threshold", "coalition"),
    ],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let provider = lab.cell("provider", "relay")?;
    let operator = find(&provider, "all messages");
    findings.require(all(operator)).show(format!("the provider's operator: {}", count(operator)));
    for (system, expected) in [("one-key", true), ("shared", false), ("threshold", false)] {
        let cell = lab.cell(system, "coalition")?;
        let insider = find(&cell, "1 keeper");
        findings.require(if expected { all(insider) } else { none(insider) });
        findings.show(format!("{system}, 1 keeper: {}", count(insider)));
    }
    findings.done()
}
