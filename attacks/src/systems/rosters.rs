//! Messengers whose directory says which devices a user has: what the three systems of the ghost user share.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};

use chacha20::ChaCha20Rng;
use escrow::mechanisms::ghost::{self, Client, Number, Policy, Provider, Tactic};
use escrow::mechanisms::transparency::{Auditor, Habits};
use escrow::warrant::WarrantId;
use honest::codec::Writer;
use honest::primitives::aead::TAG;
use honest::primitives::kdf::sha256;
use honest::primitives::sign::{SigningPair, SigningPublic};
use honest::{Address, Device, Envelope};
use rand_core::{Rng, SeedableRng};

use self::client::unsent;
use self::coins::{Purse, Shared};
use self::screens::watch;
use super::BuildError;
use super::miniature::{Design, Impostor};
use super::network::{Network, address};
use crate::intruders::burglar::Reader;
use crate::intruders::listener::Stolen;
use crate::parameters::DAY;
use crate::script::Meta;
use crate::system::{
    Delivery, Faithful, Order, Place, Plaintext, Relay, Taped, Trick, Tricked, User, Warning,
};

mod client;
mod coins;
mod screens;

pub(crate) use screens::Screens;

/// What a system of the family rests on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trust {
    /// What clients ask of a roster, and whether they speak.
    pub(super) policy: Policy,
    /// What they do about a log, if there is one.
    pub(super) habits: Option<Habits>,
}

/// The provider with its directory, the court, and the listeners.
pub(super) struct Rosters {
    trust: Trust,
    provider: Provider<ChaCha20Rng>,
    log: Option<SigningPublic>,
    court: SigningPair,
    screens: Screens,
    purse: Purse,
    intruders: [u8; 32],
    day: u32,
    opened: bool,
    served: BTreeSet<WarrantId>,
    /// Listeners that no order stands behind.
    insiders: BTreeSet<usize>,
    /// What each listener heard: by the message's place in the script, as whoever listens knows when and from whom.
    heard: BTreeMap<usize, BTreeMap<usize, Plaintext>>,
}

impl Rosters {
    pub(super) fn new(trust: Trust, rng: &mut ChaCha20Rng) -> Self {
        let court = SigningPair::generate(rng);
        let mut provider = Provider::new(court.public(), rng.fork());
        let key = SigningPair::generate(rng);
        let log = trust.habits.map(|_| key.public());
        if log.is_some() {
            provider = provider.with_log(key);
        }
        // The intruder's coins are no one else's.
        let (mut seed, mut intruders) = ([0; 32], [0; 32]);
        rng.fill_bytes(&mut seed);
        rng.fill_bytes(&mut intruders);
        Self {
            trust,
            provider,
            log,
            court,
            screens: Screens { habits: trust.habits, ..Screens::default() },
            purse: Purse::new(seed),
            intruders,
            day: 0,
            opened: false,
            served: BTreeSet::new(),
            insiders: BTreeSet::new(),
            heard: BTreeMap::new(),
        }
    }

    fn now(&self) -> u64 {
        u64::from(self.day) * DAY
    }

    /// Closes the first epoch once everybody has joined.
    fn open(&mut self, network: &mut Network<Client>) {
        if !std::mem::replace(&mut self.opened, true) {
            self.epoch(network);
        }
    }

    /// An epoch of the log is a day: its morning.
    fn epoch(&mut self, network: &mut Network<Client>) {
        self.provider.close_epoch();
        for (user, client) in network.messengers.iter_mut().enumerate() {
            client.audit(&mut self.provider);
            watch(&mut self.screens, self.day, user, client);
        }
    }

    /// How a listener is added under an order. Where a log would show it, each is shown a log of their own; an order that
    /// begins and ends between two heads needs none.
    fn tactic(trust: Trust) -> impl FnMut(&ghost::Order) -> Tactic {
        move |order| match trust.habits {
            None => Tactic::Roster,
            Some(_) if order.window.1 - order.window.0 <= DAY => Tactic::Brief,
            Some(_) => Tactic::Fork,
        }
    }

    fn ordered(order: &Order, target: &Address) -> ghost::Order {
        let window = (u64::from(order.from) * DAY, u64::from(order.until) * DAY);
        let [a, b, c, d, e, f, g, h, ..] = sha256(&[target.as_str().as_bytes(), &window.0.to_be_bytes()]);
        let [i, j, k, l, m, n, o, p, ..] = window.1.to_be_bytes();
        let id = WarrantId([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]);
        ghost::Order { id, target: target.clone(), window }
    }

    /// What listeners on a target, with or without an order behind them, heard of a tape.
    fn heard(&self, order: &Order, tape: &[Taped], insiders: bool) -> Option<Vec<Option<Plaintext>>> {
        let target = address(order.target).ok()?;
        let listeners: Vec<_> = self
            .provider
            .listeners()
            .iter()
            .enumerate()
            .filter(|(index, l)| *l.target() == target && self.insiders.contains(index) == insiders)
            .filter_map(|(index, _)| self.heard.get(&index))
            .collect();
        let read = |taped: &Taped| {
            let covered = order.covers(&taped.meta);
            let mut heard = listeners.iter().filter_map(|heard| heard.get(&taped.meta.index));
            heard.next().filter(|_| covered).cloned()
        };
        Some(tape.iter().map(read).collect())
    }
}

impl Design for Rosters {
    type Client = Client;

    fn client(&mut self, _: User, device: Device, _: &mut ChaCha20Rng) -> Result<Client, BuildError> {
        self.provider.register(device.address(), *device.identity());
        let client = Client::first(device, self.trust.policy);
        Ok(match (self.log, self.trust.habits) {
            (Some(log), Some(habits)) => client.with_auditor(Auditor::new(log, habits)),
            _ => client,
        })
    }

    fn impostor(&self) -> Impostor {
        let policy = self.trust.policy;
        Box::new(move |_, device, _| Some(Box::new(Client::first(device, policy))))
    }

    fn places(&self) -> Vec<Place> {
        vec![Place::Authority]
    }

    fn morning(&mut self, day: u32, network: &mut Network<Client>) {
        self.open(network);
        self.day = day;
        self.provider.tick(self.now(), Self::tactic(self.trust));
        self.epoch(network);
    }

    /// The directory's answer reaches a client over its own channel to the provider, not as a record in transit. Who has
    /// not met the owner looks the owner up with the first message.
    fn learn(
        &mut self,
        asker: User,
        owner: User,
        _: &[u8],
        network: &mut Network<Client>,
    ) -> Result<(), Warning> {
        self.open(network);
        let Network { messengers, addresses, rng, .. } = network;
        let (Some(client), Some(owner)) = (messengers.get_mut(asker), addresses.get(owner)) else {
            return Ok(());
        };
        if client.device().pinned(owner).is_none() {
            return Ok(());
        }
        client.look_up(owner, &mut self.provider, rng).map(|_| ()).map_err(unsent)
    }

    fn say(
        &mut self,
        network: &mut Network<Client>,
        meta: &Meta,
        text: &[u8],
        relay: &mut dyn Relay,
    ) -> Delivery {
        self.carry(network, meta, text, relay, |_| {})
    }

    /// A modified client seals noise to every further device, whoever that belongs to.
    fn trick(
        &mut self,
        trick: Trick,
        network: &mut Network<Client>,
        meta: &Meta,
        text: &[u8],
    ) -> Option<Tricked> {
        if trick != Trick::Garble {
            return None;
        }
        let noise =
            |envelope: &mut Envelope| envelope.message.iter_mut().rev().take(TAG).for_each(|b| *b ^= 0x5a);
        let delivery = self.carry(network, meta, text, &mut Faithful, noise);
        Some(Tricked { delivery, decoy: None, attempts: 1 })
    }

    fn serve(&mut self, order: &Order, network: &mut Network<Client>) {
        self.open(network);
        let Some(target) = network.addresses.get(order.target) else { return };
        let ordered = Self::ordered(order, target);
        if self.served.contains(&ordered.id) {
            return;
        }
        // An order that is over by now brings nothing, and the provider says so.
        if self.provider.serve(&ordered.clone().sign(&self.court), self.now()).is_ok() {
            self.served.insert(ordered.id);
            self.screens.orders.push(ordered);
            self.provider.tick(self.now(), Self::tactic(self.trust));
        }
    }

    fn lawful(
        &mut self,
        order: &Order,
        tape: &[Taped],
        _: &mut Network<Client>,
    ) -> Option<Vec<Option<Plaintext>>> {
        self.heard(order, tape, false)
    }

    /// Somebody at the provider adds a listener without an order, by the way that everybody there takes, and writes into
    /// the journal what an order would have had written. It hears from now on.
    fn quietly(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        let target = address(order.target).ok()?;
        let mut own = self.provider.listeners().iter().enumerate();
        if !own.any(|(index, l)| *l.target() == target && self.insiders.contains(&index)) {
            let ghost::Order { id, target, window } = Self::ordered(order, &target);
            self.insiders.insert(self.provider.listeners().len());
            self.provider.add_listener(&target, id, window.1, Tactic::Roster, self.now());
        }
        self.heard(order, tape, true)
    }

    fn compare(&self, network: &Network<Client>, one: User, other: User) -> Option<bool> {
        let (one, other) = (network.messengers.get(one)?, network.messengers.get(other)?);
        // Who has not looked the other up yet scans the other's code, which shows the devices that it has.
        let number = |own: &Client, peer: &Client| {
            let theirs = own.roster(peer.user()).unwrap_or_else(|| peer.own_roster());
            Number::new(&own.own_roster(), &theirs)
        };
        Some(number(one, other) == number(other, one))
    }

    /// The authority keeps what its listeners heard, and the listeners: `count 4 ‖ (message 4 ‖ length 4 ‖ text)… ‖
    /// count 4 ‖ (length 4 ‖ listener)…`. The relay keeps the journal.
    fn seize(&self, place: Place) -> Option<Vec<u8>> {
        let mut to = Writer::new();
        match place {
            Place::Authority => {
                let kept = self.heard.iter().filter(|(index, _)| !self.insiders.contains(index));
                let texts: Vec<_> = kept.flat_map(|(_, heard)| heard).collect();
                to.count(texts.len());
                for (message, text) in texts {
                    to.count(*message).count(text.len()).put(text);
                }
                let listeners = self.provider.listeners().iter().enumerate();
                let lawful: Vec<_> = listeners.filter(|(index, _)| !self.insiders.contains(index)).collect();
                to.count(lawful.len());
                for (_, listener) in lawful {
                    let stored = listener.stored();
                    to.count(stored.len()).put(&stored);
                }
            }
            Place::Relay => self.provider.journal().iter().for_each(|change| {
                to.put(&change.to_bytes());
            }),
            _ => return None,
        }
        Some(to.finish())
    }

    fn bench(&mut self) -> Option<Box<dyn Any>> {
        let journal = self.provider.journal().to_vec();
        Some(Box::new(Screens { journal, ..self.screens.clone() }))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Stolen::new(self.intruders))
    }
}

impl Rosters {
    /// Sends a message to all devices on the rosters and delivers it; `further` is what the sender's client does to the
    /// copies for others than the addressee's phone.
    fn carry(
        &mut self,
        network: &mut Network<Client>,
        meta: &Meta,
        text: &[u8],
        relay: &mut dyn Relay,
        further: impl Fn(&mut Envelope),
    ) -> Delivery {
        self.open(network);
        let Network { messengers, addresses, rng, .. } = &mut *network;
        let sent = match (messengers.get_mut(meta.from), addresses.get(meta.to)) {
            (Some(from), Some(to)) => {
                let owner = from.user().clone();
                let mut coins = Shared { common: rng, purse: &mut self.purse, owner };
                from.send(to, text, &mut self.provider, &mut coins).map_err(unsent)
            }
            _ => Err(Warning::Refused("no such user".to_owned())),
        };
        let mut envelopes = match sent {
            Ok(envelopes) => envelopes.into_iter(),
            Err(warning) => return Delivery { frames: Vec::new(), heard: None, warning: Some(warning) },
        };
        let mut delivery = match envelopes.next() {
            Some(envelope) => network.deliver(meta, envelope.to_bytes(), relay),
            None => Delivery { frames: Vec::new(), heard: None, warning: None },
        };
        // Users have one device each here, so every further copy is a listener's.
        for mut envelope in envelopes {
            further(&mut envelope);
            delivery.frames.push(envelope.to_bytes());
            if let Some((index, true)) = self.provider.overhear(&envelope)
                && let Some(heard) = self.provider.listeners().get(index).and_then(|l| l.heard().last())
            {
                self.heard.entry(index).or_default().insert(meta.index, heard.text.clone());
            }
        }
        self.receipt(network, meta);
        delivery
    }

    /// The addressee's messenger looks the sender up, as it must to answer that a message has come; then users look at
    /// their screens.
    fn receipt(&mut self, network: &mut Network<Client>, meta: &Meta) {
        let Network { messengers, addresses, rng, .. } = network;
        if let (Some(to), Some(from)) = (messengers.get_mut(meta.to), addresses.get(meta.from))
            && to.device().pinned(from).is_some()
        {
            // What it is told here is weighed again, and refused aloud, before anything is sent.
            let _ = to.look_up(from, &mut self.provider, rng);
        }
        for user in [meta.from, meta.to] {
            if let Some(client) = messengers.get(user) {
                watch(&mut self.screens, self.day, user, client);
            }
        }
    }
}
