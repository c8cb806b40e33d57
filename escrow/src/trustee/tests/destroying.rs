//! Shares that are gone.

use super::*;
use crate::fixtures::{field, label, redealt, secret, subsets};

#[test]
fn e22_what_is_left_opens_exactly_when_fewer_than_n_minus_k_plus_1_have_destroyed_their_share() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 3, 5, 1);
        let signed = warrant(Purpose::Reconstruct, 1).sign(&court());
        for destroyers in subsets(5) {
            let mut shares = Vec::new();
            for number in 1..=5 {
                let (mut trustee, _) = office.trustee(number);
                if destroyers.contains(&number) {
                    trustee.destroy(EPOCH, NOW).unwrap();
                    assert_eq!(trustee.release(&signed, NOW), Err(Refusal::NoShare { epoch: EPOCH }));
                } else {
                    shares.push(trustee.release(&signed, NOW).unwrap());
                }
            }
            let combined = office.dealing.combine(&shares).map(|secret| secret.to_bytes());
            let expected = match shares.len() {
                got if got < 3 => Err(CombineError::NotEnough { got, needed: 3 }),
                _ => Ok(office.secret.to_bytes()),
            };
            assert_eq!(combined, expected, "{scheme:?}, destroyed by {destroyers:?}");
        }
    }
}

#[test]
fn e22_after_all_have_destroyed_their_shares_no_trustee_helps_to_open_either() {
    let office = office();
    let fields = [field(&office.secret, label(), 2)];
    for number in 1..=5 {
        let (mut trustee, store) = office.trustee(number);
        trustee.destroy(EPOCH, NOW).unwrap();
        let signed = warrant(Purpose::Assist, 1).sign(&court());
        let refused = trustee.assist(&signed, &fields, NOW, &mut rng(9));
        assert_eq!(refused, Err(Refusal::NoShare { epoch: EPOCH }));
        assert_eq!(trustee.shares().count(), 0);
        assert_eq!(store.kinds(), [Kind::Received, Kind::Destroyed, Kind::Refused]);
    }
}

#[test]
fn e22_a_share_handed_in_again_after_a_restart_stays_destroyed() {
    for scheme in Scheme::ALL {
        let office = dealt(scheme, 2, 3, 1);
        let (mut trustee, store) = office.trustee(1);
        trustee.destroy(EPOCH, NOW).unwrap();
        drop(trustee);
        let mut trustee = office.restarted(1, &store);
        assert_eq!(trustee.shares().count(), 0);
        let refused = trustee.release(&warrant(Purpose::Reconstruct, 1).sign(&court()), NOW);
        assert_eq!(refused, Err(Refusal::NoShare { epoch: EPOCH }));
    }
}

#[test]
fn e22_a_share_of_a_destroyed_epoch_is_not_received_again() {
    let office = office();
    let again = redealt(&office.secret, Scheme::Feldman, 3, 5, 2);
    let (mut trustee, store) = office.trustee(1);
    trustee.destroy(EPOCH, NOW).unwrap();
    for restarted in [false, true] {
        if restarted {
            trustee = office.restarted(1, &store);
        }
        for dealt in [&office, &again] {
            let refused = trustee.receive(&dealt.dealing, dealt.shares[0].clone(), NOW);
            assert_eq!(refused, Err(Refusal::NoShare { epoch: EPOCH }));
        }
        assert_eq!(trustee.shares().count(), 0);
    }
    assert_eq!(store.kinds(), [Kind::Received, Kind::Destroyed]);
}

#[test]
fn e22_other_epochs_stay() {
    let office = office();
    let (mut trustee, store) = office.trustee(1);
    let (dealing, shares) = secret(2).deal(Scheme::Feldman, EPOCH + 1, 3, 5, &mut rng(3)).unwrap();
    trustee.receive(&dealing, shares[0].clone(), NOW).unwrap();
    trustee.destroy(EPOCH, NOW).unwrap();
    assert_eq!(trustee.shares().map(|share| share.epoch).collect::<Vec<_>>(), [EPOCH + 1]);
    let held = vec![office.shares[0].clone(), shares[0].clone()];
    let trustee = Trustee::open(1, court().public(), held, store).unwrap();
    assert_eq!(trustee.shares().map(|share| share.epoch).collect::<Vec<_>>(), [EPOCH + 1]);
}

#[test]
fn e22_a_share_whose_destruction_cannot_be_recorded_is_still_held() {
    let office = office();
    let (mut trustee, store) = office.trustee(1);
    store.breaks(Disk::FullAfter(0));
    assert_eq!(trustee.destroy(EPOCH, NOW), Err(SharedStore::full()));
    assert_eq!(trustee.shares().count(), 1);
    store.breaks(Disk::Works);
    assert_eq!(trustee.destroy(EPOCH, NOW), Ok(()));
    assert_eq!(trustee.shares().count(), 0);
}

#[test]
fn e22_an_epoch_never_held_is_not_destroyed_on_the_record() {
    let (mut trustee, store) = office().trustee(1);
    trustee.destroy(EPOCH + 1, NOW).unwrap();
    assert_eq!(store.kinds(), [Kind::Received]);
}

#[test]
fn e23_a_re_dealt_share_takes_the_place_of_the_old_one() {
    let old = office();
    let new = redealt(&old.secret, Scheme::Feldman, 3, 5, 2);
    let (mut trustee, _) = old.trustee(1);
    trustee.receive(&new.dealing, new.shares[0].clone(), NOW).unwrap();
    assert_eq!(trustee.shares().collect::<Vec<_>>(), [&new.shares[0]]);
}
