//! What the tests of this crate share: a dealt key, trustees, warrants, a conversation. All of it by seed.

use std::cell::RefCell;
use std::rc::Rc;

use chacha20::ChaCha20Rng;
use curve25519_dalek::scalar::Scalar;
use proptest::test_runner::{Config, RngSeed};
use rand_core::SeedableRng;

use crate::client::{Client, Envelope};
use crate::content::{self, ContentKey};
use crate::error::{ClientError, OpenError, RecordError};
use crate::field::{AccessField, Label};
use crate::key::EscrowSecret;
use crate::mandate::{EpochKey, Mandate};
use crate::record::{Entry, Kind, RecordStore};
use crate::sharing::{Dealing, Scheme, Share};
use crate::trustee::Trustee;
use crate::warrant::{Purpose, Warrant, WarrantId};
use honest::address::Address;
use honest::prekeys::{Publication, Suite};
use honest::primitives::sign::SigningPair;
use honest::wire::SessionId;

/// The epoch of everything that does not say otherwise.
pub(crate) const EPOCH: u32 = 7;
/// The trustees' clock, inside every warrant's time in force.
pub(crate) const NOW: u64 = 150;
/// When messages are sent, inside every warrant's window.
pub(crate) const SENT: u64 = 1_000;

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// Property tests that try the same cases on every run.
pub(crate) fn cases(cases: u32) -> Config {
    Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..Config::default() }
}

pub(crate) fn address(name: &str) -> Address {
    Address::new(name).unwrap()
}

/// The label of a message from alice to bob.
pub(crate) fn label() -> Label {
    Label {
        epoch: EPOCH,
        session: SessionId(*b"session1"),
        sent: SENT,
        from: address("alice"),
        to: address("bob"),
    }
}

pub(crate) fn secret(seed: u64) -> EscrowSecret {
    EscrowSecret::generate(&mut rng(seed))
}

/// The same key once more: what a thief or a second dealing has.
pub(crate) fn copy(secret: &EscrowSecret) -> EscrowSecret {
    EscrowSecret::from_bytes(secret.to_bytes()).unwrap()
}

/// A field of [`label`] with a proof, and the key in it.
pub(crate) fn field(secret: &EscrowSecret, label: Label, seed: u64) -> AccessField {
    AccessField::seal(&secret.public(), label, &[0xd0; 32], true, &mut rng(seed)).unwrap()
}

/// A key that was dealt, and its trustees' shares.
pub(crate) struct Dealt {
    pub(crate) secret: EscrowSecret,
    pub(crate) dealing: Dealing,
    pub(crate) shares: Vec<Share>,
}

/// The key of a seed, dealt for [`EPOCH`].
pub(crate) fn dealt(scheme: Scheme, k: u8, n: u8, seed: u64) -> Dealt {
    redealt(&secret(seed), scheme, k, n, seed)
}

/// A key dealt once more, with randomness of its own.
pub(crate) fn redealt(key: &EscrowSecret, scheme: Scheme, k: u8, n: u8, seed: u64) -> Dealt {
    let (dealing, shares) = copy(key).deal(scheme, EPOCH, k, n, &mut rng(seed + 1_000)).unwrap();
    Dealt { secret: copy(key), dealing, shares }
}

impl Dealt {
    /// Some of the shares, by the trustees' numbers.
    pub(crate) fn of(&self, numbers: &[u8]) -> Vec<Share> {
        numbers.iter().map(|&number| self.shares[usize::from(number) - 1].clone()).collect()
    }

    /// A trustee who has received its share, and the store it writes to.
    pub(crate) fn trustee(&self, number: u8) -> (Trustee<SharedStore>, SharedStore) {
        let store = SharedStore::default();
        let mut trustee = Trustee::open(number, court().public(), vec![], store.clone()).unwrap();
        trustee.receive(&self.dealing, self.shares[usize::from(number) - 1].clone(), 1).unwrap();
        (trustee, store)
    }

    /// The same trustee after a restart: its record is what the store kept, its share is handed in again.
    pub(crate) fn restarted(&self, number: u8, store: &SharedStore) -> Trustee<SharedStore> {
        Trustee::open(number, court().public(), self.of(&[number]), store.clone()).unwrap()
    }
}

/// Every subset of the numbers 1 to n, the empty one too.
pub(crate) fn subsets(n: u8) -> impl Iterator<Item = Vec<u8>> {
    (0u32..1 << n).map(move |set| (1..=n).filter(|number| set >> (number - 1) & 1 == 1).collect())
}

/// The court that every trustee answers to.
pub(crate) fn court() -> SigningPair {
    SigningPair::from_seed(&[0xc0; 32])
}

/// A warrant for alice's messages that is in force, not signed yet.
pub(crate) fn warrant(purpose: Purpose, id: u8) -> Warrant {
    Warrant {
        id: WarrantId([id; 16]),
        purpose,
        target: address("alice"),
        epoch: EPOCH,
        window: (500, 2_000),
        in_force: (100, 200),
    }
}

/// How a disk fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Disk {
    /// It does not.
    #[default]
    Works,
    /// It takes this many more entries and then no more.
    FullAfter(usize),
    /// It keeps the entry, and the trustee dies before it hears so.
    CrashesOnceWritten,
}

/// A store that outlives its trustee, as a disk does, and fails when told to.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedStore(Rc<RefCell<(Vec<Entry>, Disk)>>);

impl SharedStore {
    pub(crate) fn breaks(&self, disk: Disk) {
        self.0.borrow_mut().1 = disk;
    }

    pub(crate) fn kinds(&self) -> Vec<Kind> {
        self.0.borrow().0.iter().map(|entry| entry.kind).collect()
    }

    pub(crate) fn last(&self) -> Entry {
        self.0.borrow().0.last().cloned().unwrap()
    }

    /// What [`Self::append`] says once the disk is full.
    pub(crate) fn full() -> RecordError {
        RecordError::Store { reason: "no space left on device".into() }
    }
}

impl RecordStore for SharedStore {
    fn append(&mut self, entry: &Entry) -> Result<(), RecordError> {
        let (entries, disk) = &mut *self.0.borrow_mut();
        match disk {
            Disk::FullAfter(0) => return Err(Self::full()),
            Disk::FullAfter(left) => *left -= 1,
            Disk::Works | Disk::CrashesOnceWritten => {}
        }
        entries.push(entry.clone());
        if *disk == Disk::CrashesOnceWritten { Err(Self::full()) } else { Ok(()) }
    }

    fn entries(&self) -> Result<Vec<Entry>, RecordError> {
        Ok(self.0.borrow().0.clone())
    }
}

/// Alice, Bob and whoever holds the escrow key they seal to. Alice has begun a session.
pub(crate) struct Talk {
    pub(crate) alice: Client,
    pub(crate) bob: Client,
    pub(crate) secret: EscrowSecret,
    pub(crate) session: SessionId,
    /// What bob published, the bundle that alice took gone from it.
    pub(crate) published: Publication,
    pub(crate) rng: ChaCha20Rng,
}

impl Talk {
    pub(crate) fn new(mandate: Mandate, seed: u64) -> Self {
        Self::in_suite(Suite::Classical, mandate, seed)
    }

    pub(crate) fn in_suite(suite: Suite, mandate: Mandate, seed: u64) -> Self {
        let (secret, mut rng) = (secret(seed), rng(seed + 2_000));
        let key = EpochKey { epoch: EPOCH, public: secret.public() };
        let mut client = |name| Client::new(address(name), suite, mandate, key, SENT, &mut rng).unwrap();
        let (mut alice, mut bob) = (client("alice"), client("bob"));
        let mut published = bob.publish(2, &mut rng);
        let session = alice.begin(&address("bob"), published.next_bundle(), SENT, &mut rng).unwrap();
        Self { alice, bob, secret, session, published, rng }
    }

    pub(crate) fn alice_writes(&mut self, text: &[u8]) -> Envelope {
        self.alice.send(&address("bob"), text, SENT, &mut self.rng).unwrap()
    }

    pub(crate) fn bob_writes(&mut self, text: &[u8]) -> Envelope {
        self.bob.send(&address("alice"), text, SENT, &mut self.rng).unwrap()
    }

    pub(crate) fn alice_reads(&mut self, envelope: &Envelope) -> Result<Vec<u8>, ClientError> {
        Ok(self.alice.receive(envelope, &mut self.rng)?.text)
    }

    pub(crate) fn bob_reads(&mut self, envelope: &Envelope) -> Result<Vec<u8>, ClientError> {
        Ok(self.bob.receive(envelope, &mut self.rng)?.text)
    }
}

/// The key that a field holds.
pub(crate) fn deposited(secret: &EscrowSecret, field: &AccessField) -> ContentKey {
    ContentKey::from_bytes(&field.open(secret).unwrap()).unwrap()
}

/// What the holder of the escrow key makes of a message.
pub(crate) fn authority_reads(secret: &EscrowSecret, envelope: &Envelope) -> Result<Vec<u8>, OpenError> {
    let field = envelope.field.as_ref().expect("an access field");
    let key = ContentKey::from_bytes(&field.open(secret)?).expect("a content key");
    Ok(content::open(&key, &envelope.about(field.label.session), &envelope.sealed)?)
}

/// What must be added to the value of `own` so that shares `all` combine to the secret plus `delta`: this is the
/// linearity that the last trustee to answer makes use of.
pub(crate) fn shift(scheme: Scheme, delta: &[u8; 32], own: u8, all: &[u8]) -> [u8; 32] {
    let others = || all.iter().copied().filter(move |&other| other != own);
    if scheme == Scheme::Feldman {
        let weight =
            others().map(|other| Scalar::from(other) * (Scalar::from(other) - Scalar::from(own)).invert());
        let delta = Scalar::from_canonical_bytes(*delta).unwrap();
        return (delta * weight.product::<Scalar>().invert()).to_bytes();
    }
    let weight = others().fold(1, |weight, other| gf_mul(weight, gf_mul(other, gf_invert(other ^ own))));
    delta.map(|byte| gf_mul(byte, gf_invert(weight)))
}

/// What a share's value plus something is, in its scheme's field.
pub(crate) fn plus(scheme: Scheme, value: &[u8; 32], other: &[u8; 32]) -> [u8; 32] {
    if scheme == Scheme::Feldman {
        let [value, other] = [value, other].map(|bytes| Scalar::from_canonical_bytes(*bytes).unwrap());
        return (value + other).to_bytes();
    }
    std::array::from_fn(|byte| value[byte] ^ other[byte])
}

/// GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1, the field of sharks and blahaj.
fn gf_mul(mut left: u8, mut right: u8) -> u8 {
    let mut product = 0;
    while right != 0 {
        product ^= if right & 1 == 1 { left } else { 0 };
        left = left << 1 ^ if left & 0x80 == 0 { 0 } else { 0x1d };
        right >>= 1;
    }
    product
}

fn gf_invert(element: u8) -> u8 {
    (1..=255).find(|&other| gf_mul(element, other) == 1).expect("zero has no inverse")
}

/// Asserts that no four bytes in a row of any secret are in what was printed, in hexadecimal or as a list.
pub(crate) fn assert_silent(printed: &str, secrets: &[&[u8]]) {
    let printed: String = printed.to_lowercase().split_whitespace().collect();
    for window in secrets.iter().flat_map(|secret| secret.windows(4)) {
        let hex: String = window.iter().map(|byte| format!("{byte:02x}")).collect();
        let list: Vec<String> = window.iter().map(u8::to_string).collect();
        assert!(!printed.contains(&hex), "a secret is printed in hexadecimal: {hex}");
        let list = list.join(",");
        assert!(!printed.contains(&list), "a secret is printed as a list: {list}");
    }
}

#[test]
#[should_panic(expected = "a secret is printed as a list: 200,201,202,203")]
fn the_search_for_printed_secrets_finds_a_list() {
    assert_silent(&format!("{:#?}", [200u8, 201, 202, 203]), &[&[200, 201, 202, 203]]);
}

#[test]
#[should_panic(expected = "a secret is printed in hexadecimal: c8c9cacb")]
fn the_search_for_printed_secrets_finds_hexadecimal() {
    assert_silent("Key(C8C9CACB..)", &[&[200, 201, 202, 203]]);
}
