//! The stored state of a device, version 1: what a seized phone yields.
//!
//! ```text
//! device     "DORS" ‖ version 1 ‖ generation 8 ‖ suite 1 ‖ address ‖ Ed25519 seed 32 ‖ X25519 secret 32
//!            ‖ prekeys ‖ count 4 ‖ contact… ‖ SHA-256 of all before it 32
//! prekeys    next id 4 ‖ rotating ‖ flag ‖ [rotating] ‖ count 4 ‖ (id 4 ‖ X25519 secret 32)…
//!            ‖ count 4 ‖ (id 4 ‖ ML-KEM seed 64)…
//! rotating   id 4 ‖ X25519 secret 32 ‖ flag ‖ [id 4 ‖ ML-KEM seed 64] ‖ count 4 ‖ base key 32…
//! contact    address ‖ identity 128 ‖ count 4 ‖ session…          the session in use first
//! session    id 8 ‖ AD 32 ‖ flag ‖ [hello behind its length] ‖ ratchet
//! ratchet    RK 32 ‖ DHs secret 32 ‖ CKs 32 ‖ Ns 4 ‖ PN 4
//!            ‖ flag ‖ [DHr 32 ‖ CKr 32 ‖ Nr 4] ‖ count 4 ‖ retired key 32…
//!            ‖ count 4 ‖ (ratchet key 32 ‖ number 4 ‖ MK 32)…     skipped keys, oldest first
//! ```
//! Integers are big-endian, flags 0 or 1, addresses behind 16-bit lengths. The digest finds damage, not malice:
//! whoever can write the state is the device.

use std::collections::{BTreeMap, BTreeSet};

use zeroize::{Zeroize, Zeroizing};

use crate::address::Address;
use crate::codec::{Reader, Writer};
use crate::device::{Contact, Device};
use crate::error::DecodeError;
use crate::identity::{Identity, IdentityPair};
use crate::limits::{MAX_CONTACTS, MAX_ONE_TIME, MAX_RETIRED, MAX_SEEN, MAX_SESSIONS, MAX_SKIPPED};
use crate::prekeys::{PrekeyStore, Rotating, Suite};
use crate::primitives::dh::{DhPair, DhPublic};
use crate::primitives::kdf::sha256;
use crate::primitives::kem::KemPair;
use crate::ratchet::{ChainKey, MessageKey, Ratchet, Receiving, RootKey, Sending, Skipped, Waiting};
use crate::session::Session;
use crate::wire::{SessionId, VERSION};

#[cfg(test)]
mod tests;

/// First bytes of a state.
pub const MAGIC: [u8; 4] = *b"DORS";

/// Bytes of the digest at the end.
const DIGEST: usize = 32;

pub(crate) fn encode(device: &Device) -> Zeroizing<Vec<u8>> {
    let Device { address, identity, prekeys, contacts, generation } = device;
    let mut to = Writer::with_capacity(size_hint(device));
    to.put(&MAGIC).u8(VERSION).u64(*generation).u8(prekeys.suite().code());
    address.encode(&mut to);
    to.put(identity.signing().seed()).put(identity.agreement().secret_bytes());
    encode_prekeys(&mut to, prekeys);
    to.count(contacts.len());
    for (peer, contact) in contacts {
        peer.encode(&mut to);
        contact.pinned.encode(&mut to);
        to.count(contact.sessions.len());
        contact.sessions.iter().for_each(|session| encode_session(&mut to, session));
    }
    let digest = sha256(&[to.as_slice()]);
    to.put(&digest);
    Zeroizing::new(to.finish())
}

/// Room for the whole state, so that no half of it is left behind by a growing buffer.
fn size_hint(device: &Device) -> usize {
    let sessions = device.contacts.values().flat_map(|contact| &contact.sessions);
    let sessions: usize = sessions.map(|session| 2_000 + session.ratchet.skipped.len() * 68).sum();
    let prekeys = device.prekeys.one_time.len() * 36 + device.prekeys.kem_one_time.len() * 68;
    let previous = device.prekeys.previous.as_ref();
    let seen = device.prekeys.current.seen.len() + previous.map_or(0, |rotating| rotating.seen.len());
    1_000 + prekeys + seen * 32 + device.contacts.len() * 256 + sessions
}

fn encode_prekeys(to: &mut Writer, prekeys: &PrekeyStore) {
    let PrekeyStore { suite: _, next_id, current, previous, one_time, kem_one_time } = prekeys;
    to.u32(*next_id);
    encode_rotating(to, current);
    to.flag(previous.is_some());
    if let Some(rotating) = previous {
        encode_rotating(to, rotating);
    }
    to.count(one_time.len());
    for (id, pair) in one_time {
        to.u32(*id).put(pair.secret_bytes());
    }
    to.count(kem_one_time.len());
    for (id, pair) in kem_one_time {
        to.u32(*id).put(pair.seed());
    }
}

fn encode_rotating(to: &mut Writer, rotating: &Rotating) {
    let Rotating { id, pair, last_resort, seen } = rotating;
    to.u32(*id).put(pair.secret_bytes()).flag(last_resort.is_some());
    if let Some((id, pair)) = last_resort {
        to.u32(*id).put(pair.seed());
    }
    to.count(seen.len());
    for base in seen {
        to.put(base.as_bytes());
    }
}

fn encode_session(to: &mut Writer, session: &Session) {
    let Session { id, associated, hello, ratchet } = session;
    to.put(&id.0).put(associated).flag(hello.is_some());
    if let Some(hello) = hello {
        to.prefixed(hello);
    }
    let Ratchet { root, sending, receiving, skipped, retired } = ratchet;
    to.put(root.state()).put(sending.own.secret_bytes());
    to.put(sending.chain.state()).u32(sending.chain.number()).u32(sending.previous);
    to.flag(receiving.is_some());
    if let Some(Receiving { theirs, chain }) = receiving {
        to.put(theirs.as_bytes()).put(chain.state()).u32(chain.number());
    }
    to.count(retired.len());
    for key in retired {
        to.put(key.as_bytes());
    }
    to.count(skipped.len());
    for Waiting { ratchet, number, key } in skipped.iter() {
        to.put(ratchet.as_bytes()).u32(*number).put(key.state());
    }
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Device, DecodeError> {
    let (body, digest) = bytes
        .split_last_chunk::<DIGEST>()
        .ok_or(DecodeError::Truncated { needed: DIGEST, left: bytes.len() })?;
    let mut from = Reader::new(body);
    if from.array::<4>()? != MAGIC {
        return Err(DecodeError::Magic);
    }
    let got = from.u8()?;
    if got != VERSION {
        return Err(DecodeError::Version { got, expected: VERSION });
    }
    if sha256(&[body]) != *digest {
        return Err(DecodeError::Digest);
    }
    let generation = from.u64()?;
    let suite = Suite::from_code(from.u8()?)?;
    let address = Address::decode(&mut from)?;
    let seed = Zeroizing::new(from.array()?);
    let identity = IdentityPair::from_secrets(&seed, from.array()?);
    let prekeys = decode_prekeys(&mut from, suite)?;
    let mut contacts = BTreeMap::new();
    for _ in 0..count(&mut from, "contacts", MAX_CONTACTS)? {
        let peer = Address::decode(&mut from)?;
        let pinned = Identity::decode_unverified(&mut from)?;
        let sessions = many(&mut from, "sessions", MAX_SESSIONS, decode_session)?;
        contacts.insert(peer, Contact { pinned, sessions });
    }
    from.finish()?;
    let device = Device { address, identity, prekeys, contacts, generation };
    // Entries twice or out of order would be lost or moved in the maps: one state, one encoding.
    if encode(&device).as_slice() != bytes {
        return Err(DecodeError::Value { what: "order of entries" });
    }
    Ok(device)
}

fn decode_prekeys(from: &mut Reader<'_>, suite: Suite) -> Result<PrekeyStore, DecodeError> {
    let next_id = from.u32()?;
    let current = decode_rotating(from)?;
    let previous = if from.flag()? { Some(decode_rotating(from)?) } else { None };
    let one_time =
        many(from, "one-time prekeys", MAX_ONE_TIME, |from| Ok((from.u32()?, decode_pair(from)?)))?;
    let kem_one_time =
        many(from, "one-time KEM prekeys", MAX_ONE_TIME, |from| Ok((from.u32()?, decode_kem(from)?)))?;
    let mut prekeys = PrekeyStore {
        suite,
        next_id,
        current,
        previous,
        one_time: BTreeMap::new(),
        kem_one_time: BTreeMap::new(),
    };
    // One by one: collecting would bring in a sort for each type, a tenth of the browser's download.
    prekeys.one_time.extend(one_time);
    prekeys.kem_one_time.extend(kem_one_time);
    Ok(prekeys)
}

fn decode_rotating(from: &mut Reader<'_>) -> Result<Rotating, DecodeError> {
    let (id, pair) = (from.u32()?, decode_pair(from)?);
    let last_resort = if from.flag()? { Some((from.u32()?, decode_kem(from)?)) } else { None };
    let seen = many(from, "handshakes seen", MAX_SEEN, decode_public)?;
    let mut rotating = Rotating { id, pair, last_resort, seen: BTreeSet::new() };
    rotating.seen.extend(seen);
    Ok(rotating)
}

fn decode_session(from: &mut Reader<'_>) -> Result<Session, DecodeError> {
    let id = SessionId(from.array()?);
    let associated = from.array()?;
    let hello = if from.flag()? { Some(from.prefixed()?.to_vec()) } else { None };
    let root = RootKey::from_state(from.array()?);
    let own = decode_pair(from)?;
    let chain = decode_chain(from)?;
    let sending = Sending { own, chain, previous: from.u32()? };
    let receiving = if from.flag()? {
        Some(Receiving { theirs: decode_public(from)?, chain: decode_chain(from)? })
    } else {
        None
    };
    let retired = many(from, "retired chains", MAX_RETIRED, decode_public)?.into();
    let mut skipped = Skipped::default();
    for waiting in many(from, "skipped keys", MAX_SKIPPED, |from| {
        Ok(Waiting {
            ratchet: decode_public(from)?,
            number: from.u32()?,
            key: MessageKey::from_state(from.array()?),
        })
    })? {
        skipped.push(waiting);
    }
    Ok(Session { id, associated, hello, ratchet: Ratchet { root, sending, receiving, skipped, retired } })
}

fn decode_pair(from: &mut Reader<'_>) -> Result<DhPair, DecodeError> {
    let mut bytes = from.array()?;
    let pair = DhPair::from_secret(bytes);
    bytes.zeroize();
    Ok(pair)
}

fn decode_kem(from: &mut Reader<'_>) -> Result<KemPair, DecodeError> {
    Ok(KemPair::from_seed(&Zeroizing::new(from.array()?)))
}

fn decode_public(from: &mut Reader<'_>) -> Result<DhPublic, DecodeError> {
    DhPublic::parse(from.array()?)
}

fn decode_chain(from: &mut Reader<'_>) -> Result<ChainKey, DecodeError> {
    Ok(ChainKey::from_state(from.array()?, from.u32()?))
}

/// A count within its bound.
fn count(from: &mut Reader<'_>, what: &'static str, bound: usize) -> Result<usize, DecodeError> {
    let got = usize::try_from(from.u32()?).unwrap_or(usize::MAX);
    if got > bound { Err(DecodeError::TooLong { what, got, bound }) } else { Ok(got) }
}

/// A counted list within its bound.
fn many<T>(
    from: &mut Reader<'_>,
    what: &'static str,
    bound: usize,
    one: impl Fn(&mut Reader<'_>) -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    (0..count(from, what, bound)?).map(|_| one(from)).collect()
}
