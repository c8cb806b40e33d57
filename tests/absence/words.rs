//! Words that must not be there, and files that must not grow.

use super::source::{CODE, File, files, has_word, has_word_at, rust};

/// Words of the other rooms.
const FOREIGN: [&str; 5] = ["escrow", "trustee", "backdoor", "custod", "lawful"];

/// The lines of files that hold a word, in whatever case.
fn holding(files: &[File], words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (number, line) in (1..).zip(file.text.lines()) {
            let lower = line.to_lowercase();
            if words.iter().any(|word| lower.contains(word)) {
                found.push(format!("{}:{number}: {line}", file.path));
            }
        }
    }
    found
}

#[test]
fn honest_has_no_word_for_access_by_others() {
    let all = files("honest");
    assert!(all.len() > 30 && all.iter().any(|file| file.path == "honest/Cargo.toml"), "{}", all.len());
    let named = all.iter().filter(|file| FOREIGN.iter().any(|word| file.path.to_lowercase().contains(word)));
    assert_eq!(named.map(|file| &file.path).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(holding(&all, &FOREIGN), Vec::<String>::new());
    // The same search finds each word next door.
    for word in FOREIGN {
        assert!(!holding(&rust(&["escrow", "attacks", "tests"]), &[word]).is_empty(), "{word}");
    }
}

/// What is in the standard library and no way to the outside.
const PURE: [&str; 22] = [
    "any",
    "f64",
    "f32",
    "array",
    "borrow",
    "cell",
    "cmp",
    "collections",
    "convert",
    "error",
    "fmt",
    "hash",
    "iter",
    "marker",
    "mem",
    "num",
    "ops",
    "option",
    "rc",
    "slice",
    "str",
    "sync",
];

/// The modules of the standard library that code names. What is no plain path is given as it is, to be refused.
fn standard_modules(code: &str) -> Vec<&str> {
    let mut named = Vec::new();
    for (at, _) in code.match_indices("std").filter(|(at, _)| has_word_at(code, *at, "std")) {
        let rest = &code[at + 3..];
        let Some(rest) = rest.strip_prefix("::") else {
            named.push(rest.lines().next().unwrap_or_default());
            continue;
        };
        let paths = if rest.starts_with('{') { top_level(rest) } else { vec![rest] };
        for path in paths.into_iter().map(str::trim).filter(|path| !path.is_empty()) {
            let end = path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
            named.push(&path[..end]);
        }
    }
    named
}

/// The entries of a list in braces; lists inside it stay with their entries.
fn top_level(list: &str) -> Vec<&str> {
    let (mut depth, mut begin, mut entries) = (0, 1, Vec::new());
    for (at, c) in list.char_indices() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if depth == 0 || (depth == 1 && c == ',') {
            entries.push(&list[begin..at]);
            begin = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    entries
}

#[test]
fn the_pure_rooms_have_no_way_to_sockets_files_processes_or_the_clock() {
    let found =
        standard_modules("use std::{\n  io::{Read, Write},\n  fs,\n};\nstd::net::TcpStream; my_std::x");
    assert_eq!(found, ["io", "fs", "net"]);
    assert_eq!(standard_modules("use std as s;"), [" as s;"]);
    let files = rust(&["honest/src", "escrow/src", "attacks/src"]);
    let pure: Vec<&File> = files.iter().filter(|file| !file.is_test()).collect();
    assert!(pure.len() > 60, "{}", pure.len());
    let mut clocks = Vec::new();
    for file in pure {
        let code: Vec<&str> = file.code().map(|(_, line)| line).collect();
        let code = code.join("\n");
        for module in standard_modules(&code) {
            match module {
                "time" => clocks.push(file.path.as_str()),
                _ => assert!(PURE.contains(&module), "{} uses std::{module}", file.path),
            }
        }
        for word in ["extern", "include", "include_str", "include_bytes", "option_env"] {
            assert!(!has_word(&code, word), "{} says {word}", file.path);
        }
    }
    // How long a cell of the matrix took is measured in one place, and is no part of any result.
    assert_eq!(clocks, ["attacks/src/lab.rs"]);
}

#[test]
fn nothing_is_left_to_do() {
    // Written in two parts, so that this file does not find itself.
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")];
    let macros = [concat!("to", "do!"), concat!("unimple", "mented!")];
    let found = |text: &str| {
        words.iter().any(|word| has_word(text, word)) || macros.iter().any(|word| text.contains(word))
    };
    assert!(words.iter().chain(&macros).all(|word| found(&format!("// {word}: later"))));
    for file in rust(&CODE) {
        for (number, line) in (1..).zip(file.text.lines()) {
            assert!(!found(line), "{}:{number}: {line}", file.path);
        }
    }
}

#[test]
fn no_rust_file_has_more_than_400_lines() {
    let long = rust(&CODE).into_iter().map(|file| (file.text.lines().count(), file.path));
    let long: Vec<(usize, String)> = long.filter(|(lines, _)| *lines > 400).collect();
    assert_eq!(long, []);
}
