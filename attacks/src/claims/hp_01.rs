//! HP-01: With k of n trustees and fewer than k corrupt, messages are as confidential as without escrow.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::share_bias::OPENED;
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HP-01",
    side: Side::Proponents,
    sentence: "With k of n trustees and fewer than k corrupt, messages are as confidential as without escrow.",
    source: "Denning's testimony and papers on split custody (1993-94); Shamir (1979)",
    prediction: "True where shares are uniform: every coalition below the threshold opens exactly what it opens of the \
                 clean messenger, nothing, however often the key is dealt. False where a biased dealer deals one key \
                 again and again: there k - 1 open everything.",
    counter: "True of the mathematics, and of two implementations of three here. Trustees can be compelled, deceived or \
              replaced together.",
    needs: &[
        ("clean", "coalition"),
        ("shared", "coalition"),
        ("threshold", "coalition"),
        ("ladder", "coalition"),
        ("redealt-blahaj", "share-bias"),
        ("redealt", "share-bias"),
    ],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let k = lab.parameters().threshold;
    for system in ["clean", "shared", "threshold", "ladder"] {
        let cell = lab.cell(system, "coalition")?;
        let size =
            |part: &&crate::report::Part| part.name.split(' ').next().and_then(|size| size.parse().ok());
        let below: Vec<_> =
            cell.parts.iter().filter(|part| size(part).is_some_and(|size: u8| size < k)).collect();
        findings.require(!below.is_empty() && below.iter().all(|part| none(Some(part))));
        let (opened, tried) =
            below.iter().fold((0, 0), |sum, part| (sum.0 + part.successes, sum.1 + part.trials));
        findings.show(format!("{system}, fewer than {k}: {opened} of {tried}"));
    }
    for (system, expected) in [("redealt-blahaj", false), ("redealt", true)] {
        let cell = lab.cell(system, "share-bias")?;
        let opened = find(&cell, OPENED);
        findings.require(if expected { all(opened) } else { none(opened) });
        findings.show(format!("{system}, k - 1 who noted every dealing: {}", count(opened)));
    }
    findings.done()
}
