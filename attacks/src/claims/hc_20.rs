//! HC-20: Client-side scanning can be evaded, can be abused against others, and a client cannot tell what it looks for.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::scan_collide::{COLLIDED, FLAGGED, HARMLESS};
use crate::attacks::scan_evade::{
    CHANGED, TIGHT_PUBLISHED, TIGHT_SIGN, UNCHANGED, WHITE_PUBLISHED, WHITE_SIGN, WIDE_PUBLISHED, WIDE_SIGN,
};
use crate::attacks::scan_relist::{AGREED, FOUND, TAKEN};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-20",
    side: Side::Critics,
    sentence: "Scanning on the device can be evaded, can be turned against somebody who did nothing, and a client cannot tell \
               what it looks for.",
    source: "Abelson et al., Bugs in our Pockets: The Risks of Client-Side Scanning (2021), arxiv.org/abs/2110.07450",
    prediction: "All three are true of a hash that is known; the third is false where the list is published and audited. \
                 Without the hash in hand, evasion depends on how much may change and how often one may ask.",
    counter: "Against a published hash in a black box, few questions and small changes get nowhere, as Madden et al. (2024) \
              found of deployed hashes. A second hash on the server stops the planted pictures. An audited list stops a change that \
              one party makes alone.",
    needs: &[
        ("scanning", "scan-evade"),
        ("scanning", "scan-collide"),
        ("scanning", "scan-relist"),
        ("scanning-open", "scan-relist"),
    ],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let evade = lab.cell("scanning", "scan-evade")?;
    for name in [WHITE_SIGN, WHITE_PUBLISHED, WIDE_SIGN, WIDE_PUBLISHED] {
        findings.require(find(&evade, name).is_some_and(|part| part.as_expected && part.successes > 0));
    }
    for name in [TIGHT_SIGN, TIGHT_PUBLISHED] {
        findings.require(find(&evade, name).is_some_and(|part| part.as_expected && part.trials > 0));
    }
    findings.require(all(find(&evade, CHANGED))).require(none(find(&evade, UNCHANGED)));
    for name in [WHITE_SIGN, TIGHT_SIGN, WIDE_SIGN, WHITE_PUBLISHED, TIGHT_PUBLISHED, WIDE_PUBLISHED] {
        findings.show(format!("{name}: {}", count(find(&evade, name))));
    }
    let collide = lab.cell("scanning", "scan-collide")?;
    findings.require(find(&collide, COLLIDED).is_some_and(|part| part.as_expected && part.successes > 0));
    findings.require(all(find(&collide, FLAGGED))).require(none(find(&collide, HARMLESS)));
    findings.show(format!("framed: {}", count(find(&collide, FLAGGED))));
    for (system, taken) in [("scanning", true), ("scanning-open", false)] {
        let relist = lab.cell(system, "scan-relist")?;
        for name in [TAKEN, FOUND] {
            let part = find(&relist, name);
            findings.require(if taken { all(part) } else { none(part) });
        }
        findings.require(all(find(&relist, AGREED)));
        findings.show(format!("{system}: exchanged list taken by {}", count(find(&relist, TAKEN))));
    }
    findings.done()
}
