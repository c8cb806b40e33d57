//! The systems: adaptors that put a messenger on the stage. One mechanism, one file; the rest is shared.

mod access;
pub(crate) mod access_loot;
pub(crate) mod carrier;
pub(crate) mod dealer;
mod escrowed;
pub(crate) mod miniature;
pub(crate) mod network;
pub(crate) mod rosters;
mod tricks;
mod two_keys;
mod variant;
mod work_factor;

pub mod clean;
pub mod provider;

pub mod arleas;
pub mod bound;
pub mod committed;
pub mod dual_ec;
pub mod dual_ec_derived;
pub mod dual_ec_short;
pub mod endpoint;
pub mod epochs;
pub mod identity_key;
pub mod ladder;
pub mod log_in_path;
pub mod once_per_session;
pub mod one_key;
pub mod redealt;
pub mod redealt_blahaj;
pub mod redealt_feldman;
pub mod redealt_fresh;
pub mod scanning;
pub mod scanning_open;
pub mod session_root;
pub mod shared;
pub mod threshold;

pub mod adk;
pub mod adk_signed;

pub mod clipper;
pub mod clipper_seeds;
pub mod clipper_wide;
pub mod crumple;
pub mod export;
pub mod export_authenticated;
pub mod fair;
pub mod fair_failsafe;
pub mod fair_sign;
pub mod franking;
pub mod franking_committed;
pub mod ghost_log;
pub mod ghost_signed;
pub mod ghost_user;
pub mod lotus;
pub mod partial;
pub mod partial_delayed;
pub mod reduced;

#[cfg(test)]
mod tests;

use crate::parameters::Parameters;
use crate::system::{Facts, System};

/// Sets a system up for a run: parameters, users, seed of this cell.
pub type Build = fn(&Parameters, usize, [u8; 32]) -> Result<Box<dyn System>, BuildError>;

/// One system in the catalogue.
#[derive(Clone, Copy)]
pub struct SystemEntry {
    /// Its id.
    pub id: &'static str,
    /// Its name in tables.
    pub title: &'static str,
    /// What it is, in a few sentences.
    pub what: &'static str,
    /// Where the design comes from.
    pub source: &'static str,
    /// The best that is said for it.
    pub in_favour: &'static str,
    /// Whose published proposal it is a miniature of, if it is one.
    pub proposal: Option<&'static Proposal>,
    /// Which other system it repairs, if it is a repair.
    pub fix: Option<Fix>,
    /// Properties of which no attack speaks, and why they stand as they do.
    pub argued: &'static [Argued],
    /// The file it is in.
    pub file: &'static str,
    /// What is publicly known about it.
    pub facts: fn(&Parameters) -> Facts,
    /// Sets it up for a run.
    pub build: Build,
}

/// A published proposal: shared by the systems that are its miniatures.
#[derive(Debug)]
pub struct Proposal {
    /// Its page in docs/mechanisms, and its name there.
    pub page: &'static str,
    /// The proposal's name, its authors and its year.
    pub title: &'static str,
    /// What its authors said for it, in our words, with the source.
    pub claimed: &'static str,
    /// What happened to it or to its like.
    pub history: &'static [Incident],
    /// What in the miniature stands in for something that is not public, not affordable or not to be built, said wherever
    /// the miniature shows.
    pub stand_ins: &'static [&'static str],
}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub struct Incident {
    /// When, as far as the source says.
    pub when: &'static str,
    /// What.
    pub what: &'static str,
    /// How far from this very mechanism.
    pub distance: Distance,
    /// Where it is told.
    pub source: &'static str,
}

/// How far an incident is from the mechanism beside which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Distance {
    /// A break of that very mechanism.
    D0,
    /// A break of a mechanism of the same class.
    D1,
    /// An incident in a similar structure of trust.
    D2,
    /// An analogy and no more.
    D3,
}

impl Distance {
    /// The grade and what it means.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::D0 => "D0, this very mechanism",
            Self::D1 => "D1, the same class of mechanism",
            Self::D2 => "D2, a similar structure of trust",
            Self::D3 => "D3, an analogy only",
        }
    }
}

/// A repair: what it stops and what it leaves alive. A test holds every one against the run.
#[derive(Clone, Copy, Debug)]
pub struct Fix {
    /// The system that it repairs.
    pub of: &'static str,
    /// The attack and the part that succeed there and not here.
    pub stops: (&'static str, &'static str),
    /// The attack and the part that succeed here all the same.
    pub survivor: (&'static str, &'static str),
}

/// How a property stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It holds.
    Holds,
    /// It holds in part, or under a condition.
    Partial,
    /// It fails.
    Fails,
    /// Nothing came of it, in fewer trials than it takes to say more.
    TooFew,
    /// The question does not arise.
    NotApplicable,
}

/// What a statement rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// A run.
    Measured,
    /// A reason that is written down.
    Argued,
    /// What others published.
    Literature,
    /// Runs at a smaller size.
    Extrapolated,
}

/// How a property of a system stands of which no attack of the catalogue speaks.
#[derive(Clone, Copy, Debug)]
pub struct Argued {
    /// The property's id, such as P12.
    pub property: &'static str,
    /// How it stands.
    pub standing: Standing,
    /// What that rests on.
    pub grade: Grade,
    /// Why.
    pub why: &'static str,
}

impl std::fmt::Debug for SystemEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SystemEntry({})", self.id)
    }
}

/// Why a system could not be put on the stage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The escrow key could not be dealt out.
    #[error(transparent)]
    Deal(#[from] escrow::error::DealError),
    /// The escrow key could not be put together to be dealt out again.
    #[error(transparent)]
    Combine(#[from] escrow::error::CombineError),
    /// A trustee did not take its share.
    #[error("a trustee did not take its share: {0}")]
    Trustee(#[from] escrow::error::Refusal),
    /// A list of pictures could not be made, or was not taken.
    #[error(transparent)]
    List(#[from] escrow::mechanisms::scanning::ListError),
    /// A record could not be opened.
    #[error(transparent)]
    Record(#[from] escrow::error::RecordError),
    /// A client could not be set up.
    #[error(transparent)]
    Client(#[from] escrow::error::ClientError),
    /// A certificate could not be issued.
    #[error(transparent)]
    Certificate(#[from] escrow::mechanisms::adk::CertificateError),
    /// A key could not be registered.
    #[error(transparent)]
    Office(#[from] escrow::mechanisms::fair::error::OfficeError),
    /// A size of the work-factor family that cannot be.
    #[error(transparent)]
    Work(#[from] escrow::mechanisms::work_factor::WorkError),
    /// A generator cannot run with its constants.
    #[error(transparent)]
    Constants(#[from] escrow::mechanisms::dual_ec::ConstantsError),
    /// A user's name is no address.
    #[error(transparent)]
    Address(#[from] honest::error::DecodeError),
}
