//! An append-only log over the bytes of a trustee's entries: a Merkle tree as in RFC 6962, with proofs that an entry is in
//! it and that it only grew.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use sha2::Sha256;

use super::error::ProofError;
use super::limits::MAX_PROOF;
use super::note::Checkpoint;

#[cfg(test)]
mod tests;

type Tree = MemoryBackedTree<Sha256, Vec<u8>>;

/// Entries and their tree.
#[derive(Clone, Debug, Default)]
pub struct Log {
    tree: Tree,
}

impl Log {
    /// The log of entries, oldest first.
    #[must_use]
    pub fn new(entries: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut log = Self::default();
        entries.into_iter().for_each(|entry| log.push(entry));
        log
    }

    /// Appends an entry.
    pub fn push(&mut self, entry: Vec<u8>) {
        self.tree.push(entry);
    }

    /// Entries.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.tree.len()
    }

    /// The root of now.
    #[must_use]
    pub fn root(&self) -> [u8; 32] {
        (*self.tree.root().as_bytes()).into()
    }

    /// Entries `from` to `to`, `to` excluded, as far as there are any.
    #[must_use]
    pub fn entries(&self, from: u64, to: u64) -> &[Vec<u8>] {
        let to = usize::try_from(to.min(self.size())).unwrap_or(usize::MAX);
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(to);
        self.tree.items().get(from..to).unwrap_or_default()
    }

    /// What the log is now.
    #[must_use]
    pub fn checkpoint(&self, origin: String) -> Checkpoint {
        Checkpoint { origin, size: self.size(), root: self.root() }
    }

    /// The path from entry `index` to the root of the log when it had `size` entries.
    ///
    /// # Errors
    /// [`ProofError`] if there is no such entry or the log never had that size.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<[u8; 32]>, ProofError> {
        let place = usize::try_from(index).ok().filter(|_| index < size);
        let place = place.ok_or(ProofError::Entry { index, size })?;
        Ok(hashes(self.at(size)?.as_ref().unwrap_or(&self.tree).prove_inclusion(place).as_bytes()))
    }

    /// Proof that the log of `to` entries begins with the log of `from` entries. Nothing is to be proven from 0 or from
    /// `to` itself.
    ///
    /// # Errors
    /// [`ProofError`] if the log never had one of these sizes, or they are in the wrong order.
    pub fn consistency(&self, from: u64, to: u64) -> Result<Vec<[u8; 32]>, ProofError> {
        let added = to.checked_sub(from).and_then(|added| usize::try_from(added).ok());
        let added = added.ok_or(ProofError::Order { from, to })?;
        let older = self.at(to)?;
        if from == 0 || added == 0 {
            return Ok(Vec::new());
        }
        Ok(hashes(older.as_ref().unwrap_or(&self.tree).prove_consistency(added).as_bytes()))
    }

    /// The tree when it had `size` leaves, hashed anew; `None` for the one at hand.
    fn at(&self, size: u64) -> Result<Option<Tree>, ProofError> {
        if size > self.size() {
            return Err(ProofError::Size { size, now: self.size() });
        }
        if size == self.size() {
            return Ok(None);
        }
        Ok(Some(Self::new(self.entries(0, size).iter().cloned()).tree))
    }
}

fn hashes(bytes: &[u8]) -> Vec<[u8; 32]> {
    bytes.chunks_exact(32).filter_map(|hash| hash.try_into().ok()).collect()
}

fn root(checkpoint: &Checkpoint) -> RootHash<Sha256> {
    RootHash::new(checkpoint.root.into(), checkpoint.size)
}

/// The root of a tree without leaves: SHA-256 of nothing.
fn empty() -> [u8; 32] {
    Log::default().root()
}

/// Whether an entry is entry `index` of a log.
#[must_use]
pub fn includes(checkpoint: &Checkpoint, index: u64, entry: &[u8], proof: &[[u8; 32]]) -> bool {
    if proof.len() > MAX_PROOF {
        return false;
    }
    let proof = InclusionProof::<Sha256>::try_from_bytes(proof.concat());
    proof.is_ok_and(|proof| root(checkpoint).verify_inclusion(&entry, index, &proof).is_ok())
}

/// Whether the log of `new` begins with the log of `old`.
#[must_use]
pub fn continues(old: &Checkpoint, new: &Checkpoint, proof: &[[u8; 32]]) -> bool {
    if old.size > new.size || proof.len() > MAX_PROOF {
        return false;
    }
    if old.size == new.size {
        return old.root == new.root && proof.is_empty();
    }
    if old.size == 0 {
        return old.root == empty() && proof.is_empty();
    }
    let proof = ConsistencyProof::<Sha256>::try_from_bytes(proof.concat());
    proof.is_ok_and(|proof| root(new).verify_consistency(&root(old), &proof).is_ok())
}
