//! The authority's side: the trustees by address and token, and opening what a warrant covers with those who release.
//!
//! Every part is checked before it counts. Who answers wrongly is named and left out, who does not answer in time too; if
//! enough others answered, the fields are opened all the same.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use escrow::AccessField;
use escrow::error::{CombineError, OpenError};
use escrow::sharing::{Dealing, Share};
use escrow::threshold::{self, PartialOpening};
use escrow::warrant::SignedWarrant;
use tokio::task::JoinSet;
use zeroize::Zeroizing;

use super::http::{AskError, Line};
use super::limits::ASK_DEADLINE;
use super::note::Verifier;
use super::service::RequestId;
use super::token::Token;
use super::wire::{self, Bytes, HealthAnswer};

/// One trustee as the authority knows it.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Which trustee.
    pub index: u8,
    /// Where it listens.
    pub address: SocketAddr,
    /// What it wants to be shown.
    pub token: Token,
    /// The key of its log.
    pub verifier: Verifier,
}

/// The trustees. Clones are the same.
#[derive(Clone, Debug)]
pub struct Panel {
    seats: Arc<Vec<Seat>>,
    deadline: Duration,
}

/// A trustee, and why.
pub type Reason = (u8, String);

/// What came of asking trustees to open fields.
#[derive(Debug, Default)]
pub struct Opened {
    /// For each field its deposit, or why that field does not open; empty if fewer than the threshold released.
    pub deposits: Vec<Result<Zeroizing<Vec<u8>>, OpenError>>,
    /// Who released, rightly.
    pub released: Vec<u8>,
    /// The entry in each log that says so.
    pub entries: Vec<(u8, u64)>,
    /// Who refused.
    pub refused: Vec<Reason>,
    /// Who could not be asked, or gave no answer in time.
    pub unavailable: Vec<Reason>,
    /// Who answered what cannot be true.
    pub lying: Vec<Reason>,
}

impl Opened {
    /// Whether enough released.
    #[must_use]
    pub fn reached(&self, dealing: &Dealing) -> bool {
        self.released.len() >= usize::from(dealing.k)
    }
}

enum Answer {
    Released(Vec<PartialOpening>, u64),
    Refused(String),
    Unavailable(String),
    Lying(String),
}

impl Panel {
    /// The trustees of a list, each asked for at most three seconds at a time.
    #[must_use]
    pub fn new(seats: Vec<Seat>) -> Self {
        Self { seats: Arc::new(seats), deadline: ASK_DEADLINE }
    }

    /// The same, with another patience.
    #[must_use]
    pub fn within(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The trustees.
    #[must_use]
    pub fn seats(&self) -> &[Seat] {
        &self.seats
    }

    pub(crate) fn line(&self, seat: &Seat) -> Line {
        Line { address: seat.address, token: Some(seat.token.clone()), deadline: self.deadline }
    }

    fn line_of(&self, index: u8) -> Option<Line> {
        self.seats.iter().find(|seat| seat.index == index).map(|seat| self.line(seat))
    }

    fn known(&self, index: u8) -> Result<Line, Reason> {
        self.line_of(index).ok_or_else(|| (index, "no such trustee is known".to_owned()))
    }

    /// Hands every trustee its share of a dealing. Those who did not take it are named; the others hold theirs.
    ///
    /// # Errors
    /// Each trustee that did not take its share, and why.
    pub async fn hand_out(&self, dealing: &Dealing, shares: &[Share]) -> Result<(), Vec<Reason>> {
        let mut failed = Vec::new();
        for share in shares {
            let (dealing, bytes) = (Bytes(dealing.to_bytes()), Bytes(share.to_bytes().to_vec()));
            let body = wire::ShareBody { dealing, share: bytes };
            match self.known(share.index) {
                Err(reason) => failed.push(reason),
                Ok(line) => {
                    let taken: Result<serde_json::Value, _> = line.post("/share", &body).await;
                    failed.extend(taken.err().map(|error| (share.index, error.to_string())));
                }
            }
        }
        if failed.is_empty() { Ok(()) } else { Err(failed) }
    }

    /// Asks the trustees `whom` at once to open fields, and opens them if enough did. The same request may be repeated:
    /// who has answered answers the same.
    pub async fn open(
        &self,
        whom: &[u8],
        request: &RequestId,
        dealing: &Dealing,
        warrant: &SignedWarrant,
        fields: &[AccessField],
    ) -> Opened {
        let body = Arc::new(wire::AssistBody {
            request: request.as_str().to_owned(),
            warrant: Bytes(warrant.to_bytes()),
            fields: fields.iter().map(wire::field_bytes).collect(),
        });
        let (mut asked, mut answers) = (JoinSet::new(), Vec::new());
        // Whoever is in here at the end gave no answer, for whatever reason.
        let mut open: BTreeSet<u8> = whom.iter().copied().collect();
        for index in open.clone() {
            if let Some(line) = self.line_of(index) {
                let body = Arc::clone(&body);
                asked.spawn(async move { (index, answer(line.post("/assist", body.as_ref()).await)) });
            }
        }
        while let Some(done) = asked.join_next().await {
            if let Ok((index, answer)) = done {
                open.remove(&index);
                answers.push((index, answer));
            }
        }
        let silent = |index| (index, Answer::Unavailable("no such trustee can be asked".to_owned()));
        answers.extend(open.into_iter().map(silent));
        answers.sort_unstable_by_key(|(index, _)| *index);
        let (dealing, fields) = (dealing.clone(), fields.to_vec());
        let judged = tokio::task::spawn_blocking(move || judge(&dealing, &fields, answers)).await;
        judged.unwrap_or_default()
    }

    /// Puts a refusal into a trustee's record.
    ///
    /// # Errors
    /// The trustee, and why it could not.
    pub async fn refuse(&self, index: u8, warrant: &SignedWarrant, reason: &str) -> Result<(), Reason> {
        let body = wire::RefuseBody { warrant: Bytes(warrant.to_bytes()), reason: reason.to_owned() };
        let line = self.known(index)?;
        let done: Result<serde_json::Value, _> = line.post("/refuse", &body).await;
        done.map(drop).map_err(|error| (index, error.to_string()))
    }

    /// Has every trustee destroy its share of an epoch. Those who did not say that they did are named.
    ///
    /// # Errors
    /// Each trustee that may still hold its share, and why.
    pub async fn destroy(&self, epoch: u32) -> Result<(), Vec<Reason>> {
        let mut failed = Vec::new();
        for seat in self.seats.iter() {
            let body = wire::DestroyBody { epoch };
            let done: Result<wire::DestroyAnswer, _> = self.line(seat).post("/destroy", &body).await;
            failed.extend(done.err().map(|error| (seat.index, error.to_string())));
        }
        if failed.is_empty() { Ok(()) } else { Err(failed) }
    }

    /// How a trustee is, by its own account.
    ///
    /// # Errors
    /// The trustee, and why it cannot be asked.
    pub async fn health(&self, index: u8) -> Result<HealthAnswer, Reason> {
        let health: Result<HealthAnswer, _> = self.known(index)?.get_whatever("/health").await;
        health.map_err(|error| (index, error.to_string()))
    }
}

fn answer(asked: Result<wire::AssistAnswer, AskError>) -> Answer {
    match asked {
        Ok(answer) => match answer.partials.iter().map(wire::partial).collect() {
            Ok(partials) => Answer::Released(partials, answer.entry),
            Err(error) => Answer::Lying(format!("what it sent is no part of an opening: {error}")),
        },
        Err(AskError::Denied(500.., denied)) => Answer::Unavailable(denied.why),
        Err(AskError::Denied(_, denied)) => Answer::Refused(denied.why),
        Err(error @ (AskError::TooLong | AskError::Garbled(_))) => Answer::Lying(error.to_string()),
        Err(error @ (AskError::Deadline(_) | AskError::Line(_))) => Answer::Unavailable(error.to_string()),
    }
}

/// Sorts the answers, and opens with the parts that hold.
fn judge(dealing: &Dealing, fields: &[AccessField], answers: Vec<(u8, Answer)>) -> Opened {
    let (mut opened, mut sound) = (Opened::default(), Vec::new());
    for (index, answer) in answers {
        match answer {
            Answer::Refused(why) => opened.refused.push((index, why)),
            Answer::Unavailable(why) => opened.unavailable.push((index, why)),
            Answer::Lying(why) => opened.lying.push((index, why)),
            Answer::Released(partials, entry) => match false_part(index, dealing, fields, &partials) {
                Some(why) => opened.lying.push((index, why)),
                None => {
                    opened.released.push(index);
                    opened.entries.push((index, entry));
                    sound.push(partials);
                }
            },
        }
    }
    if opened.reached(dealing) {
        let of_field = |(place, field): (usize, &AccessField)| {
            let parts: Vec<_> = sound.iter().filter_map(|parts| parts.get(place)).cloned().collect();
            threshold::open(dealing, field, &parts)
        };
        opened.deposits = fields.iter().enumerate().map(of_field).collect();
    }
    opened
}

/// What is wrong with one trustee's parts, if something is: another number of them, somebody else's, or a proof that does
/// not hold. One part alone never opens (the threshold is at least two), and is checked before it is counted: "not
/// enough" means that its proof holds.
fn false_part(
    index: u8,
    dealing: &Dealing,
    fields: &[AccessField],
    partials: &[PartialOpening],
) -> Option<String> {
    if partials.len() != fields.len() {
        return Some(format!("{} parts for {} fields", partials.len(), fields.len()));
    }
    fields.iter().zip(partials).enumerate().find_map(|(place, (field, partial))| {
        if partial.index != index {
            return Some(format!("field {place}: the part is in the name of trustee {}", partial.index));
        }
        match threshold::open(dealing, field, std::slice::from_ref(partial)) {
            Err(OpenError::Combine(CombineError::NotEnough { .. })) => None,
            Err(OpenError::Combine(error)) => Some(format!("field {place}: {error}")),
            // The field itself is at fault, and no trustee: it is told when the field is opened.
            Err(_) | Ok(_) => None,
        }
    })
}
