//! What ends with another code than 0, and what is said about it.

use super::desk::{Desk, SIZE, SMALL, answer};

#[test]
fn an_unknown_id_is_refused_with_one_that_looks_like_it() {
    let desk = Desk::new();
    for (words, wrong, like) in [
        ("run --system claen", "claen", "'clean'"),
        ("run --attack wires", "wires", "'wire'"),
        ("run --claim HC-1", "HC-1", "'HC-"),
        ("run --system clean,shard", "shard", "'shared'"),
        ("sweep --system treshold", "treshold", "'threshold'"),
        ("explain colition", "colition", "'coalition'"),
        ("list claim", "claim", "'claims'"),
        ("runn", "runn", "'run'"),
        ("run --sistem clean", "--sistem", "'--system'"),
    ] {
        desk.doormat(words).refuses(2, &[wrong, like]);
    }
    assert_eq!(desk.all(), [""; 0]);
}

#[test]
fn a_size_that_is_no_run_is_refused_with_the_number_that_is_wrong() {
    let desk = Desk::new();
    for (words, said) in [
        ("--trustees 5/3", "5 of 3 trustees"),
        ("--trustees 1/3", "threshold must be at least 2, not 1"),
        ("--trustees 0/0", "threshold must be at least 2, not 0"),
        ("--trustees 2/21", "trustees can be at most 20, not 21"),
        ("--sessions 0", "sessions must be at least 1, not 0"),
        ("--messages 0", "messages must be at least 1, not 0"),
        ("--users 1", "users must be at least 2, not 1"),
        ("--users 0", "users must be at least 2, not 0"),
        ("--users 3 --sessions 4", "sessions can be at most 3, not 4"),
        ("--days 1", "days must be at least 2, not 1"),
        ("--theft-day 0", "theft day must be at least 1, not 0"),
        ("--days 4 --theft-day 4", "theft day can be at most 3, not 4"),
        ("--epoch-days 0", "days of an epoch must be at least 1, not 0"),
        ("--messages 1000001", "messages can be at most 1000000"),
    ] {
        desk.doormat(&format!("run --system clean --attack wire {words}")).refuses(2, &[said, "run --help"]);
    }
    desk.doormat("sweep --trustees 2/1").refuses(2, &["2 of 1 trustees"]);
    desk.doormat("sweep --messages 0").refuses(2, &["messages must be at least 1"]);
}

#[test]
fn a_value_that_is_no_value_is_refused_with_what_one_looks_like() {
    let desk = Desk::new();
    for (words, said) in [
        ("run --trustees 3", "K/N"),
        ("run --trustees three/five", "K/N"),
        ("run --trustees 300/500", "K/N"),
        ("run --seed -1", "-1"),
        ("run --seed 18446744073709551616", "--seed"),
        ("run --threads 0", "1..=1024"),
        ("run --format xml", "junit"),
        ("run --messages many", "invalid digit"),
        ("run --strict", "--conversations"),
        ("run --conversations chat.txt --users 3", "--users"),
        ("--no-report --out folder", "--out"),
        ("--seed 1 run", "run"),
        ("completions tcsh", "zsh"),
        ("explain", "<ID>"),
    ] {
        desk.doormat(words).refuses(2, &[said]);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_refused_by_its_name() {
    let desk = Desk::new();
    desk.write("empty.txt", "");
    desk.write("blank.txt", " \r\n\n");
    desk.write("archive.zip", b"PK\x03\x04rest");
    desk.write("noise.bin", [0u8, 159, 146, 150, 7, 8, 9]);
    desk.take("poem.txt");
    desk.take("one-voice.txt");
    for (file, said) in [
        ("missing.txt", "cannot read missing.txt"),
        (".", "cannot read .: "),
        ("empty.txt", "the file is empty"),
        ("blank.txt", "the file is empty"),
        ("archive.zip", "unpack it"),
        ("noise.bin", "not a WhatsApp export"),
        ("poem.txt", "it begins with `A poem about nothing`"),
        ("one-voice.txt", "only one person speaks in it"),
    ] {
        let answer = desk.doormat(&format!("run --system clean --attack wire --conversations {file}"));
        answer.refuses(2, &[said, file]);
    }
    assert_eq!(desk.all().len(), 6, "nothing was written");
}

#[test]
fn wrong_options_are_named_even_if_the_file_is_fine() {
    let desk = Desk::new();
    desk.take("android.txt");
    let words = "run --system clean --attack wire --conversations android.txt --messages 0";
    desk.doormat(words).refuses(2, &["messages must be at least 1, not 0"]);
}

#[test]
fn a_selection_that_does_not_apply_ends_with_4_and_says_why() {
    let desk = Desk::new();
    for format in ["human", "json", "jsonl", "junit"] {
        let words = format!("run --system provider --attack coalition {SMALL} --format {format} --out out");
        desk.doormat(&words).refuses(4, &["nothing was selected", "no keepers", "doormat list"]);
    }
    desk.doormat(&format!("sweep --system provider {SMALL}")).refuses(4, &["provider has no keepers"]);
    assert_eq!(desk.all(), [""; 0], "no report of nothing");
}

#[test]
fn a_claim_that_a_run_of_this_size_cannot_tell_ends_with_3_and_says_what_is_missing() {
    // With keys that serve two days, no key's time ends between a theft on day 2 of 4 and the end.
    let answer = Desk::new().doormat(&format!("run --claim HC-05 {SMALL}"));
    assert_eq!(answer.code, Some(3), "{answer:?}");
    assert!(
        answer.stderr.starts_with("a run of this size cannot tell: HC-05\nNext: more messages"),
        "{answer:?}"
    );
    assert!(answer.stdout.contains("HC-05  inconclusive"), "{answer:?}");
    let text = answer.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("a run of this size cannot tell: the epoch of the theft does not end"), "{text}");
    assert!(text.ends_with("1 claim: 0 as expected, 0 contradicted, 1 inconclusive"), "{text}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_behind_the_output_ends_every_command_with_3() {
    let desk = Desk::new();
    let run = format!("run --system clean --attack wire {SMALL}");
    let [json, jsonl, junit] = ["json", "jsonl", "junit"].map(|format| format!("{run} --format {format}"));
    let sweep = format!("sweep --trustees 2/2 {SIZE}");
    for words in [
        &run,
        &json,
        &jsonl,
        &junit,
        &sweep,
        "list",
        "list --format json",
        "explain clean",
        "doctor",
        "schema",
        "man",
        "completions bash",
        "--help",
        "--version",
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let answer = answer(desk.command().args(words.split_whitespace()).stdout(full));
        answer.refuses(3, &["cannot write the output", "No space left"]);
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_command_with_3_and_without_a_panic() {
    let desk = Desk::new();
    for words in ["list", "man", "schema", "--help", &format!("run --system clean --attack wire {SMALL}")] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let answer = answer(desk.command().args(words.split_whitespace()).stdout(writer));
        answer.fails(3, &["closed it early"]);
    }
}
