//! Fair cryptosystems (Micali, Fair Public-Key Cryptosystems, CRYPTO 1992; US 5,276,737), over the curve of X25519.
//!
//! Every user has a key of its own, and no one else holds it whole. The user cuts the secret into pieces, one for each
//! trustee; each trustee can check alone that its piece is one, and says so; a key centre certifies the public key
//! once all have. Under an order against a user, k trustees give up their pieces of *that user's* key.
//!
//! ```text
//! user      x uniform, P = x·B; f of degree k - 1 with f(0) = x; C_j = f_j·B      Feldman, FOCS 1987
//! trustee i gets s_i = f(i) and the C_j, checks s_i·B = Σ i^j·C_j, signs (owner, use, number, P, C_0 … C_{k-1})
//! centre    wants all n approvals, signs (owner, use, number, P); the directory shows that
//! pair      Z = X25519 form of x_A·P_B = x_B·P_A                                   Diffie and Hellman, 1976
//! letter    ChaCha20-Poly1305 under HKDF(Z, nonce), signed with the sender's certified signature key
//! order     k trustees give up their s_i of all keys of one user; x = Σ λ_i·s_i
//! ```
//! | module | what |
//! |---|---|
//! | [`certificate`] | names of keys, approvals, certificates |
//! | [`trustee`], [`centre`], [`authority`] | who checks, who certifies, who opens |
//! | [`letter`], [`client`] | what users send each other |
//! | [`office`] | all of them together: one registration, one order |
//!
//! **What an order opens.** One user's conversations, all of them: those before it, those after it, in both directions.
//! The key is the user's own and lasts; there is no session and no window in it. It opens nobody else's.
//!
//! **Failsafe** ([`Generation::Joint`]; Kilian and Leighton, Fair Cryptosystems, Revisited, CRYPTO 1995; US 5,647,000):
//! whoever chooses its key can choose one that says something. Here the centre commits to a part `b` first, the user
//! deals out its part `a`, and the key is `(a + b)·B`: neither chose it. The trustees keep `b` with the pieces of `a`.
//!
//! **Signature keys** are certified without pieces where [`Regime::signatures`] is false, so that nobody but the user
//! can sign. Where it is true they are dealt out, too: the pieces are those of the Ed25519 scalar, whose public key is
//! the verification key, so trustees check them in the same way.
//!
//! Letters use no ratchet: a key that lasts one message cannot be dealt out to five people first. The honest device
//! underneath gives identities, the directory of prekeys, contacts and safety numbers.

use curve25519_dalek::scalar::{Scalar, clamp_integer};
use sha2::{Digest, Sha512};
use zeroize::{Zeroize, Zeroizing};

use crate::key::EscrowSecret;

pub mod authority;
pub mod centre;
pub mod certificate;
pub mod client;
pub mod error;
pub mod letter;
pub mod office;
pub mod trustee;

#[cfg(test)]
mod tests;

pub use authority::Authority;
pub use certificate::{Certificate, KeyName, Use};
pub use client::Client;
pub use letter::Letter;
pub use office::Office;

/// Who chooses encryption keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// The user alone.
    Own,
    /// The user and the centre together.
    Joint,
}

/// What the law asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regime {
    /// Who chooses encryption keys.
    pub generation: Generation,
    /// Whether signature keys are dealt out as well.
    pub signatures: bool,
}

/// The scalar of an Ed25519 seed (RFC 8032, section 5.1.5), modulo the group order: what signs, and what is dealt out
/// where signature keys are. Its public key is the verification key.
#[must_use]
pub fn signing_secret(seed: &[u8; 32]) -> EscrowSecret {
    let mut hash = Zeroizing::new([0u8; 64]);
    hash.copy_from_slice(&Sha512::digest(seed));
    let mut half = [0u8; 32];
    half.iter_mut().zip(hash.iter()).for_each(|(to, from)| *to = *from);
    let secret = EscrowSecret::from_scalar(Scalar::from_bytes_mod_order(clamp_integer(half)));
    half.zeroize();
    secret
}

/// The same key once more: a user deals its key out and goes on using it.
fn copy(secret: &EscrowSecret) -> EscrowSecret {
    EscrowSecret::from_scalar(*secret.scalar())
}

/// `a + b`.
fn sum(a: &EscrowSecret, b: &EscrowSecret) -> EscrowSecret {
    EscrowSecret::from_scalar(a.scalar() + b.scalar())
}
