//! A disk that is full: writes are refused with a code, reads go on, and when there is space again so do writes.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use relay::store::SqliteStore;
use relay::{Limits, Relay, ServeLimits};

use crate::stand::{Stand, b64, id};

const DISK: &str = "DOORMAT_RELAY_SMALL_DISK";

/// The test itself, inside a name space of its own in which a disk of 8 MiB is mounted.
#[test]
fn a_full_disk_refuses_writes_serves_reads_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let test = std::env::current_exe().unwrap();
    let inside = format!(
        "mount -t tmpfs -o size=8m none '{0}' && {DISK}='{0}' exec '{1}' --exact disk::on_a_small_disk --ignored --nocapture",
        folder.path().display(),
        test.display()
    );
    // A user name space gives a plain user what mounting needs.
    let tried =
        Command::new("unshare").args(["--user", "--map-root-user", "--mount", "sh", "-c", "true"]).output();
    let kind: &[&str] = match tried {
        Ok(output) if output.status.success() => &["--user", "--map-root-user", "--mount"],
        _ => &["--mount"],
    };
    let ran = Command::new("unshare").args(kind).args(["sh", "-c", &inside]).output();
    let output = match ran {
        Ok(output) => output,
        Err(error) => return eprintln!("SKIPPED: a full disk (no unshare here: {error})"),
    };
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if !said.contains("running 1 test") {
        return eprintln!("SKIPPED: a full disk (no small disk can be mounted here: {})", said.trim());
    }
    assert!(output.status.success() && said.contains("recovered"), "{said}");
}

#[test]
#[ignore = "needs the small disk that the test above mounts"]
fn on_a_small_disk() {
    let Ok(folder) = std::env::var(DISK) else { return };
    tokio::runtime::Runtime::new().unwrap().block_on(fill(&PathBuf::from(folder)));
}

async fn fill(folder: &Path) {
    let ballast = folder.join("ballast");
    std::fs::write(&ballast, vec![0; 3 * 1024 * 1024]).unwrap();
    let path = folder.join("relay.db");
    let limits = Limits { rate: 1_000_000, burst: 1_000_000, ..Limits::default() };
    let stand =
        Stand::over(Arc::new(SqliteStore::open(&path).unwrap()), limits, ServeLimits::default()).await;
    let tokens = stand.room("a", &["a", "b"]).await;
    let mut a = stand.join("a", &tokens[0], 0).await;
    let mut kept = 0;
    let full = loop {
        let answer = a.send(&format!("{kept}"), "b", &vec![7; 30_000]).await;
        if answer["t"] == "refused" {
            break answer;
        }
        kept += 1;
        assert!(kept < 1000, "the disk is never full");
    };
    assert_eq!(full["code"], "storage_full", "{full}");
    assert!(kept > 10, "{kept}");
    // Several at once share a transaction, and all of them are told.
    for i in 0..5 {
        assert_eq!(a.send(&format!("{kept}"), "b", &vec![7; 30_000]).await["code"], "storage_full", "{i}");
    }
    let bundle = format!(r#"{{"bundles":["{}"]}}"#, b64(&[7; 8000]));
    let mut answer = stand.post("/api/rooms/a/bundles", &tokens[0], &bundle).await;
    // The last free pages may still hold one or the other.
    while answer.status == 200 {
        answer = stand.post("/api/rooms/a/bundles", &tokens[0], &bundle).await;
    }
    assert!(answer.status == 507, "{answer:?}");
    let bearer = format!("Bearer {}", tokens[1]);
    let mail = stand.get("/api/rooms/a/mail", &[("authorization", &bearer)]).await;
    assert_eq!((mail.status, mail.json()["mail"].as_array().unwrap().len()), (200, kept.min(64)));
    assert_eq!(stand.relay.tape(&id("a")).await.unwrap().len(), kept);
    std::fs::remove_file(ballast).unwrap();
    let again = a.send(&format!("{kept}"), "b", &vec![7; 30_000]).await;
    assert_eq!((again["t"].as_str(), again["n"].as_u64()), (Some("sent"), Some(kept as u64 + 1)), "{again}");
    stand.relay.close().await.unwrap();
    let relay = Relay::open(Arc::new(SqliteStore::open(&path).unwrap()), limits).await.unwrap();
    let numbers: Vec<u64> = relay.tape(&id("a")).await.unwrap().iter().map(|stored| stored.n).collect();
    assert_eq!(numbers, (1..=kept as u64 + 1).collect::<Vec<_>>());
    println!("recovered");
}
