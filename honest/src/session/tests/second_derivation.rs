//! The whole protocol a second time, in a few lines that share nothing with the crate but the standards: `HMAC`,
//! `SHA-256`, `X25519`, `ML-KEM-768` and `ChaCha20-Poly1305` called directly, offsets and labels written out.
//! It opens a conversation recorded from the wire, given Bob's secrets.

use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::{AeadInOut, ChaCha20Poly1305, KeyInit as _};
use hmac::{Hmac, Mac as _};
use ml_kem::kem::Decapsulate as _;
use sha2::{Digest as _, Sha256};
use x25519_dalek::{PublicKey, StaticSecret};

use super::session;
use crate::fixtures::Pair;
use crate::prekeys::Suite;

type Key = [u8; 32];

fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.try_into().unwrap()
}

fn hmac(key: &[u8], data: &[u8]) -> Key {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(data);
    mac.finalize().into_bytes().into()
}

/// RFC 5869, two blocks of output.
fn hkdf(salt: &[u8], ikm: &[u8], info: &str) -> (Key, Key) {
    let prk = hmac(salt, ikm);
    let first = hmac(&prk, &[info.as_bytes(), &[1]].concat());
    (first, hmac(&prk, &[&first[..], info.as_bytes(), &[2]].concat()))
}

fn x25519(secret: Key, public: &[u8]) -> Key {
    StaticSecret::from(secret).diffie_hellman(&PublicKey::from(array::<32>(public))).to_bytes()
}

fn public(secret: Key) -> Key {
    PublicKey::from(&StaticSecret::from(secret)).to_bytes()
}

/// A message: what is before the sealed bytes, its header's ratchet key, and the sealed bytes.
struct Taken<'a> {
    clear: &'a [u8],
    ratchet: &'a [u8],
    sealed: &'a [u8],
}

fn take(message: &[u8], hello: usize) -> Taken<'_> {
    let (clear, sealed) = message.split_at(1 + hello + 8 + 40);
    Taken { clear, ratchet: &clear[1 + hello + 8..][..32], sealed }
}

/// Opens message `number` of a chain.
fn open(chain: Key, number: u32, associated: &Key, message: &Taken<'_>) -> Vec<u8> {
    let chain = (0..number).fold(chain, |chain, _| hmac(&chain, &[2]));
    let key = hmac(&chain, &[1]);
    let aad = [associated, message.clear].concat();
    let (ciphertext, tag) = message.sealed.split_at(message.sealed.len() - 16);
    let mut text = ciphertext.to_vec();
    ChaCha20Poly1305::new(&key.into())
        .decrypt_inout_detached(
            &[0; 12].into(),
            &aad,
            InOutBuf::from(&mut text[..]),
            (&array::<16>(tag)).into(),
        )
        .unwrap();
    let mark = text.iter().rposition(|&byte| byte == 0x80).unwrap();
    text.truncate(mark);
    text
}

/// Bob's secrets of a handshake.
struct Secrets {
    identity: Key,
    signed: Key,
    one_time: Option<Key>,
    kem: Option<[u8; 64]>,
}

/// `SK` and `AD` out of a hello.
fn agree(bob: &Secrets, bob_public: &[u8], hello: &[u8]) -> (Key, Key) {
    let (identity, base) = (&hello[33..65], &hello[129..161]);
    let mut ikm = vec![0xff; 32];
    ikm.extend(x25519(bob.signed, identity));
    ikm.extend(x25519(bob.identity, base));
    ikm.extend(x25519(bob.signed, base));
    let mut transcript = b"Doormat lab 1 associated data\0\x05alice\0\x03bob".to_vec();
    transcript.extend_from_slice(bob_public);
    transcript.extend_from_slice(hello);
    transcript.extend(public(bob.signed));
    if let Some(one_time) = bob.one_time {
        ikm.extend(x25519(one_time, base));
        transcript.extend(public(one_time));
    }
    let mut info = "Doormat lab 1 X3DH curve25519 SHA-256";
    if let Some(seed) = bob.kem {
        let key = ml_kem::ml_kem_768::DecapsulationKey::from_seed(seed.into());
        let ciphertext: [u8; 1088] = array(&hello[hello.len() - 1088..]);
        ikm.extend_from_slice(&key.decapsulate(&ciphertext.into()));
        transcript.extend_from_slice(&ml_kem::kem::KeyExport::to_bytes(key.encapsulation_key()));
        info = "Doormat lab 1 PQXDH curve25519 SHA-256 ML-KEM-768";
    }
    (hkdf(&[0; 32], &ikm, info).0, Sha256::digest(transcript).into())
}

fn opens_a_recorded_conversation(suite: Suite, one_time: usize) {
    let mut pair = Pair::begun(suite, one_time, 41);
    let store = &pair.bob.prekeys;
    let kem_one_time = store.kem_one_time.values().next();
    let last_resort = store.current.last_resort.as_ref().map(|(_, pair)| pair);
    let secrets = Secrets {
        identity: *pair.bob.identity.agreement().secret_bytes(),
        signed: *store.current.pair.secret_bytes(),
        one_time: store.one_time.values().next().map(|pair| *pair.secret_bytes()),
        kem: kem_one_time.or(last_resort).map(|pair| *pair.seed()),
    };
    let bob_public = pair.bob.identity().to_bytes();

    // Two first messages, the second with the hello still in front; a reply; an answer on a new chain; and another
    // reply, on a chain of a key that Bob made after that.
    let first = pair.alice_sends(b"zero");
    let second = pair.alice_sends(b"one");
    pair.bob_reads(&second);
    pair.bob_reads(&first);
    let bob_ratchet = *session(&mut pair.bob, "alice").ratchet.sending.own.secret_bytes();
    let reply = pair.bob_sends(b"two");
    pair.alice_reads(&reply);
    let answer = pair.alice_sends(b"three");
    pair.bob_reads(&answer);
    let bob_next = *session(&mut pair.bob, "alice").ratchet.sending.own.secret_bytes();
    let last = pair.bob_sends(b"four");

    let hello_len =
        1 + 128 + 32 + 4 + 1 + 4 * one_time + if suite == Suite::Hybrid { 1 + 4 + 1088 } else { 0 };
    let hello = &first.message[1..=hello_len];
    let (secret, associated) = agree(&secrets, &bob_public, hello);
    let first = take(&first.message, hello_len);
    let (root, chain) = hkdf(&secret, &x25519(secrets.signed, first.ratchet), "Doormat lab 1 ratchet root");
    assert_eq!(open(chain, 0, &associated, &first), b"zero");
    assert_eq!(open(chain, 1, &associated, &take(&second.message, hello_len)), b"one");

    let (root, chain) = hkdf(&root, &x25519(bob_ratchet, first.ratchet), "Doormat lab 1 ratchet root");
    let reply = take(&reply.message, 0);
    assert_eq!(reply.ratchet, public(bob_ratchet));
    assert_eq!(open(chain, 0, &associated, &reply), b"two");

    let answer = take(&answer.message, 0);
    let (root, chain) = hkdf(&root, &x25519(bob_ratchet, answer.ratchet), "Doormat lab 1 ratchet root");
    assert_eq!(open(chain, 0, &associated, &answer), b"three");

    let (_, chain) = hkdf(&root, &x25519(bob_next, answer.ratchet), "Doormat lab 1 ratchet root");
    assert_eq!(open(chain, 0, &associated, &take(&last.message, 0)), b"four");

    let named = [b"Doormat lab 1 session id", &associated[..]].concat();
    assert_eq!(Sha256::digest(named)[..8], first.clear[1 + hello_len..][..8]);
}

#[test]
fn a_second_derivation_opens_a_recorded_hybrid_conversation() {
    opens_a_recorded_conversation(Suite::Hybrid, 1);
    opens_a_recorded_conversation(Suite::Hybrid, 0);
}

#[test]
fn a_second_derivation_opens_a_recorded_classical_conversation() {
    opens_a_recorded_conversation(Suite::Classical, 1);
    opens_a_recorded_conversation(Suite::Classical, 0);
}
