//! Known answers for what this crate adds, checked through the very functions that it calls.

use curve25519_dalek::montgomery::MontgomeryPoint;
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use honest::known_answers::{KnownAnswer, hex};

use crate::hpke;
use crate::key::EscrowSecret;
use crate::mechanisms::clipper::skipjack::{Key80, Skipjack};
use crate::sharing::Scheme;

/// All of them.
pub const KNOWN_ANSWERS: &[KnownAnswer] = &[
    KnownAnswer {
        primitive: "HPKE opening",
        source: "RFC 9180 appendix A.2.1, sequence 0",
        holds: hpke_opening,
    },
    KnownAnswer {
        primitive: "Shamir over GF(2^8)",
        source: "shares 1, 3 and 5 of a quadratic computed by another program",
        holds: gf256_sharing,
    },
    KnownAnswer {
        primitive: "Feldman over the curve's scalars",
        source: "shares 1, 3 and 5 of a quadratic computed by another program",
        holds: feldman_sharing,
    },
    KnownAnswer {
        primitive: "Skipjack",
        source: "SKIPJACK and KEA Algorithm Specifications 2.0 (1998), annex III.A",
        holds: skipjack,
    },
];

fn hpke_opening() -> bool {
    let secret = hex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb");
    let enc = hex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a");
    let public = hex("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a");
    let info = hex::<20>("4f6465206f6e2061204772656369616e2055726e");
    let sealed = hex::<45>(
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
    );
    let (Some(secret), Some(enc), Some(public), Some(info), Some(sealed)) =
        (secret, enc, public, info, sealed)
    else {
        return false;
    };
    let secret = EscrowSecret::from_scalar(Scalar::from_bytes_mod_order(clamp_integer(secret)));
    let dh = (MontgomeryPoint(enc) * secret.scalar()).to_bytes();
    let opened = hpke::open(&dh, &enc, &secret.public(), &info, b"Count-0", &sealed);
    secret.public().x25519() == public
        && opened.is_ok_and(|opened| opened.as_slice() == b"Beauty is truth, truth beauty")
}

/// The secret 1f 1e … 00, whose shares of `s + a·x + b·x²` (a and b the SHA-256 of "doormat a" and "doormat b") a
/// few lines of Python computed.
fn gives_the_secret(scheme: Scheme, shares: [&str; 3]) -> bool {
    let secret = hex("1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100");
    let values: Vec<[u8; 32]> = shares.into_iter().filter_map(hex).collect();
    let points: Vec<(u8, &[u8; 32])> = [1, 3, 5].into_iter().zip(&values).collect();
    let combined = scheme.sharing().combine(3, &points);
    secret.is_some() && points.len() == 3 && combined.ok().map(|secret| *secret) == secret
}

fn gf256_sharing() -> bool {
    [Scheme::Blahaj, Scheme::Sharks].into_iter().all(|scheme| {
        gives_the_secret(
            scheme,
            [
                "10a4ed32b797ee9e8885ca8bc2b80cb412dde752ba94af07f3d37fb88f81b47b",
                "db5f5444d9d6f78d257a69e98b977cbefe338a94e1b5e6779d49e1d1f29c122e",
                "e83d8f76c71053b0cd519156af63d9c1a85597369cd65d42794eeb5a88a38667",
            ],
        )
    })
}

fn feldman_sharing() -> bool {
    gives_the_secret(
        Scheme::Feldman,
        [
            "96821e345421683ddf7dbe6c557207e1aeea01abd9a8afd7fedf81c4af85c603",
            "047bb60f6ecfef7f9a3072ae3553ae21d8328d2dd0e614db79a7f05181934703",
            "5f310b2dd70a6cbaba5949fec303d74a8e3945b63d259a0e0489fbeff2a91008",
        ],
    )
}

fn skipjack() -> bool {
    let cipher = hex("00998877665544332211").map(|key| Skipjack::new(&Key80::from_bytes(key)));
    let (plain, sealed) = (0x3322_1100_ddcc_bbaa, 0x2587_cae2_7a12_d300);
    cipher.is_some_and(|cipher| cipher.encrypt(plain) == sealed && cipher.decrypt(sealed) == plain)
}

#[cfg(test)]
mod tests;
