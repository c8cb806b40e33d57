//! What happens when keys are dealt more than once, and shares of several dealings meet.

use super::*;
use crate::fixtures::{Dealt, dealt, plus, redealt, rng, secret, shift, subsets};
use crate::key::EscrowSecret;

/// What a dealing says to its own shares with the last one replaced by another.
fn with_last(office: &Dealt, other: Share) -> CombineError {
    let mut shares = office.of(&[1, 2]);
    shares.push(other);
    office.dealing.combine(&shares).expect_err("shares that must be refused")
}

#[test]
fn e5_a_share_of_another_epoch_is_named() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 3, 5, 1);
        let (_, later) = secret(1).deal(scheme, 8, 3, 5, &mut rng(1)).unwrap();
        let mixed = CombineError::Mixed { index: 3, what: "epoch" };
        assert_eq!(with_last(&office, later[2].clone()), mixed);
    }
}

#[test]
fn e5_a_share_of_another_dealing_of_the_same_key_is_named() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 3, 5, 1);
        let again = redealt(&office.secret, scheme, 3, 5, 2);
        let mixed = CombineError::Mixed { index: 4, what: "dealing" };
        assert_eq!(with_last(&office, again.shares[3].clone()), mixed);
    }
}

#[test]
fn e5_a_share_of_another_scheme_is_named() {
    for scheme in Scheme::ALL {
        for other in Scheme::ALL.into_iter().filter(|other| *other != scheme) {
            let office = dealt(scheme, 3, 5, 1);
            let again = redealt(&office.secret, other, 3, 5, 2);
            let mixed = CombineError::Mixed { index: 5, what: "scheme" };
            assert_eq!(with_last(&office, again.shares[4].clone()), mixed, "{other:?} into {scheme:?}");
        }
    }
}

#[test]
fn e5_a_share_that_claims_another_threshold_or_number_of_trustees_is_named() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 3, 5, 1);
        let mixed = CombineError::Mixed { index: 3, what: "threshold" };
        for (k, n) in [(2, 5), (3, 6)] {
            let claims = Share { k, n, ..office.shares[2].clone() };
            assert_eq!(with_last(&office, claims), mixed, "{scheme:?} {k} of {n}");
        }
    }
}

#[test]
fn e5_the_two_byte_wise_schemes_read_each_others_values_so_only_the_name_tells_them_apart() {
    let office = dealt(Scheme::Sharks, 2, 3, 1);
    let points: Vec<_> = office.shares.iter().take(2).map(|share| (share.index, &share.value.0)).collect();
    let read = Scheme::Blahaj.sharing().combine(2, &points).unwrap();
    assert_eq!(*read, office.secret.to_bytes());
}

#[test]
fn e5_byte_wise_shares_read_as_scalars_are_garbage_without_an_error() {
    // About one value in sixteen is a scalar; of 255 some are.
    let office = dealt(Scheme::Blahaj, 2, 255, 1);
    let scalar = |share: &&Share| EscrowSecret::from_bytes(share.value.0).is_some();
    let shares: Vec<&Share> = office.shares.iter().filter(scalar).take(2).collect();
    let points: Vec<_> = shares.iter().map(|share| (share.index, &share.value.0)).collect();
    let read = Scheme::Feldman.sharing().combine(2, &points).unwrap();
    assert_ne!(*read, office.secret.to_bytes());
}

#[test]
fn e23_no_mixture_of_old_and_new_shares_below_both_thresholds_gives_the_key() {
    for scheme in Scheme::ALL {
        let old = dealt(scheme, 3, 5, 1);
        let new = redealt(&old.secret, scheme, 3, 5, 2);
        for kept in subsets(5).filter(|numbers| numbers.len() == 2) {
            for fresh in subsets(5).filter(|numbers| numbers.len() == 2) {
                let mixture = [old.of(&kept), new.of(&fresh)].concat();
                let refused = CombineError::Mixed { index: fresh[0], what: "dealing" };
                assert_eq!(old.dealing.combine(&mixture).err(), Some(refused));
                let refused = CombineError::Mixed { index: kept[0], what: "dealing" };
                assert_eq!(new.dealing.combine(&mixture).err(), Some(refused));
            }
        }
    }
}

#[test]
fn e23_mixed_old_and_new_values_are_garbage_even_without_the_check() {
    for scheme in Scheme::ALL {
        let old = dealt(scheme, 3, 5, 1);
        let new = redealt(&old.secret, scheme, 3, 5, 2);
        let points = [(1, &old.shares[0].value.0), (2, &old.shares[1].value.0), (3, &new.shares[2].value.0)];
        let combined = scheme.sharing().combine(3, &points).unwrap();
        assert_ne!(*combined, old.secret.to_bytes(), "{scheme:?}");
    }
}

#[test]
fn e23_old_shares_give_the_key_after_every_re_dealing_which_is_why_they_must_be_destroyed() {
    for scheme in Scheme::ALL {
        let old = dealt(scheme, 3, 5, 1);
        let new = redealt(&old.secret, scheme, 2, 7, 2);
        assert_eq!(new.dealing.public, old.dealing.public);
        for office in [&old, &new] {
            let combined = office.dealing.combine(&office.of(&[1, 2, 4])).unwrap();
            assert_eq!(combined.to_bytes(), old.secret.to_bytes());
        }
    }
}

#[test]
fn e8_without_the_check_the_last_trustee_shifts_the_key_by_whatever_it_likes() {
    let delta: [u8; 32] = std::array::from_fn(|place| u8::try_from(place % 16).unwrap());
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 3, 5, 1);
        let mut shares = office.of(&[2, 4, 5]);
        let last = &mut shares[2].value.0;
        *last = plus(scheme, last, &shift(scheme, &delta, 5, &[2, 4, 5]));
        let points: Vec<_> = shares.iter().map(|share| (share.index, &share.value.0)).collect();
        let combined = scheme.sharing().combine(3, &points).unwrap();
        assert_eq!(*combined, plus(scheme, &office.secret.to_bytes(), &delta), "{scheme:?}");

        let refused = office.dealing.combine(&shares).map(|secret| secret.to_bytes());
        assert_eq!(refused, Err(CombineError::BadShare { index: 5 }), "{scheme:?}");
    }
}
