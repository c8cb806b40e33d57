//! Reads the letters of fair cryptosystems with stolen pieces, keys and phones, and signs with a scalar where there is one.

use std::collections::BTreeMap;

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use escrow::mechanisms::fair::trustee::Piece;
use escrow::mechanisms::fair::{Authority, Certificate, Client, KeyName, Letter, Use, letter};
use escrow::sharing::Scheme;
use escrow::{EscrowPublic, EscrowSecret, label};
use honest::Address;
use honest::codec::Writer;
use sha2::{Digest, Sha512};

use super::burglar::Reader;
use crate::script::Meta;
use crate::system::{Cost, Loot, Place, Plaintext, User};
use crate::systems::network::address;

/// What the directory shows, and what was stolen.
pub(crate) struct FairReader {
    certified: BTreeMap<KeyName, EscrowPublic>,
    shares: BTreeMap<KeyName, BTreeMap<u8, [u8; 32]>>,
    parts: BTreeMap<KeyName, Scalar>,
    keys: BTreeMap<KeyName, EscrowSecret>,
}

impl FairReader {
    pub(crate) fn new<'c>(directory: impl Iterator<Item = &'c Certificate>) -> Self {
        let certified = directory.map(|certificate| (certificate.name.clone(), certificate.public));
        let (shares, parts, keys) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { certified: certified.collect(), shares, parts, keys }
    }

    /// Interpolates what pieces there are, as if they were enough: fewer give another number, which is tried like a key.
    fn combine(&mut self) {
        for (name, shares) in &self.shares {
            let points: Vec<(u8, &[u8; 32])> = shares.iter().map(|(index, value)| (*index, value)).collect();
            let Ok(count) = u8::try_from(points.len()) else { continue };
            let Ok(dealt) = Scheme::Feldman.sharing().combine(count, &points) else { continue };
            let Some(dealt) = Option::<Scalar>::from(Scalar::from_canonical_bytes(*dealt)) else { continue };
            let sum = dealt + self.parts.get(name).copied().unwrap_or(Scalar::ZERO);
            self.keys.extend(EscrowSecret::from_bytes(sum.to_bytes()).map(|key| (name.clone(), key)));
        }
    }

    fn key(&self, owner: &Address, purpose: Use, number: u32) -> Option<&EscrowSecret> {
        self.keys.get(&KeyName { owner: owner.clone(), purpose, number })
    }

    fn certified(&self, owner: &Address, number: u32) -> Option<&EscrowPublic> {
        self.certified.get(&KeyName { owner: owner.clone(), purpose: Use::Encryption, number })
    }

    /// `Z` of a letter, with the key of whichever side is at hand.
    fn shared(&self, head: &letter::Head, cost: &mut Cost) -> Option<letter::Shared> {
        let sides = [
            (&head.from, head.from_key, &head.to, head.to_key),
            (&head.to, head.to_key, &head.from, head.from_key),
        ];
        sides.into_iter().find_map(|(own, own_key, other, other_key)| {
            let secret = self.key(own, Use::Encryption, own_key)?;
            cost.agreements += 1;
            Some(letter::agree(secret, self.certified(other, other_key)?))
        })
    }

    /// The newest signature key of a user, if its certified key says that it is the right one.
    fn signature(&self, owner: &Address) -> Option<&EscrowSecret> {
        let of_owner = |name: &&KeyName| name.owner == *owner && name.purpose == Use::Signature;
        let name = self.certified.keys().rfind(of_owner)?;
        let secret = self.keys.get(name)?;
        (Some(&secret.public()) == self.certified.get(name)).then_some(secret)
    }
}

impl Reader for FairReader {
    fn take(&mut self, loot: &Loot) {
        match loot.place {
            Place::Trustee(_) => {
                for Piece { name, share, part } in Piece::read_all(&loot.bytes).unwrap_or_default() {
                    let part = part.map(|part| Scalar::from_bytes_mod_order(part.to_bytes()));
                    self.parts.extend(part.map(|part| (name.clone(), part)));
                    self.shares.entry(name).or_default().insert(share.index, *share.value.as_bytes());
                }
                self.combine();
            }
            Place::Authority => self.keys.extend(Authority::read_keys(&loot.bytes).unwrap_or_default()),
            Place::Device(_) | Place::Relay | Place::Origin => {}
        }
    }

    fn take_device(&mut self, user: User, stored: &[u8]) {
        let (Ok(owner), Ok(keys)) = (address(user), Client::read_keys(stored)) else { return };
        let name = |number| KeyName { owner: owner.clone(), purpose: Use::Encryption, number };
        self.keys.extend(keys.into_iter().map(|(number, secret)| (name(number), secret)));
    }

    fn carried(&self, _: &[u8]) -> Option<honest::Envelope> {
        // A letter is no honest message and has none inside.
        None
    }

    fn read(&mut self, _: &Meta, frame: &[u8], _: Option<&[u8]>, cost: &mut Cost) -> Option<Plaintext> {
        let letter = Letter::from_bytes(frame).ok()?;
        let shared = self.shared(&letter.head, cost)?;
        cost.openings += 1;
        letter.open(&shared).ok()
    }

    fn forge(&mut self, _: &Meta, frame: &[u8], text: &[u8], cost: &mut Cost) -> Option<Vec<u8>> {
        let Letter { head, .. } = Letter::from_bytes(frame).ok()?;
        // Without the pair's secret or the sender's signature key, others of its own: the receiver has its answer.
        let shared = self.shared(&head, cost).unwrap_or_else(|| letter::Shared::new([0; 32]));
        let sealed = head.seal(&shared, text).ok()?;
        let own = EscrowSecret::from_bytes([1; 32])?;
        let signature =
            sign(self.signature(&head.from).unwrap_or(&own), label::FAIR_LETTER, &head.signed(&sealed));
        Some(Letter { head, signature, sealed }.to_bytes())
    }

    fn poses(&self, user: User) -> bool {
        address(user).is_ok_and(|owner| self.signature(&owner).is_some())
    }
}

/// An Ed25519 signature with a bare scalar (RFC 8032, section 5.1.6, from step 2 on): all that verification asks of a
/// signer. The nonce need not be the user's, only nobody else's.
fn sign(secret: &EscrowSecret, label: &[u8], body: &[u8]) -> [u8; 64] {
    let mut to = Writer::new();
    to.prefixed(label).put(body);
    let message = to.finish();
    let hash = |parts: &[&[u8]]| {
        let mut hash = Sha512::new();
        parts.iter().for_each(|part| hash.update(part));
        Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
    };
    let scalar = Scalar::from_bytes_mod_order(secret.to_bytes());
    let nonce = hash(&[b"whoever holds the scalar", &secret.to_bytes(), &message]);
    let commitment = EdwardsPoint::mul_base(&nonce).compress().to_bytes();
    let challenge = hash(&[&commitment, &secret.public().to_bytes(), &message]);
    let response = nonce + challenge * scalar;
    let mut signature = [0; 64];
    let halves = commitment.iter().chain(response.as_bytes());
    signature.iter_mut().zip(halves).for_each(|(to, from)| *to = *from);
    signature
}

#[cfg(test)]
mod tests;
