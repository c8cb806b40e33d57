//! Which shares give the key back, and who is named when they do not.

use proptest::prelude::*;

use super::*;
use crate::error::Refusal;
use crate::fixtures::{Dealt, NOW, cases, court, dealt, rng, secret, subsets};
use crate::limits::MAX_TRUSTEES;
use crate::record::MemoryStore;
use crate::trustee::Trustee;

fn refusal(dealt: &Dealt, shares: &[Share]) -> CombineError {
    dealt.dealing.combine(shares).expect_err("shares that must be refused")
}

/// A share changed in one way.
fn changed(share: &Share, change: impl FnOnce(&mut Share)) -> Share {
    let mut share = share.clone();
    change(&mut share);
    share
}

#[test]
fn e1_exactly_the_subsets_of_at_least_k_shares_give_the_key_back() {
    for scheme in Scheme::ALL {
        for n in 2..=6 {
            for k in 2..=n {
                let office = dealt(scheme, k, n, u64::from(n));
                for numbers in subsets(n) {
                    let combined = office.dealing.combine(&office.of(&numbers));
                    let expected = match numbers.len() {
                        got if got < usize::from(k) => Err(CombineError::NotEnough { got, needed: k }),
                        _ => Ok(office.secret.to_bytes()),
                    };
                    let combined = combined.map(|secret| secret.to_bytes());
                    assert_eq!(combined, expected, "{scheme:?} {k} of {n}: {numbers:?}");
                }
            }
        }
    }
}

#[test]
fn e1_the_order_of_the_shares_does_not_matter() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 3, 5, 1);
        for numbers in [[5, 3, 1], [2, 5, 4], [4, 1, 2]] {
            let combined = office.dealing.combine(&office.of(&numbers)).unwrap();
            assert_eq!(combined.to_bytes(), office.secret.to_bytes(), "{scheme:?} {numbers:?}");
        }
    }
}

#[test]
fn e1_one_share_too_few_and_a_duplicate_is_refused_naming_the_duplicate() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 3, 5, 1);
        assert_eq!(refusal(&office, &office.of(&[1, 4, 4])), CombineError::Duplicate { index: 4 });
    }
}

#[test]
fn e1_one_share_too_few_and_a_forged_one_is_refused_naming_the_forger() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 3, 5, 1);
        let forged = changed(&office.shares[4], |share| share.value = Value([3; 32]));
        let shares = [office.of(&[1, 2]), vec![forged]].concat();
        assert_eq!(refusal(&office, &shares), CombineError::BadShare { index: 5 });
    }
}

#[test]
fn e2_a_share_numbered_zero_is_refused_before_interpolation() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 2, 3, 1);
        let zero = changed(&office.shares[0], |share| share.index = 0);
        let shares = [vec![zero], office.of(&[1, 2, 3])].concat();
        assert_eq!(refusal(&office, &shares), CombineError::Index { index: 0, n: 3 });
        assert_eq!(office.dealing.public_share(0), None);
    }
}

#[test]
fn e2_a_share_numbered_beyond_the_last_trustee_is_refused() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 2, 3, 1);
        for index in [4, 255] {
            let beyond = changed(&office.shares[2], |share| share.index = index);
            let shares = [office.of(&[1, 2]), vec![beyond]].concat();
            assert_eq!(refusal(&office, &shares), CombineError::Index { index, n: 3 });
            assert_eq!(office.dealing.public_share(index), None);
        }
    }
}

#[test]
fn e2_a_trustee_does_not_take_the_share_of_another() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 2, 3, 1);
        let mut second = Trustee::open(2, court().public(), vec![], MemoryStore::default()).unwrap();
        let refused = second.receive(&office.dealing, office.shares[2].clone(), NOW);
        assert_eq!(refused, Err(Refusal::Share(CombineError::BadShare { index: 3 })));
        // Nor with its own number written on it.
        let renumbered = changed(&office.shares[2], |share| share.index = 2);
        let refused = second.receive(&office.dealing, renumbered, NOW);
        assert_eq!(refused, Err(Refusal::Share(CombineError::BadShare { index: 2 })));
        assert_eq!(second.shares().count(), 0);
    }
}

#[test]
fn e3_a_duplicate_beside_enough_good_shares_is_refused() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 2, 5, 1);
        assert_eq!(refusal(&office, &office.of(&[1, 2, 2])), CombineError::Duplicate { index: 2 });
        assert_eq!(refusal(&office, &office.of(&[1, 2, 3, 1])), CombineError::Duplicate { index: 1 });
    }
}

#[test]
fn e4_two_shares_with_their_numbers_exchanged_are_refused() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 2, 3, 1);
        let first = changed(&office.shares[0], |share| share.index = 2);
        let second = changed(&office.shares[1], |share| share.index = 1);
        assert_eq!(refusal(&office, &[first, second]), CombineError::BadShare { index: 2 });
    }
}

#[test]
fn e4_a_share_of_another_secret_is_refused_even_under_this_dealings_name() {
    for scheme in Scheme::ALL {
        let (office, other) = (dealt(scheme, 2, 3, 1), dealt(scheme, 2, 3, 2));
        let foreign = changed(&other.shares[2], |share| share.dealing = office.dealing.id);
        let shares = [office.of(&[1]), vec![foreign]].concat();
        assert_eq!(refusal(&office, &shares), CombineError::BadShare { index: 3 });
    }
}

#[test]
fn e4_a_feldman_share_that_is_not_reduced_is_refused() {
    let office = dealt(Scheme::Feldman, 2, 3, 1);
    let unreduced = changed(&office.shares[1], |share| share.value = Value([0xff; 32]));
    let shares = [office.of(&[1]), vec![unreduced]].concat();
    assert_eq!(refusal(&office, &shares), CombineError::BadShare { index: 2 });
}

#[test]
fn e4_shares_that_give_another_key_than_the_published_one_are_refused_at_the_end() {
    for scheme in Scheme::ALL {
        let mut office = dealt(scheme, 2, 3, 1);
        office.dealing.public = secret(99).public();
        assert_eq!(refusal(&office, &office.of(&[1, 2])), CombineError::WrongKey);
    }
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn e4_any_flipped_bit_of_any_share_names_its_trustee(
        scheme in prop::sample::select(&Scheme::ALL[..]), seed in 0u64..8, number in 1u8..=5,
        bit in 0usize..256,
    ) {
        let office = dealt(scheme, 3, 5, seed);
        let mut shares = office.shares.clone();
        shares[usize::from(number) - 1].value.0[bit / 8] ^= 1 << (bit % 8);
        prop_assert_eq!(refusal(&office, &shares), CombineError::BadShare { index: number });
    }
}

#[test]
fn e6_a_threshold_below_two_is_refused() {
    for scheme in Scheme::ALL {
        for (k, n) in [(0, 0), (0, 5), (1, 1), (1, 5), (1, 255)] {
            let refused = secret(1).deal(scheme, 0, k, n, &mut rng(1));
            assert_eq!(refused, Err(DealError::Threshold { k }), "{scheme:?} {k} of {n}");
        }
    }
}

#[test]
fn e6_a_threshold_above_the_number_of_trustees_is_refused() {
    for scheme in Scheme::ALL {
        for (k, n) in [(2, 0), (2, 1), (6, 5), (255, 254)] {
            let refused = secret(1).deal(scheme, 0, k, n, &mut rng(1));
            assert_eq!(refused, Err(DealError::Unreachable { k, n }), "{scheme:?} {k} of {n}");
        }
    }
}

#[test]
fn e6_as_many_trustees_as_there_are_share_numbers_work() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 2, MAX_TRUSTEES, 1);
        assert_eq!(office.shares.len(), 255, "{scheme:?}");
        for numbers in [[1, 255], [254, 255], [128, 7]] {
            let combined = office.dealing.combine(&office.of(&numbers)).unwrap();
            assert_eq!(combined.to_bytes(), office.secret.to_bytes(), "{scheme:?} {numbers:?}");
        }
    }
}

#[test]
fn e6_every_trustee_may_be_needed() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 12, 12, 1);
        let all = office.dealing.combine(&office.shares).map(|secret| secret.to_bytes());
        assert_eq!(all, Ok(office.secret.to_bytes()));
        let refused = CombineError::NotEnough { got: 11, needed: 12 };
        assert_eq!(refusal(&office, &office.shares[1..]), refused);
    }
}
