use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let unit = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(unit).collect()
}

const CHAT: &str = "31/12/2023, 23:58 - Zoë: Bist du da?\n31/12/2023, 23:59 - Łukasz: Ja 😀\n01/01/2024, 00:00 - Zoë: Prost!\n";

#[test]
fn a_file_with_nothing_in_it_is_named_as_empty() {
    for bytes in [&b""[..], b"\n", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe", "\u{a0}\n\u{200e}".as_bytes()]
    {
        let error = read(bytes).unwrap_err();
        assert!(matches!(error, TranscriptError::Nothing { format: None, .. }), "{bytes:?}: {error:?}");
        assert_eq!(error.to_string(), "no message in it: the file is empty");
    }
}

#[test]
fn a_chat_of_nothing_but_system_lines_says_what_was_seen() {
    let file = "31/12/2023, 23:58 - Ana created group \"Tea\"\n31/12/2023, 23:59 - Ana: <Media omitted>\n";
    let error = read(file.as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no message in it: WhatsApp export with 1 system line, 1 attachment and 0 bad lines"
    );
}

#[test]
fn a_file_of_nothing_but_bad_lines_names_the_first() {
    let error = read(b"\n{\"from\": \"a\", \"text\": 5}\n{}\n").unwrap_err();
    let TranscriptError::Nothing { format: Some(Format::Jsonl), bad: 2, first_bad: Some(first), .. } = &error
    else {
        panic!("{error:?}")
    };
    assert_eq!(first.number, 2);
    assert!(
        error.to_string().ends_with("2 bad lines, the first at line 2: `text` is a number, not a string")
    );
}

#[test]
fn an_unknown_file_is_shown_by_its_first_line_escaped_and_cut() {
    let TranscriptError::Unknown { first_line } =
        read(b"\n\n\x1b[31mDear diary,\ttoday\r\nmore").unwrap_err()
    else {
        panic!()
    };
    assert_eq!(first_line, "\\u{1b}[31mDear diary,\\ttoday");
    let long = "é".repeat(100);
    let error = read(long.as_bytes()).unwrap_err();
    assert_eq!(error, TranscriptError::Unknown { first_line: format!("{}…", "é".repeat(60)) });
    for format in ["WhatsApp", "JSON Lines", "mbox"] {
        assert!(error.to_string().contains(format));
    }
}

#[test]
fn an_archive_is_told_to_be_unpacked() {
    assert_eq!(read(b"PK\x03\x04\x14\0rest").unwrap_err(), TranscriptError::Zip);
}

#[test]
fn other_texts_are_not_taken_for_conversations() {
    let texts = [
        "fn main() {\n    println!(\"10:30 - hello: you\");\n}\n",
        "[{\"from\": \"a\", \"text\": \"b\"}]",
        "From the beginning it was clear:\nnothing would come of it.\n",
        "name,date,text\nAna,2023-12-31,hello\n",
        "<html><body>31.12.2023</body></html>",
        "[12:30] <ana> hello\n[12:31] <bo> hi\n",
        "\u{0}\u{1}\u{2}\u{3}",
    ];
    for text in texts {
        assert!(matches!(read(text.as_bytes()), Err(TranscriptError::Unknown { .. })), "{text}");
    }
}

#[test]
fn utf_8_and_utf_16_with_their_marks_and_all_line_ends_read_the_same() {
    let plain = read(CHAT.as_bytes()).unwrap();
    assert_eq!(plain.lines.len(), 3);
    let crlf = CHAT.replace('\n', "\r\n");
    for text in [CHAT, &crlf] {
        assert_eq!(read(text.as_bytes()).unwrap(), plain);
        assert_eq!(read(format!("\u{feff}{text}").as_bytes()).unwrap(), plain);
        assert_eq!(read(&utf16(text, true)).unwrap(), plain);
        assert_eq!(read(&utf16(text, false)).unwrap(), plain);
    }
    let json = "{\"from\":\"Zoë\",\"text\":\"😀\"}\r\n";
    assert_eq!(read(&utf16(json, true)).unwrap(), read(json.as_bytes()).unwrap());
}

#[test]
fn utf_16_cut_in_the_middle_still_reads() {
    let bytes = utf16(CHAT, true);
    assert_eq!(read(&bytes[..bytes.len() - 1]).unwrap().lines.len(), 3);
}

#[test]
fn the_format_is_that_of_the_first_line_that_has_one() {
    let json = "this line is broken\n{\"from\":\"Ana\",\"text\":\"31/12/2023, 23:59 - Bo: hi\"}\n";
    let json = read(json.as_bytes()).unwrap();
    assert_eq!((json.format, json.lines.len(), json.bad.len()), (Format::Jsonl, 1, 1));
    let chat = format!("{CHAT}{{\"from\":\"Ana\",\"text\":\"quoted\"}}\n");
    let chat = read(chat.as_bytes()).unwrap();
    assert_eq!((chat.format, chat.lines.len()), (Format::WhatsApp, 3));
    assert!(chat.lines[2].text.ends_with("\"quoted\"}"));
}

#[test]
fn a_text_one_byte_too_long_is_named_with_its_size() {
    for (size, fits) in [(MAX_TEXT, true), (MAX_TEXT + 1, false)] {
        let long = "x".repeat(size);
        let json = format!("{{\"from\":\"Ana\",\"text\":\"{long}\"}}\n{{\"from\":\"Bo\",\"text\":\"y\"}}");
        let chat = format!("31/12/2023, 23:58 - Ana: {long}\n31/12/2023, 23:59 - Bo: y");
        for file in [json, chat] {
            let transcript = read(file.as_bytes()).unwrap();
            assert_eq!(transcript.lines.len(), if fits { 2 } else { 1 });
            if !fits {
                assert_eq!(
                    transcript.bad[0].to_string(),
                    "line 1: text of 49153 bytes; one message carries 49152"
                );
            }
        }
    }
}

#[test]
fn the_embedded_conversations_are_whole() {
    let transcript = embedded();
    assert_eq!((transcript.bad.len(), transcript.system, transcript.attachments), (0, 0, 0));
    let mut pairs: BTreeMap<BTreeSet<&str>, Vec<&Line>> = BTreeMap::new();
    for line in &transcript.lines {
        let pair = BTreeSet::from([line.from.as_str(), line.to.as_deref().unwrap()]);
        assert_eq!(pair.len(), 2, "nobody writes to themselves");
        pairs.entry(pair).or_default().push(line);
    }
    assert_eq!(pairs.len(), 6);
    let (begin, end) = (1_709_510_400, 1_709_510_400 + 10 * 86_400); // 4 to 13 March 2024
    for (pair, lines) in &pairs {
        assert!((14..=20).contains(&lines.len()), "{pair:?}: {}", lines.len());
        assert!(lines.iter().all(|line| (begin..end).contains(&line.time.unwrap())));
        assert!(lines.windows(2).all(|two| two[0].time < two[1].time), "{pair:?} is in order of time");
        let day = |line: &Line| line.time.unwrap() / 86_400;
        let days = day(lines[lines.len() - 1]) - day(lines[0]);
        assert!((7..=9).contains(&days), "{pair:?}: {days}");
        let turns = lines.windows(2).filter(|two| two[0].from != two[1].from).count();
        assert!(turns >= 8 && turns < lines.len() - 1, "{pair:?}: {turns} turns, some double messages");
    }
    assert!(transcript.lines.is_sorted_by_key(|line| line.time));
    let all: String = transcript.lines.iter().map(|line| line.text.as_str()).collect();
    assert!(["é", "Ł", "😀", "شكرا", "ありがとう"].iter().all(|sample| all.contains(sample)));
}

/// Bytes near enough to the three formats to get past their beginnings.
fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("31/12/2023, 23:59 - Ana: ".to_owned()),
        Just("[12/31/23, 11:59:12\u{202f}PM] Ana: \u{200e}".to_owned()),
        Just("٣١‏/١٢‏/٢٠٢٣، ١١:٥٩ م - سلمى: ".to_owned()),
        Just("<Media omitted>".to_owned()),
        Just("<This message was edited>".to_owned()),
        Just(" (file attached)".to_owned()),
        Just("{\"from\":\"a\",\"text\":\"".to_owned()),
        Just("\"}".to_owned()),
        Just("\nFrom a@b Sun Dec 31 23:59:00 2023\n".to_owned()),
        Just("From: =?utf-8?q?a=".to_owned()),
        Just("Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\n".to_owned()),
        Just("Content-Type: text/html\n\n<p>a&eacute;<!-- <style>".to_owned()),
        Just("Content-Transfer-Encoding: base64\n\n".to_owned()),
        Just("Content-Type: message/rfc822\n\n".to_owned()),
        Just("--b--\n".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        ".{0,12}",
        "[0-9./:, \\[\\]-]{0,24}",
        "[<>()&;:\"=?-]{0,12}",
    ];
    let bytes = prop_oneof![
        9 => piece.prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ];
    prop::collection::vec(bytes, 0..24).prop_map(|pieces| pieces.concat())
}

/// What holds for every file.
fn check(bytes: &[u8]) {
    let Ok(transcript) = read(bytes) else { return };
    assert!(!transcript.lines.is_empty());
    for line in &transcript.lines {
        assert!(!line.from.is_empty() && !line.from.chars().any(char::is_control));
        assert!(!line.text.trim().is_empty() && line.text.len() <= MAX_TEXT);
        assert!(line.number >= 1);
        assert!(!line.from.is_empty() && !line.from.chars().any(char::is_control));
    }
    assert!(transcript.lines.windows(2).all(|two| two[0].number < two[1].number));
    assert!(transcript.bad.windows(2).all(|two| two[0].number <= two[1].number));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
        check(&bytes);
    }

    #[test]
    fn bytes_that_are_nearly_conversations_never_panic(bytes in nearly()) {
        check(&bytes);
        check(&[b"\xff\xfe", &bytes[..]].concat());
        check(&[b"31/12/2023, 23:59 - Ana: hi\n", &bytes[..]].concat());
        check(&[b"From a@b Sun Dec 31 23:59:00 2023\nFrom: Ana <a@b>\n", &bytes[..]].concat());
    }
}
