use curve25519_dalek::constants::EIGHT_TORSION;

use super::*;
use crate::fixtures::{dealt, secret};

#[test]
fn a_dealing_survives_its_encoding_and_still_checks_its_shares() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 3, 5, 1);
        let read = Dealing::from_bytes(&office.dealing.to_bytes()).unwrap();
        assert_eq!(read, office.dealing);
        assert!(office.shares.iter().all(|share| read.verify(share).is_ok()), "{scheme:?}");
    }
}

#[test]
fn a_dealing_cut_anywhere_or_with_bytes_behind_it_is_refused() {
    for scheme in Scheme::ALL {
        let mut bytes = dealt(scheme, 2, 3, 1).dealing.to_bytes();
        for length in 0..bytes.len() {
            let cut = Dealing::from_bytes(&bytes[..length]);
            assert!(
                matches!(cut, Err(DecodeError::Truncated { .. })),
                "{scheme:?}, cut at {length}: {cut:?}"
            );
        }
        bytes.push(0);
        assert!(matches!(Dealing::from_bytes(&bytes), Err(DecodeError::Trailing { .. })), "{scheme:?}");
    }
}

#[test]
fn a_dealing_whose_threshold_no_dealer_would_take_is_refused() {
    let good = dealt(Scheme::Feldman, 3, 5, 1).dealing.to_bytes();
    for (k, n) in [(0, 5), (1, 5), (6, 5), (3, 2)] {
        let mut bytes = good.clone();
        (bytes[21], bytes[22]) = (k, n);
        assert_eq!(Dealing::from_bytes(&bytes), Err(DecodeError::Value { what: "threshold" }), "{k} of {n}");
    }
}

#[test]
fn a_dealing_whose_commitments_give_another_key_than_the_published_one_is_refused() {
    let mut bytes = dealt(Scheme::Feldman, 3, 5, 1).dealing.to_bytes();
    bytes[23..55].copy_from_slice(&secret(9).public().to_bytes());
    assert_eq!(Dealing::from_bytes(&bytes), Err(DecodeError::Key { what: "first commitment" }));
}

#[test]
fn a_commitment_outside_the_prime_order_group_is_refused() {
    let dealing = dealt(Scheme::Feldman, 3, 5, 1).dealing;
    let Check::Commitments(points) = &dealing.check else { panic!() };
    let mut bytes = dealing.to_bytes();
    bytes[87..119].copy_from_slice((points[1] + EIGHT_TORSION[1]).compress().as_bytes());
    assert_eq!(Dealing::from_bytes(&bytes), Err(DecodeError::Key { what: "commitment" }));
}
