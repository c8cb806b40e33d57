//! What a messenger says: notices to its user, and alarms that it can prove.

use honest::address::Address;

use super::transparency::{Broken, Equivocation, Inclusion, LogError, SignedHead};

/// Something a messenger says to its user.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// A device has joined a user's roster since it was last looked up.
    NewDevice {
        /// The device.
        device: Address,
    },
    /// The directory lists a device that its owner has not signed. Nothing is encrypted to it.
    Unsigned {
        /// The device.
        device: Address,
    },
}

/// Something a messenger can prove, or knows for certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// The log lists a roster for this user that this user never had. The proof convinces its owner; others must
    /// take the owner's word.
    NotMine {
        /// The head.
        head: SignedHead,
        /// What it lists.
        listed: Inclusion,
    },
    /// The provider showed somebody else another log. Anybody can verify it.
    Equivocation(Equivocation),
    /// The provider answered with a roster, promised to list it and did not. Anybody can verify it.
    Broken(Broken),
    /// The provider's log does not continue the one shown before, or none is shown any more.
    Log(LogError),
}
