//! How large a run is, and when things happen in it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Seconds of a simulated day.
pub const DAY: u64 = 86_400;

/// Everything that sets a run. One value of this, one run, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Parameters {
    /// The seed of every random number.
    pub seed: u64,
    /// Users.
    pub users: usize,
    /// Conversations, each between two users.
    pub sessions: usize,
    /// Messages in all conversations together.
    pub messages: usize,
    /// Days they are spread over.
    pub days: u32,
    /// Trustees that must act together.
    pub threshold: u8,
    /// Trustees.
    pub trustees: u8,
    /// The day on whose morning things are stolen.
    pub theft_day: u32,
    /// Days that one escrow key serves, in systems with epochs.
    pub epoch_days: u32,
    /// Epochs before the present one whose keys are kept, in systems with epochs.
    pub retained_epochs: u32,
    /// Whether statistics are taken over the long runs.
    pub thorough: bool,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            seed: 42,
            users: 12,
            sessions: 12,
            messages: 360,
            days: 10,
            threshold: 3,
            trustees: 5,
            theft_day: 5,
            epoch_days: 2,
            retained_epochs: 1,
            thorough: false,
        }
    }
}

/// Parameters that describe no run.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ParameterError {
    /// A quantity below its least value.
    #[error("{what} must be at least {least}, not {got}")]
    TooFew {
        /// Which.
        what: &'static str,
        /// Its least value.
        least: u64,
        /// What was given.
        got: u64,
    },
    /// A quantity above its bound.
    #[error("{what} can be at most {most}, not {got}: {why}")]
    TooMany {
        /// Which.
        what: &'static str,
        /// Its bound.
        most: u64,
        /// What was given.
        got: u64,
        /// Why there is a bound.
        why: &'static str,
    },
    /// A threshold that can never be reached.
    #[error("{k} of {n} trustees can never agree: the threshold exceeds their number")]
    Unreachable {
        /// The threshold.
        k: u8,
        /// The trustees.
        n: u8,
    },
}

impl Parameters {
    /// Whether these describe a run.
    ///
    /// # Errors
    /// [`ParameterError`] naming the first that does not fit.
    pub fn validate(&self) -> Result<(), ParameterError> {
        let least = |what, least: u64, got: u64| {
            if got < least { Err(ParameterError::TooFew { what, least, got }) } else { Ok(()) }
        };
        let most = |what, most: u64, got: u64, why| {
            if got > most { Err(ParameterError::TooMany { what, most, got, why }) } else { Ok(()) }
        };
        let wide = |value: usize| u64::try_from(value).unwrap_or(u64::MAX);
        least("users", 2, wide(self.users))?;
        most("users", 10_000, wide(self.users), "each user is a whole device in memory")?;
        least("sessions", 1, wide(self.sessions))?;
        let pairs = wide(self.users) * (wide(self.users) - 1) / 2;
        most(
            "sessions",
            pairs,
            wide(self.sessions),
            "each is a conversation of two users, and every two have one",
        )?;
        least("messages", 1, wide(self.messages))?;
        most("messages", 1_000_000, wide(self.messages), "every message is kept on the tape")?;
        least("days", 2, self.days.into())?;
        most("days", 3_650, self.days.into(), "ten years")?;
        most(
            "theft day",
            u64::from(self.days) - 1,
            self.theft_day.into(),
            "the theft happens within the run",
        )?;
        least("theft day", 1, self.theft_day.into())?;
        least("days of an epoch", 1, self.epoch_days.into())?;
        least("threshold", 2, self.threshold.into())?;
        if self.threshold > self.trustees {
            return Err(ParameterError::Unreachable { k: self.threshold, n: self.trustees });
        }
        most("trustees", 20, self.trustees.into(), "coalitions are enumerated")
    }

    /// The epoch of a day.
    #[must_use]
    pub const fn epoch(&self, day: u32) -> u32 {
        day / self.epoch_days
    }

    /// The first epoch whose key is still kept on a day.
    #[must_use]
    pub const fn first_kept(&self, day: u32) -> u32 {
        self.epoch(day).saturating_sub(self.retained_epochs)
    }
}
