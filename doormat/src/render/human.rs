//! A run for people: what was asked, what came of it, and what it does and does not show.

use attacks::report::{Cell, ClaimOutcome, Measure, Part, Run, Verdict};

use super::text::{plural, wrap};

/// Columns of a terminal that nobody asked about.
pub const WIDTH: usize = 80;

/// The run's size in one line.
#[must_use]
pub fn heading(run: &Run) -> String {
    let (p, c) = (&run.parameters, &run.conversations);
    let size = format!(
        "seed {}, {}, {}, {} over {}, {} of {} trustees, theft on the morning of day {}; texts: {}",
        p.seed,
        plural(c.users, "user"),
        plural(c.sessions, "conversation"),
        plural(c.messages, "message"),
        plural(usize::try_from(p.days).unwrap_or(0), "day"),
        p.threshold,
        p.trustees,
        p.theft_day,
        c.source
    );
    wrap(&size, WIDTH, "")
}

/// A cell in one line, by its first part.
pub fn line(cell: &Cell) -> String {
    let count = cell.parts.first().filter(|part| part.applicable);
    let count = count
        .map_or_else(String::new, |part| format!("{} {}/{}", cell.aim.done(), part.successes, part.trials));
    let expected = if cell.as_expected { "as expected" } else { "CONTRADICTED" };
    format!("  {:<13}{:<13}{count:<24}{:<7} {expected}\n", cell.system, cell.attack, cell.verdict.word())
}

/// A part in one line, with its prediction and its interval.
pub fn part(part: &Part) -> String {
    if !part.applicable {
        return format!("    {}: {}\n", part.name, part.predicted);
    }
    let interval = part.interval.map_or_else(String::new, |interval| {
        format!(", 95% interval {:.3} to {:.3}", interval.low, interval.high)
    });
    let wrong = if part.wrong == 0 { String::new() } else { format!(", {} wrong readings", part.wrong) };
    let verdict = if part.as_expected { "" } else { "   CONTRADICTED" };
    format!(
        "    {}: {} of {}{interval}{wrong}; predicted: {}{verdict}\n",
        part.name, part.successes, part.trials, part.predicted
    )
}

/// A cell with all it has to say.
#[must_use]
pub fn cell(cell: &Cell) -> String {
    let mut text = line(cell);
    cell.parts.iter().for_each(|each| text.push_str(&part(each)));
    for measure in &cell.measures {
        text.push_str(&format!(
            "    {}: {} {}{}\n",
            measure.name,
            measure.value,
            measure.unit,
            remark(measure)
        ));
    }
    if cell.verdict != Verdict::NotApplicable {
        let cost = &cell.cost;
        text.push_str(&format!(
            "    cost: {} curve multiplications, {} decryptions tried, {} bytes looked at\n",
            cost.agreements, cost.openings, cost.bytes
        ));
    }
    text
}

/// Where a number was predicted to lie, and whether it is no measurement.
fn remark(measure: &Measure) -> String {
    let mut remark = String::new();
    if let Some(expected) = measure.expected {
        remark.push_str(&format!("; predicted: {} to {}", expected.low, expected.high));
    }
    if !measure.as_expected {
        remark.push_str("   CONTRADICTED");
    }
    if measure.extrapolated {
        remark.push_str("; extrapolated from smaller runs, not measured");
    }
    remark
}

/// The claims, one paragraph each.
#[must_use]
pub fn claims(run: &Run) -> String {
    let mut text = String::new();
    for claim in &run.claims {
        text.push_str(&format!("{}  {}\n", claim.id, claim.outcome.words()));
        text.push_str(&wrap(&claim.sentence, WIDTH, "    "));
        text.push_str(&wrap(&format!("predicted: {}", claim.prediction), WIDTH, "    "));
        text.push_str(&wrap(&format!("measured: {}", claim.measured), WIDTH, "    "));
    }
    text
}

/// The run in one line.
#[must_use]
pub fn summary(run: &Run) -> String {
    let s = &run.summary;
    let cells = s.cells_as_expected + s.cells_contradicted;
    let claims = s.claims_as_expected + s.claims_contradicted + s.claims_inconclusive;
    let mut parts = Vec::new();
    if cells > 0 {
        let (as_expected, contradicted) = (s.cells_as_expected, s.cells_contradicted);
        let cells = plural(cells, "cell");
        parts.push(format!("{cells}: {as_expected} as expected, {contradicted} contradicted"));
    }
    if claims > 0 {
        parts.push(format!(
            "{}: {} as expected, {} contradicted, {} inconclusive",
            plural(claims, "claim"),
            s.claims_as_expected,
            s.claims_contradicted,
            s.claims_inconclusive
        ));
    }
    wrap(&parts.join("; "), WIDTH, "")
}

/// What was contradicted, with the command that replays it; nothing if nothing was.
#[must_use]
pub fn contradictions(run: &Run) -> String {
    let mut text = String::new();
    for each in run.cells.iter().filter(|cell| !cell.as_expected) {
        text.push_str(&cell(each));
        text.push_str(&format!("    replay: {}\n", replay(run, &each.system, &each.attack)));
    }
    for claim in run.claims.iter().filter(|claim| claim.outcome == ClaimOutcome::Contradicted) {
        text.push_str(&wrap(&format!("{} CONTRADICTED: {}", claim.id, claim.measured), WIDTH, "  "));
        text.push_str(&format!("    replay: {}\n", command(run, &format!("--claim {}", claim.id))));
    }
    text
}

/// What a run leaves to do, for standard error: nothing if it came out as predicted.
#[must_use]
pub fn remarks(run: &Run) -> String {
    let mut text = String::new();
    if !run.as_expected() {
        text.push_str("contradicted:\n");
        text.push_str(&contradictions(run));
    }
    let undecided = run.claims.iter().filter(|claim| claim.outcome == ClaimOutcome::Inconclusive);
    let undecided: Vec<&str> = undecided.map(|claim| claim.id.as_str()).collect();
    if !undecided.is_empty() {
        text.push_str(&format!(
            "a run of this size cannot tell: {}\nNext: more messages, users or days (`doormat run --help`), or only the \
             claims that it can tell (--claim).\n",
            undecided.join(", ")
        ));
    }
    text
}

/// The command that runs one cell again.
#[must_use]
pub fn replay(run: &Run, system: &str, attack: &str) -> String {
    command(run, &format!("--system {system} --attack {attack}"))
}

/// The command that runs a selection again at the size of a run.
fn command(run: &Run, selection: &str) -> String {
    let p = &run.parameters;
    let people = if run.conversations.source == "embedded" {
        format!("--users {} --sessions {}", p.users, p.sessions)
    } else {
        // The run does not keep the file's name: exported chats are named after people.
        "--conversations FILE".to_owned()
    };
    format!(
        "doormat run {selection} --seed {} {people} --messages {} --days {} --theft-day {} --trustees {}/{} \
         --epoch-days {} --retain {}{}",
        p.seed,
        p.messages,
        p.days,
        p.theft_day,
        p.threshold,
        p.trustees,
        p.epoch_days,
        p.retained_epochs,
        if p.thorough { " --thorough" } else { "" }
    )
}

/// The whole run as text, for report.txt.
#[must_use]
pub fn report(run: &Run) -> String {
    let mut text = format!("{}\n\n{}", run.tool, heading(run));
    text.push_str("\nHELD: the attack got nothing. BROKEN: it got something. Either is \"as expected\" or CONTRADICTED.\n");
    text.push_str(
        "An attack that fails says that this attack failed, at this size; it proves no security.\n\n",
    );
    text.push_str(&super::table::comparison(run));
    text.push_str(&super::table::beside(run));
    text.push('\n');
    text.push_str(&wrap(super::table::LEGEND, WIDTH, ""));
    text.push_str("\nCELLS\n\n");
    run.cells.iter().for_each(|each| text.push_str(&cell(each)));
    if !run.claims.is_empty() {
        text.push_str("\nCLAIMS\n\n");
        text.push_str(&claims(run));
    }
    text.push('\n');
    text.push_str(&summary(run));
    text
}

#[cfg(test)]
mod tests;
