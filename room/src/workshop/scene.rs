//! The scenes of a workshop, in the order of the storyboard.

use serde::{Deserialize, Serialize};

/// What the projector and the phones show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scene {
    /// People join.
    Join,
    /// Pairs write to each other.
    Chat,
    /// Everyone commits to a guess.
    Predict,
    /// The scheme, as its proponents explain it, and who holds its shares.
    Shares,
    /// One session is opened lawfully.
    Court,
    /// Shares are stolen.
    Attack,
    /// The threshold is reached.
    Break,
    /// Guess, lawful opening and theft beside each other.
    Compare,
    /// What would change the result.
    Change,
    /// What this does not show.
    Limits,
    /// What everybody takes home.
    Takeaway,
}

impl Scene {
    /// All, in order.
    pub const ALL: [Self; 11] = [
        Self::Join,
        Self::Chat,
        Self::Predict,
        Self::Shares,
        Self::Court,
        Self::Attack,
        Self::Break,
        Self::Compare,
        Self::Change,
        Self::Limits,
        Self::Takeaway,
    ];

    /// Its id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Chat => "chat",
            Self::Predict => "predict",
            Self::Shares => "shares",
            Self::Court => "court",
            Self::Attack => "attack",
            Self::Break => "break",
            Self::Compare => "compare",
            Self::Change => "change",
            Self::Limits => "limits",
            Self::Takeaway => "takeaway",
        }
    }

    /// Minutes that the 45-minute plan gives it.
    #[must_use]
    pub const fn minutes(self) -> u32 {
        match self {
            Self::Join | Self::Predict => 4,
            Self::Chat | Self::Court | Self::Attack => 6,
            Self::Shares => 4,
            Self::Break => 1,
            Self::Compare | Self::Limits => 3,
            Self::Change => 5,
            Self::Takeaway => 3,
        }
    }

    /// The one this many places further on in an order.
    #[must_use]
    pub fn step(self, order: &[Self], forward: bool) -> Self {
        let at = order.iter().position(|scene| *scene == self).unwrap_or(0);
        let to = if forward { at + 1 } else { at.saturating_sub(1) };
        order.get(to).copied().unwrap_or(self)
    }
}

/// A question that people vote on before the answer is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Question {
    /// An attacker copies the server: how many chats open?
    Copy,
    /// And gets k of n key shares of a scheme for lawful access: how many then?
    Shares,
    /// Which design would you accept?
    Design,
}

impl Question {
    /// All.
    pub const ALL: [Self; 3] = [Self::Copy, Self::Shares, Self::Design];

    /// Its id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Shares => "shares",
            Self::Design => "design",
        }
    }

    /// The choices, by id.
    #[must_use]
    pub const fn choices(self) -> &'static [&'static str] {
        match self {
            Self::Copy | Self::Shares => &["none", "some", "half", "all"],
            Self::Design => &["clean", "escrow", "epochs", "other"],
        }
    }
}
