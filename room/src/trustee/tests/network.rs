//! E14: trustees that are down, silent, half open, cut off or late.

use std::time::Duration;

use super::fixtures::*;
use super::proxy::{Fault, Proxy};
use crate::trustee::{Opened, Panel};

/// 3 of 5, with the first two behind lines that fail. Those who answer do so long before this.
const PATIENCE: Duration = Duration::from_secs(2);

struct Scene {
    house: House,
    proxies: Vec<Proxy>,
    panel: Panel,
}

impl Scene {
    async fn of(faults: &[Fault]) -> Self {
        let house = House::of(3, 5).await;
        let (mut proxies, mut seats) = (Vec::new(), house.panel().seats().to_vec());
        for (seat, fault) in seats.iter_mut().zip(faults) {
            let proxy = Proxy::before(seat.address, *fault).await;
            *seat = proxy.seat(seat);
            proxies.push(proxy);
        }
        let panel = Panel::new(seats).within(PATIENCE);
        Self { house, proxies, panel }
    }

    async fn open(&self) -> Opened {
        let office = &self.house.office;
        self.panel.open(&[1, 2, 3, 4, 5], &request("r1"), &office.dealing, &warrant(1), &office.talk()).await
    }
}

fn named(reasons: &[(u8, String)]) -> Vec<u8> {
    reasons.iter().map(|(index, _)| *index).collect()
}

#[tokio::test]
async fn e14_whatever_happens_on_the_lines_of_two_of_five_the_other_three_open_and_the_two_are_named() {
    let faults = [
        Fault::Closed,
        Fault::Silent,
        Fault::Swallowed,
        Fault::Cut(0),
        Fault::Cut(40),
        Fault::Half(100),
        Fault::Drip,
    ];
    let each = faults.map(|fault| async move {
        let scene = Scene::of(&[fault, fault]).await;
        let before = std::time::Instant::now();
        let opened = scene.open().await;
        assert_eq!(deposits(&opened), [1, 2, 3], "{fault:?}");
        assert_eq!(
            (opened.released.as_slice(), named(&opened.unavailable)),
            (&[3, 4, 5][..], vec![1, 2]),
            "{fault:?}"
        );
        assert!(opened.lying.is_empty() && opened.refused.is_empty(), "{fault:?}: {opened:?}");
        // One patience for all, not one after another.
        assert!(before.elapsed() < 2 * PATIENCE, "{fault:?}: {:?}", before.elapsed());
    });
    futures_util::future::join_all(each).await;
}

#[tokio::test]
async fn e14_lines_that_do_not_fail_are_the_control() {
    let scene = Scene::of(&[Fault::None, Fault::None]).await;
    assert_eq!(scene.open().await.released, [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn e14_with_n_minus_k_plus_1_down_nothing_opens_and_the_same_request_opens_once_they_are_back() {
    let scene = Scene::of(&[Fault::Closed, Fault::Swallowed, Fault::Closed]).await;
    let opened = scene.open().await;
    assert!(opened.deposits.is_empty());
    assert_eq!((opened.released.as_slice(), named(&opened.unavailable)), (&[4, 5][..], vec![1, 2, 3]));
    scene.proxies.iter().for_each(|proxy| proxy.now(Fault::None));
    let again = scene.open().await;
    assert_eq!((deposits(&again), again.released.as_slice()), (vec![1, 2, 3], &[1, 2, 3, 4, 5][..]));
    // Trustee 2 had written its release down and was not heard; it is in its log once.
    assert_eq!(again.entries, (1..=5).map(|index| (index, 1)).collect::<Vec<_>>());
}

#[tokio::test]
async fn e14_an_answer_after_the_deadline_changes_nothing_of_what_was_opened_without_it() {
    let scene = Scene::of(&[Fault::Held]).await;
    let opened = scene.open().await;
    assert_eq!((opened.released.as_slice(), named(&opened.unavailable)), (&[2, 3, 4, 5][..], vec![1]));
    let why = &opened.unavailable[0].1;
    assert!(why.contains("no answer within"), "{why}");
    scene.proxies[0].let_go();
    assert_eq!(deposits(&opened), [1, 2, 3]);
    // The late one has written that it released; asked again, it says the same.
    scene.proxies[0].now(Fault::None);
    assert_eq!(scene.open().await.entries[0], (1, 1));
}

#[tokio::test]
async fn e14_a_trustee_that_nobody_listens_for_and_one_that_is_not_known_are_unavailable() {
    let house = House::of(2, 3).await;
    let mut seats = house.panel().seats().to_vec();
    // A port that was free a moment ago.
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    seats[0].address = closed;
    let office = &house.office;
    let whom = [1, 2, 3, 9];
    let opened =
        Panel::new(seats).open(&whom, &request("r1"), &office.dealing, &warrant(1), &office.talk()).await;
    assert_eq!((opened.released.as_slice(), named(&opened.unavailable)), (&[2, 3][..], vec![1, 9]));
    assert_eq!(deposits(&opened), [1, 2, 3]);
}
