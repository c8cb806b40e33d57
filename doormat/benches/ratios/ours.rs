//! What this project's messengers take.

use std::hint::black_box;

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use escrow::client::Client;
use escrow::key::EscrowSecret;
use escrow::mandate::{EpochKey, Mandate};
use honest::address::Address;
use honest::identity::IdentityPair;
use honest::prekeys::{Bundle, PrekeyStore, Suite};
use honest::session::Session;
use honest::wire::Message;

use crate::contest::{Round, timed};

pub(crate) const TEXT: [u8; 256] = [7; 256];
/// Sessions of one round.
pub(crate) const SESSIONS: usize = 20;

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// Two users and the prekeys of the second, as they lie with a relay.
struct Pair {
    addresses: [Address; 2],
    identities: [IdentityPair; 2],
    store: PrekeyStore,
    bundles: Vec<Vec<u8>>,
}

impl Pair {
    fn new(suite: Suite, rng: &mut ChaCha20Rng) -> Self {
        let identities = [IdentityPair::generate(rng), IdentityPair::generate(rng)];
        let mut store = PrekeyStore::new(suite, rng);
        let mut published = store.refill(&identities[1], SESSIONS, rng);
        let bundles = (0..SESSIONS).map(|_| published.next_bundle().to_bytes()).collect();
        let addresses = ["alice", "bob"].map(|name| Address::new(name).unwrap());
        Self { addresses, identities, store, bundles }
    }

    /// Verifies a bundle, begins a session, sends a first message, accepts it.
    fn establish(&self, suite: Suite, bundle: &[u8], rng: &mut ChaCha20Rng) -> (Session, Session) {
        let [from, to] = &self.addresses;
        let bundle = Bundle::from_bytes(bundle).unwrap().verify(suite).unwrap();
        let mut alice = Session::initiate(&self.identities[0], from, to, &bundle, rng).unwrap();
        let sent = alice.encrypt(&TEXT).unwrap();
        let message = Message::parse(&sent).unwrap();
        let hello = message.hello().unwrap().unwrap();
        let (bob, text, _) =
            Session::accept(&self.identities[1], from, to, &self.store, &hello, &message, rng).unwrap();
        assert_eq!(text, TEXT);
        (alice, bob)
    }
}

fn pass(from: &mut Session, to: &mut Session, rng: &mut ChaCha20Rng) {
    let sent = from.encrypt(&TEXT).unwrap();
    assert_eq!(to.decrypt(&Message::parse(&sent).unwrap(), rng).unwrap(), TEXT);
}

/// Both sides of a session that has been answered.
fn answered(rng: &mut ChaCha20Rng) -> (Session, Session) {
    let pair = Pair::new(Suite::Hybrid, rng);
    let (mut alice, mut bob) = pair.establish(Suite::Hybrid, &pair.bundles[0], rng);
    pass(&mut bob, &mut alice, rng);
    (alice, bob)
}

pub(crate) fn in_order() -> Round {
    let mut rng = rng(1);
    let (mut alice, mut bob) = answered(&mut rng);
    // One message before the clock starts, so that the chain of this direction stands.
    pass(&mut alice, &mut bob, &mut rng);
    Box::new(move || timed(2_000, || pass(&mut alice, &mut bob, &mut rng)))
}

pub(crate) fn ping_pong() -> Round {
    let mut rng = rng(2);
    let (mut alice, mut bob) = answered(&mut rng);
    Box::new(move || {
        timed(50, || {
            pass(&mut alice, &mut bob, &mut rng);
            pass(&mut bob, &mut alice, &mut rng);
        }) / 2
    })
}

pub(crate) fn establish(suite: Suite) -> Round {
    let mut rng = rng(3);
    Box::new(move || {
        let pair = Pair::new(suite, &mut rng);
        let mut bundles = pair.bundles.iter();
        timed(u32::try_from(SESSIONS).unwrap(), || {
            black_box(pair.establish(suite, bundles.next().unwrap(), &mut rng));
        })
    })
}

pub(crate) fn escrowed_in_order() -> Round {
    let mut rng = rng(4);
    let key = EpochKey { epoch: 0, public: EscrowSecret::generate(&mut rng).public() };
    let [from, to] = ["alice", "bob"].map(|name| Address::new(name).unwrap());
    let client = |address: &Address, rng: &mut ChaCha20Rng| {
        Client::new(address.clone(), Suite::Hybrid, Mandate::PLAIN, key, 0, rng).unwrap()
    };
    let (mut alice, mut bob) = (client(&from, &mut rng), client(&to, &mut rng));
    let bundle = bob.publish(1, &mut rng).next_bundle();
    alice.begin(&to, bundle, 0, &mut rng).unwrap();
    let one = |from: &mut Client, to: &mut Client, rng: &mut ChaCha20Rng| {
        let address = to.device().address().clone();
        let sent = from.send(&address, &TEXT, 0, rng).unwrap();
        assert_eq!(to.receive(&sent, rng).unwrap().text, TEXT);
    };
    one(&mut alice, &mut bob, &mut rng);
    one(&mut bob, &mut alice, &mut rng);
    one(&mut alice, &mut bob, &mut rng);
    Box::new(move || timed(100, || one(&mut alice, &mut bob, &mut rng)))
}
