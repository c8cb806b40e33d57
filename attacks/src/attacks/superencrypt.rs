//! Two people put their own lock on what they write, inside the messenger and within its rules.

use std::collections::BTreeMap;

use escrow::{EscrowPublic, stored_state};
use honest::identity::IDENTITY;
use honest::primitives::aead;
use honest::primitives::dh::{DhPair, DhPublic};
use honest::primitives::kdf::{hkdf, sha256};
use sha2::{Digest, Sha512};

use super::rogue;
use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, measured, part};
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::stage::{Evaders, Stage};
use crate::system::{Door, Facts, Place, Plaintext, User};
use crate::systems::BuildError;

/// The attack.
#[derive(Debug)]
pub struct Superencrypt;

pub(crate) const AGREED: &str = "with a key agreed beforehand";
pub(crate) const OWN_KEYS: &str = "with nothing but their identity keys";

impl Attack for Superencrypt {
    fn id(&self) -> &'static str {
        "superencrypt"
    }
    fn question(&self) -> &'static str {
        "Do two people who encrypt before they write evade the mandate, and does anything look wrong?"
    }
    fn holds(&self) -> &'static str {
        "the two evaders hold their own phones; the authority has warrants against both"
    }
    fn aim(&self) -> Aim {
        Aim::Evade
    }
    fn source(&self) -> &'static str {
        "Conceded by all sides since 1994: NIST on Clipper said that users would super-encrypt (HC-08); the signature-key \
         channel is Young and Yung's (HC-11)"
    }
    fn counter(&self) -> &'static str {
        "It defeats every design here alike and so does not tell them apart. Levy and Robinson do not claim to reach \
         everyone; most people do not do this."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        match facts.door {
            Door::None => {
                let why = Expect::NotApplicable("nothing is deposited, so there is nothing to evade");
                vec![part(AGREED, why), part(OWN_KEYS, why), rogue::control_of(why)]
            }
            Door::Provider => vec![
                part(AGREED, Expect::Everything),
                part(OWN_KEYS, Expect::NotApplicable("users have no identity keys towards each other here")),
                rogue::control_of(Expect::Everything),
            ],
            Door::IdentityKey => vec![
                part(AGREED, Expect::Everything),
                part(OWN_KEYS, Expect::Everything),
                rogue::control_of(Expect::NotApplicable("nothing recorded opens here, locked or not")),
            ],
            Door::SessionRoot | Door::ContentKey | Door::Own => vec![
                part(AGREED, Expect::Everything),
                part(OWN_KEYS, Expect::Everything),
                rogue::control_of(Expect::Everything),
            ],
        }
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let mut outcomes = Outcomes::default();
        let agreed = stage.play_wrapped(SAID, &mut Locks::Agreed);
        outcomes.measures.push(measured("overhead of a lock", bytes(agreed.overhead), "bytes"));
        outcomes.measures.push(measured(
            "opened by the authority to something",
            bytes(agreed.opened),
            "messages",
        ));
        outcomes.parts.push(Outcome { part: AGREED.to_owned(), trials: agreed.evaded });
        if stage.facts().door != Door::IdentityKey {
            outcomes.parts.push(rogue::control(stage)?);
        }
        if stage.facts().door == Door::Provider {
            return Ok(outcomes);
        }
        stage.restart()?;
        let mut locks = Locks::Identity(identity_keys(stage));
        let played = stage.play_wrapped(SAID, &mut locks);
        outcomes.parts.push(Outcome { part: OWN_KEYS.to_owned(), trials: played.evaded });
        Ok(outcomes)
    }
}

/// Messages said with a lock.
const SAID: usize = 20;

fn bytes(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

/// The evaders' lock.
enum Locks {
    /// A secret that every two of them share.
    Agreed,
    /// X25519 of their Ed25519 identity keys by the birational map (RFC 7748, section 4.1): nothing was agreed, and
    /// nothing is new on the wire.
    Identity(BTreeMap<User, Keys>),
}

/// What an evader has: its own signing seed, and its verification key, which the directory shows to everybody.
struct Keys {
    seed: [u8; 32],
    public: [u8; 32],
}

impl Locks {
    /// The key of a message, as the user computes it who holds its own seed and sees the other's public key.
    fn key(&self, meta: &Meta, own: User, other: User) -> Option<[u8; 32]> {
        let shared = match self {
            Self::Agreed => {
                sha256(&[b"agreed over a walk", format!("{:?}", [own.min(other), own.max(other)]).as_bytes()])
            }
            Self::Identity(keys) => {
                let theirs = EscrowPublic::parse(&keys.get(&other)?.public).ok()?.x25519();
                let own = DhPair::from_secret(agreement_secret(&keys.get(&own)?.seed)?);
                *own.agree(&DhPublic::parse(theirs).ok()?).ok()?.as_bytes()
            }
        };
        Some(lock_key(&shared, meta.index))
    }
}

impl Evaders for Locks {
    fn wrap(&mut self, meta: &Meta, text: &[u8]) -> Vec<u8> {
        self.key(meta, meta.from, meta.to).map(|key| aead::seal(&key, b"", text)).unwrap_or_default()
    }

    fn unwrap(&mut self, meta: &Meta, outer: &[u8]) -> Option<Plaintext> {
        aead::open(&self.key(meta, meta.to, meta.from)?, b"", outer).ok()
    }
}

/// The key of one message, out of what its two evaders share.
pub(crate) fn lock_key(shared: &[u8; 32], index: usize) -> [u8; 32] {
    *hkdf(b"", shared, &[b"evaders' lock", index.to_be_bytes().as_slice()].concat())
}

/// What each user has: the seed out of its own phone, the public key out of the directory (an identity is the
/// verification key, the agreement key and the signature between them).
fn identity_keys(stage: &Stage<'_>) -> BTreeMap<User, Keys> {
    let directory = stage.seize(Place::Relay).map(|loot| loot.bytes).unwrap_or_default();
    let keys = |(user, identity): (User, &[u8])| {
        let phone = stage.seize(Place::Device(user))?.bytes;
        // Under a mandate the honest state lies behind its length.
        let device = stored_state::device(&phone).ok().or_else(|| {
            let (length, behind) = phone.split_first_chunk()?;
            let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
            stored_state::device(behind.get(..length)?).ok()
        })?;
        Some((user, Keys { seed: *device.signing_seed, public: *identity.first_chunk()? }))
    };
    (0..).zip(directory.chunks_exact(IDENTITY)).filter_map(keys).collect()
}

/// The X25519 secret that belongs to an Ed25519 seed: the first half of SHA-512(seed), clamped when used
/// (RFC 8032, section 5.1.5).
pub(crate) fn agreement_secret(seed: &[u8; 32]) -> Option<[u8; 32]> {
    Sha512::digest(seed).first_chunk().copied()
}

#[cfg(test)]
mod tests;
