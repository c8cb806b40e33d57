//! HC-18: A silent listener needs messengers that say something false, and one that does not shows it.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::attacks::ghost::{BRIEF, COMPARED, HEARD, UNNOTICED, WITHHELD};
use crate::lab::{Lab, LabError};

pub(crate) const CLAIM: Claim = Claim {
    id: "HC-18",
    side: Side::Critics,
    sentence: "A silent listener needs messengers that leave out what they see, and one that rests its trust on more than the \
               directory shows it.",
    source: "Open letter to GCHQ on the threats posed by the ghost proposal (30 May 2019)",
    prediction: "True: with trust in the directory alone every message of the target is heard and nobody's messenger says \
                 so, though some had to withhold a notice; whoever compares numbers finds out; signed devices stop it; a \
                 log of the directory tells, except of a listener that is gone by the next epoch.",
    counter: "Few people compare numbers, and signatures and logs are for the provider to build, whom the same law can \
              forbid it. What is shown is that the tools exist: Apple ships one.",
    needs: &[("ghost-user", "ghost"), ("ghost-signed", "ghost"), ("ghost-log", "ghost")],
    file: file!(),
    judge,
};

fn judge(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let trusting = lab.cell("ghost-user", "ghost")?;
    let (unnoticed, compared) = (find(&trusting, UNNOTICED), find(&trusting, COMPARED));
    let written = |part: Option<&crate::report::Part>| part.is_some_and(|part| part.trials > 0);
    let withheld = trusting.measure(WITHHELD).unwrap_or(0.0);
    findings.need(written(unnoticed), "the target writes nothing under the order");
    findings.require(all(unnoticed) && all(compared) && withheld > 0.0);
    findings.show(format!("trust in the directory: {} heard without a word", count(unnoticed)));
    findings.show(format!("notices withheld: {withheld}"));
    findings.show(format!("pairs who find out by comparing: {}", count(compared)));
    let signed = lab.cell("ghost-signed", "ghost")?;
    let heard = find(&signed, HEARD);
    findings.require(none(heard)).show(format!("devices signed: {} heard", count(heard)));
    let logged = lab.cell("ghost-log", "ghost")?;
    let (heard, unnoticed, brief) = (find(&logged, HEARD), find(&logged, UNNOTICED), find(&logged, BRIEF));
    findings.need(written(brief), "the target writes nothing on the first day of the order");
    findings.require(all(heard) && none(unnoticed) && all(brief));
    findings.show(format!("with a log: {} heard, {} without a word", count(heard), count(unnoticed)));
    findings.show(format!("with a log, for one day: {} without a word", count(brief)));
    findings.done()
}
