use super::*;
use crate::trustee::error::BindRefused;
use crate::trustee::tests::fixtures::{NOW, court, directory};

fn options(directory: &Path, listen: &str) -> Options {
    Options {
        index: 1,
        directory: directory.to_owned(),
        listen: listen.parse().unwrap(),
        court: court().public(),
        known: Vec::new(),
        lab_network: None,
        acknowledged: false,
    }
}

/// Starts one, stops it at once, and gives what it said.
async fn started(directory: &Path) -> Result<Ready, StartError> {
    let mut said = None;
    run_one(options(directory, "127.0.0.1:0"), |ready| said = Some(ready.clone()), async {}).await?;
    Ok(said.unwrap())
}

#[tokio::test]
async fn e21_a_trustee_that_others_could_reach_does_not_start_and_leaves_nothing_behind() {
    let directory = directory();
    let path = directory.path().join("one");
    for listen in ["0.0.0.0:0", "192.168.1.5:0", "[::]:0"] {
        let refused = run_one(options(&path, listen), |_| panic!("it stands"), async {}).await;
        assert!(
            matches!(refused, Err(StartError::Bind(BindRefused::Beyond { .. }))),
            "{listen}: {refused:?}"
        );
    }
    assert!(!path.exists());
}

#[tokio::test]
async fn a_trustee_has_the_same_key_and_the_same_token_at_every_start() {
    let directory = directory();
    let (first, token) = {
        let ready = started(directory.path()).await.unwrap();
        (ready.verifier.clone(), std::fs::read_to_string(&ready.token_file).unwrap())
    };
    let again = started(directory.path()).await.unwrap();
    assert_eq!((again.verifier, std::fs::read_to_string(&again.token_file).unwrap()), (first, token));
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_with_the_token_is_for_its_owner_alone_and_one_without_a_token_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = directory();
    let ready = started(directory.path()).await.unwrap();
    let mode = std::fs::metadata(&ready.token_file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    std::fs::write(&ready.token_file, "guess").unwrap();
    let refused = started(directory.path()).await.unwrap_err().to_string();
    assert!(refused.contains("authority.token") && refused.contains("delete it for a new one"), "{refused}");
}

#[tokio::test]
async fn an_address_that_is_taken_is_told() {
    let (directory, taken) = (directory(), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let address = taken.local_addr().unwrap().to_string();
    let refused = run_one(options(directory.path(), &address), |_| panic!("it stands"), async {}).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains(&address) && refused.contains("--listen"), "{refused}");
}

#[tokio::test]
async fn as_many_trustees_as_the_bound_are_started_and_none_or_one_more_are_not() {
    let directory = directory();
    let start = |n| start_all(n, directory.path(), court().public(), Clock::of(|| NOW));
    for n in [0, MAX_PANEL + 1] {
        assert!(matches!(start(n).await, Err(StartError::Panel { .. })), "{n}");
    }
    let running = start(MAX_PANEL).await.unwrap();
    assert_eq!(running.panel.seats().len(), usize::from(MAX_PANEL));
    assert!(running.panel.health(MAX_PANEL).await.unwrap().ok);
    running.stop().await;
}

#[tokio::test]
async fn trustees_that_are_dropped_or_stopped_answer_no_more_and_give_their_stores_back() {
    let directory = directory();
    for stop in [true, false] {
        let running = start_all(2, directory.path(), court().public(), Clock::of(|| NOW)).await.unwrap();
        let panel = running.panel.clone();
        assert!(panel.health(1).await.is_ok());
        if stop {
            running.stop().await;
        } else {
            drop(running);
            // What was dropped ends when the runtime comes to it.
            while panel.health(1).await.is_ok() {
                tokio::task::yield_now().await;
            }
        }
        assert!(panel.health(1).await.is_err());
    }
}
