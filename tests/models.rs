//! The symbolic models in docs/models: their twins differ in the marked lines and nowhere else, their committed results are
//! of these very files, and they say the same as the runs. Where Verifpal is installed they are checked anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use attacks::report::Run;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Twins: two models, and the marks of the lines in which they differ.
const TWINS: [(&str, &str, &[&str]); 7] = [
    ("honest-fs", "honest-fs-unlabelled", &["differs"]),
    ("honest-ratchet", "escrow-per-message", &["door", "leak"]),
    ("honest-ratchet", "escrow-root-once", &["door", "leak"]),
    ("honest-ratchet", "escrow-epochs", &["door", "leak"]),
    ("shamir-below", "shamir-at", &["leak"]),
    ("adk-signed", "adk-unsigned", &["differs"]),
    ("ghost-signed", "ghost", &["differs"]),
];

/// What a run must show where a query says that a text stays closed, and where it says that it opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// Nothing came out.
    Nothing,
    /// Something came out.
    Something,
    /// Not all of it came out: what lies in the query's epoch did not.
    NotAll,
}

/// A query of a model, by its place, the part of a cell that must say the same, and what it must show.
type Row = (&'static str, usize, (&'static str, &'static str, &'static str), Shown);

/// All that must say the same.
const SAME: [Row; 16] = [
    ("honest-fs", 0, ("clean", "seizure", "before the seizure"), Shown::Nothing),
    ("honest-ratchet", 0, ("clean", "seizure", "before the seizure"), Shown::Nothing),
    ("honest-ratchet", 1, ("clean", "seizure", "after it, until both have written"), Shown::Something),
    ("honest-ratchet", 2, ("clean", "seizure", "after that"), Shown::Nothing),
    ("escrow-per-message", 0, ("shared", "theft", "written before the theft"), Shown::Something),
    ("escrow-per-message", 2, ("shared", "theft", "written after it"), Shown::Something),
    ("escrow-root-once", 0, ("session-root", "theft", "written before the theft"), Shown::Something),
    ("escrow-root-once", 2, ("session-root", "theft", "written before the theft"), Shown::NotAll),
    ("escrow-epochs", 0, ("epochs", "theft", "written before the theft"), Shown::NotAll),
    ("escrow-epochs", 1, ("epochs", "theft", "written after it"), Shown::Something),
    ("shamir-below", 0, ("shared", "coalition", "2 keepers"), Shown::Nothing),
    ("shamir-at", 0, ("shared", "coalition", "3 keepers"), Shown::Something),
    ("adk-unsigned", 0, ("adk", "insert", "opened by an outsider who inserted itself"), Shown::Something),
    ("adk-signed", 0, ("adk-signed", "insert", "opened by an outsider who inserted itself"), Shown::Nothing),
    ("ghost", 0, ("ghost-user", "ghost", ""), Shown::Something),
    ("ghost-signed", 0, ("ghost-signed", "ghost", ""), Shown::Nothing),
];

/// docs/models/results.json.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Results {
    verifpal: String,
    models: BTreeMap<String, Verified>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Verified {
    sha256: String,
    code: String,
    exhausted: Vec<bool>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/models")
}

fn model(name: &str) -> String {
    let path = folder().join(format!("{name}.vp"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All models, by name.
fn names() -> Vec<String> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let models = files.filter(|path| path.extension().is_some_and(|extension| extension == "vp"));
    let mut names: Vec<String> =
        models.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// The code in a model's first line.
fn expected(name: &str) -> String {
    let text = model(name);
    let first = text.lines().next().unwrap();
    first.strip_prefix("// Expect: ").unwrap_or_else(|| panic!("{name} expects nothing")).to_owned()
}

/// A code by query: letter and whether it is broken.
fn queries(code: &str) -> Vec<(char, bool)> {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(2).map(|pair| (pair[0], pair[1] == '1')).collect()
}

fn results() -> Results {
    serde_json::from_str(&std::fs::read_to_string(folder().join("results.json")).unwrap()).unwrap()
}

/// A model without its comments and without the lines that bear one of these marks.
fn without(name: &str, marks: &[&str]) -> Vec<String> {
    let text = model(name);
    let kept = text.lines().filter(|line| !line.starts_with("//"));
    let kept = kept.filter(|line| !marks.iter().any(|mark| line.trim_end().ends_with(&format!("// {mark}"))));
    kept.map(str::to_owned).collect()
}

#[test]
fn twins_differ_in_the_marked_lines_and_nowhere_else() {
    for (one, other, marks) in TWINS {
        assert_eq!(without(one, marks), without(other, marks), "{one} and {other}");
        assert_ne!(without(one, &[]), without(other, &[]), "{one} and {other} do not differ at all");
        assert_ne!(expected(one), expected(other), "{one} and {other} expect the same");
    }
}

#[test]
fn every_model_has_a_twin_and_a_row_in_the_readme() {
    let readme = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let names = names();
    assert!(names.len() >= 12, "{names:?}");
    for name in names {
        assert!(TWINS.iter().any(|(one, other, _)| *one == name || *other == name), "{name} has no twin");
        let row = format!("| [`{name}`]({name}.vp) | `{}` |", expected(&name));
        assert!(readme.contains(&row), "docs/models/README.md lacks: {row}");
    }
}

#[test]
fn committed_results_are_of_these_files_and_as_expected() {
    let results = results();
    assert_eq!(results.models.keys().cloned().collect::<Vec<_>>(), names());
    for (name, verified) in &results.models {
        let digest: String = Sha256::digest(model(name)).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(verified.sha256, digest, "{name} has changed since it was checked");
        assert_eq!(verified.code, expected(name), "{name}");
        assert_eq!(verified.exhausted.len(), queries(&verified.code).len(), "{name}");
        // A query that holds says so only if the search came to its end.
        for ((_, broken), exhausted) in queries(&verified.code).iter().zip(&verified.exhausted) {
            assert!(*broken || *exhausted, "{name}: a query holds in a search that was cut short");
        }
    }
}

#[test]
fn models_and_runs_say_the_same() {
    let committed = folder().parent().unwrap().join("matrix.json");
    let run: Run = serde_json::from_str(&std::fs::read_to_string(committed).unwrap()).unwrap();
    for (name, query, (system, attack, part), shown) in SAME {
        let (letter, broken) = queries(&expected(name))[query];
        assert_eq!(letter, 'c', "{name}: query {query} is not about confidentiality");
        assert_eq!(broken, shown == Shown::Something, "{name}: query {query}");
        let cell = run.cell(system, attack).unwrap_or_else(|| panic!("no cell {system}/{attack}"));
        // Without a name the attack's own answer is meant.
        let part = if part.is_empty() { cell.parts.first() } else { cell.part(part) };
        let part = part.unwrap_or_else(|| panic!("{system}/{attack} has no such part"));
        assert!(part.applicable && part.trials > 0, "{system}/{attack}: {}", part.name);
        let same = match shown {
            Shown::Nothing => part.successes == 0,
            Shown::Something => part.successes > 0,
            Shown::NotAll => part.successes < part.trials,
        };
        assert!(same, "{name} says {broken}, {system}/{attack} {} of {}", part.successes, part.trials);
    }
}

/// The program: named by VERIFPAL, or `verifpal` if it is there.
fn program() -> Option<String> {
    let named = std::env::var("VERIFPAL").unwrap_or_else(|_| "verifpal".to_owned());
    Command::new(&named).arg("--version").output().ok().map(|_| named)
}

/// What Verifpal says of a model: its code, and whether each query's search came to its end.
fn verify(program: &str, name: &str) -> Verified {
    let path = folder().join(format!("{name}.vp"));
    let output = Command::new(program).args(["verify", "--format", "json"]).arg(&path).output().unwrap();
    let said: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{name}: {error}: {}", String::from_utf8_lossy(&output.stderr)));
    let analysis = &said["models"][0]["analysis"];
    let queries = analysis["queries"].as_array().unwrap();
    let digest: String = Sha256::digest(model(name)).iter().map(|byte| format!("{byte:02x}")).collect();
    Verified {
        sha256: digest,
        code: analysis["code"].as_str().unwrap().to_owned(),
        exhausted: queries.iter().map(|query| query["envelope"]["exhausted"].as_bool().unwrap()).collect(),
    }
}

#[test]
fn verifpal_finds_in_every_model_what_is_committed_where_it_is_installed() {
    let Some(program) = program() else {
        assert!(
            std::env::var_os("DOORMAT_REQUIRE_VERIFPAL").is_none(),
            "Verifpal is required and not installed"
        );
        eprintln!(
            "SKIPPED: Verifpal is not installed, so the models were not checked anew; their committed results were. \
             cargo install verifpal --version 1.6.7 --locked --ignore-rust-version"
        );
        return;
    };
    let models: BTreeMap<String, Verified> =
        names().into_iter().map(|name| (name.clone(), verify(&program, &name))).collect();
    let found = Results { verifpal: results().verifpal, models };
    if std::env::var_os("DOORMAT_UPDATE_MODELS").is_some() {
        let text = serde_json::to_string_pretty(&found).unwrap() + "\n";
        std::fs::write(folder().join("results.json"), text).unwrap();
    }
    assert_eq!(found, results());
}
