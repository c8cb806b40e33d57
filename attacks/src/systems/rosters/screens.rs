//! What users and the court can see at the end of a run, for the attack to count.

use std::collections::BTreeMap;

use escrow::mechanisms::ghost::journal::Change;
use escrow::mechanisms::ghost::{self, Client};
use escrow::mechanisms::transparency::Habits;

use crate::system::User;

/// What one user's messenger has said so far, and what it has not.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Screen {
    /// Notices that were shown.
    pub(crate) notices: usize,
    /// Notices that the directory asked it to withhold.
    pub(crate) withheld: usize,
    /// The day of the first alarm.
    pub(crate) alarmed: Option<u32>,
}

/// What users and the court can see at the end, for the attack to count.
#[derive(Clone, Debug, Default)]
pub(crate) struct Screens {
    /// By user.
    pub(crate) users: BTreeMap<User, Screen>,
    /// The provider's journal.
    pub(crate) journal: Vec<Change>,
    /// The orders that the court has signed.
    pub(crate) orders: Vec<ghost::Order>,
    /// What clients do about the log, if there is one.
    pub(crate) habits: Option<Habits>,
}

/// Looks at a user's screen.
pub(super) fn watch(screens: &mut Screens, day: u32, user: User, client: &Client) {
    let screen = screens.users.entry(user).or_default();
    screen.notices = client.notices().len();
    screen.withheld = client.withheld().len();
    if !client.alarms().is_empty() {
        screen.alarmed.get_or_insert(day);
    }
}
