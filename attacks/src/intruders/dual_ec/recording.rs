//! What the wire shows of a messenger with the generator, in order: the messages, and what goes before them.

use std::sync::{Arc, Mutex, PoisonError};

use escrow::mechanisms::dual_ec::Frame;
use honest::Address;
use honest::prekeys::{Bundle, Publication};

/// One thing that the wire showed.
#[derive(Clone, Debug)]
pub(crate) enum Shown {
    /// Somebody behind a gateway registered.
    Registered {
        /// Who.
        address: Address,
        /// Which gateway.
        gateway: usize,
        /// The nonce.
        nonce: Vec<u8>,
    },
    /// Somebody published prekeys.
    Published {
        /// Who.
        address: Address,
        /// The nonce.
        nonce: Vec<u8>,
        /// What.
        published: Box<Publication>,
    },
    /// Somebody looked a peer up and began a conversation.
    LookedUp {
        /// Who.
        asker: Address,
        /// Whom.
        peer: Address,
        /// The nonce.
        nonce: Vec<u8>,
        /// What the relay answered.
        bundle: Box<Bundle>,
    },
    /// Somebody sent a message.
    Sent(Frame),
}

/// The recording of everything, which goes on while the system runs. It is public: the system writes what anybody on the
/// wire sees, and whoever listens reads it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recording(Arc<Mutex<Vec<Shown>>>);

impl Recording {
    /// Records one thing more.
    pub(crate) fn add(&self, shown: Shown) {
        self.with(|all| all.push(shown));
    }

    /// Begins anew.
    pub(crate) fn clear(&self) {
        self.with(Vec::clear);
    }

    /// Everything so far.
    pub(crate) fn so_far(&self) -> Vec<Shown> {
        self.with(|all| all.clone())
    }

    /// How much there is.
    pub(crate) fn len(&self) -> usize {
        self.with(|all| all.len())
    }

    fn with<T>(&self, act: impl FnOnce(&mut Vec<Shown>) -> T) -> T {
        // Whoever panicked while it held the recording left it whole: things are only ever added.
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
