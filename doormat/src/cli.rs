//! The command line. Ids come from the catalogue, so that lists, help, completions and suggestions do.

use std::path::PathBuf;

use attacks::parameters::Parameters;
use attacks::properties::PROPERTIES;
use attacks::{ATTACKS, CLAIMS, SYSTEMS};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::exit;

mod room;

#[cfg(feature = "postgres")]
pub use room::RelayArgs;
pub use room::{CourtArgs, KitArgs, Reach, ReplayArgs, ServeArgs, TrusteeArgs};

/// The testbed for exceptional access: a clean messenger, the same messenger under every kind of escrow, and every
/// attack on both.
///
/// Without a command it runs the demonstration: all attacks on the ladder of safeguards, the control first, and each published proposal with what broke and what repaired it, in a minute or two.
#[derive(Debug, Parser)]
#[command(name = "doormat", version, after_help = exit::HELP, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; the demonstration if nothing is named.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of the demonstration.
    #[command(flatten)]
    pub demo: DemoArgs,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run chosen attacks on chosen systems, or hold chosen claims against them.
    #[command(after_help = exit::HELP)]
    Run(Box<RunArgs>),
    /// How many keepers it takes: coalition sizes against thresholds.
    #[command(after_help = exit::HELP)]
    Sweep(SweepArgs),
    /// Hold all systems against the properties P1 to P22, with counts, intervals, costs, grades and commands.
    #[command(after_help = exit::HELP)]
    Matrix(MatrixArgs),
    /// Open a workshop: phones join, chats are opened by stolen shares, and the projector shows it.
    #[command(after_help = exit::HELP)]
    Serve(Box<ServeArgs>),
    /// Show a recorded workshop again, and compute its attacks anew.
    #[command(after_help = exit::HELP)]
    Replay(ReplayArgs),
    /// Write what an instructor prints: poster, cards, worksheet, plans, guide, and a version without phones.
    Kit(KitArgs),
    /// Run one trustee as a process of its own.
    Trustee(TrusteeArgs),
    /// Run one more relay for rooms that lie in a PostgreSQL.
    #[cfg(feature = "postgres")]
    Relay(RelayArgs),
    /// Make the key of a court that trustees of their own processes answer to.
    Court(CourtArgs),
    /// List systems, attacks, claims or properties.
    List(ListArgs),
    /// Explain a system, an attack or a claim: what, who held what, which file, source, counter-argument.
    Explain(ExplainArgs),
    /// Test the primitives against published answers, and the machine for what a run needs.
    #[command(after_help = exit::HELP)]
    Doctor(DoctorArgs),
    /// Print the JSON schema of run.json.
    Schema,
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
    /// Write the generated pages of the documentation into a folder.
    #[command(hide = true)]
    Docs {
        /// The folder.
        folder: PathBuf,
    },
}

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON document: the same as run.json.
    Json,
    /// One JSON object per line: cells, then claims, then the summary.
    Jsonl,
    /// JUnit XML: a test case for each cell and each claim.
    Junit,
}

/// How progress is shown on standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Progress {
    /// A bar on a terminal, a counter otherwise.
    #[default]
    Auto,
    /// A bar.
    Bar,
    /// A line now and then.
    Counter,
    /// Nothing.
    None,
}

/// What every run needs.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// Seed of every random number.
    #[arg(long, default_value_t = Parameters::default().seed)]
    pub seed: u64,
    /// How results are printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// How progress is shown on standard error.
    #[arg(long, value_enum, default_value_t)]
    pub progress: Progress,
    /// Threads; all cores by default. The result is the same on any number.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

/// Options of the demonstration.
#[derive(Clone, Debug, Args)]
pub struct DemoArgs {
    /// What every run needs.
    #[command(flatten)]
    pub common: Common,
    /// Folder for run.json, report.txt and timings.json; doormat-report by default with the human format, none with
    /// the others.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Print only; write no report.
    #[arg(long, conflicts_with = "out")]
    pub no_report: bool,
}

/// The size of a run.
#[derive(Clone, Debug, Args)]
pub struct Size {
    /// Trustees as THRESHOLD/NUMBER.
    #[arg(long, value_name = "K/N", value_parser = trustees, default_value = "3/5")]
    pub trustees: (u8, u8),
    /// Users.
    #[arg(long, default_value_t = Parameters::default().users, conflicts_with = "conversations")]
    pub users: usize,
    /// Conversations, each between two users.
    #[arg(long, default_value_t = Parameters::default().sessions, conflicts_with = "conversations")]
    pub sessions: usize,
    /// Messages in all; with --conversations, at most this many from the beginning.
    #[arg(long, default_value_t = Parameters::default().messages)]
    pub messages: usize,
    /// Days that the messages are spread over.
    #[arg(long, default_value_t = Parameters::default().days)]
    pub days: u32,
    /// Day on whose morning things are stolen, from 1; half-way by default.
    #[arg(long, value_name = "DAY")]
    pub theft_day: Option<u32>,
    /// Days that one escrow key serves, in systems with epochs.
    #[arg(long, value_name = "DAYS", default_value_t = Parameters::default().epoch_days)]
    pub epoch_days: u32,
    /// Earlier epochs whose keys are kept, in systems with epochs.
    #[arg(long, value_name = "EPOCHS", default_value_t = Parameters::default().retained_epochs)]
    pub retain: u32,
    /// Take statistics over the long runs: minutes where the default takes seconds.
    #[arg(long)]
    pub thorough: bool,
    /// Conversations from a file: a WhatsApp export (Android or iOS, the unpacked text), JSON Lines with from, to,
    /// time and text, or an mbox. Its people and its order are kept, its time is folded into the days.
    #[arg(long, value_name = "FILE")]
    pub conversations: Option<PathBuf>,
    /// Refuse a file with a line that cannot be read, instead of skipping it with a warning.
    #[arg(long, requires = "conversations")]
    pub strict: bool,
}

/// Options of `run`.
#[derive(Clone, Debug, Args)]
pub struct RunArgs {
    /// Only these systems; several with commas or by repeating. All by default.
    #[arg(long, value_name = "ID", value_delimiter = ',', ignore_case = true, value_parser = id_of(systems()))]
    pub system: Vec<String>,
    /// Only these attacks.
    #[arg(long, value_name = "ID", value_delimiter = ',', ignore_case = true, value_parser = id_of(attack_ids()))]
    pub attack: Vec<String>,
    /// Only these claims, and the cells they rest on.
    #[arg(long, value_name = "ID", value_delimiter = ',', ignore_case = true, value_parser = id_of(claims()))]
    pub claim: Vec<String>,
    /// The size of the run.
    #[command(flatten)]
    pub size: Size,
    /// What every run needs.
    #[command(flatten)]
    pub common: Common,
    /// Also write run.json, report.txt and timings.json into this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Options of `sweep`.
#[derive(Clone, Debug, Args)]
pub struct SweepArgs {
    /// The system that is swept.
    #[arg(long, value_name = "ID", default_value = "shared", ignore_case = true, value_parser = id_of(systems()))]
    pub system: String,
    /// The size of the run; of --trustees only the number counts.
    #[command(flatten)]
    pub size: Size,
    /// What every run needs.
    #[command(flatten)]
    pub common: Common,
}

/// Options of `matrix`.
#[derive(Clone, Debug, Args)]
pub struct MatrixArgs {
    /// Only these systems; several with commas or by repeating. All by default.
    #[arg(long, value_name = "ID", value_delimiter = ',', ignore_case = true, value_parser = id_of(systems()))]
    pub system: Vec<String>,
    /// Only these properties.
    #[arg(long, value_name = "ID", value_delimiter = ',', ignore_case = true, value_parser = id_of(property_ids()))]
    pub property: Vec<String>,
    /// Rank the systems by your own weights: a JSON file such as {"P4": 3, "P20": 1}.
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// Seed of every random number.
    #[arg(long, default_value_t = Parameters::default().seed)]
    pub seed: u64,
    /// Take statistics over the long runs: minutes more.
    #[arg(long)]
    pub thorough: bool,
    /// How the matrix is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: MatrixFormat,
    /// Columns to print in; what COLUMNS says by default, else 80. From 140 on the rates are shown.
    #[arg(long, value_parser = clap::value_parser!(u16).range(80..=1000))]
    pub columns: Option<u16>,
    /// How progress is shown on standard error.
    #[arg(long, value_enum, default_value_t)]
    pub progress: Progress,
    /// Threads; all cores by default. The result is the same on any number.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

/// How the matrix is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum MatrixFormat {
    /// For people.
    #[default]
    Human,
    /// One JSON document.
    Json,
    /// Comma-separated values, a line for each cell.
    Csv,
}

/// What to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Catalogue {
    /// The messengers under test.
    Systems,
    /// The questions put to them.
    Attacks,
    /// The sentences held against the answers.
    Claims,
    /// What a messenger may be asked for, each with its game.
    Properties,
}

/// Options of `list`.
#[derive(Clone, Debug, Args)]
pub struct ListArgs {
    /// What to list; everything by default.
    #[arg(value_enum)]
    pub what: Option<Catalogue>,
    /// How the list is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
}

/// How lists are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people.
    #[default]
    Human,
    /// JSON.
    Json,
}

/// Options of `explain`.
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// The id of a system, an attack, a claim or a property.
    #[arg(value_name = "ID", ignore_case = true, value_parser = id_of(all_ids()))]
    pub id: String,
}

/// Options of `doctor`.
#[derive(Clone, Debug, Args)]
pub struct DoctorArgs {
    /// Where phones would reach a room.
    #[command(flatten)]
    pub reach: Reach,
    /// Wait until a phone has opened a page of this machine: some networks keep their guests apart.
    #[arg(long)]
    pub phone: bool,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
}

fn systems() -> Vec<&'static str> {
    SYSTEMS.iter().map(|system| system.id).collect()
}

fn attack_ids() -> Vec<&'static str> {
    ATTACKS.iter().map(|attack| attack.id()).collect()
}

fn claims() -> Vec<&'static str> {
    CLAIMS.iter().map(|claim| claim.id).collect()
}

fn property_ids() -> Vec<&'static str> {
    PROPERTIES.iter().map(|property| property.id).collect()
}

fn all_ids() -> Vec<&'static str> {
    [systems(), attack_ids(), claims(), property_ids()].concat()
}

/// One of these ids, in whatever case it was typed.
fn id_of(ids: Vec<&'static str>) -> impl TypedValueParser<Value = String> {
    PossibleValuesParser::new(ids.clone()).map(move |typed| {
        let known = ids.iter().find(|id| id.eq_ignore_ascii_case(&typed));
        known.map_or(typed, |id| (*id).to_owned())
    })
}

/// `K/N`.
fn trustees(text: &str) -> Result<(u8, u8), String> {
    let malformed = || format!("`{text}` is not K/N, as in 3/5: any 3 of 5 trustees can open");
    let (k, n) = text.split_once('/').ok_or_else(malformed)?;
    match (k.trim().parse(), n.trim().parse()) {
        (Ok(k), Ok(n)) => Ok((k, n)),
        _ => Err(malformed()),
    }
}

impl Size {
    /// The parameters of a run of this size.
    #[must_use]
    pub fn parameters(&self, seed: u64) -> Parameters {
        Parameters {
            seed,
            users: self.users,
            sessions: self.sessions,
            messages: self.messages,
            days: self.days,
            threshold: self.trustees.0,
            trustees: self.trustees.1,
            theft_day: self.theft_day.unwrap_or_else(|| (self.days / 2).max(1)),
            epoch_days: self.epoch_days,
            retained_epochs: self.retain,
            thorough: self.thorough,
        }
    }
}
