//! A dealer's machine on the bench: it deals keys of its own, as the dealer of the system deals the escrow key.

use chacha20::ChaCha20Rng;
use escrow::sharing::Scheme;
use escrow::{EscrowPublic, EscrowSecret};

/// The machine. What an experimenter sees is what holders and the public see: shares and the public key.
pub(crate) struct Dealer {
    scheme: Scheme,
    /// Whether it deals one key again and again, or makes a fresh one for each dealing.
    again: bool,
    threshold: u8,
    secret: EscrowSecret,
    rng: ChaCha20Rng,
}

impl Dealer {
    pub(crate) fn new(scheme: Scheme, again: bool, mut rng: ChaCha20Rng) -> Self {
        let secret = EscrowSecret::generate(&mut rng);
        Self { scheme, again, threshold: 2, secret, rng }
    }

    /// Begins with a new key and another threshold.
    pub(crate) fn begin(&mut self, threshold: u8) {
        self.threshold = threshold;
        self.secret = EscrowSecret::generate(&mut self.rng);
    }

    /// The public key of what was dealt last.
    pub(crate) fn public(&self) -> EscrowPublic {
        self.secret.public()
    }

    /// Deals once more: what the holders of these numbers are given.
    pub(crate) fn deal(&mut self, holders: &[u8]) -> Vec<[u8; 32]> {
        if !self.again {
            self.secret = EscrowSecret::generate(&mut self.rng);
        }
        let holders_of_all = holders.iter().copied().max().unwrap_or(0).max(self.threshold);
        let copy = EscrowSecret::from_bytes(self.secret.to_bytes());
        let dealt =
            copy.and_then(|key| key.deal(self.scheme, 0, self.threshold, holders_of_all, &mut self.rng).ok());
        let shares = dealt.map(|(_, shares)| shares).unwrap_or_default();
        let value = |holder: &u8| {
            shares.iter().find(|share| share.index == *holder).map(|share| *share.value.as_bytes())
        };
        holders.iter().filter_map(value).collect()
    }
}
