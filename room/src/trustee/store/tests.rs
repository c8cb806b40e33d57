use tempfile::TempDir;

use super::*;
use crate::trustee::tests::fixtures::{NOW, court};

impl Store {
    /// Does something to the file that its trustee does not know of.
    pub(crate) fn sabotage(&self, sql: &str) {
        self.0.lock().unwrap().connection.execute_batch(sql).unwrap();
    }

    /// What a query gives, in text.
    pub(crate) fn ask(&self, sql: &str) -> String {
        self.0.lock().unwrap().connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

fn founding(index: u8) -> Founding {
    Founding { index, court: court().public(), capacity: 3 }
}

fn open(directory: &TempDir) -> Store {
    Store::open(directory.path(), &founding(2)).unwrap()
}

fn entry(number: u64, kind: Kind) -> Entry {
    let warrant = escrow::warrant::WarrantId([0; 16]);
    let reason = String::new();
    Entry { number, previous: [0; 32], time: NOW + number, kind, epoch: 7, warrant, count: 0, reason }
}

fn reopened(store: Store, directory: &TempDir) -> Store {
    drop(store);
    open(directory)
}

#[test]
fn an_entry_is_there_after_a_restart_with_its_time_and_the_same_key() {
    let directory = TempDir::new().unwrap();
    let mut store = open(&directory);
    let seed = store.seed().unwrap();
    store.append(&entry(0, Kind::Refused)).unwrap();
    let root = store.read(Log::root).unwrap();
    let store = reopened(store, &directory);
    assert_eq!(store.entries().unwrap(), [entry(0, Kind::Refused)]);
    assert_eq!((store.floor().unwrap(), store.read(Log::root).unwrap()), (NOW, root));
    assert_eq!(store.seed().unwrap(), seed);
}

#[test]
fn the_disk_is_asked_to_keep_every_entry_before_anything_goes_on() {
    let directory = TempDir::new().unwrap();
    let store = open(&directory);
    assert_eq!(store.ask("SELECT journal_mode || '' FROM pragma_journal_mode"), "wal");
    // 2 is FULL: the write-ahead log is flushed at every commit.
    assert_eq!(store.ask("SELECT synchronous || '' FROM pragma_synchronous"), "2");
    assert_eq!(store.ask("SELECT secure_delete || '' FROM pragma_secure_delete"), "1");
}

#[test]
fn a_store_in_use_is_not_opened_a_second_time() {
    let directory = TempDir::new().unwrap();
    let first = open(&directory);
    let second = Store::open(directory.path(), &founding(2));
    assert!(matches!(second, Err(StartError::Store(StoreError::Disk { .. }))), "{second:?}");
    drop(first);
    assert!(Store::open(directory.path(), &founding(2)).is_ok());
}

#[test]
fn the_store_of_another_trustee_or_court_is_refused_and_says_whose_it_is() {
    let directory = TempDir::new().unwrap();
    drop(open(&directory));
    let other = Store::open(directory.path(), &founding(3)).unwrap_err().to_string();
    assert!(other.contains("doormat/trustee/2") && other.contains("doormat/trustee/3"), "{other}");
    let court = honest::primitives::sign::SigningPair::from_seed(&[1; 32]).public();
    let elsewhere = Store::open(directory.path(), &Founding { court, ..founding(2) });
    assert!(matches!(elsewhere, Err(StartError::Store(StoreError::Other { .. }))), "{elsewhere:?}");
}

#[cfg(unix)]
#[test]
fn the_file_and_its_directory_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("deep/trustee");
    let _store = Store::open(&path, &founding(2)).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(&path.join("trustee.sqlite"))), (0o700, 0o600));
}

#[test]
fn a_log_takes_as_many_entries_as_it_may_and_after_that_only_destructions() {
    let directory = TempDir::new().unwrap();
    let mut store = open(&directory);
    for number in 0..3 {
        assert!(store.writable());
        store.append(&entry(number, Kind::Refused)).unwrap();
    }
    assert!(!store.writable());
    let full =
        RecordError::Store { reason: "the trustee's store: the log is full, with 3 entries".to_owned() };
    assert_eq!(store.append(&entry(3, Kind::Refused)), Err(full));
    assert_eq!(store.append(&entry(3, Kind::Destroyed)), Ok(()));
    assert_eq!(store.read(Log::size).unwrap(), 4);
}

#[test]
fn an_entry_is_not_written_without_what_it_stands_for() {
    for kind in [Kind::Received, Kind::Assisted, Kind::Released] {
        let directory = TempDir::new().unwrap();
        let mut store = open(&directory);
        assert!(store.append(&entry(0, kind)).is_err(), "{kind:?}");
        assert_eq!(reopened(store, &directory).read(Log::size).unwrap(), 0, "{kind:?}");
    }
}

#[test]
fn a_share_a_request_and_their_entries_come_and_go_together() {
    let directory = TempDir::new().unwrap();
    let mut store = open(&directory);
    let share = crate::trustee::tests::fixtures::dealt(2, 3, 7, 1).shares[1].clone();
    store.expect(Some(Pending::Share(share.to_bytes()))).unwrap();
    store.append(&entry(0, Kind::Received)).unwrap();
    store.expect(Some(Pending::Request("r1".to_owned(), [9; 32]))).unwrap();
    store.append(&entry(1, Kind::Assisted)).unwrap();
    let mut store = reopened(store, &directory);
    assert_eq!(store.shares().unwrap(), [share]);
    assert_eq!(store.served("r1").unwrap(), Some(([9; 32], 1)));
    assert_eq!(store.served("r2").unwrap(), None);
    store.append(&entry(2, Kind::Destroyed)).unwrap();
    assert!(reopened(store, &directory).shares().unwrap().is_empty());
}

#[test]
fn a_destroyed_share_is_in_no_byte_of_the_directory() {
    let directory = TempDir::new().unwrap();
    let mut store = open(&directory);
    let share = crate::trustee::tests::fixtures::dealt(2, 3, 7, 1).shares[1].clone();
    store.expect(Some(Pending::Share(share.to_bytes()))).unwrap();
    store.append(&entry(0, Kind::Received)).unwrap();
    let holds = || {
        std::fs::read_dir(directory.path()).unwrap().any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            bytes.windows(32).any(|window| window == share.value.as_bytes())
        })
    };
    assert!(holds(), "the control: while it is held it is there");
    store.append(&entry(1, Kind::Destroyed)).unwrap();
    store.sweep().unwrap();
    assert!(!holds());
}

#[test]
fn e20_after_a_write_that_failed_nothing_more_is_written_until_a_restart() {
    let directory = TempDir::new().unwrap();
    let mut store = open(&directory);
    store.sabotage("CREATE TEMP TRIGGER broken BEFORE INSERT ON main.entries BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END");
    assert!(store.append(&entry(0, Kind::Refused)).unwrap_err().to_string().contains("disk I/O error"));
    store.sabotage("DROP TRIGGER broken");
    assert!(!store.writable());
    let failed = store.append(&entry(0, Kind::Refused)).unwrap_err().to_string();
    assert!(failed.contains("failed before"), "{failed}");
    assert!(matches!(store.raise_floor(NOW), Err(StoreError::Failed { .. })));
    let mut store = reopened(store, &directory);
    assert_eq!(store.append(&entry(0, Kind::Refused)), Ok(()));
}

#[test]
fn the_floor_rises_and_never_falls() {
    let directory = TempDir::new().unwrap();
    let store = open(&directory);
    store.raise_floor(NOW).unwrap();
    store.raise_floor(NOW - 1).unwrap();
    assert_eq!(store.floor().unwrap(), NOW);
    assert_eq!(reopened(store, &directory).floor().unwrap(), NOW);
}

#[test]
fn e19_entries_missing_in_the_file_are_noticed_at_the_start() {
    let directory = TempDir::new().unwrap();
    let mut store = open(&directory);
    (0..3).for_each(|number| store.append(&entry(number, Kind::Refused)).unwrap());
    store.sabotage("DELETE FROM entries WHERE number = 1");
    drop(store);
    let damaged = Store::open(directory.path(), &founding(2)).unwrap_err().to_string();
    assert!(damaged.contains("entry 1 is missing"), "{damaged}");
}

#[test]
fn a_file_of_another_layout_is_not_touched() {
    let directory = TempDir::new().unwrap();
    let store = open(&directory);
    store.sabotage("PRAGMA user_version = 2");
    drop(store);
    let refused = Store::open(directory.path(), &founding(2)).unwrap_err().to_string();
    assert!(refused.contains("version 2, and this program reads 1"), "{refused}");
}
