//! HP-13: Work for each message deters bulk use: the whole cost grows with the messages.

use super::{Claim, Findings, Judgement, Side, all, find};
use crate::attacks::search::BENCH;
use crate::intruders::work::bench::Who;
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HP-13",
    side: Side::Proponents,
    sentence: "Work for each message deters mass surveillance: what a hundred messages cost is a hundred times what one does.",
    source: "The case for Lotus's field (1996), partial key escrow (Shamir, 1995; Bellare and Goldwasser, 1997) and crumple zones \
             (Wright and Varia, 2018)",
    prediction: "True for Lotus, for partial escrow of message keys and, after the first payment, for crumple zones: a hundred \
                 messages cost about ten times what ten do. False for partial escrow of user keys and for one group shared by all: \
                 after the work done once (the table of a shared group has 2^16 entries, and a \
                 message then costs about 2^10 trials), a hundred cost less than three times what one does.",
    counter: "Linear is not dear: the price of a trial falls every year, and recordings wait. Without a salt for each message one \
              search would serve all of them.",
    needs: &[
        ("lotus", "search"),
        ("partial", "search"),
        ("partial-delayed", "search"),
        ("crumple", "search"),
        ("export", "search"),
    ],
    file: file!(),
    judge,
};

/// A curve of one who searches: in which cell, whose, and whether it grows with the messages or stays.
const CURVES: [(&str, Who, bool); 6] = [
    ("lotus", Who::Holder, true),
    ("partial-delayed", Who::Holder, true),
    ("crumple", Who::Thief, true),
    ("export", Who::OwnGroups, true),
    ("partial", Who::Beforehand, false),
    ("export", Who::Shared, false),
];

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, who, linear) in CURVES {
        let cell = lab.cell(system, "search")?;
        findings.require(all(find(&cell, BENCH)));
        let [one, ten, hundred] = who.names().map(|name| cell.measure(name).unwrap_or(0.0));
        let grown = hundred / ten.max(1.0);
        // A sum of ten is off by up to nine tenths of itself, five standard deviations; of a hundred, by three tenths.
        findings.require(if linear {
            (4.0..=40.0).contains(&grown)
        } else {
            one > 0.0 && hundred < 3.0 * one
        });
        findings.show(format!("{system}, {} and 100: {one} and {hundred} trials", who.names()[0]));
    }
    findings.done()
}
