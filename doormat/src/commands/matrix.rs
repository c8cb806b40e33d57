//! `doormat matrix`: all systems against the properties P1 to P22.

use std::collections::BTreeMap;
use std::path::Path;

use attacks::SYSTEMS;
use attacks::parameters::Parameters;
use attacks::properties::{self, PROPERTIES, Property, Ranking, Row, WeightError, Weights};
use attacks::report::SCHEMA_VERSION;
use attacks::systems::SystemEntry;
use serde::Serialize;

use super::laboratory;
use crate::cli::{MatrixArgs, MatrixFormat};
use crate::error::Failure;
use crate::exit::Exit;
use crate::input;
use crate::output::Stdout;
use crate::render;

/// Messages of a matrix: enough that nothing in all of them says something ([`properties::ENOUGH`]), and few people, so
/// that each has enough of them.
const SIZE: (usize, usize, usize) = (4, 6, 1_000);

/// The matrix as data.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Matrix {
    /// Version of this layout.
    pub schema_version: u32,
    /// The program and its version.
    pub tool: String,
    /// What set the runs.
    pub parameters: Parameters,
    /// What has to be read with it.
    pub notes: Vec<String>,
    /// The properties, with their games.
    pub properties: Vec<Column>,
    /// System by system.
    pub rows: Vec<Row>,
    /// A ranking under the user's own weights, if there were any.
    pub ranking: Option<Ranking>,
}

/// One property, told once.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Column {
    /// Its id.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its game.
    pub game: &'static str,
}

/// What has to be read with every matrix.
pub const NOTES: [&str; 5] = [
    "TWO PEOPLE WHO ENCRYPT BEFORE THEY WRITE EVADE EVERY SYSTEM HERE THAT CARRIES MESSAGES (P14). It is said once, here, because it \
     tells no design from another.",
    "Absence of success proves nothing alone. HOLDS needs no success in at least 300 trials and a written argument; with fewer \
     trials a cell says ?, too few to tell.",
    "A property that fails is no verdict on a design: P20 says what a warrant delivers, and the clean messenger delivers \
     nothing.",
    "Grades: measured in a run; argued in words; literature, what others published; extrapolated from smaller runs.",
    "There is no total. Whoever wants one brings weights (--weights FILE) and sees which cells decide.",
];

/// Runs it.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn run(args: &MatrixArgs) -> Result<Exit, Failure> {
    // What is wrong with the weights is said before anything runs.
    let weights = args.weights.as_deref().map(read_weights).transpose()?;
    let (users, sessions, messages) = SIZE;
    let parameters = Parameters {
        seed: args.seed,
        users,
        sessions,
        messages,
        thorough: args.thorough,
        ..Parameters::default()
    };
    let systems: Vec<&'static SystemEntry> = chosen(SYSTEMS, &args.system, |entry| entry.id);
    let listed: Vec<&'static Property> = PROPERTIES.iter().collect();
    let columns: Vec<&'static Property> = chosen(&listed, &args.property, |property| property.id);
    let rows = measure(args, parameters.clone(), &systems, &columns)?;
    let ranking = weights.map(|weights| weights.rank(&rows));
    let matrix = Matrix {
        schema_version: SCHEMA_VERSION,
        tool: concat!("doormat ", env!("CARGO_PKG_VERSION")).to_owned(),
        parameters,
        notes: NOTES.map(str::to_owned).to_vec(),
        properties: columns.iter().map(|p| Column { id: p.id, name: p.name, game: p.game }).collect(),
        rows,
        ranking,
    };
    let mut out = Stdout::lock();
    match args.format {
        MatrixFormat::Human => out.text(render::matrix::human(&matrix, columns_of_terminal(args)))?,
        MatrixFormat::Json => out.text(render::json(&matrix))?,
        MatrixFormat::Csv => out.text(render::matrix::csv(&matrix))?,
    }
    out.flush()?;
    Ok(Exit::AsExpected)
}

/// What was named, in the catalogue's order; everything if nothing was.
fn chosen<T: Copy>(all: &[T], named: &[String], id: impl Fn(&T) -> &'static str) -> Vec<T> {
    all.iter().copied().filter(|one| named.is_empty() || named.iter().any(|name| name == id(one))).collect()
}

fn measure(
    args: &MatrixArgs,
    parameters: Parameters,
    systems: &[&'static SystemEntry],
    columns: &[&'static Property],
) -> Result<Vec<Row>, Failure> {
    let input = input::embedded(parameters)?;
    let attacks: Vec<_> =
        properties::attacks_for(columns).into_iter().filter_map(attacks::catalogue::attack).collect();
    let mut needed: Vec<(&str, &str)> =
        systems.iter().flat_map(|system| attacks.iter().map(|attack| (system.id, attack.id()))).collect();
    // Overhead is told against the clean messenger, whoever is asked for.
    if attacks.iter().any(|attack| attack.id() == "wire") && !needed.contains(&("clean", "wire")) {
        needed.push(("clean", "wire"));
    }
    laboratory(input, args.progress, args.threads, needed.len(), |lab| {
        // All cells first, on all cores; the rows then find them done.
        lab.prepare(&needed)?;
        systems.iter().map(|system| properties::row(lab, system, columns)).collect()
    })
}

fn read_weights(path: &Path) -> Result<Weights, Failure> {
    let failed = |error: WeightError| Failure::Weights { path: path.to_owned(), error };
    let text = std::fs::read(path).map_err(|error| Failure::Read { path: path.to_owned(), error })?;
    let weights: BTreeMap<String, f64> =
        serde_json::from_slice(&text).map_err(|error| failed(WeightError::Form(error.to_string())))?;
    Weights::new(weights).map_err(failed)
}

/// The width to print in: what was asked for, else what the environment says, else 80.
fn columns_of_terminal(args: &MatrixArgs) -> usize {
    let environment = || std::env::var("COLUMNS").ok()?.parse().ok();
    args.columns.map(usize::from).or_else(environment).unwrap_or(render::human::WIDTH)
}
