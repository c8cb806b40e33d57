//! SQLite keeps the promises of a store, and a file that it should not touch stays as it is.

use std::path::Path;
use std::sync::Arc;

use relay::store::{OpenError, SqliteStore, conformance};
use relay::{Limits, Relay};

use crate::stand::id;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_keeps_every_promise_in_a_file_and_in_memory() {
    for case in conformance::cases() {
        let folder = tempfile::tempdir().unwrap();
        let file = SqliteStore::open(&folder.path().join("relay.db")).unwrap();
        for store in [file, SqliteStore::memory().unwrap()] {
            (case.run)(Arc::new(store)).await.unwrap_or_else(|broken| panic!("{}: {broken:?}", case.promise));
        }
    }
}

async fn filled(path: &Path) -> Vec<relay::Stored> {
    let relay = Relay::open(Arc::new(SqliteStore::open(path).unwrap()), Limits::default()).await.unwrap();
    let room = id("a");
    relay.create_room(&room).await.unwrap();
    relay.admit(&room, "teal-otter").await.unwrap();
    for i in 0..3 {
        relay.send(&room, "teal-otter", "teal-otter", &format!("{i}"), vec![i]).await.unwrap();
    }
    let tape = relay.tape(&room).await.unwrap();
    relay.close().await.unwrap();
    tape
}

#[tokio::test]
async fn what_was_kept_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("relay.db");
    let before = filled(&path).await;
    let relay = Relay::open(Arc::new(SqliteStore::open(&path).unwrap()), Limits::default()).await.unwrap();
    assert_eq!(relay.tape(&id("a")).await.unwrap(), before);
    assert_eq!(relay.people(&id("a")).await.unwrap(), ["teal-otter"]);
}

#[tokio::test]
async fn a_second_server_on_the_same_file_is_refused_until_the_first_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("relay.db");
    let first = SqliteStore::open(&path).unwrap();
    let refused = SqliteStore::open(&path).unwrap_err();
    assert!(matches!(refused, OpenError::InUse { .. }), "{refused}");
    assert!(refused.to_string().contains("stop that one"), "{refused}");
    relay::Store::close(&first).await.unwrap();
    SqliteStore::open(&path).unwrap();
}

#[tokio::test]
async fn files_that_are_newer_foreign_or_damaged_are_refused_and_left_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let make = |name: &str| folder.path().join(name);

    let newer = make("newer.db");
    filled(&newer).await;
    rusqlite::Connection::open(&newer).unwrap().execute_batch("PRAGMA user_version=99").unwrap();
    let foreign = make("foreign.db");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE holidays (day TEXT)").unwrap();
    let text = make("text.db");
    std::fs::write(
        &text,
        "these are not the bytes of a database, though there are enough of them ".repeat(20),
    )
    .unwrap();
    let torn = make("torn.db");
    filled(&torn).await;
    let mut bytes = std::fs::read(&torn).unwrap();
    bytes[4096..].iter_mut().for_each(|byte| *byte ^= 0x5a);
    std::fs::write(&torn, &bytes).unwrap();

    type Expected = fn(&OpenError) -> bool;
    let table: [(&Path, Expected); 4] = [
        (&newer, |error| matches!(error, OpenError::Newer { found: 99, known: 1, .. })),
        (&foreign, |error| matches!(error, OpenError::Foreign { .. })),
        (&text, |error| matches!(error, OpenError::Corrupt { .. })),
        (&torn, |error| matches!(error, OpenError::Corrupt { .. })),
    ];
    for (path, expected) in table {
        let before = std::fs::read(path).unwrap();
        let error = SqliteStore::open(path).unwrap_err();
        assert!(expected(&error), "{path:?}: {error}");
        assert!(error.to_string().contains("name another file"), "what to do: {error}");
        assert!(std::fs::read(path).unwrap() == before, "{path:?} was changed");
    }
    let nowhere = SqliteStore::open(&make("no/such/folder/relay.db")).unwrap_err();
    assert!(matches!(nowhere, OpenError::Unwritable { .. }), "{nowhere}");
}

#[tokio::test]
async fn a_room_that_nobody_used_for_long_is_deleted_at_opening_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("relay.db");
    filled(&path).await;
    let age = |seconds: i64| {
        let now =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
        rusqlite::Connection::open(&path)
            .unwrap()
            .execute("UPDATE rooms SET used = ?1", [now - seconds])
            .unwrap();
    };
    let open =
        async || Relay::open(Arc::new(SqliteStore::open(&path).unwrap()), Limits::default()).await.unwrap();
    age(29 * 24 * 60 * 60);
    let relay = open().await;
    assert_eq!((relay.swept().len(), relay.tape(&id("a")).await.unwrap().len()), (0, 3));
    relay.close().await.unwrap();
    age(31 * 24 * 60 * 60);
    let relay = open().await;
    assert_eq!(relay.swept(), [id("a")]);
    assert!(relay.tape(&id("a")).await.is_err());
}

#[tokio::test]
async fn nothing_of_a_closed_room_is_left_in_the_files() {
    const SENTINEL: &[u8] = b"sentinel-of-a-body-5f0c";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("relay.db");
    let relay = Relay::open(Arc::new(SqliteStore::open(&path).unwrap()), Limits::default()).await.unwrap();
    let room = id("a");
    relay.create_room(&room).await.unwrap();
    relay.admit(&room, "teal-otter").await.unwrap();
    let found = || {
        std::fs::read_dir(folder.path()).unwrap().any(|entry| {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            bytes.windows(SENTINEL.len()).any(|window| window == SENTINEL)
        })
    };
    for i in 0..50 {
        relay.send(&room, "teal-otter", "teal-otter", &format!("{i}"), SENTINEL.repeat(20)).await.unwrap();
    }
    assert!(found(), "the control: it was written");
    relay.close_room(&room).await.unwrap();
    assert!(!found());
}
