//! HC-04: Escrow undoes forward secrecy: recorded messages open to the authority's key although both
//! users have deleted theirs.

use super::{Claim, Extent, Findings, Judgement, Side, count, find};
use crate::attacks::theft::BEFORE;
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-04",
    side: Side::Critics,
    sentence: "Escrow undoes forward secrecy: recorded messages open to the authority's key although both users have \
               deleted theirs.",
    source: "The Risks of Key Recovery (1997); Keys Under Doormats (2015), on forward secrecy",
    prediction: "True of deposited content keys, bounded where old epochs are destroyed; in part of a deposited session \
                 root; false of deposited identity keys.",
    counter: "Towards the users' own keys forward secrecy stays (HP-03), and deletion bounds the loss (HP-05).",
    needs: &[
        ("clean", "theft"),
        ("one-key", "theft"),
        ("shared", "theft"),
        ("threshold", "theft"),
        ("epochs", "theft"),
        ("session-root", "theft"),
        ("identity-key", "theft"),
    ],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, expected) in [
        ("clean", Extent::None),
        ("one-key", Extent::All),
        ("shared", Extent::All),
        ("threshold", Extent::All),
        ("epochs", Extent::Kept),
        ("session-root", Extent::Kept),
        ("identity-key", Extent::None),
    ] {
        let cell = lab.cell(system, "theft")?;
        let before = find(&cell, BEFORE);
        let bounded = matches!(expected, Extent::Kept);
        let kept = before.is_some_and(|part| part.expected > 0);
        findings.need(!bounded || kept, format!("no key of {system} is kept that long"));
        findings.require(expected.fits(before)).show(format!("{system}: {}", count(before)));
    }
    findings.done()
}
