//! What is publicly known about a system.

use crate::attack::Expect;

/// What kind of door a system has: predictions are made for each kind, not for each system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// None: the clean messenger.
    None,
    /// The provider reads everything: encryption ends at its server.
    Provider,
    /// The key of each text is deposited.
    ContentKey,
    /// The state of each session at its start is deposited.
    SessionRoot,
    /// The identities' secrets are deposited.
    IdentityKey,
    /// Another kind: nothing opens but what the system foretells of itself ([`Facts::foretold`]).
    Own,
}

/// What a system foretells of itself where it differs from its kind of door: written with the design, before any run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foretold {
    /// The attack's id.
    pub attack: &'static str,
    /// The part of its question.
    pub part: &'static str,
    /// What is expected of it here.
    pub expect: Expect,
}

/// What is publicly known about a system, and all that predictions may rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its id in the catalogue.
    pub id: &'static str,
    /// Its door.
    pub door: Door,
    /// Keepers that must act together to open; in the clean messenger, bystanders with shares of an unused key.
    pub k: u8,
    /// Keepers.
    pub n: u8,
    /// Whether the escrow key changes with the epoch and old ones are destroyed.
    pub epochs: bool,
    /// Whether fields are opened in parts, the key never rebuilt.
    pub threshold_opening: bool,
    /// Whether one content key serves a sender's whole session and epoch.
    pub once_per_session: bool,
    /// Whether messages commit to the deposited key.
    pub committed: bool,
    /// Whether texts are bound to the message that carries their key.
    pub bound: bool,
    /// Whether the machines that open look at a public log first.
    pub log_in_path: bool,
    /// Whether what an opening hands over is a key of the sender's machine, good for all that this sender ever sends.
    pub per_sender: bool,
    /// Where this system differs from its kind of door.
    pub foretold: Vec<Foretold>,
}

impl Facts {
    /// A system of a kind of door, without keepers, epochs or safeguards.
    #[must_use]
    pub const fn new(id: &'static str, door: Door) -> Self {
        Self {
            id,
            door,
            k: 0,
            n: 0,
            epochs: false,
            threshold_opening: false,
            once_per_session: false,
            committed: false,
            bound: false,
            log_in_path: false,
            per_sender: false,
            foretold: Vec::new(),
        }
    }

    /// The same with k of n keepers.
    #[must_use]
    pub const fn keepers(mut self, k: u8, n: u8) -> Self {
        (self.k, self.n) = (k, n);
        self
    }

    /// The same with a prediction of its own for one part of one attack.
    #[must_use]
    pub fn foretell(mut self, attack: &'static str, part: &'static str, expect: Expect) -> Self {
        self.foretold.push(Foretold { attack, part, expect });
        self
    }
}
