//! The pages as files: what is not ours is what it says, and nothing in them breaks the rules that the server sets for them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::page::root;

fn app() -> PathBuf {
    root().join("web/app")
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

/// Files of ours of one kind, with their texts.
fn ours(extension: &str) -> Vec<(String, String)> {
    let mut paths = Vec::new();
    walk(&app(), &mut paths);
    paths.sort();
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    let named = |path: PathBuf| {
        let name = path.strip_prefix(app()).unwrap().to_str().unwrap().replace('\\', "/");
        (name, std::fs::read_to_string(path).unwrap())
    };
    let all = paths.into_iter().map(named).filter(|(name, _)| !name.starts_with("vendor/"));
    let all: Vec<_> = all.collect();
    assert!(!all.is_empty(), "no {extension} files");
    all
}

#[test]
fn every_vendored_file_is_the_one_that_is_named_with_its_licence_and_no_other_is_there() {
    let vendor = app().join("vendor");
    let text = std::fs::read_to_string(vendor.join("VENDOR.toml")).unwrap();
    let listing: toml::Table = toml::from_str(&text).unwrap();
    let mut named = BTreeSet::from(["VENDOR.toml".to_owned()]);
    let mut check = |path: &str, sha256: &str| {
        let bytes = std::fs::read(vendor.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, sha256, "{path} is not what VENDOR.toml names");
        named.insert(path.to_owned());
    };
    for package in listing["package"].as_array().unwrap() {
        let word = |name: &str| package[name].as_str().unwrap();
        assert!(["MIT", "Apache-2.0"].contains(&word("licence")), "{}", word("name"));
        check(word("licence_file"), word("licence_sha256"));
        for file in package["file"].as_array().unwrap() {
            check(file["path"].as_str().unwrap(), file["sha256"].as_str().unwrap());
        }
    }
    let mut paths = Vec::new();
    walk(&vendor, &mut paths);
    let there: BTreeSet<_> =
        paths.iter().map(|path| path.strip_prefix(&vendor).unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(there, named);
}

#[test]
fn no_page_has_script_or_style_in_it_or_asks_another_server() {
    for (name, text) in ours("html") {
        for (at, _) in text.match_indices("<script") {
            let tag = &text[at..at + text[at..].find('>').unwrap()];
            assert!(tag.contains(" src=\""), "{name}: {tag}");
            assert!(text[at + tag.len()..].starts_with("></script>"), "{name}: {tag} has a body");
        }
        for forbidden in ["<style", " style=", " onclick=", " onload=", "javascript:", "://"] {
            assert!(!text.contains(forbidden), "{name}: {forbidden}");
        }
    }
    for (name, text) in ours("css") {
        for forbidden in ["@import", "url(", "://"] {
            assert!(!text.contains(forbidden), "{name}: {forbidden}");
        }
    }
}

#[test]
fn no_script_runs_text_or_puts_text_into_the_page_as_markup() {
    for (name, text) in ours("js") {
        // Comments say why something is not used.
        let code = |line: &&str| !["//", "/*", "*"].iter().any(|mark| line.trim_start().starts_with(mark));
        let text = text.lines().filter(code).collect::<Vec<_>>().join("\n");
        for forbidden in [
            "eval(",
            "new Function",
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "dangerouslySetInnerHTML",
            "setAttribute(\"style\"",
            "crypto.subtle",
            "randomUUID",
            "navigator.clipboard",
            "serviceWorker",
        ] {
            assert!(!text.contains(forbidden), "{name}: {forbidden}");
        }
        // A namespace is no request.
        let text = text.replace("http://www.w3.org/", "");
        for (at, _) in text.match_indices("http") {
            assert!(
                !text[at..].starts_with("http://") && !text[at..].starts_with("https://"),
                "{name}: a link"
            );
        }
    }
}

#[test]
fn every_import_is_a_file_that_is_here() {
    for (name, text) in ours("js") {
        let folder = app().join(&name).parent().unwrap().to_owned();
        for (at, _) in text.match_indices(" from \"") {
            let target = text[at + 7..].split('"').next().unwrap();
            assert!(target.starts_with("./") || target.starts_with("../"), "{name} imports {target}");
            // The server makes this one.
            if !target.ends_with("/version.js") {
                assert!(folder.join(target).is_file(), "{name} imports {target}, which is not there");
            }
        }
    }
}

#[test]
fn every_message_that_a_page_names_is_in_every_language() {
    for language in ["en", "de"] {
        let path = root().join("web/words").join(format!("{language}.json"));
        let words: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let words = words.as_object().unwrap();
        let mut named = 0;
        for (name, text) in ours("js") {
            for quote in ["t(\"", "t(`"] {
                for (at, _) in text.match_indices(quote) {
                    let key = text[at + 3..].split(['"', '`']).next().unwrap();
                    let before = text[..at].chars().next_back();
                    if key.contains("${")
                        || before.is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '.')
                    {
                        continue;
                    }
                    // The header of words.js explains itself with an example.
                    if name == "words.js" {
                        continue;
                    }
                    let there = words.contains_key(key) || words.contains_key(&format!("{key}.other"));
                    assert!(there, "{name}: no message {key:?} in {language}");
                    named += 1;
                }
            }
        }
        assert!(named > 100, "only {named} messages were found in the pages");
    }
}
