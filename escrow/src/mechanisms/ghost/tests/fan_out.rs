use super::*;

#[test]
fn a_message_goes_to_every_device_of_both_users_and_each_copy_has_a_session_of_its_own() {
    for policy in [MANDATED, HONEST, SIGNED] {
        let mut world = World::with(policy);
        world.buy("alice", "alice's tablet", NOW);
        world.buy("bob", "bob's laptop", NOW);
        let sent = world.say("alice", "bob", b"to all of us");
        let to: Vec<_> = sent.iter().map(|envelope| user_of(&envelope.to)).collect();
        assert_eq!(to, [address("bob"), address("bob"), address("alice")], "{policy:?}");
        let sessions: Vec<_> =
            sent.iter().map(|envelope| Message::parse(&envelope.message).unwrap().session).collect();
        assert!(sessions[0] != sessions[1] && sessions[1] != sessions[2] && sessions[0] != sessions[2]);
        // A further device writes in its user's name, and the first one gets a copy.
        let sent = world.say("bob's laptop", "alice", b"from the laptop");
        assert_eq!(sent.len(), 3);
        assert!(world.heard().is_empty());
    }
}

#[test]
fn a_copy_says_who_wrote_it_and_to_whom() {
    let mut world = World::with(MANDATED);
    world.buy("alice", "alice's tablet", NOW);
    let sent = world.try_send("alice", "bob", b"hello").unwrap();
    for (_, read) in world.deliver(&sent) {
        let expected = Received { from: address("alice"), to: address("bob"), text: b"hello".to_vec() };
        assert_eq!(read, Ok(expected));
    }
}

#[test]
fn a_device_that_its_user_does_not_list_does_not_speak_for_the_user() {
    let mut world = World::with(MANDATED);
    world.chat("alice", "bob", 1);
    // Anybody can make a device with a name like that and begin a session with it.
    let pair = IdentityPair::generate(&mut rng(66));
    let name = device_address(&address("alice"), pair.public()).unwrap();
    let mut impostor = Device::with_identity(name.clone(), pair, Suite::Hybrid, &mut rng(67));
    let bundle = world.provider.bundle(&address("carol"), &address("bob")).unwrap();
    impostor.begin(&address("bob"), bundle, &mut rng(68)).unwrap();
    let payload = Payload { to: address("bob"), head: None, text: b"it is me".to_vec() };
    let envelope = impostor.send(&address("bob"), &payload.to_bytes()).unwrap();
    let [(_, read)] = &world.deliver(&[envelope])[..] else { panic!("one envelope, one reading") };
    assert_eq!(*read, Err(ReceiveError::Unlisted { device: name.to_string() }));
}

#[test]
fn a_listed_device_must_speak_with_the_key_that_it_is_named_for() {
    let mut world = World::with(MANDATED);
    world.buy("alice", "alice's tablet", NOW);
    world.chat("bob", "alice", 1);
    let name = world.client("alice's tablet").device().address().clone();
    let mut impostor = Device::new(name.clone(), Suite::Hybrid, &mut rng(67));
    let bundle = world.provider.bundle(&address("carol"), &address("carol")).unwrap();
    world.client("carol").device_mut().forget(&address("alice"));
    impostor.begin(&address("carol"), bundle, &mut rng(68)).unwrap();
    world.say("carol", "alice", b"so that carol has looked alice up");
    let payload = Payload { to: address("carol"), head: None, text: b"it is me".to_vec() };
    let envelope = impostor.send(&address("carol"), &payload.to_bytes()).unwrap();
    let [(_, read)] = &world.deliver(&[envelope])[..] else { panic!("one envelope, one reading") };
    assert_eq!(*read, Err(ReceiveError::Unlisted { device: name.to_string() }));
}

#[test]
fn a_message_between_other_people_is_not_read_as_one_of_ones_own() {
    let mut world = World::with(MANDATED);
    world.chat("alice", "bob", 1);
    let payload = Payload { to: address("carol"), head: None, text: b"not for bob".to_vec() };
    let envelope = world.client("alice").device_mut().send(&address("bob"), &payload.to_bytes()).unwrap();
    assert_eq!(world.deliver(&[envelope])[0].1, Err(ReceiveError::Stray));
}

#[test]
fn a_roster_with_more_devices_than_a_client_writes_to_is_refused_and_one_at_the_bound_is_not() {
    let mut world = World::with(MANDATED);
    for count in 1..=MAX_DEVICES {
        let pair = IdentityPair::generate(&mut rng(u64::try_from(count).unwrap()));
        let entry = Entry::unsigned(*pair.public());
        let name = device_address(&address("bob"), pair.public()).unwrap();
        let mut device = Device::with_identity(name, pair, Suite::Hybrid, &mut rng(7));
        let published = device.publish(1, &mut rng(8));
        world.provider.add_device(&address("bob"), entry, published, NOW).unwrap();
    }
    assert_eq!(world.try_send("alice", "bob", b"many").unwrap().len(), 1 + MAX_DEVICES);
    let pair = IdentityPair::generate(&mut rng(1_000));
    let published = Device::new(address("x"), Suite::Hybrid, &mut rng(7)).publish(1, &mut rng(8));
    let entry = Entry::unsigned(*pair.public());
    world.provider.add_device(&address("bob"), entry, published, NOW).unwrap();
    let got = MAX_DEVICES + 1;
    let refused = SendError::TooManyDevices { user: "bob".into(), got };
    assert_eq!(world.try_send("alice", "bob", b"too many"), Err(refused));
}

#[test]
fn nobody_is_written_to_whom_the_directory_does_not_know() {
    let mut world = World::with(MANDATED);
    let unknown = SendError::Unknown { name: "nobody".into() };
    assert_eq!(world.try_send("alice", "nobody", b"hello"), Err(unknown));
}

#[test]
fn a_device_that_joins_in_plain_sight_is_mentioned_by_every_client_but_to_strangers() {
    for policy in [MANDATED, HONEST, SIGNED] {
        let mut world = World::with(policy);
        world.chat("alice", "bob", 1);
        world.buy("bob", "bob's laptop", NOW);
        let device = world.client("bob's laptop").device().address().clone();
        world.say("alice", "bob", b"a new one");
        world.say("carol", "bob", b"whom carol meets today");
        let expected = BTreeSet::from([Notice::NewDevice { device }]);
        assert_eq!(*world.client("alice").notices(), expected, "{policy:?}");
        assert!(world.client("bob").notices().is_empty() && world.client("carol").notices().is_empty());
    }
}
