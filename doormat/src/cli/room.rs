//! Options of the commands that serve a room.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

/// Where phones reach a room.
#[derive(Clone, Debug, Args)]
pub struct Reach {
    /// Let phones on the local network in: listens on every address of this machine. Without it, only this machine.
    #[arg(long)]
    pub lan: bool,
    /// Listen on this address instead, as in 192.168.1.5:8080.
    #[arg(long, value_name = "ADDRESS:PORT", conflicts_with = "lan")]
    pub listen: Option<std::net::SocketAddr>,
    /// Port of the room, with --lan and by default.
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// A name by which this machine is reached as well, as in room.example.
    #[arg(long, value_name = "NAME")]
    pub name: Vec<String>,
}

/// Options of `serve`.
#[derive(Clone, Debug, Args)]
pub struct ServeArgs {
    /// Where phones reach it.
    #[command(flatten)]
    pub reach: Reach,
    /// Settings of the room: names, deck, logo, trustees, scenes, language.
    #[arg(long, value_name = "FILE")]
    pub room: Option<PathBuf>,
    /// Language of a room without settings.
    #[arg(long, value_parser = PossibleValuesParser::new(::room::workshop::config::LANGUAGES), conflicts_with = "room")]
    pub language: Option<String>,
    /// Participants without a phone, for a rehearsal.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub bots: usize,
    /// Record the workshop, for `doormat replay`. The file holds the shares and every message.
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Seed of dice, pairs and keys; drawn anew by default. Whoever knows a seed that was given here can compute every share
    /// of the room: for rehearsals and tests.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Port of the console on this machine.
    #[arg(long, default_value_t = 8081)]
    pub console_port: u16,
    /// Keep the relay's and the trustees' files in this folder. Without it they are deleted at the end.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The room's id, where several rooms lie in one store or behind one proxy.
    #[arg(long, value_name = "ID", default_value = "room")]
    pub id: String,
    /// Keep the relay's rooms in this PostgreSQL, for several relays.
    #[cfg(feature = "postgres")]
    #[arg(long, value_name = "URL")]
    pub postgres: Option<String>,
    /// Trustees of their own processes: a file with the lines that each of them printed.
    #[arg(long, value_name = "FILE", requires = "court")]
    pub panel: Option<PathBuf>,
    /// The key of the court that they answer to, as `doormat court` made it.
    #[arg(long, value_name = "FILE", requires = "panel")]
    pub court: Option<PathBuf>,
}

/// Options of `replay`.
#[derive(Clone, Debug, Args)]
pub struct ReplayArgs {
    /// The record.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Show it on the projector's page, too.
    #[arg(long)]
    pub projector: bool,
    /// How many times as fast; 0 shows everything at once.
    #[arg(long, default_value_t = 0.0, value_name = "TIMES", value_parser = speed)]
    pub speed: f64,
    /// Port of the console on this machine, with --projector.
    #[arg(long, default_value_t = 8081)]
    pub console_port: u16,
}

/// Options of `kit`.
#[derive(Clone, Debug, Args)]
pub struct KitArgs {
    /// Settings of the room.
    #[arg(long, value_name = "FILE")]
    pub room: Option<PathBuf>,
    /// Language of a kit without settings.
    #[arg(long, value_parser = PossibleValuesParser::new(::room::workshop::config::LANGUAGES), conflicts_with = "room")]
    pub language: Option<String>,
    /// Where the room will be reached, as `doormat serve` prints it; without it the poster has a line to write on.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The folder.
    #[arg(long, value_name = "DIR", default_value = "doormat-kit")]
    pub out: PathBuf,
    /// Seed of the numbers in the paper version.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Write over a kit that is there already.
    #[arg(long)]
    pub force: bool,
}

/// Options of `trustee`.
#[derive(Clone, Debug, Args)]
pub struct TrusteeArgs {
    /// Which trustee, from 1.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..))]
    pub index: u8,
    /// Where its share, its record and its token lie.
    #[arg(long, value_name = "DIR")]
    pub dir: PathBuf,
    /// Where it listens; beyond this machine only with --lab-network and --i-know.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    pub listen: std::net::SocketAddr,
    /// The court's public key, as `doormat court` printed it.
    #[arg(long, value_name = "KEY")]
    pub court: String,
    /// The key of another trustee's log, which this one witnesses; may be repeated.
    #[arg(long, value_name = "KEY")]
    pub witness: Vec<String>,
    /// The private network that may reach it, as in 192.168.1.0/24.
    #[arg(long, value_name = "CIDR")]
    pub lab_network: Option<String>,
    /// This is a specimen with a share of a backdoor on a network: I know, and everybody on that network does.
    #[arg(long)]
    pub i_know: bool,
}

/// Options of `relay`.
#[cfg(feature = "postgres")]
#[derive(Clone, Debug, Args)]
pub struct RelayArgs {
    /// Where clients reach it.
    #[command(flatten)]
    pub reach: Reach,
    /// The PostgreSQL with the rooms.
    #[arg(long, value_name = "URL")]
    pub postgres: String,
}

/// Options of `court`.
#[derive(Clone, Debug, Args)]
pub struct CourtArgs {
    /// The file for the secret key; it must not be there yet.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// A speed of a replay.
fn speed(text: &str) -> Result<f64, String> {
    let fits = |speed: &f64| speed.is_finite() && (0.0..=10_000.0).contains(speed);
    text.parse().ok().filter(fits).ok_or_else(|| format!("`{text}` is no speed from 0 to 10000"))
}
