//! One ChaCha20-Poly1305 ciphertext that opens to two texts under two keys.
//!
//! Dodis, Grubbs, Ristenpart and Woodage showed this for AES-GCM ("Fast Message Franking", CRYPTO 2018); the same
//! works here because Poly1305 is a polynomial in a known key. With `x` the last ciphertext block (with its marker
//! bit), both tags are linear in it:
//!
//! ```text
//! tag_i = (A_i + x·R_i mod p) + s_i  mod 2^128          p = 2^130 - 5, R_i = r_i²
//! x     = ((s_2 - s_1 + j·2^128) - (A_1 - A_2)) / (R_1 - R_2)  mod p,  -4 <= j <= 4
//! ```
//! and `x` must be a block with its marker, `2^128 <= x < 2^129`. If not, another random block before it gives
//! another equation: 1.58 draws on average.
//!
//! The two texts lie in different regions, and what is the other's region must look like padding: that is what the
//! format's skipped records are for. A format that ignores nothing would make this harder, not impossible.

use chacha20::ChaCha20Rng;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use escrow::content::{About, ContentKey, PAD, TEXT};
use honest::padding;
use num_bigint::{BigInt, BigUint};
use rand_core::Rng;

/// Bytes of a record's tag and length.
const HEAD: usize = 3;
/// Bytes of a block of the authenticator.
const BLOCK: usize = 16;
/// How far the second text may lie behind the first: more room, fewer keys to try until its distance fits.
const ROOM: usize = 1_500;
/// Tries before giving up: keys for a fitting distance (one in 40 fits), blocks for a fitting tag (two in three).
const TRIES: u64 = 4_000;

/// The ciphertext, the second key, and how many blocks were drawn.
pub(crate) struct TwoKeys {
    pub(crate) sealed: Vec<u8>,
    pub(crate) deposited: ContentKey,
    pub(crate) attempts: u64,
}

/// A ciphertext that says `text` under `used` and `decoy` under another key.
pub(crate) fn craft(
    used: &ContentKey,
    about: &About,
    text: &[u8],
    decoy: &[u8],
    rng: &mut ChaCha20Rng,
) -> Option<TwoKeys> {
    let aad = about.to_bytes();
    // The peer's text and the head of the record that skips the rest.
    let first_end = HEAD + text.len() + HEAD;
    let one = Keyed::new(&used.text_key(about.number));
    let opening = [&[TEXT][..], &u16::try_from(text.len()).ok()?.to_be_bytes()].concat();
    let (deposited, second) = (0..TRIES).find_map(|_| {
        let candidate = ContentKey::generate(rng);
        let head = xor(
            &xor(&opening, &one.keystream(HEAD)),
            &Keyed::new(&candidate.text_key(about.number)).keystream(HEAD),
        );
        let [tag, high, low] = *head.first_chunk::<HEAD>()?;
        let start = HEAD + usize::from(u16::from_be_bytes([high, low]));
        let fits = tag != TEXT && start >= first_end && start < first_end + ROOM;
        fits.then_some((candidate, start))
    })?;
    let two = Keyed::new(&deposited.text_key(about.number));
    let second_end = second + HEAD + decoy.len() + HEAD;
    let size = padding::bucket(second_end + 2 * BLOCK);
    let skip = |end: usize| Some([&[PAD][..], &u16::try_from(size - end).ok()?.to_be_bytes()].concat());
    let first_plain = [&opening, text, &skip(first_end)?].concat();
    let decoy_head = [&[TEXT][..], &u16::try_from(decoy.len()).ok()?.to_be_bytes()].concat();
    let second_plain = [&decoy_head, decoy, &skip(second_end)?].concat();
    let mut ciphertext = one.keystream(size);
    overlay(&mut ciphertext, 0, &xor(&first_plain, &one.keystream(first_end)));
    overlay(&mut ciphertext, second, &xor(&second_plain, two.keystream(second_end).get(second..)?));
    for attempt in 1..=TRIES {
        let mut block = [0; BLOCK];
        rng.fill_bytes(&mut block);
        overlay(&mut ciphertext, size - 2 * BLOCK, &block);
        let known = ciphertext.get(..size - BLOCK)?;
        if let Some((last, tag)) = meet(&one, &two, &aad, known) {
            let sealed = [known, &last, &tag].concat();
            return Some(TwoKeys { sealed, deposited, attempts: attempt });
        }
    }
    None
}

/// A key's keystream and its one-time authenticator key `(r, s)` (RFC 8439, section 2.6).
struct Keyed {
    key: [u8; 32],
    r: BigInt,
    s: BigInt,
}

impl Keyed {
    fn new(key: &[u8; 32]) -> Self {
        let mut block = [0u8; 64];
        chacha20::ChaCha20::new(key.into(), &[0; 12].into()).apply_keystream(&mut block);
        let (r, rest) = block.split_at(BLOCK);
        let (s, _) = rest.split_at(BLOCK);
        let clamp = BigUint::from(0x0fff_fffc_0fff_fffc_0fff_fffc_0fff_ffff_u128);
        let r = BigUint::from_bytes_le(r) & clamp;
        Self { key: *key, r: r.into(), s: BigUint::from_bytes_le(s).into() }
    }

    /// The first bytes of what a text is xored with: keystream from block 1 on.
    fn keystream(&self, length: usize) -> Vec<u8> {
        let mut stream = vec![0; 64 + length];
        chacha20::ChaCha20::new((&self.key).into(), &[0; 12].into()).apply_keystream(&mut stream);
        stream.split_off(64)
    }

    /// `A`: the authenticator's sum over everything but the last ciphertext block.
    fn sum(&self, aad: &[u8], known: &[u8], p: &BigInt) -> BigInt {
        let marker = BigInt::from(1) << 128;
        let add = |sum: BigInt, block: &[u8]| {
            let mut padded = [0; BLOCK];
            padded.iter_mut().zip(block).for_each(|(to, from)| *to = *from);
            (sum + BigInt::from(BigUint::from_bytes_le(&padded)) + &marker) * &self.r % p
        };
        let blocks = aad.chunks(BLOCK).chain(known.chunks(BLOCK));
        let before = blocks.fold(BigInt::ZERO, add);
        let lengths = [aad.len().to_le_bytes(), (known.len() + BLOCK).to_le_bytes()].concat();
        // The last block counts nothing here, its marker neither; it is `x`.
        add(before * &self.r % p, &lengths)
    }
}

/// The last block and the tag under which both keys authenticate, if this equation has such a solution.
fn meet(one: &Keyed, two: &Keyed, aad: &[u8], known: &[u8]) -> Option<([u8; BLOCK], [u8; BLOCK])> {
    let p = (BigInt::from(1) << 130) - 5;
    let wrap = BigInt::from(1) << 128;
    let (sum_one, sum_two) = (one.sum(aad, known, &p), two.sum(aad, known, &p));
    let (weight_one, weight_two) = (&one.r * &one.r % &p, &two.r * &two.r % &p);
    let modulo = |value: BigInt| ((value % &p) + &p) % &p;
    let slope = modulo(&weight_one - &weight_two);
    let inverse = slope.modpow(&(&p - 2), &p);
    (-4..=4).find_map(|j| {
        let shift = &two.s - &one.s + &wrap * j;
        let x = modulo(modulo(shift - (&sum_one - &sum_two)) * &inverse);
        let tag = |sum: &BigInt, weight: &BigInt, s: &BigInt| ((sum + &x * weight) % &p + s) % &wrap;
        let (first, second) = (tag(&sum_one, &weight_one, &one.s), tag(&sum_two, &weight_two, &two.s));
        let is_block = x >= wrap && x < &wrap * 2;
        (is_block && first == second).then(|| (block(&(&x - &wrap)), block(&first)))
    })
}

/// Sixteen little-endian bytes.
fn block(value: &BigInt) -> [u8; BLOCK] {
    let (_, bytes) = value.to_bytes_le();
    let mut block = [0; BLOCK];
    block.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    block
}

fn xor(one: &[u8], other: &[u8]) -> Vec<u8> {
    one.iter().zip(other).map(|(one, other)| one ^ other).collect()
}

fn overlay(bytes: &mut [u8], at: usize, with: &[u8]) {
    bytes.iter_mut().skip(at).zip(with).for_each(|(to, from)| *to = *from);
}

#[cfg(test)]
mod tests;
