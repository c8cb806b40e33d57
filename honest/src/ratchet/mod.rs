//! The Double Ratchet (revision 3 of 2025-09-26, section 3) in the notation of the specification.
//!
//! ```text
//!            DH(own, theirs)                 DH(own', theirs)
//!  RK ──────────▶ KDF_RK ───▶ RK' ──────────────▶ KDF_RK ───▶ RK''
//!                   │                               │
//!                   ▼ CKr                           ▼ CKs
//!             KDF_CK ─▶ CKr' ─▶ …             KDF_CK ─▶ CKs' ─▶ …
//!                │        │                      │        │
//!                ▼ MK     ▼ MK                   ▼ MK     ▼ MK
//! ```
//! Root, chain and message keys are consumed by the step that uses them: a step back is a type error.
//! Decryption is computed on a copy and written back only after the tag has verified.

use std::collections::VecDeque;

use rand_core::CryptoRng;

use crate::error::{DecryptError, EncryptError};
use crate::handshake::Seed;
use crate::limits::{MAX_JUMP, MAX_RETIRED};
use crate::primitives::aead::TAG;
use crate::primitives::dh::{DhPair, DhPublic};

mod chain;
mod message_key;
mod root;
mod skipped;
#[cfg(test)]
mod tests;

pub use chain::ChainKey;
pub use message_key::MessageKey;
pub use root::RootKey;
use skipped::Skip;
pub(crate) use skipped::{Skipped, Waiting};

/// `HEADER(dh, pn, n)`: what a message says in the clear about its place in the ratchet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The sender's ratchet public key.
    pub ratchet: DhPublic,
    /// Length of the sender's previous chain.
    pub previous: u32,
    /// Number of the message in its chain.
    pub number: u32,
}

/// The chain this device sends on.
pub(crate) struct Sending {
    /// `DHs`.
    pub(crate) own: DhPair,
    /// `CKs`.
    pub(crate) chain: ChainKey,
    /// `PN`: how long the chain before it became.
    pub(crate) previous: u32,
}

/// The chain this device receives on.
pub(crate) struct Receiving {
    /// `DHr`.
    pub(crate) theirs: DhPublic,
    /// `CKr`.
    pub(crate) chain: ChainKey,
}

/// The state of one session's ratchet. It cannot be cloned: two copies would seal with the same keys.
pub struct Ratchet {
    pub(crate) root: RootKey,
    pub(crate) sending: Sending,
    /// None at the initiator until the first reply.
    pub(crate) receiving: Option<Receiving>,
    pub(crate) skipped: Skipped,
    /// Their earlier ratchet keys, newest last: a late message of theirs is a duplicate, not a new chain.
    pub(crate) retired: VecDeque<DhPublic>,
}

impl std::fmt::Debug for Ratchet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { root: _, sending, receiving, skipped, retired: _ } = self;
        f.debug_struct("Ratchet")
            .field("own", sending.own.public())
            .field("sent", &sending.chain.number())
            .field("theirs", &receiving.as_ref().map(|chain| chain.theirs))
            .field("received", &receiving.as_ref().map(|chain| chain.chain.number()))
            .field("skipped", &skipped.len())
            .finish_non_exhaustive()
    }
}

impl Ratchet {
    /// `RatchetInitAlice(SK, SPK_B)`.
    ///
    /// # Errors
    /// [`crate::error::NonContributory`] if the signed prekey has low order.
    pub fn initiate(
        seed: &Seed,
        theirs: &DhPublic,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Self, crate::error::NonContributory> {
        let own = DhPair::generate(rng);
        let (root, chain) = RootKey::from_seed(seed).advance(&own.agree(theirs)?);
        let sending = Sending { own, chain, previous: 0 };
        Ok(Self { root, sending, receiving: None, skipped: Skipped::default(), retired: VecDeque::new() })
    }

    /// `RatchetInitBob(SK, SPK_B pair)` and the first `DHRatchet` step in one: Bob has no chain to send on
    /// before he has heard from Alice, so there is no state without one. Gives the first plaintext with it.
    ///
    /// # Errors
    /// [`DecryptError`] as for [`Ratchet::decrypt`].
    pub fn respond(
        seed: &Seed,
        own: &DhPair,
        header: &Header,
        aad: &[u8],
        sealed: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<(Self, Vec<u8>), DecryptError> {
        let step = NewChain::open(RootKey::from_seed(seed), own, header, aad, sealed)?;
        let (root, sending) = step.reply(rng, 0)?;
        let mut skipped = Skipped::default();
        skipped.keep(header.ratchet, step.skipped);
        let receiving = Some(Receiving { theirs: header.ratchet, chain: step.chain });
        Ok((Self { root, sending, receiving, skipped, retired: VecDeque::new() }, step.plaintext))
    }

    /// The header of the next message.
    #[must_use]
    pub fn next_header(&self) -> Header {
        Header {
            ratchet: *self.sending.own.public(),
            previous: self.sending.previous,
            number: self.sending.chain.number(),
        }
    }

    /// `RatchetEncrypt`: seals a padded text in place and gives its tag. The header it goes under is
    /// [`Self::next_header`], read before.
    ///
    /// # Errors
    /// [`EncryptError::ChainExhausted`] after 2^32 - 1 messages in one chain.
    pub fn encrypt(&mut self, aad: &[u8], padded: &mut [u8]) -> Result<[u8; TAG], EncryptError> {
        if self.sending.chain.number() == u32::MAX {
            return Err(EncryptError::ChainExhausted);
        }
        Ok(self.sending.chain.step().seal(aad, padded))
    }

    /// `RatchetDecrypt`: the text, its padding cut off. On any error the state is what it was.
    ///
    /// # Errors
    /// [`DecryptError`]: reflected, duplicate, too far ahead, not authentic, low order, impossible padding.
    pub fn decrypt(
        &mut self,
        header: &Header,
        aad: &[u8],
        sealed: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, DecryptError> {
        if header.ratchet == *self.sending.own.public() {
            return Err(DecryptError::Reflected);
        }
        if let Some(found) = self.skipped.open(header, aad, sealed) {
            return found;
        }
        match &mut self.receiving {
            Some(Receiving { theirs, chain }) if *theirs == header.ratchet => {
                let jump = Jump::open(chain, header, aad, sealed)?;
                *chain = jump.chain;
                self.skipped.keep(header.ratchet, jump.skipped);
                Ok(jump.plaintext)
            }
            _ if self.retired.contains(&header.ratchet) => {
                Err(DecryptError::Duplicate { number: header.number })
            }
            _ => self.decrypt_new_chain(header, aad, sealed, rng),
        }
    }

    /// `DHRatchet`: their key is new, so the rest of their old chain is set aside and both chains are renewed.
    fn decrypt_new_chain(
        &mut self,
        header: &Header,
        aad: &[u8],
        sealed: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, DecryptError> {
        let mut left_behind = Skip::default();
        if let Some(Receiving { chain, .. }) = &self.receiving {
            let missing = header.previous.saturating_sub(chain.number());
            left_behind = skip(&mut chain.fork(), missing)?;
        }
        let step = NewChain::open(self.root.fork(), &self.sending.own, header, aad, sealed)?;
        let (root, sending) = step.reply(rng, self.sending.chain.number())?;
        // Nothing above has touched the state; nothing below can fail.
        if let Some(Receiving { theirs, .. }) = self.receiving {
            self.skipped.keep(theirs, left_behind);
            self.retired.push_back(theirs);
            if self.retired.len() > MAX_RETIRED {
                self.retired.pop_front();
            }
        }
        self.skipped.keep(header.ratchet, step.skipped);
        self.root = root;
        self.sending = sending;
        self.receiving = Some(Receiving { theirs: header.ratchet, chain: step.chain });
        Ok(step.plaintext)
    }
}

/// A message opened on a copy of its chain: the chain behind it and the keys it jumped over.
struct Jump {
    chain: ChainKey,
    skipped: Skip,
    plaintext: Vec<u8>,
}

impl Jump {
    fn open(chain: &ChainKey, header: &Header, aad: &[u8], sealed: &[u8]) -> Result<Self, DecryptError> {
        let ahead = header.number.checked_sub(chain.number());
        let ahead = ahead.ok_or(DecryptError::Duplicate { number: header.number })?;
        let mut chain = chain.fork();
        let skipped = skip(&mut chain, ahead)?;
        let plaintext = chain.step().open(aad, sealed).map_err(|refused| refused.error)?;
        Ok(Self { chain, skipped, plaintext })
    }
}

/// The first half of a `DHRatchet` step, opened on a copy of the root key.
struct NewChain {
    root: RootKey,
    theirs: DhPublic,
    chain: ChainKey,
    skipped: Skip,
    plaintext: Vec<u8>,
}

impl NewChain {
    fn open(
        root: RootKey,
        own: &DhPair,
        header: &Header,
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Self, DecryptError> {
        let (root, chain) = root.advance(&own.agree(&header.ratchet)?);
        let Jump { chain, skipped, plaintext } = Jump::open(&chain, header, aad, sealed)?;
        Ok(Self { root, theirs: header.ratchet, chain, skipped, plaintext })
    }

    /// The second half: a fresh key of our own, and the chain to answer on.
    fn reply(
        &self,
        rng: &mut (impl CryptoRng + ?Sized),
        previous: u32,
    ) -> Result<(RootKey, Sending), crate::error::NonContributory> {
        let own = DhPair::generate(rng);
        let (root, chain) = self.root.fork().advance(&own.agree(&self.theirs)?);
        Ok((root, Sending { own, chain, previous }))
    }
}

/// `SkipMessageKeys`: sets aside the next `ahead` keys of a chain. A jump beyond the bound is refused before any
/// key is derived for it.
fn skip(chain: &mut ChainKey, ahead: u32) -> Result<Skip, DecryptError> {
    if ahead > MAX_JUMP {
        return Err(DecryptError::TooFarAhead { got: ahead, bound: MAX_JUMP });
    }
    let from = chain.number();
    Ok(Skip { from, keys: (0..ahead).map(|_| chain.step()).collect() })
}
