use escrow::content;
use honest::Address;
use honest::wire::SessionId;
use rand_core::SeedableRng;

use super::*;

fn about() -> About {
    let address = |name| Address::new(name).unwrap();
    About { session: SessionId([7; 8]), number: 0, from: address("a"), to: address("b"), commitment: None }
}

#[test]
fn one_ciphertext_opens_to_two_texts_in_about_one_and_a_half_draws() {
    let rng = &mut ChaCha20Rng::seed_from_u64(1);
    let mut draws = 0;
    for run in 0..100u8 {
        let text = vec![b'a' + run % 20; usize::from(run) * 7];
        let used = ContentKey::generate(rng);
        let made = craft(&used, &about(), &text, b"harmless", rng).unwrap();
        assert_eq!(content::open(&used, &about(), &made.sealed).unwrap(), text);
        assert_eq!(content::open(&made.deposited, &about(), &made.sealed).unwrap(), b"harmless");
        draws += made.attempts;
    }
    // 1.58 measured over 200 by another program: 100 runs lie within 1.3 and 1.9 except once in a thousand.
    assert!((130..=190).contains(&draws), "{draws} draws in 100 runs");
}

#[test]
fn a_third_key_opens_nothing_of_it() {
    let rng = &mut ChaCha20Rng::seed_from_u64(2);
    let made = craft(&ContentKey::generate(rng), &about(), b"text", b"harmless", rng).unwrap();
    let third = ContentKey::generate(rng);
    assert_eq!(content::open(&third, &about(), &made.sealed), Err(escrow::error::ContentError::Sealed));
}

#[test]
fn a_commitment_to_the_key_leaves_the_second_key_refused() {
    let rng = &mut ChaCha20Rng::seed_from_u64(3);
    let used = ContentKey::generate(rng);
    let committed = About { commitment: Some(used.commitment()), ..about() };
    let made = craft(&used, &committed, b"text", b"harmless", rng).unwrap();
    assert_eq!(content::open(&used, &committed, &made.sealed).unwrap(), b"text");
    let refused = content::open(&made.deposited, &committed, &made.sealed);
    assert_eq!(refused, Err(escrow::error::ContentError::Commitment));
}
