//! Dual_EC_DRBG with a nonce of 32 bytes: whoever made the constants reads everything, and whoever replaces them does
//! from then on.

use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chacha20::ChaCha20Rng;
use escrow::mechanisms::dual_ec::{Client, Constants, Designer, DualEc, Frame, NonceSize, Product};
use honest::prekeys::{Bundle, Publication, Suite};
use honest::{Address, Device};
use rand_core::{Rng, SeedableRng};

use super::miniature::{Design, Impostor, Miniature};
use super::network::{Messenger, Network, refused};
use super::{BuildError, SystemEntry};
use crate::attack::Expect;
use crate::attacks::{nonce, quiet, rogue, scope, superencrypt, theft, transfer};
use crate::intruders::burglar::Reader;
use crate::intruders::dual_ec::reader::{CONSTANTS, NonceReader};
use crate::intruders::dual_ec::recording::{Recording, Shown};
use crate::parameters::Parameters;
use crate::system::{Door, Facts, Intruder, Place, Rewritten, System, User, Warning};

pub(crate) mod bench;
mod proposal;
#[cfg(test)]
mod tests;

use bench::Handshakes;
use proposal::ARGUED;
pub(super) use proposal::{PROPOSAL, unread};

/// The entry in the catalogue.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "dual-ec",
    title: "Dual_EC, 32-byte nonce",
    what: "The clean messenger, unchanged, with every random number from Dual_EC_DRBG. Its designer kept d. A public nonce of \
           32 bytes is drawn before each registration, lookup and message: a whole block of output and two bytes more. Two \
           gateways serve all users. Each product tests itself: a known answer, and the statistics of FIPS 140-1.",
    source: "NIST SP 800-90A section 10.3.1; Shumow and Ferguson (2007); the nonce as in Checkoway and others, A Systematic \
             Analysis of the Juniper Dual EC Incident (2016)",
    in_favour: "For everybody without d the messages are as strong as the clean ones. No keeper, no field and no server is \
                added, so there is nothing to break into but the one place where d is kept.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: ARGUED,
    file: file!(),
    facts,
    build,
};

/// What all three foretell alike.
pub(super) fn common(id: &'static str) -> Facts {
    let unasked = Expect::NotApplicable("the design knows no lawful order, so there is nothing to evade");
    let unkept = Expect::NotApplicable("there are no keepers and no authority; d is kept at the origin");
    Facts::new(id, Door::Own)
        .foretell("theft", theft::BEFORE, unkept)
        .foretell("theft", theft::AFTER, unkept)
        .foretell("scope", scope::OTHERS, unasked)
        .foretell("scope", scope::OTHER_DAYS, unasked)
        .foretell("scope", scope::DELIVERED, unasked)
        .foretell("superencrypt", superencrypt::AGREED, unasked)
        .foretell("superencrypt", superencrypt::OWN_KEYS, unasked)
        .foretell("superencrypt", rogue::CONTROL, unasked)
        .foretell(
            "quiet",
            quiet::UNLOGGED,
            Expect::NotApplicable(
                "there is no machine to run and no record to leave out: reading is passive",
            ),
        )
        .foretell("transfer", transfer::OLD, Expect::Nothing)
}

fn facts(_: &Parameters) -> Facts {
    common("dual-ec")
        .foretell("origin", theft::BEFORE, Expect::Everything)
        .foretell("origin", theft::AFTER, Expect::Everything)
        .foretell("transfer", transfer::NEW, Expect::Everything)
        .foretell("transfer", transfer::FAIL, Expect::Nothing)
        .foretell("transfer", transfer::UNNOTICED, Expect::Everything)
        .foretell("nonce", nonce::WITH_D, Expect::Everything)
        .foretell("nonce", nonce::OTHER_D, Expect::Nothing)
        .foretell("nonce", nonce::INVERSE, Expect::Nothing)
}

fn build(parameters: &Parameters, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    Miniature::build(facts(parameters), users, seed, |rng| Gateways::designed(NonceSize::Long, rng))
}

/// A generator and those who draw from it.
type Gateway = Arc<Mutex<DualEc>>;

/// The design: a product, who made its constants, and the gateways on which it runs.
pub(super) struct Gateways {
    product: Product,
    size: NonceSize,
    /// Nobody, where nobody chose `Q`.
    designer: Option<Designer>,
    /// The first serves users with an even number, the second the others.
    gateways: [Gateway; 2],
    recording: Recording,
    /// Where the intruder's coins come from.
    coins: [u8; 32],
}

impl Gateways {
    /// With constants of a designer who keeps `d`.
    pub(super) fn designed(size: NonceSize, rng: &mut ChaCha20Rng) -> Result<Self, BuildError> {
        let designer = Designer::new(rng);
        let constants = designer.constants().clone();
        Self::new(constants, Some(designer), size, rng)
    }

    /// With constants that are derived from a seed.
    pub(super) fn derived(size: NonceSize, rng: &mut ChaCha20Rng) -> Result<Self, BuildError> {
        Self::new(Constants::derived(draw(rng))?, None, size, rng)
    }

    fn new(
        constants: Constants,
        designer: Option<Designer>,
        size: NonceSize,
        rng: &mut ChaCha20Rng,
    ) -> Result<Self, BuildError> {
        let product = Product::new(constants)?;
        let gateways = start(&product, rng);
        let (recording, coins) = (Recording::default(), draw(rng));
        Ok(Self { product, size, designer, gateways, recording, coins })
    }

    /// The product with what the intruder puts in the place of its constants, the bytes that differ, and whether its own
    /// tests pass. If they do not, the intruder may have something to put in the place of the tests, too.
    fn rewritten(&self, intruder: &mut dyn Intruder) -> Option<(Product, Rewritten)> {
        let old = self.product.constants().to_bytes();
        let new = intruder.constant(CONSTANTS, &old)?;
        let mut product = Product::new(self.product.constants().overwritten(&new).ok()?).ok()?;
        let mut bytes = old.iter().zip(&new).filter(|(old, new)| old != new).count();
        let pass = |product: &Product| product.self_tests().iter().all(|test| test.passed);
        if !pass(&product) && intruder.constant(transfer::SELF_TESTS, b"derivation of Q").is_some() {
            // The call of one test is taken out: at least one byte of code.
            (product, bytes) = (product.without_derivation(), bytes + 1);
        }
        let self_tests = pass(&product);
        Some((product, Rewritten { bytes, self_tests }))
    }
}

fn draw(rng: &mut ChaCha20Rng) -> [u8; 32] {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    bytes
}

/// Starts the gateways of a product.
fn start(product: &Product, rng: &mut ChaCha20Rng) -> [Gateway; 2] {
    [(); 2].map(|()| Arc::new(Mutex::new(product.generator(draw(rng)))))
}

/// A messenger behind a gateway.
pub(super) struct Behind {
    client: Client,
    gateway: Gateway,
    recording: Recording,
}

impl Behind {
    /// The generator. Whoever panicked while drawing left it in a state of its own.
    fn generator(gateway: &Gateway) -> MutexGuard<'_, DualEc> {
        gateway.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Messenger for Behind {
    fn device(&self) -> &Device {
        self.client.device()
    }

    fn device_mut(&mut self) -> &mut Device {
        self.client.device_mut()
    }

    fn begin(&mut self, peer: &Address, bundle: Bundle, _: u64, _: &mut ChaCha20Rng) -> Result<(), Warning> {
        let answered = Box::new(bundle.clone());
        let nonce = self.client.begin(peer, bundle, &mut Self::generator(&self.gateway)).map_err(
            |error| match error {
                honest::error::InitiateError::KeyChanged { .. } => Warning::KeyChanged,
                other => refused(other),
            },
        )?;
        let asker = self.device().address().clone();
        self.recording.add(Shown::LookedUp { asker, peer: peer.clone(), nonce, bundle: answered });
        Ok(())
    }

    fn send(&mut self, to: &Address, text: &[u8], _: u64, _: &mut ChaCha20Rng) -> Result<Vec<u8>, Warning> {
        let frame = self.client.send(to, text, &mut Self::generator(&self.gateway)).map_err(refused)?;
        let bytes = frame.to_bytes();
        self.recording.add(Shown::Sent(frame));
        Ok(bytes)
    }

    fn receive(&mut self, frame: &[u8], _: &mut ChaCha20Rng) -> Result<Vec<u8>, Warning> {
        let frame = Frame::from_bytes(frame).map_err(refused)?;
        let received = self.client.receive(&frame, &mut Self::generator(&self.gateway));
        received.map(|received| received.text).map_err(refused)
    }

    /// The device's state alone. The generator's is in the gateway's memory: neither a stolen phone nor, in the clean
    /// messenger, a stolen phone's own generator is part of what is compared.
    fn stored(&self) -> Vec<u8> {
        self.device().export().to_vec()
    }

    fn publish(&mut self, count: usize, _: &mut ChaCha20Rng) -> Publication {
        let offer = self.client.publish(count, &mut Self::generator(&self.gateway));
        let (address, published) = (self.device().address().clone(), offer.published.clone());
        self.recording.add(Shown::Published { address, nonce: offer.nonce, published: Box::new(published) });
        offer.published
    }
}

impl Design for Gateways {
    type Client = Behind;

    fn client(&mut self, user: User, device: Device, _: &mut ChaCha20Rng) -> Result<Behind, BuildError> {
        // The device given is one with another generator; its owner gets one with this.
        let address = device.address().clone();
        let [even, odd] = &self.gateways;
        let (gateway, of) = if user.is_multiple_of(2) { (0, even) } else { (1, odd) };
        let (client, nonce) = Client::register(address.clone(), self.size, &mut Behind::generator(of));
        self.recording.add(Shown::Registered { address, gateway, nonce });
        Ok(Behind { client, gateway: Arc::clone(of), recording: self.recording.clone() })
    }

    fn impostor(&self) -> Impostor {
        let (product, size) = (self.product.clone(), self.size);
        Box::new(move |_, device, rng| {
            let gateway = Arc::new(Mutex::new(product.generator(draw(rng))));
            let client = Client::of(device, size);
            Some(Box::new(Behind { client, gateway, recording: Recording::default() }))
        })
    }

    fn places(&self) -> Vec<Place> {
        self.designer.iter().map(|_| Place::Origin).collect()
    }

    fn seize(&self, place: Place) -> Option<Vec<u8>> {
        match place {
            Place::Origin => Some(self.designer.as_ref()?.stored().to_vec()),
            _ => None,
        }
    }

    /// The vendor ships what was written, if it starts, and everybody installs it anew.
    fn rewrite(&mut self, intruder: &mut dyn Intruder, network: &mut Network<Behind>) -> Option<Rewritten> {
        let (product, rewritten) = self.rewritten(intruder)?;
        if rewritten.self_tests {
            self.gateways = start(&product, &mut network.rng);
            self.product = product;
            self.recording.clear();
            let (users, mut next) = (network.messengers.len(), 0);
            let anew = Network::new(users, network.rng.fork(), |address, rng| {
                let user = next;
                next += 1;
                self.client(user, Device::new(address, Suite::Hybrid, rng), rng)
            });
            *network = anew.ok()?;
        }
        Some(rewritten)
    }

    fn bench(&mut self) -> Option<Box<dyn Any>> {
        Some(Box::new(Handshakes::new(self.product.clone(), self.size, self.coins)))
    }

    fn reader(&self) -> Box<dyn Reader> {
        let Self { product, size, recording, coins, .. } = self;
        Box::new(NonceReader::new(product.clone(), *size, recording.clone(), *coins))
    }
}
