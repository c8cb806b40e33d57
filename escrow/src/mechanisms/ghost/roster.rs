//! Rosters: which devices a user has, and the number that two users compare over theirs.
//!
//! ```text
//! roster  user ‖ identity of the first device 128 ‖ count 4 ‖ entries
//! entry   identity 128 ‖ flag 1 ‖ [signature of the first device's key 64]
//! device  user ‖ '#' ‖ first 8 bytes of SHA-256(label ‖ identity), in hexadecimal
//! ```
//! The first device bears the user's name and comes with a prekey bundle, as in the clean messenger. Every further
//! device is named for its key, so a device whose key changes is another device.

use honest::address::Address;
use honest::codec::{Reader, Writer};
use honest::error::{DecodeError, InitiateError};
use honest::identity::{Identity, IdentityPair};
use honest::primitives::kdf::sha256;
use honest::primitives::sign::SIGNATURE;
use sha2::{Digest, Sha512};

use crate::label;
use crate::limits::MAX_DEVICES;

/// Between a user's name and a further device's.
const SEPARATOR: char = '#';

/// The address of a user's further device.
///
/// # Errors
/// [`DecodeError::Address`] if the user's name leaves no room for the device's, or holds the separator.
pub fn device_address(user: &Address, identity: &Identity) -> Result<Address, DecodeError> {
    if user.as_str().contains(SEPARATOR) {
        return Err(DecodeError::Address { reason: "a user's name with the separator of devices in it" });
    }
    let [a, b, c, d, e, f, g, h, ..] = sha256(&[label::DEVICE_NAME, &identity.to_bytes()]);
    let name = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
    Address::new(&format!("{user}{SEPARATOR}{name:016x}"))
}

/// Whose device an address is; a user's name is that of the first device.
#[must_use]
pub fn user_of(device: &Address) -> Address {
    let user = device.as_str().rsplit_once(SEPARATOR).map(|(user, _)| user);
    user.and_then(|user| Address::new(user).ok()).unwrap_or_else(|| device.clone())
}

/// A further device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its identity.
    pub identity: Identity,
    /// The signature of the first device's identity key over user and identity, where entries are signed.
    pub vouched: Option<[u8; SIGNATURE]>,
}

impl Entry {
    /// An entry that nobody signs.
    #[must_use]
    pub const fn unsigned(identity: Identity) -> Self {
        Self { identity, vouched: None }
    }

    /// An entry that its owner signs.
    #[must_use]
    pub fn signed(user: &Address, identity: Identity, owner: &IdentityPair) -> Self {
        Self { identity, vouched: Some(owner.signing().sign(label::DEVICE, &body(user, &identity))) }
    }

    /// Whether an owner signed it for this user.
    #[must_use]
    pub fn vouched_by(&self, user: &Address, owner: &Identity) -> bool {
        let verify = |signature: &[u8; SIGNATURE]| {
            owner.signing().verify(label::DEVICE, &body(user, &self.identity), signature, "device")
        };
        self.vouched.as_ref().is_some_and(|signature| verify(signature).is_ok())
    }

    fn encode(&self, to: &mut Writer) {
        let Self { identity, vouched } = self;
        identity.encode(to);
        to.flag(vouched.is_some());
        if let Some(signature) = vouched {
            to.put(signature);
        }
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, InitiateError> {
        let identity = Identity::decode(from)?;
        let vouched = if from.flag()? { Some(from.array()?) } else { None };
        Ok(Self { identity, vouched })
    }
}

/// What an owner signs.
fn body(user: &Address, identity: &Identity) -> Vec<u8> {
    let mut to = Writer::with_capacity(200);
    user.encode(&mut to);
    identity.encode(&mut to);
    to.finish()
}

/// A user's devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// Whose.
    pub user: Address,
    /// The identity of the first device: the one that vouches for the others.
    pub first: Identity,
    /// The others.
    pub entries: Vec<Entry>,
}

impl Roster {
    /// All identities, the first device's first.
    pub fn identities(&self) -> impl Iterator<Item = &Identity> {
        std::iter::once(&self.first).chain(self.entries.iter().map(|entry| &entry.identity))
    }

    /// The layout.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::with_capacity(200 + self.entries.len() * 200);
        self.user.encode(&mut to);
        self.first.encode(&mut to);
        to.count(self.entries.len());
        self.entries.iter().for_each(|entry| entry.encode(&mut to));
        to.finish()
    }

    /// Reads a roster. The identities' own signatures are verified; whether the owner signed entries is asked with
    /// [`Entry::vouched_by`].
    ///
    /// # Errors
    /// [`InitiateError`]: malformed, or more devices than a sender writes to.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InitiateError> {
        let mut from = Reader::new(bytes);
        let user = Address::decode(&mut from)?;
        let first = Identity::decode(&mut from)?;
        let got = usize::try_from(from.u32()?).unwrap_or(usize::MAX);
        if got > MAX_DEVICES {
            return Err(DecodeError::TooLong { what: "roster", got, bound: MAX_DEVICES }.into());
        }
        let entries = (0..got).map(|_| Entry::decode(&mut from)).collect::<Result<_, _>>()?;
        from.finish()?;
        Ok(Self { user, first, entries })
    }

    /// Its digest, which a transparency log lists.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        sha256(&[label::ROSTER, &self.to_bytes()])
    }
}

/// The safety number of two rosters: 60 digits in twelve groups of five.
///
/// Signal's numeric fingerprint as libsignal computes it for a user with several keys: the keys of each side, sorted
/// and joined, stand where one key stood. For two rosters of one device it is the number of `honest::safety_number`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(String);

/// Rounds of SHA-512, as there.
const ROUNDS: u32 = 5_200;

impl Number {
    /// The number of two rosters under their users' names; the order of the two does not matter.
    #[must_use]
    pub fn new(one: &Roster, other: &Roster) -> Self {
        let (one, other) = (digits(one), digits(other));
        Self(if one <= other { one + &other } else { other + &one })
    }

    /// The 60 digits without spaces.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// 30 digits of one side.
fn digits(roster: &Roster) -> String {
    let mut keys: Vec<Vec<u8>> = roster.identities().map(Identity::to_bytes).collect();
    keys.sort();
    let (keys, name) = (keys.concat(), roster.user.as_str().as_bytes());
    let first = Sha512::new().chain_update([0, 0]).chain_update(&keys).chain_update(name).chain_update(&keys);
    let mut hash = first.finalize();
    for _ in 1..ROUNDS {
        hash = Sha512::new().chain_update(hash).chain_update(&keys).finalize();
    }
    let chunk = |chunk: &[u8]| chunk.iter().fold(0u64, |sum, &byte| (sum << 8) | u64::from(byte)) % 100_000;
    hash.chunks_exact(5).take(6).map(|bytes| format!("{:05}", chunk(bytes))).collect()
}
