//! PQXDH-shaped key agreement (PQXDH revision 3, sections 2.2 and 3.3; X3DH revision 1 in the classical suite).
//!
//! ```text
//! DH1 = X25519(IK_A, SPK_B)      DH2 = X25519(EK_A, IK_B)
//! DH3 = X25519(EK_A, SPK_B)      DH4 = X25519(EK_A, OPK_B)        if a one-time prekey was left
//! (CT, SS) = ML-KEM-768.Encaps(PQPK_B)                            in the hybrid suite
//! SK = HKDF(salt = 0^32, ikm = 0xFF^32 ‖ DH1 ‖ DH2 ‖ DH3 [‖ DH4] [‖ SS], info = suite's label)
//! AD = SHA-256(label ‖ A's address ‖ B's address ‖ IK_B ‖ hello ‖ SPK_B [‖ OPK_B] [‖ PQPK_B])
//! ```
//! The hello carries `IK_A`, so `AD` covers both identities, both addresses and every key that took part,
//! the encapsulation key among them (which rules out re-encapsulation under another key).
//!
//! [`initiate`] gives a message for the wire and a secret for the ratchet. The exchange is asynchronous, so
//! [`accept`] has nothing to say on the wire: it gives the receipt of the prekeys to delete, and the secret.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::address::Address;
use crate::codec::{Reader, Writer};
use crate::error::{AcceptError, DecodeError, InitiateError};
use crate::identity::{Identity, IdentityPair};
use crate::prekeys::{Kind, PrekeyStore, Spent, Suite, VerifiedBundle};
use crate::primitives::dh::{DhOutput, DhPair, DhPublic};
use crate::primitives::kdf::{hkdf, label, sha256};
use crate::primitives::kem::{CIPHERTEXT, KemPublic};

#[cfg(test)]
mod tests;

/// What the initiator puts in front of its messages until the first reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// `IK_A`, its binding verified.
    pub identity: Identity,
    /// `EK_A`: fresh for this handshake, its secret dropped right after.
    pub base: DhPublic,
    /// Which signed prekey was used.
    pub signed: u32,
    /// Which one-time prekey was used, if any.
    pub one_time: Option<u32>,
    /// Which KEM prekey was used, and the ciphertext for it; none in the classical suite.
    pub kem: Option<(Kind, u32, Box<[u8; CIPHERTEXT]>)>,
}

impl Hello {
    /// The suite this handshake is of.
    #[must_use]
    pub const fn suite(&self) -> Suite {
        if self.kem.is_some() { Suite::Hybrid } else { Suite::Classical }
    }

    /// The layout: suite, identity, base key, signed prekey id, flag and one-time id,
    /// and in the hybrid suite flag (last resort?), KEM prekey id, ciphertext.
    pub fn encode(&self, to: &mut Writer) {
        to.u8(self.suite().code());
        self.identity.encode(to);
        to.put(self.base.as_bytes()).u32(self.signed).flag(self.one_time.is_some());
        if let Some(id) = self.one_time {
            to.u32(id);
        }
        if let Some((kind, id, ciphertext)) = &self.kem {
            to.flag(*kind == Kind::KemLastResort).u32(*id).put(ciphertext.as_slice());
        }
    }

    /// Reads a hello and verifies the identity's own binding.
    ///
    /// # Errors
    /// [`InitiateError::Decode`] or [`InitiateError::Signature`].
    pub fn decode(from: &mut Reader<'_>) -> Result<Self, InitiateError> {
        let suite = Suite::from_code(from.u8()?)?;
        let identity = Identity::decode(from)?;
        let base = DhPublic::parse(from.array()?)?;
        let signed = from.u32()?;
        let one_time = if from.flag()? { Some(from.u32()?) } else { None };
        let kem = match suite {
            Suite::Classical => None,
            Suite::Hybrid => {
                let kind = if from.flag()? { Kind::KemLastResort } else { Kind::KemOneTime };
                Some((kind, from.u32()?, Box::new(from.array()?)))
            }
        };
        Ok(Self { identity, base, signed, one_time, kem })
    }

    /// Steps over a hello whose session is known already; nothing in it is looked at but its length.
    pub(crate) fn skip(from: &mut Reader<'_>) -> Result<(), DecodeError> {
        let suite = Suite::from_code(from.u8()?)?;
        from.take(crate::identity::IDENTITY + 32 + 4)?;
        if from.flag()? {
            from.take(4)?;
        }
        if suite == Suite::Hybrid {
            from.flag()?;
            from.take(4 + CIPHERTEXT)?;
        }
        Ok(())
    }
}

/// `SK` and `AD`: all that the ratchet needs of a handshake. Consumed by it.
pub struct Seed {
    pub(crate) secret: Zeroizing<[u8; 32]>,
    pub(crate) associated: [u8; 32],
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { secret: _, associated: _ } = self;
        f.debug_struct("Seed").finish_non_exhaustive()
    }
}

/// Alice's half: agrees with a verified bundle.
///
/// # Errors
/// [`InitiateError::KeyExchange`] if a key of the bundle has low order.
pub fn initiate(
    own: &IdentityPair,
    from: &Address,
    to: &Address,
    bundle: &VerifiedBundle,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<(Hello, Seed), InitiateError> {
    let bundle = bundle.get();
    // EK_A. Dropped, and with it wiped, at the end of this function: nothing later can rebuild SK.
    let ephemeral = DhPair::generate(rng);
    let mut shared = Shared::new();
    shared.exchange(&own.agreement().agree(&bundle.signed.key)?);
    shared.exchange(&ephemeral.agree(bundle.identity.agreement())?);
    shared.exchange(&ephemeral.agree(&bundle.signed.key)?);
    if let Some(key) = &bundle.one_time {
        shared.exchange(&ephemeral.agree(&key.key)?);
    }
    let kem = bundle.kem.as_ref().map(|(kind, key)| {
        let (ciphertext, secret) = key.key.encapsulate(rng);
        shared.mix(secret.as_slice());
        (*kind, key.id, ciphertext)
    });
    let hello = Hello {
        identity: *own.public(),
        base: *ephemeral.public(),
        signed: bundle.signed.id,
        one_time: bundle.one_time.as_ref().map(|key| key.id),
        kem,
    };
    let keys = PrekeysUsed {
        signed: &bundle.signed.key,
        one_time: bundle.one_time.as_ref().map(|key| &key.key),
        kem: bundle.kem.as_ref().map(|(_, key)| &key.key),
    };
    let seed = shared.finish(from, to, &bundle.identity, &hello, keys);
    Ok((hello, seed))
}

/// Bob's half: agrees with a hello out of his prekeys. Nothing is deleted yet; the caller gives the receipt to
/// the store once the first message has authenticated.
///
/// # Errors
/// [`AcceptError`]: unknown or used prekeys, a replay, a key of low order, another suite.
pub fn accept(
    own: &IdentityPair,
    from: &Address,
    to: &Address,
    prekeys: &PrekeyStore,
    hello: &Hello,
) -> Result<(Spent, Seed), AcceptError> {
    if hello.suite() != prekeys.suite() {
        return Err(AcceptError::Suite { expected: prekeys.suite().name(), got: hello.suite().name() });
    }
    let signed = prekeys.signed(hello.signed, &hello.base)?;
    let one_time = hello.one_time.map(|id| prekeys.one_time(id)).transpose()?;
    let mut shared = Shared::new();
    shared.exchange(&signed.agree(hello.identity.agreement())?);
    shared.exchange(&own.agreement().agree(&hello.base)?);
    shared.exchange(&signed.agree(&hello.base)?);
    if let Some(pair) = one_time {
        shared.exchange(&pair.agree(&hello.base)?);
    }
    let mut kem_public = None;
    let mut kem_one_time = None;
    if let Some((kind, id, ciphertext)) = &hello.kem {
        let pair = prekeys.kem(*kind, *id)?;
        shared.mix(pair.decapsulate(ciphertext).as_slice());
        kem_public = Some(pair.public());
        kem_one_time = (*kind == Kind::KemOneTime).then_some(*id);
    }
    let keys = PrekeysUsed {
        signed: signed.public(),
        one_time: one_time.map(DhPair::public),
        kem: kem_public.as_ref(),
    };
    let seed = shared.finish(from, to, own.public(), hello, keys);
    let spent = Spent { signed: hello.signed, one_time: hello.one_time, kem_one_time, base: hello.base };
    Ok((spent, seed))
}

/// The public prekeys that took part, for the transcript.
struct PrekeysUsed<'a> {
    signed: &'a DhPublic,
    one_time: Option<&'a DhPublic>,
    kem: Option<&'a KemPublic>,
}

/// `0xFF^32 ‖ DH1 ‖ DH2 ‖ …`: the prefix separates this use of the curve from any signature (X3DH section 2.2).
struct Shared(Zeroizing<Vec<u8>>);

impl Shared {
    fn new() -> Self {
        let mut ikm = Vec::with_capacity(6 * 32);
        ikm.extend_from_slice(&[0xff; 32]);
        Self(Zeroizing::new(ikm))
    }

    fn exchange(&mut self, output: &DhOutput) {
        self.mix(output.as_bytes());
    }

    fn mix(&mut self, secret: &[u8]) {
        self.0.extend_from_slice(secret);
    }

    fn finish(
        self,
        from: &Address,
        to: &Address,
        theirs: &Identity,
        hello: &Hello,
        keys: PrekeysUsed<'_>,
    ) -> Seed {
        let info = match hello.suite() {
            Suite::Hybrid => label::HANDSHAKE_PQ,
            Suite::Classical => label::HANDSHAKE,
        };
        let secret = hkdf(&[0; 32], &self.0, info);
        let mut transcript = Writer::with_capacity(3000);
        transcript.put(label::ASSOCIATED_DATA);
        from.encode(&mut transcript);
        to.encode(&mut transcript);
        theirs.encode(&mut transcript);
        hello.encode(&mut transcript);
        transcript.put(keys.signed.as_bytes());
        if let Some(key) = keys.one_time {
            transcript.put(key.as_bytes());
        }
        if let Some(key) = keys.kem {
            transcript.put(key.as_bytes());
        }
        Seed { secret, associated: sha256(&[transcript.as_slice()]) }
    }
}
