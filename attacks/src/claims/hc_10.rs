//! HC-10: Where users choose their own escrowed keys, they can hide others in them, and no check notices.

use super::{Claim, Extent, Findings, Judgement, Side, all, count, find};
use crate::attacks::shadow_key::{APPROVED, EVADED, SPELLED};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-10",
    side: Side::Critics,
    sentence: "Where users choose their own escrowed keys, they can hide others in them, and no check notices.",
    source: "Kilian and Leighton, Fair Cryptosystems, Revisited (CRYPTO 1995)",
    prediction: "True of fair keys: every trustee approves, the directory shows the shadow key, two rogues talk under it and an \
                 order brings nothing of it. Joint generation ends that channel, and not the one of signature keys.",
    counter: "It takes modified clients on both sides and many renewals. The repair is cheap, was published with the attack, and \
              works against it.",
    needs: &[("fair", "shadow-key"), ("fair-failsafe", "shadow-key"), ("fair-failsafe", "signature-key")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, extent) in [("fair", Extent::All), ("fair-failsafe", Extent::None)] {
        let cell = lab.cell(system, "shadow-key")?;
        let (evaded, approved, spelled) = (find(&cell, EVADED), find(&cell, APPROVED), find(&cell, SPELLED));
        findings.require(extent.fits(evaded)).require(all(approved));
        findings.require(match extent {
            Extent::All => all(spelled),
            _ => spelled.is_some_and(|part| part.as_expected && part.successes < part.trials),
        });
        findings.show(format!(
            "{system}: {} evaded, {} keys approved, {} show what was chosen",
            count(evaded),
            count(approved),
            count(spelled)
        ));
    }
    let cell = lab.cell("fair-failsafe", "signature-key")?;
    let evaded = find(&cell, crate::attacks::signature_key::EVADED);
    findings.require(all(evaded));
    findings.show(format!("fair-failsafe, under signature keys: {} evaded", count(evaded)));
    findings.done()
}
