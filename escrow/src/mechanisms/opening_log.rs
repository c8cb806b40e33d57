//! A log in the path of opening: a trustee's share sits in a machine that contributes to an opening only if the opening is
//! already in a public log.
//!
//! ```text
//! entry       SHA-256(label ‖ signed warrant ‖ enc of each field)        a leaf of an RFC 6962 tree
//! checkpoint  size 8 ‖ root 32, signed by the log, co-signed by at least w witnesses
//! machine     partial opening of each field, given the warrant, the entry's proof of inclusion, and the checkpoint
//! ```
//! A record beside the machine can be left out by whoever runs the machine; this one is an input of the computation. Witnesses
//! co-sign a checkpoint only if it continues the last one they saw, so that there is one log for all. The log says that
//! something was opened, when, and how much; not what.
//!
//! Accountable opening is from Kroll, Felten and Boneh ("Secure protocols for accountable warrant execution", 2014) and
//! Frankle et al. ("Practical accountability of secret processes", USENIX Security 2018); that the log must lie in the
//! path of decryption is the lesson drawn from Athens 2004-05, where taps were set beside the logged interface.
//!
//! What it does not do: k shares that are taken out of their machines open everything without any log.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use honest::primitives::kdf::sha256;
use honest::primitives::sign::{SIGNATURE, SigningPair, SigningPublic};
use rand_core::CryptoRng;
use sha2::Sha256;

use crate::error::{FieldError, WarrantError};
use crate::field::AccessField;
use crate::label;
use crate::sharing::Share;
use crate::threshold::PartialOpening;
use crate::warrant::{Purpose, SignedWarrant};

#[cfg(test)]
mod tests;

/// Why a machine contributes nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Withheld {
    /// No valid warrant.
    #[error("machine: {0}")]
    Warrant(#[from] WarrantError),
    /// A warrant for rebuilding the key, which this machine never does.
    #[error("machine: the warrant is for {0}, and this machine only assists")]
    Purpose(&'static str),
    /// A field that the warrant does not name.
    #[error("machine: field {place} is outside the warrant: {why}")]
    OutOfScope {
        /// Which.
        place: usize,
        /// Why.
        why: &'static str,
    },
    /// A field that cannot be opened.
    #[error("machine: field {place}: {error}")]
    Field {
        /// Which.
        place: usize,
        /// Why.
        error: FieldError,
    },
    /// The checkpoint is not the log's.
    #[error("machine: the checkpoint is not signed by the log")]
    Log,
    /// Too few witnesses.
    #[error("machine: {got} witnesses co-signed the checkpoint, and {needed} must")]
    Witnesses {
        /// Valid co-signatures.
        got: usize,
        /// The quorum.
        needed: usize,
    },
    /// The opening is not in the log.
    #[error("machine: this opening is not in the log")]
    NotLogged,
}

/// What a log says it is: its size and its root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Entries.
    pub size: u64,
    /// The root of their tree.
    pub root: [u8; 32],
    /// The log's signature.
    pub signature: [u8; SIGNATURE],
    /// Witnesses by number, with their signatures.
    pub cosigned: Vec<(usize, [u8; SIGNATURE])>,
}

impl Checkpoint {
    fn body(size: u64, root: &[u8; 32]) -> Vec<u8> {
        [size.to_be_bytes().as_slice(), root].concat()
    }

    fn root(&self) -> RootHash<Sha256> {
        RootHash::new(self.root.into(), self.size)
    }
}

/// The digest of one opening: what is logged before it happens.
#[must_use]
pub fn entry(warrant: &SignedWarrant, fields: &[AccessField]) -> [u8; 32] {
    let mut body = warrant.to_bytes();
    fields.iter().for_each(|field| body.extend_from_slice(&field.enc));
    sha256(&[label::OPENING, &body])
}

/// The public log.
pub struct Log {
    tree: MemoryBackedTree<Sha256, [u8; 32]>,
    pair: SigningPair,
}

impl std::fmt::Debug for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Log").field("entries", &self.tree.len()).finish_non_exhaustive()
    }
}

impl Log {
    /// An empty log with a key of its own.
    pub fn new(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self { tree: MemoryBackedTree::new(), pair: SigningPair::generate(rng) }
    }

    /// Its public key.
    #[must_use]
    pub fn public(&self) -> SigningPublic {
        self.pair.public()
    }

    /// What everybody can read in it.
    #[must_use]
    pub fn entries(&self) -> &[[u8; 32]] {
        self.tree.items()
    }

    /// Appends an entry, and gives its number.
    pub fn append(&mut self, entry: [u8; 32]) -> u64 {
        let number = self.tree.len();
        self.tree.push(entry);
        number
    }

    /// The checkpoint of now, not co-signed yet.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        let (size, root) = (self.tree.len(), (*self.tree.root().as_bytes()).into());
        let signature = self.pair.sign(label::CHECKPOINT, &Checkpoint::body(size, &root));
        Checkpoint { size, root, signature, cosigned: Vec::new() }
    }

    /// Proof that an entry is in the log as it is now; `None` if there is no such entry.
    #[must_use]
    pub fn prove(&self, number: u64) -> Option<Vec<u8>> {
        let place = usize::try_from(number).ok().filter(|_| number < self.tree.len())?;
        Some(self.tree.prove_inclusion(place).as_bytes().to_vec())
    }

    /// Proof that the log as it is now continues what it was at a size; `None` if it is not longer.
    #[must_use]
    pub fn continues(&self, size: u64) -> Option<Vec<u8>> {
        let added = usize::try_from(self.tree.len().checked_sub(size)?).ok()?;
        (size > 0 && added > 0).then(|| self.tree.prove_consistency(added).as_bytes().to_vec())
    }
}

/// Somebody who watches that there is one log and that it only grows.
#[derive(Debug)]
pub struct Witness {
    number: usize,
    pair: SigningPair,
    log: SigningPublic,
    seen: Option<(u64, [u8; 32])>,
}

impl Witness {
    /// A witness that has seen nothing yet.
    pub fn new(number: usize, log: SigningPublic, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self { number, pair: SigningPair::generate(rng), log, seen: None }
    }

    /// Its public key.
    #[must_use]
    pub fn public(&self) -> SigningPublic {
        self.pair.public()
    }

    /// Co-signs a checkpoint that continues the last one it saw; `None` if it does not.
    pub fn cosign(&mut self, checkpoint: &mut Checkpoint, continues: Option<&[u8]>) -> Option<()> {
        let body = Checkpoint::body(checkpoint.size, &checkpoint.root);
        self.log.verify(label::CHECKPOINT, &body, &checkpoint.signature, "checkpoint").ok()?;
        let sound = match self.seen {
            None => true,
            Some((size, root)) if size == checkpoint.size => root == checkpoint.root,
            Some((size, root)) => {
                let proof = ConsistencyProof::<Sha256>::try_from_bytes(continues?.to_vec()).ok()?;
                checkpoint.root().verify_consistency(&RootHash::new(root.into(), size), &proof).is_ok()
            }
        };
        if !sound {
            return None;
        }
        self.seen = Some((checkpoint.size, checkpoint.root));
        checkpoint.cosigned.push((self.number, self.pair.sign(label::COSIGNED, &body)));
        Some(())
    }
}

/// What a machine is shown beside the warrant: that the opening is in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The log, co-signed.
    pub checkpoint: Checkpoint,
    /// The entry's number.
    pub number: u64,
    /// The entry's proof of inclusion.
    pub inclusion: Vec<u8>,
}

/// Whom a machine believes: set once, when it is made.
#[derive(Clone, Debug)]
pub struct Trust {
    /// The court.
    pub court: SigningPublic,
    /// The log.
    pub log: SigningPublic,
    /// The witnesses, by number.
    pub witnesses: Vec<SigningPublic>,
    /// How many of them must have co-signed.
    pub quorum: usize,
}

/// A trustee's machine: a share that answers to a warrant and a log. Whoever runs it cannot take the share out; who breaks
/// it open can ([`Machine::broken_open`]).
#[derive(Debug)]
pub struct Machine {
    share: Share,
    trust: Trust,
}

impl Machine {
    /// A machine around a share.
    #[must_use]
    pub const fn new(share: Share, trust: Trust) -> Self {
        Self { share, trust }
    }

    /// The share: what a thief takes away who breaks the machine open.
    #[must_use]
    pub const fn broken_open(&self) -> &Share {
        &self.share
    }

    /// Contributes to opening the fields of a warrant, if the opening is in the log.
    ///
    /// # Errors
    /// [`Withheld`]; nothing has left the machine then.
    pub fn assist(
        &self,
        warrant: &SignedWarrant,
        fields: &[AccessField],
        evidence: &Evidence,
        now: u64,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<PartialOpening>, Withheld> {
        let allowed = warrant.verify(&self.trust.court, now)?;
        if allowed.purpose != Purpose::Assist {
            return Err(Withheld::Purpose(allowed.purpose.name()));
        }
        self.logged(&entry(warrant, fields), evidence)?;
        let mut partials = Vec::with_capacity(fields.len());
        for (place, field) in fields.iter().enumerate() {
            if let Some(why) = allowed.excludes(&field.label) {
                return Err(Withheld::OutOfScope { place, why });
            }
            let partial = PartialOpening::new(&self.share, field, rng);
            partials.push(partial.map_err(|error| Withheld::Field { place, error })?);
        }
        Ok(partials)
    }

    fn logged(&self, entry: &[u8; 32], evidence: &Evidence) -> Result<(), Withheld> {
        let Trust { log, witnesses, quorum, .. } = &self.trust;
        let Evidence { checkpoint, number, inclusion } = evidence;
        let body = Checkpoint::body(checkpoint.size, &checkpoint.root);
        log.verify(label::CHECKPOINT, &body, &checkpoint.signature, "checkpoint")
            .map_err(|_| Withheld::Log)?;
        // Each witness counts once, however often it is named.
        let signed = |(number, witness): &(usize, &SigningPublic)| {
            checkpoint.cosigned.iter().any(|(of, signature)| {
                of == number && witness.verify(label::COSIGNED, &body, signature, "witness").is_ok()
            })
        };
        let got = witnesses.iter().enumerate().filter(signed).count();
        if got < *quorum {
            return Err(Withheld::Witnesses { got, needed: *quorum });
        }
        let proof =
            InclusionProof::<Sha256>::try_from_bytes(inclusion.clone()).map_err(|_| Withheld::NotLogged)?;
        checkpoint.root().verify_inclusion(entry, *number, &proof).map_err(|_| Withheld::NotLogged)
    }
}
