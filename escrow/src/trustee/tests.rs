//! Rows E13 to E18 and E22.

mod destroying;
mod recording;
mod scope;

use super::*;
use crate::fixtures::{Dealt, Disk, EPOCH, NOW, SharedStore, assert_silent, court, dealt, rng, warrant};

/// The three trustees of five who are needed, at a dealing of the default scheme.
fn office() -> Dealt {
    dealt(Scheme::Feldman, 3, 5, 1)
}

#[test]
fn a_trustee_prints_nothing_of_its_share() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 2, 3, 1);
        let (trustee, _) = office.trustee(2);
        let printed = format!("{trustee:?}{trustee:#?}");
        assert!(printed.contains("value: Value(..)"));
        let secrets = [office.shares[1].value.as_bytes().as_slice(), &office.secret.to_bytes()];
        assert_silent(&printed, &secrets);
    }
}
