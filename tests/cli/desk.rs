//! Where a test works: a folder of its own, in which it runs the command.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A size that takes a moment in a debug build.
pub(super) const SIZE: &str = "--users 4 --sessions 3 --messages 24 --days 4 --progress none";

/// The same, with few keepers.
pub(super) const SMALL: &str = "--users 4 --sessions 3 --messages 24 --days 4 --trustees 2/3 --progress none";

/// A folder that is taken away with its test.
pub(super) struct Desk {
    folder: TempDir,
}

/// How a command ended and what it said.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

impl Desk {
    pub(super) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    pub(super) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Puts one of the test inputs into the folder.
    pub(super) fn take(&self, name: &str) {
        let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/cli");
        std::fs::copy(format!("{vectors}/{name}"), self.path(name)).unwrap();
    }

    /// Every file and folder in here, hidden ones and those further down included.
    pub(super) fn all(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                found.push(path.strip_prefix(self.folder.path()).unwrap().to_string_lossy().into_owned());
                if path.is_dir() {
                    folders.push(path);
                }
            }
        }
        found.sort();
        found
    }

    /// The command, not yet started, in this folder and with nothing in the environment that changes its output.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_doormat"));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "RUST_BACKTRACE", "RAYON_NUM_THREADS"] {
            command.env_remove(variable);
        }
        command
    }

    /// Runs it with these words as arguments.
    pub(super) fn doormat(&self, words: &str) -> Answer {
        answer(self.command().args(words.split_whitespace()))
    }

    /// Runs it and expects everything to come out as predicted and nothing to be complained of.
    pub(super) fn expected(&self, words: &str) -> String {
        let answer = self.doormat(words);
        assert_eq!(answer.code, Some(0), "doormat {words}\n{answer:?}");
        assert_eq!(answer.stderr, "", "doormat {words}");
        answer.stdout
    }

    /// Runs a selection of a small run as JSON.
    pub(super) fn json(&self, words: &str) -> serde_json::Value {
        serde_json::from_str(&self.expected(&format!("run {words} {SMALL} --format json"))).unwrap()
    }
}

/// Runs a command to its end.
pub(super) fn answer(command: &mut Command) -> Answer {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Answer { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

impl Answer {
    /// The command ended with this code, printed no result, and said once on standard error what is wrong and what to
    /// do next, with these words in it.
    pub(super) fn refuses(&self, code: i32, words: &[&str]) {
        assert_eq!(self.stdout, "", "{self:?}");
        self.fails(code, words);
        let next = ["Next: ", "For more information, try '--help'."];
        assert!(next.iter().any(|next| self.stderr.contains(next)), "{self:?}");
    }

    /// The same, where results may have been printed before.
    pub(super) fn fails(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        for word in words {
            assert!(self.stderr.contains(word), "{word} is not in {self:?}");
        }
        let messages = self.stderr.lines().filter(|l| l.starts_with("doormat: ") || l.starts_with("error: "));
        assert_eq!(messages.count(), 1, "{self:?}");
        for panic in ["panicked", "RUST_BACKTRACE", "unwrap()"] {
            assert!(!self.stderr.contains(panic), "{self:?}");
        }
    }
}
