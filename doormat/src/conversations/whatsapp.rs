//! Chats that WhatsApp exported as text.
//!
//! Android writes `31/12/2023, 23:59 - Name: text`, iOS writes `[31.12.23, 23:59:12] Name: text`; the order of day
//! and month, the separators, the digits and the words for AM and PM are those of the phone's locale. What does
//! not begin with such a stamp belongs to the message before it.
//!
//! # What is decided, and how
//! - **Day or month first**: over the whole file, see [`Order::of`].
//! - **A stamp inside a message** (people paste chats into chats): all stamps of one export look alike. A layout
//!   that fewer than one stamped line in ten has is text.
//! - **Name or not**: the name ends at the first `: `. There is none, and the line is the app's own, if what stands
//!   before it has an opened quotation mark (`Ana created group "a: b"`), if it is longer than a name (over 8 words
//!   or 64 characters, unless it comes three times), or if it stands there once and is somebody else's name and
//!   two or more words behind it, the first in small letters (`Ana changed the topic to: b`).
//! - **Written or not**: see `notes`.
//!
//! # What cannot be told
//! A colon with a space inside a name. The zone: times are those of the phone's clock. Whom a line is for: `to` is
//! always `None`, and in a chat of two it is the other one.

mod notes;
mod phrases;
mod stamp;

use std::borrow::Cow;
use std::collections::HashMap;

use self::notes::Note;
use self::stamp::{Order, Shape, Stamp};
use super::{Format, Line, Transcript, is_mark, name_of};

/// Words and characters that a name has at most, and how often it must come to have more.
const NAME_WORDS: usize = 8;
const NAME_CHARS: usize = 64;
const NAME_TIMES: usize = 3;

/// Whether a line begins like one of an export.
pub(super) fn begins(row: &str) -> bool {
    stamp::read(row).is_some()
}

/// A stamped line and what follows until the next.
#[derive(Debug)]
struct Entry<'a> {
    number: usize,
    stamp: Stamp,
    /// The line behind the stamp.
    head: &'a str,
    /// The lines behind it.
    more: Vec<&'a str>,
    /// The first of them that is not UTF-8.
    broken: Option<usize>,
}

impl<'a> Entry<'a> {
    /// Splits the head at the first `: `.
    fn split(&self) -> Option<(&'a str, &'a str)> {
        let head = self.head;
        // Editors cut the space off a line that has nothing behind it.
        let split = head.split_once(": ").or_else(|| Some((head.trim_end().strip_suffix(':')?, "")));
        split.filter(|(name, _)| !bare(name).is_empty())
    }
}

/// A name without the marks and spaces around it, and without the `~` of people who are no contacts.
fn bare(name: &str) -> &str {
    let around = |c: char| c.is_whitespace() || is_mark(c);
    let name = name.trim_matches(around);
    name.strip_prefix('~').map_or(name, |name| name.trim_start_matches(around))
}

pub(super) fn read(rows: &[&[u8]]) -> Transcript {
    let mut transcript = Transcript::new(Format::WhatsApp);
    let rows: Vec<Cow<'_, str>> = rows.iter().map(|row| String::from_utf8_lossy(row)).collect();
    let entries = entries(&rows, &mut transcript);
    let stamps: Vec<Stamp> = entries.iter().map(|entry| entry.stamp).collect();
    let order = Order::of(&stamps);

    let mut names: HashMap<&str, usize> = HashMap::new();
    for (name, _) in entries.iter().filter_map(Entry::split) {
        *names.entry(bare(name)).or_default() += 1;
    }
    for entry in &entries {
        sort(entry, order, &names, &mut transcript);
    }
    transcript.bad.sort_by_key(|bad| bad.number);
    transcript
}

/// Puts lines together to messages.
fn entries<'a>(rows: &'a [Cow<'_, str>], transcript: &mut Transcript) -> Vec<Entry<'a>> {
    let stamped: Vec<Option<(Stamp, &str)>> = rows.iter().map(|row| stamp::read(row)).collect();
    let mut shapes: HashMap<Shape, usize> = HashMap::new();
    for (stamp, _) in stamped.iter().flatten() {
        *shapes.entry(stamp.shape).or_default() += 1;
    }
    let all: usize = shapes.values().sum();
    let common = |stamp: &Stamp| shapes.get(&stamp.shape).is_some_and(|&n| n * 10 >= all);

    let mut entries: Vec<Entry<'a>> = Vec::new();
    for ((number, row), stamped) in (1..).zip(rows).zip(stamped) {
        // A row that had to be repaired is owned.
        let broken = matches!(row, Cow::Owned(_)).then_some(number);
        if let Some((stamp, head)) = stamped.filter(|(stamp, _)| common(stamp)) {
            entries.push(Entry { number, stamp, head, more: Vec::new(), broken });
        } else if let Some(entry) = entries.last_mut() {
            entry.more.push(row);
            entry.broken = entry.broken.or(broken);
        } else if !row.trim_matches(is_mark).trim().is_empty() {
            transcript.refuse(number, "it stands before the first message");
        }
    }
    entries
}

fn sort(entry: &Entry<'_>, order: Order, names: &HashMap<&str, usize>, transcript: &mut Transcript) {
    if let Some(number) = entry.broken {
        return transcript.refuse(number, "not UTF-8");
    }
    let time = match entry.stamp.time(order) {
        Ok(time) => time,
        Err(reason) => return transcript.refuse(entry.number, reason),
    };
    let Some((name, text)) = entry.split().filter(|(name, _)| speaks(bare(name), names)) else {
        transcript.system += 1;
        return;
    };
    let text: String = std::iter::once(text).chain(entry.more.iter().copied()).collect::<Vec<_>>().join("\n");
    match notes::sort(&text, entry.stamp.shape.brackets()) {
        Note::System => transcript.system += 1,
        Note::Attachment => transcript.attachments += 1,
        Note::Written(text, attachments) => {
            transcript.attachments += attachments;
            transcript.take(Line { from: name_of(bare(name)), to: None, time, text, number: entry.number });
        }
    }
}

/// Whether what stands before the colon is a name, and not the beginning of a line of the app.
fn speaks(name: &str, names: &HashMap<&str, usize>) -> bool {
    let times = names.get(name).copied().unwrap_or_default();
    let long = name.split_whitespace().count() > NAME_WORDS || name.chars().count() > NAME_CHARS;
    if quoting(name) || (long && times < NAME_TIMES) {
        return false;
    }
    if times > 1 {
        return true;
    }
    // Somebody's name and what they did. Every space is tried as the end of that name; there are eight at most.
    !name.match_indices(' ').any(|(at, _)| {
        let (who, did) = name.split_at(at);
        let known = who == "You" || names.get(who).is_some_and(|&n| n > 1);
        let did = did.trim_start();
        known && did.contains(' ') && did.chars().next().is_some_and(char::is_lowercase)
    })
}

/// Whether a quotation mark is opened and not closed.
fn quoting(text: &str) -> bool {
    let count = |marks: &[char]| text.chars().filter(|c| marks.contains(c)).count();
    !count(&['"']).is_multiple_of(2)
        || count(&['“', '”', '„']) % 2 == 1
        || count(&['«']) > count(&['»'])
        || count(&['「']) > count(&['」'])
}

#[cfg(test)]
mod tests;
