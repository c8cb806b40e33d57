use std::sync::mpsc;

use super::*;
use crate::trustee::tests::fixtures::{Hands, NOW, directory, service};

/// A desk whose work waits until it is told to go on.
fn desk() -> (tempfile::TempDir, Desk) {
    let directory = directory();
    let service = service(&directory, 1, &Hands::at(NOW));
    (directory, Desk::new(service))
}

#[tokio::test]
async fn as_many_requests_as_the_bound_are_worked_on_and_one_more_is_told_to_come_back() {
    let (_directory, desk) = desk();
    let (mut going, mut working) = (Vec::new(), Vec::new());
    for _ in 0..MAX_AT_ONCE {
        let (go, wait) = mpsc::channel::<()>();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let desk = desk.clone();
        working.push(tokio::spawn(async move {
            desk.work(Who::Anyone, move |_| {
                begun.send(()).unwrap();
                Ok(wait.recv().is_ok())
            })
            .await
        }));
        has_begun.await.unwrap();
        going.push(go);
    }
    let busy = Denial::Busy { at_once: MAX_AT_ONCE };
    assert_eq!(desk.work(Who::Anyone, |_| Ok(())).await, Err(busy));
    assert_eq!(desk.work(Who::Authority, |_| Ok(())).await, Ok(()), "readers keep no warrant waiting");
    going.iter().for_each(|go| go.send(()).unwrap());
    for done in working {
        assert_eq!(done.await.unwrap(), Ok(true));
    }
    assert_eq!(desk.work(Who::Anyone, |_| Ok(())).await, Ok(()), "the control: there is room again");
}

#[tokio::test]
async fn e14_work_that_hangs_is_given_up_at_the_deadline_and_still_finished() {
    let (_directory, mut desk) = desk();
    desk.deadline = Duration::from_millis(20);
    let (go, wait) = mpsc::channel::<()>();
    let (end, ended) = tokio::sync::oneshot::channel();
    let work = desk.work(Who::Authority, move |_| {
        let told = wait.recv().is_ok();
        end.send(told).unwrap();
        Ok(())
    });
    assert_eq!(work.await, Err(Denial::Deadline { after: desk.deadline }));
    go.send(()).unwrap();
    assert!(ended.await.unwrap());
}

#[test]
fn every_denial_has_a_status_a_code_and_a_next_step_of_its_own() {
    let other = "read docs/trustees.md for the form of requests";
    let denials = [
        Denial::Held { epoch: 1 },
        Denial::Clock { now: 1, floor: 2 },
        Denial::Busy { at_once: 1 },
        Denial::Deadline { after: Duration::from_secs(1) },
        Denial::Refused(escrow::error::Refusal::Used),
        Denial::Refused(escrow::error::Refusal::NoShare { epoch: 1 }),
        Denial::Proof(crate::trustee::error::ProofError::Order { from: 2, to: 1 }),
        Denial::Witness(WitnessError::Unknown { origin: "x".to_owned() }),
    ];
    for denial in denials {
        let (status, code) = denial.code();
        assert!((400..=503).contains(&status) && denial.next() != other, "{code}: {}", denial.next());
        assert_eq!(denial.into_response().status().as_u16(), status);
    }
    assert_eq!(Denial::Malformed { what: "body", why: String::new() }.next(), other);
}
