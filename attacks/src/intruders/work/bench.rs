//! What a member of the family puts on the bench: messages of a size that can be searched, and programs that open them one
//! after the other, so that what one, ten and a hundred messages cost can be counted.

use crate::attack::{Measured, measured};

/// Who searches, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// Without the holder's key.
    Outsider,
    /// With the holder's key, or with what the trustees open.
    Holder,
    /// With the specification, each message under a key of its own.
    FreshKeys,
    /// With the specification, all messages under one key.
    OneKey,
    /// Before there was any warrant, for one user; then with what the trustees open.
    Beforehand,
    /// Whoever pays for the group once, and then for each message.
    Payer,
    /// Whoever copied what the payer paid for once.
    Thief,
    /// One conversation for each message, all in one group.
    Shared,
    /// One conversation for each message, each in a group of its own.
    OwnGroups,
}

/// After how many messages the cost is read off.
pub(crate) const POINTS: [usize; 3] = [1, 10, 100];

impl Who {
    /// The names of the cost of 1, 10 and 100 messages.
    pub(crate) const fn names(self) -> [&'static str; 3] {
        match self {
            Self::Outsider => ["outsider, 1 message", "outsider, 10 messages", "outsider, 100 messages"],
            Self::Holder => ["holder, 1 message", "holder, 10 messages", "holder, 100 messages"],
            Self::FreshKeys => {
                ["a key each, 1 message", "a key each, 10 messages", "a key each, 100 messages"]
            }
            Self::OneKey => [
                "one key for all, 1 message",
                "one key for all, 10 messages",
                "one key for all, 100 messages",
            ],
            Self::Beforehand => [
                "searched before the warrant, 1 message",
                "searched before the warrant, 10 messages",
                "searched before the warrant, 100 messages",
            ],
            Self::Payer => {
                ["whoever pays, 1 message", "whoever pays, 10 messages", "whoever pays, 100 messages"]
            }
            Self::Thief => [
                "thief of what was paid once, 1 message",
                "thief of what was paid once, 10 messages",
                "thief of what was paid once, 100 messages",
            ],
            Self::Shared => [
                "one group for all, 1 conversation",
                "one group for all, 10 conversations",
                "one group for all, 100 conversations",
            ],
            Self::OwnGroups => [
                "a group each, 1 conversation",
                "a group each, 10 conversations",
                "a group each, 100 conversations",
            ],
        }
    }
}

/// A program that opens messages one after the other.
pub(crate) trait Job {
    /// What it does before the first message, in trials or steps.
    fn beforehand(&mut self) -> u64;

    /// Opens the next message: what that took, and whether it opened.
    fn open(&mut self, index: usize) -> (u64, bool);

    /// Between which bounds the whole cost of so many messages was predicted to lie.
    fn foretold(&self, messages: usize) -> (f64, f64);
}

/// A job and who does it.
pub(crate) struct Task {
    pub(crate) who: Who,
    /// Messages that are tried: 100, or fewer where each is dear.
    pub(crate) messages: usize,
    pub(crate) job: Box<dyn Job>,
}

/// What came of a task.
pub(crate) struct Curve {
    pub(crate) who: Who,
    /// Whether each message opened.
    pub(crate) opened: Vec<bool>,
    /// The whole cost after each number of messages.
    pub(crate) total: Vec<u64>,
    /// What of it was spent before the first.
    pub(crate) beforehand: u64,
    pub(crate) measures: Vec<Measured>,
}

impl Curve {
    /// The mean of what one message cost, beside what was spent beforehand.
    pub(crate) fn each(&self) -> f64 {
        let last = self.total.last().copied().unwrap_or(0);
        float(last - self.beforehand) / float(u64::try_from(self.total.len()).unwrap_or(1).max(1))
    }
}

impl Task {
    /// Does the job, and reads the cost off.
    pub(crate) fn run(mut self) -> Curve {
        let beforehand = self.job.beforehand();
        let (mut opened, mut total, mut sum) = (Vec::new(), Vec::new(), beforehand);
        for index in 0..self.messages {
            let (trials, open) = self.job.open(index);
            sum += trials;
            opened.push(open);
            total.push(sum);
        }
        let points = POINTS.into_iter().zip(self.who.names());
        let measures = points.filter_map(|(messages, name)| {
            let cost = total.get(messages - 1)?;
            let (low, high) = self.job.foretold(messages);
            Some(measured(name, float(*cost), "trials").within(low, high))
        });
        let measures = measures.collect();
        Curve { who: self.who, opened, total, beforehand, measures }
    }
}

/// A receiver of Lotus's on the bench: reads a message whose field was made this, or refuses it.
pub(crate) struct Receiver {
    /// The field as it was sent.
    pub(crate) field: Vec<u8>,
    /// Whether it reads the message with another in its place.
    pub(crate) reads: Reads,
}

/// Whether a receiver reads its message with a field.
pub(crate) type Reads = Box<dyn Fn(&[u8]) -> bool>;

/// A radio on the bench: loads random keys until two make the same key stream, at most so many.
pub(crate) type Loader = Box<dyn FnMut(u32) -> Option<u32>>;

/// What a member of the family has on the bench.
#[derive(Default)]
pub(crate) struct Bench {
    pub(crate) tasks: Vec<Task>,
    pub(crate) receiver: Option<Receiver>,
    /// A radio of the reduced kind, the number of its register's values, and a full one.
    pub(crate) radios: Option<(Loader, f64, Loader)>,
    /// The ratio of two means that the sizes promise: here, and at full size.
    pub(crate) ratio: Option<Ratio>,
    /// Figures at full size, by the sizes alone.
    pub(crate) full: Vec<(&'static str, f64)>,
}

/// How many of one's trials go to one of the other's.
pub(crate) struct Ratio {
    pub(crate) of: Who,
    pub(crate) to: Who,
    /// Bits between them on the bench.
    pub(crate) bits: u32,
    /// Bits between them at full size.
    pub(crate) full: u32,
}

/// A count as a number of the report.
pub(crate) fn float(count: u64) -> f64 {
    let high = u32::try_from(count >> 32).unwrap_or(u32::MAX);
    let low = u32::try_from(count & u64::from(u32::MAX)).unwrap_or(u32::MAX);
    f64::from(high) * 2f64.powi(32) + f64::from(low)
}

/// Bounds of a sum of independent numbers, each uniform on 1 to `range`: five standard deviations to each side, and never
/// beyond what is possible.
pub(crate) fn uniform_sum(terms: usize, range: u64) -> (f64, f64) {
    let (n, range) = (float(u64::try_from(terms).unwrap_or(u64::MAX)), float(range));
    let (mean, deviation) = (n * (range + 1.0) / 2.0, range * (n / 12.0).sqrt());
    ((mean - 5.0 * deviation).max(n), (mean + 5.0 * deviation).min(n * range))
}
