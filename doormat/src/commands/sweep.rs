//! `doormat sweep`: how many keepers it takes, for every threshold.

use attacks::catalogue;
use attacks::report::Run;
use serde::Serialize;

use super::{experiment, verdict};
use crate::cli::{Format, SweepArgs};
use crate::error::Failure;
use crate::exit::Exit;
use crate::input;
use crate::output::Stdout;
use crate::render::{
    self, human,
    text::{percent, wrap},
};

/// One threshold.
#[derive(Serialize)]
struct Row {
    threshold: u8,
    trustees: u8,
    /// Opened and tried, by coalition size from 0.
    coalitions: Vec<(u64, u64)>,
    as_expected: bool,
}

/// Runs it.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn run(args: &SweepArgs) -> Result<Exit, Failure> {
    if args.common.format == Format::Junit {
        return Err(Failure::NoSuchForm { command: "sweep", form: "junit", forms: "human, json and jsonl" });
    }
    let system: Vec<_> = catalogue::system(&args.system).into_iter().collect();
    let attack: Vec<_> = catalogue::attack("coalition").into_iter().collect();
    let keepers = args.size.trustees.1;
    let mut rows = Vec::new();
    let mut runs: Vec<Run> = Vec::new();
    for threshold in 2..=keepers.max(2) {
        let mut size = args.size.clone();
        size.trustees = (threshold, keepers);
        let input = input::read(&size, args.common.seed)?;
        let (run, _) = experiment(input, &args.common, &system, &attack, &[])?;
        let Some(cell) = run.cells.first().filter(|cell| cell.parts.iter().any(|part| part.applicable))
        else {
            return Err(Failure::Nothing(format!("{} has no keepers", args.system)));
        };
        let counted = |size: u8| {
            let name = if size == 1 { "1 keeper".to_owned() } else { format!("{size} keepers") };
            cell.part(&name).map(|part| (part.successes, part.trials))
        };
        let coalitions = (0..=keepers).filter_map(counted).collect();
        rows.push(Row { threshold, trustees: keepers, coalitions, as_expected: cell.as_expected });
        runs.push(run);
    }
    let mut out = Stdout::lock();
    match args.common.format {
        Format::Human => print(&args.system, &rows, runs.first(), &mut out)?,
        Format::Jsonl => {
            for row in &rows {
                out.line(serde_json::to_string(row).unwrap_or_else(|error| format!("\"{error}\"")))?;
            }
        }
        Format::Json | Format::Junit => out.text(render::json(&rows))?,
    }
    out.flush()?;
    let worst = runs.iter().map(verdict).find(|exit| *exit != Exit::AsExpected);
    Ok(worst.unwrap_or(Exit::AsExpected))
}

fn print(system: &str, rows: &[Row], run: Option<&Run>, out: &mut Stdout) -> Result<(), Failure> {
    if let Some(run) = run {
        out.text(human::heading(run))?;
    }
    out.line(format!("\n{system}: per cent of messages opened by coalitions of so many keepers\n"))?;
    let keepers = rows.first().map_or(0, |row| row.trustees);
    let heads: String = (0..=keepers).map(|size| format!("{size:>6}")).collect();
    out.line(format!("threshold     {heads}"))?;
    for row in rows {
        let cells: String =
            row.coalitions.iter().map(|(opened, tried)| format!("{:>6}", percent(*opened, *tried))).collect();
        let note = if row.as_expected { "" } else { "  CONTRADICTED" };
        out.line(format!("{} of {:<9}{cells}{note}", row.threshold, row.trustees))?;
    }
    let reading = "Every coalition of each size was tried, up to 70. The step is at the threshold: below it nothing opens, \
                   at it everything that the system's other safeguards leave.";
    out.line("")?;
    out.text(wrap(reading, human::WIDTH, ""))
}
