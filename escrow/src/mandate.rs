//! What the law asks of every client: public, and the same for all.

use crate::key::EscrowPublic;

/// What is deposited, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// What is deposited.
    pub deposit: Deposit,
    /// Fields prove their label, so that trustees can open them in parts and see what they open.
    pub proven: bool,
    /// Messages commit to the deposited key, so that peer and authority read the same text.
    pub committed: bool,
    /// The message that carries the key also carries a digest of the text, so that who holds the key cannot put
    /// another text in its place.
    pub bound: bool,
}

/// What is deposited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deposit {
    /// The key of the text, as in Clipper's LEAF, PGP's additional decryption key, a data recovery field.
    ContentKey(Sealing),
    /// The state of each session at its start. What comes later heals out of it.
    SessionRoot,
    /// The identity's secrets, at registration. They read nothing, and impersonate.
    IdentityKey,
}

/// How often a content key is made and sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealing {
    /// Afresh for each message: costs the sender two curve operations each time.
    EachMessage,
    /// Once for each session and epoch, and the field repeated: cheap, and whoever takes the sender's device takes
    /// the key of every message of that session and epoch with it.
    OncePerSession,
}

/// The key that clients seal to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EpochKey {
    /// Its epoch.
    pub epoch: u32,
    /// The key.
    pub public: EscrowPublic,
}

impl Mandate {
    /// A fresh content key sealed for each message, and no further safeguard.
    pub const PLAIN: Self = Self {
        deposit: Deposit::ContentKey(Sealing::EachMessage),
        proven: false,
        committed: false,
        bound: false,
    };
}
