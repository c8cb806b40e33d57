//! Vouchers, matches, the threshold.

use super::*;

#[test]
fn at_29_matches_the_server_learns_nothing_and_at_30_all_of_them_whatever_is_synthetic() {
    for synthetic in [0, 1, 5, SYNTHETIC] {
        let mut world = World::new(THRESHOLD, 40);
        (0..synthetic).for_each(|_| world.send_synthetic());
        let listed = world.listed.clone();
        let mut sent = Vec::new();
        for picture in &listed[..29] {
            sent.push((world.send(picture), picture.thumbnail().to_vec()));
        }
        (100..110).for_each(|number| _ = world.send(&picture(number)));
        let findings = world.findings();
        assert_eq!((findings.matching, findings.opened.len()), (29 + synthetic, 0));
        assert!(!findings.flagged());
        for picture in &listed[29..] {
            sent.push((world.send(picture), picture.thumbnail().to_vec()));
            let findings = world.findings();
            assert!(findings.flagged());
            let opened: BTreeMap<_, _> =
                findings.opened.into_iter().map(|opened| (opened.id, opened.thumbnail)).collect();
            assert_eq!(opened, sent.iter().cloned().collect(), "{synthetic} synthetic");
        }
    }
}

#[test]
fn the_smallest_threshold_is_a_threshold_too() {
    let mut world = World::new(2, 3);
    world.send_synthetic();
    let listed = world.listed.clone();
    world.send(&listed[0]);
    assert!(!world.findings().flagged());
    world.send(&listed[1]);
    assert_eq!(world.findings().opened.len(), 2);
}

#[test]
fn pictures_that_are_not_listed_never_match() {
    let mut world = World::new(2, 5);
    (100..160).for_each(|number| _ = world.send(&picture(number)));
    assert_eq!(world.findings(), Findings { matching: 0, opened: Vec::new() });
}

#[test]
fn another_servers_secret_finds_no_match() {
    let mut world = World::new(2, 5);
    let listed = world.listed.clone();
    listed.iter().for_each(|picture| _ = world.send(picture));
    assert_eq!(world.findings().matching, 5);
    let mut stored = world.server.stored();
    let other = ListSecret::generate(&mut world.rng);
    stored[..32].copy_from_slice(&other.to_bytes());
    let server = Server::from_stored(&stored).unwrap();
    assert_eq!(server.findings(&world.account).matching, 0);
}

#[test]
fn a_voucher_counts_once_however_often_it_is_sent() {
    let mut world = World::new(2, 5);
    let voucher = world.scanner.voucher(&world.listed[0].clone(), &mut world.rng);
    (0..3).for_each(|_| world.server.receive(&world.account, voucher.clone()));
    assert_eq!(world.findings(), Findings { matching: 1, opened: Vec::new() });
}

#[test]
fn the_same_picture_sent_again_counts_again() {
    let mut world = World::new(3, 1);
    let listed = world.listed[0].clone();
    (0..3).for_each(|_| _ = world.send(&listed));
    assert_eq!(world.findings().opened.len(), 3);
}

#[test]
fn shares_of_two_accounts_do_not_add_up() {
    let mut world = World::new(4, 5);
    let listed = world.listed.clone();
    (0..3).for_each(|at| _ = world.send(&listed[at]));
    let list = world.scanner.list.to_bytes();
    let other = Scanner::new(world.projection.clone(), (&list, None), None, 4, &mut world.rng).unwrap();
    let voucher = other.voucher(&listed[3], &mut world.rng);
    world.server.receive(&world.account, voucher);
    assert_eq!(world.findings(), Findings { matching: 4, opened: Vec::new() });
}

#[test]
fn a_synthetic_voucher_is_as_long_as_a_real_one_and_there_are_only_so_many() {
    let mut world = World::new(2, 1);
    let real = world.scanner.voucher(&world.listed[0].clone(), &mut world.rng);
    for _ in 0..SYNTHETIC {
        let synthetic = world.scanner.synthetic(&mut world.rng).unwrap();
        assert_eq!(synthetic.to_bytes().len(), real.to_bytes().len());
    }
    assert_eq!(real.to_bytes().len(), voucher::VOUCHER);
    assert_eq!(world.scanner.synthetic(&mut world.rng), None);
}

#[test]
fn now_and_then_a_synthetic_voucher_takes_the_place_of_a_real_one_and_hides_how_many_match() {
    let mut world = World::new(THRESHOLD, 1);
    let harmless = picture(50);
    for _ in 0..400 {
        let voucher = world.scanner.scan(&harmless, &mut world.rng);
        world.server.receive(&world.account, voucher);
    }
    // Nothing that was sent is listed, and the server counts eight matches all the same.
    assert_eq!(world.findings(), Findings { matching: SYNTHETIC, opened: Vec::new() });
}

#[test]
fn what_the_server_stores_is_read_again_and_a_damaged_copy_is_refused() {
    let mut world = World::new(2, 3);
    let listed = world.listed.clone();
    listed.iter().for_each(|picture| _ = world.send(picture));
    world.send_synthetic();
    let stored = world.server.stored();
    let again = Server::from_stored(&stored).unwrap();
    assert_eq!(again.findings(&world.account), world.findings());
    assert_eq!(*again.stored(), *stored);
    for end in [0, 31, 40, stored.len() - 1] {
        assert!(Server::from_stored(&stored[..end]).is_err());
    }
    assert!(Server::from_stored(&[&stored[..], &[0]].concat()).is_err());
}

#[test]
fn a_damaged_voucher_does_not_match_and_does_no_harm() {
    let mut world = World::new(2, 4);
    let listed = world.listed.clone();
    for at in [17, 60, 100, 140, 300, 700] {
        let mut bytes = world.scanner.voucher(&listed[0], &mut world.rng).to_bytes();
        bytes[at] ^= 1;
        world.server.receive(&world.account, Voucher::from_bytes(&bytes).unwrap());
    }
    assert!(!world.findings().flagged());
    world.send(&listed[1]);
    world.send(&listed[2]);
    assert!(world.findings().opened.len() >= 2);
    let bytes = world.scanner.voucher(&listed[0], &mut world.rng).to_bytes();
    assert!(Voucher::from_bytes(&bytes[1..]).is_err());
    assert!(Voucher::from_bytes(&[&bytes[..], &[0]].concat()).is_err());
}

#[test]
fn nothing_that_is_secret_is_printed() {
    let mut world = World::new(2, 2);
    let listed = world.listed.clone();
    listed.iter().for_each(|picture| _ = world.send(picture));
    let shown = format!("{:?} {:?} {:?}", world.scanner, listed[0], world.findings().opened);
    assert_eq!(
        shown.matches("..").count(),
        6,
        "scanner, its projection and list, the picture and both openings are cut short: {shown}"
    );
    assert!(format!("{:?}", world.server).contains("ListSecret(..)"));
}
