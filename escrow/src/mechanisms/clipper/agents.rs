//! The two agents, and the court they answer to. In 1994 they were NIST and a branch of the Treasury.
//!
//! **Stand-in.** Orders are signed here, over canonical bytes; then they were paper. The check is the agent's
//! procedure. Nothing in the parts asks for it ([`Agent::fetch`]), and what it lets out is good for every message of
//! that unit, before and after.

use std::collections::BTreeMap;

use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::primitives::sign::{SIGNATURE, SigningPair, SigningPublic};
use thiserror::Error;
use zeroize::Zeroizing;

use super::UnitId;
use super::skipjack::Key80;
use crate::label;

#[cfg(test)]
mod tests;

/// Which of the two agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The first.
    First,
    /// The second.
    Second,
}

/// One part of one unit's key. Alone it says nothing about the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The unit.
    pub unit: UnitId,
    /// Whose part.
    pub side: Side,
    /// The secret.
    pub value: Key80,
}

/// What a court allows: the parts of one unit's key, in these seconds (`until` excluded).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The unit, as read from a field.
    pub unit: UnitId,
    /// From when on the agents may honour it.
    pub from: u64,
    /// Until when.
    pub until: u64,
}

/// An order with the court's signature, not yet verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedOrder {
    /// What it allows.
    pub order: Order,
    /// The signature over the canonical bytes.
    pub signature: [u8; SIGNATURE],
}

impl Order {
    /// Signs it with the court's key.
    #[must_use]
    pub fn sign(self, court: &SigningPair) -> SignedOrder {
        SignedOrder { order: self, signature: court.sign(label::CLIPPER_ORDER, &self.to_bytes()) }
    }

    /// `unit 4 ‖ from 8 ‖ until 8`.
    fn to_bytes(self) -> Vec<u8> {
        let mut to = Writer::with_capacity(20);
        to.u32(self.unit.0).u64(self.from).u64(self.until);
        to.finish()
    }
}

/// Why an agent keeps its part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Withheld {
    /// No court signed that.
    #[error("the order does not carry the court's signature")]
    Signature,
    /// Too early or too late.
    #[error("the order is in force from {from} to {until}, and it is {now}")]
    NotInForce {
        /// From when on.
        from: u64,
        /// Until when.
        until: u64,
        /// The agent's clock.
        now: u64,
    },
    /// A unit that was never programmed, as far as this agent knows.
    #[error("no part of the key of unit {:08x} was deposited here", .unit.0)]
    Unknown {
        /// The unit asked for.
        unit: UnitId,
    },
}

/// One agent: a safe full of parts.
pub struct Agent {
    side: Side,
    court: SigningPublic,
    safe: BTreeMap<UnitId, Key80>,
    released: Vec<Order>,
}

impl std::fmt::Debug for Agent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { side, court: _, safe, released } = self;
        f.debug_struct("Agent")
            .field("side", side)
            .field("parts", &safe.len())
            .field("released", &released.len())
            .finish_non_exhaustive()
    }
}

impl Agent {
    /// An agent with an empty safe.
    #[must_use]
    pub const fn new(side: Side, court: SigningPublic) -> Self {
        Self { side, court, safe: BTreeMap::new(), released: Vec::new() }
    }

    /// Takes a part into the safe; whether it is this agent's.
    pub fn deposit(&mut self, part: Part) -> bool {
        let own = part.side == self.side;
        if own {
            self.safe.insert(part.unit, part.value);
        }
        own
    }

    /// Releases a part under an order, and writes the order down.
    ///
    /// # Errors
    /// [`Withheld`]; nothing was released then.
    pub fn release(&mut self, signed: &SignedOrder, now: u64) -> Result<Part, Withheld> {
        let order = signed.order;
        self.court
            .verify(label::CLIPPER_ORDER, &order.to_bytes(), &signed.signature, "Clipper order")
            .map_err(|_| Withheld::Signature)?;
        let Order { unit, from, until } = order;
        if now < from || now >= until {
            return Err(Withheld::NotInForce { from, until, now });
        }
        let part = self.fetch(unit).ok_or(Withheld::Unknown { unit })?;
        self.released.push(order);
        Ok(part)
    }

    /// The orders that were honoured.
    #[must_use]
    pub fn released(&self) -> &[Order] {
        &self.released
    }

    /// What its people can take from the safe without an order. Nothing is written down.
    #[must_use]
    pub fn fetch(&self, unit: UnitId) -> Option<Part> {
        self.safe.get(&unit).map(|value| Part { unit, side: self.side, value: value.clone() })
    }

    /// What a thief finds in the safe: `second 1 ‖ count 4 ‖ (unit 4 ‖ part 10)…`.
    #[must_use]
    pub fn stored(&self) -> Zeroizing<Vec<u8>> {
        let mut to = Writer::with_capacity(5 + 14 * self.safe.len());
        to.flag(self.side == Side::Second).count(self.safe.len());
        for (unit, value) in &self.safe {
            to.u32(unit.0).put(value.as_bytes());
        }
        Zeroizing::new(to.finish())
    }
}

impl Part {
    /// Reads what [`Agent::stored`] wrote.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn read_all(stored: &[u8]) -> Result<Vec<Self>, DecodeError> {
        let mut from = Reader::new(stored);
        let side = if from.flag()? { Side::Second } else { Side::First };
        let mut parts = Vec::new();
        for _ in 0..from.u32()? {
            let unit = UnitId(from.u32()?);
            parts.push(Self { unit, side, value: Key80::from_bytes(from.array()?) });
        }
        from.finish()?;
        Ok(parts)
    }
}
