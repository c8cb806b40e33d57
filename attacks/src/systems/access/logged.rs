//! Keepers whose machines open nothing that is not in a public log.

use std::collections::BTreeMap;

use chacha20::ChaCha20Rng;
use escrow::AccessField;
use escrow::mechanisms::opening_log::{Checkpoint, Evidence, Log, Machine, Trust, Witness, entry};
use escrow::sharing::{Dealing, Share};
use escrow::threshold::{self, PartialOpening};
use escrow::warrant::SignedWarrant;
use honest::primitives::sign::SigningPublic;
use zeroize::Zeroizing;

/// Witnesses who watch the log, and how many must have co-signed.
const WITNESSES: usize = 3;
const QUORUM: usize = 2;

/// Machines by epoch, the log and its witnesses.
pub(super) struct Logged {
    machines: BTreeMap<u32, Vec<Machine>>,
    pub(super) dealings: BTreeMap<u32, Dealing>,
    log: Log,
    witnesses: Vec<Witness>,
    trust: Trust,
    /// What the machines were last shown: what somebody has at hand who would show them nothing new.
    last: Option<Evidence>,
}

impl Logged {
    pub(super) fn new(court: SigningPublic, rng: &mut ChaCha20Rng) -> Self {
        let log = Log::new(rng);
        let witnesses: Vec<Witness> =
            (0..WITNESSES).map(|number| Witness::new(number, log.public(), rng)).collect();
        let trust = Trust {
            court,
            log: log.public(),
            witnesses: witnesses.iter().map(Witness::public).collect(),
            quorum: QUORUM,
        };
        Self { machines: BTreeMap::new(), dealings: BTreeMap::new(), log, witnesses, trust, last: None }
    }

    pub(super) fn keep(&mut self, epoch: u32, dealing: Dealing, shares: Vec<Share>) {
        let machines = shares.into_iter().map(|share| Machine::new(share, self.trust.clone())).collect();
        self.machines.insert(epoch, machines);
        self.dealings.insert(epoch, dealing);
    }

    pub(super) fn destroy_before(&mut self, first_kept: u32) {
        self.machines.retain(|epoch, _| *epoch >= first_kept);
    }

    /// What a thief finds who breaks a keeper's machines open.
    pub(super) fn shares(&self, index: u8) -> Vec<Share> {
        let all = self.machines.values().flatten().map(Machine::broken_open);
        all.filter(|share| share.index == index).cloned().collect()
    }

    /// Opens fields under one warrant: logged first, co-signed, then opened by the first k machines.
    pub(super) fn open(
        &mut self,
        warrant: &SignedWarrant,
        fields: &[AccessField],
        now: u64,
        rng: &mut ChaCha20Rng,
    ) -> Vec<Option<Zeroizing<Vec<u8>>>> {
        let size = self.log.checkpoint().size;
        let number = self.log.append(entry(warrant, fields));
        let mut checkpoint = self.log.checkpoint();
        let continues = self.log.continues(size);
        for witness in &mut self.witnesses {
            // One that refuses is one signature less.
            witness.cosign(&mut checkpoint, continues.as_deref());
        }
        let inclusion = self.log.prove(number).unwrap_or_default();
        let evidence = Evidence { checkpoint, number, inclusion };
        let opened = self.assist(warrant, fields, &evidence, now, rng);
        self.last = Some(evidence);
        opened
    }

    /// The same by people who run the machines and leave the log out: they show what was logged for another opening, and
    /// a log that they keep for themselves.
    pub(super) fn open_unlogged(
        &self,
        warrant: &SignedWarrant,
        fields: &[AccessField],
        now: u64,
        rng: &mut ChaCha20Rng,
    ) -> Vec<Option<Zeroizing<Vec<u8>>>> {
        let mut private = Log::new(rng);
        let number = private.append(entry(warrant, fields));
        let inclusion = private.prove(number).unwrap_or_default();
        let own = Evidence { checkpoint: private.checkpoint(), number, inclusion };
        // The co-signatures of the public log under the checkpoint of the private one.
        let cosigned = self.last.iter().flat_map(|last| last.checkpoint.cosigned.clone()).collect();
        let borrowed =
            Evidence { checkpoint: Checkpoint { cosigned, ..private.checkpoint() }, ..own.clone() };
        let shown = self.last.iter().cloned().chain([own, borrowed]);
        let mut opened = vec![None; fields.len()];
        for evidence in shown {
            let more = self.assist(warrant, fields, &evidence, now, rng);
            for (slot, more) in opened.iter_mut().zip(more) {
                *slot = slot.take().or(more);
            }
        }
        opened
    }

    fn assist(
        &self,
        warrant: &SignedWarrant,
        fields: &[AccessField],
        evidence: &Evidence,
        now: u64,
        rng: &mut ChaCha20Rng,
    ) -> Vec<Option<Zeroizing<Vec<u8>>>> {
        let none = || vec![None; fields.len()];
        let epoch = warrant.warrant.epoch;
        let (Some(machines), Some(dealing)) = (self.machines.get(&epoch), self.dealings.get(&epoch)) else {
            return none();
        };
        let asked = machines.iter().take(usize::from(dealing.k));
        let partials: Result<Vec<Vec<PartialOpening>>, _> =
            asked.map(|machine| machine.assist(warrant, fields, evidence, now, rng)).collect();
        let Ok(partials) = partials else { return none() };
        let open = |(place, field): (usize, &AccessField)| {
            let parts: Vec<PartialOpening> =
                partials.iter().filter_map(|parts| parts.get(place)).cloned().collect();
            threshold::open(dealing, field, &parts).ok()
        };
        fields.iter().enumerate().map(open).collect()
    }
}
