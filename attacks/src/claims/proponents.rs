//! Claims said for exceptional access, or by neutral analysts.

use super::{Claim, Findings, Judgement, Side, all, count, find, none};
use crate::lab::{Lab, LabError};

pub(super) const HP_01: Claim = Claim {
    id: "HP-01",
    side: Side::Proponents,
    sentence: "With k of n trustees and fewer than k corrupt, messages are as confidential as without escrow.",
    source: "Denning's testimony and papers on split custody (1993-94); Shamir (1979)",
    prediction: "True: every coalition below the threshold opens exactly what it opens of the clean messenger, nothing.",
    counter: "True of the mathematics. An implementation can leak it (RUSTSEC-2024-0398), and trustees can be compelled, \
              deceived or replaced together.",
    needs: &[
        ("clean", "coalition"),
        ("shared", "coalition"),
        ("threshold", "coalition"),
        ("ladder", "coalition"),
    ],
    file: file!(),
    judge: hp_01,
};

fn hp_01(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let k = lab.parameters().threshold;
    for system in ["clean", "shared", "threshold", "ladder"] {
        let cell = lab.cell(system, "coalition")?;
        let size =
            |part: &&crate::report::Part| part.name.split(' ').next().and_then(|size| size.parse().ok());
        let below: Vec<_> =
            cell.parts.iter().filter(|part| size(part).is_some_and(|size: u8| size < k)).collect();
        findings.require(!below.is_empty() && below.iter().all(|part| none(Some(part))));
        let (opened, tried) =
            below.iter().fold((0, 0), |sum, part| (sum.0 + part.successes, sum.1 + part.trials));
        findings.show(format!("{system}, fewer than {k}: {opened} of {tried}"));
    }
    findings.done()
}

pub(super) const HP_02: Claim = Claim {
    id: "HP-02",
    side: Side::Proponents,
    sentence: "Epoch keys bound a theft to the epochs whose keys are kept.",
    source: "Standard key management; conceded in The Risks of Key Recovery (1997) as a trade against operational cost",
    prediction: "True: exactly the messages of the kept epochs open.",
    counter: "Destruction is a promise that nobody outside can check, and one backup breaks it.",
    needs: &[("epochs", "theft"), ("ladder", "theft"), ("shared", "theft")],
    file: file!(),
    judge: hp_02,
};

fn hp_02(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for system in ["epochs", "ladder", "shared"] {
        let cell = lab.cell(system, "theft")?;
        let (opened, tried) =
            cell.parts.iter().fold((0, 0), |sum, part| (sum.0 + part.successes, sum.1 + part.trials));
        let expected: u64 = cell.parts.iter().map(|part| part.expected).sum();
        if system == "shared" {
            findings.require(opened == tried);
        } else {
            findings.need(
                expected > 0 && expected < tried,
                format!("all or none of it lies in kept epochs ({system})"),
            );
            findings.require(cell.as_expected);
        }
        findings.show(format!("{system}: {opened} of {tried}"));
    }
    findings.done()
}

pub(super) const HP_03: Claim = Claim {
    id: "HP-03",
    side: Side::Proponents,
    sentence: "Forward secrecy towards the users' own keys survives escrow: a seized phone opens nothing older.",
    source: "Hoepman's review of Keys Under Doormats",
    prediction: "True where a fresh content key is sealed for each message; false where one key serves a session.",
    counter: "Right, and it is why HC-04 must be put as forward secrecy towards the authority's key.",
    needs: &[("clean", "seizure"), ("shared", "seizure"), ("ladder", "seizure"), ("per-session", "seizure")],
    file: file!(),
    judge: hp_03,
};

fn hp_03(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, survives) in [("clean", true), ("shared", true), ("ladder", true), ("per-session", false)] {
        let cell = lab.cell(system, "seizure")?;
        let past = find(&cell, "before the seizure");
        findings.require(if survives { none(past) } else { past.is_some_and(|part| part.successes > 0) });
        findings.show(format!("{system}: {}", count(past)));
    }
    findings.done()
}

pub(super) const HP_04: Claim = Claim {
    id: "HP-04",
    side: Side::Proponents,
    sentence: "Authenticity survives if only encryption keys are escrowed.",
    source: "Hoepman's review of Keys Under Doormats",
    prediction: "True where the text is bound to a message whose authentication key is not escrowed; false otherwise.",
    counter: "True of designs that take care of it. Nothing in a mandate to hand over keys makes them take care.",
    needs: &[("bound", "forge"), ("ladder", "forge"), ("shared", "forge")],
    file: file!(),
    judge: hp_04,
};

fn hp_04(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, authentic) in [("bound", true), ("ladder", true), ("shared", false)] {
        let cell = lab.cell(system, "forge")?;
        let forged = cell.parts.first();
        findings.require(if authentic { none(forged) } else { all(forged) });
        findings.show(format!("{system}: {} forged", count(forged)));
    }
    findings.done()
}

pub(super) const HP_05: Claim = Claim {
    id: "HP-05",
    side: Side::Proponents,
    sentence: "Deleting old escrow keys bounds how far back a theft reaches.",
    source: "The neutral analysts' repair: retention limits, forward-secure and puncturable encryption (Canetti, Halevi and \
             Katz 2003; Green and Miers 2015)",
    prediction: "True: nothing opens that is older than the epochs kept; without deletion everything does, from the first day.",
    counter: "What was lawfully wanted and is older is lost too: retention is a trade, not a gain.",
    needs: &[("epochs", "theft"), ("shared", "theft")],
    file: file!(),
    judge: hp_05,
};

fn hp_05(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let parameters = lab.parameters();
    let oldest_kept = parameters.first_kept(parameters.theft_day) * parameters.epoch_days;
    let reach = f64::from(parameters.theft_day.saturating_sub(oldest_kept));
    for (system, limit) in [("epochs", reach), ("shared", f64::from(parameters.theft_day))] {
        let cell = lab.cell(system, "theft")?;
        let oldest = cell.measure("oldest message opened, before the theft");
        findings.need(oldest.is_some(), format!("nothing of {system} opens at all"));
        let oldest = oldest.unwrap_or(0.0);
        findings.require(oldest <= limit && cell.as_expected);
        findings.show(format!("{system}: oldest opened {oldest} days before the theft"));
    }
    findings.done()
}

pub(super) const HP_06: Claim = Claim {
    id: "HP-06",
    side: Side::Proponents,
    sentence: "With threshold opening one warrant opens its messages and nothing else.",
    source: "The strongest form of the proposal: decapsulation by k trustees or hardware, the key never rebuilt",
    prediction: "True where fields are opened in parts; false where the key is rebuilt, which opens its whole epoch, or \
                 everything.",
    counter: "It bounds the lawful path. k stolen shares bypass it and open everything of the epochs kept.",
    needs: &[
        ("threshold", "scope"),
        ("ladder", "scope"),
        ("shared", "scope"),
        ("epochs", "scope"),
        ("threshold", "theft"),
    ],
    file: file!(),
    judge: hp_06,
};

const DELIVERED: &str = "under the warrant: delivered";

/// Whether there is something under the warrant, and all of it could be delivered.
fn kept(delivered: Option<&crate::report::Part>) -> bool {
    delivered.is_some_and(|part| part.trials > 0 && part.expected == part.trials)
}

fn hp_06(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, contained) in [("threshold", true), ("ladder", true), ("shared", false), ("epochs", false)] {
        let cell = lab.cell(system, "scope")?;
        let delivered = find(&cell, DELIVERED);
        let beyond = cell.parts.iter().filter(|part| part.name != DELIVERED);
        let (opened, tried) = beyond.fold((0, 0), |sum, part| (sum.0 + part.successes, sum.1 + part.trials));
        findings.need(tried > 0, "everything said lies under the warrant");
        findings
            .need(kept(delivered), format!("keys of the window are destroyed before the warrant ({system})"));
        findings.require(all(delivered) && (opened == 0) == contained);
        findings
            .show(format!("{system}: {} under the warrant, {opened} of {tried} beyond it", count(delivered)));
    }
    let stolen = lab.cell("threshold", "theft")?;
    findings
        .require(all(stolen.parts.first()))
        .show(format!("threshold, all shares stolen: {}", count(stolen.parts.first())));
    findings.done()
}

pub(super) const HP_11: Claim = Claim {
    id: "HP-11",
    side: Side::Proponents,
    sentence: "Access need not be complete to be useful: judge it by what it delivers of people who do not evade.",
    source: "Levy and Robinson, Principles for a More Informed Exceptional Access Debate (2018)",
    prediction: "All messages under the warrant for deposited content keys and a reading provider, a part for a deposited \
                 session root, none for deposited identity keys, and none for the clean messenger, which has no lawful opening.",
    counter: "Utility 0 is what the clean messenger promises its users. What investigators can do without it (phones, \
              metadata, informants) is outside this testbed.",
    needs: &[
        ("clean", "scope"),
        ("provider", "scope"),
        ("one-key", "scope"),
        ("shared", "scope"),
        ("threshold", "scope"),
        ("ladder", "scope"),
        ("session-root", "scope"),
        ("identity-key", "scope"),
    ],
    file: file!(),
    judge: hp_11,
};

fn hp_11(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    for system in ["provider", "one-key", "shared", "threshold", "ladder"] {
        let cell = lab.cell(system, "scope")?;
        let delivered = find(&cell, DELIVERED);
        findings
            .need(kept(delivered), format!("keys of the window are destroyed before the warrant ({system})"));
        findings.require(all(delivered)).show(format!("{system}: {}", count(delivered)));
    }
    for system in ["session-root", "identity-key", "clean"] {
        let cell = lab.cell(system, "scope")?;
        let delivered = find(&cell, DELIVERED);
        if system == "session-root" {
            let mixed = delivered.is_some_and(|part| part.expected > 0 && part.expected < part.trials);
            findings.need(mixed, "the window holds only the first turns, or none of them");
            findings.require(delivered.is_some_and(|part| part.as_expected));
        } else {
            findings.require(none(delivered));
        }
        findings.show(format!("{system}: {}", count(delivered)));
    }
    findings.done()
}

pub(super) const HP_18: Claim = Claim {
    id: "HP-18",
    side: Side::Proponents,
    sentence: "Escrowed does not mean weak: without the escrow key an outsider is where it was before.",
    source: "The argument for Skipjack and other strong ciphers under escrow",
    prediction: "True of every system here: the outsider opens nothing.",
    counter: "Failure of this intruder proves nothing alone. The argument is that field and message rest on the same \
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
    ],
    file: file!(),
    judge: hp_18,
};

fn hp_18(lab: &Lab) -> Result<Judgement, LabError> {
    let mut findings = Findings::default();
    let (mut opened, mut tried) = (0, 0);
    for (system, attack) in HP_18.needs {
        let cell = lab.cell(system, attack)?;
        let part = cell.parts.first();
        findings.require(none(part));
        opened += part.map_or(0, |part| part.successes);
        tried += part.map_or(0, |part| part.trials);
    }
    findings.show(format!("{} systems: {opened} of {tried} opened", HP_18.needs.len()));
    findings.done()
}
