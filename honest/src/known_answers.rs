//! Published answers for every primitive, checked through the very functions that the protocol calls.
//!
//! A device that gets one of these wrong must not be used: `doormat doctor` runs them on the machine at hand.

use crate::primitives::dh::{DhPair, DhPublic};
use crate::primitives::kdf::{hkdf, sha256};
use crate::primitives::kem::KemPair;
use crate::primitives::sign::SigningPair;
use crate::primitives::{aead, sign::SigningPublic};

/// One published answer.
#[derive(Clone, Copy)]
pub struct KnownAnswer {
    /// The primitive.
    pub primitive: &'static str,
    /// Where the answer is published.
    pub source: &'static str,
    /// Whether this build gives that answer.
    pub holds: fn() -> bool,
}

impl std::fmt::Debug for KnownAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.primitive, self.source)
    }
}

/// All of them.
pub const KNOWN_ANSWERS: &[KnownAnswer] = &[
    KnownAnswer { primitive: "X25519", source: "RFC 7748 section 5.2", holds: x25519 },
    KnownAnswer { primitive: "X25519 both ways", source: "RFC 7748 section 6.1", holds: x25519_both_ways },
    KnownAnswer { primitive: "Ed25519", source: "RFC 8032 section 7.1 tests 1 and 2", holds: ed25519 },
    KnownAnswer {
        primitive: "ChaCha20-Poly1305",
        source: "RFC 8439 section 2.8.2",
        holds: chacha20_poly1305,
    },
    KnownAnswer { primitive: "HKDF-SHA256", source: "RFC 5869 appendix A.1 and A.3", holds: hkdf_sha256 },
    KnownAnswer {
        primitive: "ML-KEM-768",
        source: "C2SP Wycheproof mlkem_768, key generation 1",
        holds: ml_kem_768,
    },
];

/// Decodes hexadecimal; `None` unless there are exactly `N` bytes of it.
#[must_use]
pub fn hex<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if digits.len() != 2 * N {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// `X25519(secret, public)` of two hexadecimal strings.
fn agree(secret: &str, public: &str) -> Option<[u8; 32]> {
    let public = DhPublic::parse(hex(public)?).ok()?;
    Some(*DhPair::from_secret(hex(secret)?).agree(&public).ok()?.as_bytes())
}

fn x25519() -> bool {
    let out = agree(
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
    );
    out.is_some() && out == hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")
}

fn x25519_both_ways() -> bool {
    let alice = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
    let bob = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
    let alice_public = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";
    let bob_public = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";
    let shared = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    let public = |secret| hex(secret).map(|secret| *DhPair::from_secret(secret).public().as_bytes());
    shared.is_some()
        && public(alice) == hex(alice_public)
        && public(bob) == hex(bob_public)
        && agree(alice, bob_public) == shared
        && agree(bob, alice_public) == shared
}

fn ed25519() -> bool {
    let answers = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            &[][..],
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b\
             d25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            &[0x72][..],
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c\
             387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ];
    answers.iter().all(|(seed, public, message, signature)| {
        let (Some(seed), Some(public), Some(signature)) = (hex(seed), hex(public), hex(signature)) else {
            return false;
        };
        let verifies =
            SigningPublic::parse(&public).is_ok_and(|key| key.verify_raw(message, &signature).is_ok());
        let pair = SigningPair::from_seed(&seed);
        *pair.public().as_bytes() == public && pair.sign_raw(message) == signature && verifies
    })
}

fn chacha20_poly1305() -> bool {
    let key = hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
    let nonce = hex("070000004041424344454647");
    let aad = hex::<12>("50515253c0c1c2c3c4c5c6c7");
    let text: &[u8] = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the \
future, sunscreen would be it.";
    let sealed = hex::<130>(
        "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b\
         1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc\
         3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691",
    );
    let (Some(key), Some(nonce), Some(aad), Some(sealed)) = (key, nonce, aad, sealed) else { return false };
    let mut buffer = text.to_vec();
    let tag = aead::seal_with_nonce(&key, &nonce, &aad, &mut buffer);
    buffer.extend_from_slice(&tag);
    buffer == sealed && aead::open_with_nonce(&key, &nonce, &aad, &sealed).is_ok_and(|opened| opened == text)
}

fn hkdf_sha256() -> bool {
    let salt = hex::<13>("000102030405060708090a0b0c").unwrap_or_default();
    let info = hex::<10>("f0f1f2f3f4f5f6f7f8f9").unwrap_or_default();
    let first = hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    let third = hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    first == Some(*hkdf::<42>(&salt, &[0x0b; 22], &info)) && third == Some(*hkdf::<42>(&[], &[0x0b; 22], &[]))
}

fn ml_kem_768() -> bool {
    // The key is long, so it is compared by its SHA-256. The full vectors, decapsulation among them, run in this
    // crate's tests.
    let seed = hex(
        "7c9935a0b07694aa0c6d10e4db6b1add2fd81a25ccb148032dcd739936737f2d8626ed79d451140800e03b59b956f821\
         0e556067407d13dc90fa9e8b872bfb8f",
    );
    let digest = hex("86adbca81f4fee893e2fb58fb98aa2fe188f501fed268d7f4056f8c05c4e53c4");
    seed.is_some_and(|seed| Some(sha256(&[KemPair::from_seed(&seed).public().as_bytes()])) == digest)
}

#[cfg(test)]
mod tests;
