//! The stamp beside the file says what it was built from, and that is what is here.

use std::path::Path;
use std::process::Command;

use sha2::{Digest, Sha256};

use super::page::{committed, root};

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn stamp(name: &str) -> String {
    let text = std::fs::read_to_string(root().join("web/pkg/core.wasm.json")).unwrap();
    let stamp: serde_json::Value = serde_json::from_str(&text).unwrap();
    stamp[name].as_str().unwrap_or_else(|| panic!("{name} is not in the stamp")).to_owned()
}

/// Whether a source file is compiled into the library, as `web/build` decides it.
fn counts(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap();
    path.ends_with(".rs")
        && !path.contains("/tests/")
        && name != "tests.rs"
        && name != "fixtures.rs"
        && !name.ends_with("_tests.rs")
}

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
            found.extend(Some(name).filter(|name| counts(name)));
        }
    }
}

/// The lines of the profile.
fn profile() -> String {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let profile = manifest.split("[profile.wasm]\n").nth(1).unwrap();
    let lines = profile.lines().take_while(|line| !line.starts_with('['));
    lines
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .fold(String::new(), add_line)
}

fn add_line(text: String, line: &str) -> String {
    text + line + "\n"
}

/// The crates it is made of, with versions and features, without paths.
fn crates() -> String {
    let tree = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["tree", "--locked", "--offline", "-p", "web-core", "--target", "wasm32-unknown-unknown"])
        .args(["-e", "normal,build", "--prefix", "none", "-f", "{p} {f}"])
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let mut lines: Vec<String> = String::from_utf8(tree.stdout)
        .unwrap()
        .lines()
        .map(|line| {
            let line = line.strip_suffix(" (*)").unwrap_or(line);
            let line = match line.split_once(" (/") {
                Some((before, rest)) => format!("{before}{}", rest.split_once(')').unwrap().1),
                None => line.to_owned(),
            };
            line.replacen(" (proc-macro)", "", 1).trim_end_matches(' ').to_owned()
        })
        .collect();
    lines.sort();
    lines.dedup();
    lines.iter().fold(String::new(), |text, line| add_line(text, line))
}

#[test]
fn the_committed_file_is_built_from_the_sources_that_are_here() {
    let mut files = Vec::new();
    for folder in ["honest/src", "escrow/src", "web/core/src"] {
        sources(&root().join(folder), &mut files);
    }
    files.sort();
    let mut inputs = String::new();
    for file in files {
        inputs += &format!("{}  {file}\n", hex(&std::fs::read(root().join(&file)).unwrap()));
    }
    inputs += &profile();
    inputs += &crates();
    assert_eq!(
        stamp("inputs_sha256"),
        hex(inputs.as_bytes()),
        "the messengers have changed since web/pkg/core.wasm was built: run web/build"
    );
}

#[test]
fn the_stamp_is_of_this_file() {
    assert_eq!(
        stamp("sha256"),
        hex(&committed()),
        "web/pkg/core.wasm is not what web/build wrote: run web/build"
    );
}

#[test]
fn the_wall_of_lints_is_the_workspace_s_but_for_one_line() {
    let table = |path: &str| {
        let text = std::fs::read_to_string(root().join(path)).unwrap();
        toml::from_str::<toml::Table>(&text).unwrap()
    };
    let mut wall = table("Cargo.toml")["workspace"]["lints"].clone();
    let line = concat!("un", "safe_code");
    assert_eq!(wall["rust"][line].as_str(), Some("forbid"));
    wall["rust"][line] = "deny".into();
    assert_eq!(table("web/core/Cargo.toml")["lints"], wall);
}
