//! Mailboxes: mails one behind the other, each behind a line `From sender date` (RFC 4155).
//!
//! The library decodes a mail (MIME, quoted-printable, base64, character sets, encoded names, HTML to text). What
//! begins a mail is decided here, because a message needs the number of its line, and because plain text may have
//! a line that begins with the word: a `From ` line has a weekday, a month and a time in it, or it has an address
//! in it, an empty line before it and a header behind it. `>From ` inside a mail loses one `>` (mboxrd).
//!
//! The text is the mail's plain text, or else its HTML as text. The subject is not part of it; quoted replies are.
//! A name is the display name, or else the mail address; of several addressees the first counts.

use mail_parser::{Addr, DateTime, Message, MessageParser};

use super::{Format, Line, Transcript, blank, name_of};

/// Whether the line at `index` begins a mail.
pub(super) fn begins(rows: &[&[u8]], index: usize) -> bool {
    let row = |index: usize| rows.get(index).copied().unwrap_or_default();
    let Some(rest) = row(index).strip_prefix(b"From ") else { return false };
    let rest = String::from_utf8_lossy(rest);
    let apart = index.checked_sub(1).is_none_or(|before| row(before).is_empty());
    dated(&rest) || (apart && rest.contains('@') && header(row(index + 1)))
}

/// Whether a weekday, a month and a time are among the words.
fn dated(words: &str) -> bool {
    let any = |is: fn(&str) -> bool| words.split_whitespace().any(is);
    any(|word| ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].contains(&word.trim_end_matches(',')))
        && any(|word| {
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
                .contains(&word)
        })
        && any(|word| word.contains(':') && word.bytes().all(|b| b.is_ascii_digit() || b == b':'))
}

/// Whether a line is a header field: printable ASCII without spaces, then a colon (RFC 5322, section 2.2).
fn header(row: &[u8]) -> bool {
    let name: Vec<u8> = row.iter().copied().take_while(|&byte| byte != b':').collect();
    !name.is_empty() && name.len() < row.len() && name.iter().all(u8::is_ascii_graphic)
}

pub(super) fn read(rows: &[&[u8]]) -> Transcript {
    let mut transcript = Transcript::new(Format::Mbox);
    let mut begin: Option<usize> = None;
    for index in 0..=rows.len() {
        if index < rows.len() && !begins(rows, index) {
            if begin.is_none() && rows.get(index).is_some_and(|row| !blank(row)) {
                transcript.refuse(index + 1, "it stands before the first mail");
            }
            continue;
        }
        if let Some(begin) = begin {
            mail(rows.get(begin + 1..index).unwrap_or_default(), begin + 1, &mut transcript);
        }
        begin = Some(index);
    }
    transcript
}

/// Takes one mail from its lines.
fn mail(rows: &[&[u8]], number: usize, transcript: &mut Transcript) {
    let rows: Vec<&[u8]> = rows.iter().map(|row| unquoted(row)).collect();
    let raw = rows.join(&b'\n');
    let Some(message) = MessageParser::default().parse(&raw) else {
        return transcript.refuse(number, "no mail behind the `From ` line");
    };
    let Some(from) = message.from().and_then(|from| from.first()).map(name).filter(|name| !name.is_empty())
    else {
        return transcript.refuse(number, "no sender in `From:`");
    };
    let to = message.to().and_then(|to| to.first()).map(name).filter(|name| !name.is_empty());
    let time = match message.header("Date") {
        None => None,
        Some(value) => match value.as_datetime().filter(|date| date.is_valid()) {
            Some(date) => Some(DateTime::to_timestamp(date)),
            None => return transcript.refuse(number, "`Date:` is no date"),
        },
    };
    let text = text(&message);
    transcript.attachments += message.attachment_count();
    // A mail of nothing but a picture is no fault of the file.
    if text.is_empty() && message.attachment_count() > 0 {
        return;
    }
    transcript.take(Line { from, to, time, text, number });
}

fn unquoted(row: &[u8]) -> &[u8] {
    let marks = row.iter().take_while(|&&byte| byte == b'>').count();
    match row.split_first() {
        Some((b'>', rest)) if row.get(marks..).is_some_and(|rest| rest.starts_with(b"From ")) => rest,
        _ => row,
    }
}

fn name(address: &Addr<'_>) -> String {
    let name = name_of(address.name().unwrap_or_default());
    if name.is_empty() { name_of(address.address().unwrap_or_default()) } else { name }
}

/// The text parts one below the other: some programs cut a text at every picture in it.
fn text(message: &Message<'_>) -> String {
    let parts: Vec<_> = (0..message.text_body_count()).filter_map(|at| message.body_text(at)).collect();
    let texts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    texts.join("\n").replace("\r\n", "\n")
}

#[cfg(test)]
mod tests;
