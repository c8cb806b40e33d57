//! Telling what a person wrote from what the app put in its place.
//!
//! WhatsApp writes its notes in the language of the phone, some sixty of them. A list of all phrases would be long
//! and never complete, so the rules here go by form wherever there is one, and by word stems where there is none:
//!
//! - iOS puts an invisible left-to-right mark in front of everything the app says in a person's place;
//! - `<two or more words>` with nothing but letters inside is a placeholder or the mark of an edited message;
//! - `<word: name.ext>` and `name.ext (words)` are attached files;
//! - the end of the form "image omitted" is a noun for a medium and a word for "left out".
//!
//! Deleted messages and missed calls have no form; the phrases known here are those of the larger languages.

use super::super::is_mark;
use super::phrases::{ATTACHED, EDITED, MEDIA, NOTICES, OMITTED, OPENINGS};

/// What stood behind a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Note {
    /// Something a person wrote, and how many placeholders stood next to it.
    Written(String, usize),
    /// Nothing but a placeholder.
    Attachment,
    /// A note of the app.
    System,
}

const LEFT_TO_RIGHT: char = '\u{200e}';

/// Says what a text is. `apple`: the export is one of iOS, which marks what a person did not write.
pub(super) fn sort(text: &str, apple: bool) -> Note {
    let text = text.trim();
    let bare = text.trim_start_matches(is_mark);
    let marked = text.starts_with(LEFT_TO_RIGHT);
    if notice(bare) {
        return Note::System;
    }
    let bare = without_edited(bare);
    let (left, attachments) = without_attachment(bare, marked);
    match (left.trim_matches(|c: char| c.is_whitespace() || is_mark(c)), attachments) {
        // A text of nothing stands for media that the phone could not name, such as photos to be seen once.
        ("", _) => Note::Attachment,
        (_, 0) if marked && apple => Note::System,
        (left, n) => Note::Written(left.to_owned(), n),
    }
}

fn notice(text: &str) -> bool {
    const LONGEST: usize = 160;
    if OPENINGS.iter().any(|opening| text.starts_with(opening)) {
        return true;
    }
    if text.len() > LONGEST || text.contains('\n') {
        return false;
    }
    let plain = text.trim_end_matches(['.', '。', '।', ' ']).to_lowercase();
    NOTICES.contains(&plain.as_str())
}

/// Cuts `<This message was edited>` off the end.
fn without_edited(text: &str) -> &str {
    let cut = || {
        let (left, mark) = text.strip_suffix('>')?.rsplit_once('<')?;
        let by_app = left.ends_with(LEFT_TO_RIGHT);
        let words = mark.trim_end_matches(['.', '。']);
        let edited = || stem(&words.to_lowercase(), EDITED);
        let ours = words.chars().count() <= 60 && only_words(words) && (by_app || edited());
        ours.then(|| left.trim_end_matches(|c: char| c.is_whitespace() || is_mark(c)))
    };
    // What is nothing but such a mark is a placeholder.
    cut().filter(|left| !left.is_empty()).unwrap_or(text)
}

/// Cuts the placeholder off a text. Gives the caption that is left, and how many were cut: none or one.
fn without_attachment(text: &str, marked: bool) -> (&str, usize) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim_end();
    if angled(first) || file_in_front(first, marked) {
        return (rest, 1);
    }
    // "null" is what Android writes for photos to be seen once.
    if rest.is_empty() && (omitted(first) || document(first) || location(first) || first == "null") {
        return ("", 1);
    }
    match attached_behind(text) {
        // A document's own name and length, not a caption.
        Some(caption) if caption.contains('•') => ("", 1),
        Some(caption) => (caption, 1),
        None => (text, 0),
    }
}

/// `<Media omitted>`, in any language: two words or more, or four letters or more where words have no spaces.
fn angled(line: &str) -> bool {
    let Some(inside) = line.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else { return false };
    let wide = inside.chars().filter(|&c| c >= '\u{3040}').count();
    inside.len() <= 120 && only_words(inside) && (inside.trim().contains(' ') || wide >= 4)
}

/// `IMG-20231231-WA0001.jpg (file attached)`.
fn file_in_front(line: &str, marked: bool) -> bool {
    let Some((name, inside)) = line.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")) else {
        return false;
    };
    let numbered =
        name.contains("-WA") && name.split('-').nth(1).is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    file(name) && only_words(inside) && (marked || numbered || stem(&inside.to_lowercase(), ATTACHED))
}

/// `image omitted`, `Plan.pdf document omitted`.
fn omitted(line: &str) -> bool {
    let words: Vec<String> = line
        .split(|c: char| c.is_whitespace() || is_mark(c))
        .filter(|word| !word.is_empty())
        .take(20)
        .map(str::to_lowercase)
        .collect();
    let Some((last, before)) = words.split_last() else { return false };
    // "image omitted", "tarjeta de contacto omitida": the noun comes first, or behind the name of a file.
    let medium = |word: &String| MEDIA.contains(&word.as_str());
    let named = before.iter().any(|word| file(word)) && before.iter().any(medium);
    OMITTED.contains(&last.as_str()) && (named || (before.len() <= 3 && before.first().is_some_and(medium)))
}

/// `Plan.pdf • ‎2 pages ‎document omitted`: the name of a file, then what only the app writes.
fn document(line: &str) -> bool {
    line.split_once(['•', LEFT_TO_RIGHT])
        .is_some_and(|(name, _)| name.ends_with(' ') && file(name.trim_end()))
}

/// `location: https://maps.google.com/?q=…`.
fn location(line: &str) -> bool {
    line.split_once("https://maps.google.com/?q=").is_some_and(|(before, behind)| {
        before.trim_end().ends_with(':') && before.chars().count() <= 40 && !behind.contains(' ')
    })
}

/// `caption <attached: 00000012-PHOTO.jpg>`: gives the caption.
fn attached_behind(text: &str) -> Option<&str> {
    let (caption, mark) = text.strip_suffix('>')?.rsplit_once('<')?;
    let (word, name) = mark.split_once(": ")?;
    (only_words(word) && file(name)).then_some(caption)
}

/// Whether a name ends as file names do: a dot and two to five letters or digits.
fn file(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, end)| {
        !stem.is_empty() && (2..=5).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

/// Letters and spaces, nothing else; some scripts need marks that are no letters, so all but ASCII may stand.
fn only_words(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().all(|c| c.is_alphabetic() || !c.is_ascii() || matches!(c, ' ' | '-' | '\''))
}

fn stem(text: &str, stems: &[&str]) -> bool {
    stems.iter().any(|stem| text.contains(stem))
}

#[cfg(test)]
mod tests;
