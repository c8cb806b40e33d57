use chacha20::ChaCha20Rng;
use honest::primitives::dh::DhPair;
use rand_core::SeedableRng;

use super::*;

#[test]
fn keys_spell_what_their_owner_wants_and_it_is_read_out_of_their_encodings() {
    let mut rng = ChaCha20Rng::from_seed([1; 32]);
    for bits in [1, 2, 4, 8] {
        let spelling = Spelling::new(bits);
        let shadow = DhPair::generate(&mut rng);
        let word = *shadow.public().as_bytes();
        let chunks = spelling.chunks(&word);
        assert_eq!(chunks.len(), usize::try_from(256 / bits).unwrap());
        let mut keys: Vec<EscrowPublic> = vec![EscrowSecret::generate(&mut rng).public()];
        keys.extend(chunks.iter().map(|chunk| spelling.spell(*chunk, &mut rng).unwrap().0.public()));
        // The key that stood there before does not matter.
        assert_eq!(spelling.read(&keys), Some(word), "{bits}");
        assert_eq!(spelling.read(&keys[2..]), None);
    }
}

#[test]
fn keys_that_nobody_chose_spell_something_else() {
    let mut rng = ChaCha20Rng::from_seed([2; 32]);
    let spelling = Spelling::new(8);
    let keys: Vec<EscrowPublic> = (0..32).map(|_| EscrowSecret::generate(&mut rng).public()).collect();
    let word = spelling.read(&keys).unwrap();
    assert_ne!(word, *DhPair::generate(&mut rng).public().as_bytes());
    // One key exchanged is one chunk changed, if that.
    let mut other = keys.clone();
    other[5] = EscrowSecret::generate(&mut rng).public();
    let differ = word.iter().zip(spelling.read(&other).unwrap()).filter(|(one, other)| **one != *other);
    assert!(differ.count() <= 1);
}

#[test]
fn a_bit_more_costs_twice_the_attempts() {
    let mut rng = ChaCha20Rng::from_seed([3; 32]);
    for bits in [4, 6, 8] {
        let spelling = Spelling::new(bits);
        let tried: u64 = (0..200).map(|at| spelling.spell(at % (1 << bits), &mut rng).unwrap().1).sum();
        let mean = tried / 200;
        let expected = 1 << bits;
        // The standard error of the mean of 200 geometric waits is 7 percent.
        assert!(mean > expected * 3 / 4 && mean < expected * 5 / 4, "{bits} bits: {mean}");
    }
}

#[test]
fn the_low_bits_of_chosen_keys_are_as_even_as_those_of_others() {
    let mut rng = ChaCha20Rng::from_seed([4; 32]);
    let spelling = Spelling::new(8);
    let mut ones = 0;
    for _ in 0..40 {
        let word = *DhPair::generate(&mut rng).public().as_bytes();
        for chunk in spelling.chunks(&word) {
            let key = spelling.spell(chunk, &mut rng).unwrap().0.public();
            ones += spelling.says(&key.to_bytes()).count_ones();
        }
    }
    // 10,240 bits, of which those on top of 40 words are zero: five standard deviations are 253.
    assert!((4_860..=5_380).contains(&ones), "{ones}");
}
