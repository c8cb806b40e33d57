//! One view of the log: maps of listings, the log over them, and what is proven of both.
//!
//! ```text
//! bucket   first byte of SHA-256(label ‖ user): where a user's listing is, whoever asks
//! leaf     count 4 ‖ listings, sorted by user
//! listing  user ‖ digest of the roster 32 ‖ count 4 ‖ digests of the rosters promised since the last epoch
//! ```
//! A user has one place in the map, so one map cannot hold two answers for one user.

use std::collections::BTreeMap;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use honest::address::Address;
use honest::codec::Writer;
use honest::primitives::kdf::sha256;
use honest::primitives::sign::{SigningPair, SigningPublic};
use sha2::Sha256;

use super::{Head, LogError, SignedHead};
use crate::label;
use crate::limits::MAX_LISTINGS;

/// Leaves of a map.
const BUCKETS: u64 = 256;

/// The leaf that a user's listing is in.
pub(super) fn bucket(user: &Address) -> u8 {
    let [first, ..] = sha256(&[label::BUCKET, user.as_str().as_bytes()]);
    first
}

/// What a map says of one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Whose.
    pub user: Address,
    /// Digest of the roster.
    pub digest: [u8; 32],
    /// Digests of the rosters that were promised since the epoch before, oldest first: what was answered in between.
    pub promised: Vec<[u8; 32]>,
}

impl Listing {
    /// Whether a roster was answered in this epoch or in between.
    #[must_use]
    pub fn has(&self, digest: &[u8; 32]) -> bool {
        self.digest == *digest || self.promised.contains(digest)
    }
}

/// A leaf of the map.
fn leaf(listings: &[Listing]) -> Vec<u8> {
    let mut to = Writer::with_capacity(64 + listings.len() * 128);
    to.count(listings.len());
    for Listing { user, digest, promised } in listings {
        user.encode(&mut to);
        to.put(digest).count(promised.len());
        for digest in promised {
            to.put(digest);
        }
    }
    to.finish()
}

/// One view of the log, as its provider keeps it. A provider that shows everybody the same has one.
#[derive(Clone, Debug, Default)]
pub struct Log {
    maps: MemoryBackedTree<Sha256, [u8; 32]>,
    map: MemoryBackedTree<Sha256, Vec<u8>>,
    buckets: BTreeMap<u8, Vec<Listing>>,
    heads: Vec<SignedHead>,
}

impl Log {
    /// An empty log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Closes the next epoch over these listings and signs its head. Of two listings of one user, the later stands.
    pub fn close(&mut self, listings: impl Iterator<Item = Listing>, provider: &SigningPair) -> SignedHead {
        let by_user: BTreeMap<Address, Listing> =
            listings.map(|listing| (listing.user.clone(), listing)).collect();
        self.buckets.clear();
        for listing in by_user.into_values() {
            self.buckets.entry(bucket(&listing.user)).or_default().push(listing);
        }
        self.map = MemoryBackedTree::new();
        for index in 0..=u8::MAX {
            self.map.push(leaf(self.buckets.get(&index).map_or(&[], Vec::as_slice)));
        }
        let map: [u8; 32] = (*self.map.root().as_bytes()).into();
        self.maps.push(map);
        let epoch = u32::try_from(self.heads.len()).unwrap_or(u32::MAX);
        let head = Head { epoch, map, log: (*self.maps.root().as_bytes()).into() }.sign(provider);
        self.heads.push(head);
        head
    }

    /// The head of the last epoch.
    #[must_use]
    pub fn head(&self) -> Option<&SignedHead> {
        self.heads.last()
    }

    /// The heads of all epochs, oldest first.
    #[must_use]
    pub fn heads(&self) -> &[SignedHead] {
        &self.heads
    }

    /// What the last map says of a user.
    #[must_use]
    pub fn listing(&self, user: &Address) -> Option<&Listing> {
        self.buckets.get(&bucket(user))?.iter().find(|listing| listing.user == *user)
    }

    /// The same with its proof. Of a user who is not listed, the proof shows that.
    #[must_use]
    pub fn prove(&self, user: &Address) -> Option<Inclusion> {
        let (head, index) = (self.heads.last()?, bucket(user));
        let listings = self.buckets.get(&index).cloned().unwrap_or_default();
        let path = self.map.prove_inclusion(usize::from(index)).as_bytes().to_vec();
        Some(Inclusion { epoch: head.head.epoch, listings, path })
    }

    /// The last head, for a client that has seen the log up to an epoch, or nothing of it.
    #[must_use]
    pub fn update(&self, seen: Option<u32>) -> Option<Update> {
        let head = *self.heads.last()?;
        let last = usize::try_from(head.head.epoch).ok()?;
        let latest = self.maps.prove_inclusion(last).as_bytes().to_vec();
        let appended = match seen {
            None => Vec::new(),
            Some(seen) => {
                let additions = usize::try_from(head.head.epoch.checked_sub(seen)?).ok()?;
                self.maps.prove_consistency(additions).as_bytes().to_vec()
            }
        };
        Some(Update { head, latest, appended })
    }
}

/// A user's bucket and its path to the root of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// Of which epoch's map.
    pub epoch: u32,
    /// All listings of the bucket.
    pub listings: Vec<Listing>,
    /// Hashes from the leaf to the root.
    pub path: Vec<u8>,
}

impl Inclusion {
    /// What a head's map says of a user.
    ///
    /// # Errors
    /// [`LogError`]: another epoch, another map, or no such user in it.
    pub fn verify(&self, head: &Head, user: &Address) -> Result<&Listing, LogError> {
        let not_listed = || LogError::NotListed { user: user.to_string() };
        if self.epoch != head.epoch {
            return Err(LogError::Epoch { expected: head.epoch, got: self.epoch });
        }
        // One user, one listing: sorted and without doubles.
        let mut neighbours = self.listings.iter().zip(self.listings.iter().skip(1));
        if self.listings.len() > MAX_LISTINGS || !neighbours.all(|(one, next)| one.user < next.user) {
            return Err(not_listed());
        }
        let path = InclusionProof::try_from_bytes(self.path.clone()).map_err(|_| not_listed())?;
        RootHash::<Sha256>::new(head.map.into(), BUCKETS)
            .verify_inclusion(&leaf(&self.listings), u64::from(bucket(user)), &path)
            .map_err(|_| not_listed())?;
        self.listings.iter().find(|listing| listing.user == *user).ok_or_else(not_listed)
    }

    /// Bytes of it on the wire.
    #[must_use]
    pub fn size(&self) -> usize {
        4 + leaf(&self.listings).len() + self.path.len()
    }
}

/// A new head and what ties it to the ones before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The head.
    pub head: SignedHead,
    /// That its map is the last leaf of its log.
    pub latest: Vec<u8>,
    /// That its log continues the client's.
    pub appended: Vec<u8>,
}

impl Update {
    /// Whether the head is signed, its map is the last in its log, and the log continues the one seen before.
    ///
    /// # Errors
    /// [`LogError`].
    pub fn verify(&self, provider: &SigningPublic, seen: Option<&Head>) -> Result<&Head, LogError> {
        let head = self.head.verify(provider)?;
        let not_appended = || LogError::NotAppended { epoch: head.epoch };
        let root = |head: &Head| RootHash::<Sha256>::new(head.log.into(), u64::from(head.epoch) + 1);
        let latest = InclusionProof::try_from_bytes(self.latest.clone()).map_err(|_| not_appended())?;
        root(head).verify_inclusion(&head.map, u64::from(head.epoch), &latest).map_err(|_| not_appended())?;
        if let Some(seen) = seen {
            let proof =
                ConsistencyProof::try_from_bytes(self.appended.clone()).map_err(|_| not_appended())?;
            root(head).verify_consistency(&root(seen), &proof).map_err(|_| not_appended())?;
        }
        Ok(head)
    }
}
