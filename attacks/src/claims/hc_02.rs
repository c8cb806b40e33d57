//! HC-02: One insider in an ordinary role can open messages without a warrant.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::ghost::{INSIDER, INSIDER_UNNOTICED};
use crate::attacks::scope::DELIVERED;
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-02",
    side: Side::Critics,
    sentence: "One insider in an ordinary role can open messages without a warrant.",
    source: "The Risks of Key Recovery (1997), on insider abuse",
    prediction: "True of a provider that reads, of whoever may write to a directory of devices, of a single key, and of the \
                 authority's insider after one opening for which the key was rebuilt; false of one keeper of k of n, and of \
                 the authority where fields are opened in parts.",
    counter: "Insiders can collude, and k people who work in one building are not k independent people.",
    needs: &[
        ("provider", "relay"),
        ("ghost-user", "ghost"),
        ("one-key", "coalition"),
        ("shared", "coalition"),
        ("threshold", "coalition"),
        ("shared", "scope"),
        ("threshold", "scope"),
    ],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let provider = lab.cell("provider", "relay")?;
    let operator = find(&provider, "all messages");
    findings.require(all(operator)).show(format!("the provider's operator: {}", count(operator)));
    let ghost = lab.cell("ghost-user", "ghost")?;
    let (read, unnoticed) = (find(&ghost, INSIDER), find(&ghost, INSIDER_UNNOTICED));
    findings.need(read.is_some_and(|part| part.trials > 0), "nobody writes to or from the ghost's target");
    findings.require(all(read) && all(unnoticed));
    findings.show(format!(
        "the directory's insider, from now on: {}, unnoticed {}",
        count(read),
        count(unnoticed)
    ));
    for (system, expected) in [("one-key", true), ("shared", false), ("threshold", false)] {
        let cell = lab.cell(system, "coalition")?;
        let insider = find(&cell, "1 keeper");
        findings.require(if expected { all(insider) } else { none(insider) });
        findings.show(format!("{system}, 1 keeper: {}", count(insider)));
    }
    for (system, expected) in [("shared", true), ("threshold", false)] {
        let cell = lab.cell(system, "scope")?;
        let beyond = cell.parts.iter().filter(|part| part.name != DELIVERED);
        let (opened, tried) = beyond.fold((0, 0), |sum, part| (sum.0 + part.successes, sum.1 + part.trials));
        findings.need(tried > 0, "everything said lies under the warrant");
        findings.require((opened > 0) == expected);
        findings.show(format!("{system}, the authority beyond its warrant: {opened} of {tried}"));
    }
    findings.done()
}
