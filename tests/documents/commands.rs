//! Commands of the pages. Those of the program are run, in a folder of their own; so are the shell's own. Those that
//! build and test are of `.ci/run`, and here it is made sure that they are, or that they name tests that exist.

use std::path::Path;
use std::process::Command;

use super::{doormat, pages, read, top};

/// The lines of the `sh` blocks of a page, without what follows a `#`.
fn commands(page: &str) -> Vec<String> {
    let mut inside = false;
    let mut commands = Vec::new();
    for line in page.lines() {
        if line.starts_with("```") {
            inside = line == "```sh";
        } else if inside && !line.trim().is_empty() {
            commands.push(line.split(" #").next().unwrap_or_default().trim().to_owned());
        }
    }
    commands
}

/// Commands that take too long for a test and that `.ci/run` runs in full.
const OF_CI: [&str; 7] = [
    "cargo run --release",
    "cargo test --workspace",
    "cargo run --release -- --format json > docs/matrix.json",
    "cargo run --release -- matrix",
    "cargo run --release -- matrix --format csv > docs/properties.csv",
    "cargo run --release -- run --thorough",
    ".ci/run",
];

/// Commands that another test runs, with the name of that test.
const OF_OTHER_TESTS: [(&str, &str); 4] = [
    ("cargo run --release -- doctor --phone", "a_phone_that_opens_the_page_is_found"),
    (
        "cargo run --release -- trustee --index 1 --dir trustee-1 --court PUBLIC",
        "trustees_of_their_own_processes_open_one_session",
    ),
    (
        "cargo run --release -- serve --court court.key --panel panel.toml",
        "trustees_of_their_own_processes_open_one_session",
    ),
    ("cargo run --release -- replay room.jsonl --projector", "a_record_is_shown_on_the_projector_again"),
];

fn check(command: &str, folder: &Path) -> Result<(), String> {
    if OF_CI.contains(&command) {
        return Ok(());
    }
    if let Some((_, test)) = OF_OTHER_TESTS.iter().find(|(known, _)| *known == command) {
        let there = read(&top().join("tests/room.rs")).contains(&format!("fn {test}"));
        return if there { Ok(()) } else { Err(format!("there is no test {test}")) };
    }
    if let Some(arguments) = command.strip_prefix("cargo run --release -- ") {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        return if arguments.first() == Some(&"serve") {
            serve(&arguments, folder)
        } else {
            run(&arguments, folder)
        };
    }
    if let Some(arguments) = command.strip_prefix("cargo bench -p ") {
        return names_a_bench(&arguments.split_whitespace().collect::<Vec<_>>());
    }
    // Variables before a command are the shell's.
    let mut words = command.split(' ').skip_while(|word| word.starts_with("DOORMAT_"));
    let command = words.by_ref().collect::<Vec<_>>().join(" ");
    let command = command.as_str();
    if let Some(arguments) = command.strip_prefix("cargo test -p ") {
        return names_a_test(&arguments.split_whitespace().collect::<Vec<_>>());
    }
    if command.starts_with("grep ") || command.starts_with("cargo tree ") {
        let output = Command::new("sh").args(["-c", command]).current_dir(top()).output().unwrap();
        // 1 is grep's "nothing found", which is an answer.
        let answered = output.status.code().is_some_and(|code| code <= 1);
        return if answered { Ok(()) } else { Err(format!("{output:?}")) };
    }
    match command {
        "cargo bench" | ".ci/benchmarks" => Ok(()),
        "web/build" if top().join("web/build").is_file() => Ok(()),
        _ => Err("no rule says how to check this command".to_owned()),
    }
}

/// Opens a room as the page says, on ports that are free, and closes it when it stands.
fn serve(arguments: &[&str], folder: &Path) -> Result<(), String> {
    let room = crate::room::Served::start(arguments, folder)?;
    room.close()
}

/// Runs the program as the page says. Files are named from the top of the workspace, and written elsewhere.
fn run(arguments: &[&str], folder: &Path) -> Result<(), String> {
    let here = |argument: &&str| {
        let path = top().join(argument);
        if argument.contains('/') && path.is_file() {
            path.display().to_string()
        } else {
            (*argument).to_owned()
        }
    };
    let arguments: Vec<String> = arguments.iter().map(here).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = doormat(&arguments, folder);
    if output.status.success() && !output.stdout.is_empty() || arguments.first() == Some(&"docs") {
        Ok(())
    } else {
        Err(format!("{output:?}"))
    }
}

/// `PACKAGE --bench NAME …`: the package has such a benchmark.
fn names_a_bench(arguments: &[&str]) -> Result<(), String> {
    let [package, "--bench", name, ..] = arguments else { return Err("not PACKAGE --bench NAME".to_owned()) };
    let manifest = read(&top().join(package).join("Cargo.toml"));
    let found = manifest.contains(&format!("[[bench]]\nname = \"{name}\""));
    if found { Ok(()) } else { Err(format!("{package} has no benchmark {name}")) }
}

/// `PACKAGE FILTER`: the package has a test whose name contains the filter; `PACKAGE --doc` says nothing more.
fn names_a_test(arguments: &[&str]) -> Result<(), String> {
    let tests_of = |package: &str| read(&top().join(package).join("Cargo.toml"));
    match arguments {
        [package, "--test", name] => {
            let found = tests_of(package).contains(&format!("[[test]]\nname = \"{name}\""));
            return if found { Ok(()) } else { Err(format!("{package} has no test {name}")) };
        }
        [package, "--features", feature] => {
            let found = tests_of(package).contains(&format!("\n{feature} = ["));
            return if found { Ok(()) } else { Err(format!("{package} has no feature {feature}")) };
        }
        _ => {}
    }
    let arguments: Vec<&str> = arguments.iter().copied().take_while(|argument| *argument != "--").collect();
    let [package, filter] = arguments[..] else { return Err("not PACKAGE FILTER".to_owned()) };
    let sources = top().join(package).join("src");
    if !sources.is_dir() {
        return Err(format!("there is no package {package}"));
    }
    let tests = top().join(package).join("tests");
    let found = filter == "--doc" || any_test(&sources, filter) || tests.is_dir() && any_test(&tests, filter);
    if found { Ok(()) } else { Err(format!("{package} has no test {filter}")) }
}

fn any_test(folder: &Path, filter: &str) -> bool {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return any_test(&path, filter);
        }
        let source = read(&path);
        let stem = path.file_stem().is_some_and(|stem| stem.to_string_lossy().contains(filter));
        let mut names = source.split("fn ").skip(1).filter_map(|rest| rest.split('(').next());
        (source.contains("#[test]") || source.contains("#[tokio::test"))
            && (stem || names.any(|name| name.contains(filter)))
    })
}

#[test]
fn every_command_of_the_pages_works() {
    let mut failures = Vec::new();
    let mut ran = 0;
    for page in pages() {
        // What one command of a page writes, the next one reads.
        let folder = tempfile::tempdir().unwrap();
        for command in commands(&read(&page)) {
            ran += 1;
            if let Err(why) = check(&command, folder.path()) {
                failures.push(format!("{}: {command}: {why}", page.display()));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(ran > 15, "only {ran} commands were found");
}

#[test]
fn what_takes_too_long_for_a_test_is_run_by_ci() {
    let ci = read(&top().join(".ci/run"));
    for part in [
        "cargo test --locked --workspace",
        "cargo run --locked --release",
        "docs/matrix.json",
        "matrix --format csv",
        "docs/properties.csv",
        "run --thorough",
    ] {
        assert!(ci.contains(part), ".ci/run lacks: {part}");
    }
    let readme = read(&top().join("README.md"));
    let first: Vec<String> = commands(&readme).into_iter().take(2).collect();
    assert_eq!(first, ["cargo run --release", "cargo test --workspace"]);
}

#[test]
fn a_command_that_does_not_work_is_found() {
    assert_eq!(commands("```sh\ncargo bench  # long\n\n```\n```text\nno\n```"), ["cargo bench"]);
    for bad in [
        "cargo run --release -- explain no-such-id",
        "cargo test -p honest no_such_test",
        "cargo test -p nobody p1_",
        "rm -rf docs",
        "grep pattern no-such-file",
    ] {
        assert!(check(bad, &top()).is_err(), "{bad}");
    }
}
