//! The key centre: certifies a key once every trustee has approved its piece; in the failsafe regime it puts a part of
//! its own into every encryption key.
//!
//! ```text
//! offer    centre → user      SHA-256(label ‖ name ‖ b 32 ‖ blind 32)        before anything of the user's is seen
//! deal     user → trustees    a, cut in pieces, as in the plain regime
//! join     centre → all       b, blind, certificate of P = a·B + b·B
//! ```
//! When the user learns `b`, its key is certified already: there is nothing left to take back. When the centre learns
//! `a·B`, its own part is fixed. This order of steps is the one in Schneier's description of failsafe Diffie-Hellman
//! (Applied Cryptography, 2nd edition, 1996).

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::certificate::{Approval, Certificate, KeyName, Use, statement};
use super::error::CertificateError;
use crate::key::{EscrowPublic, EscrowSecret};
use crate::label;
use crate::limits::MAX_CERTIFIED_KEYS;
use crate::sharing::Dealing;
use honest::address::Address;
use honest::codec::Writer;
use honest::primitives::kdf::sha256;
use honest::primitives::sign::{SigningPair, SigningPublic};

/// The centre's commitment to its part of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer(pub [u8; 32]);

/// What opens an [`Offer`].
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Opening {
    part: EscrowSecret,
    blind: [u8; 32],
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { part: _, blind: _ } = self;
        f.write_str("Opening(..)")
    }
}

impl Opening {
    fn offer(&self, name: &KeyName) -> Offer {
        let mut bytes = Writer::new();
        name.encode(&mut bytes);
        Offer(sha256(&[label::FAIR_OFFER, bytes.as_slice(), &self.part.to_bytes(), &self.blind]))
    }

    /// `b`, for the trustees and the user.
    #[must_use]
    pub fn part(&self) -> EscrowSecret {
        super::copy(&self.part)
    }

    /// The user's key: what it dealt out and the centre's part, if the centre kept to its commitment and certified the
    /// sum.
    ///
    /// # Errors
    /// [`CertificateError::Commitment`] or [`CertificateError::OtherKey`].
    pub fn complete(
        &self,
        dealt: &EscrowSecret,
        offer: Offer,
        certificate: &Certificate,
    ) -> Result<EscrowSecret, CertificateError> {
        let name = &certificate.name;
        if self.offer(name) != offer {
            return Err(CertificateError::Commitment { name: name.clone() });
        }
        let secret = super::sum(dealt, &self.part);
        if secret.public() == certificate.public {
            Ok(secret)
        } else {
            Err(CertificateError::OtherKey { name: name.clone() })
        }
    }
}

/// The key centre.
pub struct Centre {
    signing: SigningPair,
    trustees: Vec<SigningPublic>,
    k: u8,
    issued: BTreeMap<KeyName, Certificate>,
    dealings: BTreeMap<KeyName, Dealing>,
    offered: BTreeMap<KeyName, Opening>,
}

impl std::fmt::Debug for Centre {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Centre").field("issued", &self.issued.len()).finish_non_exhaustive()
    }
}

impl Centre {
    /// A centre whose keys are dealt out among these trustees, k of whom open. The first verifies the approvals of
    /// trustee 1, and so on.
    #[must_use]
    pub fn new(signing: SigningPair, trustees: Vec<SigningPublic>, k: u8) -> Self {
        let (issued, dealings, offered) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { signing, trustees, k, issued, dealings, offered }
    }

    /// The key that certificates verify under.
    #[must_use]
    pub fn public(&self) -> SigningPublic {
        self.signing.public()
    }

    /// What the directory shows of a user, in the order of uses and numbers.
    #[must_use]
    pub fn certificates(&self, owner: &Address) -> Vec<Certificate> {
        self.issued.values().filter(|certificate| certificate.name.owner == *owner).cloned().collect()
    }

    /// What the directory shows of everybody.
    pub fn directory(&self) -> impl Iterator<Item = &Certificate> {
        self.issued.values()
    }

    /// The certificate of a key.
    #[must_use]
    pub fn certificate(&self, name: &KeyName) -> Option<&Certificate> {
        self.issued.get(name)
    }

    /// The public record of a dealing, which the authority checks pieces against. The directory does not show it.
    #[must_use]
    pub fn dealing(&self, name: &KeyName) -> Option<&Dealing> {
        self.dealings.get(name)
    }

    /// The name of a user's next key.
    #[must_use]
    pub fn next(&self, owner: &Address, purpose: Use) -> KeyName {
        let name = |number| KeyName { owner: owner.clone(), purpose, number };
        let last = self.issued.range(name(0)..=name(u32::MAX)).next_back();
        name(last.map_or(0, |(last, _)| last.number + 1))
    }

    /// Certifies the key that was dealt out.
    ///
    /// # Errors
    /// [`CertificateError`]: an approval is missing, the name is not the next, the dealing is among others.
    pub fn certify(
        &mut self,
        name: &KeyName,
        dealing: &Dealing,
        approvals: &[Approval],
    ) -> Result<Certificate, CertificateError> {
        self.check(name, dealing, approvals)?;
        self.dealings.insert(name.clone(), dealing.clone());
        Ok(self.issue(name, dealing.public))
    }

    /// Certifies a verification key of which nothing is dealt out.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn certify_signature(
        &mut self,
        owner: &Address,
        key: &SigningPublic,
    ) -> Result<Certificate, CertificateError> {
        let name = self.next(owner, Use::Signature);
        self.room(&name)?;
        let public = EscrowPublic::parse(key.as_bytes()).map_err(|_| CertificateError::Key)?;
        Ok(self.issue(&name, public))
    }

    /// Begins a joint generation: commits to a part of the key before the user shows anything.
    ///
    /// # Errors
    /// [`CertificateError`]: the name is not the next.
    pub fn offer(
        &mut self,
        name: &KeyName,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Offer, CertificateError> {
        self.room(name)?;
        let mut opening = Opening { part: EscrowSecret::generate(rng), blind: [0; 32] };
        rng.fill_bytes(&mut opening.blind);
        let offer = opening.offer(name);
        self.offered.insert(name.clone(), opening);
        Ok(offer)
    }

    /// Ends it: the key is the sum of what the user dealt out and the centre's part, and is certified at once.
    ///
    /// # Errors
    /// [`CertificateError`]; the centre's part stays unseen then.
    pub fn join(
        &mut self,
        name: &KeyName,
        dealing: &Dealing,
        approvals: &[Approval],
    ) -> Result<(Opening, Certificate), CertificateError> {
        self.check(name, dealing, approvals)?;
        let opening =
            self.offered.remove(name).ok_or_else(|| CertificateError::NotOffered { name: name.clone() })?;
        let public = EscrowPublic::of(dealing.public.point() + opening.part.public().point());
        self.dealings.insert(name.clone(), dealing.clone());
        Ok((opening, self.issue(name, public)))
    }

    /// Whether every trustee approved this dealing of the owner's next key.
    fn check(
        &self,
        name: &KeyName,
        dealing: &Dealing,
        approvals: &[Approval],
    ) -> Result<(), CertificateError> {
        self.room(name)?;
        let (got, expected) = (usize::from(dealing.n), self.trustees.len());
        if got != expected {
            return Err(CertificateError::Trustees { got, expected });
        }
        if dealing.k != self.k {
            return Err(CertificateError::Threshold { got: dealing.k, expected: self.k });
        }
        let statement = statement(name, dealing);
        for (index, trustee) in (1..).zip(&self.trustees) {
            let approved = approvals.iter().any(|one| one.index == index && one.verify(&statement, trustee));
            if !approved {
                return Err(CertificateError::Approval { name: name.clone(), index });
            }
        }
        Ok(())
    }

    /// Whether a name is its owner's next, and one more may be certified.
    fn room(&self, name: &KeyName) -> Result<(), CertificateError> {
        let next = self.next(&name.owner, name.purpose).number;
        if name.number != next {
            return Err(CertificateError::Number { name: name.clone(), next });
        }
        if next >= MAX_CERTIFIED_KEYS {
            return Err(CertificateError::TooMany { bound: MAX_CERTIFIED_KEYS });
        }
        Ok(())
    }

    fn issue(&mut self, name: &KeyName, public: EscrowPublic) -> Certificate {
        let certificate = Certificate::issue(name.clone(), public, &self.signing);
        self.issued.insert(name.clone(), certificate.clone());
        certificate
    }
}
