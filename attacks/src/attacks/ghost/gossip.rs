//! How soon a forked log is found out, by how often clients tell each other their head. The provider is played here,
//! with a key of its own: what two clients find does not depend on what they say to each other.

use chacha20::ChaCha20Rng;
use escrow::mechanisms::transparency::{Auditor, Equivocation, Habits, Listing, Log, Promise};
use honest::Address;
use honest::primitives::kdf::sha256;
use honest::primitives::sign::SigningPair;
use rand_core::SeedableRng;

use crate::attack::{Measured, measured};
use crate::parameters::Parameters;

/// Forks of a short run and of a long one.
const RUNS: [u32; 2] = [300, 3_000];

/// Messages between the victim and people who are shown the other log.
const MESSAGES: u32 = 50;

/// Users whom the map lists besides the victim.
const USERS: usize = 100;

/// A habit of telling heads, and what its measures are called in a short run and in a long one.
struct Rate {
    per_mille: u32,
    found: [&'static str; 2],
    until: [&'static str; 2],
}

macro_rules! rate {
    ($per_mille:literal, $habit:literal) => {
        Rate {
            per_mille: $per_mille,
            found: [
                concat!("share of 300 forks proven within 50 messages, ", $habit),
                concat!("share of 3,000 forks proven within 50 messages, ", $habit),
            ],
            until: [
                concat!("messages until a fork is proven, mean of 300, ", $habit),
                concat!("messages until a fork is proven, mean of 3,000, ", $habit),
            ],
        }
    };
}

const RATES: [Rate; 4] = [
    rate!(0, "no head told"),
    rate!(10, "a head in 1 of 100"),
    rate!(50, "a head in 1 of 20"),
    rate!(200, "a head in 1 of 5"),
];

/// All measures, each beside what is expected of it.
pub(super) fn measures(parameters: &Parameters) -> Vec<Measured> {
    let mut rng = ChaCha20Rng::from_seed(sha256(&[b"gossip", &parameters.seed.to_be_bytes()]));
    let fork = Fork::new(&mut rng);
    let [short, long] = RUNS;
    let runs = if parameters.thorough { long } else { short };
    let named = |[short, long]: [&'static str; 2]| if parameters.thorough { long } else { short };
    let mut measures = Vec::new();
    for rate in &RATES {
        let q = f64::from(rate.per_mille) / 1_000.0;
        let proven = (0..runs).filter(|_| fork.meet(rate.per_mille, MESSAGES, &mut rng).is_some()).count();
        let missed = (0..MESSAGES).fold(1.0, |missed, _| missed * (1.0 - q));
        // Four standard deviations of a share of so many runs, and one run.
        let slack = 4.0 * (missed * (1.0 - missed) / f64::from(runs)).sqrt() + 1.0 / f64::from(runs);
        let share = measured(named(rate.found), rounded(count(proven) / f64::from(runs)), "share");
        measures.push(around(share, 1.0 - missed, slack, 1.0));
        if rate.per_mille > 0 {
            let times = (0..runs).filter_map(|_| fork.meet(rate.per_mille, u32::MAX, &mut rng));
            let mean = rounded(f64::from(times.sum::<u32>()) / f64::from(runs));
            // Geometric: 1/q, with a standard deviation of sqrt(1 - q)/q; four standard errors.
            let slack = 4.0 * (1.0 - q).sqrt() / q / f64::from(runs).sqrt();
            let mean = measured(named(rate.until), mean, "messages");
            measures.push(around(mean, 1.0 / q, slack, f64::INFINITY));
        }
    }
    measures.extend(fork.proofs());
    measures
}

/// A measure with an interval around what is expected of it, within what is possible.
fn around(measure: Measured, expected: f64, slack: f64, most: f64) -> Measured {
    measure.within(rounded((expected - slack).max(0.0)), rounded((expected + slack).min(most)))
}

/// Six decimals: the same on every machine.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

fn count(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

/// Two logs of one provider that differ in the newest epoch.
struct Fork {
    key: SigningPair,
    users: Vec<Address>,
    public: Log,
    victims: Log,
    /// The victim, and somebody who is shown the public log.
    sides: [Auditor; 2],
}

/// Everybody's listing; the first user's roster has a listener on it or not.
fn listings(users: &[Address], listener: bool) -> impl Iterator<Item = Listing> {
    let digest = move |place: usize| sha256(&[b"roster", &[u8::from(listener && place == 0)]]);
    users.iter().enumerate().map(move |(place, user)| Listing {
        user: user.clone(),
        digest: digest(place),
        promised: Vec::new(),
    })
}

/// What a client knows that was shown a log.
fn client(key: &SigningPair, log: &Log, keep_promises: bool) -> Auditor {
    let habits = Habits { gossip_per_mille: 0, keep_promises };
    let mut auditor = Auditor::new(key.public(), habits);
    if let Some(update) = log.update(None) {
        // A head that were refused here would be missing below, and nothing would be found.
        let _ = auditor.advance(&update);
    }
    auditor
}

impl Fork {
    fn new(rng: &mut ChaCha20Rng) -> Self {
        let key = SigningPair::generate(rng);
        let users: Vec<Address> =
            (0..=USERS).filter_map(|user| Address::new(&format!("user {user}")).ok()).collect();
        let mut before = Log::new();
        before.close(listings(&users, false), &key);
        let (mut public, mut victims) = (before.clone(), before);
        public.close(listings(&users, true), &key);
        victims.close(listings(&users, false), &key);
        let sides = [client(&key, &victims, false), client(&key, &public, false)];
        Self { key, users, public, victims, sides }
    }

    /// The two write in turn, and tell their head in some of a thousand messages: how many it takes until one of them has
    /// a proof, if it takes no more than so many.
    fn meet(&self, per_mille: u32, messages: u32, rng: &mut ChaCha20Rng) -> Option<u32> {
        let mut sides = self.sides.clone().map(|side| side.gossiping(per_mille));
        for message in 1..=messages {
            let [speaker, listener] = &mut sides;
            let proof = speaker.tell(rng).and_then(|told| listener.hear(&told).ok()?);
            if proof.is_some_and(|proof| proof.verify(&self.key.public()).is_ok()) {
                return Some(message);
            }
            sides.reverse();
        }
        None
    }

    /// What a proof weighs, and what kept promises prove.
    fn proofs(&self) -> Vec<Measured> {
        let mut measures = Vec::new();
        if let (Some(one), Some(other)) = (self.victims.head(), self.public.head()) {
            let size = count(Equivocation { one: *one, other: *other }.to_bytes().len());
            let name = "size of the proof that two logs were shown";
            measures.push(measured(name, size, "bytes").within(264.0, 264.0));
        }
        let (hidden, shown) = (self.between(false), self.between(true));
        let name = "listeners between two heads that kept promises prove, of 1";
        measures.push(measured(name, count(hidden.iter().count()), "listeners").within(1.0, 1.0));
        let name = "own devices between two heads that they mistake for one, of 1";
        measures.push(measured(name, count(shown.iter().count()), "devices").within(0.0, 0.0));
        let sizes = hidden.map(count);
        let name = "size of the proof that a promise was broken, 101 users";
        measures.extend(sizes.map(|size| measured(name, size, "bytes")));
        measures
    }

    /// A roster is answered between two heads, and gone by the second. The size of the proof against a provider that does
    /// not show it, or shows it.
    fn between(&self, shows: bool) -> Option<usize> {
        let (mut log, user) = (self.public.clone(), self.users.first()?);
        let mut peer = client(&self.key, &log, true);
        let digest = sha256(&[b"roster", b"between"]);
        let promise = Promise::sign(peer.epoch()? + 1, user, digest, &self.key);
        peer.believe(user, &digest, &promise).ok()?;
        let listed = listings(&self.users, true).map(|mut listing| {
            if shows && listing.user == *user {
                listing.promised.push(digest);
            }
            listing
        });
        log.close(listed, &self.key);
        peer.advance(&log.update(peer.epoch())?).ok()?;
        let due = peer.due().pop()?;
        let broken = peer.settle(due, log.prove(user)?).ok()??;
        broken.verify(&self.key.public()).ok().map(|()| broken.size())
    }
}
