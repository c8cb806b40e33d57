//! `MKSKIPPED`: keys of messages that have not come yet.

use std::collections::VecDeque;

use super::{Header, MessageKey};
use crate::error::DecryptError;
use crate::limits::MAX_SKIPPED;
use crate::primitives::dh::DhPublic;

/// A key set aside: whose chain, which number, the key.
pub(crate) struct Waiting {
    pub(crate) ratchet: DhPublic,
    pub(crate) number: u32,
    pub(crate) key: MessageKey,
}

/// Keys set aside, oldest first, at most [`MAX_SKIPPED`]. The oldest goes when a new one needs its place:
/// an old hole in forward secrecy is worth less than a young one, and its message is the less likely to come.
#[derive(Default)]
pub(crate) struct Skipped {
    waiting: VecDeque<Waiting>,
}

impl Skipped {
    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Waiting> {
        self.waiting.iter()
    }

    /// Sets aside one key, oldest first.
    pub(crate) fn push(&mut self, waiting: Waiting) {
        if self.waiting.len() >= MAX_SKIPPED {
            self.waiting.pop_front();
        }
        self.waiting.push_back(waiting);
    }

    /// Sets aside the keys that lead up to a number in a chain.
    pub(super) fn keep(&mut self, ratchet: DhPublic, keys: Skip) {
        // Keys first: behind the last number of a chain there is none to count on to.
        for (key, number) in keys.keys.into_iter().zip(keys.from..) {
            self.push(Waiting { ratchet, number, key });
        }
    }

    /// Opens a message whose key waits here; `None` if none does. A key is spent by success alone.
    pub(super) fn open(
        &mut self,
        header: &Header,
        aad: &[u8],
        sealed: &[u8],
    ) -> Option<Result<Vec<u8>, DecryptError>> {
        let place = self
            .waiting
            .iter()
            .position(|waiting| waiting.number == header.number && waiting.ratchet == header.ratchet)?;
        let Waiting { ratchet, number, key } = self.waiting.remove(place)?;
        Some(key.open(aad, sealed).map_err(|refused| {
            self.waiting.insert(place, Waiting { ratchet, number, key: refused.key });
            refused.error
        }))
    }
}

/// Keys that were jumped over, in order, and the number of the first.
#[derive(Default)]
pub(super) struct Skip {
    pub(super) from: u32,
    pub(super) keys: Vec<MessageKey>,
}
