//! The searchers of the work-factor family: each reads what its proposal leaves short, and counts what that took.
//!
//! What a searcher tries unasked is what the proposal's designers leave to the holder of the access. That work is within
//! everybody's means at the real sizes that are known: 2^32 for a reduced cipher, 2^40 for Lotus's authority. What they
//! mean to be out of reach, 2^64 for everybody else or whatever a crumple zone is set to cost, it does not try. An attack
//! that asks for more, or for less, says so ([`crate::system::Intruder::afford`]).

pub(crate) mod bench;
pub(crate) mod crumple;
pub(crate) mod export;
pub(crate) mod jobs;
pub(crate) mod logarithm;
pub(crate) mod lotus;
pub(crate) mod partial;
pub(crate) mod reduced;

use escrow::mechanisms::work_factor::{Search, mask};
use honest::Address;
use honest::codec::Writer;
use honest::primitives::kdf::sha256;

use crate::script::Meta;
use crate::systems::carrier::{Crafted, Parcel};
use crate::systems::network::address;

/// Bytes of the digest that ties what travels outside to the honest message.
const BINDING: usize = 32;

/// What a text of the family is about: sender and addressee.
pub(crate) fn about(from: &Address, to: &Address) -> Vec<u8> {
    let mut bytes = Writer::with_capacity(32);
    from.encode(&mut bytes);
    to.encode(&mut bytes);
    bytes.finish()
}

/// The same for a message in a recording.
pub(crate) fn about_meta(meta: &Meta) -> Option<Vec<u8>> {
    Some(about(&address(meta.from).ok()?, &address(meta.to).ok()?))
}

/// A payload behind the digest of what it goes with, so that the peer reads nothing else with it.
pub(crate) fn bind(field: &[u8], sealed: &[u8], carried: &[u8]) -> Vec<u8> {
    [&digest(field, sealed)[..], carried].concat()
}

/// The payload of a message, if it goes with what travelled outside.
pub(crate) fn bound<'c>(crafted: &'c Crafted, field: &[u8]) -> Option<&'c [u8]> {
    let (seen, carried) = crafted.payload.split_first_chunk::<BINDING>()?;
    (*seen == digest(field, &crafted.sealed)).then_some(carried)
}

/// The payload, for whoever opened the honest message.
pub(crate) fn payload_of(payload: &[u8]) -> Option<&[u8]> {
    payload.get(BINDING..)
}

fn digest(field: &[u8], sealed: &[u8]) -> [u8; BINDING] {
    let length = u64::try_from(field.len()).unwrap_or(u64::MAX);
    sha256(&[b"Doormat lab 1 work-factor payload", &length.to_be_bytes(), field, sealed])
}

/// What a frame shows of field and text.
pub(crate) fn outside(frame: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    Parcel::from_bytes(frame).ok().map(|parcel| (parcel.field, parcel.sealed))
}

/// What a searcher may try for a key that it lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Means {
    /// What the designers leave to the holder of the access.
    #[default]
    Holder,
    /// At most so many keys, whoever it is.
    Trials(u64),
}

impl Means {
    /// Keys to try of 2^bits that the holder is left with.
    pub(crate) const fn as_holder(self, bits: u32) -> u64 {
        let all = mask(bits).saturating_add(1);
        match self {
            Self::Holder => all,
            Self::Trials(trials) if trials < all => trials,
            Self::Trials(_) => all,
        }
    }

    /// Keys to try of 2^bits that nobody is meant to search.
    pub(crate) const fn as_outsider(self, bits: u32) -> u64 {
        match self {
            Self::Holder => 0,
            Self::Trials(_) => self.as_holder(bits),
        }
    }
}

/// Tries the first keys in order, at most so many, and counts.
pub(crate) fn hunt(most: u64, cost: &mut u64, mut fits: impl FnMut(u64) -> bool) -> Option<u64> {
    let found = (0..most).find(|key| fits(*key));
    *cost += found.map_or(most, |key| key + 1);
    found
}

/// The same counted as a search.
pub(crate) fn hunted(most: u64, fits: impl FnMut(u64) -> bool) -> Search {
    let mut trials = 0;
    let found = hunt(most, &mut trials, fits);
    Search { found, trials }
}

#[cfg(test)]
mod tests;
