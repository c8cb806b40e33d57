//! What the crates depend on, with which features, and which lints they stand under.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use super::source::{CODE, read, root, rust};

/// Our crates: each may depend on those before it.
const ORDER: [&str; 7] = ["honest", "escrow", "web-core", "attacks", "relay", "room", "doormat"];

/// Where a crate of ours is.
fn folder(name: &str) -> &str {
    if name == "web-core" { "web/core" } else { name }
}

/// What cargo says, from what is on this machine.
fn cargo(arguments: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    let said = cargo.args(arguments).args(["--offline", "--locked"]).current_dir(root()).output().unwrap();
    assert!(said.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).unwrap()
}

/// The packages of this workspace.
fn packages() -> Vec<Value> {
    let metadata = cargo(&["metadata", "--no-deps", "--format-version", "1"]);
    let mut metadata: Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata["packages"].take();
    packages.as_array().unwrap().clone()
}

fn names(values: &Value) -> impl Iterator<Item = &str> {
    values.as_array().unwrap().iter().map(|value| value["name"].as_str().unwrap())
}

fn place(name: &str) -> usize {
    let place = ORDER.iter().position(|ours| *ours == name);
    place.unwrap_or_else(|| panic!("{name} is new: give it its place in ORDER and its folder in CODE"))
}

#[test]
fn arrows_between_our_crates_point_one_way() {
    let packages = packages();
    assert_eq!(packages.len(), ORDER.len());
    let ours: BTreeSet<&str> = packages.iter().map(|package| package["name"].as_str().unwrap()).collect();
    let mut arrows = 0;
    for package in &packages {
        let name = package["name"].as_str().unwrap();
        // Of every kind: for tests and for build scripts, too.
        for other in names(&package["dependencies"]).filter(|other| ours.contains(other)) {
            assert!(place(other) < place(name), "{name} depends on {other}");
            arrows += 1;
        }
    }
    assert!(arrows >= 5, "only {arrows} arrows were found");
}

#[test]
fn honest_depends_on_no_other_crate_of_ours_and_on_nothing_outside_the_registry() {
    let packages = packages();
    let honest = packages.iter().find(|package| package["name"] == "honest").unwrap();
    let dependencies = honest["dependencies"].as_array().unwrap();
    assert!(dependencies.len() > 5);
    for dependency in dependencies {
        assert!(!ORDER.contains(&dependency["name"].as_str().unwrap()), "{dependency}");
        let source = dependency["source"].as_str().unwrap_or("a folder");
        assert!(source.starts_with("registry+"), "{} comes from {source}", dependency["name"]);
    }
    for (name, _) in features("honest") {
        assert!(name == "honest" || !ORDER.contains(&name.as_str()), "honest is built with {name}");
        // Neither an operating system nor its randomness.
        let system = ["libc", "getrandom", "rustix", "windows-sys", "tokio", "mio", "socket2"];
        assert!(!system.contains(&name.as_str()), "honest is built with {name}");
    }
}

#[test]
fn only_escrow_depends_on_sharks() {
    let packages = packages();
    let dependents = packages.iter().filter(|package| names(&package["dependencies"]).any(|n| n == "sharks"));
    let dependents: Vec<&str> = dependents.map(|package| package["name"].as_str().unwrap()).collect();
    assert_eq!(dependents, ["escrow"]);
    // Nor through a dependency of anybody's.
    let tree = cargo(&[
        "tree",
        "--workspace",
        "--invert",
        "sharks",
        "--depth",
        "1",
        "--prefix",
        "none",
        "-f",
        "{lib}",
    ]);
    assert_eq!(tree.split_whitespace().collect::<Vec<_>>(), ["sharks", "escrow"]);
}

/// The packages that a crate of ours is built with, tests apart, and their features.
fn features(of: &str) -> Vec<(String, BTreeSet<String>)> {
    let tree = cargo(&["tree", "-p", of, "-e", "normal,build", "--prefix", "none", "-f", "{p}|{f}"]);
    let lines = tree.lines().filter_map(|line| line.trim_end_matches(" (*)").split_once('|'));
    let read = |(package, features): (&str, &str)| {
        let name = package.split(' ').next().unwrap_or_default().to_owned();
        (name, features.split(',').map(str::to_owned).collect())
    };
    lines.map(read).collect()
}

#[test]
fn every_crate_that_holds_keys_is_built_with_its_wiping_feature() {
    const HONEST: &[(&str, &str)] = &[
        ("chacha20poly1305", "zeroize"),
        ("poly1305", "zeroize"),
        ("sha3", "zeroize"),
        ("shake", "zeroize"),
        ("chacha20", "zeroize"),
        ("x25519-dalek", "zeroize"),
        ("ed25519-dalek", "zeroize"),
        ("curve25519-dalek", "zeroize"),
        ("hmac", "zeroize"),
        ("sha2", "zeroize"),
        ("digest", "zeroize"),
        ("block-buffer", "zeroize"),
        ("ml-kem", "zeroize"),
        ("module-lattice", "zeroize"),
        ("hybrid-array", "zeroize"),
    ];
    const ESCROW: &[(&str, &str)] = &[
        ("curve25519-dalek", "zeroize"),
        ("sharks", "zeroize_memory"),
        ("blahaj", "zeroize_memory"),
        ("vsss-rs", "zeroize"),
    ];
    for (ours, wanted) in [("honest", HONEST), ("escrow", HONEST), ("escrow", ESCROW)] {
        let built = features(ours);
        for (name, feature) in wanted {
            let mut versions = built.iter().filter(|(built, _)| built == name).peekable();
            assert!(versions.peek().is_some(), "{ours} is built without {name}");
            for (_, features) in versions {
                assert!(features.contains(*feature), "{ours}: {name} without {feature}: {features:?}");
            }
        }
    }
}

/// Whether a manifest has a line in a section.
fn has(manifest: &str, section: &str, line: &str) -> bool {
    let mut lines = manifest.lines().map(str::trim).skip_while(|line| *line != section).skip(1);
    lines.by_ref().take_while(|line| !line.starts_with('[')).any(|found| found == line)
}

#[test]
fn every_crate_stands_under_the_lints_of_the_workspace_and_none_has_code_that_they_forbid() {
    assert!(!has("[a]\nb = 1\n[lints]\nworkspace = false\n", "[lints]", "workspace = true"));
    assert!(has(&read("Cargo.toml"), "[workspace.lints.rust]", concat!("un", "safe_code = \"forbid\"")));
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        // At the boundary to the page memory crosses a C interface: that crate repeats the table, with one line that differs,
        // and its own tests hold it against this one.
        let manifest = read(&format!("{}/Cargo.toml", folder(name)));
        let own = name == "web-core" && has(&manifest, "[lints.rust]", concat!("un", "safe_code = \"deny\""));
        assert!(own || has(&manifest, "[lints]", "workspace = true"), "{name}");
    }
    // `forbid` cannot be allowed again; here nobody even tries.
    let word = concat!("un", "safe");
    for file in rust(&CODE).into_iter().filter(|file| file.path != "web/core/src/abi.rs") {
        for (number, code) in file.code() {
            // A source that a security policy of pages is named by.
            let code = &code.replace(concat!("wasm-un", "safe-eval"), "");
            let spelled = super::source::has_word(code, word) || code.contains(&format!("{word}_code"));
            assert!(!spelled, "{}:{number}: {code}", file.path);
        }
    }
}
