use chacha20::ChaCha20Rng;
use escrow::mechanisms::scanning::{Projection, Scanner};
use rand_core::{Rng, SeedableRng};

use super::*;

#[test]
fn the_poisson_tail_is_one_in_a_trillion_up_to_some_millions_of_pictures() {
    assert_eq!(photos(), 5_780_000.0);
    assert!(false_flag(5.7) < 1e-12 && false_flag(5.8) > 1e-12);
    assert_eq!(false_flag(0.0), 0.0);
}

#[test]
fn accounts_with_many_rare_false_matches_are_flagged_as_often_as_the_tail_says() {
    // A rate so high that something is to be seen: 4,000 pictures, one in two hundred of them a false match.
    let mut rng = ChaCha20Rng::seed_from_u64(11);
    let (accounts, pictures, rarity) = (4_000u32, 4_000, u32::MAX / 200);
    let mut flagged = 0u32;
    for _ in 0..accounts {
        let matches = (0..pictures).filter(|_| rng.next_u32() < rarity).count();
        flagged += u32::from(matches >= usize::from(THRESHOLD));
    }
    let (expected, seen) = (false_flag(20.0), f64::from(flagged) / f64::from(accounts));
    // Four standard errors, and what a binomial falls short of a Poisson.
    let width = 4.0 * (expected / f64::from(accounts)).sqrt();
    assert!((seen - expected).abs() < width && width < expected, "{seen} against {expected}");
}

#[test]
fn the_control_finds_a_voucher_where_there_is_one() {
    let mut rng = ChaCha20Rng::seed_from_u64(12);
    let projection = Projection::new(b"public");
    let picture = Picture::from_seed(b"listed");
    let secret = ListSecret::generate(&mut rng);
    let list = secret.blind(&[projection.hash(&picture)]).unwrap().to_bytes();
    let scanner = Scanner::new(projection, (&list, None), None, THRESHOLD, &mut rng).unwrap();
    let voucher = scanner.voucher(&picture, &mut rng).to_bytes();
    let frame = [&[7; 5 * STRIDE][..], &voucher, b"and more"].concat();
    let server = Server::new(secret, THRESHOLD);
    assert!(matches(&server, &frame));
    assert!(!matches(&Server::new(ListSecret::generate(&mut rng), THRESHOLD), &frame));
    assert!(!matches(&server, &frame[1..]));
}
