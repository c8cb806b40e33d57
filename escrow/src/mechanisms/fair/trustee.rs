//! A trustee: checks its piece of each user's key alone, keeps it, and gives it up under a court's order.
//!
//! It keeps no record here: what a record of releases buys is the subject of [`crate::trustee`].

use std::collections::{BTreeMap, BTreeSet};

use super::certificate::{Approval, Certificate, KeyName, checkable};
use super::error::TrusteeError;
use crate::error::CombineError;
use crate::key::{EscrowPublic, EscrowSecret};
use crate::sharing::{Dealing, Share};
use crate::warrant::{Purpose, SignedWarrant, WarrantId};
use honest::address::Address;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::primitives::sign::{SigningPair, SigningPublic};
use zeroize::Zeroizing;

/// What is held of one key.
struct Held {
    share: Share,
    /// Public key of what was dealt.
    dealt: EscrowPublic,
    /// The centre's part, where the key was made together.
    part: Option<EscrowSecret>,
}

/// A piece of a key, as it leaves a trustee.
#[derive(Debug)]
pub struct Piece {
    /// The key.
    pub name: KeyName,
    /// The share of what the user dealt out.
    pub share: Share,
    /// The centre's part, where the key was made together.
    pub part: Option<EscrowSecret>,
}

impl Piece {
    /// Appends the layout: `name ‖ share 56 ‖ flag ‖ [part 32]`.
    fn encode(&self, to: &mut Writer) {
        let Self { name, share, part } = self;
        name.encode(to);
        to.put(&share.to_bytes()).flag(part.is_some());
        if let Some(part) = part {
            to.put(&part.to_bytes());
        }
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (name, share) = (KeyName::decode(from)?, Share::decode(from)?);
        let part = if from.flag()? {
            let part = EscrowSecret::from_bytes(from.array()?);
            Some(part.ok_or(DecodeError::Value { what: "part of a key" })?)
        } else {
            None
        };
        Ok(Self { name, share, part })
    }

    /// Reads what [`Trustee::stored`] wrote.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn read_all(bytes: &[u8]) -> Result<Vec<Self>, DecodeError> {
        let mut from = Reader::new(bytes);
        let count = from.u32()?;
        let pieces = (0..count).map(|_| Self::decode(&mut from)).collect::<Result<_, _>>()?;
        from.finish()?;
        Ok(pieces)
    }
}

/// One of n who each hold a piece of every user's keys.
pub struct Trustee {
    index: u8,
    signing: SigningPair,
    court: SigningPublic,
    held: BTreeMap<KeyName, Held>,
    used: BTreeSet<WarrantId>,
}

impl std::fmt::Debug for Trustee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Trustee")
            .field("index", &self.index)
            .field("held", &self.held.len())
            .finish_non_exhaustive()
    }
}

impl Trustee {
    /// A trustee without pieces, that answers to a court.
    #[must_use]
    pub const fn new(index: u8, signing: SigningPair, court: SigningPublic) -> Self {
        Self { index, signing, court, held: BTreeMap::new(), used: BTreeSet::new() }
    }

    /// Which trustee this is, from 1.
    #[must_use]
    pub const fn index(&self) -> u8 {
        self.index
    }

    /// The key that its approvals verify under.
    #[must_use]
    pub fn public(&self) -> SigningPublic {
        self.signing.public()
    }

    /// Checks a piece against the dealing's commitments, without asking anybody, keeps it and says so.
    ///
    /// # Errors
    /// [`TrusteeError::Share`] if it is not this trustee's piece of what was dealt, [`TrusteeError::Taken`] if the key
    /// of that name was dealt out before; nothing is kept then.
    pub fn approve(
        &mut self,
        name: &KeyName,
        dealing: &Dealing,
        share: Share,
    ) -> Result<Approval, TrusteeError> {
        if self.held.contains_key(name) {
            return Err(TrusteeError::Taken { name: name.clone() });
        }
        let own = share.index == self.index;
        let checked = checkable(dealing).and_then(|()| {
            if own { dealing.verify(&share) } else { Err(CombineError::BadShare { index: share.index }) }
        });
        checked.map_err(|error| TrusteeError::Share { name: name.clone(), error })?;
        let approval = Approval::sign(name, dealing, self.index, &self.signing);
        self.held.insert(name.clone(), Held { share, dealt: dealing.public, part: None });
        Ok(approval)
    }

    /// Takes the centre's part of a key that was made together, after checking that the certified key is the sum.
    ///
    /// # Errors
    /// [`TrusteeError::Sum`] if it is not, [`TrusteeError::Unknown`] if no piece is held.
    pub fn complete(&mut self, certificate: &Certificate, part: EscrowSecret) -> Result<(), TrusteeError> {
        let Certificate { name, public, .. } = certificate;
        let held = self.held.get_mut(name).ok_or_else(|| TrusteeError::Unknown { name: name.clone() })?;
        if EscrowPublic::of(held.dealt.point() + part.public().point()) != *public {
            return Err(TrusteeError::Sum { name: name.clone() });
        }
        held.part = Some(part);
        Ok(())
    }

    /// Gives up its pieces of all keys of the order's target. The order's window plays no part: a piece of a key has
    /// none.
    ///
    /// # Errors
    /// [`TrusteeError`]; nothing was given up then.
    pub fn surrender(&mut self, order: &SignedWarrant, now: u64) -> Result<Vec<Piece>, TrusteeError> {
        let warrant = order.verify(&self.court, now)?;
        if warrant.purpose != Purpose::Reconstruct {
            return Err(TrusteeError::Purpose);
        }
        if !self.used.insert(warrant.id) {
            return Err(TrusteeError::Used);
        }
        Ok(self.pieces_of(&warrant.target))
    }

    /// The same without an order: what a trustee that does not ask for one can do.
    #[must_use]
    pub fn pieces_of(&self, owner: &Address) -> Vec<Piece> {
        self.pieces().filter(|piece| piece.name.owner == *owner).collect()
    }

    fn pieces(&self) -> impl Iterator<Item = Piece> {
        self.held.iter().map(|(name, held)| Piece {
            name: name.clone(),
            share: held.share.clone(),
            part: held.part.as_ref().map(super::copy),
        })
    }

    /// Everything it keeps, as a thief finds it: `count 4 ‖ piece…`.
    #[must_use]
    pub fn stored(&self) -> Zeroizing<Vec<u8>> {
        let mut to = Writer::new();
        to.count(self.held.len());
        self.pieces().for_each(|piece| piece.encode(&mut to));
        Zeroizing::new(to.finish())
    }
}
