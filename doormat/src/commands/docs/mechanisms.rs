//! docs/mechanisms/PAGE.md: a page for each published proposal. Its upper half is written by hand; what stands below the mark
//! comes out of the catalogue.

use std::collections::BTreeSet;
use std::path::Path;

use attacks::attack::{Attack, Expect, foresee};
use attacks::claims::Claim;
use attacks::parameters::Parameters;
use attacks::systems::{Proposal, SystemEntry};
use attacks::{ATTACKS, CLAIMS, SYSTEMS};

use crate::error::Failure;
use crate::output::write_files;

/// What separates the halves.
const MARK: &str = "<!-- generated from here on: do not edit -->";

/// Writes all pages, each with the half that was written by hand as it lies in the folder.
pub(super) fn write(folder: &Path) -> Result<(), Failure> {
    let mut files = vec![("README.md".to_owned(), index())];
    for proposal in proposals() {
        let name = format!("{}.md", proposal.page);
        let path = folder.join(&name);
        // A page that nobody has begun yet gets a title only; a test asks for the rest.
        let page = match std::fs::read_to_string(&path) {
            Ok(page) => page,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                format!("# {}\n\n{MARK}\n", proposal.title)
            }
            Err(error) => return Err(Failure::Read { path, error }),
        };
        let by_hand = page.split(MARK).next().unwrap_or_default().trim_end();
        files.push((name, format!("{by_hand}\n\n{MARK}\n\n{}", generated(proposal))));
    }
    let files: Vec<(&str, String)> = files.iter().map(|(name, page)| (name.as_str(), page.clone())).collect();
    write_files(folder, &files)
}

/// The proposals, each once, in the order of their first systems.
fn proposals() -> Vec<&'static Proposal> {
    let mut seen = BTreeSet::new();
    SYSTEMS.iter().filter_map(|entry| entry.proposal).filter(|one| seen.insert(one.page)).collect()
}

/// The systems of a proposal.
fn systems(proposal: &Proposal) -> Vec<&'static SystemEntry> {
    let own = |entry: &&SystemEntry| entry.proposal.is_some_and(|of| of.page == proposal.page);
    SYSTEMS.iter().copied().filter(own).collect()
}

/// docs/mechanisms/README.md.
fn index() -> String {
    let mut page = String::from(
        "# Published proposals in miniature\n\nGenerated from the catalogue. Each page says what was proposed, what happened, what \
         the testbed's number means and what it does not mean.\n\n| page | proposal | systems | repairs |\n|---|---|---|---|\n",
    );
    for proposal in proposals() {
        let ids = |repairs: bool| {
            let of = systems(proposal).into_iter().filter(|entry| entry.fix.is_some() == repairs);
            of.map(|entry| format!("`{}`", entry.id)).collect::<Vec<_>>().join(", ")
        };
        page.push_str(&format!(
            "| [{0}]({0}.md) | {1} | {2} | {3} |\n",
            proposal.page,
            proposal.title,
            ids(false),
            ids(true)
        ));
    }
    page
}

/// The lower half of a page.
fn generated(proposal: &Proposal) -> String {
    let mut page = format!("## The proposal\n\n{}\n\n{}\n", proposal.title, proposal.claimed);
    if !proposal.stand_ins.is_empty() {
        page.push_str("\n## Stand-ins\n\n");
        proposal.stand_ins.iter().for_each(|text| page.push_str(&format!("- {text}\n")));
    }
    if !proposal.history.is_empty() {
        page.push_str("\n## Incidents\n\n| when | what | distance | source |\n|---|---|---|---|\n");
        for incident in proposal.history {
            page.push_str(&format!(
                "| {} | {} | {} | {} |\n",
                incident.when,
                incident.what,
                incident.distance.words(),
                incident.source
            ));
        }
    }
    page.push_str("\n## Systems\n");
    for entry in systems(proposal) {
        page.push_str(&format!("\n### `{}`: {}\n\n{}\n", entry.id, entry.title, entry.what));
        page.push_str(&format!("\nFor it: {}\n", entry.in_favour));
        if let Some(fix) = &entry.fix {
            page.push_str(&format!(
                "\nIt repairs `{}`: `{}` ({}) succeeds there and not here. `{}` ({}) survives.\n",
                fix.of, fix.stops.0, fix.stops.1, fix.survivor.0, fix.survivor.1
            ));
        }
        page.push_str(&format!(
            "\nCode: [`{0}`](../../{0}). See it: `doormat run --system {1}`.\n",
            entry.file, entry.id
        ));
        page.push_str(&predictions(entry));
    }
    let claims: Vec<&Claim> = CLAIMS.iter().copied().filter(|claim| rests_on(claim, proposal)).collect();
    if !claims.is_empty() {
        page.push_str(
            "\n## Claims that rest on it\n\n| id | claim | predicted | answer to it |\n|---|---|---|---|\n",
        );
        for claim in claims {
            page.push_str(&format!(
                "| {} | {} | {} | {} |\n",
                claim.id, claim.sentence, claim.prediction, claim.counter
            ));
        }
    }
    page
}

/// What was predicted of a system before any run, where something is expected to come out.
fn predictions(entry: &SystemEntry) -> String {
    let parameters = Parameters::default();
    let facts = (entry.facts)(&parameters);
    let mut table = String::from("\n| attack | part | predicted |\n|---|---|---|\n");
    let told = |attack: &dyn Attack| {
        let parts = foresee(attack, &facts, &parameters).into_iter();
        parts.filter(|part| !matches!(part.expect, Expect::NotApplicable(_))).collect::<Vec<_>>()
    };
    for attack in ATTACKS {
        for part in told(*attack) {
            table.push_str(&format!("| `{}` | {} | {} |\n", attack.id(), part.part, part.expect.words()));
        }
    }
    table
}

fn rests_on(claim: &Claim, proposal: &Proposal) -> bool {
    let systems = systems(proposal);
    claim.needs.iter().any(|(system, _)| systems.iter().any(|entry| entry.id == *system))
}
