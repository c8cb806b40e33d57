use super::*;

#[test]
fn means_are_what_the_designers_leave_unless_somebody_says_otherwise() {
    assert_eq!(Means::Holder.as_holder(10), 1_024);
    assert_eq!(Means::Holder.as_outsider(10), 0);
    assert_eq!(Means::Trials(0).as_holder(10), 0);
    assert_eq!(Means::Trials(100).as_holder(10), 100);
    assert_eq!(Means::Trials(5_000).as_outsider(10), 1_024);
    assert_eq!(Means::Trials(5_000).as_outsider(64), 5_000);
}

#[test]
fn a_hunt_ends_at_its_means_and_counts_what_it_tried() {
    let mut cost = 5;
    assert_eq!(hunt(100, &mut cost, |key| key == 30), Some(30));
    assert_eq!(cost, 36);
    assert_eq!(hunted(100, |key| key == 100), Search { found: None, trials: 100 });
    assert_eq!(hunted(0, |_| true), Search { found: None, trials: 0 });
}

#[test]
fn a_payload_is_read_beside_what_it_was_sent_with_and_beside_nothing_else() {
    let crafted = Crafted {
        payload: bind(b"field", b"sealed", b"key"),
        field: b"field".into(),
        sealed: b"sealed".into(),
    };
    assert_eq!(bound(&crafted, &crafted.field), Some(&b"key"[..]));
    assert_eq!(bound(&crafted, b"fiel"), None);
    let moved = Crafted { sealed: b"other".into(), ..crafted.clone() };
    assert_eq!(bound(&moved, &moved.field), None);
    let short = Crafted { payload: vec![0; 31], ..crafted };
    assert_eq!(bound(&short, b"field"), None);
}
