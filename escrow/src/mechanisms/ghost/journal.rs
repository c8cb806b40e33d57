//! The provider's journal of what happened to rosters.
//!
//! ```text
//! change  number 8 ‖ time 8 ‖ flag 1 (1: removed) ‖ order 16 ‖ user ‖ device
//! ```
//! It says what was done and under which order, as whoever did it wrote down. It does not say who did it, and nothing
//! checks the order's number against an order.

use honest::address::Address;
use honest::codec::Writer;

use super::Order;
use crate::warrant::WarrantId;

/// What a user does without any order.
pub const NO_ORDER: WarrantId = WarrantId([0; 16]);

/// What happened to a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A device was added.
    Added,
    /// A device was removed.
    Removed,
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its number, from 0.
    pub number: u64,
    /// The provider's clock, in seconds.
    pub time: u64,
    /// What happened.
    pub kind: Kind,
    /// Under which order; [`NO_ORDER`] for what users do themselves.
    pub order: WarrantId,
    /// To whose roster.
    pub user: Address,
    /// The device.
    pub device: Address,
}

impl Change {
    /// The layout.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { number, time, kind, order, user, device } = self;
        let mut to = Writer::with_capacity(200);
        to.u64(*number).u64(*time).flag(*kind == Kind::Removed).put(&order.0);
        user.encode(&mut to);
        device.encode(&mut to);
        to.finish()
    }
}

/// Holds a journal against the orders that a court knows of: the numbers of additions that name an order which does not
/// exist, is about somebody else, or was used before. What was written down as a user's own doing is not among them.
#[must_use]
pub fn reconcile(journal: &[Change], orders: &[Order]) -> Vec<u64> {
    let (mut used, mut wrong) = (Vec::new(), Vec::new());
    for change in journal.iter().filter(|change| change.kind == Kind::Added && change.order != NO_ORDER) {
        let stands = orders.iter().any(|order| order.id == change.order && order.target == change.user);
        if !stands || used.contains(&change.order) {
            wrong.push(change.number);
        }
        used.push(change.order);
    }
    wrong
}
