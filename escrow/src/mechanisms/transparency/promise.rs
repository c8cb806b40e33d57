//! Promises: what a provider signs when it answers with a roster that no map lists yet, and the proof that it did not
//! keep its word.
//!
//! CONIKS calls them temporary bindings. A promise is kept if the next map lists the roster, or lists it among those
//! that were answered in between: so a provider that served a listener for an hour must show it to the owner, or break
//! its word in writing.

use honest::address::Address;
use honest::codec::Writer;
use honest::primitives::sign::{SIGNATURE, SigningPair, SigningPublic};

use super::{Inclusion, LogError, SignedHead};
use crate::label;

/// A provider's word that the map of an epoch will show a roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The epoch.
    pub epoch: u32,
    /// Whose roster.
    pub user: Address,
    /// Its digest.
    pub digest: [u8; 32],
    /// The provider's signature.
    pub signature: [u8; SIGNATURE],
}

/// What the provider signs.
fn body(epoch: u32, user: &Address, digest: &[u8; 32]) -> Vec<u8> {
    let mut to = Writer::with_capacity(128);
    to.u32(epoch);
    user.encode(&mut to);
    to.put(digest);
    to.finish()
}

impl Promise {
    /// Gives the provider's word.
    #[must_use]
    pub fn sign(epoch: u32, user: &Address, digest: [u8; 32], provider: &SigningPair) -> Self {
        let signature = provider.sign(label::PROMISE, &body(epoch, user, &digest));
        Self { epoch, user: user.clone(), digest, signature }
    }

    /// Whether the provider gave it.
    ///
    /// # Errors
    /// [`LogError::Signature`].
    pub fn verify(&self, provider: &SigningPublic) -> Result<(), LogError> {
        let Self { epoch, user, digest, signature } = self;
        provider
            .verify(label::PROMISE, &body(*epoch, user, digest), signature, "promise")
            .map_err(|_| LogError::Signature { what: "promise" })
    }
}

/// Proof that a provider did not keep its word: the promise, the head of the epoch it was for, and what that map lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// What was promised.
    pub promise: Promise,
    /// The head of the promised epoch.
    pub head: SignedHead,
    /// What its map lists for that user.
    pub listed: Inclusion,
}

impl Broken {
    /// Whether this proves anything against a provider. It needs nothing but that provider's public key.
    ///
    /// # Errors
    /// [`LogError`].
    pub fn verify(&self, provider: &SigningPublic) -> Result<(), LogError> {
        let Self { promise, head, listed } = self;
        promise.verify(provider)?;
        let head = head.verify(provider)?;
        if head.epoch != promise.epoch {
            return Err(LogError::NoProof);
        }
        let listing = listed.verify(head, &promise.user)?;
        if listing.has(&promise.digest) { Err(LogError::NoProof) } else { Ok(()) }
    }

    /// Bytes of it on the wire.
    #[must_use]
    pub fn size(&self) -> usize {
        let Self { promise, head, listed } = self;
        let promise = body(promise.epoch, &promise.user, &promise.digest).len() + promise.signature.len();
        promise + head.to_bytes().len() + listed.size()
    }
}
