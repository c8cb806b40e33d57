use std::time::Duration;

use crate::server::{Options, start};
use crate::workshop::console::Act;
use crate::workshop::event::Build;
use crate::workshop::live::Workshop;
use crate::workshop::scene::Scene;

async fn until(workshop: &Workshop, what: &str, done: impl Fn(&Workshop) -> bool) {
    for _ in 0..600 {
        if done(workshop) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{what} did not come about in a minute");
}

/// The whole of a workshop with nobody but bots, over real sockets.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_of_bots_goes_through_the_whole_storyboard_and_the_break_is_right() {
    let options =
        Options { listen: ([127, 0, 0, 1], 0).into(), bots: 8, seed: Some(7), ..Options::default() };
    let running = start(options).await.unwrap();
    let workshop = running.workshop.clone();
    until(&workshop, "eight bots", |workshop| workshop.with(|state| state.pairs.len() == 4)).await;
    workshop.act(Act::Next {}).await.unwrap();
    until(&workshop, "every pair writes both ways", |workshop| {
        workshop.with(|state| {
            (1..=4).all(|pair| {
                let from: std::collections::BTreeSet<_> =
                    state.messages_of(pair).map(|message| &message.from).collect();
                from.len() == 2
            })
        })
    })
    .await;
    workshop.act(Act::Scene { to: Scene::Predict }).await.unwrap();
    until(&workshop, "votes", |workshop| {
        workshop.with(|state| state.votes.values().any(|votes| votes.len() == 8))
    })
    .await;
    workshop.act(Act::Scene { to: Scene::Shares }).await.unwrap();
    workshop.act(Act::Scene { to: Scene::Court }).await.unwrap();
    workshop.act(Act::Request { pair: None }).await.unwrap();
    until(&workshop, "the order", |workshop| {
        workshop.with(|state| {
            state.court.as_ref().is_some_and(|court| court.brought.is_some() || court.failed.is_some())
        })
    })
    .await;
    let (lawful, beyond) = workshop.with(|state| {
        let court = state.court.as_ref().unwrap();
        assert_eq!(court.failed, None);
        let brought = court.brought.as_ref().unwrap();
        assert_eq!(brought.log.len(), 5, "every trustee's log has a head");
        (brought.texts.len(), brought.beyond)
    });
    assert!(lawful > 0);
    assert_eq!(beyond.0, 0, "the deposits of one order open nothing else");
    assert!(beyond.1 > 0);
    workshop.act(Act::Scene { to: Scene::Attack }).await.unwrap();
    for trustee in [4, 2] {
        workshop.act(Act::Steal { trustee }).await.unwrap();
        workshop.act(Act::Attempt {}).await.unwrap();
        assert!(!workshop.with(|state| state.broken()));
        assert_eq!(workshop.with(|state| state.count(Build::Escrow)), (0, 2));
    }
    workshop.act(Act::Steal { trustee: 5 }).await.unwrap();
    workshop.act(Act::Scene { to: Scene::Break }).await.unwrap();
    let (escrow, clean) = workshop.with(|state| (state.count(Build::Escrow), state.count(Build::Clean)));
    assert_eq!((escrow, clean), ((2, 2), (0, 2)));
    until(&workshop, "phones hold what was read against what was said", |workshop| {
        workshop.with(|state| {
            state
                .people
                .values()
                .filter(|person| person.confirmed.is_some_and(|(right, _)| right > 0))
                .count()
                == 4
        })
    })
    .await;
    let wrong: u64 = workshop.with(|state| {
        state.people.values().filter_map(|person| person.confirmed).map(|(_, wrong)| wrong).sum()
    });
    assert_eq!(wrong, 0);
    running.stop().await;
}
