//! A trustee as a service: `escrow`'s trustee over a durable store, a clock that cannot be set back unnoticed, and requests
//! that may be repeated.
//!
//! A request has a name that its sender chose. The very same request again (name, warrant, fields) gets the same answer to
//! the byte, since the proofs' randomness is derived from the share and the request: a crash between writing and answering
//! costs nothing, and asking twice tells nothing new. Everything else under a used warrant is refused. No answer is
//! stored, so a share that was destroyed answers no repetition either.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chacha20::ChaCha20Rng;
use escrow::AccessField;
use escrow::error::Refusal;
use escrow::record::MemoryStore;
use escrow::sharing::{Dealing, Share};
use escrow::threshold::PartialOpening;
use escrow::trustee::Trustee;
use escrow::warrant::SignedWarrant;
use honest::codec::{Reader, Writer};
use honest::primitives::kdf::sha256;
use honest::primitives::sign::SigningPublic;
use rand_core::SeedableRng;

use super::clock::Clock;
use super::error::{Denial, StartError};
use super::limits::{CLOCK_TOLERANCE, MAX_ENTRIES, MAX_REQUEST_ID};
use super::note::{Line, Signer, Verifier, origin};
use super::store::{Founding, Pending, Store};
use super::token::{Digest, Token};
use super::witness::witness;

#[cfg(test)]
mod tests;

/// What a trustee is started with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which trustee, from 1.
    pub index: u8,
    /// The court it answers to.
    pub court: SigningPublic,
    /// What the authority must show.
    pub token: Token,
    /// The logs that it witnesses.
    pub known: Vec<Verifier>,
    /// What time it is.
    pub clock: Clock,
    /// Entries that its log takes.
    pub capacity: u64,
}

impl Settings {
    /// The usual ones: the system's clock, no other logs known yet.
    #[must_use]
    pub fn new(index: u8, court: SigningPublic, token: Token) -> Self {
        Self { index, court, token, known: Vec::new(), clock: Clock::system(), capacity: MAX_ENTRIES }
    }
}

/// The name of a request: 1 to 64 letters, digits, hyphens and underscores, chosen by who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// Takes a name.
    ///
    /// # Errors
    /// [`Denial::Malformed`].
    pub fn new(name: &str) -> Result<Self, Denial> {
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if plain && !name.is_empty() && name.len() <= MAX_REQUEST_ID {
            return Ok(Self(name.to_owned()));
        }
        let why = format!("1 to {MAX_REQUEST_ID} letters, digits, hyphens and underscores are a name");
        Err(Denial::Malformed { what: "request", why })
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a trustee answers to a warrant that it honours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assistance {
    /// Its part in opening each field, in their order.
    pub partials: Vec<PartialOpening>,
    /// The number of the entry that says so, written before.
    pub entry: u64,
}

/// How a trustee is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// Which trustee.
    pub index: u8,
    /// Entries in its log.
    pub log_size: u64,
    /// Whether it could write one more, as far as it knows.
    pub writable: bool,
    /// Whether its clock stands where it should.
    pub clock: bool,
}

/// One trustee's service. Clones are the same trustee.
#[derive(Clone, Debug)]
pub struct Service(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    trustee: Mutex<Trustee<Store>>,
    store: Store,
    signer: Signer,
    token: Digest,
    known: Vec<Verifier>,
    clock: Clock,
    index: u8,
    court: SigningPublic,
}

impl Service {
    /// Goes on from a directory, or begins in it.
    ///
    /// # Errors
    /// [`StartError`]: the store cannot be used, or the record in it is broken.
    pub fn open(directory: &Path, settings: Settings) -> Result<Self, StartError> {
        let Settings { index, court, capacity, .. } = settings;
        Self::on(Store::open(directory, &Founding { index, court, capacity })?, settings)
    }

    /// The same on a store that is open.
    ///
    /// # Errors
    /// [`StartError`].
    pub(crate) fn on(store: Store, settings: Settings) -> Result<Self, StartError> {
        let Settings { index, court, token, known, clock, .. } = settings;
        let trustee = Trustee::open(index, court, store.shares()?, store.clone())?;
        let signer = Signer::new(index, &store.seed()?);
        store.raise_floor(clock.now())?;
        let (trustee, token) = (Mutex::new(trustee), token.digest());
        let known = known.into_iter().filter(|log| log != signer.verifier()).collect();
        Ok(Self(Arc::new(Inner { trustee, store, signer, token, known, clock, index, court })))
    }

    /// Which trustee.
    #[must_use]
    pub fn index(&self) -> u8 {
        self.0.index
    }

    /// The key that its log is signed with.
    #[must_use]
    pub fn verifier(&self) -> &Verifier {
        self.0.signer.verifier()
    }

    pub(crate) fn token(&self) -> &Digest {
        &self.0.token
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    /// Its record's bookkeeping follows the store, which refuses everything once a write was interrupted; so a trustee
    /// left behind by a panic is no worse than its store says.
    fn trustee(&self) -> MutexGuard<'_, Trustee<Store>> {
        self.0.trustee.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time that counts: never before what was written.
    fn now(&self) -> Result<u64, Denial> {
        let (now, floor) = (self.0.clock.now(), self.0.store.floor()?);
        if now.saturating_add(CLOCK_TOLERANCE) < floor {
            return Err(Denial::Clock { now, floor });
        }
        Ok(now.max(floor))
    }

    /// Writes down what time it is, so that a clock set back is noticed by a trustee that nobody asks anything.
    ///
    /// # Errors
    /// [`Denial`].
    pub fn tick(&self) -> Result<(), Denial> {
        let now = self.now()?;
        Ok(self.0.store.raise_floor(now)?)
    }

    /// Takes the share of an epoch, after checking it against the dealing. The same share again is no fault and no entry.
    ///
    /// # Errors
    /// [`Denial`].
    pub fn receive(&self, dealing: &[u8], share: &[u8]) -> Result<(), Denial> {
        let dealing = Dealing::from_bytes(dealing).map_err(malformed("dealing"))?;
        let mut from = Reader::new(share);
        let read = Share::decode(&mut from).and_then(|share| from.finish().map(|()| share));
        let given = read.map_err(malformed("share"))?;
        let mut trustee = self.trustee();
        let now = self.now()?;
        let epoch = given.epoch;
        if let Some(held) = trustee.shares().find(|held| held.epoch == epoch) {
            return if *held == given { Ok(()) } else { Err(Denial::Held { epoch }) };
        }
        self.0.store.expect(Some(Pending::Share(given.to_bytes())))?;
        let taken = trustee.receive(&dealing, given, now);
        self.0.store.expect(None)?;
        Ok(taken?)
    }

    /// Opens the fields of a warrant in part. The entry is on the disk before this returns.
    ///
    /// # Errors
    /// [`Denial`]; nothing is released then.
    pub fn assist(
        &self,
        request: &RequestId,
        warrant: &SignedWarrant,
        fields: &[AccessField],
    ) -> Result<Assistance, Denial> {
        let mut trustee = self.trustee();
        let now = match self.now() {
            Err(Denial::Clock { now, floor }) => {
                let denial = Denial::Clock { now, floor };
                trustee.refuse(warrant, &denial.to_string(), floor)?;
                return Err(denial);
            }
            now => now?,
        };
        let digest = digest(request, warrant, fields);
        let share = trustee.shares().find(|share| share.epoch == warrant.warrant.epoch).cloned();
        let mut rng = randomness(share.as_ref(), &digest);
        match self.0.store.served(&request.0)? {
            Some((served, entry)) if served == digest => {
                let partials = self.again(share, warrant, fields, now, &mut rng)?;
                Ok(Assistance { partials, entry })
            }
            Some(_) => {
                trustee.refuse(warrant, "the request's name was used for another request", now)?;
                Err(Refusal::Used.into())
            }
            None => {
                self.0.store.expect(Some(Pending::Request(request.0.clone(), digest)))?;
                let partials = trustee.assist(warrant, fields, now, &mut rng);
                self.0.store.expect(None)?;
                let entry = self.0.store.read(super::log::Log::size)?.saturating_sub(1);
                Ok(Assistance { partials: partials?, entry })
            }
        }
    }

    /// The answer to a request that is in the record already. Everything but the use of the warrant is checked once more,
    /// by a trustee without a record.
    fn again(
        &self,
        share: Option<Share>,
        warrant: &SignedWarrant,
        fields: &[AccessField],
        now: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<Vec<PartialOpening>, Denial> {
        let held = share.into_iter().collect();
        let mut same = Trustee::open(self.0.index, self.0.court, held, MemoryStore::default())?;
        Ok(same.assist(warrant, fields, now, rng)?)
    }

    /// Refuses on the record: the people behind this trustee will not.
    ///
    /// # Errors
    /// [`Denial`] if the refusal could not be written down.
    pub fn refuse(&self, warrant: &SignedWarrant, reason: &str) -> Result<(), Denial> {
        let mut trustee = self.trustee();
        let now = self.now()?;
        trustee.refuse(warrant, reason, now)?;
        Ok(())
    }

    /// Destroys the share of an epoch. Whether one was held.
    ///
    /// # Errors
    /// [`Denial`] if that could not be written down; the share is then still held.
    pub fn destroy(&self, epoch: u32) -> Result<bool, Denial> {
        let mut trustee = self.trustee();
        let now = self.now()?;
        let held = trustee.shares().any(|share| share.epoch == epoch);
        trustee.destroy(epoch, now)?;
        if held {
            self.0.store.sweep()?;
        }
        Ok(held)
    }

    /// Its signed checkpoint, as text.
    ///
    /// # Errors
    /// [`Denial`].
    pub fn checkpoint(&self) -> Result<String, Denial> {
        let checkpoint = self.0.store.read(|log| log.checkpoint(origin(self.0.index)))?;
        Ok(self.0.signer.sign(&checkpoint).to_string())
    }

    /// Witnesses another trustee's checkpoint.
    ///
    /// # Errors
    /// [`Denial`].
    pub fn witness(&self, note: &str, proof: &[[u8; 32]]) -> Result<Line, Denial> {
        let now = self.now()?;
        Ok(witness(&self.0.store, &self.0.signer, &self.0.known, note, proof, now)?)
    }

    /// How it is.
    #[must_use]
    pub fn health(&self) -> Health {
        let store = &self.0.store;
        Health {
            index: self.0.index,
            log_size: store.read(super::log::Log::size).unwrap_or_default(),
            writable: store.writable(),
            clock: self.now().is_ok(),
        }
    }
}

fn malformed<E: std::fmt::Display>(what: &'static str) -> impl Fn(E) -> Denial {
    move |error| Denial::Malformed { what, why: error.to_string() }
}

/// Everything that makes a request that request.
fn digest(request: &RequestId, warrant: &SignedWarrant, fields: &[AccessField]) -> [u8; 32] {
    let mut to = Writer::with_capacity(256 * fields.len());
    to.prefixed(request.0.as_bytes()).prefixed(&warrant.to_bytes());
    fields.iter().for_each(|field| field.encode(&mut to));
    sha256(&[b"doormat trustee request", &to.finish()])
}

/// The randomness of a request's proofs: unknown without the share, another for every other request, the same for the
/// same one. Two proofs from one nonce over different fields would give the share away.
fn randomness(share: Option<&Share>, digest: &[u8; 32]) -> ChaCha20Rng {
    let secret = share.map(Share::to_bytes).unwrap_or_default();
    ChaCha20Rng::from_seed(sha256(&[b"doormat trustee nonce", &secret, digest]))
}
