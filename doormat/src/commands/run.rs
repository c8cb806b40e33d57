//! `doormat run`: chosen attacks on chosen systems, chosen claims against them.

use attacks::attack::Attack;
use attacks::claims::Claim;
use attacks::report::{Run, Verdict};
use attacks::systems::SystemEntry;
use attacks::{ATTACKS, CLAIMS, SYSTEMS};

use super::{conclude, experiment, print_machine};
use crate::cli::{Format, RunArgs};
use crate::error::Failure;
use crate::exit::Exit;
use crate::input;
use crate::output::Stdout;
use crate::render::{human, table, text};

/// Runs it.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn run(args: &RunArgs) -> Result<Exit, Failure> {
    let input = input::read(&args.size, args.common.seed)?;
    let (systems, attacks, claims) = select(args);
    let (run, timings) = experiment(input, &args.common, &systems, &attacks, &claims)?;
    let measured = run.cells.iter().any(|cell| cell.verdict != Verdict::NotApplicable);
    if !measured && run.claims.is_empty() {
        let why = run.cells.iter().flat_map(|cell| &cell.parts).map(|part| part.predicted.as_str()).next();
        let why = why.unwrap_or("the selection is empty").trim_start_matches("not applicable: ");
        return Err(Failure::Nothing(why.to_owned()));
    }
    conclude(&run, &timings, args.out.as_deref(), |out, report| match (args.common.format, report) {
        (Format::Human, None) => print(&run, out),
        (Format::Human, Some(folder)) => {
            print(&run, out)?;
            out.line(format!("\nreport: {}", folder.join("report.txt").display()))
        }
        (format, _) => print_machine(&run, format, out),
    })
}

/// What the options select. Naming claims alone selects the cells they rest on; naming nothing selects everything.
fn select(args: &RunArgs) -> (Vec<&'static SystemEntry>, Vec<&'static dyn Attack>, Vec<&'static Claim>) {
    // In the order of the catalogue and each once, however they were typed.
    let named = |ids: &[String], id: &str| ids.iter().any(|typed| typed == id);
    let systems: Vec<_> = SYSTEMS.iter().copied().filter(|entry| named(&args.system, entry.id)).collect();
    let attacks: Vec<_> = ATTACKS.iter().copied().filter(|attack| named(&args.attack, attack.id())).collect();
    let claims: Vec<_> = CLAIMS.iter().copied().filter(|claim| named(&args.claim, claim.id)).collect();
    match (systems.is_empty() && attacks.is_empty(), claims.is_empty()) {
        (true, true) => (SYSTEMS.to_vec(), ATTACKS.to_vec(), CLAIMS.to_vec()),
        (true, false) => (Vec::new(), Vec::new(), claims),
        (false, _) => (
            if systems.is_empty() { SYSTEMS.to_vec() } else { systems },
            if attacks.is_empty() { ATTACKS.to_vec() } else { attacks },
            claims,
        ),
    }
}

/// A selection in full where it is short, in lines and a table where it is long.
fn print(run: &Run, out: &mut Stdout) -> Result<(), Failure> {
    const SHORT: usize = 14;
    out.text(human::heading(run))?;
    out.line("")?;
    if run.cells.len() <= SHORT {
        for cell in &run.cells {
            out.text(human::cell(cell))?;
        }
    } else {
        for cell in &run.cells {
            out.text(human::line(cell))?;
        }
        out.line("")?;
        out.text(table::comparison(run))?;
        out.text(table::beside(run))?;
        out.text(text::wrap(table::LEGEND, human::WIDTH, ""))?;
    }
    if !run.claims.is_empty() {
        out.line("")?;
        out.text(human::claims(run))?;
    }
    let contradictions = human::contradictions(run);
    if !contradictions.is_empty() {
        out.line("\nCONTRADICTED")?;
        out.text(contradictions)?;
    }
    out.line("")?;
    out.text(human::summary(run))
}
