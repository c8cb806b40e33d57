//! What holds on every schedule. Each test also checks that its schedules have met what it is about.

use std::cell::RefCell;

use escrow::Client;
use honest::Device;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestError, TestRunner};

use super::messenger::Messenger;
use super::schedule::{Event, schedule};
use super::world::{Tally, World};

/// Runs schedules without some events, the same ones each time, and checks the world that each leaves behind.
fn schedules<M: Messenger>(cases: u32, keep: fn(&Event) -> bool, check: fn(&mut World<M>)) -> Tally {
    let (rng_seed, max_shrink_iters) = (RngSeed::Fixed(1), 4_096);
    let config = Config { cases, failure_persistence: None, rng_seed, max_shrink_iters, ..Config::default() };
    let events = vec(any::<[u8; 3]>(), 0..70).prop_map(move |bytes| {
        let mut events = schedule(bytes.as_flattened());
        events.retain(keep);
        events
    });
    let tallies = RefCell::new(Vec::new());
    let outcome = TestRunner::new(config).run(
        &(0..1_000u64, 2..=3usize, any::<bool>(), events),
        |(seed, people, rest_arrives, events)| {
            let mut world = World::<M>::new(people, seed);
            events.into_iter().for_each(|event| world.run(event));
            world.calm(rest_arrives);
            check(&mut world);
            tallies.borrow_mut().push(world.tally);
            Ok(())
        },
    );
    match outcome {
        Ok(()) => sum(&tallies.borrow()),
        Err(TestError::Abort(why)) => panic!("{why}"),
        Err(TestError::Fail(why, (seed, people, rest_arrives, events))) => panic!(
            "{why}\nworld of {people} by seed {seed}, what waits at the end {}: {events:?}",
            if rest_arrives { "arrives" } else { "is lost" },
        ),
    }
}

fn sum(tallies: &[Tally]) -> Tally {
    tallies.iter().fold(Tally::default(), |sum, one| Tally {
        read: sum.read + one.read,
        out_of_order: sum.out_of_order + one.out_of_order,
        duplicates_refused: sum.duplicates_refused + one.duplicates_refused,
        lost: sum.lost + one.lost,
        rollbacks: sum.rollbacks + one.rollbacks,
        refused_after_rollback: sum.refused_after_rollback + one.refused_after_rollback,
        read_after_rollback: sum.read_after_rollback + one.read_after_rollback,
        thief_read: sum.thief_read + one.thief_read,
        thief_refused_old: sum.thief_refused_old + one.thief_refused_old,
        thief_refused_new: sum.thief_refused_new + one.thief_refused_new,
    })
}

fn reads_as_sent<M: Messenger>(cases: u32) {
    let wire_only = |event: &Event| !matches!(event, Event::Seize { .. } | Event::Restore { .. });
    let seen = schedules::<M>(cases, wire_only, |_| {});
    assert!(seen.read > cases && seen.out_of_order > 0 && seen.duplicates_refused > 0, "{seen:?}");
    assert!(seen.lost > 0, "{seen:?}");
}

fn opens_what_was_in_flight<M: Messenger>(cases: u32) {
    let no_rollback = |event: &Event| !matches!(event, Event::Restore { .. });
    let check = World::<M>::thieves_read_what_they_must_and_nothing_else;
    let seen = schedules::<M>(cases, no_rollback, check);
    assert!(seen.thief_read > 0 && seen.thief_refused_old > 0 && seen.thief_refused_new > 0, "{seen:?}");
}

fn survives_rollbacks<M: Messenger>(cases: u32) {
    let check = World::<M>::thieves_read_nothing_old_and_nothing_wrong;
    let seen = schedules::<M>(cases, |_| true, check);
    assert!(seen.rollbacks > 0, "{seen:?}");
    assert!(seen.refused_after_rollback > 0 && seen.read_after_rollback > 0, "{seen:?}");
}

#[test]
fn honest_whatever_the_wire_does_each_message_reads_as_sent_and_once_and_all_meet_again() {
    reads_as_sent::<Device>(96);
}

#[test]
fn mandate_whatever_the_wire_does_each_message_reads_as_sent_and_once_and_all_meet_again() {
    reads_as_sent::<Client>(48);
}

#[test]
fn honest_a_seized_state_opens_what_was_in_flight_and_nothing_read_before_or_agreed_afresh() {
    opens_what_was_in_flight::<Device>(48);
}

#[test]
fn mandate_a_seized_state_opens_what_was_in_flight_and_nothing_read_before_or_agreed_afresh() {
    opens_what_was_in_flight::<Client>(24);
}

#[test]
fn honest_after_a_rollback_nothing_reads_wrongly_and_who_starts_anew_is_read_again() {
    survives_rollbacks::<Device>(48);
}

#[test]
fn mandate_after_a_rollback_nothing_reads_wrongly_and_who_starts_anew_is_read_again() {
    survives_rollbacks::<Client>(24);
}
