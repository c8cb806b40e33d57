//! Access that only works forward and only in the open: a field opens only if a warrant against its sender or addressee was
//! public when it was sealed. After Green, Kaptchuk and Van Laer, "Abuse Resistant Law Enforcement Access Systems"
//! (EUROCRYPT 2021, eprint 2021/321), the prospective variant, made small.
//!
//! ```text
//! parameters of a day   the warrants in force: user ‖ P_user, signed by the court; anybody can read them
//! point of a user       P_user if a warrant names the user, else H(day ‖ user), a point whose logarithm nobody knows
//! field                 for each end of the conversation: E = e·B, AEAD(KDF(e·point, E), content key)
//! ```
//! Every message carries two boxes of one size, whoever writes. To a user whom no warrant names the box is lossy: what went
//! in cannot come out, for anybody. So old traffic stays closed whatever is stolen later, and each opening was announced
//! before it could work.
//!
//! **Stand-ins:** the paper uses non-interactive lossy encryption and zero-knowledge proofs under a universally composable
//! definition, and hides who is named; here lossiness is hashing to the group, there is no proof that a field is well made,
//! and the warrants in force are readable by all. The paper's retrospective variant needs extractable witness
//! encryption and is not built.

use curve25519_dalek::ristretto::{CompressedRistretto, RistrettoPoint};
use curve25519_dalek::scalar::Scalar;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::primitives::aead;
use honest::primitives::kdf::hkdf;
use honest::primitives::sign::{SIGNATURE, SigningPair, SigningPublic};
use rand_core::CryptoRng;
use sha2::Sha512;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::label;

#[cfg(test)]
mod tests;

/// Bytes of one box: an ephemeral point, a content key and a tag.
const BOX: usize = 32 + 32 + aead::TAG;

/// A warrant in force: a user, and the point to which that user's messages are sealed from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Whom it names.
    pub user: u32,
    /// The first day on which it is in force.
    pub from: u32,
    /// The day after the last.
    pub until: u32,
    /// `P = s·B`, compressed; the authority has `s`.
    pub point: [u8; 32],
    /// The court's signature.
    pub signature: [u8; SIGNATURE],
}

impl Announcement {
    fn body(user: u32, from: u32, until: u32, point: &[u8; 32]) -> Vec<u8> {
        let mut to = Writer::new();
        to.u32(user).u32(from).u32(until).put(point);
        to.finish()
    }

    /// Whether the court signed it and it is in force on a day.
    #[must_use]
    pub fn in_force(&self, court: &SigningPublic, day: u32) -> bool {
        let body = Self::body(self.user, self.from, self.until, &self.point);
        (self.from..self.until).contains(&day)
            && court.verify(label::ANNOUNCEMENT, &body, &self.signature, "announcement").is_ok()
    }
}

/// The key of one announcement, which the authority keeps.
#[derive(Clone, Zeroize, ZeroizeOnDrop, PartialEq, Eq)]
pub struct Opening(Scalar);

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(_) = self;
        f.write_str("Opening(..)")
    }
}

impl Opening {
    /// A key of the authority's, and what the court signs of it.
    pub fn announce(
        user: u32,
        days: (u32, u32),
        court: &SigningPair,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> (Self, Announcement) {
        let mut wide = [0u8; 64];
        rng.fill_bytes(&mut wide);
        let secret = Scalar::from_bytes_mod_order_wide(&wide);
        wide.zeroize();
        let point = RistrettoPoint::mul_base(&secret).compress().to_bytes();
        let (from, until) = days;
        let signature = court.sign(label::ANNOUNCEMENT, &Announcement::body(user, from, until, &point));
        (Self(secret), Announcement { user, from, until, point, signature })
    }

    /// The key of 32 canonical bytes, as a thief finds it.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Option<Self> {
        Option::from(Scalar::from_canonical_bytes(bytes)).map(Self)
    }

    /// The bytes: what a thief of the authority's safe takes away.
    #[must_use]
    pub const fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The content key of a field, if one of its boxes was sealed to this key's point.
    #[must_use]
    pub fn open(&self, field: &Field) -> Option<Zeroizing<[u8; 32]>> {
        field.0.iter().find_map(|sealed| {
            let (head, body) = sealed.split_first_chunk::<32>()?;
            let ephemeral = CompressedRistretto(*head).decompress()?;
            let opened = Zeroizing::new(aead::open(&key(&(ephemeral * self.0), head), b"", body).ok()?);
            Some(Zeroizing::new(opened.as_slice().try_into().ok()?))
        })
    }
}

/// What everybody who writes on a day goes by.
#[derive(Clone, Debug)]
pub struct Parameters {
    court: SigningPublic,
    day: u32,
    announced: Vec<Announcement>,
}

impl Parameters {
    /// The parameters of a day: of what is announced, what the court signed and what is in force.
    #[must_use]
    pub fn new(court: SigningPublic, day: u32, announced: &[Announcement]) -> Self {
        let announced = announced.iter().filter(|one| one.in_force(&court, day)).cloned().collect();
        Self { court, day, announced }
    }

    /// Whom a warrant names today: public.
    #[must_use]
    pub fn announced(&self) -> &[Announcement] {
        &self.announced
    }

    /// The court's key.
    #[must_use]
    pub const fn court(&self) -> &SigningPublic {
        &self.court
    }

    /// The point of a user on this day.
    fn point(&self, user: u32) -> RistrettoPoint {
        let named = self.announced.iter().find(|one| one.user == user);
        named.and_then(|one| CompressedRistretto(one.point).decompress()).unwrap_or_else(|| {
            let name = [label::LOSSY, &self.day.to_be_bytes(), &user.to_be_bytes()].concat();
            RistrettoPoint::hash_from_bytes::<Sha512>(&name)
        })
    }

    /// Seals a content key for both ends of a conversation.
    pub fn seal(&self, ends: [u32; 2], content_key: &[u8; 32], rng: &mut (impl CryptoRng + ?Sized)) -> Field {
        Field(ends.map(|user| {
            let mut wide = [0u8; 64];
            rng.fill_bytes(&mut wide);
            let mut ephemeral = Scalar::from_bytes_mod_order_wide(&wide);
            let public = RistrettoPoint::mul_base(&ephemeral).compress().to_bytes();
            let body = aead::seal(&key(&(self.point(user) * ephemeral), &public), b"", content_key);
            wide.zeroize();
            ephemeral.zeroize();
            [public.as_slice(), &body].concat()
        }))
    }
}

fn key(shared: &RistrettoPoint, ephemeral: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    hkdf(ephemeral, shared.compress().as_bytes(), label::ARLEAS_BOX)
}

/// The two boxes that a message carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field([Vec<u8>; 2]);

impl Field {
    /// The layout, 160 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.concat()
    }

    /// Reads a field.
    ///
    /// # Errors
    /// [`DecodeError`] if it is cut or too long.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        let boxes = [from.take(BOX)?.to_vec(), from.take(BOX)?.to_vec()];
        from.finish()?;
        Ok(Self(boxes))
    }
}
