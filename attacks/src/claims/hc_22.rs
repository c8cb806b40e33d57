//! HC-22: A threshold scheme can leak to fewer than k keepers while all tests of its function pass.

use super::{Claim, Findings, Judgement, Side, all, count, find, kept, none};
use crate::attacks::scope::DELIVERED;
use crate::attacks::share_bias::{FRESH, OPENED, RECOVERED, UNTIL_40_BITS};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-22",
    side: Side::Critics,
    sentence: "A threshold scheme can leak its key to fewer than k keepers through a fault of its implementation, while \
               every test of its function passes.",
    source: "RUSTSEC-2024-0398 on the package sharks, reported by Cure53 (2024); the bound of 500 to 1,500 dealings for 2 \
             of n is theirs",
    prediction: "True where one key is dealt again and again: k - 1 keepers have it within 300 to 1,600 dealings, and open \
                 everything, while warrants are served as they should be. False with uniform coefficients, and with a \
                 fresh key for each epoch.",
    counter: "It is one library's fault with a repair of one bound, and no argument against sharing as such: the same \
              run shows a scheme that gives k - 1 keepers nothing however often it deals.",
    needs: &[
        ("redealt", "share-bias"),
        ("redealt", "scope"),
        ("redealt-blahaj", "share-bias"),
        ("redealt-feldman", "share-bias"),
        ("redealt-fresh", "share-bias"),
    ],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let served = lab.cell("redealt", "scope")?;
    let delivered = find(&served, DELIVERED);
    findings.require(kept(delivered) && all(delivered));
    findings.show(format!("redealt, delivered under warrants: {}", count(delivered)));
    for (system, expected) in [("redealt", true), ("redealt-blahaj", false), ("redealt-feldman", false)] {
        let cell = lab.cell(system, "share-bias")?;
        let (opened, found) = (find(&cell, OPENED), find(&cell, RECOVERED));
        let fits = if expected { all } else { none };
        findings.require(fits(opened) && fits(found));
        findings.show(format!("{system}, opened by k - 1 keepers: {}", count(opened)));
        if expected {
            let until = cell.measures.iter().find(|measure| measure.name == UNTIL_40_BITS);
            findings.require(until.is_some_and(|until| (300.0..=1_600.0).contains(&until.value)));
            let until = until.map_or(0.0, |until| until.value);
            findings.show(format!("{UNTIL_40_BITS}: {until:.0}"));
        }
    }
    let cell = lab.cell("redealt-fresh", "share-bias")?;
    let found = find(&cell, FRESH);
    findings.require(none(found)).show(format!("redealt-fresh, {FRESH}: {}", count(found)));
    findings.done()
}
