//! A phone with a chip in it: every text under a fresh session key, and the chip's field beside it.

use chacha20::ChaCha20Rng;
use escrow::mechanisms::clipper::leaf::IV;
use escrow::mechanisms::clipper::skipjack::KEY;
use escrow::mechanisms::clipper::{Chip, Iv, Key80};
use honest::Address;
use honest::primitives::kdf::sha256;

use crate::system::Warning;
use crate::systems::carrier::{Craft, Crafted};
use crate::systems::network::refused;

/// Hash prefix of the digest that ties IV, field and ciphertext to the honest message.
const BINDING: &[u8] = b"Doormat lab 1 Clipper binding";

/// One user's part of it. What is in the chip stays there: a thief who copies the phone's memory finds nothing of it.
pub(crate) struct Phone {
    pub(crate) chip: Chip,
}

impl Craft for Phone {
    fn seal(&mut self, _: &Address, text: &[u8], _: u64, rng: &mut ChaCha20Rng) -> Result<Crafted, Warning> {
        let key = Key80::generate(rng);
        let (iv, leaf, session) = self.chip.talk(&key, rng);
        Ok(craft(&key, &field(&iv, &leaf), session.feedback(text)))
    }

    fn open(&mut self, _: &Address, crafted: &Crafted) -> Result<Vec<u8>, Warning> {
        let (key, bound) = unpack(&crafted.payload).ok_or_else(|| malformed("session key"))?;
        if bound != binding(&crafted.field, &crafted.sealed) {
            return Err(malformed("binding"));
        }
        let (iv, leaf) = split(&crafted.field).ok_or_else(|| malformed("access field"))?;
        let session = self.chip.listen(&key, iv, leaf).map_err(refused)?;
        Ok(session.feedback(&crafted.sealed))
    }
}

fn malformed(what: &str) -> Warning {
    Warning::Refused(format!("{what}: missing or wrong"))
}

/// A message as its parts. The honest message carries the session key, `K 10 ‖ SHA-256 32`, and answers for the rest: the
/// standard enciphers and leaves authentication to others.
pub(super) fn craft(key: &Key80, field: &[u8], sealed: Vec<u8>) -> Crafted {
    let payload = [key.as_bytes().as_slice(), &binding(field, &sealed)].concat();
    Crafted { payload, field: field.to_vec(), sealed }
}

fn binding(field: &[u8], sealed: &[u8]) -> [u8; 32] {
    sha256(&[BINDING, field, sealed])
}

/// The session key and the digest of a payload.
pub(super) fn unpack(payload: &[u8]) -> Option<(Key80, [u8; 32])> {
    let (key, rest) = payload.split_first_chunk::<KEY>()?;
    Some((Key80::from_bytes(*key), rest.try_into().ok()?))
}

/// What everybody sees of it: `IV 8 ‖ field`.
pub(super) fn field(iv: &Iv, leaf: &[u8]) -> Vec<u8> {
    [iv, leaf].concat()
}

/// The IV and the field.
pub(super) fn split(field: &[u8]) -> Option<(&Iv, &[u8])> {
    field.split_first_chunk::<IV>()
}
