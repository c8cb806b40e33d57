//! The half of an intruder that knows the generator: with `d` it goes from one nonce of a gateway to everything that the
//! gateway did afterwards.
//!
//! The generator runs forward only. So the recording must contain a nonce from before the keys were made: whoever begins
//! to listen after the registrations finds states, and no identity key.

use std::collections::{BTreeMap, BTreeSet};

use chacha20::ChaCha20Rng;
use escrow::mechanisms::dual_ec::{Designer, Frame, NonceSize, Product, STATE};
use honest::Address;
use rand_core::{Rng, SeedableRng};
use zeroize::Zeroizing;

use super::recording::{Recording, Shown};
use super::replay::Replay;
use super::{ALL, Trapdoor};
use crate::attacks::transfer::SELF_TESTS;
use crate::intruders::burglar::Reader;
use crate::script::Meta;
use crate::system::{Cost, Loot, Place, Plaintext, User};

/// What the constants of the product are called when somebody asks for new ones.
pub(crate) const CONSTANTS: &str = "constants";

/// The reader. Everything in it is public but `d`, which is loot or its own.
pub(crate) struct NonceReader {
    product: Product,
    size: NonceSize,
    recording: Recording,
    coins: ChaCha20Rng,
    /// `d`, of whoever's constants.
    d: Option<Zeroizing<[u8; STATE]>>,
    /// How much of the recording was read, and what came of it.
    read: usize,
    texts: BTreeMap<Vec<u8>, Plaintext>,
    /// Gateways that were searched.
    searched: BTreeSet<usize>,
    /// A whole search came to nothing: this `d` is not that of these constants.
    hopeless: bool,
}

impl NonceReader {
    pub(crate) fn new(product: Product, size: NonceSize, recording: Recording, coins: [u8; 32]) -> Self {
        Self {
            product,
            size,
            recording,
            coins: ChaCha20Rng::from_seed(coins),
            d: None,
            read: 0,
            texts: BTreeMap::new(),
            searched: BTreeSet::new(),
            hopeless: false,
        }
    }

    /// The text of a frame, for whoever has `d`.
    fn open(&mut self, frame: &Frame, cost: &mut Cost) -> Option<Plaintext> {
        let d = self.d.clone()?;
        if self.size.unseen_bits() > 16 {
            // A nonce that is no whole block leaves more points than anybody can try.
            return None;
        }
        if self.read != self.recording.len() {
            (self.read, self.hopeless) = (self.recording.len(), false);
            self.texts.clear();
            self.searched.clear();
        }
        if let Some(text) = self.texts.get(&frame.nonce) {
            return Some(text.clone());
        }
        let shown = self.recording.so_far();
        for address in [&frame.envelope.from, &frame.envelope.to] {
            let Some(gateway) = gateway_of(&shown, address) else { continue };
            if self.hopeless || !self.searched.insert(gateway) {
                continue;
            }
            match replay(&self.product, &d, gateway, &shown, cost) {
                Some(replay) => self.texts.extend(replay.texts),
                None => self.hopeless = true,
            }
            if let Some(text) = self.texts.get(&frame.nonce) {
                return Some(text.clone());
            }
        }
        None
    }
}

/// Behind which gateway somebody is.
fn gateway_of(shown: &[Shown], wanted: &Address) -> Option<usize> {
    shown.iter().find_map(|shown| match shown {
        Shown::Registered { address, gateway, .. } if address == wanted => Some(*gateway),
        _ => None,
    })
}

/// Searches the state behind a gateway's first nonce, and runs the gateway again from there.
fn replay(
    product: &Product,
    d: &[u8; STATE],
    gateway: usize,
    shown: &[Shown],
    cost: &mut Cost,
) -> Option<Replay> {
    let (place, first, nonce) = shown.iter().enumerate().find_map(|(place, shown)| match shown {
        Shown::Registered { address, gateway: at, nonce } if *at == gateway => Some((place, address, nonce)),
        _ => None,
    })?;
    let published = shown.iter().find_map(|shown| match shown {
        Shown::Published { address, published, .. } if address == first => Some(published),
        _ => None,
    })?;
    let begin = |state: &[u8; STATE]| {
        // The state of the nonce's second block; behind the nonce, the generator takes one step more. An empty request is
        // that step.
        let mut generator = product.generator(*state);
        generator.fill_bytes(&mut []);
        Replay::begin(first.clone(), generator)
    };
    let search = Trapdoor::new(d, product.constants().q())?
        .search(nonce, ALL, |state| begin(state).confirmed(published));
    *cost += search.cost();
    let mut replay = begin(&search.state?);
    replay.run(gateway, shown.iter().skip(place + 1));
    *cost += replay.cost;
    Some(replay)
}

impl Reader for NonceReader {
    fn take(&mut self, loot: &Loot) {
        if loot.place == Place::Origin {
            self.d = loot.bytes.as_slice().try_into().ok().map(Zeroizing::new);
        }
    }

    fn take_device(&mut self, _: User, _: &[u8]) {}

    fn carried(&self, frame: &[u8]) -> Option<honest::Envelope> {
        Frame::from_bytes(frame).ok().map(|frame| frame.envelope)
    }

    fn read(&mut self, _: &Meta, frame: &[u8], payload: Option<&[u8]>, cost: &mut Cost) -> Option<Plaintext> {
        if let Some(text) = payload {
            return Some(text.to_vec());
        }
        self.open(&Frame::from_bytes(frame).ok()?, cost)
    }

    /// For constants: those of a designer of its own, with the answer that the known-answer test then expects, in the
    /// place of the first bytes. For self-tests: none.
    fn constant(&mut self, name: &str, old: &[u8]) -> Option<Vec<u8>> {
        match name {
            CONSTANTS => {
                let designer = Designer::new(&mut self.coins);
                let mut bytes = designer.constants().to_bytes();
                bytes.extend_from_slice(old.get(bytes.len()..)?);
                self.product = Product::new(designer.constants().clone()).ok()?;
                self.d = Some(designer.stored());
                Some(bytes)
            }
            SELF_TESTS => Some(Vec::new()),
            _ => None,
        }
    }
}
