//! The intruders of the catalogue on a recording that was made elsewhere: by people in a room, with messengers that ran on
//! their phones. What is stolen there is handed over as the same loot, and what comes back was decrypted by the same
//! programs that [`crate::lab`] puts to the simulated systems.

use escrow::sharing::{Dealing, Share};
use escrow::{EpochKey, Mandate};
use rand_core::CryptoRng;

use crate::intruders::escrow::{EscrowIntruder, Public};
use crate::script::Meta;
use crate::system::{Cost, Intruder, Loot, Place, Plaintext, Taped, User};
use crate::systems::access_loot::AccessLoot;

#[cfg(test)]
mod tests;

/// What is public about the messenger of a recorded conversation.
#[derive(Clone, Debug)]
pub struct Published {
    /// What the law asks of it; `None` for the clean messenger.
    pub mandate: Option<Mandate>,
    /// The escrow key of the place where it was recorded. The clean messenger does not use it; the intruder tries it.
    pub key: EpochKey,
    /// How that key was dealt out.
    pub dealing: Dealing,
}

/// What an intruder made of a recording.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Message by message, in the order of the recording.
    pub texts: Vec<Option<Plaintext>>,
    /// What it cost.
    pub cost: Cost,
}

impl Reading {
    /// How many messages were read.
    #[must_use]
    pub fn opened(&self) -> usize {
        self.texts.iter().flatten().count()
    }
}

/// One message of a recording: its place in it, when, who wrote to whom in which conversation, and the bytes.
#[must_use]
pub fn taped(index: usize, sent: u64, (from, to): (User, User), session: usize, frame: Vec<u8>) -> Taped {
    Taped { meta: Meta { index, day: 0, sent, from, to, session, turn: 0 }, frames: vec![frame] }
}

/// What a thief of one trustee's share has.
#[must_use]
pub fn stolen_share(share: &Share) -> Loot {
    let held = AccessLoot { shares: vec![share.clone()], ..AccessLoot::default() };
    Loot { place: Place::Trustee(share.index), bytes: held.to_bytes() }
}

/// What a thief of the authority has after warrants were executed in parts: the deposits that were opened.
#[must_use]
pub fn stolen_deposits(deposits: Vec<Vec<u8>>) -> Loot {
    let held = AccessLoot { deposits, ..AccessLoot::default() };
    Loot { place: Place::Authority, bytes: held.to_bytes() }
}

/// Lets the intruder of this messenger read a recording with what was stolen. It has no coins but `rng`'s.
pub fn read(
    published: &Published,
    stolen: &[Loot],
    tape: &[Taped],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Reading {
    let mut seed = [0; 32];
    rng.fill_bytes(&mut seed);
    let mut public = Public::new(published.mandate, published.key, seed);
    public.publish(published.key, vec![published.dealing.clone()]);
    let mut intruder = EscrowIntruder::new(public);
    stolen.iter().for_each(|loot| intruder.take(loot));
    let texts = intruder.read(tape);
    Reading { texts, cost: intruder.cost() }
}
