use super::*;
use crate::fixtures::rng;

#[test]
fn primes_are_told_from_composites() {
    let small: Vec<u64> = (0..60).filter(|n| is_prime(*n)).collect();
    assert_eq!(small, [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59]);
    // Carmichael numbers, a strong pseudoprime to the first eleven bases, and the largest primes below 2^32 and 2^64.
    for composite in [561, 41_041, 825_265, 3_825_123_056_546_413_051] {
        assert!(!is_prime(composite), "{composite}");
    }
    for prime in [4_294_967_291, 18_446_744_073_709_551_557] {
        assert!(is_prime(prime), "{prime}");
    }
}

#[test]
fn a_group_is_the_squares_modulo_a_safe_prime_of_the_size_asked_for() {
    for bits in [5, 8, 16, 28, 40, 62] {
        let group = Group::shared(bits).unwrap();
        let p = group.prime();
        assert_eq!(64 - p.leading_zeros(), bits, "{p}");
        assert!(is_prime(p) && is_prime(group.order()));
        assert_eq!(group.power(group.generator(), group.order()), 1);
        assert_ne!(group.generator(), 1);
    }
}

#[test]
fn in_a_small_group_every_element_is_a_power_of_the_generator() {
    let group = Group::shared(10).unwrap();
    let powers: std::collections::BTreeSet<u64> = (0..group.order()).map(|x| group.share(x)).collect();
    assert_eq!(powers.len() as u64, group.order());
    assert!(powers.iter().all(|power| group.agree(*power, 1).is_ok() || *power == 1));
}

#[test]
fn two_sides_agree() {
    let mut rng = rng(1);
    for bits in [12, 28, 62] {
        let group = Group::shared(bits).unwrap();
        for _ in 0..20 {
            let (a, b) = (group.secret(&mut rng), group.secret(&mut rng));
            assert!(a > 0 && a < group.order());
            let (one, other) = (group.agree(group.share(b), a), group.agree(group.share(a), b));
            assert_eq!(one, other);
            assert!(one.is_ok());
        }
    }
}

#[test]
fn what_is_no_element_or_the_identity_is_no_share() {
    let group = Group::shared(12).unwrap();
    let p = group.prime();
    let not_a_square = (2..p).find(|x| group.power(*x, group.order()) != 1).unwrap();
    for share in [0, 1, p - 1, p, p + 4, u64::MAX, not_a_square] {
        assert_eq!(group.agree(share, 5), Err(WorkError::Share { got: share }));
    }
    assert!(group.agree(4, 5).is_ok());
}

#[test]
fn everybody_can_have_a_group_of_ones_own() {
    let groups: Vec<Group> = (0..30).map(|number| Group::nth(20, number).unwrap()).collect();
    let primes: std::collections::BTreeSet<u64> = groups.iter().map(|group| group.prime()).collect();
    assert_eq!(primes.len(), 30);
    assert_eq!(groups[0], Group::shared(20).unwrap());
}

#[test]
fn a_size_that_has_no_group_is_refused() {
    for bits in [0, 2, 63, 64] {
        assert!(matches!(Group::shared(bits), Err(WorkError::Size { what: "group", .. })), "{bits}");
    }
    assert!(Group::shared(MAX_GROUP_BITS).is_ok());
    assert!(Group::nth(8, 1_000).is_err());
}
