use super::*;
use crate::fixtures::{address, rng};

mod crossing;
mod damage;
mod identities;
mod prekeys;
mod replay;
mod schedule;
mod secrets;
mod storage;
mod theft;

#[test]
fn two_devices_talk_and_survive_storage() {
    let rng = &mut rng(7);
    let (a, b) = (address("alice"), address("bob"));
    let mut alice = Device::new(a.clone(), Suite::Hybrid, rng);
    let mut bob = Device::new(b.clone(), Suite::Hybrid, rng);
    let mut published = bob.publish(2, rng);
    alice.begin(&b, published.next_bundle(), rng).unwrap();
    for round in 0..3u8 {
        let first = alice.send(&b, &[round; 10]).unwrap();
        let second = alice.send(&b, b"").unwrap();
        assert_eq!(bob.receive(&second, rng).unwrap().text, b"");
        assert_eq!(bob.receive(&first, rng).unwrap().text, [round; 10]);
        let reply = bob.send(&a, b"reply").unwrap();
        assert_eq!(alice.receive(&reply, rng).unwrap().text, b"reply");
        alice = Device::restore(&alice.export(), 0).unwrap();
        bob = Device::restore(&bob.export(), 0).unwrap();
    }
    assert_eq!(alice.safety_number(&b), bob.safety_number(&a));
}
