//! Claims said against exceptional access.

use super::{Claim, Findings, Side, all, count, find, none};
use crate::attack::Aim;
use crate::catalogue::SYSTEMS;
use crate::lab::{Lab, LabError};
use crate::report::Verdict;
use crate::system::Door;

const READING: [&str; 6] = ["wire", "relay", "coalition", "scope", "theft", "impersonate"];

pub(super) const HC_01: Claim = Claim {
    id: "HC-01",
    side: Side::Critics,
    sentence: "Adding recovery creates a new path to the plaintext: somebody succeeds who got nothing before.",
    source: "Abelson et al., The Risks of Key Recovery, Key Escrow, and Trusted Third-Party Encryption (1997), section on \
             new vulnerabilities and risks",
    prediction: "True of every system with a door: at least one attack that opens nothing of the clean messenger opens \
                 something there.",
    counter: "That is what a door is for. The question is who gets through it, how much they get, and whether anyone \
              knows; the other claims ask that.",
    needs: &[
        ("clean", "wire"),
        ("clean", "relay"),
        ("clean", "coalition"),
        ("clean", "scope"),
        ("clean", "theft"),
        ("clean", "impersonate"),
        ("provider", "relay"),
        ("one-key", "theft"),
        ("shared", "theft"),
        ("epochs", "theft"),
        ("threshold", "theft"),
        ("committed", "theft"),
        ("bound", "theft"),
        ("ladder", "theft"),
        ("per-session", "theft"),
        ("session-root", "theft"),
        ("identity-key", "impersonate"),
    ],
    file: file!(),
    judge: hc_01,
};

fn hc_01(lab: &Lab) -> Result<super::Judgement, LabError> {
    let mut findings = Findings::default();
    for attack in READING {
        let clean = lab.cell("clean", attack)?;
        findings.require(clean.aim == Aim::Read && clean.verdict == Verdict::Held);
    }
    findings.show(format!("clean: 0 opened by {}", READING.join(", ")));
    for entry in SYSTEMS {
        let attack = match (entry.facts)(lab.parameters()).door {
            Door::None => continue,
            Door::Provider => "relay",
            Door::IdentityKey => "impersonate",
            Door::ContentKey | Door::SessionRoot => "theft",
        };
        let cell = lab.cell(entry.id, attack)?;
        let opened = cell.parts.first();
        findings.need(
            opened.is_some_and(|part| part.expected > 0),
            format!("no key of {} is kept that long", entry.id),
        );
        findings.require(opened.is_some_and(|part| part.successes > 0));
        findings.show(format!("{}: {} by {attack}", entry.id, count(opened)));
    }
    findings.done()
}

pub(super) const HC_02: Claim = Claim {
    id: "HC-02",
    side: Side::Critics,
    sentence: "One insider in an ordinary role can open messages without a warrant.",
    source: "The Risks of Key Recovery (1997), on insider abuse",
    prediction: "True of a provider that reads and of a single key; false of any design with k of n, where one insider \
                 opens nothing.",
    counter: "Insiders can collude, and k people who work in one building are not k independent people.",
    needs: &[
        ("provider", "relay"),
        ("one-key", "coalition"),
        ("shared", "coalition"),
        ("threshold", "coalition"),
    ],
    file: file!(),
    judge: hc_02,
};

fn hc_02(lab: &Lab) -> Result<super::Judgement, LabError> {
    let mut findings = Findings::default();
    let provider = lab.cell("provider", "relay")?;
    let operator = find(&provider, "all messages");
    findings.require(all(operator)).show(format!("the provider's operator: {}", count(operator)));
    for (system, expected) in [("one-key", true), ("shared", false), ("threshold", false)] {
        let cell = lab.cell(system, "coalition")?;
        let insider = find(&cell, "1 keeper");
        findings.require(if expected { all(insider) } else { none(insider) });
        findings.show(format!("{system}, 1 keeper: {}", count(insider)));
    }
    findings.done()
}

pub(super) const HC_03: Claim = Claim {
    id: "HC-03",
    side: Side::Critics,
    sentence: "An escrow key is a concentrated target: what one theft opens grows with the number of users.",
    source: "Abelson et al., Keys Under Doormats (2015): a target that attracts bad actors",
    prediction: "True: with twice the conversations the stolen escrow key opens all of twice as many, while one stolen \
                 phone of the clean messenger opens no more than its own window.",
    counter: "A vault for few keys can be guarded better than every phone. What it is worth guarding against is a judgement.",
    needs: &[("shared", "theft"), ("clean", "seizure")],
    file: file!(),
    judge: hc_03,
};

fn hc_03(lab: &Lab) -> Result<super::Judgement, LabError> {
    let mut findings = Findings::default();
    let sessions = lab.script().sessions();
    let half = lab.scaled(lab.parameters().clone(), lab.script().first_sessions(sessions.div_ceil(2)));
    let mut opened = Vec::new();
    for lab in [&half, lab] {
        let cell = lab.cell("shared", "theft")?;
        let total: u64 = cell.parts.iter().map(|part| part.successes).sum();
        findings.require(cell.parts.iter().all(|part| all(Some(part))));
        let phones = lab.cell("clean", "seizure")?;
        let phone: u64 = phones.parts.iter().map(|part| part.successes).sum();
        let users = u64::try_from(lab.script().users()).unwrap_or(u64::MAX).max(1);
        let (whole, tenth) = (phone / users, phone * 10 / users % 10);
        findings.show(format!(
            "{} conversations: one escrow key opens {total}, one phone {whole}.{tenth} on average",
            lab.script().sessions()
        ));
        opened.push(total);
    }
    findings.need(sessions > 1, "there is one conversation");
    findings.require(opened.first() < opened.last());
    findings.done()
}

pub(super) const HC_04: Claim = Claim {
    id: "HC-04",
    side: Side::Critics,
    sentence: "Escrow undoes forward secrecy: recorded messages open to the authority's key although both users have \
               deleted theirs.",
    source: "The Risks of Key Recovery (1997); Keys Under Doormats (2015), on forward secrecy",
    prediction: "True of deposited content keys, bounded where old epochs are destroyed; in part of a deposited session \
                 root; false of deposited identity keys.",
    counter: "Towards the users' own keys forward secrecy stays (HP-03), and deletion bounds the loss (HP-05).",
    needs: &[
        ("clean", "theft"),
        ("one-key", "theft"),
        ("shared", "theft"),
        ("threshold", "theft"),
        ("epochs", "theft"),
        ("session-root", "theft"),
        ("identity-key", "theft"),
    ],
    file: file!(),
    judge: hc_04,
};

const BEFORE: &str = "written before the theft";
const AFTER: &str = "written after it";

fn hc_04(lab: &Lab) -> Result<super::Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, expected) in [
        ("clean", Share::None),
        ("one-key", Share::All),
        ("shared", Share::All),
        ("threshold", Share::All),
        ("epochs", Share::Kept),
        ("session-root", Share::Kept),
        ("identity-key", Share::None),
    ] {
        let cell = lab.cell(system, "theft")?;
        let before = find(&cell, BEFORE);
        let bounded = matches!(expected, Share::Kept);
        let kept = before.is_some_and(|part| part.expected > 0);
        findings.need(!bounded || kept, format!("no key of {system} is kept that long"));
        findings.require(expected.fits(before)).show(format!("{system}: {}", count(before)));
    }
    findings.done()
}

/// How much of a part came out.
#[derive(Clone, Copy)]
enum Share {
    None,
    Kept,
    All,
}

impl Share {
    /// Everything and nothing are judged as such; a bounded share as whatever the cell itself predicted.
    fn fits(self, part: Option<&crate::report::Part>) -> bool {
        match self {
            Self::None => none(part),
            Self::All => all(part),
            Self::Kept => part.is_some_and(|part| part.successes > 0 && part.as_expected),
        }
    }
}

pub(super) const HC_05: Claim = Claim {
    id: "HC-05",
    side: Side::Critics,
    sentence: "A stolen escrow key keeps opening new messages until every client is given another key.",
    source: "Keys Under Doormats (2015), on recovery from compromise",
    prediction: "True without epochs; with epochs until the end of the epoch of the theft, no longer.",
    counter: "Rotation is ordinary practice, and a theft that is noticed can be answered at once. One that is not noticed \
              cannot.",
    needs: &[
        ("clean", "theft"),
        ("shared", "theft"),
        ("epochs", "theft"),
        ("ladder", "theft"),
        ("provider", "theft"),
    ],
    file: file!(),
    judge: hc_05,
};

fn hc_05(lab: &Lab) -> Result<super::Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, expected) in [
        ("clean", Share::None),
        ("shared", Share::All),
        ("epochs", Share::Kept),
        ("ladder", Share::Kept),
        ("provider", Share::None),
    ] {
        let cell = lab.cell(system, "theft")?;
        let after = find(&cell, AFTER);
        // How much of the theft's own epoch is still to come depends on the day; the cell predicted it.
        let fits = match expected {
            Share::Kept => {
                let ends = after.is_some_and(|part| part.expected < part.trials);
                findings.need(ends, format!("the epoch of the theft does not end in it ({system})"));
                after.is_some_and(|part| part.as_expected)
            }
            other => other.fits(after),
        };
        let days = cell.measure("newest message opened, after the theft").unwrap_or(0.0);
        findings.require(fits).show(format!("{system}: {} ({days} days on)", count(after)));
    }
    findings.done()
}

pub(super) const HC_06: Claim = Claim {
    id: "HC-06",
    side: Side::Critics,
    sentence: "Whoever holds the escrowed key can also forge: one key reads and writes.",
    source: "Keys Under Doormats (2015), on authenticated encryption",
    prediction: "True where only the content key authenticates the text; false where the text is bound to the end-to-end \
                 message that carries its key.",
    counter: "It takes control of the wire as well, and 32 bytes per message end it (HP-04).",
    needs: &[
        ("clean", "forge"),
        ("one-key", "forge"),
        ("shared", "forge"),
        ("bound", "forge"),
        ("ladder", "forge"),
    ],
    file: file!(),
    judge: hc_06,
};

const FORGED: &str = "forged messages read by the addressee";

fn hc_06(lab: &Lab) -> Result<super::Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, expected) in
        [("clean", false), ("one-key", true), ("shared", true), ("bound", false), ("ladder", false)]
    {
        let cell = lab.cell(system, "forge")?;
        let forged = find(&cell, FORGED);
        findings.require(if expected { all(forged) } else { none(forged) });
        findings.show(format!("{system}: {}", count(forged)));
    }
    findings.done()
}

pub(super) const HC_07: Claim = Claim {
    id: "HC-07",
    side: Side::Critics,
    sentence: "A single dishonest sender can talk to an honest peer with no usable escrow.",
    source: "Blaze, Protocol Failure in the Escrowed Encryption Standard (1994); The Risks of Key Recovery (1997)",
    prediction: "True at no cost: a garbled field and a wrong key both work everywhere. A false text with a valid tag works \
                 where messages do not commit to their key, and not where they do.",
    counter: "The authority knows that a field did not open, and whose it was. Only the false text leaves it deceived, and \
              that has a cheap fix.",
    needs: &[
        ("shared", "garble"),
        ("ladder", "garble"),
        ("shared", "other-key"),
        ("ladder", "other-key"),
        ("shared", "two-keys"),
        ("committed", "two-keys"),
    ],
    file: file!(),
    judge: hc_07,
};

fn hc_07(lab: &Lab) -> Result<super::Judgement, LabError> {
    let mut findings = Findings::default();
    for (system, attack) in
        [("shared", "garble"), ("ladder", "garble"), ("shared", "other-key"), ("ladder", "other-key")]
    {
        let cell = lab.cell(system, attack)?;
        let evaded = cell.parts.first();
        findings.require(all(evaded)).show(format!("{system}, {attack}: {}", count(evaded)));
    }
    for (system, expected) in [("shared", true), ("committed", false)] {
        let cell = lab.cell(system, "two-keys")?;
        let deceived = cell.parts.first();
        findings.require(if expected { all(deceived) } else { none(deceived) });
        findings.show(format!("{system}, false text shown: {}", count(deceived)));
    }
    findings.done()
}

pub(super) const HC_08: Claim = Claim {
    id: "HC-08",
    side: Side::Critics,
    sentence: "Two people who agree to can always evade, by encrypting before they write; their traffic looks valid.",
    source: "Conceded on all sides: NIST on the Clipper chip (1994), The Risks of Key Recovery (1997)",
    prediction: "True everywhere, for a few dozen bytes a message, while the authority opens every message to something.",
    counter: "It tells no design from another. Proponents do not claim to reach those who take the trouble (HP-11).",
    needs: &[
        ("provider", "superencrypt"),
        ("one-key", "superencrypt"),
        ("shared", "superencrypt"),
        ("ladder", "superencrypt"),
    ],
    file: file!(),
    judge: hc_08,
};

fn hc_08(lab: &Lab) -> Result<super::Judgement, LabError> {
    let mut findings = Findings::default();
    for system in ["provider", "one-key", "shared", "ladder"] {
        let cell = lab.cell(system, "superencrypt")?;
        let evaded = cell.parts.first();
        let overhead = cell.measure("overhead of a lock").unwrap_or(f64::INFINITY);
        let opened = cell.measure("opened by the authority to something").unwrap_or(0.0);
        findings.require(all(evaded) && overhead <= 60.0 && opened > 0.0);
        findings.show(format!(
            "{system}: {}, {overhead} bytes more, {opened} opened to the outer text",
            count(evaded)
        ));
    }
    findings.done()
}

pub(super) const HC_11: Claim = Claim {
    id: "HC-11",
    side: Side::Critics,
    sentence: "Identity keys are a dilemma: escrow them and the authority can pose as anyone; leave them out and they \
               serve as unescrowed encryption keys.",
    source: "Young and Yung, on auto-recoverable cryptosystems and the signature-only problem",
    prediction: "True on both horns: with deposited identities the access path sits unnoticed between people who compare; \
                 without, two people talk past the mandate with their identity keys alone.",
    counter: "Posing needs the provider's help in real time, and hiding needs a modified client on both sides.",
    needs: &[("identity-key", "impersonate"), ("shared", "impersonate"), ("shared", "superencrypt")],
    file: file!(),
    judge: hc_11,
};

fn hc_11(lab: &Lab) -> Result<super::Judgement, LabError> {
    let mut findings = Findings::default();
    let posing = lab.cell("identity-key", "impersonate")?;
    let (read, noticed) = (
        find(&posing, "between users who compare safety numbers"),
        find(&posing, "pairs that noticed by comparing"),
    );
    findings.require(all(read) && none(noticed));
    findings.show(format!("deposited identities: {} read, {} pairs noticed", count(read), count(noticed)));
    let control = lab.cell("shared", "impersonate")?;
    let noticed = find(&control, "pairs that noticed by comparing");
    findings
        .require(all(noticed))
        .show(format!("identities not deposited: {} pairs noticed", count(noticed)));
    let hidden = lab.cell("shared", "superencrypt")?;
    let evaded = find(&hidden, "with nothing but their identity keys");
    findings.require(all(evaded)).show(format!("hidden under identity keys: {}", count(evaded)));
    findings.done()
}
