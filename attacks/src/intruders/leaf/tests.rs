use super::*;
use escrow::mechanisms::clipper::{Chip, FamilyKey, Key80, Programming, UnitId};
use rand_core::SeedableRng;

/// A searcher's chip and an honest user's, of one family.
fn chips(bits: u32, rng: &mut ChaCha20Rng) -> [Chip; 2] {
    let width = Checkword::of_bits(bits).unwrap();
    let programming = Programming::begin(FamilyKey::generate(rng), width, rng);
    [1, 2].map(|unit| programming.program(UnitId(unit)).0)
}

#[test]
fn what_ones_own_chip_accepts_any_other_accepts_and_only_for_that_key_and_iv() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let [own, peers] = chips(12, &mut rng);
    for _ in 0..20 {
        let (key, other) = (Key80::generate(&mut rng), Key80::generate(&mut rng));
        let (iv, honest, _) = own.talk(&key, &mut rng);
        let found = search(&own.load(&key, &iv), own.width(), patience(own.width()), &mut rng);
        assert!(found.accepted && found.leaf != honest);
        assert!(peers.accept(&key, &iv, &found.leaf));
        assert!(!peers.accept(&other, &iv, &found.leaf));
    }
}

#[test]
fn a_search_tries_as_often_as_it_says_and_gives_up_when_told() {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let [own, _] = chips(64, &mut rng);
    let key = Key80::generate(&mut rng);
    let (iv, ..) = own.talk(&key, &mut rng);
    let found = search(&own.load(&key, &iv), own.width(), 500, &mut rng);
    assert_eq!((found.tries, found.accepted, found.leaf.len()), (500, false, 24));
    let given_up = search(&own.load(&key, &iv), own.width(), 0, &mut rng);
    assert_eq!((given_up.tries, given_up.accepted), (0, false));
}

#[test]
fn the_mean_of_many_searches_is_two_to_the_width() {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    for bits in [4, 8] {
        let [own, _] = chips(bits, &mut rng);
        let mut tries = 0;
        for _ in 0..400 {
            let key = Key80::generate(&mut rng);
            let (iv, ..) = own.talk(&key, &mut rng);
            tries += search(&own.load(&key, &iv), own.width(), patience(own.width()), &mut rng).tries;
        }
        // Within four standard errors, each a twentieth.
        let mean = tries as f64 / 400.0 / f64::from(1u32 << bits);
        assert!((0.8..=1.2).contains(&mean), "{bits} bits: {mean}");
    }
}

#[test]
fn patience_ends() {
    let patience = |bits| patience(Checkword::of_bits(bits).unwrap());
    assert_eq!([patience(8), patience(16), patience(64)], [4_096, 1_048_576, 131_072]);
}

#[test]
fn feedback_by_the_codebook_is_the_chips_own_feedback() {
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    let [one, other] = chips(16, &mut rng);
    let key = Key80::generate(&mut rng);
    let ((iv, _, sender), (_, _, receiver)) = (one.talk(&key, &mut rng), other.talk(&key, &mut rng));
    let text = b"seventeen letters";
    assert_eq!(feedback(&receiver, &iv, &sender.feedback(text)), text);
    assert_ne!(receiver.feedback(&sender.feedback(text)), text);
}
