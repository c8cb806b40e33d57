//! The commands. One command, one file.

pub mod demo;
pub mod docs;
pub mod doctor;
pub mod explain;
pub mod kit;
pub mod list;
pub mod matrix;
#[cfg(feature = "postgres")]
pub mod relay;
pub mod replay;
pub mod run;
pub mod serve;
pub mod sweep;
pub mod trustee;

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use attacks::attack::Attack;
use attacks::claims::Claim;
use attacks::lab::{Lab, LabError, Pair};
use attacks::report::{Run, Timings};
use attacks::systems::SystemEntry;

use crate::cli::{self, Common, Format};
use crate::error::Failure;
use crate::exit::Exit;
use crate::input::Input;
use crate::output::{Stdout, write_files};
use crate::progress::Progress;
use crate::render;

/// A lab with progress and Ctrl-C, on the threads that were asked for, and what it made of a selection.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn experiment(
    input: Input,
    common: &Common,
    systems: &[&'static SystemEntry],
    attacks: &[&'static dyn Attack],
    claims: &[&'static Claim],
) -> Result<(Run, Timings), Failure> {
    let pairs: Vec<Pair> =
        systems.iter().flat_map(|system| attacks.iter().map(move |attack| (*system, *attack))).collect();
    experiment_on(input, common, &pairs, claims)
}

/// The same with cells named one by one.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn experiment_on(
    input: Input,
    common: &Common,
    cells: &[Pair],
    claims: &[&'static Claim],
) -> Result<(Run, Timings), Failure> {
    let wanted = cells.iter().map(|(system, attack)| (system.id, attack.id()));
    let needed = claims.iter().flat_map(|claim| claim.needs.iter().copied());
    let total = wanted.chain(needed).collect::<std::collections::BTreeSet<_>>().len();
    laboratory(input, common.progress, common.threads, total, |lab| lab.run_cells(cells, claims))
}

/// Something done in a lab with progress over so many cells, Ctrl-C, and the threads that were asked for.
fn laboratory<T: Send>(
    input: Input,
    progress: cli::Progress,
    threads: Option<u16>,
    total: usize,
    work: impl FnOnce(&Lab) -> Result<T, LabError> + Send,
) -> Result<T, Failure> {
    let progress = Arc::new(Progress::new(progress, total));
    let ticker = Arc::clone(&progress);
    let lab = Lab::new(input.parameters, input.script, input.source)
        .with_progress(move |system, attack| ticker.tick(system, attack))
        .with_stop(Arc::clone(&STOP));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads.unwrap_or(0))).build();
    let done = match pool {
        Ok(pool) => pool.install(|| work(&lab)),
        // Without a pool of its own it runs on the common one.
        Err(_) => work(&lab),
    };
    progress.finish();
    Ok(done?)
}

/// Set by Ctrl-C; every lab of this process looks at it before each cell.
static STOP: LazyLock<Arc<AtomicBool>> = LazyLock::new(|| {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    // The first Ctrl-C lets the cells that are running end, the second ends the program at once.
    let handler = move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(Exit::Interrupted.code()));
        }
        drop(writeln!(
            std::io::stderr(),
            "stopping after the cells that are running; Ctrl-C again ends it at once"
        ));
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        // Ctrl-C then ends the program as it ends any other; files are written whole all the same.
        drop(writeln!(std::io::stderr(), "warning: Ctrl-C is not caught: {error}"));
    }
    stop
});

/// How a run ends.
#[must_use]
pub fn verdict(run: &Run) -> Exit {
    if !run.as_expected() {
        Exit::Contradicted
    } else if run.summary.claims_inconclusive > 0 {
        Exit::Environment
    } else {
        Exit::AsExpected
    }
}

/// Prints a run in a format other than the human one.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn print_machine(run: &Run, format: Format, out: &mut Stdout) -> Result<(), Failure> {
    match format {
        Format::Human => Ok(()),
        Format::Json => out.text(render::json(run)),
        Format::Jsonl => out.text(render::jsonl(run)),
        Format::Junit => out.text(render::junit::report(run)),
    }
}

/// Writes the report, if there is a folder for it, and prints the result: each whatever becomes of the other. What
/// prints is told where the report lies, if it does.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn conclude(
    run: &Run,
    timings: &Timings,
    folder: Option<&Path>,
    print: impl FnOnce(&mut Stdout, Option<&Path>) -> Result<(), Failure>,
) -> Result<Exit, Failure> {
    let written = folder.map_or(Ok(()), |folder| write_report(folder, run, timings));
    let mut out = Stdout::lock();
    let printed = print(&mut out, folder.filter(|_| written.is_ok())).and_then(|()| out.flush());
    // Said last, and on standard error, so that it is seen beside any format.
    drop(write!(std::io::stderr(), "{}", render::human::remarks(run)));
    written.and(printed).map(|()| verdict(run))
}

/// Writes run.json, report.txt and timings.json into a folder.
fn write_report(folder: &Path, run: &Run, timings: &Timings) -> Result<(), Failure> {
    let report = [
        ("run.json", render::json(run)),
        ("report.txt", render::human::report(run)),
        ("timings.json", render::json(timings)),
    ];
    write_files(folder, &report)
}

#[cfg(test)]
mod tests;
