//! E15: trustees that answer wrongly. Each is named, and the others open without it.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::response::{IntoResponse, Response};

use super::evil::{Evil, parts, released};
use super::fixtures::*;
use crate::trustee::limits::MAX_ANSWER;
use crate::trustee::{Opened, Panel};

/// 2 of 3 honest trustees, with the first replaced by one that answers so.
async fn with(answer: impl Fn(&Office) -> Response + Send + Sync + 'static) -> Opened {
    let house = House::of(2, 3).await;
    let office = house.office.clone();
    let evil = Evil::new(move |_| answer(&office)).await;
    let mut seats = house.panel().seats().to_vec();
    seats[0] = evil.seat(&seats[0]);
    let office = &house.office;
    Panel::new(seats).open(&[1, 2, 3], &request("r1"), &office.dealing, &warrant(1), &office.talk()).await
}

/// Trustee 1 is named as lying for this reason, and 2 and 3 open.
fn is_named(opened: &Opened, why: &str) {
    assert_eq!(opened.lying.len(), 1, "{opened:?}");
    assert!(opened.lying[0].0 == 1 && opened.lying[0].1.contains(why), "{why}: {:?}", opened.lying);
    assert_eq!((deposits(opened), opened.released.as_slice()), (vec![1, 2, 3], &[2, 3][..]), "{why}");
}

#[tokio::test]
async fn e15_the_true_parts_from_a_trustee_of_one_s_own_making_are_the_control() {
    let opened = with(|office| released(&parts(&office.shares[0], &office.talk()))).await;
    assert_eq!((opened.released.as_slice(), opened.lying.len()), (&[1, 2, 3][..], 0));
}

#[tokio::test]
async fn e15_a_part_that_is_wrong_in_any_way_names_its_trustee() {
    let point = |office: &Office| {
        let mut parts = parts(&office.shares[0], &office.talk());
        parts[1].point = parts[0].point;
        parts
    };
    is_named(&with(move |office| released(&point(office))).await, "field 1: share 1 is not what was dealt");
    let proof = |office: &Office| {
        let mut parts = parts(&office.shares[0], &office.talk());
        parts[2].proof[1][0] ^= 1;
        parts
    };
    is_named(&with(move |office| released(&proof(office))).await, "field 2");
    let no_point = |office: &Office| {
        let mut parts = parts(&office.shares[0], &office.talk());
        parts[0].point = [0xff; 32];
        parts
    };
    is_named(&with(move |office| released(&no_point(office))).await, "field 0");
}

#[tokio::test]
async fn e15_parts_of_another_trustee_or_of_another_dealing_name_who_sent_them() {
    let others = |office: &Office| parts(&office.shares[1], &office.talk());
    is_named(&with(move |office| released(&others(office))).await, "in the name of trustee 2");
    let renamed = |office: &Office| {
        let mut parts = parts(&office.shares[1], &office.talk());
        parts.iter_mut().for_each(|part| part.index = 1);
        parts
    };
    is_named(&with(move |office| released(&renamed(office))).await, "share 1 is not what was dealt");
    let foreign = |office: &Office| parts(&dealt(2, 3, EPOCH, 9).shares[0], &office.talk());
    is_named(&with(move |office| released(&foreign(office))).await, "share 1 is not what was dealt");
}

#[tokio::test]
async fn e15_parts_for_fewer_more_or_other_fields_name_their_trustee() {
    let fewer = |office: &Office| parts(&office.shares[0], &office.talk()[..2]);
    is_named(&with(move |office| released(&fewer(office))).await, "2 parts for 3 fields");
    let more = |office: &Office| {
        [parts(&office.shares[0], &office.talk()), parts(&office.shares[0], &office.talk())].concat()
    };
    is_named(&with(move |office| released(&more(office))).await, "6 parts for 3 fields");
    let exchanged = |office: &Office| {
        let mut parts = parts(&office.shares[0], &office.talk());
        parts.swap(0, 2);
        parts
    };
    is_named(&with(move |office| released(&exchanged(office))).await, "field 0");
    is_named(&with(|_| released(&[])).await, "0 parts for 3 fields");
}

#[tokio::test]
async fn e15_an_answer_that_is_no_answer_names_its_trustee() {
    is_named(&with(|_| "yes".into_response()).await, "cannot be read");
    is_named(
        &with(|_| axum::Json(serde_json::json!({ "partials": ["AAAA"], "entry": 1 })).into_response()).await,
        "no part of an opening",
    );
    is_named(
        &with(|_| axum::Json(serde_json::json!({ "partials": [] })).into_response()).await,
        "cannot be read",
    );
    is_named(&with(|_| axum::http::StatusCode::FORBIDDEN.into_response()).await, "cannot be read");
}

#[tokio::test]
async fn e15_an_answer_is_read_up_to_its_bound_and_one_byte_more_names_its_trustee() {
    // Spaces around JSON are JSON.
    let padded = |office: &Office, length: usize| {
        let partials = parts(&office.shares[0], &office.talk());
        let partials = partials.iter().map(crate::trustee::wire::partial_bytes).collect();
        let mut body =
            serde_json::to_vec(&crate::trustee::wire::AssistAnswer { partials, entry: 1 }).unwrap();
        body.resize(length, b' ');
        Response::new(Body::from(body))
    };
    let at_bound = with(move |office| padded(office, MAX_ANSWER)).await;
    assert_eq!(at_bound.released, [1, 2, 3]);
    is_named(&with(move |office| padded(office, MAX_ANSWER + 1)).await, "longer than 65536 bytes");
    // One that never ends is not read to its end.
    let endless = |_: &Office| {
        let chunk = || Some((Ok::<_, std::io::Error>(axum::body::Bytes::from(vec![b' '; 4096])), ()));
        Response::new(Body::from_stream(futures_util::stream::unfold((), move |()| {
            std::future::ready(chunk())
        })))
    };
    is_named(&with(endless).await, "longer than 65536 bytes");
}

#[tokio::test]
async fn e15_a_trustee_that_tells_each_asker_something_else_gains_nothing() {
    let house = House::of(2, 3).await;
    let (office, asked) = (house.office.clone(), AtomicUsize::new(0));
    let evil = Evil::new(move |_| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => released(&parts(&office.shares[0], &office.talk())),
        _ => released(&parts(&office.shares[1], &office.talk())),
    })
    .await;
    let mut seats = house.panel().seats().to_vec();
    seats[0] = evil.seat(&seats[0]);
    let (panel, office) = (Panel::new(seats), &house.office);
    let first = panel.open(&[1, 2, 3], &request("r1"), &office.dealing, &warrant(1), &office.talk()).await;
    assert_eq!((first.released.len(), deposits(&first)), (3, vec![1, 2, 3]));
    let second = panel.open(&[1, 2, 3], &request("r1"), &office.dealing, &warrant(1), &office.talk()).await;
    is_named(&second, "in the name of trustee 2");
}

#[tokio::test]
async fn e15_below_the_threshold_of_honest_ones_nothing_opens_and_all_liars_are_named() {
    let house = House::of(2, 3).await;
    let evil = Evil::new(|_| "yes".into_response()).await;
    let mut seats = house.panel().seats().to_vec();
    seats[0] = evil.seat(&seats[0]);
    seats[1] = evil.seat(&seats[1]);
    let office = &house.office;
    let opened = Panel::new(seats)
        .open(&[1, 2, 3], &request("r1"), &office.dealing, &warrant(1), &office.talk())
        .await;
    assert!(opened.deposits.is_empty() && !opened.reached(&office.dealing));
    assert_eq!(opened.lying.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [1, 2]);
}
