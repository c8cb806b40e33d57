//! `doormat` without a command: the whole argument on the default run, the control first.

use std::path::Path;

use attacks::lab::Pair;
use attacks::parameters::Parameters;
use attacks::report::{Part, Run, Verdict};
use attacks::systems::{Fix, SystemEntry};
use attacks::{ATTACKS, CLAIMS, SYSTEMS, catalogue};

use super::{conclude, experiment_on, print_machine};
use crate::cli::{DemoArgs, Format};
use crate::error::Failure;
use crate::exit::Exit;
use crate::input;
use crate::output::Stdout;
use crate::render::{human, table, text::wrap};

/// Runs it.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn run(args: &DemoArgs) -> Result<Exit, Failure> {
    let parameters = Parameters { seed: args.common.seed, ..Parameters::default() };
    let input = input::embedded(parameters)?;
    if args.common.format == Format::Human {
        let mut out = Stdout::lock();
        out.line(format!("doormat {}: the testbed for exceptional access", env!("CARGO_PKG_VERSION")))?;
        let people = format!(
            "Every attack on the clean messenger and on the same messenger under escrow; published proposals with the \
             attacks that made them famous. On this machine, with seed {}.",
            args.common.seed
        );
        out.text(wrap(&people, human::WIDTH, ""))?;
        out.flush()?;
    }
    let (run, timings) = experiment_on(input, &args.common, &cells(), CLAIMS)?;
    let folder = match (&args.out, args.common.format) {
        _ if args.no_report => None,
        (None, Format::Human) => Some(Path::new("doormat-report")),
        (named, _) => named.as_deref(),
    };
    conclude(&run, &timings, folder, |out, report| {
        if args.common.format != Format::Human {
            return print_machine(&run, args.common.format, out);
        }
        story(&run, out)?;
        out.line(format!("\nThat took {:.1} s on {} threads.", timings.total_seconds, timings.threads))?;
        if let Some(folder) = report {
            out.line(format!("The report lies in {}/", folder.display()))?;
            out.text(REPORT)?;
        }
        out.line("Next: doormat list, doormat explain clipper, doormat matrix, doormat run --help")
    })
}

/// The files of a report.
const REPORT: &str = "  report.txt    to read: every cell with its interval, cost and prediction
  run.json      every number, for programs (schema: doormat schema)
  timings.json  how long each cell took
";

/// What the demonstration runs: every attack on the messengers of the ladder, and of each published proposal what its repair
/// is about. `doormat run` runs all of the catalogue, `doormat matrix` holds it against the properties.
fn cells() -> Vec<Pair> {
    let ladder = SYSTEMS.iter().filter(|entry| entry.proposal.is_none());
    let mut cells: Vec<Pair> =
        ladder.flat_map(|entry| ATTACKS.iter().map(move |attack| (*entry, *attack))).collect();
    let told = repairs().flat_map(|(entry, fix)| {
        [(fix.of, fix.stops.0), (entry.id, fix.stops.0), (entry.id, fix.survivor.0)]
    });
    for (system, attack) in told {
        let pair = catalogue::system(system).zip(catalogue::attack(attack));
        let new = |(system, attack): &Pair| {
            cells.iter().all(|(one, other)| (one.id, other.id()) != (system.id, attack.id()))
        };
        if let Some(pair) = pair.filter(new) {
            cells.push(pair);
        }
    }
    cells
}

/// The proposals' repairs.
fn repairs() -> impl Iterator<Item = (&'static SystemEntry, &'static Fix)> {
    let proposed = SYSTEMS.iter().copied().filter(|entry| entry.proposal.is_some());
    proposed.filter_map(|entry| Some((entry, entry.fix.as_ref()?)))
}

/// One repair in three lines: the attack on what was proposed, on the repair, and what survives.
fn repair(run: &Run, entry: &SystemEntry, fix: &Fix, out: &mut Stdout) -> Result<(), Failure> {
    let title = entry.proposal.map_or(entry.title, |proposal| proposal.title);
    out.text(wrap(title, human::WIDTH, "  "))?;
    let line = |what: &str, system: &str, (attack, part): (&str, &str)| {
        let cell = run.cell(system, attack);
        let count = cell
            .and_then(|cell| cell.part(part))
            .map_or_else(|| "not run".to_owned(), |part| format!("{} of {}", part.successes, part.trials));
        let question = catalogue::attack(attack).map_or(attack, |attack| attack.question());
        wrap(&format!("{what} {system}, {attack}: {count}. {question}"), human::WIDTH, "    ")
    };
    out.text(line("proposed:", fix.of, fix.stops))?;
    out.text(line("repaired:", entry.id, fix.stops))?;
    out.text(line("survives:", entry.id, fix.survivor))
}

/// The argument, in order.
fn story(run: &Run, out: &mut Stdout) -> Result<(), Failure> {
    out.text(format!("{}\n", human::heading(run)))?;
    out.line("1. THE CONTROL: the clean messenger; its attackers hold every share of a key that its")?;
    out.line("   users never sealed to")?;
    for (cell, attack) in run.cells.iter().filter(|cell| cell.system == "clean").zip(ATTACKS) {
        out.text(human::line(cell))?;
        out.text(wrap(attack.question(), human::WIDTH, "      "))?;
        // Where one count does not tell all, the others follow.
        let telling = cell.parts.iter().skip(1).filter(|part| part.successes > 0);
        if cell.verdict == Verdict::Broken || telling.count() > 0 {
            for part in &cell.parts {
                out.line(format!("      - {}: {} of {}", part.name, part.successes, part.trials))?;
            }
        }
    }
    out.line("\n2. THE SAME MESSENGER UNDER ESCROW, as proposed and as attacked")?;
    let told = ["coalition", "scope", "theft", "forge", "garble", "two-keys"];
    for system in SYSTEMS.iter().filter(|system| ESCROWED.contains(&system.id)) {
        let said = format!("{}: {}. {}", system.id, system.title, system.in_favour);
        out.text(wrap(&said, human::WIDTH, "  "))?;
        for cell in run.cells.iter().filter(|cell| cell.system == system.id) {
            if told.contains(&cell.attack.as_str()) {
                out.text(human::line(cell))?;
            }
        }
    }
    out.line("\n3. PUBLISHED PROPOSALS IN MINIATURE: what broke them, what repairs it, what survives")?;
    for (entry, fix) in repairs() {
        repair(run, entry, fix, out)?;
    }
    out.line("\n4. WHAT IS CLAIMED (HC: against access, HP: for it), AND WHAT WAS MEASURED")?;
    for claim in &run.claims {
        let sentence = wrap(&claim.sentence, human::WIDTH, "         ");
        out.text(format!("  {}  {}", claim.id, sentence.trim_start()))?;
        let outcome = format!("{}: {}", claim.outcome.words(), claim.prediction);
        out.text(wrap(&outcome, human::WIDTH, "         "))?;
    }
    let contradictions = human::contradictions(run);
    if !contradictions.is_empty() {
        out.line("\nCONTRADICTED")?;
        out.text(contradictions)?;
    }
    out.line("\n5. ALL SYSTEMS")?;
    out.text(table::comparison(run))?;
    out.text(table::beside(run))?;
    out.text(wrap(table::LEGEND, human::WIDTH, ""))?;
    out.line("\n6. WHAT THIS SHOWS")?;
    for sentence in shown(run) {
        out.text(bullet(&sentence))?;
    }
    out.line("   WHAT IT DOES NOT SHOW")?;
    for sentence in NOT_SHOWN {
        out.text(bullet(sentence))?;
    }
    out.line("")?;
    out.text(human::summary(run))
}

/// The systems that the second part tells of: each adds one safeguard, the last has them all.
const ESCROWED: [&str; 7] = ["one-key", "shared", "epochs", "threshold", "committed", "bound", "ladder"];

fn bullet(sentence: &str) -> String {
    format!("   - {}", wrap(sentence, human::WIDTH, "     ").trim_start())
}

/// What no run of this program can show.
const NOT_SHOWN: [&str; 2] = [
    "How likely a theft, a corrupt keeper or a wrongful warrant is: here they happen because the question is what follows.",
    "That no better attack and no better design exists. These are small systems built for this purpose, not deployed \
     ones; an attack that failed here failed here.",
];

/// What this run shows, in its own numbers.
fn shown(run: &Run) -> [String; 3] {
    let part = |system: &str, attack: &str, name: &str| {
        let found = run.cell(system, attack).and_then(|cell| cell.part(name));
        found.map_or_else(|| "?".to_owned(), |part| format!("{} of {}", part.successes, part.trials))
    };
    let first = |system: &str, attack: &str| run.cell(system, attack).and_then(|cell| cell.parts.first());
    let count = |part: Option<&Part>| {
        part.map_or_else(|| "?".to_owned(), |p| format!("{} of {}", p.successes, p.trials))
    };
    let k = run.parameters.threshold;
    let below = format!("{} keepers", k - 1);
    let beyond = |system: &str| {
        let parts = run.cell(system, "scope").into_iter().flat_map(|cell| &cell.parts);
        let parts = parts.filter(|part| part.name != table::DELIVERED);
        let (opened, tried) = parts.fold((0, 0), |sum, part| (sum.0 + part.successes, sum.1 + part.trials));
        format!("{opened} of {tried}")
    };
    [
        format!(
            "The mathematics holds, so everything rests on custody: coalitions of {} opened {}, coalitions of {k} opened {}, \
             old messages and new ones; as many shares, of a key that its users never sealed to, opened {} of the clean messenger.",
            k - 1,
            part("shared", "coalition", &below),
            count(first("shared", "coalition")),
            count(first("clean", "coalition")),
        ),
        format!(
            "Each safeguard buys something, and something else: epochs left a thief {} of what came before; threshold \
             opening left the authority {} beyond its warrant, rebuilding the key {}; binding left a forger {} of {}.",
            part("epochs", "theft", "written before the theft"),
            beyond("threshold"),
            beyond("shared"),
            first("bound", "forge").map_or(0, |part| part.successes),
            first("bound", "forge").map_or(0, |part| part.trials),
        ),
        format!(
            "No door reaches who does not want to be reached, and no door means no lawful opening: with all safeguards a \
             garbled field still evaded {}, two people's own lock {}; the clean messenger delivers {} under a warrant.",
            count(first("ladder", "garble")),
            count(first("ladder", "superencrypt")),
            part("clean", "scope", table::DELIVERED),
        ),
    ]
}
