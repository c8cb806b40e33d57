//! The files of this workspace, read as text.

use std::path::{Path, PathBuf};

/// A file, its path from the root of the workspace, with `/` between folders.
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
}

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A file of the workspace, or what to do about its absence.
pub(super) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path} must be there: {error}"))
}

/// All files in a folder and the folders inside it. What is not UTF-8 is read with marks in its place.
pub(super) fn files(folder: &str) -> Vec<File> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    for entry in entries.map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let path = format!("{folder}/{name}");
        // Following links, so that a linked folder is looked into as well.
        if entry.path().is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = std::fs::read(entry.path()).unwrap();
            found.push(File { path, text: String::from_utf8_lossy(&bytes).into_owned() });
        }
    }
    found
}

/// All Rust files in folders.
pub(super) fn rust(folders: &[&str]) -> Vec<File> {
    let all = folders.iter().flat_map(|folder| files(folder));
    all.filter(|file| file.path.ends_with(".rs")).collect()
}

/// Every folder that holds Rust code: the crates' and that of the whole-system tests.
pub(super) const CODE: [&str; 8] =
    ["honest", "escrow", "attacks", "relay", "room", "web/core", "doormat", "tests"];

impl File {
    /// Whether it is built for tests only.
    pub(super) fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        self.path.contains("/tests/")
            || self.path.starts_with("tests/")
            || name == "fixtures.rs"
            || name.ends_with("tests.rs")
    }

    /// Its lines of code, numbered from 1, comments cut off.
    pub(super) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let cut = |line: &'_ str| line.find("//").unwrap_or(line.len());
        (1..).zip(self.text.lines().map(move |line| &line[..cut(line)]))
    }
}

/// Whether a word stands in a text by itself.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| has_word_at(text, at, word))
}

/// Whether a word that begins at a place of a text stands there by itself.
pub(super) fn has_word_at(text: &str, at: usize, word: &str) -> bool {
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    !text[..at].ends_with(letter) && !text[at + word.len()..].starts_with(letter)
}

#[test]
fn the_files_of_every_crate_are_found_and_tests_are_told_from_code() {
    for folder in CODE {
        let files = rust(&[folder]);
        assert!(files.len() > 5, "{folder}: {} files", files.len());
        assert_eq!(files.iter().all(File::is_test), folder == "tests", "{folder}");
    }
    let device = File { path: "honest/src/device.rs".into(), text: "let a = 1; // said\n/// b\n".into() };
    assert_eq!(device.code().collect::<Vec<_>>(), [(1, "let a = 1; "), (2, "")]);
    assert!(has_word("a, word;", "word") && !has_word("a sword", "word") && !has_word("word_", "word"));
}
