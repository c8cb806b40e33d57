//! The escrow key of a room: made, dealt out and forgotten. Its shares are on cards that people hold, and in the trustees'
//! services.

use chacha20::ChaCha20Rng;
use escrow::error::DealError;
use escrow::sharing::{Dealing, Scheme, Share};
use escrow::{Deposit, EpochKey, EscrowSecret, Mandate, Sealing};
use honest::primitives::kdf::sha256;
use honest::primitives::sign::SigningPair;
use rand_core::SeedableRng;

/// What the law asks of an escrowed phone in the room: a fresh content key deposited for each message, with a label that
/// trustees can check, so that they open what an order names and nothing else. The strongest form of the proposal.
pub const MANDATE: Mandate = Mandate {
    deposit: Deposit::ContentKey(Sealing::EachMessage),
    proven: true,
    committed: false,
    bound: false,
};

/// The dealing of one round and its shares.
pub struct Custody {
    /// The public record.
    pub dealing: Dealing,
    /// Trustee by trustee. The place that deals could keep them all; this one keeps them as the cards that people hold.
    pub shares: Vec<Share>,
}

impl std::fmt::Debug for Custody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { dealing, shares } = self;
        f.debug_struct("Custody").field("dealing", dealing).field("shares", &shares.len()).finish()
    }
}

impl Custody {
    /// Makes an escrow key for a round and deals it out.
    ///
    /// # Errors
    /// [`DealError`]: a threshold that cannot be.
    pub fn deal(secret: &[u8; 32], round: u32, k: u8, n: u8) -> Result<Self, DealError> {
        let mut rng = generator(secret, b"dealing", round);
        let key = EscrowSecret::generate(&mut rng);
        // Feldman's: each trustee checks its share at receipt, and openings in parts are proven.
        let (dealing, shares) = key.deal(Scheme::Feldman, epoch(secret, round), k, n, &mut rng)?;
        Ok(Self { dealing, shares })
    }

    /// What clients seal to.
    #[must_use]
    pub const fn key(&self) -> EpochKey {
        EpochKey { epoch: self.dealing.epoch, public: self.dealing.public }
    }
}

/// The epoch of a round's key. Trustees that outlive a room take each epoch's share once, so rooms begin apart.
fn epoch(secret: &[u8; 32], round: u32) -> u32 {
    let [a, b, c, ..] = sha256(&[b"doormat epochs", secret]);
    u32::from_be_bytes([0, a, b, c]).wrapping_mul(128).wrapping_add(round)
}

/// The court's key.
#[must_use]
pub fn court(secret: &[u8; 32]) -> SigningPair {
    SigningPair::generate(&mut generator(secret, b"court", 0))
}

/// A generator for one purpose of one round.
pub(crate) fn generator(secret: &[u8; 32], label: &[u8], round: u32) -> ChaCha20Rng {
    ChaCha20Rng::from_seed(sha256(&[b"doormat room", secret, label, &round.to_be_bytes()]))
}
