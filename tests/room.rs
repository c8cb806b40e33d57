//! The services as their users start them: processes, ports, signals, files.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(90);

/// A process of the program and what it prints.
pub(crate) struct Process {
    child: Child,
    lines: std::sync::mpsc::Receiver<String>,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    fn start(arguments: &[&str], folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_doormat"))
            .args(arguments)
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = std::sync::mpsc::channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Self { child, lines }
    }

    /// The next line that begins like this, without that beginning; or what it said before it ended.
    fn line(&mut self, begins: &str) -> Result<String, String> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            match self.lines.recv_timeout(Duration::from_millis(200)) {
                Ok(line) => {
                    if let Some(rest) = line.strip_prefix(begins) {
                        return Ok(rest.trim().to_owned());
                    }
                }
                Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {}
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
            }
        }
        let mut said = String::new();
        let _ = self.child.kill();
        let _ = self.child.stderr.take().unwrap().read_to_string(&mut said);
        Err(format!("no line {begins:?}; it said: {said}"))
    }

    fn signal(&self, name: &str) {
        let sent =
            Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    fn ends(&mut self) -> i32 {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("it does not end");
    }
}

/// A room that is served.
pub(crate) struct Served {
    process: Process,
    url: String,
    console: String,
    token: String,
}

impl Served {
    /// Opens it on ports that are free.
    pub(crate) fn start(arguments: &[&str], folder: &Path) -> Result<Self, String> {
        let more: &[&str] = if arguments.contains(&"--lan") {
            &["--port", "0", "--console-port", "0"]
        } else {
            &["--listen", "127.0.0.1:0", "--console-port", "0"]
        };
        let mut process = Process::start(&[arguments, more].concat(), folder);
        let phones = process.line("phones ")?;
        let console = process.line("console ")?;
        process.line("Next:")?;
        let url = phones.split_whitespace().next().unwrap_or_default().to_owned();
        let (page, token) = console.split_once('#').ok_or("no token")?;
        let host = page.trim_start_matches("http://").split('/').next().unwrap_or_default().to_owned();
        Ok(Self { process, url, console: host, token: token.to_owned() })
    }

    /// Closes it as a service is closed.
    pub(crate) fn close(mut self) -> Result<(), String> {
        self.process.signal("TERM");
        match self.process.ends() {
            0 => Ok(()),
            code => Err(format!("it ended with {code}")),
        }
    }

    fn act(&self, act: &Value) -> (u16, Value) {
        post(&self.console, "/api/console/act", &self.token, act)
    }

    fn host(&self) -> &str {
        self.url.trim_start_matches("http://").split('/').next().unwrap_or_default()
    }
}

/// One request by hand.
fn exchange(host: &str, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    (status, answer.split("\r\n\r\n").nth(1).unwrap_or_default().to_owned())
}

fn post(host: &str, path: &str, token: &str, body: &Value) -> (u16, Value) {
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let (status, answer) = exchange(host, &request);
    (status, serde_json::from_str(&answer).unwrap_or_default())
}

fn get(host: &str, path: &str) -> (u16, String) {
    exchange(host, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
}

/// The events of a record, as they stand in it.
fn recorded(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

fn until(what: &str, path: &Path, done: impl Fn(&[Value]) -> bool) {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if done(&recorded(path)) {
            return;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    panic!("not in time: {what}");
}

fn count(events: &[Value], event: &str) -> usize {
    events.iter().filter(|one| one["event"] == event).count()
}

/// A record of a workshop of bots, made by the program itself.
fn workshop(folder: &Path) {
    let record = folder.join("room.jsonl");
    let arguments = ["serve", "--bots", "6", "--seed", "5", "--record", "room.jsonl"];
    let room = Served::start(&arguments, folder).unwrap();
    until("three pairs", &record, |events| count(events, "paired") == 3);
    assert_eq!(room.act(&json!({"act": "next"})).0, 200);
    until("all write", &record, |events| {
        let from: std::collections::BTreeSet<_> = events
            .iter()
            .filter(|one| one["event"] == "message")
            .map(|one| one["from"].to_string())
            .collect();
        from.len() == 6
    });
    assert_eq!(room.act(&json!({"act": "scene", "to": "attack"})).0, 200);
    for trustee in [1, 3, 5] {
        assert_eq!(room.act(&json!({"act": "steal", "trustee": trustee})).0, 200);
        assert_eq!(room.act(&json!({"act": "attempt"})).0, 200);
    }
    assert_eq!(room.act(&json!({"act": "scene", "to": "break"})).0, 200);
    room.close().unwrap();
}

#[test]
fn a_recorded_workshop_replays_to_the_same_break_and_a_changed_record_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    workshop(folder.path());
    let replay = |file: &str| {
        Command::new(env!("CARGO_BIN_EXE_doormat"))
            .args(["replay", file])
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    let output = replay("room.jsonl");
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("3 attacks made anew, 0 come out otherwise than recorded"), "{said}");
    // The trustees' shares of one seed are always the same, so the bytes of the frames decide.
    let text = std::fs::read_to_string(folder.path().join("room.jsonl")).unwrap();
    let changed: Vec<String> = text
        .lines()
        .map(|line| {
            let mut event: Value = serde_json::from_str(line).unwrap();
            if event["event"] == "attempted" && event["shares"].as_array().unwrap().len() == 2 {
                event["tallies"][0]["opened"] = json!(1);
            }
            event.to_string()
        })
        .collect();
    std::fs::write(folder.path().join("changed.jsonl"), changed.join("\n") + "\n").unwrap();
    let output = replay("changed.jsonl");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stdout).unwrap().contains("DIFFERENT"));
    // And what is no record is a wrong input, said with its line.
    std::fs::write(folder.path().join("nonsense.jsonl"), "hello\n").unwrap();
    let output = replay("nonsense.jsonl");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("line 1"));
}

#[test]
fn a_record_is_shown_on_the_projector_again() {
    let folder = tempfile::tempdir().unwrap();
    workshop(folder.path());
    let arguments = ["replay", "room.jsonl", "--projector", "--console-port", "0"];
    let mut process = Process::start(&arguments, folder.path());
    let console = process.line("console ").unwrap();
    let (page, token) = console.split_once('#').unwrap();
    let host = page.trim_start_matches("http://").split('/').next().unwrap();
    assert_eq!(get(host, "/projector.html").0, 200);
    assert_eq!(post(host, "/api/console/act", token, &json!({"act": "next"})).0, 200);
    let (status, refused) = post(host, "/api/console/act", token, &json!({"act": "steal", "trustee": 2}));
    assert_eq!((status, &refused["code"]), (409, &json!("not_now")), "a record cannot be changed");
    process.signal("TERM");
    assert_eq!(process.ends(), 0);
}

#[test]
fn a_port_that_is_taken_is_said_with_what_to_do_next() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_doormat"))
        .args(["serve", "--listen", &address, "--console-port", "0"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains(&address) && said.contains("Next: name another port"), "{said}");
}

#[test]
fn a_closed_room_leaves_nothing_behind_and_a_second_signal_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let temporary = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_doormat"))
        .args(["serve", "--bots", "2", "--listen", "127.0.0.1:0", "--console-port", "0"])
        .current_dir(folder.path())
        .env("TMPDIR", temporary.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().starts_with("Next:")));
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 1, "one folder while it runs");
    for _ in 0..2 {
        let pid = child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).stderr(Stdio::null()).status().unwrap();
    }
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_is_kept_on_request_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let room = Served::start(&["serve", "--data", "kept"], folder.path()).unwrap();
    room.close().unwrap();
    assert!(folder.path().join("kept/relay.sqlite").is_file());
    assert_eq!(std::fs::read_dir(folder.path().join("kept/trustees")).unwrap().count(), 5);
}

#[test]
fn a_foreign_page_and_a_foreign_name_are_turned_away() {
    let folder = tempfile::tempdir().unwrap();
    let room = Served::start(&["serve"], folder.path()).unwrap();
    let host = room.host().to_owned();
    assert_eq!(get(&host, "/").0, 200);
    let as_if = |name: &str| {
        exchange(&host, &format!("GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n")).0
    };
    assert!([400, 403, 421].contains(&as_if("evil.example")), "{}", as_if("evil.example"));
    let body = r#"{"act":"next"}"#;
    let forged = format!(
        "POST /api/console/act HTTP/1.1\r\nHost: {}\r\nOrigin: http://evil.example\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        room.console,
        room.token,
        body.len()
    );
    assert_eq!(exchange(&room.console, &forged).0, 403);
    let (status, _) = post(&room.console, "/api/console/act", "not-the-token", &json!({"act": "next"}));
    assert_eq!(status, 401);
    room.close().unwrap();
}

#[test]
fn trustees_of_their_own_processes_open_one_session() {
    let folder = tempfile::tempdir().unwrap();
    let court = Command::new(env!("CARGO_BIN_EXE_doormat"))
        .args(["court", "court.key"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let public = String::from_utf8(court.stdout).unwrap().trim().to_owned();
    assert_eq!(public.len(), 64);
    let mut panel = String::new();
    let mut trustees = Vec::new();
    for index in 1..=5 {
        let index = index.to_string();
        let dir = format!("trustee-{index}");
        let arguments = ["trustee", "--index", &index, "--dir", &dir, "--court", &public];
        let mut process = Process::start(&arguments, folder.path());
        let address = process.line("address = ").unwrap();
        let token = process.line("token_file = ").unwrap();
        let key = process.line("log_key = ").unwrap();
        panel.push_str(&format!(
            "[[trustee]]\nindex = {index}\naddress = {address}\ntoken_file = {token}\nlog_key = {key}\n"
        ));
        trustees.push(process);
    }
    std::fs::write(folder.path().join("panel.toml"), panel).unwrap();
    let record = folder.path().join("room.jsonl");
    let arguments =
        ["serve", "--court", "court.key", "--panel", "panel.toml", "--bots", "6", "--record", "room.jsonl"];
    let room = Served::start(&arguments, folder.path()).unwrap();
    until("three pairs", &record, |events| count(events, "paired") == 3);
    room.act(&json!({"act": "next"}));
    until("all write", &record, |events| count(events, "message") >= 12);
    // Two of five are gone: the other three are enough, and no less.
    for process in trustees.drain(..2) {
        drop(process);
    }
    assert_eq!(room.act(&json!({"act": "scene", "to": "court"})).0, 200);
    assert_eq!(room.act(&json!({"act": "request", "pair": null})).0, 200);
    until("an answer", &record, |events| count(events, "lawful") + count(events, "failed") >= 1);
    let events = recorded(&record);
    // Who tapped first may have been of the two that are gone; the console then decides in the others' place.
    if count(&events, "lawful") == 0 {
        let failed = events.iter().find(|one| one["event"] == "failed").unwrap();
        let why = failed["why"].as_str().unwrap();
        assert!(why.contains("trustee 1") || why.contains("trustee 2"), "{why}");
        for trustee in 3..=5 {
            room.act(&json!({"act": "release", "trustee": trustee, "ok": true}));
        }
        until("the order", &record, |events| count(events, "lawful") == 1);
    }
    let events = recorded(&record);
    let lawful = events.iter().find(|one| one["event"] == "lawful").unwrap();
    assert!(!lawful["texts"].as_array().unwrap().is_empty());
    assert_eq!(lawful["beyond"][0], 0);
    room.close().unwrap();
}

#[test]
fn a_phone_that_opens_the_page_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start(&["doctor", "--phone", "--listen", "127.0.0.1:0"], folder.path());
    let line = process.line("open this on one phone now: ").unwrap();
    let host = line.trim_start_matches("http://").split('/').next().unwrap().to_owned();
    let (status, page) = get(&host, "/");
    assert_eq!(status, 200);
    assert!(page.contains("This phone reaches the laptop."));
    // This machine itself is no phone: it goes on waiting.
    std::thread::sleep(Duration::from_millis(500));
    assert!(process.child.try_wait().unwrap().is_none());
}
