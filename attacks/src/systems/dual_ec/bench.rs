//! A gateway on the bench: it shakes hands with whoever asks, and says afterwards whether a secret was its own.

use escrow::mechanisms::dual_ec::{NonceSize, Product};
use honest::primitives::dh::DhPair;
use honest::primitives::kdf::sha256;
use rand_core::Rng;
use zeroize::Zeroizing;

/// The gateway. Anybody can buy one; what a bought one draws is known to it alone.
pub(crate) struct Handshakes {
    product: Product,
    size: NonceSize,
    seed: [u8; 32],
}

/// What one handshake showed. The secret stays inside.
pub(crate) struct Handshake {
    /// The nonce.
    pub(crate) nonce: Vec<u8>,
    /// The public key drawn right behind it.
    pub(crate) public: [u8; 32],
    secret: Zeroizing<[u8; 32]>,
}

impl Handshakes {
    pub(crate) fn new(product: Product, size: NonceSize, seed: [u8; 32]) -> Self {
        Self { product, size, seed }
    }

    /// The product: public.
    pub(crate) fn product(&self) -> &Product {
        &self.product
    }

    /// Starts the gateway for the so-many-th time, from a state that nobody is told, and shakes hands once.
    pub(crate) fn start(&self, number: u32) -> Handshake {
        let state = sha256(&[b"gateway on the bench", &self.seed, &number.to_be_bytes()]);
        let mut generator = self.product.generator(state);
        let mut nonce = vec![0; self.size.bytes()];
        generator.fill_bytes(&mut nonce);
        let mut secret = Zeroizing::new([0; 32]);
        generator.fill_bytes(secret.as_mut_slice());
        Handshake { nonce, public: *DhPair::from_secret(*secret).public().as_bytes(), secret }
    }
}

impl Handshake {
    /// Whether that is the secret behind the public key.
    pub(crate) fn is(&self, secret: &[u8; 32]) -> bool {
        *self.secret == *secret
    }
}
