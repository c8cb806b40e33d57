//! What the primitives alone take, called as often as the protocol calls them and on as many bytes: the floor
//! under any implementation of it with these crates.

use std::hint::black_box;

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use honest::prekeys::Suite;
use honest::primitives::aead;
use honest::primitives::dh::DhPair;
use honest::primitives::kdf::{hkdf, hkdf_pair, hmac_pair, label, sha256};
use honest::primitives::kem::{KemPair, KemPublic};
use honest::primitives::sign::{SigningPair, SigningPublic};

use crate::contest::{Round, timed};
use crate::ours::SESSIONS;

/// Bytes of associated data of a message: AD, and what stands before its sealed part.
const AAD: usize = 81;
/// Bytes that 256 bytes of text are padded to.
const PADDED: usize = 320;

/// Seals and opens once.
fn seal_and_open(key: &[u8; 32], text: &mut Vec<u8>) {
    let tag = aead::seal_in_place(key, &[1; AAD], text);
    text.extend_from_slice(&tag);
    let opened = aead::open(key, &[1; AAD], text).unwrap();
    assert_eq!(opened.len(), text.len() - tag.len());
    *text = opened;
}

/// A chain step on either side, and one message.
pub(crate) fn in_order() -> Round {
    let mut key = [3; 32];
    let mut text = vec![7; PADDED];
    Box::new(move || {
        timed(2_000, || {
            let (message, chain) = hmac_pair(&key, &[1], &[2]);
            black_box(hmac_pair(&key, &[1], &[2]));
            seal_and_open(&message, &mut text);
            key = chain;
        })
    })
}

pub(crate) fn sealing(length: usize) -> Round {
    let mut text = vec![7; length];
    let times = u32::try_from(2_000_000 / (length + 500)).unwrap();
    Box::new(move || timed(times, || seal_and_open(&[3; 32], &mut text)))
}

/// A session and its first message: 11 agreements (4 each in the handshake, 1 and 2 in the ratchet), 3 fresh keys
/// (the ephemeral one, a ratchet key each), a signature for each key of the bundle and for both identities, the KEM,
/// and all hashing.
pub(crate) fn establish(suite: Suite) -> Round {
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let hybrid = suite == Suite::Hybrid;
    let theirs = DhPair::generate(&mut rng);
    let signer = SigningPair::generate(&mut rng);
    let kem = KemPair::generate(&mut rng);
    let signature = |body: &[u8]| (body.to_vec(), signer.sign(label::SIGN_SIGNED_PREKEY, body));
    // Both identities, the signed prekey, the one-time prekey.
    let mut signed = vec![signature(theirs.public().as_bytes()); 4];
    if hybrid {
        signed.push(signature(kem.public().as_bytes()));
    }
    let verifying = *signer.public().as_bytes();
    let encapsulation = *kem.public().as_bytes();
    // The transcript of the associated data.
    let transcript = vec![9; if hybrid { 2_900 } else { 600 }];
    let mut text = vec![7; PADDED];
    Box::new(move || {
        timed(u32::try_from(SESSIONS).unwrap(), || {
            let parsed = [(); 2].map(|()| SigningPublic::parse(black_box(&verifying)).unwrap());
            for (body, signature) in &signed {
                parsed[0].verify(label::SIGN_SIGNED_PREKEY, body, signature, "key").unwrap();
            }
            let fresh = [(); 3].map(|()| DhPair::generate(&mut rng));
            for turn in 0..11 {
                black_box(fresh[turn % 3].agree(theirs.public()).unwrap());
            }
            if hybrid {
                let public = KemPublic::parse(black_box(&encapsulation)).unwrap();
                let (ciphertext, _) = public.encapsulate(&mut rng);
                black_box(kem.decapsulate(&ciphertext));
            }
            for _side in 0..2 {
                black_box(hkdf::<32>(&[0; 32], &[5; 192], label::HANDSHAKE_PQ));
                black_box(sha256(&[&transcript]));
                black_box(sha256(&[label::SESSION_ID, &[5; 64]]));
                black_box(hmac_pair(&[3; 32], &[1], &[2]));
            }
            for _root_step in 0..3 {
                black_box(hkdf_pair(&[3; 32], &[4; 32], label::ROOT));
            }
            seal_and_open(&[3; 32], &mut text);
        })
    })
}
