use super::*;
use crate::fixtures::rng;

fn sample(seed: u64) -> Vec<u8> {
    let mut sample = vec![0; SAMPLE];
    rng(seed).fill_bytes(&mut sample);
    sample
}

#[test]
fn a_good_generator_passes_the_statistical_tests() {
    for seed in 0..40 {
        let sample = sample(seed);
        assert!(monobit(&sample) && poker(&sample) && runs(&sample) && long_run(&sample), "seed {seed}");
    }
}

#[test]
fn each_statistical_test_refuses_what_it_is_there_for() {
    // One bit in 16 more is set: too many ones.
    let mut biased = sample(1);
    biased.iter_mut().step_by(2).for_each(|byte| *byte |= 0x10);
    assert!(!monobit(&biased));
    // Ones and zeros in equal number, in the same groups of four: nothing for monobit to see.
    let striped = vec![0x3a; SAMPLE];
    assert!(monobit(&striped) && !poker(&striped) && !runs(&striped));
    // A run of 34, and one of 33.
    let run = |ones: usize| {
        let mut bits = sample(2);
        bits[..6].fill(0);
        (1..=ones).for_each(|bit| bits[bit / 8] |= 0x80 >> (bit % 8));
        bits
    };
    assert!(!long_run(&run(34)) && long_run(&run(33)));
}

#[test]
fn runs_are_counted_across_bytes() {
    assert_eq!(run_lengths(&[0x0f, 0xf1]), [(false, 4), (true, 8), (false, 3), (true, 1)]);
}
