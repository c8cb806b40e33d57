//! The server of a scanning system, or a thief of it: what does it open below the threshold, and what from there on?

use std::collections::{BTreeMap, BTreeSet};

use escrow::mechanisms::scanning::voucher::VOUCHER;
use escrow::mechanisms::scanning::{Findings, ListSecret, Picture, SYNTHETIC, Server, THRESHOLD, Voucher};

use super::scanned::{coins, noted, number, predict, users};
use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, measured};
use crate::parameters::Parameters;
use crate::stage::{Stage, Trial};
use crate::system::{Door, Facts, Place, Taped, User};
use crate::systems::BuildError;
use crate::systems::scanning::bench::Bench;
use crate::systems::scanning::voucher;

/// The attack.
#[derive(Debug)]
pub struct ScanThreshold;

/// One match fewer than the threshold.
pub const BELOW: &str = "29 listed pictures of an account: opened by the server";
/// At the threshold.
pub const AT: &str = "30 listed pictures: opened";
/// What else a flagged account sent.
pub const UNLISTED: &str = "everything else that a flagged account sent: opened";
/// False alarms.
pub const FALSELY: &str = "accounts flagged that sent nothing listed";
/// The same as [`BELOW`] with what was stolen from the server.
pub const STOLEN_BELOW: &str = "29 listed pictures: opened by a thief of the server";
/// The same as [`AT`] with what was stolen from the server.
pub const STOLEN_AT: &str = "30 listed pictures: opened by a thief of the server";

/// What both scanning systems foretell.
pub const FORETOLD: [(&str, Expect); 6] = [
    (BELOW, Expect::Nothing),
    (AT, Expect::Everything),
    (UNLISTED, Expect::Nothing),
    (FALSELY, Expect::Nothing),
    (STOLEN_BELOW, Expect::Nothing),
    (STOLEN_AT, Expect::Everything),
];

/// Frames of a clean messenger that are tried as vouchers.
const TRIED: usize = 24;
/// Bytes between two places at which a voucher is looked for in them.
const STRIDE: usize = 16;

impl Attack for ScanThreshold {
    fn id(&self) -> &'static str {
        "scan-threshold"
    }
    fn question(&self) -> &'static str {
        "Does the server, or a thief of it, see anything of an account before thirty matches, and anything else after?"
    }
    fn holds(&self) -> &'static str {
        "the list's secret and every voucher that was sent; users keep listed pictures one by one"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "Bhowmick, Boneh, Myers, Talwar and Tarbe, The Apple PSI System (2021); the threshold of 30: Apple, Security Threat \
         Model Review (August 2021) (HP-16)"
    }
    fn counter(&self) -> &'static str {
        "That fewer shares than the threshold say nothing is proven, not measured. False matches are taken to be independent \
         and rare; whoever makes matches on purpose is not in that model."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        let mut parts = predict(&FORETOLD, facts);
        if facts.door == Door::None {
            // What the clean messenger sends is handed to a scanning server all the same.
            let control = parts.iter_mut().filter(|prediction| prediction.part == FALSELY);
            control.for_each(|prediction| prediction.expect = Expect::Nothing);
        }
        parts
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        stage.play();
        let Some(bench) = stage.bench::<Bench>() else { return Ok(clean(stage)) };
        let owned = bench.owned();
        let (last, first) = match owned.get(..usize::from(THRESHOLD)).and_then(<[Picture]>::split_last) {
            Some((last, first)) => (last, first),
            None => return Ok(Outcomes::default()),
        };
        let mut found = Found::default();
        let mut sent: Vec<Vec<Kept>> = Vec::new();
        for user in users(&bench) {
            found.falsely.push(noted(bench.findings(user).flagged()));
            let kept: Vec<Kept> = first.iter().filter_map(|picture| keep(&bench, user, picture)).collect();
            let findings = bench.findings(user);
            found.matching.push(number(findings.matching));
            found.below.extend(opened(&kept, &findings));
            sent.push(kept);
        }
        let stolen = stage.seize(Place::Authority);
        found.stolen_below = thief(stolen.as_ref().map(|loot| &loot.bytes[..]), &bench, &sent);
        for (user, kept) in users(&bench).zip(&mut sent) {
            kept.extend(keep(&bench, user, last));
            let findings = bench.findings(user);
            found.at.extend(opened(kept, &findings));
            found.unlisted.extend(others(stage.tape(), user, &findings));
        }
        let stolen = stage.seize(Place::Authority);
        found.stolen_at = thief(stolen.as_ref().map(|loot| &loot.bytes[..]), &bench, &sent);
        Ok(found.outcomes())
    }
}

/// What was found, part by part.
#[derive(Default)]
struct Found {
    below: Vec<Trial>,
    at: Vec<Trial>,
    unlisted: Vec<Trial>,
    falsely: Vec<Trial>,
    stolen_below: Vec<Trial>,
    stolen_at: Vec<Trial>,
    matching: Vec<f64>,
}

impl Found {
    fn outcomes(self) -> Outcomes {
        let Self { below, at, unlisted, falsely, stolen_below, stolen_at, matching } = self;
        let trials = [below, at, unlisted, falsely, stolen_below, stolen_at];
        let parts = FORETOLD.iter().zip(trials);
        let parts = parts.map(|((name, _), trials)| Outcome { part: (*name).to_owned(), trials }).collect();
        let real = f64::from(THRESHOLD) - 1.0;
        let most = real + number(SYNTHETIC);
        let seen = "matches the server sees in an account with 29 real ones";
        let fewest = matching.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = matching.iter().copied().fold(0.0, f64::max);
        let measures = vec![
            measured(seen, highest, "at most").within(real, most),
            measured(seen, fewest, "at least").within(real, most),
            measured(
                "pictures of an account until 30 false matches are as likely as one in a trillion, at one in a million each",
                photos(),
                "pictures, computed",
            )
            .within(5_600_000.0, 5_800_000.0)
            .extrapolated(),
        ];
        Outcomes { parts, measures, ..Outcomes::default() }
    }
}

/// A voucher's id and the thumbnail that it should open to.
type Kept = ([u8; 16], Vec<u8>);

fn keep(bench: &Bench, user: User, picture: &Picture) -> Option<Kept> {
    Some((bench.keep(user, picture)?, picture.thumbnail().to_vec()))
}

/// Which of some pictures were opened, each to its own thumbnail.
fn opened(kept: &[Kept], findings: &Findings) -> Vec<Trial> {
    let open: BTreeMap<[u8; 16], &Vec<u8>> =
        findings.opened.iter().map(|opened| (opened.id, &opened.thumbnail)).collect();
    kept.iter().map(|(id, thumbnail)| noted(open.get(id) == Some(&thumbnail))).collect()
}

/// Which of the messages that a user sent had their picture opened.
fn others(tape: &[Taped], user: User, findings: &Findings) -> Vec<Trial> {
    let open: BTreeSet<[u8; 16]> = findings.opened.iter().map(|opened| opened.id).collect();
    let sent = tape.iter().filter(|taped| taped.meta.from == user);
    let id = |taped: &Taped| taped.frames.first().and_then(|frame| voucher(frame)).map(|voucher| voucher.id);
    sent.map(|taped| Trial::did(taped.meta.index, id(taped).is_some_and(|id| open.contains(&id)))).collect()
}

/// Which vouchers a thief opens with what the server stored.
fn thief(stored: Option<&[u8]>, bench: &Bench, sent: &[Vec<Kept>]) -> Vec<Trial> {
    let Some(server) = stored.and_then(|stored| Server::from_stored(stored).ok()) else { return Vec::new() };
    let accounts = users(bench).filter_map(|user| bench.account(user)).zip(sent);
    accounts.flat_map(|(account, kept)| opened(kept, &server.findings(&account))).collect()
}

/// The control: a scanning server that is handed what the clean messenger sends, from wherever in a frame a voucher
/// might begin.
fn clean(stage: &Stage<'_>) -> Outcomes {
    let secret = ListSecret::generate(&mut coins(stage, "scan-threshold"));
    let server = Server::new(secret, THRESHOLD);
    let tried = stage.tape().iter().take(TRIED);
    let trials = tried
        .map(|taped| Trial::did(taped.meta.index, taped.frames.iter().any(|frame| matches(&server, frame))))
        .collect();
    Outcomes { parts: vec![Outcome { part: FALSELY.to_owned(), trials }], ..Outcomes::default() }
}

/// Whether a match is found in a frame.
fn matches(server: &Server, frame: &[u8]) -> bool {
    let windows = frame.windows(VOUCHER).step_by(STRIDE);
    windows
        .filter_map(|window| Voucher::from_bytes(window).ok())
        .any(|voucher| server.key(&voucher).is_some())
}

/// P(X ≥ 30) for a Poisson number of false matches with this mean.
#[must_use]
pub fn false_flag(mean: f64) -> f64 {
    if mean > 0.0 { statrs::function::gamma::gamma_lr(f64::from(THRESHOLD), mean) } else { 0.0 }
}

/// Pictures at which [`false_flag`] reaches one in a trillion, at one false match in a million pictures, to the next ten
/// thousand.
fn photos() -> f64 {
    let tens: Option<u32> = (1..2_000).find(|tens| false_flag(f64::from(*tens) * 1e-2) >= 1e-12);
    tens.map_or(f64::INFINITY, |tens| f64::from(tens) * 1e4)
}

#[cfg(test)]
mod tests;
