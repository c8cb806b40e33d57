//! What the tests share: a dealt key, fields, warrants, a house of trustees, a clock that can be turned.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chacha20::ChaCha20Rng;
use escrow::field::Label;
use escrow::sharing::{Dealing, Scheme, Share};
use escrow::warrant::{Purpose, SignedWarrant, Warrant, WarrantId};
use escrow::{AccessField, EscrowPublic, EscrowSecret};
use honest::address::Address;
use honest::primitives::sign::SigningPair;
use honest::wire::SessionId;
use rand_core::SeedableRng;
use tempfile::TempDir;

use crate::trustee::service::{RequestId, Service, Settings};
use crate::trustee::standalone::{Running, start_all};
use crate::trustee::token::Token;
use crate::trustee::{Clock, Panel};

/// The epoch of everything that does not say otherwise.
pub(crate) const EPOCH: u32 = 7;
/// The trustees' clock at the start, inside every warrant's time in force.
pub(crate) const NOW: u64 = 10_000;
/// When messages are sent, inside every warrant's window.
pub(crate) const SENT: u64 = 5_000;
/// When warrants expire.
pub(crate) const UNTIL: u64 = 20_000;

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn court() -> SigningPair {
    SigningPair::from_seed(&[0xc0; 32])
}

pub(crate) fn address(name: &str) -> Address {
    Address::new(name).unwrap()
}

/// A key that was dealt.
#[derive(Clone)]
pub(crate) struct Office {
    pub(crate) key: EscrowPublic,
    pub(crate) dealing: Dealing,
    pub(crate) shares: Vec<Share>,
}

pub(crate) fn dealt(k: u8, n: u8, epoch: u32, seed: u64) -> Office {
    let secret = EscrowSecret::generate(&mut rng(seed));
    let key = secret.public();
    let (dealing, shares) = secret.deal(Scheme::Feldman, epoch, k, n, &mut rng(seed + 1)).unwrap();
    Office { key, dealing, shares }
}

impl Office {
    /// A message's field, the deposit in it.
    pub(crate) fn field(&self, from: &str, to: &str, sent: u64, deposit: u8) -> AccessField {
        let (from, to) = (address(from), address(to));
        let label = Label { epoch: self.dealing.epoch, session: SessionId(*b"session1"), sent, from, to };
        let rng = &mut rng(u64::from(deposit) + 50);
        AccessField::seal(&self.key, label, &[deposit; 32], true, rng).unwrap()
    }

    /// Three messages of alice and bob.
    pub(crate) fn talk(&self) -> Vec<AccessField> {
        (1..=3).map(|number| self.field("alice", "bob", SENT + u64::from(number), number)).collect()
    }
}

/// A warrant for alice's messages, not signed yet.
pub(crate) fn unsigned(id: u8) -> Warrant {
    Warrant {
        id: WarrantId([id; 16]),
        purpose: Purpose::Assist,
        target: address("alice"),
        epoch: EPOCH,
        window: (SENT, SENT + 1_000),
        in_force: (NOW, UNTIL),
    }
}

pub(crate) fn warrant(id: u8) -> SignedWarrant {
    unsigned(id).sign(&court())
}

pub(crate) fn request(name: &str) -> RequestId {
    RequestId::new(name).unwrap()
}

/// A clock that stands until it is turned.
#[derive(Clone)]
pub(crate) struct Hands(Arc<AtomicU64>);

impl Hands {
    pub(crate) fn at(now: u64) -> Self {
        Self(Arc::new(AtomicU64::new(now)))
    }

    pub(crate) fn turn(&self, now: u64) {
        self.0.store(now, Ordering::SeqCst);
    }

    pub(crate) fn clock(&self) -> Clock {
        let hands = self.clone();
        Clock::of(move || hands.0.load(Ordering::SeqCst))
    }
}

/// A token that everybody can guess.
pub(crate) fn token(index: u8) -> Token {
    Token::parse(&format!("token-of-trustee-number-{index}")).unwrap()
}

pub(crate) fn settings(index: u8, hands: &Hands) -> Settings {
    Settings { clock: hands.clock(), ..Settings::new(index, court().public(), token(index)) }
}

/// One trustee in a directory, without HTTP.
pub(crate) fn service(directory: &TempDir, index: u8, hands: &Hands) -> Service {
    Service::open(directory.path(), settings(index, hands)).unwrap()
}

/// The same with its share.
pub(crate) fn holder(directory: &TempDir, office: &Office, index: u8, hands: &Hands) -> Service {
    let service = service(directory, index, hands);
    let share = &office.shares[usize::from(index) - 1];
    service.receive(&office.dealing.to_bytes(), &share.to_bytes()).unwrap();
    service
}

/// A directory in memory where there is one: what is tested over HTTP does not depend on how busy the disk is.
pub(crate) fn directory() -> TempDir {
    TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap()
}

/// Trustees with their shares, inside this process.
pub(crate) struct House {
    pub(crate) directory: TempDir,
    pub(crate) office: Office,
    pub(crate) hands: Hands,
    pub(crate) running: Running,
}

impl House {
    pub(crate) async fn of(k: u8, n: u8) -> Self {
        let (directory, hands) = (directory(), Hands::at(NOW));
        let office = dealt(k, n, EPOCH, 1);
        let running = start_all(n, directory.path(), court().public(), hands.clock()).await.unwrap();
        running.panel.hand_out(&office.dealing, &office.shares).await.unwrap();
        Self { directory, office, hands, running }
    }

    pub(crate) fn panel(&self) -> &Panel {
        &self.running.panel
    }
}

/// The deposits that were opened, in order.
pub(crate) fn deposits(opened: &crate::trustee::Opened) -> Vec<u8> {
    opened.deposits.iter().map(|deposit| deposit.as_ref().unwrap()[0]).collect()
}
