//! What attacks bring back, message by message, and how it is scored.

use crate::system::Plaintext;

/// What somebody did or read, to be scored.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The place in the script of the message that it is about.
    pub line: usize,
    /// Whether the attack marked it beforehand as one that should come out ([`crate::attack::Expect::Marked`]).
    pub marked: bool,
    /// What came of it.
    pub result: TrialResult,
}

impl Trial {
    /// A reading.
    #[must_use]
    pub const fn read(line: usize, reading: Option<Plaintext>) -> Self {
        Self { line, marked: false, result: TrialResult::Read(reading) }
    }

    /// Something that happened or not.
    #[must_use]
    pub const fn did(line: usize, happened: bool) -> Self {
        Self { line, marked: false, result: TrialResult::Did(happened) }
    }

    /// An evasion.
    #[must_use]
    pub const fn evaded(line: usize, heard: Option<Plaintext>, obtained: Option<Plaintext>) -> Self {
        Self { line, marked: false, result: TrialResult::Evaded { heard, obtained } }
    }

    /// Whether it came out, compared with what was said on that line.
    pub(crate) fn score(&self, said: &[u8]) -> Score {
        match &self.result {
            TrialResult::Did(true) => Score::Success,
            TrialResult::Did(false) | TrialResult::Read(None) => Score::Failure,
            TrialResult::Read(Some(text)) if text == said => Score::Success,
            TrialResult::Read(Some(_)) => Score::Wrong,
            TrialResult::Evaded { heard, obtained } => {
                let evaded = heard.as_deref() == Some(said) && obtained.as_deref() != Some(said);
                if evaded { Score::Success } else { Score::Failure }
            }
        }
    }
}

/// What came of a trial.
#[derive(Clone, Debug)]
pub enum TrialResult {
    /// A reading, right or wrong or none.
    Read(Option<Plaintext>),
    /// Something that happened or not.
    Did(bool),
    /// The peer read this, the authority that: evasion succeeds if the peer has the text and the authority has not.
    Evaded {
        /// What the peer read.
        heard: Option<Plaintext>,
        /// What the authority read.
        obtained: Option<Plaintext>,
    },
}

/// What a trial came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Score {
    /// It came out.
    Success,
    /// It did not.
    Failure,
    /// A reading that nobody wrote.
    Wrong,
}

/// What became of lines that were said with a trick or a wrap.
#[derive(Clone, Debug, Default)]
pub struct Played {
    /// Whether peer and authority read the text.
    pub evaded: Vec<Trial>,
    /// Whether the authority read the decoy in its place.
    pub deceived: Vec<Trial>,
    /// Whether the peer read the text and the opening names somebody else as its sender.
    pub framed: Vec<Trial>,
    /// Whether the opening names the sender.
    pub named: Vec<Trial>,
    /// Attempts that the senders' machines made.
    pub attempts: u64,
    /// Bytes that the wrap added to a text.
    pub overhead: usize,
    /// Messages that the authority opened to something.
    pub opened: usize,
}
