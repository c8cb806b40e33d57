use super::super::{Format, Transcript, TranscriptError, read};

fn mails(file: &str) -> Transcript {
    let transcript = read(file.as_bytes()).unwrap();
    assert_eq!(transcript.format, Format::Mbox);
    assert_eq!(read(file.replace('\n', "\r\n").as_bytes()).unwrap(), transcript, "CRLF changes nothing");
    transcript
}

/// A mail with these headers and this body, the only one of its box.
fn one(headers: &str, body: &str) -> Transcript {
    mails(&format!(
        "From ana@example.org Mon Mar  4 09:12:00 2024\nFrom: Ana <ana@example.org>\n{headers}\n{body}\n"
    ))
}

fn text(headers: &str, body: &str) -> String {
    let transcript = one(headers, body);
    assert_eq!(transcript.bad, []);
    transcript.lines[0].text.clone()
}

const TWO: &str = "\
From ana@example.org Mon Mar  4 09:12:00 2024
Return-Path: <ana@example.org>
From: \"Ana Prado\" <ana@example.org>
To: bo@example.org, Cy <cy@example.org>
Subject: The key
Date: Mon, 4 Mar 2024 10:12:00 +0100

Good morning,

the key is under the mat.
>From the window you can see it.

From bo@example.org Mon Mar  4 09:20:00 2024
From: bo@example.org
To: =?utf-8?q?An=C3=A1?= <ana@example.org>
Date: Mon, 4 Mar 2024 09:20:30 GMT

> the key is under the mat.
Of course it is.
";

#[test]
fn two_mails_are_two_messages_with_their_names_times_and_lines() {
    let transcript = mails(TWO);
    assert_eq!((transcript.lines.len(), transcript.bad.len(), transcript.attachments), (2, 0, 0));
    let [first, second] = &transcript.lines[..] else { panic!() };
    assert_eq!((first.from.as_str(), first.to.as_deref()), ("Ana Prado", Some("bo@example.org")));
    assert_eq!((first.time, first.number), (Some(1_709_543_520), 1));
    assert_eq!(first.text, "Good morning,\n\nthe key is under the mat.\nFrom the window you can see it.");
    assert_eq!((second.from.as_str(), second.to.as_deref()), ("bo@example.org", Some("Aná")));
    assert_eq!((second.time, second.number), (Some(1_709_544_030), 13));
    assert_eq!(second.text, "> the key is under the mat.\nOf course it is.");
}

#[test]
fn a_line_of_text_that_begins_with_from_begins_no_mail() {
    let body = "Dear Bo,\n\nFrom here on it is easy.\n\nFrom what I hear: yes.\nFrom 10:30 on Monday in May";
    assert_eq!(text("", body), body);
}

#[test]
fn a_separator_without_a_date_counts_where_a_mail_follows() {
    let file = "From ana@example.org\nFrom: Ana <ana@example.org>\n\none\n\nFrom bo@example.org\nFrom: bo@example.org\n\ntwo\n";
    let transcript = mails(file);
    assert_eq!(transcript.lines.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 6]);
}

#[test]
fn separators_of_large_mail_services_are_known() {
    for separator in [
        "From 1793022223@xxx Mon Mar 04 09:12:00 +0000 2024",
        "From - Mon Mar  4 09:12:00 2024",
        "From MAILER-DAEMON Mon Mar  4 09:12:00 2024",
        "From \"ana prado\"@example.org Mon, 4 Mar 2024 09:12:00",
    ] {
        let file =
            format!("{separator}\nFrom: a@example.org\n\nhello\n{separator}\nFrom: b@example.org\n\nhello\n");
        assert_eq!(mails(&file).lines.len(), 2, "{separator}");
    }
}

#[test]
fn encodings_and_character_sets_are_decoded() {
    let plain = "Content-Type: text/plain; charset=";
    assert_eq!(
        text(
            &format!("{plain}utf-8\nContent-Transfer-Encoding: quoted-printable\n"),
            "caf=C3=A9 =F0=9F=98=80 =\nsoft"
        ),
        "café 😀 soft"
    );
    assert_eq!(
        text(&format!("{plain}utf-8\nContent-Transfer-Encoding: base64\n"), "Y2Fmw6kg8J+YgA=="),
        "café 😀"
    );
    assert_eq!(
        text(&format!("{plain}iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n"), "caf=E9"),
        "café"
    );
    assert_eq!(
        text(&format!("{plain}shift_jis\nContent-Transfer-Encoding: base64\n"), "grGC8YLJgr+CzQ=="),
        "こんにちは"
    );
    assert_eq!(text("", "naïve 😀, no charset named"), "naïve 😀, no charset named");
}

#[test]
fn raw_eight_bit_mail_is_decoded_too() {
    let mut file =
        b"From a@b Mon Mar  4 09:12:00 2024\nFrom: a@b\nContent-Type: text/plain; charset=windows-1252\n\n"
            .to_vec();
    file.extend_from_slice(b"caf\xe9 \x93quoted\x94\n");
    assert_eq!(read(&file).unwrap().lines[0].text, "café “quoted”");
}

const MIXED: &str = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"edge\"\n";

#[test]
fn the_plain_part_is_taken_and_the_attachment_counted() {
    let body = "--edge\nContent-Type: multipart/alternative; boundary=\"inner\"\n\n\
                --inner\nContent-Type: text/plain\n\nplain words\n\
                --inner\nContent-Type: text/html\n\n<p>html words</p>\n--inner--\n\
                --edge\nContent-Type: application/pdf; name=\"a.pdf\"\nContent-Disposition: attachment\n\
                Content-Transfer-Encoding: base64\n\nJVBERi0=\n--edge--\n";
    let transcript = one(MIXED, body);
    assert_eq!((transcript.lines[0].text.as_str(), transcript.attachments), ("plain words", 1));
}

#[test]
fn html_alone_becomes_text() {
    let html = "<html><head><style>p {}</style></head><body><p>See you at <b>noon</b>.</p>caf&eacute;<br>Bo</body></html>";
    assert_eq!(text("Content-Type: text/html\n", html), "See you at noon.\ncafé\nBo");
}

#[test]
fn bad_mails_are_named_with_their_line_and_the_rest_is_read() {
    let file = format!(
        "{TWO}
From a@b Mon Mar  4 09:12:00 2024
Subject: nobody

text

From a@b Mon Mar  4 09:12:00 2024
From: a@b
Date: some day

text

From a@b Mon Mar  4 09:12:00 2024
From: a@b


From a@b Mon Mar  4 09:12:00 2024

From a@b Mon Mar  4 09:12:00 2024
From: a@b

{}
",
        "x".repeat(49_153)
    );
    let transcript = mails(&file);
    assert_eq!(transcript.lines.len(), 2);
    let bad: Vec<String> = transcript.bad.iter().map(ToString::to_string).collect();
    assert_eq!(
        bad,
        [
            "line 21: no sender in `From:`",
            "line 26: `Date:` is no date",
            "line 32: the text is empty",
            "line 36: no mail behind the `From ` line",
            "line 38: text of 49153 bytes; one message carries 49152",
        ]
    );
}

#[test]
fn a_mail_of_nothing_but_a_picture_is_an_attachment_and_no_fault() {
    let body = "--edge\nContent-Type: image/png\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n\
                iVBORw0=\n--edge--\n";
    let file = format!("From a@b Mon Mar  4 09:12:00 2024\nFrom: a@b\n{MIXED}\n{body}\n");
    let TranscriptError::Nothing { format: Some(Format::Mbox), attachments: 1, bad: 0, .. } =
        read(file.as_bytes()).unwrap_err()
    else {
        panic!()
    };
}

/// mail-parser asserts its own internals in debug builds, and this mail trips over that: the root manifest switches
/// those assertions off. Without them the mail is read as far as it goes, as in release builds.
#[test]
fn a_broken_forward_is_no_panic() {
    let body = "--edgeContent-Type: message/rfc822\n\no\nContent-Type: message/rfc822\n\n\n--edge--\n";
    let file = format!("{TWO}\nFrom a@b Mon Mar  4 09:12:00 2024\nFrom: a@b\n{MIXED}\n{body}");
    let transcript = read(file.as_bytes()).unwrap();
    assert_eq!(transcript.lines.len() + transcript.bad.len() + transcript.attachments, 3);
}

#[test]
fn mails_in_mails_and_edges_in_edges_end() {
    let nest = "Content-Type: message/rfc822\n\n".repeat(5_000);
    let edges: String =
        (0..5_000).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")).collect();
    for body in [nest, edges] {
        let file = format!("{TWO}\nFrom a@b Mon Mar  4 09:12:00 2024\nFrom: a@b\n{body}");
        assert!(read(file.as_bytes()).unwrap().lines.len() >= 2);
    }
}
