//! What happens in a room, as a sequence of events: the state is what they add up to, a record is their list, and a replay
//! adds them up again.

use serde::{Deserialize, Serialize};

use super::config::RoomConfig;
use super::scene::{Question, Scene};

/// Version of the layout of a record.
pub const RECORD_VERSION: u32 = 1;

/// Which messenger a pair was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Build {
    /// The clean one.
    Clean,
    /// The one under the mandate.
    Escrow,
}

/// A part that somebody plays beside writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Holds a share.
    Trustee,
    /// Draws attack cards.
    Attacker,
    /// Grants or denies orders.
    Judge,
}

/// How an attacker comes by a share. Which one it is changes nothing in the mathematics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Card {
    /// A mail that the trustee's office answered.
    Phishing,
    /// Somebody who works there.
    Insider,
    /// A court of another country.
    Subpoena,
    /// A phone left in a train.
    Phone,
}

impl Card {
    /// All.
    pub const ALL: [Self; 4] = [Self::Phishing, Self::Insider, Self::Subpoena, Self::Phone];

    /// Its id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Phishing => "phishing",
            Self::Insider => "insider",
            Self::Subpoena => "subpoena",
            Self::Phone => "phone",
        }
    }
}

/// One line of a trustee's log, as the court's scene shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// The trustee.
    pub trustee: u8,
    /// Entries in its log now.
    pub size: u64,
    /// Beginning of the root of its log, in hexadecimal.
    pub root: String,
}

/// What one attempt opened of one pair's chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// The pair, counted from 1.
    pub pair: usize,
    /// Messages read.
    pub opened: usize,
    /// Messages there were.
    pub of: usize,
}

/// One row of a sweep or of the limits: a cell of the lab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What the row is about: a word of the message files.
    pub label: String,
    /// The system.
    pub system: String,
    /// The attack.
    pub attack: String,
    /// The part of its question.
    pub part: String,
    /// Messages opened.
    pub opened: u64,
    /// Messages tried.
    pub n: u64,
    /// 95% interval of the share, from 0 to 1.
    pub interval: Option<(f64, f64)>,
    /// Whether it came out as predicted.
    pub as_expected: bool,
    /// The command that gives the same number.
    pub command: String,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the fields are named for what they are")]
pub enum Event {
    /// The room opens. `secret` is where the escrow key and the court's key come from, in hexadecimal: it stands in a record
    /// so that a replay can steal what was stolen.
    Opened { version: u32, config: RoomConfig, seed: u64, secret: String, code: String },
    /// Somebody joins.
    Joined { address: String, nickname: String, bot: bool },
    /// Somebody is sent out.
    Expelled { address: String },
    /// The instructor gives somebody another nickname.
    Renamed { address: String, nickname: String },
    /// Two people are given each other and a build.
    Paired { one: String, other: String, build: Build },
    /// Who plays what.
    Cast { trustees: Vec<String>, attackers: Vec<String>, judge: Option<String> },
    /// The relay took a message.
    Message { order: u64, from: String, to: String, sent: u64, body: String },
    /// Another scene.
    SceneSet { scene: Scene },
    /// The picture stands still, or not.
    Frozen { on: bool },
    /// The projector is dark, or not.
    Blanked { on: bool },
    /// Texts are hidden, or not.
    Masked { on: bool },
    /// The instructor tells everybody something, or takes it back.
    Noticed { text: Option<String> },
    /// Texts of one's own may be proposed, or not.
    FreeText { on: bool },
    /// A question is opened.
    Asked { question: Question },
    /// Somebody votes; the last vote counts.
    Voted { address: String, question: Question, choice: String },
    /// The question is closed.
    Closed { question: Question },
    /// Somebody compared safety codes.
    Compared { address: String, equal: bool },
    /// Somebody proposes a text.
    Proposed { id: u64, address: String, text: String },
    /// The instructor rules on it.
    Ruled { id: u64, allowed: bool },
    /// An order to open one pair's chat is asked for.
    Requested { id: String, pair: usize },
    /// The judge answers.
    Judged { id: String, granted: bool },
    /// A trustee answers.
    Decided { id: String, trustee: u8, released: bool, reason: String },
    /// What the order brought: deposits, by the trustees together.
    Lawful {
        id: String,
        deposits: Vec<String>,
        texts: Vec<(u64, String)>,
        beyond: (usize, usize),
        log: Vec<LogLine>,
    },
    /// The order could not be carried out.
    Failed { id: String, why: String },
    /// An attacker draws a card and throws a die.
    Drawn { address: String, card: Card, die: u8, hit: Option<u8> },
    /// The instructor lets a share be stolen.
    Stolen { trustee: u8 },
    /// The attack, with the shares that are stolen by now.
    Attempted { shares: Vec<u8>, tallies: Vec<Tally> },
    /// A phone holds what the attacker read against what was said.
    Confirmed { address: String, right: u64, wrong: u64 },
    /// Another design was measured.
    Swept { k: u8, n: u8, epoch: u32, rows: Vec<Row> },
    /// The limits were measured.
    Limited { rows: Vec<Row> },
    /// Begin again.
    Reset { keep_people: bool },
    /// Back to the beginning of a scene; people and messages stay.
    Rewound { to: Scene },
    /// The room closes.
    Ended,
}

impl Event {
    /// Whether a rewind leaves it standing: people and what they wrote.
    #[must_use]
    pub const fn survives_rewind(&self) -> bool {
        matches!(
            self,
            Self::Opened { .. }
                | Self::Joined { .. }
                | Self::Expelled { .. }
                | Self::Renamed { .. }
                | Self::Paired { .. }
                | Self::Cast { .. }
                | Self::Message { .. }
                | Self::FreeText { .. }
                | Self::Compared { .. }
                | Self::Proposed { .. }
                | Self::Ruled { .. }
                | Self::Reset { .. }
        )
    }
}

/// An event and when it happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stamped {
    /// Milliseconds since the room opened.
    pub at: u64,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}
