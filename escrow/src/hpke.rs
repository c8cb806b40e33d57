//! HPKE base mode (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
//!
//! Sealing is the library's. Opening is written out here from `DH(skR, pkE)` on, because a threshold opening ends
//! with that group element and never with a private key: [`open`] is `ExtractAndExpand` (section 4.1),
//! `KeySchedule` (section 5.1) and `Open` (section 5.2). The RFC's vectors and the library check it in the tests.

use hkdf::{Hkdf, HkdfExtract};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::{Kem, X25519HkdfSha256};
use hpke::{Deserializable, OpModeS, Serializable, single_shot_seal_with_rng};
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::FieldError;
use crate::key::EscrowPublic;
use honest::primitives::aead;

/// Bytes that sealing adds to a secret, the ephemeral key not counted.
pub(crate) const TAG: usize = aead::TAG;

/// `"KEM" ‖ 0x0020`: DHKEM(X25519, HKDF-SHA256).
const KEM_SUITE: &[u8] = b"KEM\x00\x20";
/// `"HPKE" ‖ 0x0020 ‖ 0x0001 ‖ 0x0003`: with HKDF-SHA256 and ChaCha20-Poly1305.
const HPKE_SUITE: &[u8] = b"HPKE\x00\x20\x00\x01\x00\x03";

/// What sealing gives: `enc` for the wire, the ciphertext, and the ephemeral secret, with which the sender can
/// prove that it made `enc` for this label and no other.
pub(crate) struct Sealed {
    pub(crate) enc: [u8; 32],
    pub(crate) ephemeral: Zeroizing<[u8; 32]>,
    pub(crate) ciphertext: Vec<u8>,
}

/// `SealBase(pkR, info, aad, secret)`.
pub(crate) fn seal(
    to: &EscrowPublic,
    info: &[u8],
    aad: &[u8],
    secret: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Sealed, FieldError> {
    type PublicKey = <X25519HkdfSha256 as Kem>::PublicKey;
    let recipient = PublicKey::from_bytes(&to.x25519()).map_err(|_| FieldError::Key)?;
    // The library draws 32 bytes, derives the ephemeral key from them (section 7.1.3) and forgets it. The label
    // proof needs that key, so the bytes are drawn here, used once for it, and then lent to the library.
    let mut ikm = Zeroizing::new([0u8; 32]);
    rng.fill_bytes(ikm.as_mut_slice());
    let (ephemeral, _) = X25519HkdfSha256::derive_keypair(ikm.as_slice());
    let ephemeral = Zeroizing::new(ephemeral.to_bytes().into());
    let (enc, ciphertext) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &recipient,
        info,
        secret,
        aad,
        &mut Lent(ikm),
    )
    .map_err(|_| FieldError::Key)?;
    Ok(Sealed { enc: enc.to_bytes().into(), ephemeral, ciphertext })
}

/// Gives the library the bytes drawn for it.
struct Lent(Zeroizing<[u8; 32]>);

impl rand_core::TryRng for Lent {
    type Error = std::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes).map(|()| u32::from_le_bytes(bytes))
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes).map(|()| u64::from_le_bytes(bytes))
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        for (to, from) in bytes.iter_mut().zip(self.0.iter()) {
            *to = *from;
        }
        Ok(())
    }
}
impl rand_core::TryCryptoRng for Lent {}

/// `OpenBase` from the bare Diffie-Hellman output on: `dh = DH(skR, pkE)`, however it was computed.
///
/// # Errors
/// [`FieldError::Sealed`] if ciphertext, key, `info` and `aad` do not belong together.
pub(crate) fn open(
    dh: &[u8; 32],
    enc: &[u8; 32],
    to: &EscrowPublic,
    info: &[u8],
    aad: &[u8],
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, FieldError> {
    let (key, nonce) = key_schedule(dh, enc, &to.x25519(), info)?;
    let opened = aead::open_with_nonce(&key, &nonce, aad, ciphertext).map_err(|_| FieldError::Sealed)?;
    Ok(Zeroizing::new(opened))
}

/// `(key, base_nonce)` of the base mode.
fn key_schedule(
    dh: &[u8; 32],
    enc: &[u8; 32],
    recipient: &[u8; 32],
    info: &[u8],
) -> Result<(Zeroizing<[u8; 32]>, [u8; 12]), FieldError> {
    let kem = Suite(KEM_SUITE);
    let eae_prk = kem.extract(b"", b"eae_prk", dh);
    let shared: Zeroizing<[u8; 32]> = kem.expand(&eae_prk, b"shared_secret", &[enc, recipient])?;
    let hpke = Suite(HPKE_SUITE);
    let psk_id_hash = hpke.extract(b"", b"psk_id_hash", b"");
    let info_hash = hpke.extract(b"", b"info_hash", info);
    // mode_base = 0x00
    let context: [&[u8]; 3] = [&[0], &*psk_id_hash, &*info_hash];
    let secret = hpke.extract(&*shared, b"secret", b"");
    let nonce: Zeroizing<[u8; 12]> = hpke.expand(&secret, b"base_nonce", &context)?;
    Ok((hpke.expand(&secret, b"key", &context)?, *nonce))
}

/// `LabeledExtract` and `LabeledExpand` (section 4) under a suite id.
struct Suite(&'static [u8]);

impl Suite {
    fn extract(&self, salt: &[u8], label: &[u8], ikm: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut extract = HkdfExtract::<Sha256>::new(Some(salt));
        for part in [b"HPKE-v1", self.0, label, ikm] {
            extract.input_ikm(part);
        }
        Zeroizing::new(extract.finalize().0.into())
    }

    fn expand<const N: usize>(
        &self,
        prk: &[u8; 32],
        label: &[u8],
        info: &[&[u8]],
    ) -> Result<Zeroizing<[u8; N]>, FieldError> {
        let length = u16::try_from(N).map_err(|_| FieldError::Sealed)?.to_be_bytes();
        let head: [&[u8]; 4] = [&length, b"HPKE-v1", self.0, label];
        let info = [&head[..], info].concat();
        let mut okm = Zeroizing::new([0u8; N]);
        let hkdf = Hkdf::<Sha256>::from_prk(prk).map_err(|_| FieldError::Sealed)?;
        hkdf.expand_multi_info(&info, okm.as_mut_slice()).map_err(|_| FieldError::Sealed)?;
        Ok(okm)
    }
}

#[cfg(test)]
mod tests;
