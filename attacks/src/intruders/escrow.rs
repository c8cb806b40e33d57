//! Reads a messenger under a mandate, with whatever shares, keys, deposits, devices or identities were stolen.
//!
//! The same program attacks the clean messenger: it is handed the same loot, tries it on everything in the recording
//! that could be a key, and finds no lock for it.

use std::collections::{BTreeMap, BTreeSet};

use chacha20::ChaCha20Rng;
use escrow::content::{self, ContentKey};
use escrow::mechanisms::work_factor::stretch;
use escrow::sharing::{Dealing, Share};
use escrow::stored_state::Secret;
use escrow::{AccessField, Client, Deposit, Envelope, EpochKey, EscrowSecret, Mandate, Sealing};
use honest::codec::Reader;
use honest::identity::IdentityPair;
use honest::padding;
use honest::prekeys::{Bundle, Publication, Suite};
use honest::primitives::aead;
use honest::wire::{Message, SessionId};
use honest::{Address, Device};
use rand_core::SeedableRng;

use super::burglar::tampered;
use super::middle::Middle;
use super::share_bias;
use super::thief::Thief;
use crate::script::Meta;
use crate::system::{Cost, Intruder, Loot, Place, Plaintext, Posture, Relay, Taped, User};
use crate::systems::access_loot::AccessLoot;
use crate::systems::network::{Messenger, address};

/// Everything public about a system of the family, and about the clean messenger with its bystanders.
#[derive(Clone)]
pub(crate) struct Public {
    /// `None` for the clean messenger.
    pub(crate) mandate: Option<Mandate>,
    pub(crate) key: EpochKey,
    /// The dealings of each epoch's key, in order.
    dealings: BTreeMap<u32, Vec<Dealing>>,
    /// Identities as they were deposited at registration.
    pub(crate) identities: Vec<Option<AccessField>>,
    seed: [u8; 32],
}

impl Public {
    pub(crate) fn new(mandate: Option<Mandate>, key: EpochKey, mut seed: [u8; 32]) -> Self {
        // The intruder's own coins are no one else's.
        seed.iter_mut().for_each(|byte| *byte ^= 0x5a);
        Self { mandate, key, dealings: BTreeMap::new(), identities: Vec::new(), seed }
    }

    /// Adds what has become public since.
    pub(crate) fn publish(&mut self, key: EpochKey, dealings: Vec<Dealing>) {
        self.key = key;
        for dealing in dealings {
            let known = self.dealings.entry(dealing.epoch).or_default();
            if known.iter().all(|old| old.id != dealing.id) {
                known.push(dealing);
            }
        }
    }
}

/// The intruder.
pub(crate) struct EscrowIntruder {
    public: Public,
    shares: Vec<Share>,
    secrets: Vec<(u32, EscrowSecret)>,
    /// Content keys out of deposits and devices, with the session they are of where that is known.
    keys: Vec<(Option<SessionId>, ContentKey)>,
    thief: Thief,
    identities: BTreeMap<Address, ([u8; 32], [u8; 32])>,
    /// Sessions whose deposited state was taken.
    roots: BTreeSet<SessionId>,
    middle: Middle,
    /// Short keys that are tried on messages of the clean messenger, which has none.
    guesses: u64,
    posture: Posture,
    rng: ChaCha20Rng,
    cost: Cost,
}

impl EscrowIntruder {
    pub(crate) fn new(public: Public) -> Self {
        let mut rng = ChaCha20Rng::from_seed(public.seed);
        Self {
            middle: Middle::new(rng.fork()),
            posture: Posture::Operator,
            rng,
            public,
            shares: Vec::new(),
            secrets: Vec::new(),
            keys: Vec::new(),
            thief: Thief::new(),
            identities: BTreeMap::new(),
            roots: BTreeSet::new(),
            guesses: 0,
            cost: Cost::default(),
        }
    }

    /// Combines what shares there are, dealing by dealing. With too few of each, their holders look for what many
    /// dealings of one key rule out ([`share_bias`]). If that is not enough either, the library is asked all the same,
    /// as if fewer sufficed: what it answers is tried like a key, and opens nothing.
    fn combine(&mut self) {
        let mut by_epoch: BTreeMap<u32, Vec<Share>> = BTreeMap::new();
        for share in &self.shares {
            by_epoch.entry(share.epoch).or_default().push(share.clone());
        }
        self.secrets.retain(|(epoch, _)| !by_epoch.contains_key(epoch));
        for (epoch, shares) in by_epoch {
            let Some(dealings) = self.public.dealings.get(&epoch) else { continue };
            let of = |dealing: &Dealing| -> Vec<Share> {
                shares.iter().filter(|share| share.dealing == dealing.id).cloned().collect()
            };
            let whole = || dealings.iter().rev().find_map(|dealing| dealing.combine(&of(dealing)).ok());
            let pooled = || share_bias::pool(&shares, dealings.last()?);
            let as_if = || {
                let (dealing, few) = dealings
                    .iter()
                    .rev()
                    .map(|dealing| (dealing, of(dealing)))
                    .find(|(_, few)| !few.is_empty())?;
                let points: Vec<_> = few.iter().map(|share| (share.index, share.value.as_bytes())).collect();
                let count = u8::try_from(points.len()).ok()?;
                EscrowSecret::from_bytes(*dealing.scheme.sharing().combine(count, &points).ok()?)
            };
            let secret = whole().or_else(pooled).or_else(as_if);
            self.secrets.extend(secret.map(|secret| (epoch, secret)));
        }
    }

    fn take_client(&mut self, bytes: &[u8]) {
        if self.public.mandate.is_none() {
            return self.thief.take_device(bytes);
        }
        let mut from = Reader::new(bytes);
        let mut read = || {
            let length = usize::try_from(from.u32()?).unwrap_or(usize::MAX);
            let device = from.take(length)?;
            let mut keys = Vec::new();
            for _ in 0..from.u32()? {
                let (session, _epoch, key) = (SessionId(from.array()?), from.u32()?, from.array::<32>()?);
                keys.push((Some(session), key));
            }
            Ok::<_, honest::error::DecodeError>((device, keys))
        };
        if let Ok((device, keys)) = read() {
            self.thief.take_device(device);
            let keys =
                keys.into_iter().filter_map(|(session, key)| Some((session, ContentKey::from_bytes(&key)?)));
            self.keys.extend(keys);
        }
    }

    /// Opens a field with every key of its epoch at hand.
    pub(super) fn open_field(&mut self, field: &AccessField) -> Option<Vec<u8>> {
        let Self { secrets, cost, .. } = self;
        secrets.iter().filter(|(epoch, _)| *epoch == field.label.epoch).find_map(|(_, secret)| {
            cost.agreements += 1;
            cost.openings += 1;
            field.open(secret).ok().map(|deposit| deposit.to_vec())
        })
    }

    /// Reads what deposited identities the stolen keys open.
    fn open_identities(&mut self) {
        let fields: Vec<AccessField> = self.public.identities.iter().flatten().cloned().collect();
        for field in fields {
            if let Some((seed, agreement)) =
                self.open_field(&field).as_deref().and_then(<[u8]>::split_first_chunk::<32>)
                && let Ok(agreement) = agreement.try_into()
            {
                self.identities.insert(field.label.from.clone(), (*seed, agreement));
            }
        }
    }

    /// Reads a text under a content key.
    fn open_text(&mut self, key: &ContentKey, envelope: &Envelope, session: SessionId) -> Option<Plaintext> {
        self.cost.openings += 1;
        content::open(key, &envelope.about(session), &envelope.sealed).ok()
    }

    fn read_envelope(&mut self, envelope: &Envelope) -> Option<Plaintext> {
        let session = Message::parse(&envelope.inner.message).ok()?.session;
        let deposit = envelope.field.as_ref().and_then(|field| self.open_field(field));
        if let Some(Deposit::ContentKey(sealing)) = self.public.mandate.map(|mandate| mandate.deposit) {
            let opened = deposit.and_then(|deposit| ContentKey::from_bytes(&deposit));
            if let Some(text) = opened.and_then(|key| self.open_text(&key, envelope, session)) {
                return Some(text);
            }
            let held: Vec<ContentKey> = self
                .keys
                .iter()
                .filter(|(of, _)| of.is_none_or(|of| of == session))
                .map(|(_, key)| key.clone())
                .collect();
            if let Some(text) = held.iter().find_map(|key| self.open_text(key, envelope, session)) {
                return Some(text);
            }
            let carried = self.thief.read(&envelope.inner)?;
            let key = ContentKey::from_bytes(carried.get(..32)?)?;
            if sealing == Sealing::OncePerSession {
                // It serves the whole session: what was passed over can be read with it, too.
                self.keys.push((Some(session), key.clone()));
            }
            return self.open_text(&key, envelope, session);
        }
        if let Some(root) = deposit {
            self.take_root(session, &root);
        }
        self.thief.read(&envelope.inner)
    }

    /// Whether reading brings up keys that read more.
    fn found_keys(&self) -> bool {
        self.public
            .mandate
            .is_some_and(|mandate| mandate.deposit == Deposit::ContentKey(Sealing::OncePerSession))
    }

    pub(super) const fn mandate(&self) -> Option<Mandate> {
        self.public.mandate
    }

    /// Takes a session's state out of a deposit, once.
    pub(super) fn take_root(&mut self, session: SessionId, root: &[u8]) {
        if self.roots.insert(session) {
            self.thief.take_session(root);
        }
    }

    pub(super) fn message_key(&mut self, message: &Message<'_>) -> Option<(Secret, [u8; 32])> {
        self.thief.message_key(message)
    }

    /// Tries stolen escrow keys on an honest message as if its public keys were somebody's ephemeral keys: the
    /// control for a messenger that has no field.
    fn pry(&mut self, envelope: &honest::Envelope) -> Option<Plaintext> {
        let message = Message::parse(&envelope.message).ok()?;
        let hello = message.hello().ok().flatten();
        let candidates =
            [Some(*message.header.ratchet.as_bytes()), hello.map(|hello| *hello.base.as_bytes())];
        for enc in candidates.into_iter().flatten() {
            let label = escrow::field::Label {
                epoch: 0,
                session: message.session,
                sent: 0,
                from: envelope.from.clone(),
                to: envelope.to.clone(),
            };
            let field = AccessField { label, enc, sealed: message.sealed.to_vec(), proof: None };
            for (_, secret) in &self.secrets {
                self.cost.agreements += 1;
                self.cost.openings += 2;
                if let Ok(text) = field.open(secret) {
                    return Some(text.to_vec());
                }
                if let Ok(text) = aead::open(&secret.to_bytes(), message.clear, message.sealed) {
                    return padding::unpad(text).ok();
                }
            }
        }
        let short = (0..self.guesses).find_map(|guess| {
            self.cost.trials += 1;
            aead::open(&stretch(guess), message.clear, message.sealed).ok()
        });
        short.and_then(|text| padding::unpad(text).ok())
    }

    fn read_frame(&mut self, frame: &[u8]) -> Option<Plaintext> {
        self.cost.bytes += u64::try_from(frame.len()).unwrap_or(0);
        if self.public.mandate.is_some() {
            return self.read_envelope(&Envelope::from_bytes(frame).ok()?);
        }
        let envelope = honest::Envelope::from_bytes(frame).ok()?;
        self.thief.read(&envelope).or_else(|| self.pry(&envelope))
    }
}

impl Relay for EscrowIntruder {
    fn bundle(&mut self, asker: User, owner: User, published: &mut Publication) -> Bundle {
        let Self { public, identities, middle, posture, rng, .. } = self;
        if *posture == Posture::Outsider {
            return tampered(owner, published, rng);
        }
        let (mandate, key) = (public.mandate, public.key);
        middle.bundle(asker, owner, published, |user, rng| impostor(user, mandate, key, identities, rng))
    }

    fn carry(&mut self, meta: &Meta, frame: Vec<u8>) -> Vec<Vec<u8>> {
        self.middle.carry(meta, frame)
    }
}

/// A messenger in a user's name: with the user's own identity if it was stolen, else with a made-up one.
fn impostor(
    user: User,
    mandate: Option<Mandate>,
    key: EpochKey,
    identities: &BTreeMap<Address, ([u8; 32], [u8; 32])>,
    rng: &mut ChaCha20Rng,
) -> Option<Box<dyn Messenger>> {
    let address = address(user).ok()?;
    let stolen =
        identities.get(&address).map(|(seed, agreement)| IdentityPair::from_secrets(seed, *agreement));
    let Some(mandate) = mandate else {
        let device = match stolen {
            Some(identity) => Device::with_identity(address, identity, Suite::Hybrid, rng),
            None => Device::new(address, Suite::Hybrid, rng),
        };
        return Some(Box::new(device));
    };
    let mut client = Client::new(address.clone(), Suite::Hybrid, mandate, key, 0, rng).ok()?;
    if let Some(identity) = stolen {
        *client.device_mut() = Device::with_identity(address, identity, Suite::Hybrid, rng);
    }
    Some(Box::new(client))
}

impl Intruder for EscrowIntruder {
    fn take(&mut self, loot: &Loot) {
        match loot.place {
            Place::Device(_) => {
                self.take_client(&loot.bytes);
                let stolen = self
                    .thief
                    .identities()
                    .map(|(address, seed, agreement)| (address.clone(), (**seed, **agreement)));
                self.identities.extend(stolen);
            }
            // What a relay stores of end-to-end messages is public: identities and prekeys.
            Place::Relay => {}
            // The place that made the escrow key has forgotten it.
            Place::Origin => {}
            Place::Trustee(_) | Place::Authority => {
                let Ok(held) = AccessLoot::from_bytes(&loot.bytes) else { return };
                self.shares.extend(held.shares);
                self.combine();
                let whole = held.secrets.into_iter();
                self.secrets
                    .extend(whole.filter_map(|(epoch, key)| Some((epoch, EscrowSecret::from_bytes(key)?))));
                let keys =
                    held.deposits.iter().filter_map(|deposit| Some((None, ContentKey::from_bytes(deposit)?)));
                self.keys.extend(keys);
                self.open_identities();
            }
        }
    }

    fn read(&mut self, tape: &[Taped]) -> Vec<Option<Plaintext>> {
        let read_one = |intruder: &mut Self, taped: &Taped| {
            let overheard = intruder.middle.overheard(taped.meta.index);
            overheard.or_else(|| taped.frames.iter().find_map(|frame| intruder.read_frame(frame)))
        };
        let mut read: Vec<_> = tape.iter().map(|taped| read_one(self, taped)).collect();
        // Keys found on the way may open what lies before: once more over what is left.
        if self.found_keys() {
            let left = read.iter_mut().zip(tape).filter(|(reading, _)| reading.is_none());
            left.for_each(|(reading, taped)| *reading = read_one(self, taped));
        }
        read
    }

    fn forge(&mut self, _: &Meta, frame: &[u8], text: &[u8]) -> Option<Vec<u8>> {
        self.forged(frame, text)
    }

    fn posture(&mut self, posture: Posture) {
        self.posture = posture;
    }

    fn afford(&mut self, trials: u64) {
        self.guesses = trials;
    }

    fn cost(&self) -> Cost {
        let mut cost = self.cost;
        cost += self.thief.cost;
        cost
    }
}
