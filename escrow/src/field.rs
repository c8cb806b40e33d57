//! The access field: what a client attaches for the authority.
//!
//! ```text
//! label   epoch 4 ‖ session 8 ‖ sent 8 ‖ from ‖ to               addresses behind 16-bit lengths
//! field   label ‖ enc 32 ‖ sealed behind its length ‖ flag ‖ [proof 64]
//! sealed  HPKE(escrow key, info, aad = label, deposit)           deposit 32 bytes for a content key
//! ```
//! The label is authenticated by the sealing, so a field cannot be moved to another conversation, person or epoch
//! and still open. Trustees who open fields without rebuilding the key see only `enc`, which the sealing does not
//! tie to the label for them; without more, an authority could show them anybody's `enc` under a label that its
//! warrant covers. The proof closes that: a Schnorr signature with the ephemeral key itself over the label, as in
//! the labelled threshold encryption TDH2 (Shoup and Gennaro, EUROCRYPT 1998).

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::montgomery::MontgomeryPoint;
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use rand_core::CryptoRng;
use sha2::{Digest, Sha512};
use zeroize::{Zeroize, Zeroizing};

use crate::error::FieldError;
use crate::hpke;
use crate::key::{EscrowPublic, EscrowSecret, lift};
use crate::label;
use crate::limits::MAX_DEPOSIT;
use honest::address::Address;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::wire::SessionId;

#[cfg(test)]
mod tests;

/// What a field is about, in the clear: this is what a warrant is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The epoch of the escrow key it is sealed to.
    pub epoch: u32,
    /// The session it is of.
    pub session: SessionId,
    /// When it was sent, in seconds, by the sender's clock.
    pub sent: u64,
    /// The sender.
    pub from: Address,
    /// The addressee.
    pub to: Address,
}

impl Label {
    fn encode(&self, to: &mut Writer) {
        to.u32(self.epoch).put(&self.session.0).u64(self.sent);
        self.from.encode(to);
        self.to.encode(to);
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            epoch: from.u32()?,
            session: SessionId(from.array()?),
            sent: from.u64()?,
            from: Address::decode(from)?,
            to: Address::decode(from)?,
        })
    }

    /// The encoded label: associated data of the sealing, message of the proof.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::with_capacity(64);
        self.encode(&mut to);
        to.finish()
    }
}

/// A secret sealed to the escrow key, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessField {
    /// What it is about.
    pub label: Label,
    /// The sender's ephemeral X25519 key.
    pub enc: [u8; 32],
    /// The sealed secret.
    pub sealed: Vec<u8>,
    /// The proof that `enc` was made for this label.
    pub proof: Option<[u8; 64]>,
}

impl AccessField {
    /// Seals a deposit to the escrow key; with a proof of the label if trustees are to open it in parts.
    ///
    /// # Errors
    /// [`FieldError::TooLong`], or [`FieldError::Key`] for an unusable escrow key.
    pub fn seal(
        to: &EscrowPublic,
        label: Label,
        deposit: &[u8],
        proven: bool,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Self, FieldError> {
        if deposit.len() > MAX_DEPOSIT {
            return Err(FieldError::TooLong { got: deposit.len(), bound: MAX_DEPOSIT });
        }
        let bytes = label.to_bytes();
        let sealed = hpke::seal(to, label::FIELD, &bytes, deposit, rng)?;
        let proof = proven.then(|| prove(&sealed.ephemeral, &sealed.enc, &bytes, rng));
        Ok(Self { label, enc: sealed.enc, sealed: sealed.ciphertext, proof })
    }

    /// Opens the field with the whole key.
    ///
    /// # Errors
    /// [`FieldError`]: an unusable ephemeral key, or sealed to another key or label.
    pub fn open(&self, secret: &EscrowSecret) -> Result<Zeroizing<Vec<u8>>, FieldError> {
        let point = lift(&self.enc)?;
        self.open_shared(&secret.public(), &(point * secret.scalar()))
    }

    /// Opens the field with `s·enc`, however that was computed.
    pub(crate) fn open_shared(
        &self,
        key: &EscrowPublic,
        shared: &EdwardsPoint,
    ) -> Result<Zeroizing<Vec<u8>>, FieldError> {
        let mut dh = shared.to_montgomery().to_bytes();
        let opened = hpke::open(&dh, &self.enc, key, label::FIELD, &self.label.to_bytes(), &self.sealed);
        dh.zeroize();
        opened
    }

    /// Verifies that whoever made `enc` made it for this label.
    ///
    /// # Errors
    /// [`FieldError::LabelProof`] if the proof is missing or wrong, [`FieldError::Ephemeral`] for an unusable `enc`.
    pub fn verify_label(&self) -> Result<EdwardsPoint, FieldError> {
        let proof = self.proof.as_ref().ok_or(FieldError::LabelProof)?;
        let point = lift(&self.enc)?;
        let (commitment, response) = proof.split_first_chunk::<32>().ok_or(FieldError::LabelProof)?;
        let response: [u8; 32] = response.try_into().map_err(|_| FieldError::LabelProof)?;
        let response: Option<Scalar> = Scalar::from_canonical_bytes(response).into();
        let response = response.ok_or(FieldError::LabelProof)?;
        let challenge = challenge(commitment, &self.enc, &self.label.to_bytes());
        let expected = EdwardsPoint::mul_base(&response) - challenge * point;
        if expected.compress().as_bytes() == commitment { Ok(point) } else { Err(FieldError::LabelProof) }
    }

    /// Appends the layout.
    pub fn encode(&self, to: &mut Writer) {
        self.label.encode(to);
        to.put(&self.enc).prefixed(&self.sealed).flag(self.proof.is_some());
        if let Some(proof) = &self.proof {
            to.put(proof);
        }
    }

    /// The layout as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::with_capacity(256);
        self.encode(&mut to);
        to.finish()
    }

    /// Reads a field.
    ///
    /// # Errors
    /// [`DecodeError`] if it is cut or too long.
    pub fn decode(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let label = Label::decode(from)?;
        let enc = from.array()?;
        let sealed = from.prefixed()?.to_vec();
        let bound = MAX_DEPOSIT + hpke::TAG;
        if sealed.len() > bound {
            return Err(DecodeError::TooLong { what: "sealed deposit", got: sealed.len(), bound });
        }
        let proof = if from.flag()? { Some(from.array()?) } else { None };
        Ok(Self { label, enc, sealed, proof })
    }
}

/// `(R, z)` with `R = r·B`, `c = H(R, enc, label)`, `z = r + c·e`, where `enc` is the X25519 form of `e·B`. The
/// Edwards point of `enc` is fixed to sign 0, so `e` is negated when `e·B` has sign 1.
fn prove(
    ephemeral: &[u8; 32],
    enc: &[u8; 32],
    label: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> [u8; 64] {
    let mut e = Scalar::from_bytes_mod_order(clamp_integer(*ephemeral));
    let point = EdwardsPoint::mul_base(&e);
    debug_assert_eq!(point.to_montgomery(), MontgomeryPoint(*enc), "the ephemeral key of this field");
    if point.compress().as_bytes().last().is_some_and(|top| top & 0x80 != 0) {
        e = -e;
    }
    let mut wide = [0u8; 64];
    rng.fill_bytes(&mut wide);
    let mut r = Scalar::from_bytes_mod_order_wide(&wide);
    let commitment = EdwardsPoint::mul_base(&r).compress().to_bytes();
    let response = r + challenge(&commitment, enc, label) * e;
    wide.zeroize();
    r.zeroize();
    e.zeroize();
    let mut proof = [0u8; 64];
    let (head, tail) = proof.split_at_mut(32);
    head.copy_from_slice(&commitment);
    tail.copy_from_slice(response.as_bytes());
    proof
}

fn challenge(commitment: &[u8; 32], enc: &[u8; 32], label: &[u8]) -> Scalar {
    let hash = Sha512::new().chain_update(label::LABEL_PROOF).chain_update(commitment);
    Scalar::from_bytes_mod_order_wide(&hash.chain_update(enc).chain_update(label).finalize().into())
}
