use super::*;
use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;

#[test]
fn a_logarithm_is_right_whatever_the_table() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    for bits in [8, 12, 20, 28] {
        let group = Group::shared(bits).unwrap();
        for table in [Table::for_one(group), Table::new(group, 7 * group.order().isqrt())] {
            for _ in 0..20 {
                let secret = group.secret(&mut rng);
                let mut cost = 0;
                assert_eq!(table.logarithm(group.share(secret), &mut cost), Some(secret));
                assert!((1..=table.most()).contains(&cost));
            }
        }
    }
}

#[test]
fn all_shares_of_a_small_group_have_their_logarithm_and_nothing_else_has() {
    let group = Group::shared(10).unwrap();
    let table = Table::new(group, 50);
    for secret in 0..group.order() {
        assert_eq!(table.logarithm(group.share(secret), &mut 0), Some(secret));
    }
    let no_square = (2..group.prime()).find(|x| group.power(*x, group.order()) != 1).unwrap();
    let mut cost = 0;
    assert_eq!(table.logarithm(no_square, &mut cost), None);
    assert_eq!(cost, table.most());
}

#[test]
fn a_table_of_another_group_finds_nothing_right() {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let (group, other) = (Group::nth(20, 0).unwrap(), Group::nth(20, 1).unwrap());
    let table = Table::new(other, 4 * other.order().isqrt());
    for _ in 0..20 {
        let share = group.share(group.secret(&mut rng));
        let found = table.logarithm(share, &mut 0);
        assert!(found.is_none_or(|found| group.share(found) != share));
    }
}

#[test]
fn more_work_once_is_less_for_each() {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let group = Group::shared(28).unwrap();
    let mean = |table: &Table, rng: &mut ChaCha20Rng| {
        let mut cost = 0;
        for _ in 0..60 {
            let share = group.share(group.secret(rng));
            table.logarithm(share, &mut cost).unwrap();
        }
        cost / 60
    };
    let (small, large) = (Table::new(group, 1 << 12), Table::new(group, 1 << 16));
    let (dear, cheap) = (mean(&small, &mut rng), mean(&large, &mut rng));
    // 2^27 / 2^13 and 2^27 / 2^17, each within 4 standard errors of 7.5%.
    assert!((11_400..=21_400).contains(&dear), "{dear}");
    assert!((710..=1_340).contains(&cheap), "{cheap}");
}

#[test]
fn a_copied_table_is_the_table() {
    let group = Group::shared(12).unwrap();
    let table = Table::for_one(group);
    assert_eq!(Table::from_bytes(group, &table.to_bytes()), Some(table.clone()));
    assert!(Table::from_bytes(group, &table.to_bytes()[1..]).is_none());
    assert!(Table::from_bytes(group, &[0; 4]).is_none());
}
