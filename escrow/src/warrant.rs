//! Warrants: what a court signs, over canonical bytes, for one opening.
//!
//! ```text
//! warrant  id 16 ‖ purpose 1 ‖ epoch 4 ‖ target ‖ window from 8 ‖ until 8 ‖ in force from 8 ‖ until 8
//! ```
//! The signature covers these bytes and nothing that could be written in two ways. Times are seconds; `until` is
//! the first second outside.

use rand_core::CryptoRng;

use crate::error::WarrantError;
use crate::field::Label;
use crate::label;
use honest::address::Address;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::primitives::sign::{SIGNATURE, SigningPair, SigningPublic};

#[cfg(test)]
mod tests;

/// Names a warrant; each trustee honours an id once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WarrantId(pub [u8; 16]);

/// The two ways of opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Trustees hand over their shares; the authority rebuilds the key of the epoch.
    Reconstruct,
    /// Trustees open the named fields in parts; the key is never rebuilt.
    Assist,
}

impl Purpose {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reconstruct => "reconstruction",
            Self::Assist => "threshold opening",
        }
    }
}

/// What a court allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warrant {
    /// Its name.
    pub id: WarrantId,
    /// Which way of opening.
    pub purpose: Purpose,
    /// Whose conversations.
    pub target: Address,
    /// The epoch whose key is asked for.
    pub epoch: u32,
    /// Messages sent in these seconds, `until` excluded.
    pub window: (u64, u64),
    /// When trustees may honour it, `until` excluded.
    pub in_force: (u64, u64),
}

impl Warrant {
    /// A warrant with a fresh id, in force in these seconds.
    pub fn new(
        purpose: Purpose,
        target: Address,
        epoch: u32,
        window: (u64, u64),
        in_force: (u64, u64),
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Self {
        let mut id = WarrantId([0; 16]);
        rng.fill_bytes(&mut id.0);
        Self { id, purpose, target, epoch, window, in_force }
    }

    /// Signs it with the court's key.
    #[must_use]
    pub fn sign(self, court: &SigningPair) -> SignedWarrant {
        let signature = court.sign(label::WARRANT, &self.to_bytes());
        SignedWarrant { warrant: self, signature }
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { id, purpose, target, epoch, window, in_force } = self;
        let mut to = Writer::with_capacity(128);
        to.put(&id.0).flag(*purpose == Purpose::Assist).u32(*epoch);
        target.encode(&mut to);
        to.u64(window.0).u64(window.1).u64(in_force.0).u64(in_force.1);
        to.finish()
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let id = WarrantId(from.array()?);
        let purpose = if from.flag()? { Purpose::Assist } else { Purpose::Reconstruct };
        let epoch = from.u32()?;
        let target = Address::decode(from)?;
        let window = (from.u64()?, from.u64()?);
        let in_force = (from.u64()?, from.u64()?);
        Ok(Self { id, purpose, target, epoch, window, in_force })
    }

    /// Why a field lies outside this warrant, if it does: its people, its time, its epoch.
    #[must_use]
    pub fn excludes(&self, label: &Label) -> Option<&'static str> {
        if label.from != self.target && label.to != self.target {
            return Some("it is between other people");
        }
        if label.sent < self.window.0 || label.sent >= self.window.1 {
            return Some("it was sent outside the window");
        }
        (label.epoch != self.epoch).then_some("it is of another epoch")
    }
}

/// A warrant with the court's signature, not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedWarrant {
    /// What it allows.
    pub warrant: Warrant,
    /// The court's signature over the canonical bytes.
    pub signature: [u8; SIGNATURE],
}

impl SignedWarrant {
    /// The layout: canonical bytes, signature.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.warrant.to_bytes().as_slice(), &self.signature].concat()
    }

    /// Reads a signed warrant.
    ///
    /// # Errors
    /// [`WarrantError::Decode`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WarrantError> {
        let mut from = Reader::new(bytes);
        let warrant = Warrant::decode(&mut from)?;
        let signature = from.array()?;
        from.finish()?;
        Ok(Self { warrant, signature })
    }

    /// Whether a court signed it and it is in force.
    ///
    /// # Errors
    /// [`WarrantError`].
    pub fn verify(&self, court: &SigningPublic, now: u64) -> Result<&Warrant, WarrantError> {
        let bytes = self.warrant.to_bytes();
        court
            .verify(label::WARRANT, &bytes, &self.signature, "warrant")
            .map_err(|_| WarrantError::Signature)?;
        let Warrant { window, in_force: (from, until), .. } = self.warrant;
        if window.0 >= window.1 {
            return Err(WarrantError::EmptyWindow);
        }
        if now < from || now >= until {
            return Err(WarrantError::NotInForce { from, until, now });
        }
        Ok(&self.warrant)
    }
}
