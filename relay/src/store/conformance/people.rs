//! Rooms, people, bundles.

use super::{Case, Room, holds, refuses, same};
use crate::errors::{AdmitError, BundlesError, CreateRoomError, ExpelError, RoomError, TakeError};
use crate::limits::Limits;
use crate::names::RoomId;

pub(super) const CASES: &[Case] = &[
    Case {
        promise: "a room is created once, again changes nothing, and one more than the limit is refused",
        run: |store| {
            Box::pin(async move {
                let limits = Limits { rooms: 2, ..Limits::default() };
                let room = Room::with(store, limits, &["a"]).await?;
                let (second, third): (RoomId, RoomId) = ("second".parse()?, "third".parse()?);
                room.store.create_room(&second, 1, &limits).await?;
                refuses!(
                    room.store.create_room(&third, 1, &limits).await,
                    CreateRoomError::Rooms { limit: 2 }
                )?;
                room.store.create_room(&room.id, 1, &limits).await?;
                same("people", &room.store.people(&room.id).await?, &Some(vec!["a".to_owned()]))?;
                same("people of no room", &room.store.people(&third).await?, &None)
            })
        },
    },
    Case {
        promise: "an address is admitted once, and the limit counts those who were expelled",
        run: |store| {
            Box::pin(async move {
                let room = Room::with(store, Limits { people: 2, ..Limits::default() }, &["a", "b"]).await?;
                let digest = room.digest()?;
                refuses!(room.store.admit(&room.id, "a", digest, &room.limits).await, AdmitError::Taken)?;
                refuses!(
                    room.store.admit(&room.id, "c", digest, &room.limits).await,
                    AdmitError::People { limit: 2 }
                )?;
                room.store.expel(&room.id, "a").await?;
                refuses!(
                    room.store.admit(&room.id, "c", digest, &room.limits).await,
                    AdmitError::People { limit: 2 }
                )?;
                room.store.admit(&room.id, "a", digest, &room.limits).await?;
                let nowhere = "nowhere".parse()?;
                refuses!(room.store.admit(&nowhere, "a", digest, &room.limits).await, AdmitError::NoSuchRoom)
            })
        },
    },
    Case {
        promise: "a token is found by its digest, in its room, until its holder is expelled or the room closed",
        run: |store| {
            Box::pin(async move {
                let room = Room::with(store, Limits::default(), &[]).await?;
                let digest = room.admit("a").await?;
                let other: RoomId = "other".parse()?;
                room.store.create_room(&other, 1, &room.limits).await?;
                let found = room.store.holder(&room.id, digest).await?;
                holds(found.is_some_and(|(who, kept)| who == "a" && kept.same(&digest)), || {
                    "not found".into()
                })?;
                holds(room.store.holder(&other, digest).await?.is_none(), || "found in another room".into())?;
                holds(room.store.holder(&room.id, room.digest()?).await?.is_none(), || {
                    "another token found".into()
                })?;
                room.store.expel(&room.id, "a").await?;
                holds(room.store.holder(&room.id, digest).await?.is_none(), || {
                    "found after expulsion".into()
                })?;
                refuses!(room.store.expel(&room.id, "a").await, ExpelError::NoSuchPerson)?;
                let again = room.admit("a").await?;
                room.store.close_room(&room.id).await?;
                holds(room.store.holder(&room.id, again).await?.is_none(), || "found after the end".into())?;
                refuses!(room.store.close_room(&room.id).await, RoomError::NoSuchRoom)
            })
        },
    },
    Case {
        promise: "bundles are handed out oldest first and once each, then the last one again and again",
        run: |store| {
            Box::pin(async move {
                let room = Room::with(store, Limits::default(), &["a"]).await?;
                refuses!(room.store.take_bundle(&room.id, "a").await, TakeError::NoBundle)?;
                refuses!(room.store.take_bundle(&room.id, "b").await, TakeError::NoSuchPerson)?;
                let put = |bundles: &[u8], last: Option<u8>, replace| {
                    let bundles = bundles.iter().map(|byte| vec![*byte]).collect();
                    room.store.put_bundles(
                        &room.id,
                        "a",
                        bundles,
                        last.map(|byte| vec![byte]),
                        replace,
                        &room.limits,
                    )
                };
                same("after two", &put(&[1, 2], Some(9), false).await?, &2)?;
                same("after one more", &put(&[3], None, false).await?, &3)?;
                for expected in [(vec![1], 2), (vec![2], 1), (vec![3], 0), (vec![9], 0), (vec![9], 0)] {
                    same("a bundle", &room.store.take_bundle(&room.id, "a").await?, &expected)?;
                }
                put(&[4, 5], Some(8), false).await?;
                same("after a replacement", &put(&[6], None, true).await?, &1)?;
                same("the new one", &room.store.take_bundle(&room.id, "a").await?, &(vec![6], 0))?;
                same("the last one", &room.store.take_bundle(&room.id, "a").await?, &(vec![8], 0))?;
                room.store.expel(&room.id, "a").await?;
                room.admit("a").await?;
                refuses!(room.store.take_bundle(&room.id, "a").await, TakeError::NoBundle)
            })
        },
    },
    Case {
        promise: "bundles at the limit are kept, and one more is refused whole",
        run: |store| {
            Box::pin(async move {
                let room = Room::with(store, Limits { bundles: 3, ..Limits::default() }, &["a"]).await?;
                let put = |count: u8, replace| {
                    let bundles = (0..count).map(|byte| vec![byte]).collect();
                    room.store.put_bundles(&room.id, "a", bundles, Some(vec![count]), replace, &room.limits)
                };
                put(2, false).await?;
                refuses!(put(2, false).await, BundlesError::TooMany { limit: 3, wanted: 4 })?;
                refuses!(put(4, true).await, BundlesError::TooMany { limit: 3, wanted: 4 })?;
                same(
                    "nothing of the refused ones",
                    &room.store.take_bundle(&room.id, "a").await?,
                    &(vec![0], 1),
                )?;
                same("three", &put(2, false).await?, &3)?;
                let gone = room.store.put_bundles(&room.id, "z", vec![], None, false, &room.limits).await;
                refuses!(gone, BundlesError::NoSuchPerson)
            })
        },
    },
    Case {
        promise: "bundles that are taken at once go to one taker each",
        run: |store| {
            Box::pin(async move {
                let room = Room::with(store, Limits::default(), &["a"]).await?;
                let bundles = (0..40).map(|byte| vec![byte]).collect();
                room.store.put_bundles(&room.id, "a", bundles, None, false, &room.limits).await?;
                let takers = (0..40).map(|_| {
                    let (store, id) = (room.store.clone(), room.id.clone());
                    tokio::spawn(async move { store.take_bundle(&id, "a").await.map(|(bundle, _)| bundle) })
                });
                let mut taken = Vec::new();
                for taker in takers.collect::<Vec<_>>() {
                    taken.push(taker.await??);
                }
                taken.sort();
                same("all of them", &taken, &(0..40).map(|byte| vec![byte]).collect())
            })
        },
    },
    Case {
        promise: "rooms that were not used are swept whole, others stay",
        run: |store| {
            Box::pin(async move {
                let room = Room::with(store, Limits::default(), &["a", "b"]).await?;
                room.post("a", "b", "1", b"x").await?;
                let (old, used): (RoomId, RoomId) = ("old".parse()?, "used".parse()?);
                room.store.create_room(&old, 10, &room.limits).await?;
                room.store.create_room(&used, 10, &room.limits).await?;
                let digest = room.digest()?;
                room.store.admit(&used, "a", digest, &room.limits).await?;
                room.store.append(&used, super::letter("a", "a", "1", 500, b"x"), &room.limits).await?;
                same("nothing is that old", &room.store.sweep(10).await?, &vec![])?;
                same("one is", &room.store.sweep(500).await?, &vec![old.clone()])?;
                same("it is gone", &room.store.people(&old).await?, &None)?;
                same("two are", &room.store.sweep(2000).await?, &vec![room.id.clone(), used])?;
                refuses!(room.store.tape(&room.id, 0, 9).await, RoomError::NoSuchRoom)
            })
        },
    },
];
