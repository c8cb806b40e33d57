//! What README and docs say is what the program does. Commands in `sh` blocks are run; links lead somewhere;
//! generated pages are what the program generates.

#[path = "documents/commands.rs"]
mod commands;
#[path = "documents/links.rs"]
mod links;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use attacks::parameters::Parameters;
use attacks::report::Run;
use attacks::{ATTACKS, CLAIMS, SYSTEMS};

/// The folder of the workspace.
fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The pages that people read.
fn pages() -> Vec<PathBuf> {
    let markdown = |folder: PathBuf| {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "md"))
    };
    let mut pages: Vec<PathBuf> = markdown(top())
        .chain(markdown(top().join("docs")))
        .chain(markdown(top().join("docs/mechanisms")))
        .chain(markdown(top().join("docs/models")))
        .collect();
    pages.sort();
    assert!(pages.len() >= 8, "pages went missing: {pages:?}");
    pages
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Runs the command in a folder.
fn doormat(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_doormat")).args(arguments).current_dir(folder).output().unwrap()
}

#[test]
fn generated_pages_are_what_the_program_generates() {
    let folder = tempfile::tempdir().unwrap();
    let output = doormat(&["docs", "docs"], folder.path());
    assert!(output.status.success(), "{output:?}");
    for page in ["claims.md", "run.schema.json", "mechanisms/README.md"] {
        let generated = read(&folder.path().join("docs").join(page));
        let committed = read(&top().join("docs").join(page));
        assert!(generated == committed, "docs/{page} is stale; run: cargo run --release -- docs docs");
    }
}

#[test]
fn every_proposal_has_a_page_whose_lower_half_is_what_the_program_generates() {
    let folder = tempfile::tempdir().unwrap();
    let copies = folder.path().join("docs/mechanisms");
    std::fs::create_dir_all(&copies).unwrap();
    let proposals = SYSTEMS.iter().filter_map(|entry| entry.proposal);
    let named: BTreeSet<String> = proposals.map(|proposal| format!("{}.md", proposal.page)).collect();
    for page in &named {
        std::fs::copy(top().join("docs/mechanisms").join(page), copies.join(page)).unwrap();
    }
    let output = doormat(&["docs", "docs"], folder.path());
    assert!(output.status.success(), "{output:?}");
    for page in &named {
        let committed = read(&top().join("docs/mechanisms").join(page));
        assert!(
            read(&copies.join(page)) == committed,
            "{page} is stale; run: cargo run --release -- docs docs"
        );
        let (by_hand, _) = committed.split_once("<!-- generated from here on").unwrap();
        for part in
            ["# ", "## What it is", "## What happened", "## What the number", "## What it does not mean"]
        {
            assert!(by_hand.contains(part), "{page} has no {part:?}");
        }
        let words = by_hand.split_whitespace().count();
        assert!((200..=900).contains(&words), "{page} has {words} words by hand");
    }
    // And no page that nothing names.
    let lying = std::fs::read_dir(top().join("docs/mechanisms")).unwrap();
    let lying = lying.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let strays: Vec<String> = lying.filter(|name| name != "README.md" && !named.contains(name)).collect();
    assert_eq!(strays, [""; 0]);
}

#[test]
fn the_committed_run_is_a_whole_demonstration_that_came_out_as_predicted() {
    let run: Run = serde_json::from_str(&read(&top().join("docs/matrix.json"))).unwrap();
    assert_eq!(run.parameters, Parameters::default());
    assert!(run.as_expected());
    let ladder = SYSTEMS.iter().filter(|system| system.proposal.is_none());
    let cells: Vec<(&str, &str)> =
        ladder.flat_map(|system| ATTACKS.iter().map(|attack| (system.id, attack.id()))).collect();
    let told: Vec<(&str, &str)> =
        run.cells.iter().map(|cell| (cell.system.as_str(), cell.attack.as_str())).collect();
    assert_eq!(cells[..], told[..cells.len()]);
    for system in SYSTEMS.iter().filter(|system| system.proposal.is_some()) {
        let Some(fix) = &system.fix else { continue };
        for cell in [(fix.of, fix.stops.0), (system.id, fix.stops.0), (system.id, fix.survivor.0)] {
            assert!(told.contains(&cell), "{cell:?}");
        }
    }
    assert!(CLAIMS.iter().map(|claim| claim.id).eq(run.claims.iter().map(|claim| claim.id.as_str())));
}

#[test]
fn the_readme_lists_every_exit_code_of_the_help() {
    let help = doormat(&["run", "--help"], &top());
    let help = String::from_utf8(help.stdout).unwrap();
    let codes = help.split("Exit codes:").nth(1).unwrap().lines().filter(|line| !line.trim().is_empty());
    let readme = read(&top().join("README.md"));
    let mut listed = 0;
    for line in codes {
        let (code, meaning) = line.trim().split_once(' ').unwrap();
        assert!(readme.contains(&format!("| {code} | {} |", meaning.trim())), "README.md lacks: {line}");
        listed += 1;
    }
    assert_eq!(listed, 6);
}
