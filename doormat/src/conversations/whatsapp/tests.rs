use jiff::Timestamp;

use super::super::{Format, Transcript, read};

fn chat(file: &str) -> Transcript {
    let transcript = read(file.as_bytes()).unwrap();
    assert_eq!(transcript.format, Format::WhatsApp);
    assert!(transcript.lines.iter().all(|line| line.to.is_none()));
    transcript
}

/// `number time name: text` of every message.
fn shown(transcript: &Transcript) -> Vec<String> {
    let time = |time: i64| Timestamp::from_second(time).unwrap().strftime("%Y-%m-%d %H:%M:%S").to_string();
    let show = |line: &super::Line| {
        let time = line.time.map_or_else(|| "?".to_owned(), time);
        format!("{} {time} {}: {}", line.number, line.from, line.text)
    };
    transcript.lines.iter().map(show).collect()
}

fn bad(transcript: &Transcript) -> Vec<String> {
    transcript.bad.iter().map(ToString::to_string).collect()
}

const ALLOTMENT: &str = "\
08/03/2024, 18:02 - Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, can read or listen to them. Tap to learn more.
08/03/2024, 18:01 - Gwen created group \"Plot 14: water & spades\"
08/03/2024, 18:02 - Gwen added you
08/03/2024, 18:02 - +44 7700 900123 joined using this group's invite link
08/03/2024, 18:05 - Gwen: Evening all 🌱 the tap is fixed
08/03/2024, 18:05 - Gwen: Rota:
- Mon: me
- Tue: Idris

- rest: whoever is thirsty
08/03/2024, 18:11 - Idris 🐝: Ta! Key still under the blue pot?
08/03/2024, 18:12 - +44 7700 900123: Hello, new here. Which blue pot: left or right?
08/03/2024, 18:13 - Gwen: Left. And say nothing to plot 15 😄 <This message was edited>
08/03/2024, 18:20 - Idris 🐝: <Media omitted>
08/03/2024, 18:21 - Idris 🐝: IMG-20240308-WA0004.jpg (file attached)
look at the size of it
08/03/2024, 18:22 - Gwen: This message was deleted
09/03/2024, 07:40 - Gwen changed the subject from \"Plot 14: water & spades\" to \"Plot 14: mud\"
09/03/2024, 07:41 - Gwen changed this group's icon
09/03/2024, 07:45 - Idris 🐝: null
09/03/2024, 07:46 - +44 7700 900123: Found it, thanks.
09/03/2024, 07:46 - +44 7700 900123: https://example.org/beans?a=1: worth a read
09/03/2024, 07:50 - You changed the group description
09/03/2024, 07:58 - Gwen changed the group description to: mud and more mud
10/03/2024, 06:15 - Idris 🐝: Frost tonight!!
";

#[test]
fn a_british_group_from_android_is_read_whole() {
    let transcript = chat(ALLOTMENT);
    assert_eq!(
        shown(&transcript),
        [
            "5 2024-03-08 18:05:00 Gwen: Evening all 🌱 the tap is fixed",
            "6 2024-03-08 18:05:00 Gwen: Rota:\n- Mon: me\n- Tue: Idris\n\n- rest: whoever is thirsty",
            "11 2024-03-08 18:11:00 Idris 🐝: Ta! Key still under the blue pot?",
            "12 2024-03-08 18:12:00 +44 7700 900123: Hello, new here. Which blue pot: left or right?",
            "13 2024-03-08 18:13:00 Gwen: Left. And say nothing to plot 15 😄",
            "15 2024-03-08 18:21:00 Idris 🐝: look at the size of it",
            "21 2024-03-09 07:46:00 +44 7700 900123: Found it, thanks.",
            "22 2024-03-09 07:46:00 +44 7700 900123: https://example.org/beans?a=1: worth a read",
            "25 2024-03-10 06:15:00 Idris 🐝: Frost tonight!!",
        ]
    );
    assert_eq!((transcript.system, transcript.attachments, bad(&transcript).len()), (9, 3, 0));
}

const WERKSTATT: &str = "\
[04.03.24, 08:59:41] Werkstatt Nord: \u{200e}Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt. Niemand außerhalb dieses Chats kann sie lesen oder anhören, nicht einmal WhatsApp.
\u{200e}[04.03.24, 08:59:41] ~\u{202f}Jürgen: \u{200e}~\u{202f}Jürgen hat diese Gruppe erstellt
[04.03.24, 09:00:07] ~\u{202f}Jürgen: Moin! Die Hebebühne 2 ist gesperrt, bitte niemand drunter.
[04.03.24, 09:00:31] \u{202a}+49\u{a0}1512\u{a0}0000000\u{202c}: Alles klar 👍
\u{200e}[04.03.24, 09:03:12] Özlem: \u{200e}Bild weggelassen
[04.03.24, 09:03:40] Özlem: Das Lager hinten rechts:
so sah das aus

schlimm, oder?
\u{200e}[04.03.24, 09:10:02] Özlem: Rechnung März.pdf • \u{200e}3 Seiten \u{200e}Dokument weggelassen
[04.03.24, 12:31:55] ~\u{202f}Jürgen: Neue Lager kommen Donnerstag \u{200e}<Diese Nachricht wurde bearbeitet.>
\u{200e}[04.03.24, 12:32:20] ~\u{202f}Jürgen: \u{200e}Du hast diese Nachricht gelöscht.
\u{200e}[05.03.24, 07:15:00] Özlem: \u{200e}Verpasster Sprachanruf. \u{200e}Zum Zurückrufen tippen
[05.03.24, 07:16:09] Özlem: Ruf mich an, wenn du wach bist: es eilt
\u{200e}[05.03.24, 07:20:44] ~\u{202f}Jürgen: unten am Tor \u{200e}<Anhang: 00000031-PHOTO-2024-03-05-07-20-44.jpg>
";

#[test]
fn a_german_group_from_an_iphone_is_read_whole() {
    let transcript = chat(WERKSTATT);
    assert_eq!(
        shown(&transcript),
        [
            "3 2024-03-04 09:00:07 Jürgen: Moin! Die Hebebühne 2 ist gesperrt, bitte niemand drunter.",
            "4 2024-03-04 09:00:31 +49 1512 0000000: Alles klar 👍",
            "6 2024-03-04 09:03:40 Özlem: Das Lager hinten rechts:\nso sah das aus\n\nschlimm, oder?",
            "11 2024-03-04 12:31:55 Jürgen: Neue Lager kommen Donnerstag",
            "14 2024-03-05 07:16:09 Özlem: Ruf mich an, wenn du wach bist: es eilt",
            "15 2024-03-05 07:20:44 Jürgen: unten am Tor",
        ]
    );
    assert_eq!((transcript.system, transcript.attachments, bad(&transcript).len()), (4, 3, 0));
}

#[test]
fn an_american_chat_is_month_first_and_a_mexican_one_day_first() {
    let american = "3/8/24, 9:05\u{202f}PM - Deb: made it home\n3/9/24, 12:10\u{202f}AM - Lou: good\n";
    assert_eq!(
        shown(&chat(american)),
        ["1 2024-03-08 21:05:00 Deb: made it home", "2 2024-03-09 00:10:00 Lou: good"]
    );
    let mexican = "8/3/2024, 9:05 p. m. - Lupe: ya llegué\n8/3/2024, 9:06 p. m. - Memo: <Multimedia omitido>\n\
                   9/3/2024, 12:10 a. m. - Memo: qué bueno\n9/3/2024, 12:11 a. m. - Lupe: Se eliminó este mensaje.\n";
    let mexican = chat(mexican);
    assert_eq!(
        shown(&mexican),
        ["1 2024-03-08 21:05:00 Lupe: ya llegué", "3 2024-03-09 00:10:00 Memo: qué bueno"]
    );
    assert_eq!((mexican.system, mexican.attachments), (1, 1));
}

#[test]
fn an_egyptian_chat_with_its_own_digits_and_marks_is_read() {
    let file = "\u{200f}٨\u{200f}/٣\u{200f}/٢٠٢٤، ٩:٠٥ م - الرسائل والمكالمات مشفرة تمامًا بين الطرفين.\n\
                \u{200f}٨\u{200f}/٣\u{200f}/٢٠٢٤، ٩:٠٦ م - سلمى: وصلت البيت\n\
                \u{200f}٨\u{200f}/٣\u{200f}/٢٠٢٤، ٩:٠٧ م - كريم: <تم استبعاد الوسائط>\n\
                \u{200f}٩\u{200f}/٣\u{200f}/٢٠٢٤، ١٢:١٠ ص - كريم: الحمد لله\n";
    let transcript = chat(file);
    assert_eq!(
        shown(&transcript),
        ["2 2024-03-08 21:06:00 سلمى: وصلت البيت", "4 2024-03-09 00:10:00 كريم: الحمد لله"]
    );
    assert_eq!((transcript.system, transcript.attachments), (1, 1));
}

#[test]
fn lines_of_the_app_with_a_colon_are_not_taken_for_people() {
    let talk = "01/02/2024, 10:00 - Ana: a\n01/02/2024, 10:01 - Ana: b\n01/02/2024, 10:02 - Bo Li: c\n";
    for line in [
        "Ana created group \"tea: the club\"",
        "Ana created group “tea: the club”",
        "Ana a créé le groupe « thé: le club »",
        "Ana hat die Gruppe „Tee: der Club“ erstellt",
        "Ana changed the subject to: more tea",
        "You changed the subject to: more tea",
        "Messages to this chat and calls are now secured with end-to-end encryption and more: tap here",
        "Ana changed the subject from \"a\" to \"b: c\"",
        "Ana added Bo Li",
        "",
    ] {
        let transcript = chat(&format!("{talk}01/02/2024, 10:03 - {line}\n"));
        assert_eq!((transcript.lines.len(), transcript.system), (3, 1), "{line}");
    }
    for line in [
        "Bo Li: d",
        "Ana Maria Prado: once only",
        "Dr. A. \"Bobby\" O'Neil (work) - mobile: once only",
        "The electrician from the shop with the cat: once only",
        "~ Ana: x",
        "Ana:",
    ] {
        let transcript = chat(&format!("{talk}01/02/2024, 10:03 - {line}\nand more\n"));
        assert_eq!((transcript.lines.len(), transcript.system), (4, 0), "{line}");
    }
}

#[test]
fn a_long_name_is_a_name_when_it_comes_back() {
    let name = "the man who sold us the red bicycle in spring";
    let file: String = (0..3).map(|n| format!("01/02/2024, 10:0{n} - {name}: hi\n")).collect();
    assert_eq!(chat(&file).lines.len(), 3);
    let once = format!("01/02/2024, 10:00 - Ana: hi\n01/02/2024, 10:01 - {name}: hi\n");
    assert_eq!((chat(&once).lines.len(), chat(&once).system), (1, 1));
}

#[test]
fn names_lose_marks_and_control_characters_and_keep_the_rest() {
    let file = "01/02/2024, 10:00 - \u{202a}Zoë\u{7}\u{202c} 👩\u{200d}🚀\u{2066}: x\n01/02/2024, 10:01 - a/b:c: y\n";
    assert_eq!(
        shown(&chat(file)),
        ["1 2024-02-01 10:00:00 Zoë 👩\u{200d}🚀: x", "2 2024-02-01 10:01:00 a/b:c: y"]
    );
}

#[test]
fn a_chat_pasted_into_a_chat_stays_one_message() {
    let mut file = String::new();
    for n in 10..40 {
        file += &format!("01/02/2024, 10:{n} - Ana: line {n}\n");
    }
    file += "01/02/2024, 10:40 - Bo: he wrote me this\n[31.12.23, 23:59:12] Cy: hello\n[31.12.23, 23:59:40] Cy: still up?\n\
             01/02/2024, 10:41 - Ana: oh\n";
    let transcript = chat(&file);
    assert_eq!(transcript.lines.len(), 32);
    assert!(transcript.lines[30].text.ends_with("\n[31.12.23, 23:59:40] Cy: still up?"));
}

#[test]
fn two_exports_in_one_file_are_both_read() {
    let transcript = chat("01/02/2024, 10:00 - Ana: a\n[01.03.24, 10:00:00] Bo: b\n");
    assert_eq!(shown(&transcript), ["1 2024-02-01 10:00:00 Ana: a", "2 2024-03-01 10:00:00 Bo: b"]);
}

#[test]
fn bad_lines_are_named_with_their_numbers_and_take_their_continuations_along() {
    let mut file = b"this was cut\n\nout of the middle\n01/02/2024, 10:00 - Ana: a\n31/02/2024, 10:01 - Ana: b\nmore of b\n\
        01/02/2024, 25:01 - Bo: c\n01/02/2024, 10:02 - Bo: d\nlatin-1: caf\xe9\n01/02/2024, 10:03 - Jos\xe9: e\n\
        02/13/2024, 10:04 - Bo: g\n"
        .to_vec();
    file.extend_from_slice(format!("01/02/2024, 10:05 - Bo: {}\n", "x".repeat(49_153)).as_bytes());
    file.extend_from_slice(b"01/02/2024, 10:06 - Ana: f\n");
    let transcript = read(&file).unwrap();
    assert_eq!(shown(&transcript), ["4 2024-02-01 10:00:00 Ana: a", "13 2024-02-01 10:06:00 Ana: f"]);
    assert_eq!(
        bad(&transcript),
        [
            "line 1: it stands before the first message",
            "line 3: it stands before the first message",
            "line 5: month 2 of 2024 has no day 31",
            "line 7: 25:01:00 is no time",
            "line 9: not UTF-8",
            "line 10: not UTF-8",
            "line 11: no date in the order of this file: month 13, day 2",
            "line 12: text of 49153 bytes; one message carries 49152",
        ]
    );
}

#[test]
fn crlf_and_a_missing_last_line_end_change_nothing() {
    for sample in [ALLOTMENT, WERKSTATT] {
        let expected = chat(sample);
        assert_eq!(chat(&sample.replace('\n', "\r\n")), expected);
        assert_eq!(chat(sample.trim_end()), expected);
        assert_eq!(chat(&format!("\u{feff}{sample}")), expected);
        assert_eq!(chat(&format!("\n\n{sample}")).lines.len(), expected.lines.len());
    }
}

#[test]
fn a_year_of_another_calendar_leaves_the_time_open() {
    assert_eq!(shown(&chat("۱۴۰۲/۱۰/۱۰،\u{200f} ۲۳:۵۹ - Ana: hi\n")), ["1 ? Ana: hi"]);
}
