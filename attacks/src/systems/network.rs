//! Users, their messengers, a directory and a relay between them: what all end-to-end systems have in common.

use chacha20::ChaCha20Rng;
use honest::prekeys::{Bundle, Publication};
use honest::{Address, Device};

use super::BuildError;
use crate::script::Meta;
use crate::system::{Delivery, Relay, User, Warning};

/// One-time prekeys that a device keeps with the relay; topped up every morning.
pub(crate) const SUPPLY: usize = 6;

/// A messenger that somebody can be given, honest or under a mandate.
pub(crate) trait Messenger: Send {
    /// The honest device inside.
    fn device(&self) -> &Device;
    /// The honest device inside, to act on.
    fn device_mut(&mut self) -> &mut Device;
    /// Starts a conversation with the owner of a bundle.
    fn begin(
        &mut self,
        peer: &Address,
        bundle: Bundle,
        sent: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<(), Warning>;
    /// Seals a text.
    fn send(
        &mut self,
        to: &Address,
        text: &[u8],
        sent: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<Vec<u8>, Warning>;
    /// Opens a message.
    fn receive(&mut self, frame: &[u8], rng: &mut ChaCha20Rng) -> Result<Vec<u8>, Warning>;
    /// The stored state.
    fn stored(&self) -> Vec<u8>;
    /// What it tells the directory beside its prekeys, if it tells it anything.
    fn record(&self) -> Option<Vec<u8>> {
        None
    }

    /// Makes up to `count` one-time prekeys of each kind and says what to hand to the relay.
    fn publish(&mut self, count: usize, rng: &mut ChaCha20Rng) -> Publication {
        self.device_mut().publish(count, rng)
    }
}

/// A refusal in the messenger's own words.
pub(crate) fn refused(error: impl std::error::Error) -> Warning {
    Warning::Refused(error.to_string())
}

impl Messenger for Device {
    fn device(&self) -> &Device {
        self
    }

    fn device_mut(&mut self) -> &mut Device {
        self
    }

    fn begin(
        &mut self,
        peer: &Address,
        bundle: Bundle,
        _: u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<(), Warning> {
        Self::begin(self, peer, bundle, rng).map(|_| ()).map_err(|error| match error {
            honest::error::InitiateError::KeyChanged { .. } => Warning::KeyChanged,
            other => refused(other),
        })
    }

    fn send(&mut self, to: &Address, text: &[u8], _: u64, _: &mut ChaCha20Rng) -> Result<Vec<u8>, Warning> {
        Self::send(self, to, text).map(|envelope| envelope.to_bytes()).map_err(refused)
    }

    fn receive(&mut self, frame: &[u8], rng: &mut ChaCha20Rng) -> Result<Vec<u8>, Warning> {
        let envelope = honest::Envelope::from_bytes(frame).map_err(refused)?;
        Self::receive(self, &envelope, rng).map(|received| received.text).map_err(refused)
    }

    fn stored(&self) -> Vec<u8> {
        self.export().to_vec()
    }
}

/// The address of a user.
pub(crate) fn address(user: User) -> Result<Address, honest::error::DecodeError> {
    Address::new(&format!("user {user}"))
}

/// Users with a messenger each, and what they have left with the relay.
pub(crate) struct Network<M> {
    pub(crate) messengers: Vec<M>,
    pub(crate) addresses: Vec<Address>,
    directory: Vec<Publication>,
    pub(crate) rng: ChaCha20Rng,
}

impl<M: Messenger> Network<M> {
    /// Gives every user a messenger and publishes its first prekeys.
    pub(crate) fn new(
        users: usize,
        mut rng: ChaCha20Rng,
        mut make: impl FnMut(Address, &mut ChaCha20Rng) -> Result<M, BuildError>,
    ) -> Result<Self, BuildError> {
        let addresses = (0..users).map(address).collect::<Result<Vec<_>, _>>()?;
        let mut messengers = Vec::with_capacity(users);
        let mut directory = Vec::with_capacity(users);
        for address in &addresses {
            let mut messenger = make(address.clone(), &mut rng)?;
            directory.push(messenger.publish(SUPPLY, &mut rng));
            messengers.push(messenger);
        }
        Ok(Self { messengers, addresses, directory, rng })
    }

    /// Every device tops up its one-time prekeys.
    pub(crate) fn morning(&mut self) {
        for (messenger, published) in self.messengers.iter_mut().zip(&mut self.directory) {
            let missing = SUPPLY.saturating_sub(messenger.device().one_time_left());
            if missing > 0 {
                published.extend(messenger.publish(missing, &mut self.rng));
            }
        }
    }

    /// Looks an owner up, through the relay, and starts a conversation.
    pub(crate) fn meet(
        &mut self,
        asker: User,
        owner: User,
        sent: u64,
        relay: &mut dyn Relay,
    ) -> Result<(), Warning> {
        let unknown = || Warning::Refused("no such user".to_owned());
        let published = self.directory.get_mut(owner).ok_or_else(unknown)?;
        let bundle = relay.bundle(asker, owner, published);
        // What the relay answers crosses the wire: it is decoded and verified like anything from outside.
        let bundle = Bundle::from_bytes(&bundle.to_bytes()).map_err(refused)?;
        let peer = self.addresses.get(owner).ok_or_else(unknown)?;
        let messenger = self.messengers.get_mut(asker).ok_or_else(unknown)?;
        messenger.begin(peer, bundle, sent, &mut self.rng)
    }

    /// Sends a text and delivers whatever the relay makes of it.
    pub(crate) fn say(&mut self, meta: &Meta, text: &[u8], relay: &mut dyn Relay) -> Delivery {
        let Self { messengers, addresses, rng, .. } = self;
        let sent = match (messengers.get_mut(meta.from), addresses.get(meta.to)) {
            (Some(from), Some(to)) => from.send(to, text, meta.sent, rng),
            _ => Err(Warning::Refused("no such user".to_owned())),
        };
        match sent {
            Ok(frame) => self.deliver(meta, frame, relay),
            Err(warning) => Delivery { frames: Vec::new(), heard: None, warning: Some(warning) },
        }
    }

    /// Delivers a frame through the relay; the first text the addressee reads counts.
    pub(crate) fn deliver(&mut self, meta: &Meta, frame: Vec<u8>, relay: &mut dyn Relay) -> Delivery {
        let mut delivery = Delivery { frames: vec![frame.clone()], heard: None, warning: None };
        for frame in relay.carry(meta, frame) {
            let Some(to) = self.messengers.get_mut(meta.to) else { continue };
            match to.receive(&frame, &mut self.rng) {
                Ok(text) if delivery.heard.is_none() => delivery.heard = Some(text),
                Ok(_) => {}
                Err(warning) => delivery.warning = delivery.warning.or(Some(warning)),
            }
        }
        delivery
    }

    /// Whether the two sides' safety numbers agree: the asker's view of the owner, and the owner's own.
    pub(crate) fn compare(&self, one: User, other: User) -> Option<bool> {
        let device = |user: User| self.messengers.get(user).map(Messenger::device);
        let (one, other) = (device(one)?, device(other)?);
        // Each shows a number over its own identity and the one it has pinned. Who has not pinned the other yet
        // scans the other's code, which shows the other's own identity.
        let number = |own: &Device, peer: &Device| {
            let theirs = own.pinned(peer.address()).unwrap_or_else(|| peer.identity());
            honest::safety_number::SafetyNumber::new(
                (own.address(), own.identity()),
                (peer.address(), theirs),
            )
        };
        Some(number(one, other) == number(other, one))
    }

    /// What a device stores.
    pub(crate) fn stored(&self, user: User) -> Option<Vec<u8>> {
        self.messengers.get(user).map(Messenger::stored)
    }

    /// What the relay stores: the directory. Messages are gone once delivered.
    pub(crate) fn relay_stores(&self) -> Vec<u8> {
        self.directory.iter().flat_map(|published| published.identity.to_bytes()).collect()
    }
}
