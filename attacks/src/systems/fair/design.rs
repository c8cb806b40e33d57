//! The design of all three: letters under certified keys, and an office that certifies and opens.

use std::any::Any;

use chacha20::ChaCha20Rng;
use escrow::EscrowSecret;
use escrow::mechanisms::fair::error::LetterError;
use escrow::mechanisms::fair::{Authority, Certificate, Client, Letter, Office, Regime};
use honest::codec::Writer;
use honest::prekeys::Bundle;
use honest::{Address, Device};

use super::bench::Bench;
use super::rogues::Rogues;
use crate::attacks::shadow_key::spelling::Spelling;
use crate::intruders::burglar::Reader;
use crate::intruders::fair::FairReader;
use crate::parameters::{DAY, Parameters};
use crate::script::Meta;
use crate::system::{Order, Place, Plaintext, Taped, Trick, Tricked, User, Warning};
use crate::systems::BuildError;
use crate::systems::miniature::{Design, Impostor};
use crate::systems::network::{Messenger, Network, address, refused};

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
        Messenger::begin(Self::device_mut(self), peer, bundle, sent, rng)
    }

    fn send(&mut self, to: &Address, text: &[u8], _: u64, rng: &mut ChaCha20Rng) -> Result<Vec<u8>, Warning> {
        Self::send(self, to, text, rng).map(|letter| letter.to_bytes()).map_err(refused)
    }

    fn receive(&mut self, frame: &[u8], _: &mut ChaCha20Rng) -> Result<Vec<u8>, Warning> {
        let letter = Letter::from_bytes(frame).map_err(refused)?;
        Self::receive(self, &letter).map_err(refused)
    }

    /// The honest state behind its length, then the user's own keys.
    fn stored(&self) -> Vec<u8> {
        let device = Self::device(self).export();
        let mut to = Writer::new();
        to.count(device.len()).put(&device).put(&self.stored_keys());
        to.finish()
    }
}

/// Users' keys, in pieces, and those who keep them.
pub(in crate::systems) struct Fair {
    pub(super) office: Office,
    regime: Regime,
    keepers: (u8, u8),
    pub(super) spelling: Spelling,
    pub(super) rogues: Rogues,
    day: u32,
    pub(super) rng: ChaCha20Rng,
}

impl Fair {
    pub(in crate::systems) fn new(regime: Regime, parameters: &Parameters, rng: &mut ChaCha20Rng) -> Self {
        use rand_core::SeedableRng;
        let keepers = (parameters.threshold, parameters.trustees);
        let office = Office::new(regime, keepers.0, keepers.1, rng);
        let spelling = Spelling::of(parameters.thorough);
        Self { office, regime, keepers, spelling, rogues: Rogues::default(), day: 0, rng: rng.fork() }
    }

    /// The letter of a tape.
    fn letter(taped: &Taped) -> Option<Letter> {
        taped.frames.iter().find_map(|frame| Letter::from_bytes(frame).ok())
    }

    /// What somebody with keys of the target reads of the messages that an order covers.
    fn readings(&self, order: &Order, tape: &[Taped], holder: &Authority) -> Vec<Option<Plaintext>> {
        let read = |taped: &Taped| {
            let letter = Self::letter(taped).filter(|_| order.covers(&taped.meta))?;
            holder.read(self.office.centre(), &letter)
        };
        tape.iter().map(read).collect()
    }

    /// `asker` looks `owner` up at the centre.
    pub(super) fn look_up(
        &self,
        asker: User,
        owner: User,
        record: &[u8],
        network: &mut Network<Client>,
    ) -> Result<(), Warning> {
        let unknown = || Warning::Refused("no such user".to_owned());
        let Network { messengers, addresses, .. } = network;
        let (client, peer) = (messengers.get_mut(asker), addresses.get(owner));
        let (client, peer) = (client.ok_or_else(unknown)?, peer.ok_or_else(unknown)?);
        let shown = Certificate::read_list(record).map_err(refused)?;
        client.learn(peer, &shown).map_err(|error| match error {
            LetterError::Identity { .. } => Warning::KeyChanged,
            other => refused(other),
        })
    }

    /// The directory's record of a user.
    pub(super) fn shown(&self, owner: User) -> Vec<Certificate> {
        address(owner).map(|owner| self.office.centre().certificates(&owner)).unwrap_or_default()
    }
}

impl Design for Fair {
    type Client = Client;

    fn client(&mut self, _: User, device: Device, rng: &mut ChaCha20Rng) -> Result<Client, BuildError> {
        let owner = device.address().clone();
        let mut client = Client::new(device, self.office.centre_key())?;
        self.office.register_signature(&owner, &*client.signing_seed()?, rng)?;
        let registered = self.office.register(&owner, EscrowSecret::generate(rng), rng)?;
        client.keep(registered.certificate.name.number, registered.secret);
        Ok(client)
    }

    fn impostor(&self) -> Impostor {
        let centre = self.office.centre_key();
        let mut directory: Vec<Certificate> = self.office.centre().directory().cloned().collect();
        directory.sort_by(|one, other| one.name.cmp(&other.name));
        Box::new(move |_, device, rng| {
            let mut client = Client::new(device, centre).ok()?;
            client.keep(0, EscrowSecret::generate(rng));
            for shown in directory.chunk_by(|one, other| one.name.owner == other.name.owner) {
                let owner = &shown.first()?.name.owner;
                client.learn(owner, shown).ok()?;
            }
            Some(Box::new(client))
        })
    }

    fn places(&self) -> Vec<Place> {
        (1..=self.keepers.1).map(Place::Trustee).chain([Place::Authority]).collect()
    }

    fn morning(&mut self, day: u32, _: &mut Network<Client>) {
        self.day = day;
    }

    fn record(&mut self, owner: User) -> Vec<u8> {
        Certificate::list(&self.shown(owner))
    }

    fn learn(
        &mut self,
        asker: User,
        owner: User,
        record: &[u8],
        network: &mut Network<Client>,
    ) -> Result<(), Warning> {
        self.look_up(asker, owner, record, network)
    }

    fn lawful(
        &mut self,
        order: &Order,
        tape: &[Taped],
        _: &mut Network<Client>,
    ) -> Option<Vec<Option<Plaintext>>> {
        let target = address(order.target).ok()?;
        let window = (u64::from(order.from) * DAY, u64::from(order.until) * DAY);
        let now = u64::from(self.day) * DAY;
        // An order that cannot be executed brings nothing.
        if self.office.execute(&target, window, now, &mut self.rng).is_err() {
            return Some(vec![None; tape.len()]);
        }
        let mut readings = self.readings(order, tape, self.office.authority());
        self.look_closer(order, tape, &mut readings);
        Some(readings)
    }

    fn attribute(&mut self, taped: &Taped) -> Option<User> {
        let letter = Self::letter(taped)?;
        let claimed = [taped.meta.from, taped.meta.to].into_iter();
        let mut claimed = claimed.filter(|user| address(*user).is_ok_and(|named| named == letter.head.from));
        let user = claimed.next()?;
        let signed = |certificate: &Certificate| {
            certificate.verification_key().is_ok_and(|key| letter.verify(&key).is_ok())
        };
        self.shown(user).iter().any(signed).then_some(user)
    }

    fn quietly(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        let gang = self.office.collude(&address(order.target).ok()?).ok()?;
        Some(self.readings(order, tape, &gang))
    }

    fn trick(
        &mut self,
        trick: Trick,
        network: &mut Network<Client>,
        meta: &Meta,
        text: &[u8],
    ) -> Option<Tricked> {
        self.play(trick, network, meta, text)
    }

    fn seize(&self, place: Place) -> Option<Vec<u8>> {
        match place {
            Place::Trustee(index) => {
                let trustee = self.office.trustees().iter().find(|trustee| trustee.index() == index)?;
                Some(trustee.stored().to_vec())
            }
            Place::Authority => Some(self.office.authority().stored().to_vec()),
            Place::Device(_) | Place::Relay | Place::Origin => None,
        }
    }

    fn bench(&mut self) -> Option<Box<dyn Any>> {
        use rand_core::SeedableRng;
        Some(Box::new(Bench::new(self.regime, self.keepers, self.spelling, self.rng.fork())))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(FairReader::new(self.office.centre().directory()))
    }
}
