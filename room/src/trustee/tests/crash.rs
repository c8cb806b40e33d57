//! E13: a trustee in a process of its own, killed (SIGKILL) between writing and answering.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use escrow::warrant::{SignedWarrant, Warrant};
use tempfile::TempDir;

use super::fixtures::*;
use super::proxy::{Fault, Proxy};
use crate::trustee::token::Token;
use crate::trustee::{Opened, Options, Panel, Seat, run_one};

const DIRECTORY: &str = "DOORMAT_TEST_TRUSTEE_DIRECTORY";
const SAYS: &str = "TRUSTEE STANDS ";

/// The child: trustee 1 on a free port, until it is killed.
#[tokio::test]
#[ignore = "it is the process that the tests beside it start and kill"]
async fn child() {
    let Some(directory) = std::env::var_os(DIRECTORY) else { return };
    let options = Options {
        index: 1,
        directory: directory.into(),
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        court: court().public(),
        known: Vec::new(),
        lab_network: None,
        acknowledged: false,
    };
    let ready = |ready: &crate::trustee::standalone::Ready| {
        println!("\n{SAYS}{} {} {}", ready.address, ready.verifier, ready.token_file.display());
    };
    run_one(options, ready, std::future::pending()).await.unwrap();
}

struct Process {
    child: Child,
    seat: Seat,
}

impl Process {
    fn start(directory: &Path) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([
            "--exact",
            "trustee::tests::crash::child",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ]);
        let mut child = command.env(DIRECTORY, directory).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let line = lines.find_map(|line| Some(line.strip_prefix(SAYS)?.to_owned())).unwrap();
        let mut words = line.splitn(3, ' ');
        let address = words.next().unwrap().parse().unwrap();
        let verifier = words.next().unwrap().parse().unwrap();
        let token = std::fs::read_to_string(words.next().unwrap()).unwrap();
        let seat = Seat { index: 1, address, token: Token::parse(&token).unwrap(), verifier };
        Self { child, seat }
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Trustee 1 of 2 in a process behind a line, trustee 2 in this one.
struct Scene {
    directory: TempDir,
    office: Office,
    house: House,
}

impl Scene {
    async fn new() -> Self {
        let house = House::of(2, 2).await;
        let (directory, office) = (TempDir::new().unwrap(), house.office.clone());
        let process = Process::start(directory.path());
        let one = Panel::new(vec![process.seat.clone()]);
        one.hand_out(&office.dealing, &office.shares[..1]).await.unwrap();
        process.kill();
        Self { directory, office, house }
    }

    async fn started(&self, fault: Fault) -> (Process, Proxy, Panel) {
        let process = Process::start(self.directory.path());
        let proxy = Proxy::before(process.seat.address, fault).await;
        let seats = vec![proxy.seat(&process.seat), self.house.panel().seats()[1].clone()];
        let panel = Panel::new(seats);
        (process, proxy, panel)
    }

    async fn open(&self, panel: &Panel, name: &str, warrant: &SignedWarrant) -> Opened {
        panel.open(&[1, 2], &request(name), &self.office.dealing, warrant, &self.office.talk()).await
    }
}

/// The child has the system's clock.
fn always(id: u8) -> SignedWarrant {
    Warrant { in_force: (0, u64::MAX), ..unsigned(id) }.sign(&court())
}

#[tokio::test]
async fn e13_a_trustee_killed_after_writing_and_before_answering_answers_the_same_request_and_no_other() {
    let scene = Scene::new().await;
    let (process, proxy, panel) = scene.started(Fault::Held).await;
    let warrant = always(1);
    let (opened, ()) = tokio::join!(scene.open(&panel, "r1", &warrant), async {
        // It has begun to answer, so it has written; nobody has heard it.
        proxy.answered().await;
        process.kill();
    });
    assert_eq!(opened.released, [2]);
    assert_eq!(opened.unavailable[0].0, 1);
    let (_process, _proxy, panel) = scene.started(Fault::None).await;
    assert_eq!(panel.health(1).await.unwrap().log_size, 2, "received, and assisted once");
    let other = scene.open(&panel, "r2", &warrant).await;
    assert!(
        other.released.is_empty() && other.refused.iter().all(|(_, why)| why.contains("used here before"))
    );
    assert_eq!(other.refused.len(), 2);
    let same = scene.open(&panel, "r1", &warrant).await;
    assert_eq!((deposits(&same), same.entries.as_slice()), (vec![1, 2, 3], &[(1, 1), (2, 1)][..]));
}

#[tokio::test]
async fn e13_a_trustee_killed_before_it_has_the_whole_request_has_written_nothing() {
    let scene = Scene::new().await;
    let (process, _proxy, panel) = scene.started(Fault::Half(200)).await;
    let panel = panel.within(std::time::Duration::from_secs(1));
    let opened = scene.open(&panel, "r1", &always(1)).await;
    process.kill();
    assert_eq!(opened.released, [2]);
    let (_process, _proxy, panel) = scene.started(Fault::None).await;
    assert_eq!(panel.health(1).await.unwrap().log_size, 1);
    assert_eq!(deposits(&scene.open(&panel, "r1", &always(1)).await), [1, 2, 3]);
}

#[tokio::test]
async fn e13_a_second_process_on_the_same_directory_does_not_start() {
    let directory = TempDir::new().unwrap();
    let process = Process::start(directory.path());
    let options = Options {
        index: 1,
        directory: directory.path().to_owned(),
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        court: court().public(),
        known: Vec::new(),
        lab_network: None,
        acknowledged: false,
    };
    let second = run_one(options.clone(), |_| panic!("it stands"), async {}).await;
    assert!(second.is_err(), "{second:?}");
    process.kill();
    assert!(run_one(options, |_| {}, async {}).await.is_ok(), "the control");
}
