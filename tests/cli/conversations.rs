//! Conversations from files. The texts and the people were invented for this.

use std::fmt::Write as _;

use honest::primitives::kdf::sha256;

use super::desk::Desk;

/// The day, who, to whom, what. People are numbers.
type Said = (u32, u8, u8, &'static str);

/// The four files, what is told of each, and what is said in it over four days.
const FILES: [(&str, &str, &[Said]); 4] = [
    (
        "android.txt",
        "WhatsApp export, 5 messages read, 5 used, 2 people; left out: 2 system lines, 1 attachments, 0 bad lines",
        &[
            (0, 0, 1, "Zephyr lanterns at dawn, as promised"),
            (0, 1, 0, "Marmalade first\nand then the ledger\nof the third drawer 🦉"),
            (1, 1, 0, "שלום, המפתח מתחת לשטיח"),
            (2, 0, 1, "Thistledown received 👍🏽"),
            (3, 1, 0, "Nobody reads thimbles twice"),
        ],
    ),
    (
        "ios.txt",
        "WhatsApp export, 5 messages read, 5 used, 2 people; left out: 1 system lines, 1 attachments, 0 bad lines",
        &[
            (0, 0, 1, "Copper kettles sing 🫖"),
            (0, 1, 0, "First line of the almanac\nsecond line of the almanac"),
            (1, 0, 1, "مفتاح تحت السجادة"),
            (2, 1, 0, "Periwinkle is the word"),
            (3, 0, 1, "Understood, periwinkle"),
        ],
    ),
    (
        "messages.jsonl",
        "JSON Lines, 5 messages read, 5 used, 2 people; left out: 0 system lines, 0 attachments, 0 bad lines",
        &[
            (0, 0, 1, "Gooseberry protocol, page one"),
            (0, 1, 0, "Two lines\nof gooseberry 🐌"),
            (1, 0, 1, "مرحبا يا صديقي"),
            (2, 1, 0, "The abacus is wound"),
            (3, 1, 0, "Sleep, abacus"),
        ],
    ),
    (
        "mails.mbox",
        "mbox, 3 messages read, 3 used, 2 people; left out: 0 system lines, 1 attachments, 0 bad lines",
        &[
            (0, 0, 1, "Pewter arrives on Thursday,\nFrom the mill, in two crates 🦔"),
            (1, 1, 0, "שלום, the weighbridge is closed"),
            (3, 1, 0, "The crates stand in the orchard."),
        ],
    ),
];

const BOTH: &str =
    "--system clean --system shared --attack wire --attack coalition --days 4 --trustees 2/3 --progress none";

/// What the digest of a run is made of, once more.
fn digest(lines: &[Said]) -> String {
    let mut all = String::new();
    for (day, from, to, text) in lines {
        write!(all, "{day} {from} {to} {} {text}", text.len()).unwrap();
    }
    sha256(&[all.as_bytes()]).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn every_format_runs_with_every_message_whole() {
    let desk = Desk::new();
    for (file, read, lines) in FILES {
        desk.take(file);
        let answer = desk.doormat(&format!("run --conversations {file} {BOTH} --format json"));
        assert_eq!(answer.code, Some(0), "{answer:?}");
        assert_eq!(answer.stderr, format!("{file}: {read}\n"));
        let run: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
        assert_eq!(run["conversations"]["digest"], digest(lines), "{file}: {}", run["conversations"]);
        let parts = run["cells"].as_array().unwrap().iter().map(|cell| {
            let part = &cell["parts"][0];
            format!("{}/{} {}", cell["system"], cell["attack"], part["successes"] == part["trials"])
        });
        let opened = |attack: &str| format!("\"shared\"/\"{attack}\" true");
        let parts: Vec<String> = parts.collect();
        assert!(parts.contains(&opened("coalition")) && !parts.contains(&opened("wire")), "{parts:?}");
        assert_eq!(parts.iter().filter(|part| part.ends_with("true")).count(), 1, "{parts:?}");
    }
}

#[test]
fn line_ends_and_byte_order_marks_make_no_difference() {
    let desk = Desk::new();
    for (file, ..) in FILES {
        desk.take(file);
        let plain = desk.read(file);
        let crlf = plain.replace('\n', "\r\n");
        desk.write("crlf", &crlf);
        desk.write("marked", format!("\u{feff}{plain}"));
        let wide: Vec<u8> = crlf.encode_utf16().flat_map(u16::to_le_bytes).collect();
        desk.write("wide", [&[0xff, 0xfe][..], &wide].concat());
        let run = |file: &str| {
            let answer =
                desk.doormat(&format!("run --conversations {file} {BOTH} --attack relay --format json"));
            assert_eq!(answer.code, Some(0), "{answer:?}");
            answer.stdout
        };
        let expected = run(file);
        for variant in ["crlf", "marked", "wide"] {
            assert_eq!(run(variant), expected, "{file}, {variant}");
        }
    }
}

#[test]
fn bad_lines_are_named_by_file_and_line_counted_and_skipped() {
    let desk = Desk::new();
    desk.take("broken.jsonl");
    let answer = desk.doormat(&format!("run --conversations broken.jsonl {BOTH}"));
    assert_eq!(answer.code, Some(0), "{answer:?}");
    let said: Vec<&str> = answer.stderr.lines().collect();
    assert!(said[0].ends_with(
        "2 messages read, 2 used, 2 people; left out: 0 system lines, 0 attachments, 2 bad lines"
    ));
    assert!(
        said[1].starts_with("warning: broken.jsonl, line 2: not a JSON object")
            && said[1].ends_with(": skipped")
    );
    assert!(said[2].starts_with("warning: broken.jsonl, line 4: `time`") && said[2].ends_with(": skipped"));
    assert_eq!(said.len(), 3, "{said:?}");
}

#[test]
fn many_bad_lines_are_counted_and_the_first_five_named() {
    let desk = Desk::new();
    desk.take("broken.jsonl");
    desk.write("worse.jsonl", desk.read("broken.jsonl") + &"{\"text\": 1}\n".repeat(40));
    let answer = desk.doormat(&format!("run --conversations worse.jsonl {BOTH}"));
    assert_eq!(answer.code, Some(0), "{answer:?}");
    assert!(answer.stderr.contains("42 bad lines"), "{answer:?}");
    assert_eq!(answer.stderr.matches("warning: worse.jsonl, line ").count(), 5, "{answer:?}");
    assert!(answer.stderr.contains("37 more bad lines skipped; --strict refuses such a file"), "{answer:?}");
}

#[test]
fn strict_refuses_a_bad_line_and_lets_a_good_file_pass() {
    let desk = Desk::new();
    desk.take("broken.jsonl");
    desk.take("messages.jsonl");
    let words = format!("run {BOTH} --strict --out out --conversations");
    desk.doormat(&format!("{words} broken.jsonl")).refuses(2, &["broken.jsonl, line 2: ", "2 bad in all"]);
    assert!(!desk.path("out").exists());
    assert_eq!(desk.doormat(&format!("{words} messages.jsonl")).code, Some(0));
}

#[test]
fn of_a_long_file_the_first_messages_are_used_and_the_rest_is_spoken_of() {
    let desk = Desk::new();
    desk.take("android.txt");
    let words = format!("run --conversations android.txt {BOTH} --messages 2 --format json");
    let answer = desk.doormat(&words);
    assert!(answer.stderr.contains("5 messages read, 2 used"), "{answer:?}");
    assert!(
        answer.stderr.contains("note: the first 2 messages are used; --messages takes more"),
        "{answer:?}"
    );
    let run: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    let first: Vec<Said> = [(0, FILES[0].2[0]), (3, FILES[0].2[1])]
        .map(|(day, (_, from, to, text))| (day, from, to, text))
        .to_vec();
    assert_eq!(run["conversations"]["digest"], digest(&first), "two minutes are folded into four days");
}

#[test]
fn a_group_is_as_many_conversations_as_pairs_that_write_to_each_other() {
    let desk = Desk::new();
    desk.write(
        "group.txt",
        "12/03/2024, 08:00 - Odile: Who has the ladder?\n12/03/2024, 08:01 - Ruprecht: Not I\n\
         12/03/2024, 08:02 - Savaric: I have\n12/03/2024, 08:03 - Odile: Bring it\n",
    );
    let answer = desk.doormat(&format!("run --conversations group.txt {BOTH}"));
    assert_eq!(answer.code, Some(0), "{answer:?}");
    assert!(answer.stdout.contains("3 users, 3 conversations, 4 messages"), "{answer:?}");
}
