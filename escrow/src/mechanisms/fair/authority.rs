//! The authority: puts a user's keys together out of k trustees' pieces, and reads.
//!
//! What it was given does not wear out: the keys stay keys of that user, for everything written before and after. An
//! authority that follows its rules forgets them.

use std::collections::BTreeMap;

use super::centre::Centre;
use super::certificate::{KeyName, Use};
use super::error::{CertificateError, OfficeError};
use super::letter::{self, Letter};
use super::trustee::Piece;
use crate::error::CombineError;
use crate::key::EscrowSecret;
use crate::sharing::Share;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use zeroize::Zeroizing;

/// The authority and the keys it was given.
#[derive(Default)]
pub struct Authority {
    keys: BTreeMap<KeyName, EscrowSecret>,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority").field("keys", &self.keys.keys()).finish()
    }
}

impl Authority {
    /// Puts together every key of which there are enough pieces, checks each against its certificate, and keeps it.
    ///
    /// # Errors
    /// [`OfficeError`], naming the key and, where one is to blame, the trustee.
    pub fn rebuild(&mut self, centre: &Centre, pieces: Vec<Piece>) -> Result<(), OfficeError> {
        let mut by_name: BTreeMap<KeyName, (Vec<Share>, Option<EscrowSecret>)> = BTreeMap::new();
        for Piece { name, share, part } in pieces {
            let (shares, kept) = by_name.entry(name).or_default();
            shares.push(share);
            *kept = kept.take().or(part);
        }
        for (name, (shares, part)) in by_name {
            let (dealing, certificate) = (centre.dealing(&name), centre.certificate(&name));
            let (Some(dealing), Some(certificate)) = (dealing, certificate) else {
                return Err(OfficeError::Combine { name, error: CombineError::WrongKey });
            };
            let dealt = dealing
                .combine(&shares)
                .map_err(|error| OfficeError::Combine { name: name.clone(), error })?;
            let secret = part.map_or_else(|| super::copy(&dealt), |part| super::sum(&dealt, &part));
            if secret.public() != certificate.public {
                return Err(CertificateError::OtherKey { name }.into());
            }
            self.keys.insert(name, secret);
        }
        Ok(())
    }

    /// The text of a letter, with the key of either side.
    #[must_use]
    pub fn read(&self, centre: &Centre, letter: &Letter) -> Option<Vec<u8>> {
        let head = &letter.head;
        let name = |owner: &honest::Address, number| KeyName {
            owner: owner.clone(),
            purpose: Use::Encryption,
            number,
        };
        let (from, to) = (name(&head.from, head.from_key), name(&head.to, head.to_key));
        [(&from, &to), (&to, &from)].into_iter().find_map(|(own, other)| {
            let theirs = centre.certificate(other)?.public;
            letter.open(&letter::agree(self.keys.get(own)?, &theirs)).ok()
        })
    }

    /// The keys it holds: an authority that looks closer tries them on what it has opened.
    pub fn keys(&self) -> impl Iterator<Item = (&KeyName, &EscrowSecret)> {
        self.keys.iter()
    }

    /// Everything it was given, as a thief finds it: `count 4 ‖ (name ‖ x 32)…`.
    #[must_use]
    pub fn stored(&self) -> Zeroizing<Vec<u8>> {
        let mut to = Writer::new();
        to.count(self.keys.len());
        for (name, secret) in &self.keys {
            name.encode(&mut to);
            to.put(&secret.to_bytes());
        }
        Zeroizing::new(to.finish())
    }

    /// Reads what [`Authority::stored`] wrote.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn read_keys(bytes: &[u8]) -> Result<Vec<(KeyName, EscrowSecret)>, DecodeError> {
        let mut from = Reader::new(bytes);
        let count = from.u32()?;
        let read = |from: &mut Reader<'_>| {
            let (name, secret) = (KeyName::decode(from)?, EscrowSecret::from_bytes(from.array()?));
            Ok((name, secret.ok_or(DecodeError::Value { what: "secret key" })?))
        };
        let keys = (0..count).map(|_| read(&mut from)).collect::<Result<_, DecodeError>>()?;
        from.finish()?;
        Ok(keys)
    }
}
