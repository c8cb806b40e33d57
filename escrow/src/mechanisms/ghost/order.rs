//! Orders to listen: what a court signs for one user and one window of time to come.
//!
//! ```text
//! order  id 16 ‖ target ‖ window from 8 ‖ until 8
//! ```
//! An order is served before its window begins. The listener hears what is written while it is there; what was
//! written before was never encrypted to it.

use honest::address::Address;
use honest::codec::Writer;
use honest::primitives::sign::{SIGNATURE, SigningPair, SigningPublic};

use crate::error::WarrantError;
use crate::label;
use crate::warrant::WarrantId;

/// What a court allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its name. All zero names no order: that is how the journal marks what users do themselves.
    pub id: WarrantId,
    /// Whose conversations.
    pub target: Address,
    /// Messages sent in these seconds, `until` excluded.
    pub window: (u64, u64),
}

impl Order {
    /// Signs it with the court's key.
    #[must_use]
    pub fn sign(self, court: &SigningPair) -> SignedOrder {
        let signature = court.sign(label::LISTENING_ORDER, &self.to_bytes());
        SignedOrder { order: self, signature }
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { id, target, window } = self;
        let mut to = Writer::with_capacity(100);
        to.put(&id.0);
        target.encode(&mut to);
        to.u64(window.0).u64(window.1);
        to.finish()
    }
}

/// An order with the court's signature, not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedOrder {
    /// What it allows.
    pub order: Order,
    /// The court's signature over the canonical bytes.
    pub signature: [u8; SIGNATURE],
}

impl SignedOrder {
    /// Whether a court signed it and its window is not over.
    ///
    /// # Errors
    /// [`WarrantError`].
    pub fn verify(&self, court: &SigningPublic, now: u64) -> Result<&Order, WarrantError> {
        let Order { window: (from, until), .. } = self.order;
        court
            .verify(label::LISTENING_ORDER, &self.order.to_bytes(), &self.signature, "order")
            .map_err(|_| WarrantError::Signature)?;
        if from >= until {
            return Err(WarrantError::EmptyWindow);
        }
        if now >= until {
            return Err(WarrantError::NotInForce { from, until, now });
        }
        Ok(&self.order)
    }
}
