//! A messenger under a mandate on the stage: clients, a relay, and the access path.

use std::any::Any;

use chacha20::ChaCha20Rng;
use escrow::content::{self, ContentKey};
use escrow::field::AccessField;
use escrow::sharing::Scheme;
use escrow::{Client, Deposit, Envelope, Mandate};
use honest::prekeys::{Bundle, Suite};
use honest::{Address, Device};
use rand_core::SeedableRng;

use super::BuildError;
use super::access::{AccessPath, Practice};
use super::dealer::Dealer;
use super::network::{Messenger, Network, refused};
use super::tricks;
use crate::intruders::escrow::{EscrowIntruder, Public};
use crate::intruders::thief::Thief;
use crate::parameters::{DAY, Parameters};
use crate::script::Meta;
use crate::system::{
    Delivery, Facts, Intruder, Loot, Order, Place, Plaintext, Relay, System, Taped, Trick, Tricked, User,
    Warning,
};

impl Messenger for Client {
    fn device(&self) -> &Device {
        Self::device(self)
    }

    fn device_mut(&mut self) -> &mut Device {
        Self::device_mut(self)
    }

    fn begin(
        &mut self,
        peer: &Address,
        bundle: Bundle,
        sent: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<(), Warning> {
        use escrow::error::ClientError;
        use honest::error::InitiateError;
        Self::begin(self, peer, bundle, sent, rng).map(|_| ()).map_err(|error| match error {
            ClientError::Initiate(InitiateError::KeyChanged { .. }) => Warning::KeyChanged,
            other => refused(other),
        })
    }

    fn send(
        &mut self,
        to: &Address,
        text: &[u8],
        sent: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<Vec<u8>, Warning> {
        Self::send(self, to, text, sent, rng).map(|envelope| envelope.to_bytes()).map_err(refused)
    }

    fn receive(&mut self, frame: &[u8], rng: &mut ChaCha20Rng) -> Result<Vec<u8>, Warning> {
        let envelope = Envelope::from_bytes(frame).map_err(refused)?;
        Self::receive(self, &envelope, rng).map(|received| received.text).map_err(refused)
    }

    fn stored(&self) -> Vec<u8> {
        self.export().to_vec()
    }
}

/// How the access path opens fields: [`AccessPath::open`] or [`AccessPath::open_quietly`].
type Open =
    fn(&mut AccessPath, &Address, (u64, u64), &[AccessField]) -> Vec<Option<zeroize::Zeroizing<Vec<u8>>>>;

/// A system of the family.
pub(crate) struct Escrowed {
    facts: Facts,
    mandate: Mandate,
    practice: Practice,
    network: Network<Client>,
    access: AccessPath,
    /// Dealings of all epochs so far, which stay public.
    public: Public,
    rng: ChaCha20Rng,
}

impl Escrowed {
    /// Sets it up for a run.
    pub(crate) fn build(
        facts: Facts,
        mandate: Mandate,
        practice: Practice,
        parameters: &Parameters,
        users: usize,
        seed: [u8; 32],
    ) -> Result<Box<dyn System>, BuildError> {
        let mut rng = ChaCha20Rng::from_seed(seed);
        let access = AccessPath::dealt(&facts, parameters, practice, rng.fork())?;
        let key = access.key();
        let network = Network::new(users, rng.fork(), |address, rng| {
            Ok(Client::new(address, Suite::Hybrid, mandate, key, 0, rng)?)
        })?;
        let mut public = Public::new(Some(mandate), key, seed);
        public.publish(key, access.dealings());
        public.identities =
            network.messengers.iter().map(|client| client.deposited_identity().cloned()).collect();
        Ok(Box::new(Self { facts, mandate, practice, network, access, public, rng: rng.fork() }))
    }

    /// The text that an opened deposit gives of an envelope.
    fn text(&self, envelope: &Envelope, field: &AccessField, deposit: &[u8]) -> Option<Plaintext> {
        let key = ContentKey::from_bytes(deposit)?;
        content::open(&key, &envelope.about(field.label.session), &envelope.sealed).ok()
    }

    /// What the access path opens of a tape under one order, on the record or beside it.
    fn process(&mut self, order: &Order, tape: &[Taped], open: Open) -> Option<Vec<Option<Plaintext>>> {
        let target = self.network.addresses.get(order.target)?.clone();
        let window = (u64::from(order.from) * DAY, u64::from(order.until) * DAY);
        if self.mandate.deposit == Deposit::IdentityKey {
            // The identity can be opened, and reads nothing that was recorded.
            let fields: Vec<AccessField> = self
                .network
                .messengers
                .get(order.target)?
                .deposited_identity()
                .cloned()
                .into_iter()
                .collect();
            open(&mut self.access, &target, (0, window.1), &fields);
            return Some(vec![None; tape.len()]);
        }
        let parse = |taped: &Taped| taped.frames.iter().find_map(|frame| Envelope::from_bytes(frame).ok());
        let envelopes: Vec<Option<Envelope>> = tape.iter().map(parse).collect();
        let wanted = |(at, (envelope, taped)): (usize, (&Option<Envelope>, &Taped))| {
            let field = envelope.as_ref()?.field.clone()?;
            // A session's deposit is made once, at its start, which may lie before the window.
            let root = self.mandate.deposit == Deposit::SessionRoot;
            let people = taped.meta.from == order.target || taped.meta.to == order.target;
            (order.covers(&taped.meta) || (root && people)).then_some((at, field))
        };
        let (places, fields): (Vec<usize>, Vec<AccessField>) =
            envelopes.iter().zip(tape).enumerate().filter_map(wanted).unzip();
        let window = if self.mandate.deposit == Deposit::SessionRoot { (0, window.1) } else { window };
        let deposits = open(&mut self.access, &target, window, &fields);
        if self.mandate.deposit == Deposit::SessionRoot {
            let mut thief = Thief::new();
            for deposit in deposits.iter().flatten() {
                thief.take_session(deposit);
            }
            let mut read =
                thief.read_all(envelopes.iter().map(|envelope| envelope.as_ref().map(|e| &e.inner)));
            // The authority reports what the order covers, whatever else it could read.
            for (reading, taped) in read.iter_mut().zip(tape) {
                if !order.covers(&taped.meta) {
                    *reading = None;
                }
            }
            return Some(read);
        }
        let mut read = vec![None; tape.len()];
        for ((at, field), deposit) in places.iter().zip(&fields).zip(deposits) {
            let envelope = envelopes.get(*at).and_then(Option::as_ref);
            if let (Some(slot), Some(envelope), Some(deposit)) = (read.get_mut(*at), envelope, deposit) {
                *slot = self.text(envelope, field, &deposit);
            }
        }
        Some(read)
    }
}

impl System for Escrowed {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn places(&self) -> Vec<Place> {
        let devices = (0..self.network.messengers.len()).map(Place::Device);
        let keepers = (1..=self.facts.n).map(Place::Trustee);
        devices.chain([Place::Relay]).chain(keepers).chain([Place::Authority]).collect()
    }

    fn new_day(&mut self, day: u32) {
        // The access path is set up like the first time; it was set up then, so it can be now. If it ever could
        // not, clients would go on under the old key and the matrix would contradict its prediction.
        if self.access.morning(day).is_ok() {
            let key = self.access.key();
            self.network.messengers.iter_mut().for_each(|client| client.set_epoch_key(key));
            self.public.publish(key, self.access.dealings());
        }
        self.network.morning();
    }

    fn meet(&mut self, asker: User, owner: User, sent: u64, relay: &mut dyn Relay) -> Result<(), Warning> {
        self.network.meet(asker, owner, sent, relay)
    }

    fn say(&mut self, meta: &Meta, text: &[u8], relay: &mut dyn Relay) -> Delivery {
        self.network.say(meta, text, relay)
    }

    fn trick(&mut self, trick: Trick, meta: &Meta, text: &[u8]) -> Option<Tricked> {
        let to = self.network.addresses.get(meta.to)?.clone();
        let client = self.network.messengers.get_mut(meta.from)?;
        let crafted =
            tricks::play(trick, client, self.mandate, self.access.key(), &to, meta, text, &mut self.rng)?;
        let frame = crafted.envelope.to_bytes();
        let delivery = self.network.deliver(meta, frame, &mut crate::system::Faithful);
        Some(Tricked { delivery, decoy: crafted.decoy, attempts: crafted.attempts })
    }

    fn compare(&self, one: User, other: User) -> Option<bool> {
        self.network.compare(one, other)
    }

    fn seize(&self, place: Place) -> Option<Loot> {
        match place {
            Place::Device(user) => Some(Loot { place, bytes: self.network.stored(user)? }),
            Place::Relay => Some(Loot { place, bytes: self.network.relay_stores() }),
            Place::Trustee(_) | Place::Authority | Place::Origin => self.access.seize(place),
        }
    }

    fn lawful(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        self.process(order, tape, AccessPath::open)
    }

    fn quietly(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        self.process(order, tape, AccessPath::open_quietly)
    }

    fn attribute(&mut self, taped: &Taped) -> Option<User> {
        let field = taped.frames.iter().find_map(|frame| Envelope::from_bytes(frame).ok())?.field?;
        self.network.addresses.iter().position(|address| *address == field.label.from)
    }

    fn intruder(&self) -> Box<dyn Intruder> {
        Box::new(EscrowIntruder::new(self.public.clone()))
    }

    fn redeal(&mut self, times: u32) -> bool {
        let dealt = self.access.deal_again(times);
        self.public.publish(self.access.key(), self.access.dealings());
        dealt.unwrap_or(false)
    }

    fn bench(&mut self) -> Option<Box<dyn Any>> {
        let Practice { scheme, again } = self.practice;
        // Where one key is dealt once by a verifiable scheme there is nothing to try out.
        if !again && scheme == Scheme::Feldman {
            return None;
        }
        Some(Box::new(Dealer::new(scheme, again, self.rng.fork())))
    }
}
