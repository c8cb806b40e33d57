//! What the miniatures of published proposals share on the stage: users with a client each, a relay between them, and
//! an intruder who can do to each what can be done to the clean messenger. What is the proposal's own is its [`Design`].

use std::any::Any;

use chacha20::ChaCha20Rng;
use honest::Device;
use honest::prekeys::Suite;
use rand_core::SeedableRng;

use super::BuildError;
use super::network::{Messenger, Network};
use crate::intruders::burglar::{Burglar, Reader};
use crate::script::Meta;
use crate::system::{
    Delivery, Facts, Faithful, Intruder, Loot, Order, Place, Plaintext, Relay, Rewritten, System, Taped,
    Trick, Tricked, User, Warning,
};

/// A proposal's own part of a system. What a method says it does by default is what a proposal without that part does.
pub(crate) trait Design: Send + 'static {
    /// What users are given.
    type Client: Messenger + 'static;

    /// A client around a device: for users when the run begins, for impostors when somebody sits in the middle. An
    /// impostor gets what anybody could buy or make; secrets that the proposal hands out to the real user alone are
    /// not in it.
    fn client(
        &mut self,
        user: User,
        device: Device,
        rng: &mut ChaCha20Rng,
    ) -> Result<Self::Client, BuildError>;

    /// The same for an impostor, without the design at hand: what anybody could make of public facts.
    fn impostor(&self) -> Impostor;

    /// Where secrets live beside the devices and the relay.
    fn places(&self) -> Vec<Place> {
        Vec::new()
    }

    /// The morning of a day.
    fn morning(&mut self, day: u32, network: &mut Network<Self::Client>) {
        let _ = (day, network);
    }

    /// What the directory keeps of a user beside the prekeys; nothing by default.
    fn record(&mut self, owner: User) -> Vec<u8> {
        let _ = owner;
        Vec::new()
    }

    /// `asker`'s client takes what the directory answered for `owner`.
    fn learn(
        &mut self,
        asker: User,
        owner: User,
        record: &[u8],
        network: &mut Network<Self::Client>,
    ) -> Result<(), Warning> {
        let _ = (asker, owner, record, network);
        Ok(())
    }

    /// [`System::say`], where sending and delivering is more than one frame.
    fn say(
        &mut self,
        network: &mut Network<Self::Client>,
        meta: &Meta,
        text: &[u8],
        relay: &mut dyn Relay,
    ) -> Delivery {
        network.say(meta, text, relay)
    }

    /// [`System::serve`].
    fn serve(&mut self, order: &Order, network: &mut Network<Self::Client>) {
        let _ = (order, network);
    }

    /// [`System::lawful`].
    fn lawful(
        &mut self,
        order: &Order,
        tape: &[Taped],
        network: &mut Network<Self::Client>,
    ) -> Option<Vec<Option<Plaintext>>> {
        let _ = (order, tape, network);
        None
    }

    /// [`System::attribute`].
    fn attribute(&mut self, taped: &Taped) -> Option<User> {
        let _ = taped;
        None
    }

    /// [`System::quietly`].
    fn quietly(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        let _ = (order, tape);
        None
    }

    /// A message sent with a trick: what became of it when it was delivered ([`deliver`] does that); `None` where there is
    /// nothing to trick.
    fn trick(
        &mut self,
        trick: Trick,
        network: &mut Network<Self::Client>,
        meta: &Meta,
        text: &[u8],
    ) -> Option<Tricked> {
        let _ = (trick, network, meta, text);
        None
    }

    /// [`System::compare`], where more than two identity keys is compared.
    fn compare(&self, network: &Network<Self::Client>, one: User, other: User) -> Option<bool> {
        network.compare(one, other)
    }

    /// What a place beside devices holds, as bytes of the design's own layout. The relay always holds the directory.
    fn seize(&self, place: Place) -> Option<Vec<u8>> {
        let _ = place;
        None
    }

    /// [`System::rewrite`].
    fn rewrite(
        &mut self,
        intruder: &mut dyn Intruder,
        network: &mut Network<Self::Client>,
    ) -> Option<Rewritten> {
        let _ = (intruder, network);
        None
    }

    /// [`System::redeal`].
    fn redeal(&mut self, times: u32) -> bool {
        let _ = times;
        false
    }

    /// [`System::bench`].
    fn bench(&mut self) -> Option<Box<dyn Any>> {
        None
    }

    /// The half of the intruder that knows this proposal's public documents.
    fn reader(&self) -> Box<dyn Reader>;
}

/// Makes an impostor's client around a device with a stolen or made-up identity.
pub(crate) type Impostor = Box<dyn Fn(User, Device, &mut ChaCha20Rng) -> Option<Box<dyn Messenger>> + Send>;

/// Delivers a frame that a dishonest sender made, through an honest relay.
pub(crate) fn deliver<M: Messenger>(network: &mut Network<M>, meta: &Meta, frame: Vec<u8>) -> Delivery {
    network.deliver(meta, frame, &mut Faithful)
}

/// A miniature on the stage.
pub(crate) struct Miniature<D: Design> {
    facts: Facts,
    network: Network<D::Client>,
    design: D,
    seed: [u8; 32],
}

impl<D: Design> Miniature<D> {
    /// Sets it up for a run. The design is made first, with a generator of its own.
    pub(crate) fn build(
        facts: Facts,
        users: usize,
        seed: [u8; 32],
        design: impl FnOnce(&mut ChaCha20Rng) -> Result<D, BuildError>,
    ) -> Result<Box<dyn System>, BuildError> {
        let mut rng = ChaCha20Rng::from_seed(seed);
        let mut design = design(&mut rng.fork())?;
        let mut next: User = 0;
        let network = Network::new(users, rng.fork(), |address, rng| {
            let user = next;
            next += 1;
            design.client(user, Device::new(address, Suite::Hybrid, rng), rng)
        })?;
        Ok(Box::new(Self { facts, network, design, seed }))
    }

    /// `asker` asks the directory for what it keeps of `owner`.
    fn ask(&mut self, asker: User, owner: User, relay: &mut dyn Relay) -> Result<(), Warning> {
        let record = relay.answer(asker, owner, self.design.record(owner));
        self.design.learn(asker, owner, &record, &mut self.network)
    }
}

impl<D: Design> System for Miniature<D> {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn places(&self) -> Vec<Place> {
        let devices = (0..self.network.messengers.len()).map(Place::Device);
        devices.chain([Place::Relay]).chain(self.design.places()).collect()
    }

    fn new_day(&mut self, day: u32) {
        self.design.morning(day, &mut self.network);
        self.network.morning();
    }

    fn meet(&mut self, asker: User, owner: User, sent: u64, relay: &mut dyn Relay) -> Result<(), Warning> {
        self.network.meet(asker, owner, sent, relay)?;
        // Both will write, so both look the other up.
        self.ask(asker, owner, relay)?;
        self.ask(owner, asker, relay)
    }

    fn say(&mut self, meta: &Meta, text: &[u8], relay: &mut dyn Relay) -> Delivery {
        self.design.say(&mut self.network, meta, text, relay)
    }

    fn trick(&mut self, trick: Trick, meta: &Meta, text: &[u8]) -> Option<Tricked> {
        self.design.trick(trick, &mut self.network, meta, text)
    }

    fn compare(&self, one: User, other: User) -> Option<bool> {
        self.design.compare(&self.network, one, other)
    }

    fn seize(&self, place: Place) -> Option<Loot> {
        let bytes = match place {
            Place::Device(user) => self.network.stored(user)?,
            Place::Relay => {
                let mut bytes = self.network.relay_stores();
                bytes.extend(self.design.seize(place).unwrap_or_default());
                bytes
            }
            place => self.design.seize(place)?,
        };
        Some(Loot { place, bytes })
    }

    fn lawful(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        self.design.lawful(order, tape, &mut self.network)
    }

    fn intruder(&self) -> Box<dyn Intruder> {
        Box::new(Burglar::new(self.design.reader(), self.design.impostor(), self.seed))
    }

    fn serve(&mut self, order: &Order) {
        self.design.serve(order, &mut self.network);
    }

    fn attribute(&mut self, taped: &Taped) -> Option<User> {
        self.design.attribute(taped)
    }

    fn quietly(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        self.design.quietly(order, tape)
    }

    fn rewrite(&mut self, intruder: &mut dyn Intruder) -> Option<Rewritten> {
        self.design.rewrite(intruder, &mut self.network)
    }

    fn redeal(&mut self, times: u32) -> bool {
        self.design.redeal(times)
    }

    fn bench(&mut self) -> Option<Box<dyn Any>> {
        self.design.bench()
    }
}
