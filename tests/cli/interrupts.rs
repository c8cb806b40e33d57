//! Ctrl-C.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Stdio};

use super::desk::{Answer, Desk};

/// More cells, one after the other, than end before a signal arrives.
const LONG: &str = "--system clean,one-key,shared,epochs --attack wire,relay,theft --users 4 --sessions 4 --messages 300 \
                    --days 10 --threads 1 --progress counter";
/// One cell that would take minutes.
const HEAVY: &str = "--trustees 6/12 --users 8 --sessions 8 --messages 4000 --threads 1 --progress counter";

/// A command that has begun.
struct Running {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Running {
    fn start(desk: &Desk, words: &str) -> Self {
        let mut command = desk.command();
        command.args(words.split_whitespace()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        Self { child, stderr }
    }

    /// The next line on standard error.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stderr.read_line(&mut line).unwrap();
        line
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(status.unwrap().success());
    }

    fn end(mut self) -> Answer {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.stderr.read_to_string(&mut stderr).unwrap();
        self.child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
        Answer { code: self.child.wait().unwrap().code(), stdout, stderr }
    }
}

/// Starts a command, sends it a signal when its first cell is done, and waits for its end.
fn interrupted(desk: &Desk, words: &str, signal: &str) -> Answer {
    let mut running = Running::start(desk, words);
    let progress = running.line();
    assert!(progress.ends_with(" cells\n"), "{progress}");
    running.signal(signal);
    running.end()
}

#[test]
fn an_interrupted_run_ends_with_130_and_leaves_no_file() {
    let desk = Desk::new();
    for signal in ["-INT", "-TERM"] {
        let answer = interrupted(&desk, &format!("run {LONG} --out out"), signal);
        assert_eq!(answer.stdout, "");
        answer
            .fails(130, &["stopping after the cells that are running", "interrupted: no report was written"]);
        assert_eq!(desk.all(), [""; 0]);
    }
}

#[test]
fn an_interrupted_run_leaves_the_report_before_it_as_it_was() {
    let desk = Desk::new();
    let small = super::desk::SMALL;
    desk.expected(&format!("run --system clean --attack wire {small} --out out"));
    let before = desk.read("out/run.json");
    interrupted(&desk, &format!("run {LONG} --out out"), "-INT").fails(130, &[]);
    assert_eq!(desk.read("out/run.json"), before);
    assert_eq!(desk.all().len(), 4);
}

#[test]
fn a_sweep_can_be_interrupted_after_its_first_threshold() {
    let desk = Desk::new();
    // The first line of progress is the end of the first of five runs.
    let answer = interrupted(
        &desk,
        "sweep --trustees 2/6 --users 4 --sessions 4 --messages 100 --threads 1 --progress counter",
        "-INT",
    );
    assert_eq!(answer.stdout, "");
    answer.fails(130, &["interrupted"]);
}

#[test]
fn a_second_interrupt_ends_a_cell_that_would_take_minutes_at_once() {
    let desk = Desk::new();
    let long = format!("run --system shared --attack wire,coalition {HEAVY} --out out");
    let mut running = Running::start(&desk, &long);
    // The first cell is quick; the second one is running now.
    assert_eq!(running.line(), "1/2 cells\n");
    running.signal("-INT");
    assert!(running.line().contains("Ctrl-C again"));
    running.signal("-INT");
    let answer = running.end();
    assert_eq!((answer.code, answer.stdout.as_str()), (Some(130), ""), "{answer:?}");
    assert_eq!(desk.all(), [""; 0]);
}
