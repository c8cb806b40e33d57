//! HC-07: A single dishonest sender can talk to an honest peer with no usable escrow.

use super::{Claim, Findings, Judgement, Side, all, count, none};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-07",
    side: Side::Critics,
    sentence: "A single dishonest sender can talk to an honest peer with no usable escrow.",
    source: "Blaze, Protocol Failure in the Escrowed Encryption Standard (1994); The Risks of Key Recovery (1997)",
    prediction: "True at no cost in software: a garbled field and a wrong key both work. A false text with a valid tag works where \
                 messages do not commit to their key, and not where they do. Clipper's sealed chips refuse garbage and wrong keys; \
                 there it is true after a search of 2^16 tries, and false with a checkword of 64 bits.",
    counter: "The authority knows that a field did not open, and whose it was. Only the false text leaves it deceived, and \
              that has a cheap fix.",
    needs: &[
        ("shared", "garble"),
        ("ladder", "garble"),
        ("shared", "other-key"),
        ("ladder", "other-key"),
        ("shared", "two-keys"),
        ("committed", "two-keys"),
        ("clipper", "garble"),
        ("clipper", "other-key"),
        ("clipper", "rogue-leaf"),
        ("clipper-wide", "rogue-leaf"),
    ],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, attack) in
        [("shared", "garble"), ("ladder", "garble"), ("shared", "other-key"), ("ladder", "other-key")]
    {
        let cell = lab.cell(system, attack)?;
        let evaded = cell.parts.first();
        findings.require(all(evaded)).show(format!("{system}, {attack}: {}", count(evaded)));
    }
    for (system, expected) in [("shared", true), ("committed", false)] {
        let cell = lab.cell(system, "two-keys")?;
        let deceived = cell.parts.first();
        findings.require(if expected { all(deceived) } else { none(deceived) });
        findings.show(format!("{system}, false text shown: {}", count(deceived)));
    }
    for (system, attack, expected) in [
        ("clipper", "garble", false),
        ("clipper", "other-key", false),
        ("clipper", "rogue-leaf", true),
        ("clipper-wide", "rogue-leaf", false),
    ] {
        let cell = lab.cell(system, attack)?;
        let evaded = cell.parts.first();
        findings.require(if expected { all(evaded) } else { none(evaded) });
        findings.show(format!("{system}, {attack}: {}", count(evaded)));
    }
    findings.done()
}
