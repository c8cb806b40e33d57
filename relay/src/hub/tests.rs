use super::*;

fn room() -> RoomId {
    "a".parse().unwrap()
}

fn mail(n: u64) -> Arc<Stored> {
    Arc::new(Stored { order: n, n, from: "b".into(), to: "a".into(), sent: 0, body: vec![] })
}

#[test]
fn a_queue_at_the_bound_is_kept_and_one_more_ends_the_socket() {
    let hub = Hub::new(3);
    let tap = hub.connect(&room(), "a");
    for n in 1..=3 {
        hub.accepted(&room(), &mail(n));
    }
    assert_eq!((*tap.close.borrow(), hub.online(&room())), (None, 1));
    hub.accepted(&room(), &mail(4));
    assert_eq!((*tap.close.borrow(), hub.online(&room())), (Some(Close::TooSlow), 0));
    assert_eq!(tap.queue.len(), 3);
}

#[test]
fn a_socket_that_took_over_is_not_ended_by_the_end_of_the_earlier_one() {
    let hub = Hub::new(3);
    let first = hub.connect(&room(), "a");
    let second = hub.connect(&room(), "a");
    assert_eq!(*first.close.borrow(), Some(Close::TookOver));
    hub.disconnect(&room(), Some("a"), &first);
    assert_eq!((*second.close.borrow(), hub.online(&room())), (None, 1));
    hub.disconnect(&room(), Some("a"), &second);
    assert_eq!(hub.online(&room()), 0);
}

#[test]
fn sockets_of_the_stage_at_the_bound_stay_and_one_more_replaces_the_oldest() {
    let hub = Hub::new(3);
    let taps: Vec<Tap> = (0..STAGE_SOCKETS).map(|_| hub.connect_stage(&room())).collect();
    assert!(taps.iter().all(|tap| tap.close.borrow().is_none()));
    let one_more = hub.connect_stage(&room());
    assert_eq!(*taps[0].close.borrow(), Some(Close::TookOver));
    assert!(taps[1..].iter().chain([&one_more]).all(|tap| tap.close.borrow().is_none()));
    // They are not people.
    assert_eq!(hub.online(&room()), 0);
}

#[test]
fn after_the_end_every_socket_is_closed_those_to_come_too() {
    let hub = Hub::new(3);
    let (before, stage) = (hub.connect(&room(), "a"), hub.connect_stage(&room()));
    hub.stop();
    let after = hub.connect(&room(), "b");
    for tap in [before, stage, after] {
        assert_eq!(*tap.close.borrow(), Some(Close::Stops));
    }
}

#[test]
fn rooms_hear_nothing_of_each_other() {
    let hub = Hub::new(3);
    let there: RoomId = "b".parse().unwrap();
    let (here, other) = (hub.connect(&room(), "a"), hub.connect(&there, "a"));
    hub.accepted(&room(), &mail(1));
    hub.close_room(&room());
    assert_eq!((here.queue.len(), other.queue.len()), (1, 0));
    assert_eq!((*here.close.borrow(), *other.close.borrow()), (Some(Close::RoomClosed), None));
}
