//! What clients ask of a directory.

use honest::address::Address;
use honest::identity::Identity;
use honest::prekeys::Bundle;
use rand_core::CryptoRng;

use super::Entry;
use super::transparency::{Inclusion, Promise, Update};

/// What a directory answers about a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The user's further devices. The first one comes with its prekey bundle.
    pub further: Vec<Entry>,
    /// Those of them that the client is asked not to mention: the suppressed notification.
    pub unmentioned: Vec<Identity>,
    /// What ties the answer to a log, where there is one.
    pub evidence: Option<Evidence>,
}

/// What ties an answer to a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The newest map lists it.
    Listed(Inclusion),
    /// The next one will.
    Promised(Promise),
}

/// Whoever answers a client's questions.
pub trait Directory {
    /// What `asker` is told about `user`; `None` if there is no such user.
    fn answer(&mut self, asker: &Address, user: &Address) -> Option<Answer>;

    /// What `asker` needs to begin a session with a device; `None` if there is no such device.
    fn bundle(&mut self, asker: &Address, device: &Address) -> Option<Bundle>;

    /// The newest head of the log, for a client that has seen it up to an epoch; `None` without a log.
    fn update(&mut self, asker: &Address, seen: Option<u32>) -> Option<Update> {
        let _ = (asker, seen);
        None
    }

    /// What the newest map lists for a user, with its proof; `None` without a log.
    fn prove(&mut self, asker: &Address, user: &Address) -> Option<Inclusion> {
        let _ = (asker, user);
        None
    }
}

/// The generator for each conversation. One generator for all will do; separate ones let two runs of the same seed
/// differ only where the protocol does.
pub trait Coins {
    /// The generator for what is said to and heard from a device.
    fn of(&mut self, device: &Address) -> &mut dyn CryptoRng;
}

impl<R: CryptoRng> Coins for R {
    fn of(&mut self, _: &Address) -> &mut dyn CryptoRng {
        self
    }
}
