//! The record is written before anything leaves a trustee, and decides what it does after a restart.

use super::*;
use crate::error::WarrantError;
use crate::field::AccessField;
use crate::fixtures::{field, label};
use crate::record::MemoryStore;

/// Both ways of asking a trustee for something, to be told apart by their purpose alone.
fn asked(
    trustee: &mut Trustee<SharedStore>,
    warrant: &SignedWarrant,
    fields: &[AccessField],
    now: u64,
) -> Result<(), Refusal> {
    match warrant.warrant.purpose {
        Purpose::Reconstruct => trustee.release(warrant, now).map(|_| ()),
        Purpose::Assist => trustee.assist(warrant, fields, now, &mut rng(9)).map(|_| ()),
    }
}

const WAYS: [(Purpose, Kind); 2] =
    [(Purpose::Reconstruct, Kind::Released), (Purpose::Assist, Kind::Assisted)];

#[test]
fn e13_nothing_is_released_while_the_record_cannot_be_written_and_the_warrant_is_not_spent() {
    let office = office();
    let fields = [field(&office.secret, label(), 2)];
    for (purpose, kind) in WAYS {
        let (mut trustee, store) = office.trustee(1);
        let warrant = warrant(purpose, 1).sign(&court());
        store.breaks(Disk::FullAfter(0));
        for _ in 0..3 {
            let refused = asked(&mut trustee, &warrant, &fields, NOW);
            assert_eq!(refused, Err(Refusal::Record(SharedStore::full())));
        }
        assert_eq!(store.kinds(), [Kind::Received]);

        store.breaks(Disk::Works);
        assert_eq!(asked(&mut trustee, &warrant, &fields, NOW), Ok(()));
        assert_eq!(store.kinds(), [Kind::Received, kind]);
        assert_eq!(asked(&mut trustee, &warrant, &fields, NOW), Err(Refusal::Used));
        assert!(verify_chain(&store.entries().unwrap()).is_ok());
    }
}

#[test]
fn e13_a_disk_that_fills_up_stops_the_trustee_at_that_entry() {
    let office = office();
    for room in 0..4 {
        let (mut trustee, store) = office.trustee(1);
        store.breaks(Disk::FullAfter(room));
        let answers: Vec<_> = (0u8..4)
            .map(|id| trustee.release(&warrant(Purpose::Reconstruct, id).sign(&court()), NOW).map(|_| ()))
            .collect();
        for (place, answer) in answers.into_iter().enumerate() {
            let full = Err(Refusal::Record(SharedStore::full()));
            assert_eq!(answer, if place < room { Ok(()) } else { full }, "room for {room}");
        }
        assert_eq!(store.kinds().len(), 1 + room);
    }
}

#[test]
fn e13_a_release_is_in_the_store_by_the_time_the_share_is_out() {
    let office = office();
    let (mut trustee, store) = office.trustee(2);
    let signed = warrant(Purpose::Reconstruct, 1).sign(&court());
    assert_eq!(trustee.release(&signed, NOW), Ok(office.shares[1].clone()));
    let previous = store.entries().unwrap()[0].hash();
    let (time, kind, epoch, warrant) = (NOW, Kind::Released, EPOCH, signed.warrant.id);
    let entry = Entry { number: 1, previous, time, kind, epoch, warrant, count: 0, reason: String::new() };
    assert_eq!(store.last(), entry);
}

#[test]
fn e13_an_assistance_is_in_the_store_with_the_number_of_fields() {
    let office = office();
    let (mut trustee, store) = office.trustee(2);
    let fields = [2, 3, 4].map(|seed| field(&office.secret, label(), seed));
    let signed = warrant(Purpose::Assist, 1).sign(&court());
    let partials = trustee.assist(&signed, &fields, NOW, &mut rng(9)).unwrap();
    assert_eq!(partials.len(), 3);
    assert_eq!((store.last().kind, store.last().count), (Kind::Assisted, 3));
}

#[test]
fn e13_a_trustee_that_died_after_writing_and_before_answering_does_not_answer_after_its_restart() {
    // The entry is there, the share never left: the court must sign again. The other order would be a leak.
    let office = office();
    for (purpose, kind) in WAYS {
        let fields = [field(&office.secret, label(), 2)];
        let (mut trustee, store) = office.trustee(1);
        let signed = warrant(purpose, 1).sign(&court());
        store.breaks(Disk::CrashesOnceWritten);
        assert!(asked(&mut trustee, &signed, &fields, NOW).is_err());
        drop(trustee);

        store.breaks(Disk::Works);
        assert_eq!(store.kinds(), [Kind::Received, kind]);
        let mut trustee = office.restarted(1, &store);
        assert_eq!(asked(&mut trustee, &signed, &fields, NOW), Err(Refusal::Used));
        assert_eq!(asked(&mut trustee, &warrant(purpose, 2).sign(&court()), &fields, NOW), Ok(()));
    }
}

#[test]
fn e13_a_share_is_not_taken_while_its_receipt_cannot_be_written() {
    let office = office();
    let store = SharedStore::default();
    let mut trustee = Trustee::open(1, court().public(), vec![], store.clone()).unwrap();
    store.breaks(Disk::FullAfter(0));
    let refused = trustee.receive(&office.dealing, office.shares[0].clone(), NOW);
    assert_eq!(refused, Err(Refusal::Record(SharedStore::full())));
    assert_eq!(trustee.shares().count(), 0);
}

#[test]
fn e13_a_trustee_does_not_start_on_a_record_that_is_broken() {
    let office = office();
    let (mut trustee, store) = office.trustee(1);
    trustee.release(&warrant(Purpose::Reconstruct, 1).sign(&court()), NOW).unwrap();
    let mut tampered = MemoryStore::default();
    for entry in store.entries().unwrap().into_iter().skip(1) {
        tampered.append(&entry).unwrap();
    }
    let refused = Trustee::open(1, court().public(), office.of(&[1]), tampered);
    assert_eq!(refused.err(), Some(RecordError::Broken { index: 0 }));
}

#[test]
fn e13_a_record_goes_on_across_a_restart() {
    let office = office();
    let (mut trustee, store) = office.trustee(1);
    trustee.release(&warrant(Purpose::Reconstruct, 1).sign(&court()), NOW).unwrap();
    drop(trustee);
    let mut trustee = office.restarted(1, &store);
    trustee.release(&warrant(Purpose::Reconstruct, 2).sign(&court()), NOW).unwrap();
    assert_eq!(store.kinds(), [Kind::Received, Kind::Released, Kind::Released]);
    assert_eq!(store.last().number, 2);
    assert!(verify_chain(&store.entries().unwrap()).is_ok());
}

#[test]
fn e17_a_warrant_is_good_for_one_opening_at_each_trustee() {
    let office = office();
    let signed = warrant(Purpose::Reconstruct, 1).sign(&court());
    for number in 1..=5 {
        let (mut trustee, store) = office.trustee(number);
        assert!(trustee.release(&signed, NOW).is_ok(), "trustee {number} has not seen it");
        for now in [NOW, NOW + 1] {
            assert_eq!(trustee.release(&signed, now), Err(Refusal::Used));
        }
        assert_eq!(store.kinds(), [Kind::Received, Kind::Released, Kind::Refused, Kind::Refused]);
    }
}

#[test]
fn e17_a_warrant_used_before_a_restart_stays_used() {
    let office = office();
    let fields = [field(&office.secret, label(), 2)];
    for (purpose, _) in WAYS {
        let (mut trustee, store) = office.trustee(1);
        let signed = warrant(purpose, 1).sign(&court());
        assert_eq!(asked(&mut trustee, &signed, &fields, NOW), Ok(()));
        drop(trustee);
        let mut trustee = office.restarted(1, &store);
        assert_eq!(asked(&mut trustee, &signed, &fields, NOW), Err(Refusal::Used));
    }
}

#[test]
fn e17_the_id_alone_is_used_up_so_a_second_warrant_of_the_same_id_is_refused() {
    let office = office();
    let (mut trustee, _) = office.trustee(1);
    trustee.release(&warrant(Purpose::Reconstruct, 1).sign(&court()), NOW).unwrap();
    let same_id = warrant(Purpose::Assist, 1).sign(&court());
    assert_eq!(asked(&mut trustee, &same_id, &[], NOW), Err(Refusal::Used));
}

#[test]
fn e17_a_refused_request_does_not_use_the_warrant_up() {
    let office = office();
    for (purpose, other) in [(Purpose::Reconstruct, Purpose::Assist), (Purpose::Assist, Purpose::Reconstruct)]
    {
        let (mut trustee, store) = office.trustee(1);
        let signed = warrant(purpose, 1).sign(&court());
        // Too early, and for the other way of opening.
        let early = Refusal::Warrant(WarrantError::NotInForce { from: 100, until: 200, now: 99 });
        assert_eq!(asked(&mut trustee, &signed, &[], 99), Err(early));
        let wrong = Refusal::Purpose { expected: purpose.name(), got: other.name() };
        let refused = match other {
            Purpose::Reconstruct => trustee.release(&signed, NOW).map(|_| ()),
            Purpose::Assist => trustee.assist(&signed, &[], NOW, &mut rng(9)).map(|_| ()),
        };
        assert_eq!(refused, Err(wrong));
        let mut trustee = office.restarted(1, &store);
        assert_eq!(asked(&mut trustee, &signed, &[], NOW), Ok(()));
    }
}

#[test]
fn e17_a_clock_set_back_revives_no_warrant_that_was_used() {
    let office = office();
    let (mut trustee, store) = office.trustee(1);
    let signed = warrant(Purpose::Reconstruct, 1).sign(&court());
    trustee.release(&signed, 199).unwrap();
    let late = Refusal::Warrant(WarrantError::NotInForce { from: 100, until: 200, now: 200 });
    assert_eq!(trustee.release(&signed, 200), Err(late));
    assert_eq!(trustee.release(&signed, 100), Err(Refusal::Used));
    assert_eq!(office.restarted(1, &store).release(&signed, 100), Err(Refusal::Used));
}

#[test]
fn e17_a_clock_set_back_revives_a_warrant_that_expired_unused() {
    // A limit: the trustee believes its clock. The record shows the times out of order.
    let office = office();
    let (mut trustee, store) = office.trustee(1);
    let signed = warrant(Purpose::Reconstruct, 1).sign(&court());
    assert!(trustee.release(&signed, 5_000).is_err());
    assert!(trustee.release(&signed, NOW).is_ok());
    let times: Vec<u64> = store.entries().unwrap().iter().map(|entry| entry.time).collect();
    assert_eq!(times, [1, 5_000, NOW]);
}

#[test]
fn every_refusal_is_on_the_record_with_its_reason() {
    let office = office();
    let (mut trustee, store) = office.trustee(1);
    let signed = warrant(Purpose::Assist, 1).sign(&court());
    let refused = trustee.release(&signed, NOW).unwrap_err();
    assert_eq!((store.last().kind, store.last().reason), (Kind::Refused, refused.to_string()));
}

#[test]
fn a_trustee_may_refuse_what_the_court_allows_and_says_so_on_the_record() {
    let office = office();
    let (mut trustee, store) = office.trustee(1);
    let signed = warrant(Purpose::Reconstruct, 1).sign(&court());
    let refusal = trustee.refuse(&signed, "not in my name", NOW);
    assert_eq!(refusal, Ok(Refusal::Conscience { reason: "not in my name".into() }));
    assert_eq!((store.last().kind, store.last().reason.as_str()), (Kind::Refused, "not in my name"));
    store.breaks(Disk::FullAfter(0));
    assert_eq!(trustee.refuse(&signed, "not in my name", NOW), Err(SharedStore::full()));
}

#[test]
fn a_reason_is_cut_to_its_bound_between_two_characters() {
    let office = office();
    for (reason, kept) in [("x".repeat(200), 200), ("x".repeat(201), 200), ("ä".repeat(150), 200)] {
        let (mut trustee, store) = office.trustee(1);
        trustee.refuse(&warrant(Purpose::Assist, 1).sign(&court()), &reason, NOW).unwrap();
        assert_eq!(store.last().reason, reason[..kept]);
    }
    let (mut trustee, store) = office.trustee(1);
    let uneven = format!("x{}", "ä".repeat(150));
    trustee.refuse(&warrant(Purpose::Assist, 1).sign(&court()), &uneven, NOW).unwrap();
    assert_eq!(store.last().reason, uneven[..199]);
    assert!(verify_chain(&store.entries().unwrap()).is_ok());
}
