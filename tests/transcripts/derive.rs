//! The whole protocol a second time, in a few lines that share nothing with the crates under test but the standards:
//! HMAC, SHA-256, X25519, Ed25519, ML-KEM-768 and ChaCha20-Poly1305 called directly, offsets and labels written out.
//! It knows a transcript's file and nothing else.

use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::{AeadInOut, ChaCha20Poly1305};
use hmac::{Hmac, KeyInit as _, Mac as _};
use ml_kem::kem::Decapsulate as _;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use x25519_dalek::{PublicKey, StaticSecret};

use super::derive_session::Session;

pub(super) type Key = [u8; 32];
pub(super) type Result<T> = std::result::Result<T, String>;

/// An error unless it holds.
pub(super) fn check(holds: bool, what: &str) -> Result<()> {
    if holds { Ok(()) } else { Err(format!("{what}: not what the specification gives")) }
}

pub(super) fn text<'v>(value: &'v Value, key: &str) -> Result<&'v str> {
    value[key].as_str().ok_or_else(|| format!("{key}: no text"))
}

pub(super) fn number(value: &Value, key: &str) -> Result<u32> {
    value[key].as_u64().and_then(|n| u32::try_from(n).ok()).ok_or_else(|| format!("{key}: no number"))
}

pub(super) fn unhex(digits: &str) -> Result<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap_or("odd"));
    pairs.map(|pair| u8::from_str_radix(pair, 16).map_err(|error| format!("{pair}: {error}"))).collect()
}

pub(super) fn bytes(value: &Value, key: &str) -> Result<Vec<u8>> {
    unhex(text(value, key)?)
}

pub(super) fn array<const N: usize>(bytes: &[u8]) -> Result<[u8; N]> {
    bytes.try_into().map_err(|_| format!("{} bytes, {N} expected", bytes.len()))
}

pub(super) fn key(value: &Value, name: &str) -> Result<Key> {
    array(&bytes(value, name)?)
}

/// Bytes read front to back.
pub(super) struct Cursor<'a>(pub(super) &'a [u8]);

impl<'a> Cursor<'a> {
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(count).ok_or("cut off")?;
        self.0 = rest;
        Ok(head)
    }

    pub(super) fn u16(&mut self) -> Result<usize> {
        Ok(u16::from_be_bytes(array(self.take(2)?)?).into())
    }

    pub(super) fn u32(&mut self) -> Result<u32> {
        Ok(u32::from_be_bytes(array(self.take(4)?)?))
    }

    pub(super) fn flag(&mut self) -> Result<bool> {
        let byte = self.take(1)?[0];
        check(byte < 2, "flag").map(|()| byte == 1)
    }
}

pub(super) fn hmac(key: &[u8], data: &[u8]) -> Key {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(data);
    mac.finalize().into_bytes().into()
}

/// RFC 5869, two blocks of output.
pub(super) fn hkdf(salt: &[u8], ikm: &[u8], info: &[u8]) -> (Key, Key) {
    let prk = hmac(salt, ikm);
    let first = hmac(&prk, &[info, &[1]].concat());
    (first, hmac(&prk, &[&first, info, &[2]].concat()))
}

pub(super) fn x25519(secret: Key, public: Key) -> Key {
    StaticSecret::from(secret).diffie_hellman(&PublicKey::from(public)).to_bytes()
}

pub(super) fn public(secret: Key) -> Key {
    PublicKey::from(&StaticSecret::from(secret)).to_bytes()
}

/// `ciphertext ‖ tag` under a nonce.
pub(super) fn open(key: &Key, nonce: [u8; 12], aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
    let (ciphertext, tag) = sealed.split_last_chunk::<16>().ok_or("no tag")?;
    let mut text = ciphertext.to_vec();
    ChaCha20Poly1305::new(key.into())
        .decrypt_inout_detached(&nonce.into(), aad, InOutBuf::from(&mut text[..]), tag.into())
        .map_err(|_| "a tag does not verify")?;
    Ok(text)
}

/// A name behind its length.
pub(super) fn address(person: &Value) -> Result<Vec<u8>> {
    let name = text(person, "address")?.as_bytes();
    let length = u16::try_from(name.len()).map_err(|error| error.to_string())?;
    Ok([&length.to_be_bytes(), name].concat())
}

/// An Ed25519 signature over a label behind its length, and a body.
fn signed(by: &[u8], label: &str, body: &[u8], signature: &[u8]) -> Result<()> {
    let length = u16::try_from(label.len()).map_err(|error| error.to_string())?;
    let message = [&length.to_be_bytes(), label.as_bytes(), body].concat();
    let by = ed25519_dalek::VerifyingKey::from_bytes(&array(by)?).map_err(|error| error.to_string())?;
    by.verify_strict(&message, &ed25519_dalek::Signature::from_bytes(&array(signature)?))
        .map_err(|_| format!("{label}: the signature does not verify"))
}

/// Checks a person's secrets against the public identity, and its binding; gives the identity.
fn identity(person: &Value) -> Result<Vec<u8>> {
    let identity = bytes(person, "identity")?;
    check(identity.len() == 128, "identity")?;
    let (signing, agreement) = (&identity[..32], &identity[32..64]);
    let seed = ed25519_dalek::SigningKey::from_bytes(&key(person, "signing_seed")?);
    check(seed.verifying_key().as_bytes() == signing, "signing_seed")?;
    check(public(key(person, "agreement_secret")?) == agreement, "agreement_secret")?;
    signed(signing, "Doormat lab 1 sign identity X25519", agreement, &identity[64..])?;
    Ok(identity)
}

/// Bob's part of a handshake: his secrets, and the public keys that go with them.
pub(super) struct Responder {
    identity: Vec<u8>,
    agreement: Key,
    pub(super) signed: (u32, Key),
    one_time: Option<(u32, Key)>,
    kem: Option<(bool, u32, ml_kem::ml_kem_768::DecapsulationKey)>,
}

impl Responder {
    /// Reads it from a file.
    pub(super) fn read(file: &Value) -> Result<Self> {
        let (bob, held) = (&file["bob"], &file["bob_prekeys"]);
        let pair = |value: &Value| Ok::<_, String>((number(value, "id")?, key(value, "secret")?));
        let present = |name: &str| Some(&held[name]).filter(|value| !value.is_null());
        let kem = present("kem").map(|value| {
            let last_resort = match text(value, "kind")? {
                "one-time" => false,
                "last resort" => true,
                other => return Err(format!("{other}: no kind of KEM prekey")),
            };
            let seed: [u8; 64] = array(&bytes(value, "seed")?)?;
            let key = ml_kem::ml_kem_768::DecapsulationKey::from_seed(seed.into());
            Ok((last_resort, number(value, "id")?, key))
        });
        Ok(Self {
            identity: identity(bob)?,
            agreement: key(bob, "agreement_secret")?,
            signed: pair(&held["signed"])?,
            one_time: present("one_time").map(pair).transpose()?,
            kem: kem.transpose()?,
        })
    }

    /// The bundle that others get of him, checked: identity, prekeys, a signature over each.
    fn bundle(&self, bundle: &[u8]) -> Result<()> {
        let by = &self.identity[..32];
        let mut from = Cursor(bundle);
        check(from.take(128)? == self.identity, "the bundle's identity")?;
        let prekey = |from: &mut Cursor<'_>, id: u32, public: &[u8], label: &str| {
            check(from.u32()? == id && from.take(public.len())? == public, label)?;
            signed(by, label, public, from.take(64)?)
        };
        let (id, secret) = self.signed;
        prekey(&mut from, id, &public(secret), "Doormat lab 1 sign signed prekey X25519")?;
        check(from.flag()? == self.one_time.is_some(), "one-time prekey")?;
        if let Some((id, secret)) = self.one_time {
            prekey(&mut from, id, &public(secret), "Doormat lab 1 sign one-time prekey X25519")?;
        }
        let kind = from.take(1)?[0];
        let expected = self.kem.as_ref().map_or(0, |(last_resort, ..)| 1 + u8::from(*last_resort));
        check(kind == expected, "kind of KEM prekey")?;
        if let Some((last_resort, id, key)) = &self.kem {
            let kind = if *last_resort { "last-resort" } else { "one-time" };
            let label = format!("Doormat lab 1 sign {kind} prekey ML-KEM-768");
            prekey(&mut from, *id, &encapsulation(key), &label)?;
        }
        check(from.0.is_empty(), "end of the bundle")
    }

    /// `SK` and `AD` out of a hello of Alice's.
    pub(super) fn agree(&self, file: &Value, hello: &[u8]) -> Result<(Key, Key)> {
        let mut from = Cursor(hello);
        let suite = from.take(1)?[0];
        check(suite == if self.kem.is_some() { 1 } else { 2 }, "suite")?;
        let theirs = from.take(128)?;
        check(theirs == identity(&file["alice"])?, "the hello's identity")?;
        let (identity, base): (Key, Key) = (array(&theirs[32..64])?, array(from.take(32)?)?);
        check(from.u32()? == self.signed.0, "id of the signed prekey")?;
        let signed = self.signed.1;
        let mut ikm = vec![0xff; 32];
        ikm.extend(x25519(signed, identity));
        ikm.extend(x25519(self.agreement, base));
        ikm.extend(x25519(signed, base));
        let mut keys = public(signed).to_vec();
        check(from.flag()? == self.one_time.is_some(), "one-time prekey")?;
        if let Some((id, secret)) = self.one_time {
            check(from.u32()? == id, "id of the one-time prekey")?;
            ikm.extend(x25519(secret, base));
            keys.extend(public(secret));
        }
        let mut info = "Doormat lab 1 X3DH curve25519 SHA-256";
        if let Some((last_resort, id, key)) = &self.kem {
            check(from.flag()? == *last_resort && from.u32()? == *id, "KEM prekey")?;
            let ciphertext: [u8; 1088] = array(from.take(1088)?)?;
            ikm.extend_from_slice(&key.decapsulate(&ciphertext.into()));
            keys.extend(encapsulation(key));
            info = "Doormat lab 1 PQXDH curve25519 SHA-256 ML-KEM-768";
        }
        check(from.0.is_empty(), "end of the hello")?;
        let (alice, bob) = (address(&file["alice"])?, address(&file["bob"])?);
        let label = b"Doormat lab 1 associated data";
        let transcript = [&label[..], &alice, &bob, &self.identity, hello, &keys].concat();
        Ok((hkdf(&[0; 32], &ikm, info.as_bytes()).0, Sha256::digest(transcript).into()))
    }
}

fn encapsulation(key: &ml_kem::ml_kem_768::DecapsulationKey) -> Vec<u8> {
    ml_kem::kem::KeyExport::to_bytes(key.encapsulation_key()).to_vec()
}

/// `SHA-256(label ‖ AD)`, the first eight bytes.
pub(super) fn session_id(associated: &Key) -> Vec<u8> {
    Sha256::digest([b"Doormat lab 1 session id", &associated[..]].concat())[..8].to_vec()
}

/// Checks a conversation's file.
pub(super) fn conversation(file: &Value) -> Result<()> {
    let bob = Responder::read(file)?;
    let suite = if file["bob_prekeys"]["kem"].is_null() { "X25519" } else { "X25519+ML-KEM-768" };
    check(text(file, "suite")? == suite, "suite")?;
    bob.bundle(&bytes(file, "bundle")?)?;
    Session::read(file, &bob)?.steps(file)
}
