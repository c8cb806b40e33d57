//! A trustee without the network: what it refuses, what it writes down first, what a restart and a turned clock change.

use escrow::error::{CombineError, FieldError, RecordError, WarrantError};
use escrow::record::{Entry, Kind, RecordStore};
use escrow::warrant::{Purpose, Warrant};
use tempfile::TempDir;

use super::*;
use crate::trustee::error::StoreError;
use crate::trustee::limits::MAX_REQUEST_ID;
use crate::trustee::tests::fixtures::*;

/// Trustee 2 of 3 with its share.
struct Scene {
    directory: TempDir,
    office: Office,
    hands: Hands,
    trustee: Service,
}

impl Scene {
    fn new() -> Self {
        let (directory, hands, office) = (TempDir::new().unwrap(), Hands::at(NOW), dealt(2, 3, EPOCH, 1));
        let trustee = holder(&directory, &office, 2, &hands);
        Self { directory, office, hands, trustee }
    }

    fn restarted(self) -> Self {
        let Self { directory, office, hands, trustee } = self;
        drop(trustee);
        let trustee = service(&directory, 2, &hands);
        Self { directory, office, hands, trustee }
    }

    fn ask(&self, name: &str, warrant: &SignedWarrant) -> Result<Assistance, Denial> {
        self.trustee.assist(&request(name), warrant, &self.office.talk())
    }

    fn entries(&self) -> Vec<Entry> {
        self.trustee.store().entries().unwrap()
    }

    fn kinds(&self) -> Vec<Kind> {
        self.entries().iter().map(|entry| entry.kind).collect()
    }
}

fn refused(refusal: Refusal) -> Result<Assistance, Denial> {
    Err(Denial::Refused(refusal))
}

#[test]
fn e13_the_very_same_request_gets_the_same_answer_to_the_byte_and_one_entry() {
    let scene = Scene::new();
    let first = scene.ask("r1", &warrant(1)).unwrap();
    assert_eq!(scene.ask("r1", &warrant(1)), Ok(first.clone()));
    let scene = scene.restarted();
    assert_eq!(scene.ask("r1", &warrant(1)), Ok(first));
    assert_eq!(scene.kinds(), [Kind::Received, Kind::Assisted]);
}

#[test]
fn e13_anything_but_the_very_same_request_is_used_and_on_record() {
    let scene = Scene::new();
    scene.ask("r1", &warrant(1)).unwrap();
    let fields = scene.office.talk();
    let others = [
        scene.ask("r2", &warrant(1)),
        scene.ask("r1", &warrant(2)),
        scene.trustee.assist(&request("r1"), &warrant(1), &fields[..2]),
        scene.trustee.assist(&request("r1"), &warrant(1), &[]),
    ];
    for other in others {
        assert_eq!(other, refused(Refusal::Used));
    }
    assert_eq!(scene.kinds()[2..], [Kind::Refused; 4]);
}

#[test]
fn e13_a_repetition_is_answered_neither_after_the_warrant_ran_out_nor_after_the_share_is_gone() {
    let scene = Scene::new();
    scene.ask("r1", &warrant(1)).unwrap();
    scene.hands.turn(UNTIL);
    let late = refused(WarrantError::NotInForce { from: NOW, until: UNTIL, now: UNTIL }.into());
    assert_eq!(scene.ask("r1", &warrant(1)), late);
    let scene = Scene::new();
    scene.ask("r1", &warrant(1)).unwrap();
    assert_eq!(scene.trustee.destroy(EPOCH), Ok(true));
    assert_eq!(scene.ask("r1", &warrant(1)), refused(Refusal::NoShare { epoch: EPOCH }));
}

#[test]
fn e13_two_requests_never_share_the_randomness_of_their_proofs() {
    // A nonce used for two fields would give the share away. The challenge is a hash over the nonce's points: if two
    // proofs of one field have different ones, the nonces differ.
    let office = dealt(2, 3, EPOCH, 1);
    let field = office.field("alice", "bob", SENT, 1);
    let challenge = |name: &str, id| {
        let directory = TempDir::new().unwrap();
        let trustee = holder(&directory, &office, 2, &Hands::at(NOW));
        trustee.assist(&request(name), &warrant(id), std::slice::from_ref(&field)).unwrap().partials[0].proof
            [0]
    };
    let all = [challenge("r1", 1), challenge("r2", 1), challenge("r1", 2)];
    assert!(all[0] != all[1] && all[0] != all[2] && all[1] != all[2]);
    assert_eq!(challenge("r1", 1), all[0], "the control: the same request has the same");
}

#[test]
fn e17_a_used_warrant_stays_used_after_a_restart_and_with_the_clock_set_back_within_tolerance() {
    let scene = Scene::new();
    scene.hands.turn(NOW + 9);
    scene.ask("r1", &warrant(1)).unwrap();
    let scene = scene.restarted();
    scene.hands.turn(NOW + 9 - CLOCK_TOLERANCE);
    assert_eq!(scene.ask("r2", &warrant(1)), refused(Refusal::Used));
    let times: Vec<u64> = scene.entries().iter().map(|entry| entry.time).collect();
    assert_eq!(times, [NOW, NOW + 9, NOW + 9], "entries are never dated before their neighbours");
}

#[test]
fn e17_a_clock_set_back_by_more_than_the_tolerance_is_noticed_and_nothing_is_released() {
    let scene = Scene::new();
    scene.hands.turn(NOW + 9);
    scene.trustee.tick().unwrap();
    let now = NOW + 9 - CLOCK_TOLERANCE - 1;
    scene.hands.turn(now);
    let clock = Denial::Clock { now, floor: NOW + 9 };
    assert_eq!(scene.ask("r1", &warrant(1)), Err(clock.clone()));
    assert_eq!(scene.trustee.destroy(EPOCH), Err(clock.clone()));
    assert!(!scene.trustee.health().clock);
    assert_eq!(scene.kinds(), [Kind::Received, Kind::Refused]);
    // Not by a restart either.
    let scene = scene.restarted();
    assert_eq!(scene.ask("r1", &warrant(1)), Err(clock));
    scene.hands.turn(NOW + 10);
    assert!(scene.ask("r1", &warrant(1)).is_ok(), "the control: with the clock right it is answered");
}

#[test]
fn e17_a_warrant_that_expired_unused_is_not_revived_by_a_clock_set_back() {
    let scene = Scene::new();
    scene.hands.turn(UNTIL);
    // What the service does every minute, asked or not.
    scene.trustee.tick().unwrap();
    let scene = scene.restarted();
    scene.hands.turn(NOW + 1);
    assert_eq!(scene.ask("r1", &warrant(1)), Err(Denial::Clock { now: NOW + 1, floor: UNTIL }));
    scene.hands.turn(UNTIL - CLOCK_TOLERANCE);
    let expired = WarrantError::NotInForce { from: NOW, until: UNTIL, now: UNTIL };
    assert_eq!(
        scene.ask("r1", &warrant(1)),
        refused(expired.into()),
        "the time that counts is the one on record"
    );
}

#[test]
fn e17_a_store_put_back_to_an_older_copy_answers_a_used_warrant_again_and_only_the_time_tells_the_logs_apart()
{
    // The limit that witnesses are for, and what is left of it: in the same second even they cannot tell, since an entry
    // names the warrant and counts the fields, and does not say which.
    for (later, same_log) in [(1, false), (0, true)] {
        let Scene { directory, office, hands, trustee } = Scene::new();
        let (path, copy) = (directory.path().join("trustee.sqlite"), directory.path().join("copy"));
        drop(trustee);
        std::fs::copy(&path, &copy).unwrap();
        let scene = Scene { trustee: service(&directory, 2, &hands), directory, office, hands };
        scene.ask("r1", &warrant(1)).unwrap();
        let before = scene.trustee.checkpoint().unwrap();
        let Scene { directory, office, hands, trustee } = scene;
        drop(trustee);
        std::fs::rename(&copy, &path).unwrap();
        hands.turn(NOW + later);
        let scene = Scene { trustee: service(&directory, 2, &hands), directory, office, hands };
        let others = [0, 1, 2].map(|sent| scene.office.field("carol", "alice", SENT + sent, 9));
        assert!(scene.trustee.assist(&request("r2"), &warrant(1), &others).is_ok());
        assert_eq!(scene.trustee.checkpoint().unwrap() == before, same_log, "{later} seconds later");
    }
}

#[test]
fn e18_what_is_outside_the_warrant_opens_nothing_and_is_on_record() {
    let scene = Scene::new();
    let (office, good) = (&scene.office, scene.office.talk());
    let unproven = {
        let mut field = good[0].clone();
        field.proof = None;
        field
    };
    let relabelled = {
        let mut field = office.field("bob", "carol", SENT, 1);
        field.label.from = address("alice");
        field
    };
    let later = dealt(2, 3, EPOCH + 1, 5).field("alice", "bob", SENT, 1);
    let out = |why| Refusal::OutOfScope { place: 1, why };
    let unlabelled = Refusal::Field { place: 1, error: FieldError::LabelProof };
    let cases = [
        (office.field("bob", "carol", SENT, 1), out("it is between other people")),
        (office.field("alice", "bob", SENT - 1, 1), out("it was sent outside the window")),
        (office.field("alice", "bob", SENT + 1_000, 1), out("it was sent outside the window")),
        (later, out("it is of another epoch")),
        (unproven, unlabelled.clone()),
        (relabelled, unlabelled),
    ];
    for (number, (bad, refusal)) in cases.into_iter().enumerate() {
        let fields = [good[0].clone(), bad, good[1].clone()];
        let outcome = scene.trustee.assist(&request("r1"), &warrant(1), &fields);
        assert_eq!(outcome, refused(refusal.clone()));
        let last = scene.entries().pop().unwrap();
        assert_eq!((last.kind, last.reason), (Kind::Refused, refusal.to_string()), "case {number}");
    }
    assert!(scene.ask("r1", &warrant(1)).is_ok(), "the control: the warrant is not used up by that");
}

#[test]
fn e20_with_the_disk_full_read_only_or_failing_at_the_commit_nothing_is_released_and_a_restart_mends_it() {
    let faults = [
        // As many pages as there are: the next one is "database or disk is full".
        ("full", "PRAGMA main.max_page_count = 1"),
        ("read-only", "PRAGMA query_only = ON"),
        // A row that its transaction cannot be committed with.
        (
            "commit",
            "CREATE TABLE late (entry INTEGER REFERENCES entries (number) DEFERRABLE INITIALLY DEFERRED);
             CREATE TEMP TRIGGER fail AFTER INSERT ON main.entries BEGIN INSERT INTO late VALUES (-1); END",
        ),
    ];
    for (fault, sql) in faults {
        let scene = Scene::new();
        // Enough to need a new page soon.
        let mut number = 0;
        scene.trustee.store().sabotage(sql);
        let failure = loop {
            number += 1;
            assert!(number < 200, "{fault}: the disk never failed");
            match scene.ask(&format!("r{number}"), &unsigned(u8::try_from(number).unwrap()).sign(&court())) {
                Ok(_) => {}
                Err(failure) => break failure,
            }
        };
        assert!(
            matches!(failure, Denial::Refused(Refusal::Record(RecordError::Store { .. }))),
            "{fault}: {failure:?}"
        );
        let health = scene.trustee.health();
        assert!(!health.writable, "{fault}");
        // Not even what was answered before, or a refusal, goes out or in any more.
        let all = [
            scene.trustee.refuse(&warrant(1), "no").map(drop),
            scene.trustee.destroy(EPOCH).map(drop),
            scene.trustee.tick(),
        ];
        scene.hands.turn(NOW + 1);
        assert!(all[..2].iter().all(Result::is_err) && scene.trustee.tick().is_err(), "{fault}: {all:?}");
        let before = scene.kinds().len();
        let scene = scene.restarted();
        assert_eq!(scene.kinds().len(), before, "{fault}: what was said to be written is");
        let id = u8::try_from(number).unwrap();
        assert!(scene.ask(&format!("r{number}"), &unsigned(id).sign(&court())).is_ok(), "{fault}");
    }
}

#[test]
fn e20_a_log_that_is_full_releases_nothing_and_still_lets_a_share_be_destroyed() {
    let (directory, hands, office) = (TempDir::new().unwrap(), Hands::at(NOW), dealt(2, 3, EPOCH, 1));
    let trustee = Service::open(directory.path(), Settings { capacity: 2, ..settings(2, &hands) }).unwrap();
    trustee.receive(&office.dealing.to_bytes(), &office.shares[1].to_bytes()).unwrap();
    trustee.assist(&request("r1"), &warrant(1), &office.talk()).unwrap();
    assert!(!trustee.health().writable);
    let full = trustee.assist(&request("r2"), &warrant(2), &office.talk());
    assert!(matches!(full, Err(Denial::Refused(Refusal::Record(_)))), "{full:?}");
    assert_eq!(trustee.destroy(EPOCH), Ok(true));
}

#[test]
fn e22_a_destroyed_share_is_gone_after_a_restart_and_is_not_taken_again() {
    let scene = Scene::new();
    assert_eq!(scene.trustee.destroy(EPOCH), Ok(true));
    let scene = scene.restarted();
    assert_eq!(scene.trustee.destroy(EPOCH), Ok(false));
    assert_eq!(scene.ask("r1", &warrant(1)), refused(Refusal::NoShare { epoch: EPOCH }));
    let again = scene.trustee.receive(&scene.office.dealing.to_bytes(), &scene.office.shares[1].to_bytes());
    assert_eq!(again, Err(Denial::Refused(Refusal::NoShare { epoch: EPOCH })));
    assert!(scene.trustee.store().shares().unwrap().is_empty());
}

#[test]
fn an_epoch_s_share_is_taken_once_and_the_same_one_again_is_no_fault() {
    let scene = Scene::new();
    let give = |office: &Office, index: usize| {
        scene.trustee.receive(&office.dealing.to_bytes(), &office.shares[index].to_bytes())
    };
    assert_eq!(give(&scene.office, 1), Ok(()));
    assert_eq!(give(&dealt(2, 3, EPOCH, 9), 1), Err(Denial::Held { epoch: EPOCH }));
    let other = dealt(2, 3, EPOCH + 1, 9);
    assert_eq!(give(&other, 2), Err(Denial::Refused(Refusal::Share(CombineError::BadShare { index: 3 }))));
    let mixed =
        scene.trustee.receive(&dealt(2, 3, EPOCH + 1, 8).dealing.to_bytes(), &other.shares[1].to_bytes());
    assert!(matches!(mixed, Err(Denial::Refused(Refusal::Share(_)))), "{mixed:?}");
    assert_eq!(give(&other, 1), Ok(()));
    assert_eq!(scene.kinds(), [Kind::Received, Kind::Received]);
}

#[test]
fn a_warrant_to_rebuild_the_key_is_refused_since_no_share_leaves_a_service() {
    let scene = Scene::new();
    let rebuild = Warrant { purpose: Purpose::Reconstruct, ..unsigned(1) }.sign(&court());
    let purpose = Refusal::Purpose { expected: "reconstruction", got: "threshold opening" };
    assert_eq!(scene.ask("r1", &rebuild), refused(purpose));
}

#[test]
fn a_trustee_whose_people_will_not_says_so_on_record() {
    let scene = Scene::new();
    scene.trustee.refuse(&warrant(1), "the window is too wide").unwrap();
    let last = scene.entries().pop().unwrap();
    assert_eq!((last.kind, last.reason.as_str()), (Kind::Refused, "the window is too wide"));
}

#[test]
fn e19_a_trustee_does_not_start_on_a_record_whose_chain_is_broken() {
    let scene = Scene::new();
    scene.ask("r1", &warrant(1)).unwrap();
    scene.trustee.store().sabotage("UPDATE entries SET bytes = zeroblob(75) WHERE number = 0");
    let Scene { directory, hands, trustee, .. } = scene;
    drop(trustee);
    let broken = Service::open(directory.path(), settings(2, &hands));
    assert!(matches!(broken, Err(StartError::Record(_))), "{broken:?}");
}

#[test]
fn a_request_s_name_at_the_bound_is_taken_and_one_letter_more_is_refused() {
    assert!(RequestId::new(&"a".repeat(MAX_REQUEST_ID)).is_ok());
    for bad in [&"a".repeat(MAX_REQUEST_ID + 1), "", "a b", "a/b", "\u{e4}", "a\n"] {
        assert!(matches!(RequestId::new(bad), Err(Denial::Malformed { what: "request", .. })), "{bad:?}");
    }
}

#[test]
fn a_service_prints_no_share_no_seed_and_no_token() {
    let scene = Scene::new();
    let printed = format!("{:?} {:?}", scene.trustee, settings(2, &scene.hands));
    let list = |bytes: &[u8]| bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    let value = list(scene.office.shares[1].value.as_bytes());
    let seed = list(scene.trustee.store().seed().unwrap().as_slice());
    assert!(!printed.contains(&value) && !printed.contains(&seed) && !printed.contains("token-of-trustee"));
    assert!(
        matches!(scene.trustee.store().shares(), Ok(shares) if shares.len() == 1),
        "the control: there is one"
    );
    assert!(!matches!(scene.trustee.store().seed(), Err(StoreError::Damaged { .. })));
}
