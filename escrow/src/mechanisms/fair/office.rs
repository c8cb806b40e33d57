//! Trustees, key centre, court and authority together: one call registers a key step by step, one executes an order.

use rand_core::CryptoRng;

use super::authority::Authority;
use super::centre::Centre;
use super::certificate::{Certificate, KeyName, Use};
use super::error::OfficeError;
use super::trustee::{Piece, Trustee};
use super::{Generation, Regime, copy, signing_secret};
use crate::key::EscrowSecret;
use crate::sharing::Scheme;
use crate::warrant::{Purpose, SignedWarrant, Warrant};
use honest::address::Address;
use honest::primitives::sign::{SigningPair, SigningPublic};

/// All of them.
#[derive(Debug)]
pub struct Office {
    regime: Regime,
    k: u8,
    trustees: Vec<Trustee>,
    centre: Centre,
    court: SigningPair,
    authority: Authority,
}

/// A key that was registered.
#[derive(Debug)]
pub struct Registered {
    /// The user's secret: what it chose, or in the failsafe regime the sum.
    pub secret: EscrowSecret,
    /// The centre's word.
    pub certificate: Certificate,
    /// Trustees that checked their piece and approved.
    pub approvals: usize,
}

impl Office {
    /// k of n trustees, a centre, a court and an authority.
    pub fn new(regime: Regime, k: u8, n: u8, rng: &mut impl CryptoRng) -> Self {
        let court = SigningPair::generate(rng);
        let trustee = |index| Trustee::new(index, SigningPair::generate(rng), court.public());
        let trustees: Vec<Trustee> = (1..=n).map(trustee).collect();
        let keys = trustees.iter().map(Trustee::public).collect();
        let centre = Centre::new(SigningPair::generate(rng), keys, k);
        Self { regime, k, trustees, centre, court, authority: Authority::default() }
    }

    /// The key that certificates verify under.
    #[must_use]
    pub fn centre_key(&self) -> SigningPublic {
        self.centre.public()
    }

    /// The centre, whose directory is public.
    #[must_use]
    pub const fn centre(&self) -> &Centre {
        &self.centre
    }

    /// The trustees.
    #[must_use]
    pub fn trustees(&self) -> &[Trustee] {
        &self.trustees
    }

    /// The authority.
    #[must_use]
    pub const fn authority(&self) -> &Authority {
        &self.authority
    }

    /// Registers an encryption key: the user proposes a secret, freely chosen, and is left with the one that was
    /// certified.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn register(
        &mut self,
        owner: &Address,
        proposed: EscrowSecret,
        rng: &mut impl CryptoRng,
    ) -> Result<Registered, OfficeError> {
        let name = self.centre.next(owner, Use::Encryption);
        self.enrol(&name, proposed, self.regime.generation, rng)
    }

    /// Registers the signature key of an identity: its pieces are dealt out where the regime asks for them, and the
    /// verification key alone is certified where it does not.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn register_signature(
        &mut self,
        owner: &Address,
        seed: &[u8; 32],
        rng: &mut impl CryptoRng,
    ) -> Result<Certificate, OfficeError> {
        if !self.regime.signatures {
            let key = SigningPair::from_seed(seed).public();
            return Ok(self.centre.certify_signature(owner, &key)?);
        }
        let name = self.centre.next(owner, Use::Signature);
        Ok(self.enrol(&name, signing_secret(seed), Generation::Own, rng)?.certificate)
    }

    fn enrol(
        &mut self,
        name: &KeyName,
        proposed: EscrowSecret,
        generation: Generation,
        rng: &mut impl CryptoRng,
    ) -> Result<Registered, OfficeError> {
        let Self { k, trustees, centre, .. } = self;
        let offer = match generation {
            Generation::Own => None,
            Generation::Joint => Some(centre.offer(name, rng)?),
        };
        let n = u8::try_from(trustees.len()).unwrap_or(u8::MAX);
        let (dealing, shares) = copy(&proposed).deal(Scheme::Feldman, name.number, *k, n, rng)?;
        let mut approvals = Vec::with_capacity(trustees.len());
        for (trustee, share) in trustees.iter_mut().zip(shares) {
            approvals.push(trustee.approve(name, &dealing, share)?);
        }
        let Some(offer) = offer else {
            let certificate = centre.certify(name, &dealing, &approvals)?;
            return Ok(Registered { secret: proposed, certificate, approvals: approvals.len() });
        };
        let (opening, certificate) = centre.join(name, &dealing, &approvals)?;
        for trustee in trustees {
            trustee.complete(&certificate, opening.part())?;
        }
        let secret = opening.complete(&proposed, offer, &certificate)?;
        Ok(Registered { secret, certificate, approvals: approvals.len() })
    }

    /// Executes one order: the court signs, k trustees give up their pieces of all keys of the target, the authority
    /// puts them together and keeps them.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn execute(
        &mut self,
        target: &Address,
        window: (u64, u64),
        now: u64,
        rng: &mut impl CryptoRng,
    ) -> Result<(), OfficeError> {
        let warrant = Warrant::new(Purpose::Reconstruct, target.clone(), 0, window, (now, now + 1), rng);
        self.obey(&warrant.sign(&self.court), now)
    }

    /// The same under an order that somebody brings.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn obey(&mut self, order: &SignedWarrant, now: u64) -> Result<(), OfficeError> {
        let mut pieces = Vec::new();
        for trustee in self.trustees.iter_mut().take(usize::from(self.k)) {
            pieces.extend(trustee.surrender(order, now)?);
        }
        self.authority.rebuild(&self.centre, pieces)
    }

    /// k trustees give up their pieces to people who bring no order. What comes of it is not the authority's.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn collude(&self, target: &Address) -> Result<Authority, OfficeError> {
        let willing = self.trustees.iter().take(usize::from(self.k));
        let pieces: Vec<Piece> = willing.flat_map(|trustee| trustee.pieces_of(target)).collect();
        let mut own = Authority::default();
        own.rebuild(&self.centre, pieces)?;
        Ok(own)
    }
}
