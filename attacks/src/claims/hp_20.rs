//! HP-20: Cheap repairs close published attacks.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::catalogue;
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HP-20",
    side: Side::Proponents,
    sentence: "Cheap repairs close published attacks.",
    source: "The published repairs themselves: key commitment, a wider checkword, a signed request, uniform coefficients, derived \
             constants, signed device lists, joint key generation, authenticated handshakes, a log in the path",
    prediction: "True of each repair and its own attack: it succeeds before and not after. None of them stops two people's own \
                 lock.",
    counter: "Each repair leaves something alive, and names it; most came after deployment. That a repair is cheap here says \
              nothing of what it takes to bring it to every client.",
    needs: &[
        ("shared", "two-keys"),
        ("committed", "two-keys"),
        ("shared", "forge"),
        ("bound", "forge"),
        ("shared", "scope"),
        ("threshold", "scope"),
        ("threshold", "quiet"),
        ("log-in-path", "quiet"),
        ("clipper", "rogue-leaf"),
        ("clipper-wide", "rogue-leaf"),
        ("redealt", "share-bias"),
        ("redealt-blahaj", "share-bias"),
        ("adk", "insert"),
        ("adk-signed", "insert"),
        ("dual-ec", "transfer"),
        ("dual-ec-derived", "transfer"),
        ("ghost-user", "ghost"),
        ("ghost-signed", "ghost"),
        ("ghost-log", "ghost"),
        ("fair", "shadow-key"),
        ("fair-failsafe", "shadow-key"),
        ("export", "downgrade"),
        ("export-authenticated", "downgrade"),
        ("partial", "early-recovery"),
        ("partial-delayed", "early-recovery"),
        ("scanning", "scan-relist"),
        ("scanning-open", "scan-relist"),
        ("franking", "salamander"),
        ("franking-committed", "salamander"),
        ("committed", "superencrypt"),
        ("bound", "superencrypt"),
        ("threshold", "superencrypt"),
        ("log-in-path", "superencrypt"),
        ("clipper-wide", "superencrypt"),
        ("adk-signed", "superencrypt"),
        ("fair-failsafe", "superencrypt"),
        ("partial-delayed", "superencrypt"),
    ],
    file: file!(),
    judge,
};

/// The repairs that the claim is about.
const REPAIRS: [&str; 15] = [
    "committed",
    "bound",
    "threshold",
    "log-in-path",
    "clipper-wide",
    "redealt-blahaj",
    "adk-signed",
    "dual-ec-derived",
    "ghost-signed",
    "ghost-log",
    "fair-failsafe",
    "export-authenticated",
    "partial-delayed",
    "scanning-open",
    "franking-committed",
];

/// Of these, those whose users could lock what they write.
const LOCKED: [&str; 8] = [
    "committed",
    "bound",
    "threshold",
    "log-in-path",
    "clipper-wide",
    "adk-signed",
    "fair-failsafe",
    "partial-delayed",
];

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for id in REPAIRS {
        let Some(fix) = catalogue::system(id).and_then(|entry| entry.fix) else {
            findings.require(false).show(format!("{id} repairs nothing"));
            continue;
        };
        let (attack, part) = fix.stops;
        let (before, after) = (lab.cell(fix.of, attack)?, lab.cell(id, attack)?);
        let (before, after) = (find(&before, part), find(&after, part));
        findings.require(before.is_some_and(|part| part.successes > 0) && none(after));
        findings.show(format!("{id}, {attack}: {} before, {} after", count(before), count(after)));
    }
    for id in LOCKED {
        let cell = lab.cell(id, "superencrypt")?;
        findings.require(all(cell.parts.first()));
    }
    findings.show(format!("two people's own lock works on {}", LOCKED.join(", ")));
    findings.done()
}
