//! HC-23: A request to seal to a further key, honoured without the owner's signature, lets an outsider add itself.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::{insert, scope};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-23",
    side: Side::Critics,
    sentence: "A recovery field that is honoured without the owner's signature lets an outsider insert itself.",
    source: "Senderek, Key-Experiments (August 2000); CERT VU#747124 on PGP 5.5.x to 6.5.3",
    prediction: "True: an outsider with no secret opens everything that is written from then on, no fingerprint changes \
                 and nobody is warned. False once only signed requests count, and the company's own key still works.",
    counter: "It was a bug and not a back door, says Zimmermann: a request that senders may ignore, fixed in about 18 \
              hours. The critics' answer is that without the feature there was nothing for such a bug to sit in.",
    needs: &[("clean", "insert"), ("adk", "insert"), ("adk-signed", "insert"), ("adk-signed", "scope")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, inserted) in [("clean", false), ("adk", true), ("adk-signed", false)] {
        let cell = lab.cell(system, "insert")?;
        let opened = find(&cell, insert::OPENED);
        findings.require(if inserted { all(opened) } else { none(opened) });
        findings.show(format!("{system}: {} opened by the outsider", count(opened)));
        if inserted {
            let (noticed, disturbed) = (find(&cell, insert::NOTICED), find(&cell, insert::DISTURBED));
            findings.require(none(noticed) && none(disturbed));
            findings.show(format!(
                "{} pairs noticed, {} messages disturbed",
                count(noticed),
                count(disturbed)
            ));
        }
    }
    let cell = lab.cell("adk-signed", "scope")?;
    let delivered = find(&cell, scope::DELIVERED);
    findings.need(delivered.is_some_and(|part| part.trials > 0), "nothing lies under the order");
    findings.require(all(delivered));
    findings.show(format!("adk-signed: {} delivered to the company", count(delivered)));
    findings.done()
}
