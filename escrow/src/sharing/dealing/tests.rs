//! The dealer who cheats: it needs the private half of a [`Dealing`] to be built by hand.

use super::*;
use crate::error::Refusal;
use crate::fixtures::{Dealt, NOW, SharedStore, court, dealt, rng, secret, subsets};
use crate::record::Kind;
use crate::trustee::Trustee;

/// Gives the trustees from `from` on shares of another polynomial under this dealing's name. Where shares are
/// checked against digests, the dealer publishes those of what it gave out; commitments it cannot make fit.
fn cheat(mut office: Dealt, from: u8, with: Dealt) -> Dealt {
    for (share, other) in office.shares.iter_mut().zip(&with.shares).filter(|(share, _)| share.index >= from)
    {
        share.value = other.value.clone();
    }
    if let Check::Digests(digests) = &mut office.dealing.check {
        *digests = office.shares.iter().map(digest).collect();
    }
    office
}

/// Who of the trustees 1 to n takes the share it was dealt.
fn taken(office: &Dealt) -> Vec<Result<(), Refusal>> {
    let receive = |share: &Share| {
        let store = SharedStore::default();
        let mut trustee = Trustee::open(share.index, court().public(), vec![], store.clone()).unwrap();
        let taken = trustee.receive(&office.dealing, share.clone(), NOW);
        let (kinds, held) = if taken.is_ok() { (vec![Kind::Received], 1) } else { (vec![], 0) };
        assert_eq!((store.kinds(), trustee.shares().count()), (kinds, held));
        taken
    };
    office.shares.iter().map(receive).collect()
}

#[test]
fn e7_with_feldmans_scheme_every_cheated_trustee_finds_out_at_receipt() {
    let office = cheat(dealt(Scheme::Feldman, 3, 5, 1), 4, dealt(Scheme::Feldman, 3, 5, 2));
    let bad = |index| Err(Refusal::Share(CombineError::BadShare { index }));
    assert_eq!(taken(&office), [Ok(()), Ok(()), Ok(()), bad(4), bad(5)]);
}

#[test]
fn e7_an_honest_dealing_is_taken_by_all() {
    for scheme in Scheme::ALL {
        assert_eq!(taken(&dealt(scheme, 3, 5, 1)), [const { Ok(()) }; 5]);
    }
}

#[test]
fn e7_with_byte_wise_schemes_nobody_notices_a_cheating_dealer_until_the_key_is_needed() {
    // The limit of a digest: it says that nobody changed a share since, not that the shares fit each other.
    for scheme in [Scheme::Blahaj, Scheme::Sharks] {
        let office = cheat(dealt(scheme, 2, 5, 1), 4, dealt(scheme, 2, 5, 2));
        assert_eq!(taken(&office), [const { Ok(()) }; 5], "{scheme:?}");
        for numbers in subsets(5).filter(|numbers| numbers.len() == 2) {
            let combined = office.dealing.combine(&office.of(&numbers));
            let expected =
                if numbers[1] < 4 { Ok(office.secret.to_bytes()) } else { Err(CombineError::WrongKey) };
            assert_eq!(combined.map(|secret| secret.to_bytes()), expected, "{scheme:?} {numbers:?}");
        }
    }
}

#[test]
fn e7_different_subsets_of_a_cheating_dealers_shares_hold_different_keys() {
    let office = cheat(dealt(Scheme::Blahaj, 2, 5, 1), 4, dealt(Scheme::Blahaj, 2, 5, 2));
    let key = |numbers: &[u8]| {
        let shares = office.of(numbers);
        let points: Vec<_> = shares.iter().map(|share| (share.index, &share.value.0)).collect();
        *Scheme::Blahaj.sharing().combine(2, &points).unwrap()
    };
    let keys: std::collections::BTreeSet<_> = [key(&[1, 2]), key(&[4, 5]), key(&[3, 4]), key(&[2, 5])].into();
    assert_eq!(keys.len(), 4);
    assert_eq!(key(&[1, 2]), office.secret.to_bytes());
    assert_eq!(key(&[4, 5]), secret(2).to_bytes());
}

#[test]
fn e4_a_byte_wise_result_that_is_no_scalar_is_the_wrong_key_and_not_a_reduced_one() {
    let office = dealt(Scheme::Blahaj, 2, 3, 1);
    let mut above = office.secret.to_bytes();
    above[31] |= 0xf0;
    let split = Scheme::Blahaj.sharing().split(&above, 2, 3, &mut rng(3)).unwrap();
    let mut cheated = office;
    for (share, value) in cheated.shares.iter_mut().zip(split.values) {
        share.value = value;
    }
    cheated.dealing.check = Check::Digests(cheated.shares.iter().map(digest).collect());
    assert_eq!(cheated.dealing.combine(&cheated.of(&[1, 2])).err(), Some(CombineError::WrongKey));
}

#[test]
fn every_part_of_a_share_is_under_its_digest() {
    let office = dealt(Scheme::Blahaj, 2, 3, 1);
    let share = &office.shares[0];
    let mut other_value = share.clone();
    other_value.value.0[0] ^= 1;
    let changed = [
        Share { scheme: Scheme::Sharks, ..share.clone() },
        Share { epoch: share.epoch + 1, ..share.clone() },
        Share { dealing: DealingId([0; 16]), ..share.clone() },
        Share { k: 3, ..share.clone() },
        Share { n: 4, ..share.clone() },
        Share { index: 2, ..share.clone() },
        other_value,
    ];
    for changed in changed {
        assert_ne!(digest(&changed), digest(share), "{changed:?}");
    }
}

#[test]
fn the_commitments_give_every_trustees_public_share_and_the_public_key_at_zero() {
    let office = dealt(Scheme::Feldman, 3, 5, 1);
    for share in &office.shares {
        let value = Scalar::from_canonical_bytes(share.value.0).unwrap();
        assert_eq!(office.dealing.public_share(share.index), Some(EdwardsPoint::mul_base(&value)));
    }
    let Check::Commitments(commitments) = &office.dealing.check else { panic!("Feldman has commitments") };
    assert_eq!(commitments.len(), 3);
    assert_eq!(commitments[0].compress().to_bytes(), office.dealing.public.to_bytes());
    assert_eq!(dealt(Scheme::Blahaj, 3, 5, 1).dealing.public_share(1), None);
}
