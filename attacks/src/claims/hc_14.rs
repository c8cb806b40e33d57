//! HC-14: A cipher that was weakened in secret falls to whoever learns its specification, at the price of what is left.

use super::{Claim, Findings, Judgement, Side, all, count, find};
use crate::attacks::search::{BENCH, OUTSIDER};
use crate::intruders::work::bench::Who;
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-14",
    side: Side::Critics,
    sentence: "A key that was shortened in secret is found from the specification, and costs what is left of it, to everybody.",
    source: "TEA1: CVE-2022-24402 (Midnight Blue, 2023); GEA-1: Beierle et al., ePrint 2021/819",
    prediction: "True: with the specification and no key everything recorded is read; a key costs half of the register's values on \
                 average, and one search serves everything under it.",
    counter: "It took about 25 years until somebody outside had the specification. The register here is scaled down to 16 bits; at 32 \
              the same search takes 65,536 times as many trials.",
    needs: &[("reduced", "wire"), ("reduced", "search")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let wire = lab.cell("reduced", "wire")?;
    findings.require(all(wire.parts.first()));
    findings.show(format!("read without any key: {}", count(wire.parts.first())));
    let cell = lab.cell("reduced", "search")?;
    findings.require(all(find(&cell, OUTSIDER))).require(all(find(&cell, BENCH)));
    let [first, _, each] = Who::FreshKeys.names();
    let [_, _, one] = Who::OneKey.names();
    let as_expected = |name: &str| {
        cell.measures.iter().find(|measure| measure.name == name).is_some_and(|measure| measure.as_expected)
    };
    findings.require([first, each, one].into_iter().all(as_expected));
    let (each, one) = (cell.measure(each).unwrap_or(0.0), cell.measure(one).unwrap_or(0.0));
    findings.show(format!("100 messages under a key each: {each} trials, under one key: {one}"));
    findings.done()
}
