//! Vouchers: what a client sends along with each picture.
//!
//! ```text
//! id      16 random bytes, in the clear
//! for both rows w of the picture's hash y, in random order:
//!   Q     β·H(y) + γ·G            S = β·P_w + γ·L        β, γ fresh
//!   ct    rkey under KDF(S, id)
//! rct     the account's point of this id, and the payload under KDF(account's secret, id), all under rkey
//! ```
//! If y is in row w, then P_w = α·H(y) and S = α·Q, which the server can compute. If not, S is uniform to the server.
//! A synthetic voucher is made with β = 0, so that it always opens, around a made-up point.

use curve25519_dalek::ristretto::{CompressedRistretto, RistrettoPoint};
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::primitives::aead;
use honest::primitives::kdf::hkdf;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::hash::PictureHash;
use super::list::{BlindedList, ListSecret, point_of, random_scalar};
use super::picture::{Picture, THUMB};
use super::shares::{POINT, Point, Polynomials};
use crate::label;

/// Bytes of a voucher's payload: the thumbnail.
pub const PAYLOAD: usize = THUMB;
/// Bytes of a voucher.
pub const VOUCHER: usize = 16 + 2 * HALF + POINT + PAYLOAD + 2 * aead::TAG;
/// Bytes of `Q` and `ct`.
const HALF: usize = 32 + 32 + aead::TAG;

/// `Q` and `ct` of one row.
type Half = ([u8; 32], [u8; 32 + aead::TAG]);

/// One picture's voucher, or a synthetic one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// Its id.
    pub id: [u8; 16],
    halves: [Half; 2],
    sealed: Vec<u8>,
}

impl Voucher {
    /// The voucher of a picture.
    pub(super) fn of(
        picture: &Picture,
        hash: &PictureHash,
        list: &BlindedList,
        account: &Polynomials,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Self {
        let id = fresh_id(rng);
        let payload = aead::seal(&payload_key(account, &id), &id, &picture.thumbnail());
        let lock = |row: Option<&RistrettoPoint>, rng: &mut _| {
            let (beta, gamma) = (random_scalar(rng), random_scalar(rng));
            let sent = point_of(hash) * beta + RistrettoPoint::mul_base(&gamma);
            let shared =
                row.map_or_else(|| RistrettoPoint::mul_base(&beta), |row| row * beta) + list.base() * gamma;
            (sent, shared)
        };
        let rows = list.rows_of(hash).map(|row| lock(row, rng));
        Self::seal(id, rows, &account.at(&id), &payload, rng)
    }

    /// A synthetic voucher: it matches, and its point is made up.
    pub(super) fn synthetic(list: &BlindedList, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let id = fresh_id(rng);
        let mut payload = [0; PAYLOAD + aead::TAG];
        rng.fill_bytes(&mut payload);
        // One half opens, as one half of a real match does; the other is locked with a point of nobody.
        let gamma = random_scalar(rng);
        let opens = (RistrettoPoint::mul_base(&gamma), list.base() * gamma);
        let random = |rng: &mut _| RistrettoPoint::mul_base(&random_scalar(rng));
        let locked = (random(rng), random(rng));
        Self::seal(id, [opens, locked], &Point::random(rng), &payload, rng)
    }

    fn seal(
        id: [u8; 16],
        rows: [(RistrettoPoint, RistrettoPoint); 2],
        point: &Point,
        payload: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(key.as_mut_slice());
        let mut halves = rows.map(|(sent, shared)| {
            let mut ct = [0; 32 + aead::TAG];
            let sealed = aead::seal(&match_key(&shared, &id), &id, key.as_slice());
            ct.iter_mut().zip(sealed).for_each(|(to, from)| *to = from);
            (sent.compress().to_bytes(), ct)
        });
        if rng.next_u32() & 1 == 1 {
            halves.reverse();
        }
        let inner = Zeroizing::new([&point.to_bytes(), payload].concat());
        Self { id, halves, sealed: aead::seal(&key, &id, &inner) }
    }

    /// `rkey`, if this voucher matches: with the server's secret, and without it never.
    pub(super) fn key(&self, secret: &ListSecret) -> Option<Zeroizing<[u8; 32]>> {
        let Self { id, halves, .. } = self;
        halves.iter().find_map(|(sent, ct)| {
            let shared = secret.apply(&CompressedRistretto(*sent).decompress()?);
            let key = Zeroizing::new(aead::open(&match_key(&shared, id), id, ct).ok()?);
            Some(Zeroizing::new(key.as_slice().try_into().ok()?))
        })
    }

    /// The point and the sealed payload, if this voucher matches.
    pub(super) fn matched(&self, secret: &ListSecret) -> Option<(Point, Vec<u8>)> {
        let inner = Zeroizing::new(aead::open(&*self.key(secret)?, &self.id, &self.sealed).ok()?);
        let mut from = Reader::new(&inner);
        let point = Point::read(&mut from).ok()?;
        Some((point, from.rest().to_vec()))
    }

    /// `id 16 ‖ (Q 32 ‖ ct 48) twice ‖ rct`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { id, halves, sealed } = self;
        let mut to = Writer::with_capacity(VOUCHER);
        to.put(id);
        for (sent, ct) in halves {
            to.put(sent).put(ct);
        }
        to.put(sealed);
        to.finish()
    }

    /// Takes an encoding.
    ///
    /// # Errors
    /// [`DecodeError`] for another length. Whether it opens is another question.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        let id = from.array()?;
        let mut half = || Ok::<Half, DecodeError>((from.array()?, from.array()?));
        let halves = [half()?, half()?];
        let sealed = from.take(POINT + PAYLOAD + 2 * aead::TAG)?.to_vec();
        from.finish()?;
        Ok(Self { id, halves, sealed })
    }
}

fn fresh_id(rng: &mut (impl CryptoRng + ?Sized)) -> [u8; 16] {
    let mut id = [0; 16];
    rng.fill_bytes(&mut id);
    id
}

/// The key that a match gives.
fn match_key(shared: &RistrettoPoint, id: &[u8; 16]) -> Zeroizing<[u8; 32]> {
    hkdf(id, shared.compress().as_bytes(), label::VOUCHER_KEY)
}

/// The key of one payload. Every key seals once, so the account's secret gives one to each id.
fn payload_key(account: &Polynomials, id: &[u8; 16]) -> Zeroizing<[u8; 32]> {
    payload_key_of(&account.secret(), id)
}

/// The same from the account's secret, as the server learns it.
pub(super) fn payload_key_of(
    secret: &curve25519_dalek::scalar::Scalar,
    id: &[u8; 16],
) -> Zeroizing<[u8; 32]> {
    hkdf(id, secret.as_bytes(), label::VOUCHER_PAYLOAD)
}
