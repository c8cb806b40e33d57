//! HC-01: Adding recovery creates a new path to the plaintext: somebody succeeds who got nothing before.

use super::{Claim, Findings, Judgement, Side, count};
use crate::attack::Aim;
use crate::lab::{Lab, LabError};
use crate::report::Verdict;

const READING: [&str; 6] = ["wire", "relay", "coalition", "scope", "theft", "impersonate"];

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-01",
    side: Side::Critics,
    sentence: "Adding recovery creates a new path to the plaintext: somebody succeeds who got nothing before.",
    source: "Abelson et al., The Risks of Key Recovery, Key Escrow, and Trusted Third-Party Encryption (1997), section on \
             new vulnerabilities and risks",
    prediction: "True of every system with a door: at least one attack that opens nothing of the clean messenger opens \
                 something there.",
    counter: "That is what a door is for. The question is who gets through it, how much they get, and whether anyone \
              knows; the other claims ask that.",
    needs: &[
        ("clean", "wire"),
        ("clean", "relay"),
        ("clean", "coalition"),
        ("clean", "scope"),
        ("clean", "theft"),
        ("clean", "impersonate"),
        ("provider", "relay"),
        ("one-key", "theft"),
        ("shared", "theft"),
        ("epochs", "theft"),
        ("threshold", "theft"),
        ("committed", "theft"),
        ("bound", "theft"),
        ("ladder", "theft"),
        ("per-session", "theft"),
        ("session-root", "theft"),
        ("identity-key", "impersonate"),
        ("redealt", "theft"),
        ("redealt-blahaj", "theft"),
        ("redealt-feldman", "theft"),
        ("redealt-fresh", "theft"),
        ("log-in-path", "theft"),
        ("adk", "theft"),
        ("adk-signed", "theft"),
        ("clipper", "theft"),
        ("clipper-wide", "theft"),
        ("clipper-seeds", "theft"),
        ("fair", "theft"),
        ("fair-failsafe", "theft"),
        ("fair-sign", "theft"),
    ],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for attack in READING {
        let clean = lab.cell("clean", attack)?;
        findings.require(clean.aim == Aim::Read && clean.verdict == Verdict::Held);
    }
    findings.show(format!("clean: 0 opened by {}", READING.join(", ")));
    for (system, attack) in CLAIM.needs.iter().filter(|(system, _)| *system != "clean") {
        let cell = lab.cell(system, attack)?;
        let opened = cell.parts.first();
        findings.need(
            opened.is_some_and(|part| part.expected > 0),
            format!("no key of {system} is kept that long"),
        );
        findings.require(opened.is_some_and(|part| part.successes > 0));
        findings.show(format!("{system}: {} by {attack}", count(opened)));
    }
    findings.done()
}
