//! `HMAC-SHA256(key, data)` (RFC 2104), `HKDF-SHA256(salt, ikm, info, L)` (RFC 5869), `SHA-256(data)` (FIPS 180-4),
//! and the table of every label that goes into one of them.

use hkdf::Hkdf;
use hmac::{HmacReset, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Labels. No two are equal, so no output of one place can stand for that of another. All begin with the
/// project's name: nothing derived here means anything to a deployed messenger.
pub mod label {
    /// `info` of the handshake secret (PQXDH section 2.2: name, curve, hash, KEM).
    pub const HANDSHAKE_PQ: &[u8] = b"Doormat lab 1 PQXDH curve25519 SHA-256 ML-KEM-768";
    /// `info` of the handshake secret in the classical suite.
    pub const HANDSHAKE: &[u8] = b"Doormat lab 1 X3DH curve25519 SHA-256";
    /// `info` of a root step (Double Ratchet, KDF_RK).
    pub const ROOT: &[u8] = b"Doormat lab 1 ratchet root";
    /// Hash prefix of a session's associated data.
    pub const ASSOCIATED_DATA: &[u8] = b"Doormat lab 1 associated data";
    /// Hash prefix of a session's id.
    pub const SESSION_ID: &[u8] = b"Doormat lab 1 session id";
    /// Signed with an identity's X25519 key.
    pub const SIGN_IDENTITY: &[u8] = b"Doormat lab 1 sign identity X25519";
    /// Signed with a signed prekey.
    pub const SIGN_SIGNED_PREKEY: &[u8] = b"Doormat lab 1 sign signed prekey X25519";
    /// Signed with a one-time prekey.
    pub const SIGN_ONE_TIME_PREKEY: &[u8] = b"Doormat lab 1 sign one-time prekey X25519";
    /// Signed with a one-time KEM prekey.
    pub const SIGN_ONE_TIME_KEM: &[u8] = b"Doormat lab 1 sign one-time prekey ML-KEM-768";
    /// Signed with the last-resort KEM prekey.
    pub const SIGN_LAST_RESORT_KEM: &[u8] = b"Doormat lab 1 sign last-resort prekey ML-KEM-768";

    /// All of them, for the test that they differ and that none is the beginning of another.
    pub const ALL: &[&[u8]] = &[
        HANDSHAKE_PQ,
        HANDSHAKE,
        ROOT,
        ASSOCIATED_DATA,
        SESSION_ID,
        SIGN_IDENTITY,
        SIGN_SIGNED_PREKEY,
        SIGN_ONE_TIME_PREKEY,
        SIGN_ONE_TIME_KEM,
        SIGN_LAST_RESORT_KEM,
    ];
}

/// `SHA-256(parts[0] ‖ parts[1] ‖ …)`, 32 bytes.
#[must_use]
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// `(HMAC-SHA256(key, first), HMAC-SHA256(key, second))`, 32 bytes each. The key is padded and hashed once for
/// both: a ratchet does nothing more often than this.
#[must_use]
pub fn hmac_pair(key: &[u8; 32], first: &[u8], second: &[u8]) -> ([u8; 32], [u8; 32]) {
    let mut block = Zeroizing::new([0u8; 64]);
    let (head, _) = block.split_at_mut(32);
    head.copy_from_slice(key);
    let mut hmac = HmacReset::<Sha256>::new((&*block).into());
    hmac.update(first);
    let first = hmac.finalize_reset().into_bytes().into();
    hmac.update(second);
    (first, hmac.finalize().into_bytes().into())
}

/// `HKDF-SHA256(salt, ikm, info, N)`. N is at most 8,160 bytes (RFC 5869, section 2.3), checked at compile time.
///
/// # Panics
/// Never: the only error is an output that the assertion excludes.
#[must_use]
#[expect(clippy::expect_used, reason = "the only error is an output that the assertion above excludes")]
pub fn hkdf<const N: usize>(salt: &[u8], ikm: &[u8], info: &[u8]) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 255 * 32, "HKDF-SHA256 gives at most 255 blocks") };
    let mut okm = Zeroizing::new([0u8; N]);
    Hkdf::<Sha256>::new(Some(salt), ikm).expand(info, okm.as_mut_slice()).expect("a length that fits");
    okm
}

/// `HKDF-SHA256` with 64 bytes out, as two halves.
#[must_use]
pub fn hkdf_pair(salt: &[u8], ikm: &[u8], info: &[u8]) -> (Zeroizing<[u8; 32]>, Zeroizing<[u8; 32]>) {
    let okm = hkdf::<64>(salt, ikm, info);
    let (mut first, mut second) = (Zeroizing::new([0u8; 32]), Zeroizing::new([0u8; 32]));
    let (left, right) = okm.split_at(32);
    first.copy_from_slice(left);
    second.copy_from_slice(right);
    (first, second)
}
