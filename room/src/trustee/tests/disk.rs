//! E20 on a disk that is really full. It mounts one, so it needs root; beside it, `e20_` in `service` fills SQLite's own bound.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::fixtures::*;
use crate::trustee::error::Denial;
use crate::trustee::service::Service;

/// A disk of one megabyte, unmounted when dropped.
struct Disk(tempfile::TempDir);

impl Disk {
    fn new() -> Self {
        let disk = Self(tempfile::TempDir::new().unwrap());
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(disk.0.path()).status();
        assert!(mounted.unwrap().success());
        disk
    }

    fn filler(&self) -> PathBuf {
        self.0.path().join("filler")
    }

    fn fill(&self) {
        let full = std::fs::write(self.filler(), vec![1; 2 << 20]).unwrap_err();
        assert_eq!(full.kind(), std::io::ErrorKind::StorageFull);
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

fn trustee(directory: &Path, hands: &Hands) -> Service {
    Service::open(directory, settings(2, hands)).unwrap()
}

#[test]
#[ignore = "needs root: it mounts a small disk"]
fn e20_on_a_full_disk_nothing_is_released_and_with_room_again_a_restart_mends_it() {
    let (disk, hands, office) = (Disk::new(), Hands::at(NOW), dealt(2, 3, EPOCH, 1));
    let directory = disk.0.path().join("trustee");
    let service = trustee(&directory, &hands);
    service.receive(&office.dealing.to_bytes(), &office.shares[1].to_bytes()).unwrap();
    disk.fill();
    // The write-ahead log has room for a few entries in the pages it has.
    let ask = |service: &Service, id: u8| {
        service.assist(&request(&format!("r{id}")), &unsigned(id).sign(&court()), &office.talk())
    };
    let (failed, failure) = (1..=u8::MAX).find_map(|id| Some((id, ask(&service, id).err()?))).unwrap();
    assert_eq!(failure.code(), (503, "record"), "{failure}");
    assert!(!service.health().writable);
    let entries = service.health().log_size;
    std::fs::remove_file(disk.filler()).unwrap();
    assert!(matches!(ask(&service, failed), Err(Denial::Refused(_))), "not even with room again");
    drop(service);
    let service = trustee(&directory, &hands);
    assert_eq!(service.health().log_size, entries, "what was answered is there, and nothing else");
    assert!(ask(&service, failed).is_ok());
}
