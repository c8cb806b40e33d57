use std::collections::BTreeSet;

use super::*;
use crate::lab::Lab;
use crate::script::Script;

/// How many subsets there are, by Pascal's triangle.
fn choose(n: usize, k: usize) -> usize {
    if k == 0 {
        1
    } else if n == 0 {
        0
    } else {
        choose(n - 1, k - 1) + choose(n - 1, k)
    }
}

fn facts(door: Door, k: u8, n: u8) -> Facts {
    let shared = crate::catalogue::system("shared").unwrap();
    Facts { door, k, n, ..(shared.facts)(&Parameters::default()) }
}

#[test]
fn subsets_of_a_size_are_all_there_are_and_none_comes_twice() {
    for n in 0..=9 {
        for size in 0..=n {
            let all: Vec<Vec<usize>> = subsets(n, size).collect();
            assert_eq!(all.len(), choose(n, size), "{size} of {n}");
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{size} of {n}");
            for subset in &all {
                assert_eq!(subset.len(), size);
                assert!(subset.is_sorted_by(|one, next| one < next), "{subset:?} names a member twice");
                assert!(subset.iter().all(|member| *member < n));
            }
            assert!(all.is_sorted(), "they come in order of their members");
        }
    }
}

#[test]
fn there_is_one_subset_of_nobody_and_one_of_everybody_and_none_of_more() {
    assert_eq!(subsets(5, 0).collect::<Vec<_>>(), [Vec::<usize>::new()]);
    assert_eq!(subsets(0, 0).count(), 1);
    assert_eq!(subsets(5, 5).collect::<Vec<_>>(), [vec![0, 1, 2, 3, 4]]);
    assert_eq!(subsets(5, 6).count(), 0);
    assert_eq!(subsets(0, 1).count(), 0);
}

#[test]
fn the_bound_leaves_none_out_up_to_eight_keepers_and_of_nine_it_does() {
    assert!((0..=8).all(|size| choose(8, size) <= MOST));
    assert!(choose(9, 4) > MOST);
}

#[test]
fn the_part_that_tables_show_is_the_coalition_that_just_reaches_the_threshold() {
    let parameters = Parameters::default();
    for (k, n) in [(1, 1), (2, 2), (3, 5), (20, 20)] {
        let parts = Coalition.predict(&facts(Door::ContentKey, k, n), &parameters);
        assert_eq!(parts[0].part, name(k));
        assert_eq!(parts.len(), usize::from(n) + 1);
        for prediction in &parts {
            let size: u8 = prediction.part.split(' ').next().unwrap().parse().unwrap();
            let expected = if size >= k { Expect::Everything } else { Expect::Nothing };
            assert_eq!(prediction.expect, expected, "{} of {k} and {n}", prediction.part);
        }
    }
}

#[test]
fn where_nothing_opens_no_coalition_is_predicted_to_open_it() {
    for door in [Door::None, Door::IdentityKey] {
        let parts = Coalition.predict(&facts(door, 2, 3), &Parameters::default());
        assert!(parts.iter().all(|prediction| prediction.expect == Expect::Nothing));
    }
}

#[test]
fn every_coalition_is_put_to_every_message() {
    let parameters = Parameters {
        users: 2,
        sessions: 1,
        messages: 4,
        days: 2,
        theft_day: 1,
        threshold: 2,
        trustees: 4,
        ..Parameters::default()
    };
    let script = Script::sample(&parameters);
    let cell = Lab::new(parameters, script, "test".to_owned()).cell("shared", "coalition").unwrap();
    let counted: Vec<_> =
        cell.parts.iter().map(|part| (part.name.as_str(), part.successes, part.trials)).collect();
    let expected = [
        ("2 keepers", 24, 24),
        ("3 keepers", 16, 16),
        ("4 keepers", 4, 4),
        ("0 keepers", 0, 4),
        ("1 keeper", 0, 16),
    ];
    assert_eq!(counted, expected);
    assert_eq!(cell.measure("coalitions tried"), Some(16.0));
}
