use super::*;

/// A morning in which listeners come as a tactic says.
fn morning(world: &mut World, now: u64) {
    world.morning(now);
}

fn equivocation(world: &World, name: &str) -> Option<transparency::Equivocation> {
    world.alarms(name).iter().find_map(|alarm| match alarm {
        Alarm::Equivocation(proof) => Some(*proof),
        _ => None,
    })
}

#[test]
fn an_honest_provider_raises_no_alarm_whatever_devices_come_and_however_clients_watch() {
    for (gossip, keep) in [(0, false), (1_000, true)] {
        let mut world = World::logged(gossip, keep, 5);
        world.chat("alice", "bob", 1);
        world.buy("alice", "alice's tablet", NOW);
        world.chat("alice", "bob", 1);
        // Twice in one epoch: the first of the two is in no map, and the promise to show it is kept all the same.
        world.buy("alice", "bedroom telly", NOW);
        world.chat("alice", "bob", 1);
        for day in 1..5 {
            morning(&mut world, day);
            world.chat("alice", "bob", 1);
            world.chat("carol", "alice", 1);
        }
        assert_eq!(world.all_alarms(), 0, "gossip {gossip}, promises kept: {keep}");
    }
}

#[test]
fn a_listener_on_the_one_log_is_seen_by_the_target_in_the_next_epoch_and_by_nobody_else() {
    let mut world = World::logged(1_000, true, 6);
    world.chat("alice", "bob", 1);
    world.order("alice", Tactic::Roster);
    world.chat("alice", "bob", 1);
    assert_eq!(world.heard().len(), 2);
    assert_eq!(world.all_alarms(), 0, "until the epoch ends, nobody can tell");
    morning(&mut world, WINDOW.0 + 1);
    assert!(matches!(world.alarms("alice"), [Alarm::NotMine { .. }]));
    assert_eq!(world.all_alarms(), 1);
}

#[test]
fn a_fork_is_proven_as_soon_as_two_heads_meet_and_anybody_can_verify_the_proof() {
    let mut world = World::logged(1_000, false, 7);
    world.chat("alice", "bob", 1);
    world.order("alice", Tactic::Fork);
    world.chat("alice", "bob", 1);
    assert_eq!(world.heard().len(), 2);
    assert_eq!(world.all_alarms(), 0, "the heads of the epoch before are the same for all");
    morning(&mut world, WINDOW.0 + 1);
    assert_eq!(world.all_alarms(), 0, "each sees the own roster as it is");
    world.say("alice", "bob", b"one message with a head in it");
    assert_eq!(world.heard().len(), 3);
    let proof = equivocation(&world, "bob").expect("bob was shown another log");
    assert_eq!(proof.verify(&world.key()), Ok(()));
    assert_eq!(proof.to_bytes().len(), 2 * transparency::HEAD);
    assert!(equivocation(&world, "carol").is_none(), "carol has not heard from alice");
}

#[test]
fn without_gossip_a_fork_is_not_noticed() {
    let mut world = World::logged(0, true, 8);
    world.chat("alice", "bob", 1);
    world.order("alice", Tactic::Fork);
    for day in 1..5 {
        morning(&mut world, WINDOW.0 + day);
        world.chat("alice", "bob", 2);
    }
    assert_eq!(world.heard().len(), 16);
    assert_eq!(world.all_alarms(), 0);
}

#[test]
fn a_fork_is_for_ever_so_it_is_proven_long_after_the_listener_has_gone() {
    let mut world = World::logged(0, false, 9);
    world.chat("alice", "carol", 1);
    world.order("alice", Tactic::Fork);
    morning(&mut world, WINDOW.0 + 1);
    world.chat("alice", "bob", 1);
    world.provider.tick(WINDOW.1, |_| Tactic::Fork);
    for day in 0..20 {
        morning(&mut world, WINDOW.1 + day);
    }
    assert_eq!(world.all_alarms(), 0);
    // Somebody who was never listened to together with alice hears her head weeks later.
    let told = *world.client("alice").auditor().unwrap().head().unwrap();
    let payload = Payload { to: address("carol"), head: Some(told), text: vec![] };
    let envelope = world.client("alice").device_mut().send(&address("carol"), &payload.to_bytes()).unwrap();
    world.deliver(&[envelope]);
    assert_eq!(equivocation(&world, "carol").unwrap().verify(&world.key()), Ok(()));
}

#[test]
fn a_listener_of_less_than_an_epoch_escapes_whoever_does_not_keep_promises() {
    let mut world = World::logged(1_000, false, 10);
    world.chat("alice", "bob", 1);
    world.order("alice", Tactic::Brief);
    world.chat("alice", "bob", 2);
    assert_eq!(world.heard().len(), 4);
    world.provider.tick(WINDOW.1, |_| Tactic::Brief);
    for day in 0..3 {
        morning(&mut world, WINDOW.1 + day);
        world.chat("alice", "bob", 2);
    }
    assert_eq!((world.heard().len(), world.all_alarms()), (4, 0));
}

#[test]
fn kept_promises_prove_a_listener_of_less_than_an_epoch_in_the_next_one() {
    let mut world = World::logged(0, true, 11);
    world.chat("alice", "bob", 1);
    world.order("alice", Tactic::Brief);
    world.chat("alice", "bob", 2);
    assert_eq!((world.heard().len(), world.all_alarms()), (4, 0));
    world.provider.tick(WINDOW.1, |_| Tactic::Brief);
    morning(&mut world, WINDOW.1);
    for name in ["alice", "bob"] {
        let [Alarm::Broken(proof)] = world.alarms(name) else { panic!("{name}: {:?}", world.alarms(name)) };
        assert_eq!(proof.verify(&world.key()), Ok(()));
    }
    assert_eq!(world.all_alarms(), 2);
}

#[test]
fn with_a_log_an_answer_without_evidence_is_not_believed() {
    struct Bare<'p>(&'p mut Provider<ChaCha20Rng>);
    impl Directory for Bare<'_> {
        fn answer(&mut self, asker: &Address, user: &Address) -> Option<Answer> {
            let answer = self.0.answer(asker, user)?;
            Some(Answer { evidence: None, ..answer })
        }
        fn bundle(&mut self, asker: &Address, device: &Address) -> Option<Bundle> {
            self.0.bundle(asker, device)
        }
    }
    use honest::prekeys::Bundle;
    let mut world = World::logged(0, false, 12);
    let (client, purse) = world.clients.get_mut("alice").unwrap();
    let sent = client.send(&address("bob"), b"hello", &mut Bare(&mut world.provider), purse);
    assert_eq!(sent, Err(SendError::NoEvidence { user: "bob".into() }));
}

#[test]
fn with_a_log_a_first_device_that_the_log_does_not_list_is_not_believed() {
    /// Answers with the log's evidence and a bundle of its own.
    struct Swapping<'p>(&'p mut Provider<ChaCha20Rng>, Device);
    impl Directory for Swapping<'_> {
        fn answer(&mut self, asker: &Address, user: &Address) -> Option<Answer> {
            self.0.answer(asker, user)
        }
        fn bundle(&mut self, _: &Address, _: &Address) -> Option<honest::prekeys::Bundle> {
            Some(self.1.publish(1, &mut rng(1)).next_bundle())
        }
    }
    let mut world = World::logged(0, false, 13);
    let impostor = Device::new(address("bob"), Suite::Hybrid, &mut rng(2));
    let (client, purse) = world.clients.get_mut("alice").unwrap();
    let sent = client.send(&address("bob"), b"hello", &mut Swapping(&mut world.provider, impostor), purse);
    assert_eq!(sent, Err(SendError::Log(transparency::LogError::NotListed { user: "bob".into() })));
}
