//! Conversations from files: exported chats, our own JSON Lines, mailboxes.
//!
//! | format | what tells it | module |
//! |---|---|---|
//! | WhatsApp export | a line that begins with a date and a time | `whatsapp` |
//! | JSON Lines | a line that begins with `{"` | `jsonl` |
//! | mbox | a `From ` line with a date | `mbox` |
//!
//! The content decides, never the file's name: the first line that one of the three would begin with. Files are
//! UTF-8, or UTF-16 with a byte-order mark; lines end with LF or CRLF.
//!
//! **Nothing is dropped in silence.** What a person wrote becomes a [`Line`]. What the app wrote between (who
//! joined, what was deleted) and what stands for a picture is counted. What cannot be read is a [`BadLine`] with
//! its number and the reason; the caller decides whether one of those is one too many.

mod jsonl;
mod mbox;
mod whatsapp;

use std::borrow::Cow;

use thiserror::Error;

/// Longest text of one message, in bytes: what one message of every messenger under test carries, with room for what
/// an attack may wrap around it.
pub const MAX_TEXT: usize = 48 * 1024;

/// Lines with something in them that are looked at before a file counts as none of the three formats.
const LOOK: usize = 50;

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Who wrote it, as the file names them: any Unicode but control characters, of any length.
    pub from: String,
    /// Whom to, where the format says it. A WhatsApp export never does.
    pub to: Option<String>,
    /// Seconds since 1970. Where the file gives no zone, its own local time taken as UTC.
    pub time: Option<i64>,
    /// What was written: 1 to [`MAX_TEXT`] bytes, lines separated by LF.
    pub text: String,
    /// Line of the file where the message begins, from 1.
    pub number: usize,
}

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Line of the file, from 1.
    pub number: usize,
    /// What is wrong with it, in at most 120 characters; what it quotes of the line is escaped.
    pub reason: String,
}

impl std::fmt::Display for BadLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.number, self.reason)
    }
}

/// How a file is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A chat that WhatsApp exported as text, from Android or iOS.
    WhatsApp,
    /// One JSON object per line with `from`, `to`, `time` and `text`.
    Jsonl,
    /// Mails one behind the other, each behind a `From ` line (RFC 4155).
    Mbox,
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::WhatsApp => "WhatsApp export",
            Self::Jsonl => "JSON Lines",
            Self::Mbox => "mbox",
        })
    }
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// How it is laid out.
    pub format: Format,
    /// The messages in the order of the file, which need not be the order of time.
    pub lines: Vec<Line>,
    /// Lines of the app left out: who joined, what was deleted, which call was missed.
    pub system: usize,
    /// Placeholders of pictures, recordings and files left out. A caption next to one stays as a message.
    pub attachments: usize,
    /// What could not be read, in the order of the file.
    pub bad: Vec<BadLine>,
}

impl Transcript {
    const fn new(format: Format) -> Self {
        Self { format, lines: Vec::new(), system: 0, attachments: 0, bad: Vec::new() }
    }

    fn refuse(&mut self, number: usize, reason: impl AsRef<str>) {
        self.bad.push(BadLine { number, reason: excerpt(reason.as_ref(), 120) });
    }

    /// Takes a message, or names what is wrong with it.
    fn take(&mut self, line: Line) {
        if line.from.is_empty() {
            self.refuse(line.number, "no name in `from`");
        } else if line.text.trim().is_empty() {
            self.refuse(line.number, "the text is empty");
        } else if line.text.len() > MAX_TEXT {
            let reason = format!("text of {} bytes; one message carries {MAX_TEXT}", line.text.len());
            self.refuse(line.number, reason);
        } else {
            self.lines.push(line);
        }
    }
}

/// Why a file gave no conversation.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TranscriptError {
    /// There is no readable message in it.
    #[error("no message in it: {}", seen(*.format, *.system, *.attachments, *.bad, .first_bad.as_ref()))]
    Nothing {
        /// The format, if there was enough to tell it.
        format: Option<Format>,
        /// Lines of the app.
        system: usize,
        /// Placeholders of attachments.
        attachments: usize,
        /// Lines that could not be read.
        bad: usize,
        /// The first of them.
        first_bad: Option<BadLine>,
    },
    /// None of the three formats.
    #[error(
        "not a WhatsApp export (`31/12/2023, 23:59 - Name: text`), not JSON Lines \
         (`{{\"from\": …, \"to\": …, \"time\": …, \"text\": …}}`), not mbox (`From name@host Sun Dec 31 \
         23:59:00 2023`); it begins with `{first_line}`"
    )]
    Unknown {
        /// The first line with something in it: control characters escaped, cut to 60 characters.
        first_line: String,
    },
    /// A zip archive: phones wrap an export in one.
    #[error(
        "a zip archive; unpack it and give the text file inside (`_chat.txt` or `WhatsApp Chat with ….txt`)"
    )]
    Zip,
}

fn seen(
    format: Option<Format>,
    system: usize,
    attachments: usize,
    bad: usize,
    first: Option<&BadLine>,
) -> String {
    let Some(format) = format else { return "the file is empty".to_owned() };
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let mut seen = format!(
        "{format} with {}, {} and {}",
        count(system, "system line"),
        count(attachments, "attachment"),
        count(bad, "bad line")
    );
    if let Some(first) = first {
        seen.push_str(&format!(", the first at {first}"));
    }
    seen
}

/// Reads a conversation from a file's bytes, finding the format from the content.
///
/// Takes time and memory in proportion to the file.
///
/// # Errors
/// [`TranscriptError::Nothing`] if no message could be read, [`TranscriptError::Unknown`] if it is none of the
/// three formats, [`TranscriptError::Zip`] if it was not unpacked.
pub fn read(bytes: &[u8]) -> Result<Transcript, TranscriptError> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(TranscriptError::Zip);
    }
    let bytes = utf8(bytes);
    let rows = rows(&bytes);
    let Some(first) = rows.iter().find(|row| !blank(row)) else {
        return Err(TranscriptError::Nothing {
            format: None,
            system: 0,
            attachments: 0,
            bad: 0,
            first_bad: None,
        });
    };
    let transcript = match format(&rows) {
        Some(Format::WhatsApp) => whatsapp::read(&rows),
        Some(Format::Jsonl) => jsonl::read(&rows),
        Some(Format::Mbox) => mbox::read(&rows),
        None => {
            return Err(TranscriptError::Unknown {
                first_line: excerpt(&String::from_utf8_lossy(first), 60),
            });
        }
    };
    if transcript.lines.is_empty() {
        return Err(TranscriptError::Nothing {
            format: Some(transcript.format),
            system: transcript.system,
            attachments: transcript.attachments,
            bad: transcript.bad.len(),
            first_bad: transcript.bad.into_iter().next(),
        });
    }
    Ok(transcript)
}

/// The conversations used when no file is given: six pairs whose trade rests on confidence, over ten days.
///
/// They were written for this program. Nobody in them exists. Unlike [`read`], this sorts them by time, so that
/// the six go on side by side; within one pair that is the order of the file.
#[must_use]
pub fn embedded() -> Transcript {
    let mut transcript = jsonl::read(&rows(include_bytes!("embedded.jsonl")));
    transcript.lines.sort_by_key(|line| line.time);
    transcript
}

/// A name as people read it: no control characters, no marks of writing direction, plain spaces.
fn name_of(raw: &str) -> String {
    let plain: String = raw
        .chars()
        .filter(|&c| !c.is_control() && !is_mark(c))
        .map(|c| if is_space(c) { ' ' } else { c })
        .collect();
    plain.trim().to_owned()
}

/// Invisible marks: writing direction, embedding, isolation, byte order.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Spaces in front of AM and in phone numbers, which are no plain spaces.
const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// The bytes as UTF-8, without a byte-order mark. UTF-16 is told by its mark and recoded.
fn utf8(bytes: &[u8]) -> Cow<'_, [u8]> {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, odd) = rest.as_chunks::<2>();
        let units = pairs.iter().map(|&pair| unit(pair));
        let mut text: String =
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        if !odd.is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
        Cow::Owned(text.into_bytes())
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(rest),
        _ => Cow::Borrowed(bytes),
    }
}

/// The lines without their ends. Their place in the list is their number, less one.
fn rows(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split(|&byte| byte == b'\n').map(|row| row.strip_suffix(b"\r").unwrap_or(row)).collect()
}

fn blank(row: &[u8]) -> bool {
    String::from_utf8_lossy(row).chars().all(|c| c.is_whitespace() || is_mark(c))
}

/// The format whose beginning is met first.
fn format(rows: &[&[u8]]) -> Option<Format> {
    let mut looked = 0;
    for (index, row) in rows.iter().enumerate() {
        if blank(row) {
            continue;
        }
        if mbox::begins(rows, index) {
            return Some(Format::Mbox);
        }
        let text = String::from_utf8_lossy(row);
        if jsonl::begins(&text) {
            return Some(Format::Jsonl);
        }
        if whatsapp::begins(&text) {
            return Some(Format::WhatsApp);
        }
        looked += 1;
        if looked == LOOK {
            break;
        }
    }
    None
}

/// Text of a file to show: control characters and invisible marks escaped, cut to so many characters.
fn excerpt(text: &str, most: usize) -> String {
    let mut shown = String::new();
    for c in text.chars().take(most) {
        if c.is_control() || is_mark(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    if text.chars().nth(most).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests;
