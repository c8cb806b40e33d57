//! HP-18: Escrowed does not mean weak: without the escrow key an outsider is where it was before.

use super::{Claim, Findings, Judgement, Side, none};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HP-18",
    side: Side::Proponents,
    sentence: "Escrowed does not mean weak: without the escrow key an outsider is where it was before.",
    source: "The argument for Skipjack and other strong ciphers under escrow",
    prediction: "True of every system here: the outsider opens nothing.",
    counter: "Failure of this intruder, which has no key to try, proves nothing alone. The argument is that field and message rest on the same \
              primitives; ciphers weakened on purpose are another matter.",
    needs: &[
        ("clean", "wire"),
        ("provider", "wire"),
        ("one-key", "wire"),
        ("shared", "wire"),
        ("epochs", "wire"),
        ("threshold", "wire"),
        ("committed", "wire"),
        ("bound", "wire"),
        ("ladder", "wire"),
        ("per-session", "wire"),
        ("session-root", "wire"),
        ("identity-key", "wire"),
        ("clipper", "wire"),
    ],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let (mut opened, mut tried) = (0, 0);
    for (system, attack) in CLAIM.needs {
        let cell = lab.cell(system, attack)?;
        let part = cell.parts.first();
        findings.require(none(part));
        opened += part.map_or(0, |part| part.successes);
        tried += part.map_or(0, |part| part.trials);
    }
    findings.show(format!("{} systems: {opened} of {tried} opened", CLAIM.needs.len()));
    findings.done()
}
