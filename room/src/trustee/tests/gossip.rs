//! E19 among trustees: logs witnessed by the others, a store put back to an older copy, witnesses that accuse falsely.

use std::path::Path;

use axum::response::IntoResponse as _;

use super::evil::Evil;
use super::fixtures::*;
use crate::trustee::audit::{Auditor, Fault};
use crate::trustee::gossip::Finding;
use crate::trustee::note::{Note, Verifier};
use crate::trustee::witness::is_fork;
use crate::trustee::{Panel, start_all, wire};

const TRUSTEES: u8 = 3;

async fn refusals(house: &House, index: u8, reasons: &[&str]) {
    for reason in reasons {
        house.panel().refuse(index, &warrant(1), reason).await.unwrap();
    }
}

fn others(house: &House, index: u8) -> Vec<Verifier> {
    let seats = house.panel().seats().iter().filter(|seat| seat.index != index);
    seats.map(|seat| seat.verifier.clone()).collect()
}

fn note_of(notes: &[(u8, Note)], index: u8) -> Note {
    notes.iter().find(|(log, _)| *log == index).unwrap().1.clone()
}

#[tokio::test]
async fn e19_honest_logs_are_cosigned_by_all_others_again_and_again_and_pass_an_audit_with_all_of_them() {
    let house = House::of(2, TRUSTEES).await;
    let mut auditors: Vec<Auditor> = house
        .panel()
        .seats()
        .iter()
        .map(|seat| Auditor::new(seat.verifier.clone(), others(&house, seat.index), 2))
        .collect();
    for round in 0..3u64 {
        let gossip = house.panel().gossip().await;
        assert!(gossip.findings.is_empty() && gossip.unavailable.is_empty(), "{gossip:?}");
        for (seat, auditor) in house.panel().seats().iter().zip(&mut auditors) {
            let note = note_of(&gossip.notes, seat.index);
            let audited = house.panel().audit(seat, auditor, Some(note), NOW).await.unwrap();
            assert_eq!((audited.checkpoint.size, audited.witnesses), (1 + 2 * round, 2));
        }
        for index in 1..=TRUSTEES {
            refusals(&house, index, &["one", "two"]).await;
        }
    }
}

#[tokio::test]
async fn e19_a_log_longer_than_a_page_is_fetched_whole() {
    let house = House::of(2, TRUSTEES).await;
    let page = crate::trustee::limits::MAX_PAGE;
    for number in 0..page + 3 {
        refusals(&house, 1, &[&format!("{number} {}", "x".repeat(190))]).await;
    }
    let seat = &house.panel().seats()[0];
    let mut auditor = Auditor::new(seat.verifier.clone(), Vec::new(), 0);
    let audited = house.panel().audit(seat, &mut auditor, None, NOW).await.unwrap();
    assert_eq!(audited.entries.len(), usize::try_from(page).unwrap() + 4);
    let line = house.panel().line(seat);
    let most: wire::EntriesAnswer = line.get(&format!("/log/entries?from=1&to={}", page + 9)).await.unwrap();
    assert_eq!(most.entries.len(), usize::try_from(page).unwrap(), "and no page is longer");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

/// Trustee 1 has its store put back to where it was before its last entry; the others have witnessed that entry. Then it
/// goes on as told.
async fn put_back(reasons: &[&str]) -> (House, Auditor) {
    let House { directory, office, hands, running } = House::of(2, TRUSTEES).await;
    let (own, kept) = (directory.path().join("trustee-1"), directory.path().join("copy"));
    running.stop().await;
    copy(&own, &kept);
    let running = start_all(TRUSTEES, directory.path(), court().public(), hands.clock()).await.unwrap();
    let house = House { directory, office, hands, running };
    refusals(&house, 1, &["what is to be forgotten"]).await;
    let mut auditor = Auditor::new(house.panel().seats()[0].verifier.clone(), Vec::new(), 0);
    let gossip = house.panel().gossip().await;
    assert!(gossip.findings.is_empty());
    let note = note_of(&gossip.notes, 1);
    house.panel().audit(&house.panel().seats()[0], &mut auditor, Some(note), NOW).await.unwrap();
    let House { directory, office, hands, running } = house;
    running.stop().await;
    std::fs::remove_dir_all(&own).unwrap();
    copy(&kept, &own);
    let running = start_all(TRUSTEES, directory.path(), court().public(), hands.clock()).await.unwrap();
    let house = House { directory, office, hands, running };
    refusals(&house, 1, reasons).await;
    (house, auditor)
}

async fn audited(house: &House, auditor: &mut Auditor) -> Fault {
    house.panel().audit(&house.panel().seats()[0], auditor, None, NOW).await.unwrap_err()
}

#[tokio::test]
async fn e19_a_store_put_back_is_a_rollback_to_every_witness_and_a_stale_log_to_the_auditor() {
    let (house, mut auditor) = put_back(&[]).await;
    let findings = house.panel().gossip().await.findings;
    let rollback = |witness| Finding::Rollback { log: 1, witness, seen: 2, given: 1 };
    assert_eq!(findings, [rollback(2), rollback(3)]);
    assert_eq!(audited(&house, &mut auditor).await, Fault::Stale { kept: 2, given: 1 });
}

#[tokio::test]
async fn e19_a_store_put_back_that_goes_on_to_the_same_size_is_a_fork_and_the_two_notes_prove_it() {
    let (house, mut auditor) = put_back(&["another story"]).await;
    let findings = house.panel().gossip().await.findings;
    assert_eq!(findings.len(), 2);
    for (finding, by) in findings.iter().zip([2, 3]) {
        let Finding::Fork { log: 1, witness, size: 2, notes } = finding else { panic!("{finding:?}") };
        assert_eq!(*witness, by);
        let [one, other] = notes.each_ref().map(|note| note.parse::<Note>().unwrap());
        assert_eq!(is_fork(&house.panel().seats()[0].verifier, &one, &other), Ok(true));
    }
    assert_eq!(audited(&house, &mut auditor).await, Fault::Fork { size: 2, index: Some(1) });
}

#[tokio::test]
async fn e19_a_store_put_back_that_grows_longer_cannot_prove_that_it_continues_what_was_seen() {
    let (house, mut auditor) = put_back(&["another story", "and more of it"]).await;
    let findings = house.panel().gossip().await.findings;
    let rewritten = |witness| Finding::Rewritten { log: 1, witness, seen: 2, given: 3 };
    assert_eq!(findings, [rewritten(2), rewritten(3)]);
    assert_eq!(audited(&house, &mut auditor).await, Fault::Changed { index: 1 });
}

#[tokio::test]
async fn e19_a_checkpoint_that_its_log_did_not_sign_is_carried_to_nobody() {
    let house = House::of(2, TRUSTEES).await;
    let strange = house.panel().gossip().await;
    let checkpoint = note_of(&strange.notes, 2).to_string();
    let evil =
        Evil::new(move |_| axum::Json(serde_json::json!({ "checkpoint": checkpoint })).into_response()).await;
    let mut seats = house.panel().seats().to_vec();
    seats[0] = evil.seat(&seats[0]);
    let findings = Panel::new(seats).gossip().await.findings;
    assert!(
        matches!(
            &findings[..],
            [.., Finding::Unsigned { log: 1, .. }] | [Finding::Unsigned { log: 1, .. }, ..]
        ),
        "{findings:?}"
    );
}

#[tokio::test]
async fn e19_a_witness_that_accuses_a_log_without_proof_or_cosigns_with_another_key_is_itself_named() {
    let house = House::of(2, TRUSTEES).await;
    let gossip = house.panel().gossip().await;
    let genuine = note_of(&gossip.notes, 2).to_string();
    let accuse = |code: &str, notes: Vec<String>| {
        let answer = wire::ErrorAnswer {
            code: code.to_owned(),
            why: "it lies".to_owned(),
            next: "believe me".to_owned(),
            seen: Some(1),
            notes,
        };
        serde_json::to_string(&answer).unwrap()
    };
    let foreign = "\u{2014} doormat/trustee/9 AAAAAAAA";
    let answers = [
        (409, accuse("fork", vec![])),
        (409, accuse("fork", vec!["a note".to_owned()])),
        (409, accuse("fork", vec![genuine.clone(), genuine.clone()])),
        (409, accuse("rollback", vec![genuine.clone()])),
        (409, accuse("inconsistent", vec![genuine])),
        (200, serde_json::json!({ "cosignature": foreign }).to_string()),
        (200, serde_json::json!({ "cosignature": "signed" }).to_string()),
    ];
    for (status, answer) in answers {
        let said = answer.clone();
        let evil = Evil::new(move |_| {
            (axum::http::StatusCode::from_u16(status).unwrap(), said.clone()).into_response()
        })
        .await;
        // As a witness it is trustee 3; its own log is not asked for.
        let mut seats = house.panel().seats().to_vec();
        seats[2] = evil.seat(&seats[2]);
        let findings = Panel::new(seats).gossip().await.findings;
        let accused: Vec<_> = findings
            .iter()
            .filter(|finding| {
                !matches!(
                    finding,
                    Finding::FalseWitness { witness: 3, .. } | Finding::Unsigned { log: 3, .. }
                )
            })
            .collect();
        assert!(accused.is_empty(), "{answer}: {accused:?}");
        assert!(
            findings.iter().any(|finding| matches!(finding, Finding::FalseWitness { witness: 3, .. })),
            "{answer}"
        );
    }
}
