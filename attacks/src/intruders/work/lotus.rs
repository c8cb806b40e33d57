//! Reads Lotus's messages: with the authority's key 2^40 keys are left for each, without it 2^64.

use escrow::mechanisms::work_factor::lotus::{Authority, Carried, Division, Message};
use escrow::mechanisms::work_factor::stretch;
use honest::primitives::kdf::sha256;

use super::{Means, about_meta, hunt, outside, payload_of};
use crate::intruders::burglar::Reader;
use crate::script::Meta;
use crate::system::{Cost, Loot, Place, Plaintext};

/// The name of the constant that decides who the holder is.
pub(crate) const AUTHORITY_KEY: &str = "the authority's key";

/// The searcher.
pub(crate) struct LotusReader {
    division: Division,
    authority: Option<Authority>,
    means: Means,
}

impl LotusReader {
    pub(crate) fn new(division: Division) -> Self {
        Self { division, authority: None, means: Means::default() }
    }
}

impl Reader for LotusReader {
    fn take(&mut self, loot: &Loot) {
        if loot.place == Place::Authority
            && let Ok(secret) = loot.bytes.as_slice().try_into()
        {
            self.authority = Some(Authority::from_stored(secret));
        }
    }

    fn read(
        &mut self,
        meta: &Meta,
        frame: &[u8],
        payload: Option<&[u8]>,
        cost: &mut Cost,
    ) -> Option<Plaintext> {
        let (field, sealed) = outside(frame)?;
        let (message, about) = (Message::from_bytes(&[field, sealed].concat()).ok()?, about_meta(meta)?);
        if let Some(carried) = payload.and_then(payload_of).and_then(|bytes| Carried::from_bytes(bytes).ok())
        {
            cost.openings += 1;
            return message.sealed.open(&carried.cipher_key(), &about).ok();
        }
        let reduced = self.authority.as_ref().and_then(|authority| {
            cost.agreements += 1;
            authority.reduce(&message, &about).ok()
        });
        let most = match reduced {
            Some(_) => self.means.as_holder(self.division.holder()),
            None => self.means.as_outsider(self.division.outsider()),
        };
        let key = |rest: u64| stretch(reduced.unwrap_or(0) | rest);
        let found = hunt(most, &mut cost.trials, |rest| message.sealed.fits(&key(rest), &about))?;
        message.sealed.open(&key(found), &about).ok()
    }

    fn afford(&mut self, trials: u64) {
        self.means = Means::Trials(trials);
    }

    fn constant(&mut self, name: &str, old: &[u8]) -> Option<Vec<u8>> {
        let own = Authority::from_stored(sha256(&[b"a key of the new owner's own", old]));
        let public = (name == AUTHORITY_KEY).then(|| own.public().as_bytes().to_vec());
        self.authority = public.is_some().then_some(own).or_else(|| self.authority.take());
        public
    }
}
