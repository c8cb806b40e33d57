//! What works when nothing fails: the control of everything else here.

use super::fixtures::*;

#[tokio::test]
async fn k_trustees_that_release_open_what_the_warrant_covers_and_each_log_says_so() {
    let house = House::of(3, 5).await;
    let fields = house.office.talk();
    let opened =
        house.panel().open(&[1, 3, 5], &request("r1"), &house.office.dealing, &warrant(1), &fields).await;
    assert_eq!(deposits(&opened), [1, 2, 3]);
    assert_eq!(opened.released, [1, 3, 5]);
    assert_eq!(opened.entries, [(1, 1), (3, 1), (5, 1)]);
    assert!(opened.refused.is_empty() && opened.unavailable.is_empty() && opened.lying.is_empty());
    for index in 1..=5 {
        let entries = if [1, 3, 5].contains(&index) { 2 } else { 1 };
        assert_eq!(house.panel().health(index).await.unwrap().log_size, entries, "trustee {index}");
    }
}

#[tokio::test]
async fn fewer_than_k_open_nothing_and_still_are_named() {
    let house = House::of(3, 5).await;
    let fields = house.office.talk();
    let opened =
        house.panel().open(&[2, 4], &request("r1"), &house.office.dealing, &warrant(1), &fields).await;
    assert!(opened.deposits.is_empty() && !opened.reached(&house.office.dealing));
    assert_eq!(opened.released, [2, 4]);
}

#[tokio::test]
async fn trustees_go_on_where_they_stopped() {
    let house = House::of(2, 3).await;
    let (office, directory) = (house.office.clone(), house.directory);
    house.running.stop().await;
    let again =
        crate::trustee::start_all(3, directory.path(), court().public(), house.hands.clock()).await.unwrap();
    let opened =
        again.panel.open(&[1, 2], &request("r1"), &office.dealing, &warrant(1), &office.talk()).await;
    assert_eq!(deposits(&opened), [1, 2, 3]);
}
