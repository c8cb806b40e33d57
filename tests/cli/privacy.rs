//! Nothing of a file that somebody handed in is in what comes out: people are numbers, texts are counted.

use super::desk::Desk;

/// The file as a phone would name it, and every name and word of distinction in it.
const FILES: [(&str, &str, &[&str]); 4] = [
    (
        "android.txt",
        "WhatsApp_Chat_with_Ysolde_Tarrow.txt",
        &[
            "Quillon",
            "Bramwick",
            "Ysolde",
            "Tarrow",
            "lanterns",
            "Marmalade",
            "drawer",
            "Thistledown",
            "thimbles",
            "שלום",
            "🦉",
            "👍",
        ],
    ),
    (
        "ios.txt",
        "Chat_Tancredi_Moss.txt",
        &["Orsolya", "Fenwether", "Tancredi", "Moss", "kettles", "almanac", "eriwinkle", "مفتاح", "🫖"],
    ),
    (
        "messages.jsonl",
        "Leocadia.jsonl",
        &["Ambrose", "Kettleby", "Leocadia", "Wren", "ooseberry", "abacus", "مرحبا", "🐌"],
    ),
    (
        "mails.mbox",
        "ottoline.mbox",
        &[
            "ttoline",
            "Harrow",
            "aspian",
            "Dole",
            "post.example",
            "Pewter",
            "weighbridge",
            "orchard",
            "crate.png",
            "🦔",
        ],
    ),
];

#[test]
fn no_name_no_text_and_no_name_of_a_file_is_printed_or_written() {
    let desk = Desk::new();
    for (vector, name, secrets) in FILES {
        desk.take(vector);
        std::fs::rename(desk.path(vector), desk.path(name)).unwrap();
        let file = desk.read(name);
        for secret in secrets {
            assert!(file.contains(secret) || name.contains(secret), "{secret} is not in {vector}");
        }
        for format in ["human", "json", "jsonl", "junit"] {
            let words = format!(
                "run --conversations {name} --system clean,shared,ladder --attack wire,coalition,scope,forge,two-keys \
                 --claim HP-18 --days 4 --trustees 2/3 --progress none --format {format} --out out"
            );
            let answer = desk.doormat(&words);
            assert!(matches!(answer.code, Some(0 | 3)), "{answer:?}");
            let mut said = answer.stdout;
            for file in ["run.json", "report.txt", "timings.json"] {
                said.push_str(&desk.read(&format!("out/{file}")));
            }
            for secret in secrets.iter().chain([&name]) {
                assert!(!said.contains(secret), "{secret} of {vector} as {format}");
            }
        }
    }
}

#[test]
fn standard_error_names_the_file_and_no_one_in_it() {
    let desk = Desk::new();
    for (vector, _, secrets) in FILES {
        desk.take(vector);
        let answer = desk.doormat(&format!("run --conversations {vector} --system clean --attack wire"));
        assert!(answer.stderr.contains(vector), "{answer:?}");
        for secret in secrets {
            assert!(!answer.stderr.contains(secret), "{secret} of {vector}: {answer:?}");
        }
    }
}
