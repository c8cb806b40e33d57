//! HC-12: A trapdoor that nobody but its maker can use changes owner when somebody replaces constants.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::transfer::{FAIL, NEW, OLD, PATCHED, UNNOTICED};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-12",
    side: Side::Critics,
    sentence: "A trapdoor that nobody but its maker can use changes owner when somebody replaces constants: the code stays as \
               it is, and no honest user or vendor notices.",
    source: "Checkoway and others, A Systematic Analysis of the Juniper Dual EC Incident (2016), and Where Did I Leave My \
             Keys? (Communications of the ACM, 2018)",
    prediction: "True of the generator whose designer keeps d: at most 64 bytes change, every self-test passes, the new owner \
                 reads everything and the old one nothing. With a short nonce the swap goes unnoticed just as well, and \
                 opens nothing. Where Q is derived and the product checks it, constants alone do not suffice.",
    counter: "Who can write to a product can do worse to any product, the clean messenger's as well. A Q derived in public, and \
              a test that derives it again, would have cost the vendor nothing.",
    needs: &[
        ("dual-ec", "transfer"),
        ("dual-ec-short", "transfer"),
        ("dual-ec-derived", "transfer"),
        ("clean", "transfer"),
    ],
    file: file!(),
    judge,
};

/// The name of the figure.
const BYTES: &str = "constants replaced";

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let cell = lab.cell("dual-ec", "transfer")?;
    let (new, old) = (find(&cell, NEW), find(&cell, OLD));
    let bytes = cell.measures.iter().find(|measure| measure.name == BYTES).map(|measure| measure.value);
    findings.require(all(new) && none(old) && none(find(&cell, FAIL)) && all(find(&cell, UNNOTICED)));
    findings.require(bytes.is_some_and(|bytes| (1.0..=64.0).contains(&bytes)));
    findings.show(format!("new owner {}, old owner {}", count(new), count(old)));
    findings.show(format!("{} bytes changed, every self-test passed", bytes.unwrap_or_default()));
    let cell = lab.cell("dual-ec-short", "transfer")?;
    let (new, unnoticed) = (find(&cell, NEW), find(&cell, UNNOTICED));
    findings.require(none(new) && all(unnoticed)).show(format!("short nonce: new owner {}", count(new)));
    let cell = lab.cell("dual-ec-derived", "transfer")?;
    let (new, patched) = (find(&cell, NEW), find(&cell, PATCHED));
    findings.require(none(new) && all(find(&cell, FAIL)) && all(patched));
    findings.show(format!("Q derived: new owner {}, {} with the tests changed", count(new), count(patched)));
    let cell = lab.cell("clean", "transfer")?;
    let new = find(&cell, NEW);
    findings.require(none(new)).show(format!("clean messenger: {}", count(new)));
    findings.done()
}
