use proptest::prelude::*;
use serde_json::json;

use super::super::{Format, Line, read};

fn bad(line: &str) -> String {
    let file = format!("{{\"from\":\"Ana\",\"text\":\"fine\"}}\n{line}\n");
    let transcript = read(file.as_bytes()).unwrap();
    assert_eq!((transcript.lines.len(), transcript.bad.len()), (1, 1), "{line}");
    transcript.bad[0].to_string()
}

fn time(value: &str) -> Option<i64> {
    let file = format!("{{\"from\":\"Ana\",\"text\":\"fine\",\"time\":{value}}}");
    read(file.as_bytes()).unwrap().lines[0].time
}

#[test]
fn every_field_is_read_and_unknown_ones_are_not() {
    let file = "\u{feff}{\"id\": 7, \"from\": \"Zoë\", \"to\": \"Łukasz\", \"time\": \"2024-03-04T09:12:00+01:00\", \
                \"text\": \"two\\nlines\", \"mood\": {\"x\": []}}\n\n   \n{\"text\":\"y\",\"from\":\"Łukasz\"}";
    let transcript = read(file.as_bytes()).unwrap();
    assert_eq!(transcript.format, Format::Jsonl);
    assert_eq!(
        transcript.lines,
        [
            Line {
                from: "Zoë".into(),
                to: Some("Łukasz".into()),
                time: Some(1_709_539_920),
                text: "two\nlines".into(),
                number: 1
            },
            Line { from: "Łukasz".into(), to: None, time: None, text: "y".into(), number: 4 },
        ]
    );
    assert!(transcript.bad.is_empty());
}

#[test]
fn time_is_a_string_or_seconds_or_milliseconds() {
    let expected = Some(1_709_543_520);
    for value in [
        "\"2024-03-04T09:12:00Z\"",
        "\"2024-03-04T10:12:00+01:00\"",
        "\"2024-03-04 09:12:00.750Z\"",
        "\"2024-03-04T09:12:00\"",
        "1709543520",
        "1709543520.9",
        "1709543520000",
        "1709543520999",
    ] {
        assert_eq!(time(value), expected, "{value}");
    }
    assert_eq!(time("null"), None);
    assert_eq!(time("0"), Some(0));
    assert_eq!(time("-1"), Some(-1));
    assert_eq!(time("99999999999"), Some(99_999_999_999));
    assert_eq!(time("100000000000"), Some(100_000_000));
}

#[test]
fn each_bad_line_is_named_with_its_number_and_reason() {
    for (line, reason) in [
        ("hello", "line 2: not a JSON object: expected value (column 1)"),
        ("{\"from\":\"Ana\"", "line 2: not a JSON object: EOF while parsing an object (column 13)"),
        ("[]", "line 2: not a JSON object: invalid type: sequence, expected a map"),
        ("{\"text\":\"x\"}", "line 2: no `from`"),
        ("{\"from\":\" \",\"text\":\"x\"}", "line 2: no name in `from`"),
        ("{\"from\":7,\"text\":\"x\"}", "line 2: `from` is a number, not a string"),
        ("{\"from\":\"Ana\"}", "line 2: no `text`"),
        ("{\"from\":\"Ana\",\"text\":\" \\n\"}", "line 2: the text is empty"),
        ("{\"from\":\"Ana\",\"text\":[\"x\"]}", "line 2: `text` is a list, not a string"),
        ("{\"from\":\"Ana\",\"to\":true,\"text\":\"x\"}", "line 2: `to` is a truth value, not a string"),
        (
            "{\"from\":\"Ana\",\"text\":\"x\",\"time\":\"yesterday\"}",
            "line 2: `time`: \"yesterday\" is no RFC 3339 time",
        ),
        ("{\"from\":\"Ana\",\"text\":\"x\",\"time\":1e300}", "line 2: `time`: 1e+300 is out of range"),
        (
            "{\"from\":\"Ana\",\"text\":\"x\",\"time\":{}}",
            "line 2: `time` is an object, not a string or a number",
        ),
    ] {
        assert_eq!(bad(line), reason);
    }
}

#[test]
fn a_reason_quotes_no_more_than_fits_a_line() {
    let reason =
        bad(&format!("{{\"from\":\"Ana\",\"text\":\"x\",\"time\":\"{}\"}}", "\\u001bx".repeat(10_000)));
    assert!(reason.starts_with("line 2: `time`: \"\\u{1b}x"), "{reason}");
    assert!(reason.ends_with('…') && reason.chars().count() <= 130, "{reason}");
}

#[test]
fn bad_lines_are_counted_and_the_rest_is_read() {
    let mut file =
        b"{\"from\":\"Ana\",\"text\":\"1\"}\nrubbish\n\n{\"from\":\"Bo\",\"text\":\"2\"}\n".to_vec();
    file.extend_from_slice(
        b"{\"from\":\"B\xf6\",\"text\":\"latin-1\"}\n{}\n{\"from\":\"Ana\",\"text\":\"3\"}",
    );
    let transcript = read(&file).unwrap();
    let numbers: Vec<usize> = transcript.lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [1, 4, 7]);
    let bad: Vec<String> = transcript.bad.iter().map(ToString::to_string).collect();
    assert_eq!(
        bad,
        ["line 2: not a JSON object: expected value (column 1)", "line 5: not UTF-8", "line 6: no `from`"]
    );
}

#[test]
fn deep_nesting_is_a_bad_line_and_no_overflow() {
    let deep = format!("{{\"from\":\"Ana\",\"text\":{}", "[".repeat(100_000));
    assert!(bad(&deep).contains("recursion limit"));
}

proptest! {
    #[test]
    fn what_was_written_is_read_back(
        messages in prop::collection::vec(
            ("[a-zA-Z0-9éłßعд日😀._@+-]{1,40}", proptest::option::of("[a-zéł日]{1,20}"),
             -2_000_000_000_i64..90_000_000_000, any::<String>()),
            1..20,
        )
    ) {
        let mut file = String::new();
        let mut expected = Vec::new();
        for (number, (from, to, time, text)) in (1..).zip(messages) {
            let text = format!("{text}.");
            file += &format!("{}\n", json!({ "from": from, "to": to, "time": time, "text": text }));
            expected.push(Line { from, to, time: Some(time), text, number });
        }
        let transcript = read(file.as_bytes()).unwrap();
        prop_assert_eq!(transcript.bad, []);
        prop_assert_eq!(transcript.lines, expected);
    }
}
