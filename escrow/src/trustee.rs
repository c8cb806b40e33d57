//! A trustee: a share, a court it answers to, a record, and the right to say no.

use std::collections::{BTreeMap, BTreeSet};

use rand_core::CryptoRng;

use crate::error::{CombineError, RecordError, Refusal};
use crate::field::AccessField;
use crate::limits::{MAX_FIELDS, MAX_REASON};
use crate::record::{Entry, Kind, RecordStore, verify_chain};
use crate::sharing::{Dealing, Scheme, Share};
use crate::threshold::PartialOpening;
use crate::warrant::{Purpose, SignedWarrant, Warrant, WarrantId};
use honest::primitives::sign::SigningPublic;

#[cfg(test)]
mod tests;

/// One of n who each hold a share of every epoch's key.
#[derive(Debug)]
pub struct Trustee<S> {
    index: u8,
    court: SigningPublic,
    held: BTreeMap<u32, Share>,
    destroyed: BTreeSet<u32>,
    used: BTreeSet<WarrantId>,
    store: S,
    next: u64,
    head: [u8; 32],
}

/// What happened, before it has a place in the record.
struct Event<'a> {
    kind: Kind,
    epoch: u32,
    warrant: WarrantId,
    count: usize,
    reason: &'a str,
}

impl<S: RecordStore> Trustee<S> {
    /// A trustee that goes on from a record: an empty one is a new trustee. Shares are handed in again, from
    /// wherever they are kept; warrants used before stay used.
    ///
    /// # Errors
    /// [`RecordError`] if the record cannot be read or its chain is broken.
    pub fn open(index: u8, court: SigningPublic, held: Vec<Share>, store: S) -> Result<Self, RecordError> {
        let entries = store.entries()?;
        let head = verify_chain(&entries)?;
        let spent = entries.iter().filter(|entry| matches!(entry.kind, Kind::Released | Kind::Assisted));
        let used = spent.map(|entry| entry.warrant).collect();
        let gone = entries.iter().filter(|entry| entry.kind == Kind::Destroyed);
        let destroyed: BTreeSet<u32> = gone.map(|entry| entry.epoch).collect();
        let held = held.into_iter().filter(|share| !destroyed.contains(&share.epoch));
        let held = held.map(|share| (share.epoch, share)).collect();
        let next = (0..).zip(&entries).last().map_or(0, |(index, _): (u64, _)| index + 1);
        Ok(Self { index, court, held, destroyed, used, store, next, head })
    }

    /// Which trustee this is.
    #[must_use]
    pub const fn index(&self) -> u8 {
        self.index
    }

    /// The shares it holds: what a thief of this trustee takes away.
    pub fn shares(&self) -> impl Iterator<Item = &Share> {
        self.held.values()
    }

    /// Its record.
    #[must_use]
    pub const fn store(&self) -> &S {
        &self.store
    }

    /// Takes a share of a dealing, after checking it against the public record.
    ///
    /// # Errors
    /// [`Refusal::Share`] if the share is not this trustee's or not of this dealing, [`Refusal::NoShare`] if its
    /// epoch's share was destroyed here, [`Refusal::Record`] if the receipt could not be recorded.
    pub fn receive(&mut self, dealing: &Dealing, share: Share, now: u64) -> Result<(), Refusal> {
        let own = share.index == self.index;
        let checked =
            if own { dealing.verify(&share) } else { Err(CombineError::BadShare { index: share.index }) };
        checked.map_err(Refusal::Share)?;
        let epoch = share.epoch;
        if self.destroyed.contains(&epoch) {
            return Err(Refusal::NoShare { epoch });
        }
        self.record(
            now,
            Event { kind: Kind::Received, epoch, warrant: WarrantId([0; 16]), count: 0, reason: "" },
        )?;
        self.held.insert(epoch, share);
        Ok(())
    }

    /// Hands over the share of a warrant's epoch, for the authority to rebuild the key. What the authority then
    /// opens with it is out of the trustee's hands.
    ///
    /// # Errors
    /// [`Refusal`]; nothing was released then, and the refusal is in the record if it can be written.
    pub fn release(&mut self, warrant: &SignedWarrant, now: u64) -> Result<Share, Refusal> {
        let checked = self.check(warrant, Purpose::Reconstruct, now).map(|(_, share)| share.clone());
        let share = self.or_refuse(checked, warrant, now)?;
        self.spend(Kind::Released, &warrant.warrant, 0, now)?;
        Ok(share)
    }

    /// Opens, in part, the fields that a warrant covers. The key is never rebuilt; every field must be inside the
    /// warrant, or nothing is opened.
    ///
    /// # Errors
    /// [`Refusal`]; nothing was released then, and the refusal is in the record if it can be written.
    pub fn assist(
        &mut self,
        warrant: &SignedWarrant,
        fields: &[AccessField],
        now: u64,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<PartialOpening>, Refusal> {
        let checked = self.partials(warrant, fields, now, rng);
        let partials = self.or_refuse(checked, warrant, now)?;
        self.spend(Kind::Assisted, &warrant.warrant, fields.len(), now)?;
        Ok(partials)
    }

    /// Refuses a request, on the record, whatever the warrant says. The answer to the authority is
    /// [`Refusal::Conscience`].
    ///
    /// # Errors
    /// [`RecordError`] if the refusal could not be recorded.
    pub fn refuse(
        &mut self,
        warrant: &SignedWarrant,
        reason: &str,
        now: u64,
    ) -> Result<Refusal, RecordError> {
        self.record_refusal(warrant, reason, now)?;
        Ok(Refusal::Conscience { reason: reason.to_owned() })
    }

    fn record_refusal(&mut self, warrant: &SignedWarrant, reason: &str, now: u64) -> Result<(), RecordError> {
        let Warrant { epoch, id, .. } = warrant.warrant;
        let end = (0..=MAX_REASON.min(reason.len())).rev().find(|&end| reason.is_char_boundary(end));
        let reason = end.and_then(|end| reason.get(..end)).unwrap_or_default();
        self.record(now, Event { kind: Kind::Refused, epoch, warrant: id, count: 0, reason })
    }

    /// Destroys the share of an epoch. No warrant brings it back, and no share of that epoch is taken again.
    ///
    /// # Errors
    /// [`RecordError`] if that could not be recorded; the share is then still held.
    pub fn destroy(&mut self, epoch: u32, now: u64) -> Result<(), RecordError> {
        if self.held.contains_key(&epoch) {
            let warrant = WarrantId([0; 16]);
            self.record(now, Event { kind: Kind::Destroyed, epoch, warrant, count: 0, reason: "" })?;
            self.held.remove(&epoch);
            self.destroyed.insert(epoch);
        }
        Ok(())
    }

    fn check<'a>(
        &'a self,
        warrant: &'a SignedWarrant,
        purpose: Purpose,
        now: u64,
    ) -> Result<(&'a Warrant, &'a Share), Refusal> {
        let warrant = warrant.verify(&self.court, now)?;
        if warrant.purpose != purpose {
            return Err(Refusal::Purpose { expected: warrant.purpose.name(), got: purpose.name() });
        }
        if self.used.contains(&warrant.id) {
            return Err(Refusal::Used);
        }
        let share = self.held.get(&warrant.epoch).ok_or(Refusal::NoShare { epoch: warrant.epoch })?;
        Ok((warrant, share))
    }

    fn partials(
        &self,
        warrant: &SignedWarrant,
        fields: &[AccessField],
        now: u64,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<PartialOpening>, Refusal> {
        let (warrant, share) = self.check(warrant, Purpose::Assist, now)?;
        if share.scheme != Scheme::Feldman {
            return Err(Refusal::Scheme { scheme: share.scheme.name() });
        }
        if fields.len() > MAX_FIELDS {
            return Err(Refusal::TooManyFields { got: fields.len(), bound: MAX_FIELDS });
        }
        let mut partials = Vec::with_capacity(fields.len());
        for (place, field) in fields.iter().enumerate() {
            if let Some(why) = warrant.excludes(&field.label) {
                return Err(Refusal::OutOfScope { place, why });
            }
            let partial = PartialOpening::new(share, field, rng);
            partials.push(partial.map_err(|error| Refusal::Field { place, error })?);
        }
        Ok(partials)
    }

    /// Puts a refusal on the record and passes it on.
    fn or_refuse<T>(
        &mut self,
        checked: Result<T, Refusal>,
        warrant: &SignedWarrant,
        now: u64,
    ) -> Result<T, Refusal> {
        if let Err(refusal) = &checked {
            self.record_refusal(warrant, &refusal.to_string(), now)?;
        }
        checked
    }

    /// Writes the release down; only then is the warrant used and the caller free to hand anything out.
    fn spend(&mut self, kind: Kind, warrant: &Warrant, count: usize, now: u64) -> Result<(), RecordError> {
        let Warrant { epoch, id, .. } = *warrant;
        self.record(now, Event { kind, epoch, warrant: id, count, reason: "" })?;
        self.used.insert(id);
        Ok(())
    }

    fn record(&mut self, time: u64, event: Event<'_>) -> Result<(), RecordError> {
        let Event { kind, epoch, warrant, count, reason } = event;
        let entry = Entry {
            number: self.next,
            previous: self.head,
            time,
            kind,
            epoch,
            warrant,
            count: u32::try_from(count).unwrap_or(u32::MAX),
            reason: reason.to_owned(),
        };
        self.store.append(&entry)?;
        self.next += 1;
        self.head = entry.hash();
        Ok(())
    }
}
