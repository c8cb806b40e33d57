use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;

use super::*;
use crate::key::EscrowSecret;
use crate::record::MemoryStore;
use crate::sharing::Scheme;
use crate::threshold;
use crate::trustee::Trustee;
use crate::warrant::{Purpose, Warrant};
use honest::primitives::sign::SigningPair;

#[test]
fn smoke() {
    let rng = &mut ChaCha20Rng::seed_from_u64(1);
    let secret = EscrowSecret::generate(rng);
    let key = EpochKey { epoch: 0, public: secret.public() };
    let mandate = Mandate { proven: true, committed: true, bound: true, ..Mandate::PLAIN };
    let (a, b) = (Address::new("a").unwrap(), Address::new("b").unwrap());
    let mut alice = Client::new(a.clone(), Suite::Hybrid, mandate, key, 0, rng).unwrap();
    let mut bob = Client::new(b.clone(), Suite::Hybrid, mandate, key, 0, rng).unwrap();
    let bundle = bob.publish(1, rng).next_bundle();
    alice.begin(&b, bundle, 0, rng).unwrap();
    let env = alice.send(&b, b"hello", 5, rng).unwrap();
    let env = Envelope::from_bytes(&env.to_bytes()).unwrap();
    assert_eq!(bob.receive(&env, rng).unwrap().text, b"hello");
    let field = env.field.clone().unwrap();
    let d = ContentKey::from_bytes(&field.open(&secret).unwrap()).unwrap();
    assert_eq!(content::open(&d, &env.about(field.label.session), &env.sealed).unwrap(), b"hello");
    let court = SigningPair::generate(rng);
    let (dealing, shares) = secret.deal(Scheme::Feldman, 0, 3, 5, rng).unwrap();
    let mut partials = vec![];
    let warrant = Warrant::new(Purpose::Assist, a, 0, (0, 10), (0, 100), rng).sign(&court);
    for share in shares.iter().take(3) {
        let mut t = Trustee::open(share.index, court.public(), vec![], MemoryStore::default()).unwrap();
        t.receive(&dealing, share.clone(), 1).unwrap();
        partials.push(t.assist(&warrant, std::slice::from_ref(&field), 2, rng).unwrap().remove(0));
    }
    let opened = threshold::open(&dealing, &field, &partials).unwrap();
    assert_eq!(&opened[..], d.as_bytes());
    assert!(dealing.combine(&shares[1..4]).is_ok());
}
