//! Making the trustees witness each other: the authority carries every log's checkpoint to all others. What a witness
//! accuses a log of is checked against the notes it shows, so that a witness cannot accuse anybody falsely.

use tokio::task::JoinSet;

use super::client::{Panel, Reason, Seat};
use super::http::{AskError, Line};
use super::note::{Checkpoint, Note};
use super::wire::{self, ErrorAnswer};
use super::witness::is_fork;

/// What is wrong with a log, or with a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Two roots for one size, both signed.
    Fork {
        /// Whose log.
        log: u8,
        /// Who saw the other one.
        witness: u8,
        /// For how many entries.
        size: u64,
        /// The two notes.
        notes: [String; 2],
    },
    /// Fewer entries than it signed before.
    Rollback {
        /// Whose log.
        log: u8,
        /// Who saw more.
        witness: u8,
        /// Entries it signed before.
        seen: u64,
        /// Entries now.
        given: u64,
    },
    /// It cannot prove that it continues what it signed before.
    Rewritten {
        /// Whose log.
        log: u8,
        /// Who saw what it was before.
        witness: u8,
        /// Entries it signed before.
        seen: u64,
        /// Entries now.
        given: u64,
    },
    /// A checkpoint that its own key did not sign, or that cannot be read.
    Unsigned {
        /// Whose log.
        log: u8,
        /// What is wrong.
        why: String,
    },
    /// A witness that cosigns with another key, or accuses a log of what its notes do not show.
    FalseWitness {
        /// Which.
        witness: u8,
        /// Of what.
        why: String,
    },
}

/// What came of one round.
#[derive(Clone, Debug, Default)]
pub struct Gossip {
    /// Each log's checkpoint, with the cosignatures of those who witnessed it.
    pub notes: Vec<(u8, Note)>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Who could not be asked.
    pub unavailable: Vec<Reason>,
}

impl Panel {
    /// Has every trustee witness all others.
    pub async fn gossip(&self) -> Gossip {
        let mut rounds = JoinSet::new();
        for seat in self.seats() {
            rounds.spawn(about(self.clone(), seat.clone()));
        }
        let mut all = Gossip::default();
        while let Some(Ok(round)) = rounds.join_next().await {
            all.notes.extend(round.notes);
            all.findings.extend(round.findings);
            all.unavailable.extend(round.unavailable);
        }
        all.notes.sort_unstable_by_key(|(log, _)| *log);
        all.unavailable.sort_unstable();
        all.unavailable.dedup();
        all
    }
}

/// Carries one log's checkpoint around.
async fn about(panel: Panel, log: Seat) -> Gossip {
    let mut round = Gossip::default();
    let line = panel.line(&log);
    let (mut note, mut checkpoint) = match fetch(&line, &log).await {
        Ok(shown) => shown,
        Err(Trouble::Away(why)) => {
            round.unavailable.push((log.index, why));
            return round;
        }
        Err(Trouble::Unsigned(why)) => {
            round.findings.push(Finding::Unsigned { log: log.index, why });
            return round;
        }
    };
    for witness in panel.seats().iter().filter(|seat| seat.index != log.index) {
        let mut outcome = show(&panel, &line, witness, &note, &checkpoint).await;
        // It may have grown since, and somebody else told the witness.
        if matches!(&outcome, Err(AskError::Denied(409, denied)) if denied.code == "rollback")
            && let Ok((newer, at)) = fetch(&line, &log).await
            && at.size > checkpoint.size
        {
            (note, checkpoint) = (newer, at);
            outcome = show(&panel, &line, witness, &note, &checkpoint).await;
        }
        match outcome {
            Ok(answer) => match cosignature(&note, witness, &answer.cosignature) {
                Ok(cosigned) => note = cosigned,
                Err(why) => round.findings.push(Finding::FalseWitness { witness: witness.index, why }),
            },
            Err(AskError::Denied(409, denied)) => {
                round.findings.push(accused(&log, witness, &note, &checkpoint, &denied));
            }
            Err(error) => round.unavailable.push((witness.index, error.to_string())),
        }
    }
    round.notes.push((log.index, note));
    round
}

enum Trouble {
    Away(String),
    Unsigned(String),
}

async fn fetch(line: &Line, log: &Seat) -> Result<(Note, Checkpoint), Trouble> {
    let answer: Result<wire::CheckpointAnswer, _> = line.get("/log/checkpoint").await;
    let text = answer.map_err(|error| Trouble::Away(error.to_string()))?.checkpoint;
    let note: Note = text.parse().map_err(|error| Trouble::Unsigned(format!("{error}")))?;
    let checkpoint = note.checkpoint(&log.verifier).map_err(|error| Trouble::Unsigned(error.to_string()))?;
    Ok((note, checkpoint))
}

/// Shows a checkpoint to a witness; if it has seen an older one, with the log's own proof from there.
async fn show(
    panel: &Panel,
    log: &Line,
    witness: &Seat,
    note: &Note,
    checkpoint: &Checkpoint,
) -> Result<wire::WitnessAnswer, AskError> {
    let line = panel.line(witness);
    let mut body = wire::WitnessBody { checkpoint: note.to_string(), proof: Vec::new() };
    let first = line.post("/witness", &body).await;
    let Err(AskError::Denied(409, denied)) = &first else { return first };
    let Some(seen) = denied.seen.filter(|_| denied.code == "inconsistent") else { return first };
    let path = format!("/log/consistency?from={seen}&to={}", checkpoint.size);
    // A log that gives no proof has proven nothing: the witness says so then.
    let proof: Result<wire::ProofAnswer, _> = log.get(&path).await;
    body.proof = proof.map(|answer| answer.proof).unwrap_or_default();
    line.post("/witness", &body).await
}

fn cosignature(note: &Note, witness: &Seat, line: &str) -> Result<Note, String> {
    let mut cosigned = note.clone();
    cosigned.add(line.parse().map_err(|error| format!("{error}"))?);
    match cosigned.cosigned(&witness.verifier) {
        Ok(Some(_)) => Ok(cosigned),
        Ok(None) => Err("its cosignature is in another name".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// What a witness's accusation comes to.
fn accused(
    log: &Seat,
    witness: &Seat,
    note: &Note,
    checkpoint: &Checkpoint,
    denied: &ErrorAnswer,
) -> Finding {
    let unproven = |what: &str| Finding::FalseWitness {
        witness: witness.index,
        why: format!("it accuses trustee {} of a {what} and shows no note that proves it", log.index),
    };
    let shown = denied.notes.first().and_then(|text| text.parse::<Note>().ok());
    let Some((seen_note, seen)) = shown.and_then(|note| {
        let seen = note.checkpoint(&log.verifier).ok()?;
        Some((note, seen))
    }) else {
        return unproven(&denied.code);
    };
    let (log_index, witness_index, given) = (log.index, witness.index, checkpoint.size);
    match denied.code.as_str() {
        "fork" if is_fork(&log.verifier, &seen_note, note) == Ok(true) => {
            let notes = [seen_note.to_string(), note.to_string()];
            Finding::Fork { log: log_index, witness: witness_index, size: given, notes }
        }
        "rollback" if seen.size > given => {
            Finding::Rollback { log: log_index, witness: witness_index, seen: seen.size, given }
        }
        "inconsistent" if seen.size < given => {
            Finding::Rewritten { log: log_index, witness: witness_index, seen: seen.size, given }
        }
        code => unproven(code),
    }
}
