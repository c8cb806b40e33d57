//! The list that clients compare with, blinded so that they cannot read it.
//!
//! ```text
//! server   α secret, L = α·G; every listed hash x has one of two rows, h_1(x) or h_2(x) (a cuckoo table)
//!          P_w = α·H(x) in the row of x, and in a row of nobody a point of which nobody knows the hash
//! client   L, P_1 … P_n, and the root: a hash over all of it
//! ```
//! The shape of the published data in "The Apple PSI System" (2021). That every row is a function of α and the hashes
//! alone is ours: it lets an auditor who is shown both compute the whole list again.
//!
//! A client cannot tell a listed picture from any other, nor one list from another. What it can do is compare the
//! root with one that was published, and ask who has audited that root.

use curve25519_dalek::ristretto::{CompressedRistretto, RistrettoPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity;
use honest::codec::{Reader, Writer};
use honest::error::BadSignature;
use honest::primitives::kdf::{hkdf, sha256};
use honest::primitives::sign::{SIGNATURE, SigningPair, SigningPublic};
use rand_core::CryptoRng;
use sha2::{Digest, Sha512};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::hash::PictureHash;
use crate::label;

/// Most pictures on a list: the table is in every client's memory.
pub const MAX_LISTED: usize = 10_000;
/// Rows for each listed picture; a cuckoo table with two choices of row fills to a half.
const ROWS_EACH: usize = 3;
/// Evictions after which a salt is given up.
const EVICTIONS: usize = 64;
/// Salts that are tried.
const SALTS: u8 = 32;

/// Why there is no list, or none that is taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ListError {
    /// More than a list holds.
    #[error("{got} pictures; a list holds {bound}")]
    TooLong {
        /// How many.
        got: usize,
        /// [`MAX_LISTED`].
        bound: usize,
    },
    /// No salt gave every picture a row.
    #[error("no arrangement was found for these pictures")]
    Crowded,
    /// The bytes are malformed.
    #[error("list: {0}")]
    Decode(#[from] honest::error::DecodeError),
    /// A row is no point.
    #[error("row {row} of the list is no point of the group")]
    Row {
        /// Which.
        row: usize,
    },
    /// It is not the list that was published.
    #[error("the list is not the one whose root was published")]
    Root,
    /// It came without an auditor's certificate.
    #[error("the list comes without a certificate")]
    Uncertified,
    /// Whoever signed the root is not the auditor.
    #[error("the published root: {0}")]
    Certificate(#[from] BadSignature),
    /// It is not made of the pictures that every contributor lists, and of nothing else.
    #[error("the list is not the intersection of the contributors' lists")]
    Intersection,
}

/// `α`: whoever has it recognises listed pictures in vouchers.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct ListSecret(Scalar);

impl std::fmt::Debug for ListSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(_) = self;
        f.write_str("ListSecret(..)")
    }
}

impl ListSecret {
    /// A fresh secret.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self(random_scalar(rng))
    }

    /// The secret of its bytes; `None` for a value of the group order or more.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Option<Self> {
        Option::from(Scalar::from_canonical_bytes(bytes)).map(Self)
    }

    /// The bytes: what a thief of the server takes away.
    #[must_use]
    pub const fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// `α·Q`: the server's half of the exchange.
    pub(super) fn apply(&self, point: &RistrettoPoint) -> RistrettoPoint {
        point * self.0
    }

    /// The blinded list of some pictures. The same pictures give the same list, in whatever order they come.
    ///
    /// # Errors
    /// [`ListError::TooLong`], [`ListError::Crowded`].
    pub fn blind(&self, hashes: &[PictureHash]) -> Result<BlindedList, ListError> {
        let mut hashes = hashes.to_vec();
        hashes.sort_unstable();
        hashes.dedup();
        if hashes.len() > MAX_LISTED {
            return Err(ListError::TooLong { got: hashes.len(), bound: MAX_LISTED });
        }
        let rows = (hashes.len() * ROWS_EACH).max(1);
        let arranged = (0..SALTS).find_map(|attempt| {
            let salt = *hkdf::<16>(&[attempt], self.0.as_bytes(), label::LIST_SALT);
            Some((salt, arrange(&salt, rows, &hashes)?))
        });
        let (salt, table) = arranged.ok_or(ListError::Crowded)?;
        let row = |(number, entry): (u32, &Option<PictureHash>)| match entry {
            Some(hash) => point_of(hash) * self.0,
            None => {
                let info = [label::LIST_FILLER, &number.to_be_bytes()].concat();
                RistrettoPoint::from_uniform_bytes(&hkdf::<64>(&salt, self.0.as_bytes(), &info))
            }
        };
        let rows = (0..).zip(&table).map(row).collect();
        Ok(BlindedList { base: RistrettoPoint::mul_base(&self.0), salt, rows })
    }
}

/// Gives every hash one of its two rows; `None` if that takes too long.
fn arrange(salt: &[u8; 16], rows: usize, hashes: &[PictureHash]) -> Option<Vec<Option<PictureHash>>> {
    let mut table = vec![None; rows];
    for hash in hashes {
        let (mut hash, mut row) = (*hash, row_of(salt, 0, hash, rows));
        for evicted in 0.. {
            let slot = table.get_mut(row)?;
            let Some(out) = slot.replace(hash) else { break };
            if evicted == EVICTIONS {
                return None;
            }
            // Whoever was there moves to its other row.
            let (first, second) = (row_of(salt, 0, &out, rows), row_of(salt, 1, &out, rows));
            (hash, row) = (out, if row == first { second } else { first });
        }
    }
    Some(table)
}

/// `h_1` and `h_2`.
fn row_of(salt: &[u8; 16], which: u8, hash: &PictureHash, rows: usize) -> usize {
    let [a, b, c, d, ..] = sha256(&[label::LIST_ROW, salt, &[which], &hash.0]);
    let drawn = u32::from_be_bytes([a, b, c, d]);
    usize::try_from(drawn).map_or(0, |drawn| drawn % rows)
}

/// `H(x)`: the point of a hash, of which nobody knows the logarithm.
pub(super) fn point_of(hash: &PictureHash) -> RistrettoPoint {
    let wide = Sha512::new().chain_update(label::LIST_POINT).chain_update(hash.0).finalize();
    RistrettoPoint::from_uniform_bytes(&wide.into())
}

/// A uniform scalar.
pub(super) fn random_scalar(rng: &mut (impl CryptoRng + ?Sized)) -> Scalar {
    let mut wide = [0u8; 64];
    rng.fill_bytes(&mut wide);
    let scalar = Scalar::from_bytes_mod_order_wide(&wide);
    wide.zeroize();
    scalar
}

/// `L` and `P_1 … P_n`: what every client is given.
#[derive(Clone, PartialEq, Eq)]
pub struct BlindedList {
    base: RistrettoPoint,
    salt: [u8; 16],
    rows: Vec<RistrettoPoint>,
}

impl std::fmt::Debug for BlindedList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BlindedList").field("rows", &self.rows.len()).finish_non_exhaustive()
    }
}

impl BlindedList {
    /// `L`.
    pub(super) const fn base(&self) -> &RistrettoPoint {
        &self.base
    }

    /// The two rows in which a hash would be, if it were listed.
    pub(super) fn rows_of(&self, hash: &PictureHash) -> [Option<&RistrettoPoint>; 2] {
        [0, 1].map(|which| self.rows.get(row_of(&self.salt, which, hash, self.rows.len())))
    }

    /// `salt 16 ‖ L 32 ‖ P_1 32 ‖ … ‖ P_n 32`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::new();
        to.put(&self.salt).put(self.base.compress().as_bytes());
        for row in &self.rows {
            to.put(row.compress().as_bytes());
        }
        to.finish()
    }

    /// Takes an encoding, as a client does that is given one.
    ///
    /// # Errors
    /// [`ListError::Decode`], [`ListError::Row`] (row 0 is `L`), [`ListError::TooLong`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ListError> {
        let bound = MAX_LISTED * ROWS_EACH;
        let mut from = Reader::new(bytes);
        let salt = from.array()?;
        let count = from.rest().len() / 32;
        if count > bound + 1 {
            return Err(ListError::TooLong { got: count - 1, bound });
        }
        let mut point = |row| {
            let point = CompressedRistretto(from.array()?).decompress();
            point.filter(|point| !point.is_identity()).ok_or(ListError::Row { row })
        };
        let base = point(0)?;
        let rows = (1..count.max(2)).map(&mut point).collect::<Result<_, _>>()?;
        from.finish()?;
        Ok(Self { base, salt, rows })
    }

    /// The root: a hash over the whole list. Published, it makes every client's list the same list.
    #[must_use]
    pub fn root(&self) -> [u8; 32] {
        sha256(&[label::LIST_ROOT, &self.to_bytes()])
    }
}

/// An auditor's word on a root: it is of the intersection of the contributors' lists, and of nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The published root.
    pub root: [u8; 32],
    /// Over the root.
    pub signature: [u8; SIGNATURE],
}

impl Certificate {
    /// What an auditor does, who is shown the secret and each contributor's list: computes the list again, and
    /// signs its root if it is the one to be published.
    ///
    /// # Errors
    /// [`ListError::Intersection`] if it is another, and whatever [`ListSecret::blind`] says.
    pub fn issue(
        auditor: &SigningPair,
        secret: &ListSecret,
        contributors: &[&[PictureHash]],
        list: &BlindedList,
    ) -> Result<Self, ListError> {
        if secret.blind(&intersection(contributors))? != *list {
            return Err(ListError::Intersection);
        }
        Self::of_anybody(auditor, &list.to_bytes())
    }

    /// A certificate that anybody can make who is no auditor: a signature over a list's root with a key of their own.
    ///
    /// # Errors
    /// What [`BlindedList::from_bytes`] says.
    pub fn of_anybody(signer: &SigningPair, list: &[u8]) -> Result<Self, ListError> {
        let root = BlindedList::from_bytes(list)?.root();
        Ok(Self { root, signature: signer.sign(label::SIGN_LIST, &root) })
    }

    /// Whether a list is the one that this auditor vouches for.
    ///
    /// # Errors
    /// [`ListError::Root`] for another list, [`ListError::Certificate`] for another auditor.
    pub fn check(&self, auditor: &SigningPublic, list: &BlindedList) -> Result<(), ListError> {
        auditor.verify(label::SIGN_LIST, &self.root, &self.signature, "list certificate")?;
        if list.root() == self.root { Ok(()) } else { Err(ListError::Root) }
    }
}

/// The pictures that every contributor lists: bodies in two jurisdictions, so that neither can add one alone.
#[must_use]
pub fn intersection(contributors: &[&[PictureHash]]) -> Vec<PictureHash> {
    let Some((first, others)) = contributors.split_first() else { return Vec::new() };
    first.iter().filter(|hash| others.iter().all(|other| other.contains(hash))).copied().collect()
}
