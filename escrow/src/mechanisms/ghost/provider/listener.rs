//! The listener: a device that nobody's hand holds. It accepts sessions, reads, and says nothing.

use std::collections::BTreeMap;

use honest::address::Address;
use honest::codec::Writer;
use honest::device::Device;
use honest::identity::{Identity, IdentityPair};
use honest::prekeys::{Bundle, Publication, Suite};
use honest::wire::Envelope;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::super::{Payload, device_address, user_of};
use super::Tactic;
use crate::warrant::WarrantId;

/// One-time prekeys that a listener publishes at a time.
const SUPPLY: usize = 4;

/// Something that a listener heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Which user wrote it.
    pub from: Address,
    /// To which user.
    pub to: Address,
    /// What it says.
    pub text: Vec<u8>,
}

/// A device on one roster, and the prekeys it has given to the directory.
struct Post {
    device: Device,
    published: Publication,
}

/// A listener: one identity, and a device under it on each roster it is shown on.
pub struct Listener {
    target: Address,
    order: WarrantId,
    until: u64,
    tactic: Tactic,
    active: bool,
    seed: Zeroizing<[u8; 32]>,
    agreement: Zeroizing<[u8; 32]>,
    identity: Identity,
    posts: BTreeMap<Address, Post>,
    heard: Vec<Heard>,
}

impl std::fmt::Debug for Listener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { target, tactic, active, identity, posts, heard, .. } = self;
        f.debug_struct("Listener")
            .field("target", target)
            .field("tactic", tactic)
            .field("active", active)
            .field("identity", identity)
            .field("posts", &posts.keys())
            .field("heard", &heard.len())
            .finish_non_exhaustive()
    }
}

impl Listener {
    pub(super) fn new(
        target: Address,
        order: WarrantId,
        until: u64,
        tactic: Tactic,
        rng: &mut impl CryptoRng,
    ) -> Self {
        let (mut seed, mut agreement) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 32]));
        rng.fill_bytes(&mut *seed);
        rng.fill_bytes(&mut *agreement);
        let identity = *IdentityPair::from_secrets(&seed, *agreement).public();
        let (posts, heard) = (BTreeMap::new(), Vec::new());
        Self { target, order, until, tactic, active: true, seed, agreement, identity, posts, heard }
    }

    /// Whose conversations.
    #[must_use]
    pub const fn target(&self) -> &Address {
        &self.target
    }

    /// Under which order, as the journal has it.
    #[must_use]
    pub const fn order(&self) -> WarrantId {
        self.order
    }

    /// Under which key.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// What it heard, in order.
    #[must_use]
    pub fn heard(&self) -> &[Heard] {
        &self.heard
    }

    /// What a thief finds where the listener is kept: the stored state of each of its devices, in the layout of
    /// `honest::state`, behind its length in 4 bytes; before them their number in 4 bytes. Secret.
    #[must_use]
    pub fn stored(&self) -> Zeroizing<Vec<u8>> {
        let mut to = Writer::new();
        to.count(self.posts.len());
        for post in self.posts.values() {
            let state = post.device.export();
            to.count(state.len()).put(&state);
        }
        Zeroizing::new(to.finish())
    }

    /// Whether somebody is shown it on a user's roster; `None` stands for anybody who is nobody's target.
    pub(super) fn shown(&self, asker: Option<&Address>, user: &Address) -> bool {
        self.active
            && match self.tactic {
                Tactic::Roster => *user == self.target,
                Tactic::Fork | Tactic::Brief => (*user == self.target) != (asker == Some(&self.target)),
            }
    }

    /// Whether the log never lists it.
    pub(super) const fn is_brief(&self) -> bool {
        matches!(self.tactic, Tactic::Brief)
    }

    /// Whether it is over now and was not before.
    pub(super) fn ends(&mut self, now: u64) -> bool {
        let over = self.active && now >= self.until;
        self.active &= !over;
        over
    }

    /// A bundle for a device of its own on some user's roster; `None` if the device is not its own.
    pub(super) fn bundle(&mut self, device: &Address, rng: &mut impl CryptoRng) -> Option<Bundle> {
        if !self.active || device_address(&user_of(device), &self.identity).as_ref() != Ok(device) {
            return None;
        }
        let Self { seed, agreement, posts, .. } = self;
        let post = posts.entry(device.clone()).or_insert_with(|| {
            let identity = IdentityPair::from_secrets(seed, **agreement);
            let mut own = Device::with_identity(device.clone(), identity, Suite::Hybrid, rng);
            let published = own.publish(SUPPLY, rng);
            Post { device: own, published }
        });
        Some(post.published.next_bundle())
    }

    /// Takes a message that is addressed to it: whether it read it. `None` if it is addressed to somebody else.
    pub(super) fn hear(&mut self, envelope: &Envelope, rng: &mut impl CryptoRng) -> Option<bool> {
        let read = self.posts.get_mut(&envelope.to)?.device.receive(envelope, rng).ok();
        let Some(Payload { to, text, .. }) = read.and_then(|read| Payload::from_bytes(&read.text).ok())
        else {
            return Some(false);
        };
        self.heard.push(Heard { from: user_of(&envelope.from), to, text });
        Some(true)
    }
}
