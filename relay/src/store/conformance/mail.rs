//! Messages: numbers, ids, limits, cursors, the tape.

use std::collections::BTreeSet;

use futures_util::StreamExt;
use futures_util::stream::FuturesOrdered;

use super::{Case, Room, holds, letter, refuses, same};
use crate::errors::{MailError, SendError};
use crate::limits::Limits;
use crate::store::Event;

pub(super) const CASES: &[Case] = &[
    Case {
        promise: "numbers of a mailbox and of the room are consecutive from 1",
        run: |store| {
            Box::pin(async move {
                let room = Room::with(store, Limits::default(), &["a", "b", "c"]).await?;
                let mut found = Vec::new();
                for (i, (from, to)) in
                    [("a", "b"), ("b", "a"), ("c", "b"), ("a", "a"), ("a", "b")].iter().enumerate()
                {
                    let stored = room.post(from, to, &format!("{i}"), &[7]).await?;
                    found.push((stored.order, stored.n));
                    holds(stored.from == *from && stored.to == *to && stored.body == [7], || {
                        format!("{stored:?}")
                    })?;
                }
                same("order and n", &found, &vec![(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])?;
                same("b's mailbox", &room.numbers("b", 0).await?, &vec![1, 2, 3])?;
                same("after 2", &room.numbers("b", 2).await?, &vec![3])?;
                same("after what is not there", &room.numbers("b", u64::MAX).await?, &vec![])?;
                same("the tape", &room.orders(0).await?, &vec![1, 2, 3, 4, 5])?;
                same("the tape after 3", &room.orders(3).await?, &vec![4, 5])?;
                same("one page", &room.store.tape(&room.id, 1, 2).await?.len(), &2)
            })
        },
    },
    Case {
        promise: "the same id of the same sender is the same message, another body or addressee is refused",
        run: |store| {
            Box::pin(async move {
                let room =
                    Room::with(store, Limits { messages: 2, ..Limits::default() }, &["a", "b"]).await?;
                let first = room.post("a", "b", "x", b"1").await?;
                same("again", &room.post("a", "b", "x", b"1").await?, &first)?;
                refuses!(room.post("a", "b", "x", b"2").await, SendError::IdReused)?;
                refuses!(room.post("a", "a", "x", b"1").await, SendError::IdReused)?;
                same("another sender's", &room.post("b", "b", "x", b"1").await?.n, &2)?;
                // A full room still answers for what it has.
                refuses!(room.post("a", "b", "y", b"1").await, SendError::Messages { limit: 2 })?;
                same("again, when full", &room.post("a", "b", "x", b"1").await?, &first)?;
                room.store.expel(&room.id, "b").await?;
                same("again, when the addressee is gone", &room.post("a", "b", "x", b"1").await?, &first)
            })
        },
    },
    Case {
        promise: "messages and bytes at the limit are kept, one more is refused and takes no number",
        run: |store| {
            Box::pin(async move {
                let limits = Limits { messages: 4, bytes: 10, ..Limits::default() };
                let room = Room::with(store, limits, &["a", "b"]).await?;
                room.post("a", "b", "1", &[0; 4]).await?;
                refuses!(room.post("a", "b", "2", &[0; 7]).await, SendError::Bytes { limit: 10 })?;
                same("after the refused one", &room.post("a", "b", "2", &[0; 6]).await?.n, &2)?;
                refuses!(room.post("a", "b", "3", &[0; 1]).await, SendError::Bytes { limit: 10 })?;
                room.store.clear_mail(&room.id).await?;
                for i in 0..4 {
                    room.post("a", "b", &format!("n{i}"), &[0; 1]).await?;
                }
                refuses!(room.post("a", "b", "n4", &[0; 1]).await, SendError::Messages { limit: 4 })
            })
        },
    },
    Case {
        promise: "only people of the room send, and only people of the room are sent to",
        run: |store| {
            Box::pin(async move {
                let room = Room::with(store, Limits::default(), &["a", "b"]).await?;
                refuses!(room.post("a", "nobody", "1", b"x").await, SendError::NoSuchPerson)?;
                refuses!(room.post("nobody", "a", "1", b"x").await, SendError::NotInRoom)?;
                room.post("a", "b", "1", b"x").await?;
                room.store.expel(&room.id, "b").await?;
                refuses!(room.post("a", "b", "2", b"x").await, SendError::NoSuchPerson)?;
                refuses!(room.post("b", "a", "2", b"x").await, SendError::NotInRoom)?;
                refuses!(room.store.mail(&room.id, "b", 0, 9).await, MailError::NoSuchPerson)?;
                refuses!(room.store.seen(&room.id, "b", 1).await, MailError::NoSuchPerson)?;
                same("the tape keeps it", &room.orders(0).await?, &vec![1])?;
                room.admit("b").await?;
                same("numbers go on", &room.post("a", "b", "3", b"x").await?.n, &2)
            })
        },
    },
    Case {
        promise: "what was seen leaves the mailbox and stays on the tape; seen never goes back nor into the future",
        run: |store| {
            Box::pin(async move {
                let room = Room::with(store, Limits::default(), &["a", "b"]).await?;
                for i in 0..5 {
                    room.post("a", "b", &format!("{i}"), b"x").await?;
                }
                room.store.seen(&room.id, "b", 3).await?;
                room.store.seen(&room.id, "b", 1).await?;
                same("unseen", &room.numbers("b", 0).await?, &vec![4, 5])?;
                same("the tape", &room.orders(0).await?.len(), &5)?;
                room.store.seen(&room.id, "b", u64::MAX).await?;
                room.post("a", "b", "new", b"x").await?;
                same("the next", &room.numbers("b", 0).await?, &vec![6])
            })
        },
    },
    Case {
        promise: "clearing deletes mail and bundles, keeps people, and never gives a number anew",
        run: |store| {
            Box::pin(async move {
                let room = Room::with(store, Limits::default(), &["a", "b"]).await?;
                room.store
                    .put_bundles(&room.id, "a", vec![vec![1]], Some(vec![2]), false, &room.limits)
                    .await?;
                room.post("a", "b", "1", b"x").await?;
                room.store.clear_mail(&room.id).await?;
                same("the tape", &room.orders(0).await?, &vec![])?;
                same("the mailbox", &room.numbers("b", 0).await?, &vec![])?;
                holds(room.store.take_bundle(&room.id, "a").await.is_err(), || "a bundle is left".into())?;
                let next = room.post("a", "b", "1", b"other").await?;
                same("the next", &(next.order, next.n), &(2, 2))?;
                same("the mailbox after", &room.numbers("b", 0).await?, &vec![2])
            })
        },
    },
    Case {
        promise: "the time of a message never goes back in a room",
        run: |store| {
            Box::pin(async move {
                let room = Room::with(store, Limits::default(), &["a"]).await?;
                let mut sent = Vec::new();
                for (id, now) in [("1", 50), ("2", 20), ("3", 60)] {
                    sent.push(
                        room.store
                            .append(&room.id, letter("a", "a", id, now, b"x"), &room.limits)
                            .await?
                            .sent,
                    );
                }
                same("times", &sent, &vec![50, 50, 60])
            })
        },
    },
    Case {
        promise: "writers at once get every number once, and listeners hear each message once, in order",
        run: |store| {
            Box::pin(async move {
                let mut room = Room::with(store, Limits::default(), &["a", "b", "c"]).await?;
                let mut writers = Vec::new();
                for i in 0..60_u64 {
                    let (store, id, limits) = (room.store.clone(), room.id.clone(), room.limits);
                    let to = if i % 2 == 0 { "b" } else { "c" };
                    writers.push(tokio::spawn(async move {
                        // Each sends twice, as after a lost answer.
                        let letter = letter("a", to, &format!("{i}"), 1000, &i.to_be_bytes());
                        store.append(&id, letter.clone(), &limits).await?;
                        store.append(&id, letter, &limits).await
                    }));
                }
                let mut orders = BTreeSet::new();
                for writer in writers {
                    orders.insert(writer.await??.order);
                }
                same("orders", &orders, &(1..=60).collect())?;
                same("b's mailbox", &room.numbers("b", 0).await?, &(1..=30).collect())?;
                same("c's mailbox", &room.numbers("c", 0).await?, &(1..=30).collect())?;
                let mut heard = Vec::new();
                while heard.len() < 60 {
                    let heard_in_time =
                        tokio::time::timeout(std::time::Duration::from_secs(30), room.events.recv());
                    match heard_in_time.await? {
                        Some(Event::Accepted { stored, .. }) => heard.push(stored.order),
                        Some(_) => {}
                        None => break,
                    }
                }
                same("heard", &heard, &(1..=60).collect())
            })
        },
    },
    Case {
        promise: "a store that says it keeps order accepts appends in the order in which they were begun",
        run: |store| {
            Box::pin(async move {
                let room = Room::with(store, Limits::default(), &["a", "b"]).await?;
                if !room.store.keeps_order() {
                    return Ok(());
                }
                let ids: Vec<String> = (0..100).map(|i| format!("{i}")).collect();
                let mut begun: FuturesOrdered<_> =
                    ids.iter().map(|id| room.post("a", "b", id, b"x")).collect();
                let mut orders = Vec::new();
                while let Some(stored) = begun.next().await {
                    orders.push(stored?.order);
                }
                same("orders", &orders, &(1..=100).collect())
            })
        },
    },
    Case {
        promise: "a store that was closed refuses, and says so",
        run: |store| {
            Box::pin(async move {
                let room = Room::with(store, Limits::default(), &["a"]).await?;
                room.store.close().await?;
                refuses!(room.post("a", "a", "1", b"x").await, SendError::Store(crate::StoreError::Stopped))?;
                refuses!(room.store.people(&room.id).await, crate::StoreError::Stopped)
            })
        },
    },
];
