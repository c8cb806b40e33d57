//! From conversations to a script: the embedded ones cast over a population, or a file's own people and order.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use attacks::parameters::Parameters;
use attacks::script::{Conversation, Line, Script};

use crate::cli::Size;
use crate::conversations::{self, Transcript};
use crate::error::Failure;

/// What a run plays, with its parameters made to fit, and where the texts come from.
#[derive(Debug)]
pub struct Input {
    /// The parameters.
    pub parameters: Parameters,
    /// The script.
    pub script: Script,
    /// "embedded", or the format of a file: its name may be somebody's name.
    pub source: String,
}

/// The embedded conversations over a population of this size.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn embedded(parameters: Parameters) -> Result<Input, Failure> {
    parameters.validate()?;
    let script = Script::generated(&by_pair(&conversations::embedded()), &parameters);
    Ok(Input { parameters, script, source: "embedded".to_owned() })
}

/// How many pairs speak in the embedded conversations.
#[must_use]
pub fn embedded_pairs() -> usize {
    by_pair(&conversations::embedded()).len()
}

/// What the options ask for.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn read(size: &Size, seed: u64) -> Result<Input, Failure> {
    let parameters = size.parameters(seed);
    match &size.conversations {
        None => embedded(parameters),
        Some(path) => from_file(path, size.strict, parameters),
    }
}

fn from_file(path: &Path, strict: bool, mut parameters: Parameters) -> Result<Input, Failure> {
    // What is wrong with the options is said before anything is read.
    parameters.validate()?;
    let bytes = std::fs::read(path).map_err(|error| Failure::Read { path: path.to_owned(), error })?;
    let transcript = conversations::read(&bytes)
        .map_err(|error| Failure::Conversations { path: path.to_owned(), error })?;
    if let (true, Some(line)) = (strict, transcript.bad.first()) {
        let (line, count) = (line.clone(), transcript.bad.len());
        return Err(Failure::BadLine { path: path.to_owned(), line, count });
    }
    let mut lines = lines(&transcript);
    // Mailboxes are not in order of time. Where a line has none, the file's order is the order.
    if lines.iter().all(|line| line.time.is_some()) {
        lines.sort_by_key(|line| line.time);
    }
    let script = Script::recorded(&lines, &parameters);
    if script.metas().is_empty() {
        return Err(Failure::OneVoice { path: path.to_owned() });
    }
    report(path, &transcript, &script);
    parameters.users = script.users();
    parameters.sessions = script.sessions();
    parameters.messages = script.metas().len();
    parameters.validate()?;
    Ok(Input { parameters, script, source: transcript.format.to_string() })
}

/// Says on standard error what was read and what was not; a closed standard error stops nothing.
fn report(path: &Path, transcript: &Transcript, script: &Script) {
    const SHOWN: usize = 5;
    let Transcript { format, lines, system, attachments, bad } = transcript;
    let mut stderr = std::io::stderr().lock();
    let mut say = |text: String| drop(writeln!(stderr, "{text}"));
    say(format!(
        "{}: {format}, {} messages read, {} used, {} people; left out: {system} system lines, {attachments} attachments, {} bad lines",
        path.display(),
        lines.len(),
        script.metas().len(),
        script.users(),
        bad.len()
    ));
    for line in bad.iter().take(SHOWN) {
        say(format!("warning: {}, {line}: skipped", path.display()));
    }
    if bad.len() > SHOWN {
        say(format!("warning: {} more bad lines skipped; --strict refuses such a file", bad.len() - SHOWN));
    }
    if lines.len() > script.metas().len() {
        say(format!("note: the first {} messages are used; --messages takes more", script.metas().len()));
    }
}

/// The messages as lines of a script. In there people are numbers; no name goes any further.
fn lines(transcript: &Transcript) -> Vec<Line> {
    let line = |line: &conversations::Line| Line {
        from: line.from.clone(),
        to: line.to.clone(),
        time: line.time,
        text: line.text.clone(),
    };
    transcript.lines.iter().map(line).collect()
}

/// Conversations by who speaks with whom, in order of their beginning.
fn by_pair(transcript: &Transcript) -> Vec<Conversation> {
    let mut order: Vec<(String, String)> = Vec::new();
    let mut pairs: BTreeMap<(String, String), Conversation> = BTreeMap::new();
    for line in lines(transcript) {
        let to = line.to.clone().unwrap_or_default();
        let pair = if line.from < to { (line.from.clone(), to) } else { (to, line.from.clone()) };
        if !pairs.contains_key(&pair) {
            order.push(pair.clone());
        }
        pairs.entry(pair).or_default().push(line);
    }
    order.iter().filter_map(|pair| pairs.remove(pair)).collect()
}

#[cfg(test)]
mod tests;
