//! The access path: keepers of the escrow key, a court, an authority, and the morning on which keys change.

use std::collections::BTreeMap;

use chacha20::ChaCha20Rng;
use escrow::error::{OpenError, Refusal};
use escrow::record::MemoryStore;
use escrow::sharing::{Dealing, Scheme, Share};
use escrow::trustee::Trustee;
use escrow::warrant::{Purpose, SignedWarrant, Warrant};
use escrow::{AccessField, EpochKey, EscrowSecret, threshold};
use honest::Address;
use honest::primitives::sign::SigningPair;
use zeroize::Zeroizing;

mod logged;

use super::BuildError;
use super::access_loot::AccessLoot;
use crate::parameters::{DAY, Parameters};
use crate::system::{Facts, Loot, Place};
use logged::Logged;

/// How the escrow key is dealt out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Practice {
    /// The scheme.
    pub(crate) scheme: Scheme,
    /// Whether the same key is dealt out again every morning, so that a share stolen yesterday is worth nothing.
    pub(crate) again: bool,
}

/// What the authority has kept of what it was given.
#[derive(Default)]
pub(crate) struct Safe {
    /// Escrow keys it rebuilt, by epoch.
    secrets: BTreeMap<u32, EscrowSecret>,
    /// What fields gave when they were opened in parts.
    deposits: Vec<Zeroizing<Vec<u8>>>,
}

/// Who keeps the escrow key.
enum Keeping {
    /// One keeper has it whole.
    Whole(BTreeMap<u32, EscrowSecret>),
    /// Trustees hold shares of it.
    Shared {
        trustees: Vec<Trustee<MemoryStore>>,
        dealings: BTreeMap<u32, Dealing>,
        /// Shares of earlier dealings of the same key. Honest trustees have deleted them; one who works for somebody
        /// else has kept a note of each.
        notes: Vec<Share>,
    },
    /// Shares sit in machines that look at a public log first.
    Logged(Box<Logged>),
}

/// Keepers, court and authority.
pub(crate) struct AccessPath {
    facts: Facts,
    parameters: Parameters,
    practice: Practice,
    keeping: Keeping,
    court: SigningPair,
    safe: Safe,
    current: EpochKey,
    now: u64,
    /// Whether what happens is left out of the record.
    quiet: bool,
    rng: ChaCha20Rng,
}

impl AccessPath {
    /// The path on the first day, its key dealt once by Feldman's scheme.
    pub(crate) fn new(facts: &Facts, parameters: &Parameters, rng: ChaCha20Rng) -> Result<Self, BuildError> {
        Self::dealt(facts, parameters, Practice::default(), rng)
    }

    /// The path on the first day.
    pub(crate) fn dealt(
        facts: &Facts,
        parameters: &Parameters,
        practice: Practice,
        mut rng: ChaCha20Rng,
    ) -> Result<Self, BuildError> {
        let court = SigningPair::generate(&mut rng);
        let secret = EscrowSecret::generate(&mut rng);
        let current = EpochKey { epoch: 0, public: secret.public() };
        let keeping = if facts.log_in_path {
            Keeping::Logged(Box::new(Logged::new(court.public(), &mut rng)))
        } else if facts.n == 1 {
            Keeping::Whole(BTreeMap::new())
        } else {
            let open = |index| Trustee::open(index, court.public(), Vec::new(), MemoryStore::default());
            let trustees = (1..=facts.n).map(open).collect::<Result<_, _>>()?;
            Keeping::Shared { trustees, dealings: BTreeMap::new(), notes: Vec::new() }
        };
        let (facts, parameters) = (facts.clone(), parameters.clone());
        let mut path = Self {
            facts,
            parameters,
            practice,
            keeping,
            court,
            safe: Safe::default(),
            current,
            now: 0,
            quiet: false,
            rng,
        };
        path.keep(0, secret)?;
        Ok(path)
    }

    /// The key that clients seal to now.
    pub(crate) const fn key(&self) -> EpochKey {
        self.current
    }

    /// What is public about the dealings.
    pub(crate) fn dealings(&self) -> Vec<Dealing> {
        match &self.keeping {
            Keeping::Whole(_) => Vec::new(),
            Keeping::Shared { dealings, .. } => dealings.values().cloned().collect(),
            Keeping::Logged(logged) => logged.dealings.values().cloned().collect(),
        }
    }

    /// The morning of a day: a new dealing where keys are dealt again; with epochs, a new key when the old one's days
    /// are over, and the end of keys that are no longer kept.
    pub(crate) fn morning(&mut self, day: u32) -> Result<(), BuildError> {
        self.now = u64::from(day) * DAY;
        self.deal_again(1)?;
        let epoch = self.parameters.epoch(day);
        if !self.facts.epochs || epoch == self.current.epoch {
            return Ok(());
        }
        let secret = EscrowSecret::generate(&mut self.rng);
        self.current = EpochKey { epoch, public: secret.public() };
        self.keep(epoch, secret)?;
        let first_kept = self.parameters.first_kept(day);
        match &mut self.keeping {
            Keeping::Whole(secrets) => secrets.retain(|epoch, _| *epoch >= first_kept),
            Keeping::Logged(logged) => logged.destroy_before(first_kept),
            Keeping::Shared { trustees, .. } => {
                for trustee in trustees {
                    for epoch in 0..first_kept {
                        trustee.destroy(epoch, self.now)?;
                    }
                }
            }
        }
        // An authority that follows the rules destroys what it rebuilt; one that does not is what a thief finds.
        Ok(())
    }

    /// The present key is put together from k shares and dealt out so many times more, each time to all trustees;
    /// whether this path does that at all.
    pub(crate) fn deal_again(&mut self, times: u32) -> Result<bool, BuildError> {
        let epoch = self.current.epoch;
        for _ in 0..times {
            let Keeping::Shared { trustees, dealings, notes } = &mut self.keeping else { return Ok(false) };
            let Some(dealing) = dealings.get(&epoch).filter(|_| self.practice.again) else {
                return Ok(false);
            };
            let old = trustees.iter().flat_map(Trustee::shares).filter(|share| share.epoch == epoch);
            let old: Vec<Share> = old.cloned().collect();
            let secret = dealing.combine(&old)?;
            notes.extend(old);
            self.keep(epoch, secret)?;
        }
        Ok(self.practice.again)
    }

    fn keep(&mut self, epoch: u32, secret: EscrowSecret) -> Result<(), BuildError> {
        match &mut self.keeping {
            Keeping::Whole(secrets) => {
                secrets.insert(epoch, secret);
            }
            Keeping::Shared { trustees, dealings, .. } => {
                let Practice { scheme, .. } = self.practice;
                let (dealing, shares) =
                    secret.deal(scheme, epoch, self.facts.k, self.facts.n, &mut self.rng)?;
                for (trustee, share) in trustees.iter_mut().zip(shares) {
                    trustee.receive(&dealing, share, self.now)?;
                }
                dealings.insert(epoch, dealing);
            }
            Keeping::Logged(logged) => {
                let (dealing, shares) =
                    secret.deal(Scheme::Feldman, epoch, self.facts.k, self.facts.n, &mut self.rng)?;
                logged.keep(epoch, dealing, shares);
            }
        }
        Ok(())
    }

    /// What a keeper or the authority holds.
    pub(crate) fn seize(&self, place: Place) -> Option<Loot> {
        let whole = |secrets: &BTreeMap<u32, EscrowSecret>| {
            secrets.iter().map(|(epoch, secret)| (*epoch, secret.to_bytes())).collect()
        };
        let held = match (place, &self.keeping) {
            (Place::Trustee(1), Keeping::Whole(secrets)) => {
                AccessLoot { secrets: whole(secrets), ..AccessLoot::default() }
            }
            (Place::Trustee(index), Keeping::Shared { trustees, notes, .. }) => {
                let trustee = trustees.iter().find(|trustee| trustee.index() == index)?;
                let noted = notes.iter().filter(|share| share.index == index);
                AccessLoot {
                    shares: trustee.shares().chain(noted).cloned().collect(),
                    ..AccessLoot::default()
                }
            }
            (Place::Trustee(index), Keeping::Logged(logged)) if (1..=self.facts.n).contains(&index) => {
                AccessLoot { shares: logged.shares(index), ..AccessLoot::default() }
            }
            (Place::Authority, _) => AccessLoot {
                secrets: whole(&self.safe.secrets),
                shares: Vec::new(),
                deposits: self.safe.deposits.iter().map(|deposit| deposit.to_vec()).collect(),
            },
            _ => return None,
        };
        Some(Loot { place, bytes: held.to_bytes() })
    }

    /// Opens the fields of one target and window as the mandate prescribes: one warrant for each epoch, k keepers,
    /// and what the authority is given stays with it. A deposit for each field that opened.
    pub(crate) fn open(
        &mut self,
        target: &Address,
        window: (u64, u64),
        fields: &[AccessField],
    ) -> Vec<Option<Zeroizing<Vec<u8>>>> {
        let mut opened = vec![None; fields.len()];
        let epochs: std::collections::BTreeSet<u32> = fields.iter().map(|field| field.label.epoch).collect();
        for epoch in epochs {
            let purpose = if self.facts.threshold_opening { Purpose::Assist } else { Purpose::Reconstruct };
            let in_force = (self.now, self.now + DAY);
            let warrant = Warrant::new(purpose, target.clone(), epoch, window, in_force, &mut self.rng);
            let warrant = warrant.sign(&self.court);
            let of_epoch = || fields.iter().enumerate().filter(|(_, field)| field.label.epoch == epoch);
            let batch: Vec<AccessField> = of_epoch().map(|(_, field)| field.clone()).collect();
            let deposits = self.execute(&warrant, &batch);
            for ((place, _), deposit) in of_epoch().zip(deposits) {
                if let Some(slot) = opened.get_mut(place) {
                    *slot = deposit;
                }
            }
        }
        opened
    }

    /// The same by the people who run the keepers' machines, with an order that they leave out of the record. Software is
    /// started anew from a copy of its state with an empty record, and the copy is thrown away; machines that look at a
    /// log are shown what can be shown without it. Nothing of it stays in the authority's safe.
    pub(crate) fn open_quietly(
        &mut self,
        target: &Address,
        window: (u64, u64),
        fields: &[AccessField],
    ) -> Vec<Option<Zeroizing<Vec<u8>>>> {
        let copies = match &self.keeping {
            Keeping::Whole(secrets) => {
                let copy = |(epoch, secret): (&u32, &EscrowSecret)| {
                    Some((*epoch, EscrowSecret::from_bytes(secret.to_bytes())?))
                };
                Some(Keeping::Whole(secrets.iter().filter_map(copy).collect()))
            }
            Keeping::Shared { trustees, dealings, .. } => {
                let copy = |trustee: &Trustee<MemoryStore>| {
                    let shares = trustee.shares().cloned().collect();
                    Trustee::open(trustee.index(), self.court.public(), shares, MemoryStore::default()).ok()
                };
                let trustees = trustees.iter().filter_map(copy).collect();
                Some(Keeping::Shared { trustees, dealings: dealings.clone(), notes: Vec::new() })
            }
            Keeping::Logged(_) => None,
        };
        self.quiet = true;
        let safe = std::mem::take(&mut self.safe);
        let own = copies.map(|copies| std::mem::replace(&mut self.keeping, copies));
        let opened = self.open(target, window, fields);
        if let Some(own) = own {
            self.keeping = own;
        }
        self.safe = safe;
        self.quiet = false;
        opened
    }

    /// Executes one warrant over fields of its epoch.
    fn execute(
        &mut self,
        warrant: &SignedWarrant,
        fields: &[AccessField],
    ) -> Vec<Option<Zeroizing<Vec<u8>>>> {
        let Self { keeping, now, rng, quiet, .. } = self;
        if let Keeping::Logged(logged) = keeping {
            // A field whose label is not proven would stop the whole request.
            let sound: Vec<bool> = fields.iter().map(|field| field.verify_label().is_ok()).collect();
            let batch: Vec<AccessField> = fields
                .iter()
                .zip(&sound)
                .filter(|(_, sound)| **sound)
                .map(|(field, _)| field.clone())
                .collect();
            let opened = if *quiet {
                logged.open_unlogged(warrant, &batch, *now, rng)
            } else {
                logged.open(warrant, &batch, *now, rng)
            };
            self.safe.deposits.extend(opened.iter().flatten().cloned());
            let mut opened = opened.into_iter();
            return sound
                .into_iter()
                .map(|sound| if sound { opened.next().flatten() } else { None })
                .collect();
        }
        let opened = match warrant.warrant.purpose {
            Purpose::Reconstruct => self.rebuild(warrant).ok().map(|()| {
                let secret = self.safe.secrets.get(&warrant.warrant.epoch);
                fields.iter().map(|field| field.open(secret?).ok()).collect()
            }),
            Purpose::Assist => self.assist(warrant, fields).ok().inspect(|opened| {
                self.safe.deposits.extend(opened.iter().flatten().cloned());
            }),
        };
        opened.unwrap_or_else(|| vec![None; fields.len()])
    }

    /// k keepers hand over what they hold, and the authority keeps the key of the epoch.
    fn rebuild(&mut self, warrant: &SignedWarrant) -> Result<(), OpenError> {
        let epoch = warrant.warrant.epoch;
        let needed = self.facts.k;
        let not_enough = |got| escrow::error::CombineError::NotEnough { got, needed };
        let secret = match &mut self.keeping {
            Keeping::Whole(secrets) => {
                let kept = secrets.get(&epoch).ok_or_else(|| not_enough(0))?;
                EscrowSecret::from_bytes(kept.to_bytes()).ok_or_else(|| not_enough(0))?
            }
            Keeping::Shared { trustees, dealings, .. } => {
                let asked = trustees.iter_mut().take(usize::from(needed));
                let shares: Vec<_> =
                    asked.filter_map(|trustee| trustee.release(warrant, self.now).ok()).collect();
                let dealing = dealings.get(&epoch).ok_or_else(|| not_enough(shares.len()))?;
                dealing.combine(&shares)?
            }
            // These machines never hand a share over.
            Keeping::Logged(_) => return Err(not_enough(0).into()),
        };
        self.safe.secrets.insert(epoch, secret);
        Ok(())
    }

    /// k trustees open the fields together; the key is never rebuilt.
    fn assist(
        &mut self,
        warrant: &SignedWarrant,
        fields: &[AccessField],
    ) -> Result<Vec<Option<Zeroizing<Vec<u8>>>>, Refusal> {
        let Keeping::Shared { trustees, dealings, .. } = &mut self.keeping else { return Ok(Vec::new()) };
        let epoch = warrant.warrant.epoch;
        let dealing = dealings.get(&epoch).ok_or(Refusal::NoShare { epoch })?;
        // A field whose label is not proven is left out: one of them would stop the whole request.
        let sound: Vec<usize> =
            (0..).zip(fields).filter(|(_, field)| field.verify_label().is_ok()).map(|(at, _)| at).collect();
        let batch: Vec<AccessField> = sound.iter().filter_map(|at| fields.get(*at)).cloned().collect();
        let mut partials = vec![Vec::new(); batch.len()];
        for trustee in trustees.iter_mut().take(usize::from(self.facts.k)) {
            let parts = trustee.assist(warrant, &batch, self.now, &mut self.rng)?;
            for (list, part) in partials.iter_mut().zip(parts) {
                list.push(part);
            }
        }
        let mut opened = vec![None; fields.len()];
        for ((at, field), parts) in sound.iter().zip(&batch).zip(&partials) {
            if let Some(slot) = opened.get_mut(*at) {
                *slot = threshold::open(dealing, field, parts).ok();
            }
        }
        Ok(opened)
    }
}
