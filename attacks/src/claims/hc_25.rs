//! HC-25: Splitting a key that was derived is void if the seed of the derivation survives.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::theft::{AFTER, BEFORE};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-25",
    side: Side::Critics,
    sentence: "Splitting a key that was derived is void if the seed of the derivation survives.",
    source: "Bellovin in sci.crypt, 19 April 1993, on how the NSA told Denning that Clipper's unit keys are made",
    prediction: "True: with the seeds, every message of every unit that was programmed with them opens, old and new, without any \
                 agent. Without them, one agent's parts open nothing and what is left where chips are programmed does neither.",
    counter: "The procedure discards the seeds, and nobody has shown that it ever failed to. The condition is the whole claim.",
    needs: &[("clipper-seeds", "origin"), ("clipper", "origin"), ("clipper", "coalition")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, kept) in [("clipper-seeds", true), ("clipper", false)] {
        let cell = lab.cell(system, "origin")?;
        for name in [BEFORE, AFTER] {
            let opened = find(&cell, name);
            findings.need(opened.is_some_and(|part| part.trials > 0), format!("nothing was {name}"));
            findings.require(if kept { all(opened) } else { none(opened) });
            findings.show(format!("{system}, no agent, {name}: {}", count(opened)));
        }
    }
    let cell = lab.cell("clipper", "coalition")?;
    let one = find(&cell, "1 keeper");
    findings.require(none(one)).show(format!("clipper, one agent's parts: {}", count(one)));
    findings.done()
}
