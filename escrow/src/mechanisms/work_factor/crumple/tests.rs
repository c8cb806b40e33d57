use super::*;
use crate::fixtures::rng;
use crate::mechanisms::work_factor::stretch;

const ABOUT: &[u8] = b"alice to bob";

fn zone() -> Zone {
    Zone::new(8, Group::shared(12).unwrap()).unwrap()
}

/// The discrete logarithm of a share, by trying all.
fn logarithm(group: Group, share: u64) -> u64 {
    (0..group.order()).find(|x| group.share(*x) == share).unwrap()
}

#[test]
fn the_peer_reads_without_a_search_and_whoever_pays_reads_with_one() {
    let (zone, mut rng) = (zone(), rng(1));
    let (alice, bob) = (AbrasionPair::generate(zone, &mut rng), AbrasionPair::generate(zone, &mut rng));
    // The first cost, once: a logarithm.
    let group = zone.group();
    let h = group.power(bob.share(), logarithm(group, alice.share()));
    let mut trials = 0;
    for number in 0..80u8 {
        let (d, message) = zone.seal(&alice, bob.share(), ABOUT, &[number], &mut rng).unwrap();
        assert_eq!(Message::from_bytes(&message.to_bytes()).unwrap(), message);
        assert_eq!(zone.open(&bob, &d, &message, ABOUT).unwrap(), [number]);
        let paid = zone.open_paid(&Abraded::of(h), &message, ABOUT).unwrap();
        assert_eq!(paid.text, [number]);
        trials += paid.trials;
    }
    // The second, for each message: uniform on 1 to 256, 128.5, with a standard error of 8.3.
    let mean = trials as f64 / 80.0;
    assert!((mean - 128.5).abs() < 33.0, "{mean}");
}

#[test]
fn without_the_first_cost_the_second_buys_nothing() {
    let (zone, mut rng) = (zone(), rng(2));
    let (alice, bob) = (AbrasionPair::generate(zone, &mut rng), AbrasionPair::generate(zone, &mut rng));
    let (_, message) = zone.seal(&alice, bob.share(), ABOUT, b"text", &mut rng).unwrap();
    let carol = AbrasionPair::generate(zone, &mut rng);
    let wrong = carol.agree(zone, bob.share()).unwrap();
    assert_eq!(zone.open_paid(&wrong, &message, ABOUT), Err(WorkError::Exhausted { trials: 256 }));
    let right = alice.agree(zone, bob.share()).unwrap();
    assert!(zone.open_paid(&right, &message, ABOUT).is_ok());
}

#[test]
fn what_one_message_cost_is_no_use_for_the_next() {
    let (zone, mut rng) = (zone(), rng(3));
    let (alice, bob) = (AbrasionPair::generate(zone, &mut rng), AbrasionPair::generate(zone, &mut rng));
    let (first, _) = zone.seal(&alice, bob.share(), ABOUT, b"one", &mut rng).unwrap();
    let (second, message) = zone.seal(&alice, bob.share(), ABOUT, b"two", &mut rng).unwrap();
    assert_ne!(first, second);
    let crumpled = |d: &[u8; 32]| zone.crumpled(d, &message.sealed.salt);
    assert_ne!(crumpled(&first), crumpled(&second), "the seed gives two that differ");
    assert_eq!(zone.open(&bob, &first, &message, ABOUT), Err(WorkError::Sealed));
}

#[test]
fn an_honest_peer_does_not_read_what_was_not_crumpled() {
    let (zone, mut rng) = (zone(), rng(4));
    let (alice, bob) = (AbrasionPair::generate(zone, &mut rng), AbrasionPair::generate(zone, &mut rng));
    let (d, mut message) = zone.seal(&alice, bob.share(), ABOUT, b"text", &mut rng).unwrap();
    message.sealed = Sealed::seal(&d, ABOUT, b"text", &mut rng);
    assert_eq!(zone.open(&bob, &d, &message, ABOUT), Err(WorkError::Sealed));
    message.sealed = Sealed::seal(&stretch(1 << 40), ABOUT, b"text", &mut rng);
    assert_eq!(zone.open(&bob, &d, &message, ABOUT), Err(WorkError::Sealed));
}

#[test]
fn unusable_shares_and_sizes_are_refused_and_secrets_are_not_printed() {
    let (zone, mut rng) = (zone(), rng(5));
    let alice = AbrasionPair::generate(zone, &mut rng);
    assert_eq!(alice.agree(zone, 1), Err(WorkError::Share { got: 1 }));
    assert!(zone.seal(&alice, 0, ABOUT, b"text", &mut rng).is_err());
    assert!(Zone::new(0, zone.group()).is_err() && Zone::new(41, zone.group()).is_err());
    let printed = format!("{alice:?}");
    assert!(printed.contains(&alice.share().to_string()) && !printed.contains("secret"), "{printed}");
    assert_eq!(zone.group().share(alice.stored()), alice.share());
}
