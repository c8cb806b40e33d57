//! The second derivation of a message under the mandate: HPKE from HMAC up, the text by the deposited key, the same
//! key by Bob's secrets, and the proof of the label.

use curve25519_dalek::montgomery::MontgomeryPoint;
use curve25519_dalek::{EdwardsPoint, Scalar};
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha512};

use super::derive::{
    Cursor, Key, Responder, Result, address, array, bytes, check, hkdf, hmac, key, number as integer, open,
    session_id, text, x25519,
};
use super::derive_session::{Frame, root_step};

/// `LabeledExtract` of RFC 9180, section 4.
fn extract(suite: &[u8], salt: &[u8], label: &str, ikm: &[u8]) -> Key {
    hmac(salt, &[b"HPKE-v1", suite, label.as_bytes(), ikm].concat())
}

/// `LabeledExpand` of RFC 9180, section 4, for one block of output or less.
fn expand(suite: &[u8], prk: &Key, label: &str, info: &[u8], length: u8) -> Vec<u8> {
    let labeled = [&[0, length], &b"HPKE-v1"[..], suite, label.as_bytes(), info, &[1]].concat();
    hmac(prk, &labeled)[..length.into()].to_vec()
}

/// `OpenBase` with the shared secret of the curve.
fn hpke_open(dh: &Key, enc: &[u8], to: &[u8], info: &[u8], aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
    let kem = b"KEM\x00\x20";
    let shared = expand(kem, &extract(kem, b"", "eae_prk", dh), "shared_secret", &[enc, to].concat(), 32);
    let suite = b"HPKE\x00\x20\x00\x01\x00\x03";
    let (no_psk, info) = (extract(suite, b"", "psk_id_hash", b""), extract(suite, b"", "info_hash", info));
    let context = [&[0], &no_psk[..], &info].concat();
    let secret = extract(suite, &shared, "secret", b"");
    let key: Key = array(&expand(suite, &secret, "key", &context, 32))?;
    open(&key, array(&expand(suite, &secret, "base_nonce", &context, 12))?, aad, sealed)
}

/// `R = z·B - c·P`, where `P` is the Edwards point of `enc` with sign 0 and `c` the hash over `R`, `enc` and label.
fn label_proof(proof: &[u8], enc: &Key, label: &[u8]) -> Result<()> {
    let (commitment, response): (Key, Key) = (array(&proof[..32])?, array(&proof[32..])?);
    let hash = Sha512::digest([b"Doormat lab 1 label proof", &commitment[..], enc, label].concat());
    let challenge = Scalar::from_bytes_mod_order_wide(&hash.into());
    let point = MontgomeryPoint(*enc).to_edwards(0).ok_or("enc is on the twist")?;
    let response = Option::from(Scalar::from_canonical_bytes(response)).ok_or("no canonical scalar")?;
    let expected = EdwardsPoint::mul_base(&response) - challenge * point;
    check(expected.compress().to_bytes() == commitment, "proof")
}

/// Checks a message's file.
pub(super) fn message(file: &Value) -> Result<()> {
    let (alice, bob, field) = (&file["alice"], &file["bob"], &file["field"]);
    let number = file["number"].as_u64().ok_or("number")?.to_be_bytes();
    let sent = file["sent"].as_u64().ok_or("sent")?.to_be_bytes();

    // The frame is its parts.
    let (inner, label) = (bytes(file, "honest_message")?, bytes(field, "label")?);
    let (enc, sealed, proof) = (key(field, "enc")?, bytes(field, "sealed")?, bytes(field, "proof")?);
    let (commitment, sealed_text) = (key(file, "commitment")?, bytes(file, "sealed_text")?);
    let frame = bytes(file, "frame")?;
    let mut from = Cursor(&frame);
    check(from.take(5)? == b"DORE\xe1", "magic and version")?;
    check(
        usize::try_from(from.u32()?) == Ok(inner.len()) && from.take(inner.len())? == inner,
        "honest message",
    )?;
    check(from.flag()? && from.take(label.len())? == label && from.take(32)? == enc, "label and enc")?;
    check(from.u16()? == sealed.len() && from.take(sealed.len())? == sealed, "sealed deposit")?;
    check(from.flag()? && from.take(64)? == proof, "proof")?;
    check(from.flag()? && from.take(32)? == commitment, "commitment")?;
    check(from.take(8)? == number && from.0 == sealed_text, "number and sealed text")?;

    // Bob's way: the honest message inside.
    let responder = Responder::read(file)?;
    let frame = Frame::read(&inner, alice, bob)?;
    let (secret, associated) = responder.agree(file, frame.hello.ok_or("no hello")?)?;
    let (_, chain) = root_step(&secret, &x25519(responder.signed.1, frame.ratchet));
    let carried = frame.open(chain, &associated)?;

    // What both the label and the text are about.
    let session = session_id(&associated);
    let epoch = integer(&file["authority"], "epoch")?.to_be_bytes();
    let people = [address(alice)?, address(bob)?].concat();
    check(label == [&epoch[..], &session, &sent, &people].concat(), "label")?;
    let about = [&session[..], &number, &people, &[1], &commitment].concat();
    check(bytes(file, "about")? == about, "about")?;
    label_proof(&proof, &enc, &label)?;

    // The authority's way: the deposit. Its secret is a scalar, not clamped as those of X25519 are.
    let authority = Option::from(Scalar::from_canonical_bytes(key(&file["authority"], "secret")?));
    let authority: Scalar = authority.ok_or("no canonical scalar")?;
    let public = EdwardsPoint::mul_base(&authority).to_montgomery().to_bytes();
    check(key(&file["authority"], "public_x25519")? == public, "the authority's key")?;
    let dh = (MontgomeryPoint(enc) * authority).to_bytes();
    let deposit = hpke_open(&dh, &enc, &public, b"Doormat lab 1 access field", &label, &sealed)?;
    check(key(file, "deposited_key")?[..] == deposit, "deposit")?;

    // They meet: one key, one text.
    let hashed = |parts: &[&[u8]]| -> Key { Sha256::digest(parts.concat()).into() };
    check(commitment == hashed(&[b"Doormat lab 1 key commitment", &deposit]), "commitment")?;
    let binding = hashed(&[b"Doormat lab 1 content binding", &about, &sealed_text]);
    check(key(file, "binding")? == binding, "binding")?;
    check(carried == [&deposit[..], &binding].concat(), "what Bob is sent")?;
    let (text_key, _) = hkdf(b"", &deposit, &[&b"Doormat lab 1 content key"[..], &number].concat());
    check(key(file, "text_key")? == text_key, "text key")?;
    let records = open(&text_key, [0; 12], &about, &sealed_text)?;
    let mut from = Cursor(&records);
    check(from.take(1)? == [1], "record of the text")?;
    let length = from.u16()?;
    check(from.take(length)? == text(file, "text")?.as_bytes(), "text")?;
    check(from.take(1)? == [0] && from.u16()? == from.0.len(), "record of the padding")?;
    check(records.len() % 64 == 0 && from.0.iter().all(|byte| *byte == 0), "padding")
}
