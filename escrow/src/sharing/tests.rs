//! Rows E1 to E9 and E23. `raw_crates` shows what the libraries do without the checks; the others show the checks.

mod combining;
mod raw_crates;
mod redealing;

use super::*;
use crate::fixtures::{assert_silent, dealt, rng};
use honest::codec::Reader;
use honest::error::DecodeError;

#[test]
fn a_share_and_its_dealing_print_nothing_of_the_value() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 3, 5, 1);
        let values: Vec<&[u8]> = office.shares.iter().map(|share| share.value.0.as_slice()).collect();
        let split = scheme.sharing().split(&office.secret.to_bytes(), 3, 5, &mut rng(1));
        let printed = format!("{:?}{:#?}{:?}", office.shares, office.shares, office.dealing);
        assert_silent(&printed, &values);
        assert_silent(&printed, &[&office.secret.to_bytes()]);
        insta::allow_duplicates! {
            insta::assert_snapshot!(format!("{:?}", split.unwrap().values[0]), @"Value(..)");
        }
    }
    insta::assert_debug_snapshot!(dealt(Scheme::Feldman, 2, 3, 1).shares[1], @"
    Share {
        scheme: Feldman,
        epoch: 7,
        dealing: DealingId(7501490a..),
        k: 2,
        n: 3,
        index: 2,
        value: Value(..),
    }
    ");
}

#[test]
fn a_share_survives_its_encoding() {
    for scheme in Scheme::ALL {
        for share in dealt(scheme, 3, 5, 1).shares {
            let bytes = share.to_bytes();
            let mut from = Reader::new(&bytes);
            assert_eq!((Share::decode(&mut from), from.finish()), (Ok(share), Ok(())));
        }
    }
}

#[test]
fn a_share_cut_anywhere_or_of_no_known_scheme_is_refused() {
    let mut bytes = dealt(Scheme::Feldman, 3, 5, 1).shares[0].to_bytes();
    for length in 0..bytes.len() {
        let cut = Share::decode(&mut Reader::new(&bytes[..length]));
        assert!(matches!(cut, Err(DecodeError::Truncated { .. })), "cut at {length}: {cut:?}");
    }
    for scheme in [0, 4, 255] {
        bytes[0] = scheme;
        let refused = Err(DecodeError::Value { what: "scheme" });
        assert_eq!(Share::decode(&mut Reader::new(&bytes)), refused);
    }
}

#[test]
fn a_share_with_any_byte_changed_on_its_way_is_refused_by_its_dealing() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 3, 5, 1);
        let bytes = office.shares[0].to_bytes();
        for place in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[place] ^= 1;
            let Ok(share) = Share::decode(&mut Reader::new(&bytes)) else { continue };
            assert!(office.dealing.verify(&share).is_err(), "{scheme:?}, byte {place}");
        }
    }
}
